import { describe, expect, it } from 'vitest';
import { anOrganization, aSpecification } from '../../../../test/support/heartbeat-world.js';
import { contentHash } from '../client/spec.rules.js';
import { connectionOf } from '../client/connection.rules.js';
import { createFakePeerSource } from '../client/peer.source.fake.js';
import { PeerFault, type PeerCall } from '../client/peer.types.js';
import type { PeeredSpecRow } from '../peering/peering.types.js';
import { askAll } from './asking.service.js';
import { verdictOf } from './finding.rules.js';
import { specReader } from './spec-reader.service.js';

const ids = Array.from({ length: 20 }, (_, n) => `s${n}`);
const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 21, 12, minute));

/** `s0` was heard of first, `s19` last. */
const rows = ids.map((remoteId, n): PeeredSpecRow => ({
  organizationId: 'org', remoteId, localId: remoteId, name: remoteId, version: '1.0', lastUpdate: at(0), contentHash: contentHash(aSpecification(remoteId)), state: 'visible', missCount: 0, lastVerifiedAt: at(n),
}));

function oss() {
  const source = createFakePeerSource();
  const calls: PeerCall[] = [];
  const peer = source.peer('org');
  for (const id of ids) peer.specs.set(id, aSpecification(id));
  const noting: typeof source = { ...source, spec: (connection, id, call) => (calls.push(call), source.spec(connection, id, call)) };
  const asked = (): readonly string[] => source.asked.map(({ what }) => what);
  const ask = (failures: number) =>
    askAll(noting, specReader(), { connection: connectionOf(anOrganization('org')), specs: rows, isShown: true, failures, call: { signal: new AbortController().signal, correlator: 'c' }, enough: () => undefined });
  return { peer, asked, calls, ask };
}

const fault = (code: 'CONNECT' | 'HTTP_5XX' | 'AUTH_TOKEN'): PeerFault => new PeerFault(code, 'no', { retryable: true });

describe('asking an OSS for its specifications', () => {
  it('asks for all of them, those that were heard of last first and then those that were not for longest', async () => {
    const { asked, ask } = oss();
    expect((await ask(0)).size).toBe(20);
    expect([asked().slice(0, 4), asked().slice(4, 6)]).toEqual([['s19', 's18', 's17', 's16'], ['s0', 's1']]);
  });

  it('asks for a few when it cannot be connected to, or refuses the token', async () => {
    for (const code of ['CONNECT', 'AUTH_TOKEN'] as const) {
      const { peer, asked, ask } = oss();
      peer.fault = fault(code);
      const findings = await ask(0);
      expect(asked()).toHaveLength(4);
      expect(verdictOf([...findings.values()], false)).toMatchObject({ kind: 'failed', failure: { code } });
    }
  });

  it('asks for each of the others once when the first few fail otherwise', async () => {
    const { peer, asked, calls, ask } = oss();
    for (const id of ['s19', 's18', 's17', 's16']) peer.faults.set(id, fault('HTTP_5XX'));
    const findings = await ask(0);
    expect(asked()).toHaveLength(20);
    expect(calls.map(({ attempts }) => attempts ?? 3)).toEqual([3, 3, 3, 3, ...Array.from({ length: 16 }, () => 1)]);
    expect(verdictOf([...findings.values()], false)).toEqual({ kind: 'reachable' });
  });

  it('asks one that was away for one, and for all when that is there', async () => {
    const { peer, asked, ask } = oss();
    peer.fault = fault('HTTP_5XX');
    await ask(1);
    await ask(2);
    expect(asked()).toEqual(['s19', 's18']);
    peer.fault = undefined;
    expect([...(await ask(3)).values()].every(({ kind }) => kind === 'found')).toBe(true);
  });

  it('asks no more when there is no room for what it brings', async () => {
    const source = createFakePeerSource();
    const peer = source.peer('org');
    const description = 'x'.repeat(10_000);
    for (const id of ids) peer.specs.set(id, aSpecification(id, { description }));
    // One after the other, as a source with bounds would
    let turn: Promise<unknown> = Promise.resolve();
    const slow: typeof source = { ...source, spec: (connection, id, call) => (turn = turn.then(() => source.spec(connection, id, call), () => source.spec(connection, id, call))) as ReturnType<typeof source.spec> };
    const over = new AbortController();
    const call = { signal: over.signal, correlator: 'c' };
    const findings = await askAll(slow, specReader(), { connection: connectionOf(anOrganization('org')), specs: rows, isShown: true, failures: 0, call, enough: () => over.abort(new Error('full')), room: 60_000 });
    const kinds = [...findings.values()].map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'found').length).toBeGreaterThan(4);
    expect(kinds.filter((kind) => kind === 'unasked').length).toBeGreaterThan(4);
    expect(verdictOf([...findings.values()], false)).toEqual({ kind: 'reachable' });
  });
});
