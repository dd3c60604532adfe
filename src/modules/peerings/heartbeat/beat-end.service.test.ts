import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { anOrganization, aSpecification } from '../../../../test/support/heartbeat-world.js';
import { systemClock } from '../../../kernel/clock.js';
import { connectionOf } from '../client/connection.rules.js';
import { createFakePeerSource } from '../client/peer.source.fake.js';
import { unseenSpec } from '../peering/found-spec.rules.js';
import type { PeeringRow } from '../peering/peering.types.js';
import { askAll } from './asking.service.js';
import { createBeats } from './beat.service.js';
import { scheduleOf } from './schedule.rules.js';
import { specReader } from './spec-reader.service.js';

const ROW: PeeringRow = {
  organizationId: 'org', status: 'active', generation: 1, selection: { a: 'A' }, assignments: [], failures: 0, firstFailureAt: null, lastCheckAt: null, lastSuccessAt: null,
  lastFailure: null, failedSpecs: [], openAlarms: {}, nextBeatAt: null, revision: 1, createdAt: new Date(0), updatedAt: new Date(0),
};

it('a beat ends when its time is up, whatever was collected meanwhile', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const source = createFakePeerSource();
  source.peer('org').delayMs = 5_000;
  const beats = createBeats({
    settle: { settle: async () => ({ kind: 'overtaken' }) },
    specs: { of: async () => new Map([['org', [unseenSpec('org', 'a', 'A')]]]) },
    parties: { find: async () => anOrganization('org') },
    source, schedule: scheduleOf(undefined), tolerances: { tolerance: 1, specTolerance: 3 }, clock: systemClock, deadlineMs: 200,
  });
  const began = performance.now();
  const beat = beats.beat(ROW, { signal: new AbortController().signal, correlator: 'c' });
  for (let times = 0; times < 3; times += 1) {
    await sleep(30);
    collect();
  }
  expect(await beat).toEqual({ kind: 'discarded' });
  expect(performance.now() - began).toBeLessThan(3_000);
});

it('a beat asks for no more content than there is room for', async () => {
  const source = createFakePeerSource();
  const ids = Array.from({ length: 12 }, (_, n) => `spec-${n}`);
  for (const id of ids) source.peer('org').specs.set(id, aSpecification(id, { description: 'd'.repeat(10_000) }));
  source.peer('org').delayMs = 1;
  const over = new AbortController();
  const asking = { connection: connectionOf(anOrganization('org')), specs: ids.map((id) => unseenSpec('org', id, id)), isShown: true, failures: 0, room: 30_000 };
  const findings = await askAll(source, specReader(), { ...asking, call: { signal: over.signal, correlator: 'c' }, enough: () => over.abort(new Error('There is no room.')) });
  const kinds = [...findings.values()].map(({ kind }) => kind);
  expect(kinds).toEqual([...Array.from({ length: 3 }, () => 'found'), ...Array.from({ length: 9 }, () => 'unasked')]);
});
