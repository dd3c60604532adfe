import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../test/support/databases.js';
import { collectLog } from '../../../test/support/log.js';
import type { EventDelivery, EventSubscription } from '../../generated/prisma/client.js';
import { DEVELOPER, type Caller } from '../../kernel/caller.js';
import type { RequestContext } from '../../kernel/context.js';
import { newId } from '../../kernel/id.js';
import { placeCursor } from '../../kernel/page.js';
import { createJobs } from '../../outbound/jobs.js';
import { SERVE_SINK } from '../../outbound/sinks.js';
import type { Database } from '../../outbound/storage/database.js';
import { ledgerLoaders } from './ledger.loaders.js';
import { ledgerService } from './ledger.service.js';
import { ledgerStore } from './ledger.store.js';
import { notificationStore } from './notifications.store.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const at = (ms: number): Date => new Date(NOW.getTime() + ms);
const TYPE = 'org.camaraproject.things.v0.changed';

const as = (about: Partial<Caller> = {}): RequestContext =>
  ({ caller: { ...DEVELOPER, kind: 'two-legged', admin: false, clientId: 'client-1', ...about }, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log: collectLog() });
const mine = as();
const strangers = [as({ clientId: 'client-2' }), as({ kind: 'three-legged', userId: 'user-2' })];

function world(db: Database) {
  const jobs = createJobs({ db, clock: { now: () => NOW }, log: collectLog() });
  return {
    ledger: ledgerService({ db, ledger: ledgerStore(db), jobs, clock: { now: () => NOW } }),
    async subscribe(about: Partial<EventSubscription> = {}): Promise<EventSubscription> {
      const row = { id: newId(), clientId: 'client-1', userId: 'user-1', resourceId: newId(), sink: 'https://consumer.example/', eventType: TYPE, source: 'https://gateway.example/things/1', createdAt: NOW };
      return db.prisma.eventSubscription.create({ data: { ...row, ...about } as typeof row });
    },
    async deliver({ id }: EventSubscription, about: Partial<EventDelivery> = {}): Promise<EventDelivery> {
      const row = { id: newId(), subscriptionId: id, eventId: newId(), position: 1n, cloudEvent: { id: 'event', type: TYPE }, state: 'DELIVERED' as const, attempts: 3, lastStatus: 204, createdAt: at(-1_000), settledAt: at(-500) };
      return db.prisma.eventDelivery.create({ data: { ...row, ...about } as typeof row });
    },
    reload: (id: string) => db.prisma.eventDelivery.findUniqueOrThrow({ where: { id } }),
  };
}

describe.each(databaseKinds)('the ledger (%s)', (_name, open) => {
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

  it('shows a subscription without what the sink is shown', async () => {
    const row = await w.subscribe({ credentialType: 'ACCESSTOKEN', credential: Buffer.from('planted-token'), credentialExpiresAt: at(1_000), eventCount: 2 });
    const shown = await w.ledger.subscription(mine, row.id);
    expect(shown).toEqual({
      id: row.id, resourceId: row.resourceId, sink: 'https://consumer.example/', eventType: TYPE, active: true, endReason: null, credentialType: 'ACCESSTOKEN', credentialExpiresAt: at(1_000), expiresAt: null, eventCount: 2, maxEvents: null, createdAt: NOW,
    });
    expect(await w.ledger.subscription(mine, (await w.subscribe({ credentialExpiresAt: at(1_000) })).id)).toMatchObject({ credentialType: 'ACCESSTOKEN' });
  });

  it('shows an end that time has brought, before anybody has written it down', async () => {
    const over = [await w.subscribe({ credentialExpiresAt: NOW }), await w.subscribe({ expiresAt: at(-1) }), await w.subscribe({ state: 'ENDED', endReason: 'GONE', expiresAt: at(-1) })];
    const shown = await Promise.all(over.map(({ id }) => w.ledger.subscription(mine, id)));
    expect(shown.map(({ active, endReason }) => [active, endReason])).toEqual([[false, 'ACCESS_TOKEN_EXPIRED'], [false, 'SUBSCRIPTION_EXPIRED'], [false, 'GONE']]);
  });

  it('shows a delivery with its event', async () => {
    const subscription = await w.subscribe();
    const row = await w.deliver(subscription, { lastError: 'words' });
    expect(await w.ledger.delivery(mine, row.id)).toEqual({
      id: row.id, subscriptionId: subscription.id, resourceId: subscription.resourceId, sink: 'https://consumer.example/', eventId: row.eventId, eventType: TYPE, state: 'DELIVERED', attempts: 3,
      lastStatus: 204, lastError: 'words', nextAttemptAt: null, createdAt: at(-1_000), settledAt: at(-500), cloudEvent: { id: 'event', type: TYPE },
    });
  });

  it('is its owner’s alone', async () => {
    const subscription = await w.subscribe();
    const { id } = await w.deliver(subscription);
    for (const ctx of strangers) {
      await expect(w.ledger.subscription(ctx, subscription.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(w.ledger.delivery(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(w.ledger.replay(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect([await w.ledger.subscriptions(ctx, null, 10, null), await w.ledger.deliveries(ctx, { resourceId: subscription.resourceId }, 10, null)].map(({ totalCount }) => totalCount)).toEqual([0, 0]);
      expect([await w.ledger.findSubscriptions(ctx, [subscription.id]), await w.ledger.findDeliveries(ctx, [id, 'x'])]).toEqual([[null], [null, null]]);
      expect((await ledgerLoaders(w.ledger)(ctx).deliveries(subscription.id, null, null)).rows).toEqual([]);
    }
    expect((await w.reload(id)).state).toBe('DELIVERED');
    for (const ctx of [mine, as({ kind: 'three-legged', userId: 'user-1' }), as({ clientId: 'operator', admin: true })]) expect((await w.ledger.delivery(ctx, id)).id).toBe(id);
  });

  it('is paged, by resource, subscription and state', async () => {
    const [one, other] = [await w.subscribe(), await w.subscribe({ createdAt: at(1) })];
    const rows: EventDelivery[] = [];
    for (let n = 0; n < 5; n += 1) rows.push(await w.deliver(one, { createdAt: at(n), state: n === 4 ? 'DEAD' : 'DELIVERED' }));
    await w.deliver(other, { state: 'PENDING' });
    const ids = (page: { readonly rows: readonly { readonly id: string }[] }): string[] => page.rows.map(({ id }) => id);
    const first = await w.ledger.deliveries(mine, { subscriptionId: one.id }, 3, null);
    expect([ids(first), first.totalCount, first.hasNextPage]).toEqual([rows.slice(0, 3).map(({ id }) => id), 5, true]);
    const second = await w.ledger.deliveries(mine, { subscriptionId: one.id }, 3, placeCursor(first.rows.at(-1)!));
    expect([ids(second), second.totalCount, second.hasNextPage]).toEqual([rows.slice(3).map(({ id }) => id), 5, false]);
    expect(ids(await w.ledger.deliveries(mine, { resourceId: one.resourceId, state: 'DEAD' as never }, null, null))).toEqual([rows[4]!.id]);
    expect(ids(await w.ledger.subscriptions(mine, null, null, null))).toEqual([one.id, other.id]);
    expect(ids(await w.ledger.subscriptions(mine, other.resourceId, null, null))).toEqual([other.id]);
    const loaders = ledgerLoaders(w.ledger)(mine);
    const pages = await Promise.all([loaders.deliveries(one.id, 2, null), loaders.deliveries(other.id, 2, undefined), loaders.deliveries((await w.subscribe()).id, 2, null), loaders.deliveries(one.id, 3, placeCursor(rows[2]!))]);
    expect(pages.map((page) => [page.rows.length, page.totalCount, page.hasNextPage])).toEqual([[2, 5, true], [1, 1, false], [0, 0, false], [2, 5, false]]);
  });

  it('refuses what is no id, no cursor and no size', async () => {
    const asked = [
      () => w.ledger.subscription(mine, 'x'),
      () => w.ledger.delivery(mine, 'x'),
      () => w.ledger.replay(mine, 'x'),
      () => w.ledger.subscriptions(mine, 'x', null, null),
      () => w.ledger.deliveries(mine, { resourceId: '' }, null, null),
      () => w.ledger.deliveries(mine, null, null, 'x'),
    ];
    for (const ask of asked) await expect(ask()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(w.ledger.deliveries(mine, null, 101, null)).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
    for (const ask of [w.ledger.subscription, w.ledger.delivery, w.ledger.replay]) await expect(ask(mine, newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each(['DELIVERED', 'DEAD'] as const)('replays what is %s: the same event, behind what waits, with all its attempts', async (state) => {
    const subscription = await w.subscribe({ state: 'ENDED', endReason: 'SUBSCRIPTION_DELETED' });
    const row = await w.deliver(subscription, { state, position: 1n, attempts: 12, lastStatus: 503, lastError: 'the sink answered 503' });
    const waiting = await w.deliver(subscription, { state: 'PENDING', position: 7n, settledAt: null });
    const replayed = await w.ledger.replay(mine, row.id);
    expect(replayed).toMatchObject({ id: row.id, eventId: row.eventId, state: 'PENDING', attempts: 0, lastStatus: 503, createdAt: NOW, nextAttemptAt: null, settledAt: null });
    expect(replayed).toEqual(await w.ledger.delivery(mine, row.id));
    expect((await w.reload(row.id)).position).toBe(8n);
    expect(await test.db.prisma.job.findMany({ where: { kind: SERVE_SINK, key: subscription.id } })).toEqual([expect.objectContaining({ runAt: NOW })]);
    expect((await notificationStore(test.db).waiting(subscription.id))!.delivery!.id).toBe(waiting.id);
    await expect(w.ledger.replay(mine, row.id)).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE', message: 'The delivery is pending.' });
  });

  it('tells when the next attempt is of the first that waits alone', async () => {
    const subscription = await w.subscribe();
    const pending = { state: 'PENDING', settledAt: null, nextAttemptAt: at(4_000) } as const;
    const ids = [(await w.deliver(subscription, { ...pending, position: 2n })).id, (await w.deliver(subscription, { ...pending, position: 1n, createdAt: NOW })).id];
    const times = [null, at(4_000)];
    const pages = [await w.ledger.deliveries(mine, { subscriptionId: subscription.id }, null, null), (await w.ledger.firstDeliveries(mine, [subscription.id], 5))[0]!];
    for (const { rows } of pages) expect(rows.map(({ id, nextAttemptAt }) => [id, nextAttemptAt])).toEqual(ids.map((id, nth) => [id, times[nth]]));
    expect((await w.ledger.findDeliveries(mine, ids)).map((row) => row?.nextAttemptAt)).toEqual(times);
    const alone = await w.deliver(await w.subscribe());
    expect((await w.ledger.replay(mine, alone.id)).nextAttemptAt).toEqual(NOW);
  });

  it.each<readonly [string, Partial<EventSubscription>, string]>([
    ['whose token has expired', { credentialExpiresAt: NOW }, 'The access token for the sink has expired.'],
    ['whose time is over', { expiresAt: NOW }, 'The subscription has expired.'],
    ['that is gone', { state: 'ENDED', endReason: 'GONE' }, 'The sink has answered 410: it is gone.'],
  ])('replays nothing for a sink %s', async (_what, about, message) => {
    const { id } = await w.deliver(await w.subscribe(about));
    await expect(w.ledger.replay(mine, id)).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE', message });
    expect((await w.reload(id)).state).toBe('DELIVERED');
  });

  it('lets nobody settle a replay with the answer of the round before', async () => {
    const subscription = await w.subscribe();
    const row = await w.deliver(subscription, { state: 'PENDING', attempts: 0, settledAt: null });
    const store = notificationStore(test.db);
    const settled = { attempts: 1, lastStatus: 204, lastError: null, nextAttemptAt: null, settledAt: NOW, state: 'DELIVERED' } as const;
    const settle = (given: EventDelivery): Promise<boolean> => test.db.prisma.$transaction((tx) => store.change(tx, given, settled));
    expect(await settle(row)).toBe(true);
    await w.ledger.replay(mine, row.id);
    expect(await settle(row)).toBe(false);
    expect((await w.reload(row.id)).state).toBe('PENDING');
  });
});

describeOnServer('the ledger, asked by two at once', (open) => {
  it('queues a delivery once', async () => {
    await using test = await open();
    const w = world(test.db);
    const other = world(await test.another());
    for (let round = 0; round < 20; round += 1) {
      const { id } = await w.deliver(await w.subscribe());
      const came = await Promise.allSettled([w, other].map(({ ledger }) => ledger.replay(mine, id)));
      expect(came.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
  });
});
