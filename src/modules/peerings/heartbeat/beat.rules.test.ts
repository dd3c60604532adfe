import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FailureCode } from '../../../kernel/peering/messages.js';
import type { PeeredSpecRow } from '../peering/peering.types.js';
import { decideBeat, type BeatDecision, type Health, type Tolerances } from './beat.rules.js';
import { verdictOf, type Finding } from './finding.rules.js';

const start = new Date('2026-11-21T12:00:00Z');
const hash = (content: number): string => `sha256:${String(content).padStart(64, '0')}`;
const spec = (remoteId: string): PeeredSpecRow => ({
  organizationId: 'org', remoteId, localId: `local ${remoteId}`, name: remoteId, version: '1', lastUpdate: start, contentHash: hash(0), state: 'visible', missCount: 0, lastVerifiedAt: start,
});
const active: Health = { status: 'active', failures: 0, firstFailureAt: null, lastCheckAt: start, lastSuccessAt: start, lastFailure: null };
const found = (content = 0, lastUpdate = start): Finding => ({ kind: 'found', found: { source: { content }, name: 'name', version: '1', lastUpdate, contentHash: hash(content) } });
const fault = (code: FailureCode): Finding => ({ kind: 'unsure', fault: { code, reason: 'no', retryable: true }, alive: false });
const settings: Tolerances = { tolerance: 1, specTolerance: 3 };

/** An organization through beats, with a catalog that does as it is told. */
function world(specs: readonly PeeredSpecRow[], tolerances: Tolerances = settings) {
  let rows = specs;
  let health = active;
  let now = start;
  const catalog = new Map(specs.map(({ remoteId, contentHash }) => [remoteId, contentHash]));
  function apply({ told }: BeatDecision): void {
    if (told?.kind === 'unreachable') catalog.clear();
    if (told?.kind === 'updated') for (const { remoteId } of told.removed) catalog.delete(remoteId);
    const shown = told?.kind === 'updated' ? [...told.added, ...told.updated] : told?.kind === 'recovered' ? told.specs : [];
    for (const one of shown) catalog.set(one.spec.remoteId, one.found.contentHash);
  }
  return {
    catalog,
    rows: () => rows,
    health: () => health,
    /** Undefined: too little was heard. */
    beat(findings: readonly Finding[]): BeatDecision | undefined {
      now = new Date(now.getTime() + 300_000);
      const verdict = verdictOf(findings, health.failures > 0);
      if (verdict.kind === 'open') return undefined;
      const decision = decideBeat({ health, specs: rows, findings: new Map(rows.map(({ remoteId }, at) => [remoteId, findings[at]!])) }, verdict, tolerances, now);
      health = decision.health;
      rows = rows.map((row) => decision.specs.find(({ remoteId }) => remoteId === row.remoteId) ?? row);
      apply(decision);
      return decision;
    },
  };
}

const visible = (rows: readonly PeeredSpecRow[]) => new Map(rows.filter(({ state }) => state === 'visible').map(({ remoteId, contentHash }) => [remoteId, contentHash]));

describe('a beat of an OSS that is there', () => {
  it('tells nothing when nothing has changed but when', () => {
    const { beat, rows } = world([spec('a')]);
    const later = new Date('2026-11-21T12:03:00Z');
    expect(beat([found(0, later)])).toMatchObject({ told: undefined, alarms: { heartbeat: false, auth: false, partial: false } });
    expect(rows()).toMatchObject([{ lastUpdate: later }]);
  });

  it('tells what is new, whatever its date says', () => {
    const { beat } = world([spec('a'), spec('b')]);
    const decision = beat([found(1, new Date(0)), found()]);
    expect(decision?.told).toMatchObject({ kind: 'updated', added: [], updated: [{ spec: { remoteId: 'a', localId: 'local a' } }], removed: [] });
    expect(decision?.specs[0]).toHaveProperty('source', { content: 1 });
    expect(decision?.specs[1]).not.toHaveProperty('source');
  });

  it('takes out what is deleted, once, and takes it in again when it is back', () => {
    const { beat } = world([spec('a'), spec('b')]);
    expect(beat([{ kind: 'deleted' }, found()])).toMatchObject({ told: { removed: [{ remoteId: 'a', localId: 'local a', reason: 'deleted-at-source' }] }, failedSpecs: [{ remoteId: 'a', code: 'SPEC_NOT_FOUND' }] });
    const again = beat([{ kind: 'deleted' }, found()]);
    expect([again?.told, again?.alarms.partial]).toEqual([undefined, { failure: expect.objectContaining({ code: 'PARTIAL' }) as unknown, affected: ['local a'] }]);
    expect(beat([found(), found()])).toMatchObject({ told: { added: [{ spec: { remoteId: 'a' } }] }, alarms: { partial: false } });
  });

  it('keeps what cannot be told for a while', () => {
    const { beat, rows } = world([spec('a'), spec('b')]);
    expect(beat([fault('TIMEOUT'), found()])).toMatchObject({ told: undefined, failedSpecs: [{ remoteId: 'a', code: 'TIMEOUT' }] });
    expect(beat([fault('TIMEOUT'), found()])?.told).toBeUndefined();
    expect(beat([fault('TIMEOUT'), found()])?.told).toMatchObject({ removed: [{ remoteId: 'a', reason: 'unverifiable' }] });
    expect(rows()[0]).toMatchObject({ state: 'missing', missCount: 3 });
    expect(beat([fault('TIMEOUT'), found()])?.told).toBeUndefined();
    expect(beat([found(), found()])?.told).toMatchObject({ added: [{ spec: { remoteId: 'a' } }] });
  });

  it('stays active when everything is gone, and says so aloud', () => {
    const { beat, health } = world([spec('a'), spec('b')]);
    expect(beat([{ kind: 'deleted' }, { kind: 'deleted' }])).toMatchObject({ told: { removed: [{}, {}] }, alarms: { empty: { failure: { code: 'SPEC_NOT_FOUND' }, affected: ['local a', 'local b'] } } });
    expect(health().status).toBe('active');
    expect(beat([found(), { kind: 'deleted' }])).toMatchObject({ alarms: { empty: false, partial: {} } });
  });
});

describe('a beat of an OSS that is away', () => {
  it('takes everything out and says so once, until it is back', () => {
    const { beat, health, catalog } = world([spec('a'), spec('b')]);
    expect(beat([fault('CONNECT'), fault('CONNECT')])).toMatchObject({
      told: { kind: 'unreachable', failure: { code: 'CONNECT' }, consecutiveFailures: 1, threshold: 1, lastSuccessAt: start, affected: [{ remoteId: 'a' }, { remoteId: 'b' }] },
      alarms: { heartbeat: { affected: ['local a', 'local b'] } },
    });
    expect([health().status, catalog.size]).toEqual(['unreachable', 0]);
    expect(beat([fault('CONNECT'), { kind: 'unasked' }])).toMatchObject({ told: undefined, specs: [], alarms: { heartbeat: { affected: ['local a', 'local b'] } } });
    expect(beat([found(), found(7)])).toMatchObject({ told: { kind: 'recovered', specs: [{}, {}] }, alarms: { heartbeat: false, auth: false }, health: { status: 'active', failures: 0, firstFailureAt: null, lastFailure: null } });
    expect([...catalog]).toEqual([['a', hash(0)], ['b', hash(7)]]);
  });

  it('is degraded before, when more failures are borne with', () => {
    const { beat, catalog } = world([spec('a')], { tolerance: 3, specTolerance: 3 });
    expect(beat([fault('HTTP_5XX')])).toMatchObject({ health: { status: 'degraded', failures: 1 }, told: undefined, alarms: {} });
    expect(beat([fault('HTTP_5XX')])).toMatchObject({ health: { status: 'degraded', failures: 2 } });
    expect(catalog.size).toBe(1);
    expect(beat([found()])).toMatchObject({ health: { status: 'active' }, told: undefined });
    beat([fault('HTTP_5XX')]);
    beat([fault('HTTP_5XX')]);
    expect(beat([fault('HTTP_5XX')])).toMatchObject({ health: { status: 'unreachable', failures: 3 }, told: { consecutiveFailures: 3, threshold: 3 } });
  });

  it('has another alarm when it refuses us', () => {
    expect(world([spec('a')]).beat([fault('AUTH_TOKEN')])).toMatchObject({ told: { failure: { code: 'AUTH_TOKEN' } }, alarms: { auth: {} } });
    expect(world([spec('a')]).beat([fault('AUTH_REJECTED')])?.alarms).not.toHaveProperty('heartbeat');
  });

  it('brings back in part what is there in part, and the rest when it is', () => {
    const { beat, catalog } = world([spec('a'), spec('b')]);
    beat([fault('CONNECT'), fault('CONNECT')]);
    expect(beat([found(), fault('TIMEOUT')])).toMatchObject({ told: { kind: 'recovered', specs: [{ spec: { remoteId: 'a' } }] }, alarms: { partial: {} } });
    expect(beat([found(), found()])?.told).toMatchObject({ kind: 'updated', added: [{ spec: { remoteId: 'b' } }] });
    expect(catalog.size).toBe(2);
  });
});

describe('whatever an OSS does', () => {
  const findings = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 2 }).map((content) => found(content)) },
    { weight: 1, arbitrary: fc.constant<Finding>({ kind: 'deleted' }) },
    { weight: 1, arbitrary: fc.constant<Finding>({ kind: 'unasked' }) },
    { weight: 3, arbitrary: fc.constantFrom<FailureCode>('CONNECT', 'TIMEOUT', 'HTTP_5XX', 'AUTH_REJECTED').map(fault) },
  );
  const rounds = fc.array(fc.oneof(fc.array(findings, { minLength: 3, maxLength: 3 }), fc.constant([fault('CONNECT'), fault('CONNECT'), fault('CONNECT')])), { maxLength: 25 });

  it('the catalog shows what the rows say, and one signal takes nothing out', () => {
    fc.assert(
      fc.property(rounds, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }), (beats, tolerance, specTolerance) => {
        const { beat, rows, health, catalog } = world([spec('a'), spec('b'), spec('c')], { tolerance, specTolerance });
        const misses = new Map<string, number>();
        for (const round of beats) {
          const before = { rows: rows(), status: health().status, failures: health().failures, names: new Set(catalog.keys()) };
          const decision = beat(round);
          expect(catalog).toEqual(visible(rows()));
          if (!decision) {
            expect(rows()).toBe(before.rows);
            continue;
          }
          expect(decision.told?.kind === 'unreachable').toBe(before.status !== 'unreachable' && health().status === 'unreachable');
          expect(decision.told?.kind === 'recovered').toBe(before.status === 'unreachable' && health().status === 'active');
          if (decision.told?.kind === 'unreachable') expect(before.failures + 1).toBeGreaterThanOrEqual(tolerance);
          rows().forEach(({ remoteId }, at) => {
            const finding = round[at]!;
            if (health().failures === 0) misses.set(remoteId, finding.kind === 'unsure' ? (misses.get(remoteId) ?? 0) + 1 : finding.kind === 'unasked' ? (misses.get(remoteId) ?? 0) : 0);
            if (!before.names.has(remoteId) || catalog.has(remoteId) || decision.told?.kind === 'unreachable') return;
            expect(finding.kind === 'deleted' || (misses.get(remoteId) ?? 0) >= specTolerance).toBe(true);
          });
          if (health().failures === 0) expect(round.every((finding, at) => finding.kind !== 'found' || catalog.get(rows()[at]!.remoteId) === finding.found.contentHash)).toBe(true);
        }
        beat([found(), found(), found()]);
        expect([...catalog.values()]).toEqual([hash(0), hash(0), hash(0)]);
      }),
    );
  });
});
