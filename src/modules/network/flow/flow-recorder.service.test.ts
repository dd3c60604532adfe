import { expect, it, vi } from 'vitest';
import { createListener } from '../../../../test/support/flows.js';
import { collectLog } from '../../../../test/support/log.js';
import type { Database } from '../../../outbound/storage/database.js';
import { flowRecorder } from './flow-recorder.service.js';
import type { NetworkFact } from './flow.rules.js';
import type { FlowStore } from './flow.store.js';

vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));

const FLOW = { id: 'a1b2c3d4-0000-4000-8000-000000000001', kind: 'QOD_SESSION', resourceId: 'a1b2c3d4-0000-4000-8000-000000000002' } as const;
const limits = { graceMs: 1, patienceMs: 1, memoryMs: 1, lookMs: 1, missedMs: 1, settleMs: 1 };

/** A recorder on a database that answers nothing so many times. */
function recorderAfter(failures: number) {
  let tries = 0;
  const written: string[] = [];
  const $transaction = async (work: (tx: object) => Promise<unknown>): Promise<unknown> => {
    tries += 1;
    if (tries <= failures) throw new Error('The database is away.');
    return work({});
  };
  const store = { lock: async () => undefined, insertStray: async (_tx: unknown, { upstreamId }: { upstreamId: string }) => void written.push(upstreamId) };
  const owners = new Map([[FLOW.kind, createListener()]]);
  const parts = { db: { prisma: { $transaction } } as unknown as Database, store: store as unknown as FlowStore };
  return { written, recorder: flowRecorder({ ...parts, runner: FLOW.id, owners, limits, clock: { now: () => new Date() }, log: collectLog() }) };
}

it('does not let go of an id that the network answered while the database is away for minutes', async () => {
  const { written, recorder } = recorderAfter(90);
  await recorder.apply(FLOW, { kind: 'created', upstreamId: 'up-1', status: 'REQUESTED' });
  expect(written).toEqual(['up-1']);
});

it.each<NetworkFact>([{ kind: 'unseen' }, { kind: 'noticed', status: 'GRANTED', upstreamId: 'up-1' }])('tells whoever waits sooner of what the network says again ($kind)', async (fact) => {
  const { written, recorder } = recorderAfter(6);
  await expect(recorder.apply(FLOW, fact)).rejects.toThrow('away');
  expect(written).toEqual([]);
});
