import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { CHANGE, ENDED, startNotifications } from '../support/notifications.js';
import { startSink, type Delivery, type TestSink } from '../support/sink.js';

const HOUR = 3_600_000;
let test: TestDatabase;
let w: Awaited<ReturnType<typeof startNotifications>>;
let sink: TestSink;

beforeAll(async () => {
  test = await databaseKinds[0]![1]();
});
beforeEach(async () => {
  await test.clear();
  [w, sink] = await Promise.all([startNotifications(test.db), startSink()]);
});
afterEach(async () => {
  await w[Symbol.asyncDispose]();
  await sink.stop();
});
afterAll(() => test[Symbol.asyncDispose]());

const idsOf = (deliveries: readonly Delivery[]): readonly unknown[] => deliveries.map(({ body }) => (body as { id: string }).id);

describe('a sink that works', () => {
  it('is told in order, once each, and of the creation only when it asked for it', async () => {
    const [quiet, asked] = [await w.create(`${sink.url}/quiet`), await w.create(`${sink.url}/asked`, { initialEvent: true, accessToken: 'token-1', accessTokenExpiresAt: new Date(Date.now() + HOUR) })];
    const statuses = ['ready', 'failed', 'ready', 'unknown', 'terminating'] as const;
    const told = await w.announce(quiet, ...statuses.map((status) => ({ status })));
    await w.announce(asked, { status: 'ready' });
    const all = await sink.received(7);
    const at = (path: string) => all.filter((delivery) => delivery.path.endsWith(path));
    expect(idsOf(at('/quiet'))).toEqual(told);
    expect(at('/quiet').map(({ body }) => (body as { data: { status: string } }).data.status)).toEqual(statuses);
    expect(at('/asked').map(({ body }) => (body as { data: { status: string } }).data.status)).toEqual(['instantiating', 'ready']);
    expect(at('/asked')[0]).toMatchObject({
      headers: { 'content-type': 'application/cloudevents+json', authorization: 'Bearer token-1', 'x-correlator': expect.any(String) },
      body: { specversion: '1.0', type: CHANGE, source: `https://gateway.example/app-instances/${asked}`, datacontenttype: 'application/json', time: expect.any(String), data: { appInstanceId: asked } },
    });
    expect(await w.settled(quiet, ...Array<string>(5).fill('DELIVERED'))).toContainEqual(expect.objectContaining({ attempts: 1, lastStatus: 204, lastError: null, nextAttemptAt: null }));
    expect(sink.deliveries).toHaveLength(7);
  });

  it('hears the last event of its resource, and then the subscription ends', async () => {
    const id = await w.create(sink.url);
    await w.announce(id, { status: 'terminating', removed: true });
    expect((await sink.received(1))[0]!.body).toMatchObject({ data: { status: 'terminating', removed: true } });
    await w.settled(id, 'DELIVERED');
    expect(await w.subscription(id)).toMatchObject({ state: 'ENDED', endReason: 'SUBSCRIPTION_DELETED' });
    await eventually(async () => expect(await w.waits(id)).toBe(0));
  });

  it('hears no more events than it wanted', async () => {
    const id = await w.create(sink.url, { maxEvents: 2 });
    const told = await w.announce(id, {}, {}, {});
    expect(idsOf(await sink.received(2))).toEqual(told.slice(0, 2));
    await w.settled(id, 'DELIVERED', 'DELIVERED');
    expect(await w.subscription(id)).toMatchObject({ state: 'ENDED', endReason: 'MAX_EVENTS_REACHED', eventCount: 2 });
    expect(sink.deliveries).toHaveLength(2);
  });

  it('that asked for the end alone hears of that alone: of its resource', async () => {
    const id = await w.create(sink.url, { eventType: ENDED, initialEvent: true });
    await w.announce(id, {}, { removed: true });
    const [delivery] = await sink.received(1);
    const { id: subscriptionId } = await w.subscription(id);
    expect(delivery!.body).toMatchObject({ type: ENDED, data: { subscriptionId, terminationReason: 'SUBSCRIPTION_DELETED' } });
    await w.settled(id, 'DELIVERED');
  });

  it('that asked for the end alone hears of an expiry when it comes, though nothing happens', async () => {
    const id = await w.create(sink.url, { eventType: ENDED, expiresAt: new Date(w.clock.now().getTime() + HOUR) });
    await eventually(async () => expect(await w.waits(id)).toBe(1));
    expect(sink.deliveries).toEqual([]);
    w.pass(HOUR);
    expect((await sink.received(1))[0]!.body).toMatchObject({ type: ENDED, data: { terminationReason: 'SUBSCRIPTION_EXPIRED' } });
    expect(await w.subscription(id)).toMatchObject({ state: 'ENDED', endReason: 'SUBSCRIPTION_EXPIRED' });
    await w.settled(id, 'DELIVERED');
  });
});

describe('a sink that fails', () => {
  it('is asked again, and what is behind waits its turn', async () => {
    sink.answer(503, 'reset');
    const id = await w.create(sink.url);
    const [first, second] = await w.announce(id, { status: 'ready' }, { status: 'failed' });
    await w.tried(id, 1);
    expect((await w.deliveries(id)).map(({ attempts, lastStatus, lastError }) => [attempts, lastStatus, lastError])).toEqual([[1, 503, 'the sink answered 503'], [0, null, null]]);
    w.pass(2_000);
    await w.tried(id, 2);
    expect((await w.deliveries(id))[0]).toMatchObject({ lastStatus: null, lastError: expect.stringMatching(/^no connection \([A-Z_]+\)$/) });
    w.pass(4_000);
    const rows = await w.settled(id, 'DELIVERED', 'DELIVERED');
    expect(rows.map(({ attempts, lastError }) => [attempts, lastError])).toEqual([[3, null], [1, null]]);
    expect(idsOf(sink.deliveries)).toEqual([first, first, first, second]);
    expect(w.outcomes).toEqual(['retried', 'retried', 'delivered', 'delivered']);
  });

  it('five times hears the event at the sixth, under the same id, after waits that grow', async () => {
    sink.answer(500, 502, 503, 'reset', 504);
    const id = await w.create(sink.url);
    const [told] = await w.announce(id, {});
    const waits: number[] = [];
    for (let attempts = 1; attempts <= 5; attempts += 1) {
      await w.tried(id, attempts);
      const [row] = await w.deliveries(id);
      waits.push(row!.nextAttemptAt!.getTime() - w.clock.now().getTime());
      await w.passToNext(id);
    }
    expect(await w.settled(id, 'DELIVERED')).toEqual([expect.objectContaining({ attempts: 6, lastStatus: 204, lastError: null })]);
    expect(idsOf(sink.deliveries)).toEqual(Array(6).fill(told));
    // A wait is a quarter shorter or longer by chance, and 2.5 times the one before
    for (const [nth, wait] of waits.entries()) expect(wait).toBeLessThanOrEqual(1_250 * 2.5 ** nth);
    expect(waits[4]).toBeGreaterThan(20_000);
  });

  it('or only answers slowly is waited for, and asked once', async () => {
    sink.answer({ status: 202, ms: 1_500 });
    const id = await w.create(sink.url);
    await w.announce(id, {}, {});
    const rows = await w.settled(id, 'DELIVERED', 'DELIVERED');
    expect(rows.map(({ attempts, lastStatus }) => [attempts, lastStatus])).toEqual([[1, 202], [1, 204]]);
    expect(sink.deliveries[1]!.at.getTime() - sink.deliveries[0]!.at.getTime()).toBeGreaterThan(1_400);
  });

  it('is left alone for as long as it asks', async () => {
    sink.answer({ status: 429, headers: { 'retry-after': '600' } });
    const id = await w.create(sink.url);
    await w.announce(id, {});
    await w.tried(id, 1);
    const [row] = await w.deliveries(id);
    expect(row!.nextAttemptAt!.getTime() - w.clock.now().getTime()).toBeGreaterThan(590_000);
    w.pass(500_000);
    // A new event is no reason to come earlier
    await w.announce(id, {});
    await eventually(async () => expect(await w.deliveries(id)).toHaveLength(2));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(sink.deliveries).toHaveLength(1);
    w.pass(101_000);
    await w.settled(id, 'DELIVERED', 'DELIVERED');
  });

  it('is given up after a day, and what is behind goes on', async () => {
    const id = await w.create(sink.url);
    const [first, second] = await w.announce(id, {}, {});
    const start = w.clock.now().getTime();
    let attempts = 0;
    for (let state = 'PENDING'; state === 'PENDING'; attempts += 1) {
      sink.answer(500);
      if (attempts > 0) await w.passToNext(id);
      state = (await eventually(async () => {
        const [row] = await w.deliveries(id);
        expect(row!.attempts).toBe(attempts + 1);
        return row!;
      })).state;
    }
    const [dead] = await w.settled(id, 'DEAD', 'DELIVERED');
    expect(dead).toMatchObject({ eventId: first, attempts, lastStatus: 500, lastError: 'the sink answered 500', nextAttemptAt: null, settledAt: expect.any(Date) });
    expect(attempts).toBeGreaterThan(15);
    expect(dead!.settledAt!.getTime() - start).toBeGreaterThan(21 * HOUR);
    expect(idsOf(sink.deliveries).at(-1)).toBe(second);
    expect((await w.subscription(id)).state).toBe('ACTIVE');
    expect(w.log.lines).toContainEqual(expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ event: first, attempts, status: 500 }) }));
  });

  it('and says that we are wrong is asked eight times', async () => {
    sink.answer(401, 403, 404, 400, 302, 405, 415, 422);
    const id = await w.create(sink.url);
    await w.announce(id, {});
    for (let attempts = 1; attempts < 8; attempts += 1) {
      await w.tried(id, attempts);
      await w.passToNext(id);
    }
    expect(await w.settled(id, 'DEAD')).toEqual([expect.objectContaining({ attempts: 8, lastStatus: 422 })]);
  });

  it('that is gone hears nothing more', async () => {
    sink.answer(503, 410);
    const id = await w.create(sink.url);
    await w.announce(id, {}, {}, {});
    await w.tried(id, 1);
    w.pass(2_000);
    const rows = await w.settled(id, 'DEAD', 'DEAD', 'DEAD');
    expect(rows.map(({ lastStatus, lastError }) => [lastStatus, lastError])).toEqual([[410, 'the sink answered 410'], [null, 'the sink is gone'], [null, 'the sink is gone']]);
    expect(await w.subscription(id)).toMatchObject({ state: 'ENDED', endReason: 'GONE' });
    await w.announce(id, {});
    await eventually(async () => expect(await w.waits(id)).toBe(0));
    expect([(await w.deliveries(id)).length, sink.deliveries.length]).toEqual([3, 2]);
  });

  it('and redirects is not followed', async () => {
    await using elsewhere = await startSink();
    sink.answer({ status: 302, headers: { location: elsewhere.url } }, { status: 308, headers: { location: elsewhere.url } });
    const id = await w.create(sink.url, { accessToken: 'token-1', accessTokenExpiresAt: new Date(Date.now() + HOUR) });
    await w.announce(id, {});
    await w.tried(id, 1);
    w.pass(2_000);
    await w.tried(id, 2);
    expect((await w.deliveries(id))[0]).toMatchObject({ lastStatus: 308, lastError: 'the sink answered 308' });
    expect(elsewhere.deliveries).toEqual([]);
  });

  it('while the program stops hears the event after the next start, under the same id', async () => {
    sink.answer('silent');
    const id = await w.create(sink.url);
    const [told] = await w.announce(id, {});
    await sink.received(1);
    await w[Symbol.asyncDispose]();
    w = await startNotifications(test.db);
    expect(idsOf(await sink.received(2))).toEqual([told, told]);
    expect(await w.settled(id, 'DELIVERED')).toEqual([expect.objectContaining({ attempts: 1 })]);
  });

  it('by silence costs only its deadline, and no other sink anything', async () => {
    await using silent = await startSink();
    silent.answer(...Array<'silent'>(6).fill('silent'));
    const mute = await Promise.all(Array.from({ length: 6 }, () => w.create(silent.url)));
    for (const id of mute) await w.announce(id, {});
    await silent.received(6);
    const id = await w.create(sink.url);
    const start = Date.now();
    await w.announce(id, {});
    await sink.received(1);
    expect(Date.now() - start).toBeLessThan(2_000);
    for (const silenced of mute) await w.tried(silenced, 1);
    expect(Date.now() - start).toBeLessThan(6_500);
    expect((await w.deliveries(mute[0]!))[0]).toMatchObject({ lastStatus: null, lastError: 'no answer within 5000 ms' });
  });
});

describe('time that runs out between queueing and sending', () => {
  it.each([
    ['the subscription has expired', 'SUBSCRIPTION_EXPIRED', (at: Date) => ({ expiresAt: at })],
    ['the access token for the sink has expired', 'ACCESS_TOKEN_EXPIRED', (at: Date) => ({ accessToken: 'token-1', accessTokenExpiresAt: at })],
  ])('ends all: %s', async (words, endReason, end) => {
    sink.answer({ status: 503, headers: { 'retry-after': '7200' } });
    const id = await w.create(sink.url, end(new Date(w.clock.now().getTime() + HOUR)));
    await w.announce(id, {}, {});
    await w.tried(id, 1);
    w.pass(HOUR);
    const rows = await w.settled(id, 'DEAD', 'DEAD');
    expect(rows.map(({ attempts, lastError }) => [attempts, lastError])).toEqual([[1, words], [0, words]]);
    expect(await w.subscription(id)).toMatchObject({ state: 'ENDED', endReason });
    await w.announce(id, {});
    await eventually(async () => expect(await w.waits(id)).toBe(0));
    expect(sink.deliveries).toHaveLength(1);
  });
});
