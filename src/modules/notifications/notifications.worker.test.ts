import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../test/support/databases.js';
import { collectLog } from '../../../test/support/log.js';
import type { EventDelivery, EventSubscription } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/id.js';
import { createJobs } from '../../outbound/jobs.js';
import { createVault } from '../../outbound/storage/secrets.js';
import type { HubDeliveries } from './hub.worker.js';
import { notificationService } from './notifications.service.js';
import { notificationStore } from './notifications.store.js';
import { deliveryWorker } from './notifications.worker.js';
import { sinkCredentials } from './sink-credential.service.js';
import type { SinkAnswer, SinkCall } from './sink.source.js';
import type { TokenGrant } from './token.source.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const at = (ms: number): Date => new Date(NOW.getTime() + ms);
/** None of the subscriptions is a hub. */
const hubs: HubDeliveries = { attempt: () => Promise.reject(new Error('no hub')), judge: () => ({ kind: 'dead' }), settle: () => Promise.reject(new Error('no hub')) };
const vault = createVault(Buffer.alloc(32, 1));
const answered = (status: number | undefined, about: Partial<SinkAnswer> = {}): SinkAnswer => ({ status, retryAfter: undefined, failure: status === undefined ? 'no connection (ECONNREFUSED)' : null, ...about });

describe.each(databaseKinds)('the delivery worker (%s)', (_name, open) => {
  let test: TestDatabase;
  let now = NOW;
  let stopping = new AbortController();
  const log = collectLog();

  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.clear();
    now = NOW;
    stopping = new AbortController();
    log.lines.length = 0;
  });
  afterAll(() => test[Symbol.asyncDispose]());

  /** A subscription with as many deliveries, and what runs it once; each call is answered by `answer`. */
  async function world(deliveries: number, answer: (call: SinkCall, nth: number) => SinkAnswer | Promise<SinkAnswer>, about: Partial<EventSubscription> = {}) {
    const { db } = test;
    const id = newId();
    const calls: SinkCall[] = [];
    const grants: TokenGrant[] = [];
    const forgotten: string[] = [];
    const row = { clientId: 'client-1', resourceId: newId(), sink: 'https://consumer.example/', eventType: 'org.camaraproject.things.v0.changed', source: 'https://gateway.example/things/1', createdAt: NOW };
    await db.prisma.eventSubscription.create({ data: { id, ...row, ...about } });
    const events = Array.from({ length: deliveries }, (_, index) => ({ id: newId(), subscriptionId: id, eventId: newId(), position: BigInt(deliveries - index), cloudEvent: { nth: deliveries - index }, createdAt: NOW, nextAttemptAt: NOW }));
    await db.prisma.eventDelivery.createMany({ data: events });
    const clock = { now: () => now };
    const store = notificationStore(db);
    const service = notificationService({ store, jobs: createJobs({ db, clock, log }), clock });
    const tokens = { tokenFor: async (grant: TokenGrant) => ((grants.push(grant), { token: `token-${grants.length}` })), forget: (_grant: TokenGrant, token: string) => void forgotten.push(token) };
    const sink = { post: async (call: SinkCall) => answer(call, calls.push(call)), close: async () => undefined };
    const work = deliveryWorker({ db, store, service, sink, credentials: sinkCredentials({ vault, tokens }), hubs, clock, chance: () => 0.5 });
    return {
      id,
      calls,
      grants,
      forgotten,
      run: () => work({}, { key: id, attempts: 1, signal: stopping.signal, log }),
      rows: (): Promise<EventDelivery[]> => db.prisma.eventDelivery.findMany({ where: { subscriptionId: id }, orderBy: { position: 'asc' } }),
    };
  }

  it('sends by position, not by when the rows were written', async () => {
    const { run, calls, rows } = await world(3, () => answered(204));
    expect(await run()).toBeUndefined();
    expect(calls.map(({ cloudEvent }) => cloudEvent)).toEqual([{ nth: 1 }, { nth: 2 }, { nth: 3 }]);
    expect((await rows()).map(({ state, settledAt }) => [state, settledAt])).toEqual(Array(3).fill(['DELIVERED', NOW]));
  });

  it('stops at the first that fails, and says when to come back', async () => {
    const { run, calls } = await world(2, () => answered(503));
    expect(await run()).toEqual({ again: at(1_000) });
    expect(await run()).toEqual({ again: at(1_000) });
    expect(calls).toHaveLength(1);
    now = at(1_000);
    expect(await run()).toEqual({ again: at(3_500) });
  });

  it('comes back for the end of what waits, and has nothing to do after it', async () => {
    const { run, calls, rows } = await world(1, () => answered(503, { retryAfter: 60 }), { expiresAt: at(5_000) });
    expect(await run()).toEqual({ again: at(5_000) });
    now = at(5_000);
    expect(await run()).toBeUndefined();
    expect(calls).toHaveLength(1);
    expect(await rows()).toEqual([expect.objectContaining({ state: 'DEAD', lastError: 'the subscription has expired' })]);
  });

  it('has nothing to come back for when all is sent, though time will end the subscription', async () => {
    const { run } = await world(1, () => answered(204), { credential: vault.seal('token-1'), credentialExpiresAt: at(5_000) });
    expect(await run()).toBeUndefined();
  });

  it('sends what is due before a time that runs out on the way, and nothing after', async () => {
    const { run, calls, rows } = await world(3, () => ((now = at(now.getTime() - NOW.getTime() + 600)), answered(204)), { credential: vault.seal('token-1'), credentialExpiresAt: at(1_000) });
    await run();
    expect(calls.map(({ accessToken }) => accessToken)).toEqual(['token-1', 'token-1']);
    expect((await rows()).map(({ state }) => state)).toEqual(['DELIVERED', 'DELIVERED', 'DEAD']);
  });

  it('counts no attempt that it was told to break off', async () => {
    const { run, rows } = await world(1, () => (stopping.abort(), answered(undefined)));
    expect(await run()).toEqual({ again: NOW });
    expect(await rows()).toEqual([expect.objectContaining({ state: 'PENDING', attempts: 0, lastError: null })]);
  });

  it('keeps an answer that came as it was told to stop, and sends no more', async () => {
    const { run, calls, rows } = await world(2, () => (stopping.abort(), answered(204)));
    expect(await run()).toEqual({ again: NOW });
    expect((await rows()).map(({ state }) => state)).toEqual(['DELIVERED', 'PENDING']);
    expect(calls).toHaveLength(1);
  });

  it('changes nothing that another process has settled meanwhile', async () => {
    const { run, rows, id } = await world(1, async () => {
      await test.db.prisma.eventDelivery.updateMany({ where: { subscriptionId: id }, data: { state: 'DELIVERED', attempts: 1, lastStatus: 202 } });
      return answered(410);
    });
    await run();
    expect(await rows()).toEqual([expect.objectContaining({ state: 'DELIVERED', attempts: 1, lastStatus: 202 })]);
    expect(await test.db.prisma.eventSubscription.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: 'ACTIVE' });
  });

  it('tries later, and tells the operator, when the token was sealed with another key', async () => {
    const sealed = createVault(Buffer.alloc(32, 2)).seal('planted-token');
    const { run, calls, rows } = await world(1, () => answered(204), { credential: sealed });
    expect(await run()).toEqual({ again: at(1_000) });
    expect(calls).toEqual([]);
    expect(await rows()).toEqual([expect.objectContaining({ attempts: 1, lastError: 'the access token for the sink cannot be opened' })]);
    expect(log.lines).toEqual([expect.objectContaining({ level: 'error' })]);
  });

  it('asks for a token of our own where a key shows who we are, and for another after a 401', async () => {
    const { run, calls, grants, forgotten } = await world(2, (_call, nth) => answered(nth === 1 ? 401 : 204), { credentialType: 'PRIVATE_KEY_JWT', credentialClientId: 'gateway-1', tokenUri: 'https://consumer.example/token' });
    await run();
    expect(forgotten).toEqual(['token-1']);
    now = at(1_000);
    await run();
    expect(calls.map(({ accessToken }) => accessToken)).toEqual(['token-1', 'token-2', 'token-3']);
    expect(grants[0]).toEqual({ clientId: 'gateway-1', tokenUri: 'https://consumer.example/token' });
    expect(forgotten).toEqual(['token-1']);
  });

  it('has nothing to do for a subscription that is not there', async () => {
    const { run, id } = await world(1, () => answered(204));
    await test.db.prisma.eventSubscription.delete({ where: { id } });
    expect(await run()).toBeUndefined();
  });
});
