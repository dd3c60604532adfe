import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterFact, deploymentStatus, MISSED_LISTS, nextLook, recognise, type InstanceFact, type InstanceState } from './app-instance.rules.js';
import type { UpstreamInstance } from './srm.types.js';

const asked: InstanceState = { status: 'instantiating', statusReason: null, phase: 'PLACING', upstreamId: null, missed: 0 };
const status = fc.constantFrom('ready', 'instantiating', 'failed', 'terminating', 'unknown');
const fact: fc.Arbitrary<InstanceFact> = fc.oneof(
  fc.record({ kind: fc.constant('placed'), upstreamId: fc.uuid() }),
  fc.record({ kind: fc.constant('refused'), reason: fc.string() }),
  fc.record({ kind: fc.constant('listed'), status }),
  fc.record({ kind: fc.constant('not-listed') }),
  fc.record({ kind: fc.constant('delete-requested') }),
) as fc.Arbitrary<InstanceFact>;
const through = (facts: readonly InstanceFact[]): InstanceState => facts.reduce(afterFact, asked);

describe('the life of an instance', () => {
  it('goes from asked for to ready', () => {
    expect(through([{ kind: 'placed', upstreamId: 'u1' }, { kind: 'listed', status: 'ready' }])).toEqual({ ...asked, phase: 'PLACED', upstreamId: 'u1', status: 'ready' });
  });

  it('never comes back once its end is asked for', () => {
    fc.assert(
      fc.property(fc.array(fact), fc.array(fact), (before, after) => {
        const end = through([...before, { kind: 'delete-requested' }, ...after]);
        expect(end).toMatchObject({ phase: 'REMOVING', status: 'terminating' });
      }),
    );
  });

  it('remembers the upstream id of a placement that was answered after its end was asked for, so that it can be taken away', () => {
    expect(through([{ kind: 'delete-requested' }, { kind: 'placed', upstreamId: 'late' }])).toMatchObject({ phase: 'REMOVING', upstreamId: 'late' });
  });

  it('keeps an upstream id for ever once it has one', () => {
    fc.assert(
      fc.property(fc.array(fact), (facts) => {
        const states = facts.map((_fact, index) => through(facts.slice(0, index + 1)));
        const first = states.findIndex(({ upstreamId }) => upstreamId !== null);
        if (first >= 0) expect(states.slice(first).every(({ upstreamId }) => upstreamId !== null)).toBe(true);
      }),
    );
  });

  it('takes a list for what it says only of what was placed', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ kind: fc.constant('listed' as const), status })), (facts) => {
        expect(through(facts)).toEqual(asked);
      }),
    );
  });

  it('counts as unknown only after several lists in a row without it', () => {
    const missing: InstanceFact[] = Array.from({ length: MISSED_LISTS - 1 }, () => ({ kind: 'not-listed' }));
    const placed: InstanceFact = { kind: 'placed', upstreamId: 'u1' };
    expect(through([placed, ...missing]).status).toBe('instantiating');
    expect(through([placed, ...missing, { kind: 'listed', status: 'ready' }, ...missing]).status).toBe('ready');
    expect(through([placed, ...missing, { kind: 'not-listed' }])).toMatchObject({ status: 'unknown', statusReason: expect.any(String) });
  });
});

describe('an instance that was asked for without an answer', () => {
  const seen = (upstreamId: string, more: Partial<UpstreamInstance> = {}): UpstreamInstance => ({ upstreamId, status: 'instantiating', endpoints: [], ...more });
  const wanted = { upstreamAppId: 'app', upstreamZoneId: 'zone', upstreamBefore: ['old'], sentAt: new Date() };

  it('is the one that is new (A)', () => {
    expect(recognise(wanted, [seen('old'), seen('new')], new Set(), 'A')).toBe('new');
  });

  it('is not one that another instance of ours has', () => {
    expect(recognise(wanted, [seen('old'), seen('taken')], new Set(['taken']), 'A')).toBeUndefined();
  });

  it('is nobody when several could be it', () => {
    expect(recognise(wanted, [seen('new'), seen('other')], new Set(), 'A')).toBeUndefined();
  });

  it('is the one of its app and zone (B)', () => {
    const listed = [seen('a', { upstreamAppId: 'else' }), seen('b', { upstreamAppId: 'app', edgeCloudZoneId: 'far' }), seen('c', { upstreamAppId: 'app', edgeCloudZoneId: 'zone' })];
    expect(recognise(wanted, listed, new Set(), 'B')).toBe('c');
  });

  it('is nobody when nothing was ever sent', () => {
    expect(recognise({ ...wanted, sentAt: null }, [seen('new')], new Set(), 'A')).toBeUndefined();
  });
});

describe('the pace of looking', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  const row = (kind: 'ready' | 'instantiating', ageMs: number) => ({ status: kind, updatedAt: new Date(now.getTime() - ageMs) });

  it('ends when there is nothing to follow', () => expect(nextLook([], now)).toBeUndefined());
  it('is slow when nothing moves', () => expect(nextLook([row('ready', 5)], now)).toBe(30_000));
  it('is quick for what has just begun, and slows down', () => {
    expect(nextLook([row('ready', 9e9), row('instantiating', 100)], now)).toBe(500);
    expect(nextLook([row('instantiating', 40_000)], now)).toBe(5_000);
    expect(nextLook([row('instantiating', 9e9)], now)).toBe(15_000);
  });
});

describe('the status of a deployment', () => {
  const of = (...statuses: InstanceState['status'][]) => deploymentStatus(statuses.map((one) => ({ status: one })), false);

  it('is ready only when every instance is', () => {
    expect(of('ready', 'ready')).toBe('ready');
    expect(of('ready', 'instantiating')).toBe('instantiating');
    expect(of('ready', 'unknown')).toBe('unknown');
    expect(of()).toBe('unknown');
  });
  it('is failed when one is', () => expect(of('ready', 'failed', 'instantiating')).toBe('failed'));
  it('does not count what is leaving', () => expect(of('ready', 'terminating')).toBe('ready'));
  it('is terminating while it is being deleted', () => expect(deploymentStatus([{ status: 'ready' }], true)).toBe('terminating'));
});
