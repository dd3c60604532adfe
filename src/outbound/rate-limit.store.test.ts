import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../test/support/databases.js';
import { collectLog } from '../../test/support/log.js';
import { DEVELOPER, type Caller } from '../kernel/caller.js';
import { systemClock } from '../kernel/clock.js';
import { createRateLimiter, slackOf, type RateLimiter } from './rate-limit.js';
import { fakeRateStore } from './rate-limit.store.fake.js';
import { createRateStore, type RateStore, type ShareRequest } from './rate-limit.store.js';
import type { Database } from './storage/database.js';

const ANN: Caller = { ...DEVELOPER, clientId: 'ann' };
const ask = (over: Partial<ShareRequest> = {}): ShareRequest => ({ client: 'ann', limit: 100, windowMs: 60_000, need: 1, wish: 1, ...over });

const kinds: readonly (readonly [string, () => Promise<{ readonly store: RateStore; clear(): Promise<void>; close(): Promise<void> }>])[] = [
  ['fake', async () => ({ store: fakeRateStore(systemClock), clear: async () => undefined, close: async () => undefined })],
  ...databaseKinds.map(([name, open]) => [name, async () => {
    const test = await open();
    return { store: createRateStore(test.db), clear: () => test.clear(), close: () => test[Symbol.asyncDispose]() };
  }] as const),
];

describe.each(kinds)('windows of clients (%s)', (_name, open) => {
  let kind: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    kind = await open();
  });
  beforeEach(() => kind.clear());
  afterAll(() => kind.close());

  it('give what is needed, and of what is wished no more than an eighth of the rest', async () => {
    const client = 'shares';
    expect(await kind.store.take(ask({ client, wish: 50 }))).toMatchObject({ granted: 12, left: 88 });
    expect(await kind.store.take(ask({ client, wish: 4 }))).toMatchObject({ granted: 4, left: 84 });
    expect(await kind.store.take(ask({ client, need: 80, wish: 4 }))).toMatchObject({ granted: 80, left: 4 });
    expect(await kind.store.take(ask({ client, wish: 50 }))).toMatchObject({ granted: 1, left: 3 });
    expect(await kind.store.take(ask({ client, need: 7 }))).toMatchObject({ granted: 3, left: 0 });
    expect(await kind.store.take(ask({ client, need: 7 }))).toMatchObject({ granted: 0, left: 0 });
    expect(await kind.store.take(ask({ client, limit: 50 }))).toMatchObject({ granted: 0, left: 0 });
    expect(await kind.store.take(ask({ client: 'another' }))).toMatchObject({ granted: 1, left: 99 });
  });

  it('end, and begin with the next request', async () => {
    const client = 'ends';
    const first = await kind.store.take(ask({ client, limit: 3, need: 3, windowMs: 300 }));
    expect(first).toMatchObject({ granted: 3, left: 0 });
    expect(first.endsInMs).toBeLessThanOrEqual(300);
    expect(first.endsInMs).toBeGreaterThan(0);
    await sleep(first.endsInMs + 5);
    expect(await kind.store.take(ask({ client, limit: 3, windowMs: 300 }))).toMatchObject({ granted: 1, left: 2 });
  });

  it('do not outlive a setting with longer ones', async () => {
    const client = 'setting';
    expect(await kind.store.take(ask({ client, limit: 3, need: 3, windowMs: 86_400_000 }))).toMatchObject({ granted: 3, left: 0 });
    expect(await kind.store.take(ask({ client, limit: 3 }))).toMatchObject({ granted: 1, left: 2 });
  });

  it.each(['x'.repeat(10_000), 'null \u0000', 'ü'])('are kept for a client of any name', async (client) => {
    expect(await kind.store.take(ask({ client, need: 5 }))).toMatchObject({ granted: 5, left: 95 });
    expect(await kind.store.take(ask({ client }))).toMatchObject({ granted: 1, left: 94 });
  });
});

describeOnServer('replicas on one database', (open) => {
  let test: TestDatabase;
  let replicas: readonly RateLimiter[];
  const LIMIT = 200;

  const replica = (db: Database): RateLimiter =>
    createRateLimiter({ limit: LIMIT, windowSeconds: 60, store: createRateStore(db), clock: systemClock, log: collectLog(), timeoutMs: 20_000 });
  const allowed = async (limiter: RateLimiter, caller = ANN): Promise<number> => ((await limiter.take(caller)) === undefined ? 1 : 0);
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.clear();
    replicas = [replica(test.db), replica(await test.another()), replica(await test.another())];
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('allow exactly the limit to a client that asks all of them at once', async () => {
    const counts = await Promise.all(Array.from({ length: 900 }, (_, index) => allowed(replicas[index % 3]!)));
    expect(sum(counts)).toBe(LIMIT);
  });

  it('allow the limit to a client that goes from one to the other, less what was put by', async () => {
    const counts: number[] = [];
    for (let index = 0; index < 400; index += 1) counts.push(await allowed(replicas[index % 3]!));
    expect(sum(counts)).toBeLessThanOrEqual(LIMIT);
    expect(sum(counts)).toBeGreaterThanOrEqual(LIMIT - 2);
  });

  it('allow no more than the limit, however unevenly many clients ask', async () => {
    const clients = Array.from({ length: 20 }, (_, index): Caller => ({ ...ANN, clientId: `client-${index}` }));
    const counts = await Promise.all(clients.map(async (caller, index) => sum(await Promise.all(Array.from({ length: 320 }, (_, time) => allowed(replicas[time % (index + 2) === 0 ? 1 : time % 2 === 0 ? 0 : 2]!, caller))))));
    for (const count of counts) {
      expect(count).toBeLessThanOrEqual(LIMIT);
      expect(count).toBeGreaterThanOrEqual(LIMIT - 2 * slackOf(LIMIT));
    }
  });
});
