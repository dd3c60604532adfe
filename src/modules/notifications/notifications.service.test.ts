import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../test/support/databases.js';
import { anEvent } from '../../../test/support/events.js';
import { collectLog } from '../../../test/support/log.js';
import type { EventSubscription } from '../../generated/prisma/client.js';
import type { LoggedEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';
import type { Notice } from '../../kernel/notice.js';
import { createJobs } from '../../outbound/jobs.js';
import { SERVE_SINK } from '../../outbound/sinks.js';
import type { Database } from '../../outbound/storage/database.js';
import { notificationService } from './notifications.service.js';
import { notificationStore } from './notifications.store.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const at = (ms: number): Date => new Date(NOW.getTime() + ms);
const CHANGED = 'org.camaraproject.things.v0.changed';
const ENDED = 'org.camaraproject.things.v0.subscription-ended';

const event = (position = 1n): LoggedEvent => ({ ...anEvent({ time: at(-5) }), position });

/** The parts on a database, with a clock that stands where it is put. */
function world(db: Database) {
  let now = NOW;
  const clock = { now: () => now };
  const store = notificationStore(db);
  const service = notificationService({ store, jobs: createJobs({ db, clock, log: collectLog() }), clock });
  return {
    service,
    store,
    goTo: (time: Date): void => void (now = time),
    async subscribe(about: Partial<EventSubscription> = {}): Promise<EventSubscription> {
      const row = { id: newId(), clientId: 'client-1', resourceId: newId(), sink: 'https://consumer.example/', eventType: CHANGED, source: 'https://gateway.example/things/1', createdAt: NOW, ...about };
      return db.prisma.eventSubscription.create({ data: row });
    },
    async announce({ resourceId }: EventSubscription, about: Partial<Notice> = {}, told = event()): Promise<void> {
      const notice: Notice = { resourceId, type: CHANGED, data: { word: 'changed' }, initial: false, last: false, ...about };
      await db.prisma.$transaction((tx) => service.announce(tx, [{ event: told, notice }]));
    },
    reload: ({ id }: EventSubscription) => db.prisma.eventSubscription.findUniqueOrThrow({ where: { id } }),
    deliveries: ({ id }: EventSubscription) => db.prisma.eventDelivery.findMany({ where: { subscriptionId: id }, orderBy: { position: 'asc' } }),
    jobs: ({ id }: EventSubscription) => db.prisma.job.findMany({ where: { kind: SERVE_SINK, key: id } }),
  };
}

describe.each(databaseKinds)('notifications (%s)', (_name, open) => {
  let test: TestDatabase;
  let w: ReturnType<typeof world>;

  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.clear();
    w = world(test.db);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('writes the whole CloudEvent down, counts it, and asks for its delivery', async () => {
    const subscription = await w.subscribe();
    const told = event(7n);
    await w.announce(subscription, {}, told);
    const [delivery, ...more] = await w.deliveries(subscription);
    expect(delivery).toMatchObject({ eventId: told.id, position: 7n, state: 'PENDING', attempts: 0, nextAttemptAt: NOW, createdAt: NOW });
    expect(delivery!.cloudEvent).toEqual({
      id: told.id, source: 'https://gateway.example/things/1', type: CHANGED, specversion: '1.0', datacontenttype: 'application/json', time: told.time.toISOString(), data: { word: 'changed' },
    });
    expect(more).toEqual([]);
    expect(await w.reload(subscription)).toMatchObject({ eventCount: 1, state: 'ACTIVE' });
    expect(await w.jobs(subscription)).toEqual([expect.objectContaining({ runAt: NOW, payload: {} })]);
  });

  it('writes and counts an event once, however often it comes', async () => {
    const subscription = await w.subscribe();
    const told = event();
    await w.announce(subscription, {}, told);
    await w.announce(subscription, {}, told);
    expect(await w.deliveries(subscription)).toHaveLength(1);
    expect((await w.reload(subscription)).eventCount).toBe(1);
  });

  it('tells nobody of other resources, types, or a creation that was not asked for', async () => {
    const [other, wrong, late] = [await w.subscribe(), await w.subscribe({ eventType: ENDED }), await w.subscribe()];
    await w.announce(await w.subscribe());
    await w.announce(wrong);
    await w.announce(late, { initial: true });
    for (const subscription of [other, wrong, late]) {
      expect(await w.deliveries(subscription)).toEqual([]);
      expect(await w.reload(subscription)).toMatchObject({ eventCount: 0, state: 'ACTIVE' });
    }
  });

  it('tells each subscription of a resource', async () => {
    const first = await w.subscribe();
    const second = await w.subscribe({ resourceId: first.resourceId, initialEvent: true });
    await w.announce(first, { initial: true });
    await w.announce(first, {}, event(2n));
    expect([(await w.deliveries(first)).length, (await w.deliveries(second)).length]).toEqual([1, 2]);
  });

  it('ends with the last event that is wanted, which counts the initial one', async () => {
    const subscription = await w.subscribe({ maxEvents: 2, initialEvent: true });
    await w.announce(subscription, { initial: true }, event(1n));
    expect(await w.reload(subscription)).toMatchObject({ eventCount: 1, state: 'ACTIVE' });
    for (const position of [2n, 3n]) await w.announce(subscription, {}, event(position));
    expect(await w.reload(subscription)).toMatchObject({ eventCount: 2, state: 'ENDED', endReason: 'MAX_EVENTS_REACHED' });
    expect((await w.deliveries(subscription)).map(({ position, state }) => [position, state])).toEqual([[1n, 'PENDING'], [2n, 'PENDING']]);
  });

  it('ends with its resource, after the last event of it', async () => {
    const subscription = await w.subscribe();
    await w.announce(subscription, { last: true });
    expect(await w.reload(subscription)).toMatchObject({ state: 'ENDED', endReason: 'SUBSCRIPTION_DELETED', eventCount: 1 });
    expect(await w.deliveries(subscription)).toHaveLength(1);
  });

  it('ends by an event that comes too late for it, which it is not told', async () => {
    const [expired, token] = [await w.subscribe({ expiresAt: NOW }), await w.subscribe({ credentialExpiresAt: NOW })];
    for (const subscription of [expired, token]) await w.announce(subscription);
    expect([(await w.reload(expired)).endReason, (await w.reload(token)).endReason]).toEqual(['SUBSCRIPTION_EXPIRED', 'ACCESS_TOKEN_EXPIRED']);
    expect([...(await w.deliveries(expired)), ...(await w.deliveries(token))]).toEqual([]);
  });

  it('waits from the creation on for an end that it is to tell of, and for no other', async () => {
    const [told, silent, busy] = [await w.subscribe({ eventType: ENDED, expiresAt: at(60_000) }), await w.subscribe({ expiresAt: at(60_000) }), await w.subscribe({ expiresAt: at(60_000), initialEvent: true })];
    for (const subscription of [told, silent, busy]) await w.announce(subscription, { initial: true });
    expect((await w.jobs(told)).map(({ runAt }) => runAt)).toEqual([at(60_000)]);
    expect(await w.jobs(silent)).toEqual([]);
    expect((await w.jobs(busy)).map(({ runAt }) => runAt)).toEqual([NOW]);
  });

  it('tells those who asked for the end of it, once, and does not count it', async () => {
    const subscription = await w.subscribe({ eventType: ENDED, maxEvents: 1 });
    await w.announce(subscription, { last: true }, event(9n));
    await w.announce(subscription, { last: true }, event(10n));
    const [delivery, ...more] = await w.deliveries(subscription);
    expect(more).toEqual([]);
    expect(delivery).toMatchObject({ position: 9n, cloudEvent: { id: delivery!.eventId, type: ENDED, specversion: '1.0', data: { subscriptionId: subscription.id, terminationReason: 'SUBSCRIPTION_DELETED' } } });
    expect((await w.reload(subscription)).eventCount).toBe(0);
  });

  it('lapses: what is over ends, and what waits is given up', async () => {
    const subscription = await w.subscribe({ expiresAt: at(1_000) });
    await w.announce(subscription);
    w.goTo(at(1_000));
    await test.db.prisma.$transaction((tx) => w.service.lapse(tx, subscription));
    expect(await w.reload(subscription)).toMatchObject({ state: 'ENDED', endReason: 'SUBSCRIPTION_EXPIRED' });
    expect(await w.deliveries(subscription)).toEqual([expect.objectContaining({ state: 'DEAD', settledAt: at(1_000), nextAttemptAt: null, lastError: 'the subscription has expired' })]);
  });

  it('tells of an expiry, and does not give that word up', async () => {
    const subscription = await w.subscribe({ eventType: ENDED, expiresAt: NOW });
    for (let times = 0; times < 2; times += 1) await test.db.prisma.$transaction((tx) => w.service.lapse(tx, subscription));
    expect(await w.deliveries(subscription)).toEqual([expect.objectContaining({ state: 'PENDING', cloudEvent: expect.objectContaining({ data: { subscriptionId: subscription.id, terminationReason: 'SUBSCRIPTION_EXPIRED' } }) })]);
    expect(await w.jobs(subscription)).toHaveLength(1);
  });

  it('hears of many things at once as of one after another', async () => {
    const limited = await w.subscribe({ maxEvents: 2 });
    const other = await w.subscribe({ initialEvent: true, expiresAt: at(60_000) });
    const ended = await w.subscribe({ eventType: ENDED });
    const notice = (resourceId: string, about: Partial<Notice> = {}): Notice => ({ resourceId, type: CHANGED, data: {}, initial: false, last: false, ...about });
    const announced = [
      notice(limited.resourceId), notice(other.resourceId, { initial: true }), notice(limited.resourceId), notice(newId()), notice(ended.resourceId, { silent: true, last: true }),
      notice(limited.resourceId), notice(other.resourceId, { silent: true, last: true }), notice(other.resourceId),
    ].map((one, nth) => ({ event: event(BigInt(nth + 1)), notice: one }));
    await test.db.prisma.$transaction((tx) => w.service.announce(tx, announced));
    const positions = async (subscription: EventSubscription): Promise<bigint[]> => (await w.deliveries(subscription)).map(({ position }) => position);
    expect([await positions(limited), await positions(other), await positions(ended)]).toEqual([[1n, 3n], [2n], [5n]]);
    expect([await w.reload(limited), await w.reload(other), await w.reload(ended)]).toMatchObject([
      { eventCount: 2, state: 'ENDED', endReason: 'MAX_EVENTS_REACHED' }, { eventCount: 1, state: 'ENDED', endReason: 'SUBSCRIPTION_DELETED' }, { eventCount: 0, state: 'ENDED', endReason: 'SUBSCRIPTION_DELETED' },
    ]);
    for (const subscription of [limited, other, ended]) expect(await w.jobs(subscription)).toHaveLength(1);
  });

  it('means the same whether events come together or one by one', () => {
    const someAbout = fc.record({ eventType: fc.constantFrom(CHANGED, ENDED), initialEvent: fc.boolean(), maxEvents: fc.constantFrom(null, 1, 2, 3), expiresAt: fc.constantFrom(null, NOW, at(60_000)), credentialExpiresAt: fc.constantFrom(null, NOW, at(30_000)) });
    const someNotice = fc.record({ of: fc.nat(2), type: fc.constantFrom(CHANGED, 'another'), initial: fc.boolean(), silent: fc.boolean(), last: fc.boolean() });
    return fc.assert(
      fc.asyncProperty(fc.array(someAbout, { minLength: 3, maxLength: 3 }), fc.array(someNotice, { maxLength: 10 }), async (abouts, told) => {
        const outcomes: unknown[] = [];
        for (const size of [1, told.length || 1]) {
          const subscriptions: EventSubscription[] = [];
          for (const about of abouts) subscriptions.push(await w.subscribe(about));
          const announced = told.map(({ of, ...notice }, nth) => ({ event: event(BigInt(nth + 1)), notice: { ...notice, resourceId: subscriptions[of]!.resourceId, data: {} } }));
          for (let next = 0; next < announced.length; next += size) await test.db.prisma.$transaction((tx) => w.service.announce(tx, announced.slice(next, next + size)));
          const rows = subscriptions.map(async (one) => {
            const { state, endReason, eventCount } = await w.reload(one);
            return { state, endReason, eventCount, told: (await w.deliveries(one)).map(({ position, cloudEvent }) => [position, (cloudEvent as { type: string }).type]), jobs: (await w.jobs(one)).map(({ runAt }) => runAt) };
          });
          outcomes.push(await Promise.all(rows));
        }
        expect(outcomes[1]).toEqual(outcomes[0]);
      }),
      { numRuns: 20 },
    );
  });

  it('is sent under another name of its type where the notice has one', async () => {
    const subscription = await w.subscribe();
    await w.announce(subscription, { sentAs: 'org.camaraproject.thing.v1.changed' });
    expect((await w.deliveries(subscription))[0]!.cloudEvent).toMatchObject({ type: 'org.camaraproject.thing.v1.changed' });
  });

  it('keeps the first reason of an end', async () => {
    const subscription = await w.subscribe({ maxEvents: 1 });
    await w.announce(subscription);
    await test.db.prisma.$transaction((tx) => w.service.leave(tx, subscription));
    expect(await w.reload(subscription)).toMatchObject({ state: 'ENDED', endReason: 'MAX_EVENTS_REACHED' });
    expect(await w.deliveries(subscription)).toEqual([expect.objectContaining({ state: 'DEAD', lastError: 'the sink is gone' })]);
  });

  it('lets one process alone write what became of an attempt', async () => {
    const subscription = await w.subscribe();
    await w.announce(subscription);
    const { delivery } = (await w.store.waiting(subscription.id))!;
    const tried = { attempts: 1, lastStatus: 204, lastError: null, nextAttemptAt: null, settledAt: NOW };
    const change = (state: 'DELIVERED' | 'DEAD') => test.db.prisma.$transaction((tx) => w.store.change(tx, delivery!, { ...tried, state }));
    expect([await change('DELIVERED'), await change('DEAD')]).toEqual([true, false]);
    expect(await w.deliveries(subscription)).toEqual([expect.objectContaining({ state: 'DELIVERED', attempts: 1 })]);
  });
});

describeOnServer('notifications, two at once', (open) => {
  it('write no delivery for a sink that goes away at the same time', async () => {
    await using test = await open();
    const w = world(test.db);
    const other = world(await test.another());
    for (let round = 0; round < 30; round += 1) {
      const subscription = await w.subscribe();
      await w.announce(subscription, {}, event(1n));
      await Promise.all([other.announce(subscription, {}, event(2n)), test.db.prisma.$transaction((tx) => w.service.leave(tx, subscription))]);
      expect(await w.reload(subscription)).toMatchObject({ state: 'ENDED', endReason: 'GONE' });
      expect(new Set((await w.deliveries(subscription)).map(({ state }) => state))).toEqual(new Set(['DEAD']));
    }
  });

  it('tell of the end once', async () => {
    await using test = await open();
    const w = world(test.db);
    const other = world(await test.another());
    for (let round = 0; round < 30; round += 1) {
      const subscription = await w.subscribe({ eventType: ENDED, expiresAt: at(1_000) });
      w.goTo(at(1_000));
      await Promise.all([other.announce(subscription, { last: true }), test.db.prisma.$transaction((tx) => w.service.lapse(tx, subscription))]);
      w.goTo(NOW);
      expect(await w.deliveries(subscription)).toHaveLength(1);
    }
  });
});
