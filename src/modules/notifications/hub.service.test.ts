import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../test/support/databases.js';
import { anEvent } from '../../../test/support/events.js';
import { collectLog } from '../../../test/support/log.js';
import { DEVELOPER } from '../../kernel/caller.js';
import type { RequestContext } from '../../kernel/context.js';
import type { LoggedEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';
import type { HubApi, HubNotice } from '../../kernel/notice.js';
import { placeCursor } from '../../kernel/page.js';
import { Refusal } from '../../kernel/refusal.js';
import { createJobs } from '../../outbound/jobs.js';
import { SERVE_SINK } from '../../outbound/sinks.js';
import type { Database } from '../../outbound/storage/database.js';
import { createVault } from '../../outbound/storage/secrets.js';
import { hubService } from './hub.service.js';
import type { HubCall } from './hub.source.js';
import { hubStore } from './hub.store.js';
import { hubDeliveries } from './hub.worker.js';
import { ledgerService } from './ledger.service.js';
import { ledgerStore } from './ledger.store.js';
import { notificationService } from './notifications.service.js';
import { notificationStore } from './notifications.store.js';
import { deliveryWorker } from './notifications.worker.js';
import { sinkCredentials } from './sink-credential.service.js';
import type { SinkAnswer } from './sink.source.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const ctx: RequestContext = { caller: DEVELOPER, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log: collectLog() };
const status = (code: number): SinkAnswer => ({ status: code, retryAfter: undefined, failure: null });

/** Hubs on a database, a clock that is moved by hand, and callbacks that answer as they are told. */
function world(db: Database) {
  let now = NOW;
  let answer = 204;
  let position = 0n;
  const calls: HubCall[] = [];
  const clock = { now: () => now };
  const log = collectLog();
  const store = notificationStore(db);
  const hubs = hubStore(db);
  const jobs = createJobs({ db, clock, log });
  const guard = { resolve: async (address: string) => (address.includes('169.254') ? Promise.reject(new Refusal('INVALID_ARGUMENT', 'callback must not lead there.', { field: 'callback' })) : new URL(address)) };
  const service = hubService({ db, hubs, jobs, guard, clock, toNotices: ({ data }) => (data as { notices?: readonly HubNotice[] }).notices ?? [] });
  const source = { post: async (call: HubCall) => (calls.push(call), status(answer)) };
  const tokens = { tokenFor: () => Promise.reject(new Error('no hub has a token')), forget: () => undefined };
  const serve = deliveryWorker({
    db, store, clock, service: notificationService({ store, jobs, clock }), sink: { post: () => Promise.reject(new Error('no sink')), close: async () => undefined },
    credentials: sinkCredentials({ vault: createVault(Buffer.alloc(32, 1)), tokens }), hubs: hubDeliveries({ db, store, hubs, source, clock }),
  });
  return {
    service,
    calls,
    ledger: ledgerService({ db, ledger: ledgerStore(db), jobs, clock }),
    answer: (code: number): void => void (answer = code),
    now: () => now,
    goTo: (time: Date): void => void (now = time),
    reset: (): void => ((now = NOW), (answer = 204), void (calls.length = 0)),
    async register(about: { readonly api?: HubApi; readonly callback?: string; readonly query?: string } = {}): Promise<string> {
      return (await service.register(ctx, { api: 'alarmManagement', callback: 'http://client.example/in', ...about })).id;
    },
    /** An event that says this, in the consumer's transaction. */
    async announce(...notices: readonly HubNotice[]): Promise<LoggedEvent> {
      const event = { ...anEvent({ time: now, data: { notices } }), position: (position += 1n) };
      await this.tell(event);
      return event;
    },
    tell: (event: LoggedEvent) => db.prisma.$transaction((tx) => service.announce(tx, [event])),
    run: (id: string) => serve({}, { key: id, attempts: 1, signal: new AbortController().signal, log }),
    rows: (id: string) => db.prisma.eventDelivery.findMany({ where: { subscriptionId: id }, orderBy: [{ position: 'asc' }, { createdAt: 'asc' }] }),
    jobs: (id: string) => db.prisma.job.count({ where: { kind: SERVE_SINK, key: id } }),
  };
}

const alarm = (id: string, about: Partial<HubNotice> = {}): HubNotice => ({ api: 'alarmManagement', eventType: 'AlarmCreateEvent', member: 'alarm', resource: { id, perceivedSeverity: 'major' }, ...about });

describe.each(databaseKinds)('hubs (%s)', (_name, open) => {
  let test: TestDatabase;
  let w: ReturnType<typeof world>;
  beforeAll(async () => {
    test = await open();
    w = world(test.db);
  });
  beforeEach(async () => {
    await test.clear();
    w.reset();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  describe('that are registered', () => {
    it('are shown, once each, until they are taken back', async () => {
      const hub = await w.service.register(ctx, { api: 'party', callback: 'http://client.example/in', query: 'eventType=OrganizationCreateEvent' });
      expect(hub).toEqual({ id: hub.id, api: 'party', callback: 'http://client.example/in', query: 'eventType=OrganizationCreateEvent', active: true, endReason: null, failures: 0, eventCount: 0, createdAt: NOW });
      expect(await w.service.get(hub.id)).toEqual(hub);
      await expect(w.service.register(ctx, { api: 'party', callback: hub.callback, query: hub.query })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
      for (const other of [{ api: 'party' as const }, { api: 'alarmManagement' as const }]) await w.register({ callback: hub.callback, ...other });
      await expect(w.register({ api: 'party', callback: hub.callback, query: '' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
      await expect(w.service.unregister('alarmManagement', hub.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await w.service.unregister('party', hub.id)).toBe(hub.id);
      await expect(w.service.unregister('party', hub.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(w.service.get(hub.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await w.service.register(ctx, { api: 'party', callback: hub.callback, query: hub.query })).id).not.toBe(hub.id);
    });

    it.each(['no id', '00000000-0000-4000-8000-000000000000'])('are not found when they are not there: %s', async (id) => {
      await expect(w.service.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(w.service.unregister('party', id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('are refused for an address that may not be called, and for a query that says nothing', async () => {
      await expect(w.register({ callback: 'http://169.254.169.254/' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'callback' });
      await expect(w.register({ query: 'eventType=OrganizationCreateEvent' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'query' });
    });

    it('are listed by their API, page after page', async () => {
      const ids: string[] = [];
      for (const [at, api] of (['party', 'alarmManagement', 'party', 'party'] as const).entries()) {
        w.goTo(new Date(NOW.getTime() + at));
        ids.push(await w.register({ api, callback: `http://client.example/${at}` }));
      }
      await w.service.unregister('party', ids[3]!);
      const first = await w.service.page('party', 1, null);
      expect([first.totalCount, first.hasNextPage, first.rows.map(({ id }) => id)]).toEqual([2, true, [ids[0]]]);
      const second = await w.service.page('party', 5, placeCursor(first.rows[0]!));
      expect([second.totalCount, second.hasNextPage, second.rows.map(({ id }) => id)]).toEqual([2, false, [ids[2]]]);
      expect((await w.service.page('party', 5, placeCursor(second.rows[0]!))).totalCount).toBe(2);
      expect((await w.service.page(null, null, null)).totalCount).toBe(3);
      expect((await w.service.page('serviceCatalogManagement', null, null)).totalCount).toBe(0);
    });
  });

  describe('that hear of events', () => {
    it('get those of their API that fit their query, each once', async () => {
      const [all, some, other] = [await w.register(), await w.register({ query: 'alarm.perceivedSeverity=critical' }), await w.register({ api: 'party' })];
      const first = await w.announce(alarm('a-1'));
      await w.announce(alarm('a-2', { resource: { id: 'a-2', perceivedSeverity: 'critical' } }));
      await w.tell(first);
      const ids = async (id: string) => (await w.rows(id)).map(({ cloudEvent }) => (cloudEvent as { event: { alarm: { id: string } } }).event.alarm.id);
      expect([await ids(all), await ids(some), await ids(other)]).toEqual([['a-1', 'a-2'], ['a-2'], []]);
      expect([await w.jobs(all), await w.jobs(some), await w.jobs(other)]).toEqual([1, 1, 0]);
      expect([(await w.service.get(all)).eventCount, (await w.service.get(some)).eventCount]).toEqual([2, 1]);
    });

    it('get each notice of an event, in their order', async () => {
      const hub = await w.register();
      const event = await w.announce(...['c', 'a', 'b'].map((id) => alarm(id)), alarm('o', { api: 'party', member: 'organization', eventType: 'OrganizationCreateEvent' }));
      await w.announce(alarm('d'));
      await w.run(hub);
      expect(w.calls.map(({ event: sent }) => (sent as { event: { alarm: { id: string } } }).event.alarm.id)).toEqual(['c', 'a', 'b', 'd']);
      const ids = (await w.rows(hub)).map(({ eventId }) => eventId);
      expect(new Set([...ids, event.id]).size).toBe(5);
      expect(w.calls.map(({ event: sent }) => (sent as { eventId: string }).eventId)).toEqual(ids);
    });

    it('get as many as there are, set by set', async () => {
      const hub = await w.register();
      await w.announce(...Array.from({ length: 1_200 }, (_, at) => alarm(`a-${at}`)));
      expect(await w.rows(hub)).toHaveLength(1_200);
      expect((await w.service.get(hub)).eventCount).toBe(1_200);
    });

    it('get nothing more once they are taken back, not even what waits', async () => {
      const hub = await w.register();
      await w.announce(alarm('a-1'));
      await w.service.unregister('alarmManagement', hub);
      await w.announce(alarm('a-2'));
      await w.run(hub);
      expect(w.calls).toEqual([]);
      expect(await w.rows(hub)).toEqual([expect.objectContaining({ state: 'DEAD', lastError: 'the hub was unregistered', settledAt: NOW })]);
    });
  });

  describe('whose callback fails', () => {
    /** Runs the worker whenever it asks to. @returns when it did, in seconds. */
    async function until(id: string, attempts: number): Promise<number[]> {
      const at: number[] = [];
      for (let again = await w.run(id); at.length < attempts && again; again = await w.run(id)) {
        at.push((again.again.getTime() - NOW.getTime()) / 1000);
        w.goTo(again.again);
      }
      return at;
    }

    it('are tried again after 1, 10 and 60 s; then the event is given up, and the next one goes', async () => {
      const hub = await w.register();
      await w.announce(alarm('a-1'));
      await w.announce(alarm('a-2'));
      w.answer(503);
      expect(await until(hub, 3)).toEqual([1, 11, 71]);
      expect(await w.rows(hub)).toMatchObject([{ state: 'DEAD', attempts: 4, lastStatus: 503, lastError: 'the sink answered 503' }, { state: 'PENDING', attempts: 1 }]);
      expect(await w.service.get(hub)).toMatchObject({ failures: 1, active: true });
      w.answer(200);
      w.goTo(new Date(NOW.getTime() + 72_000));
      await w.run(hub);
      expect(await w.rows(hub)).toMatchObject([{ state: 'DEAD' }, { state: 'DELIVERED' }]);
      expect(await w.service.get(hub)).toMatchObject({ failures: 0, active: true });
    });

    it('are given up after twenty events in a row, with what waits', async () => {
      const hub = await w.register();
      for (let at = 0; at < 22; at += 1) await w.announce(alarm(`a-${at}`));
      w.answer(404);
      await until(hub, 1_000);
      expect(w.calls).toHaveLength(20 * 4);
      const rows = await w.rows(hub);
      expect(rows.map(({ state }) => state)).toEqual(Array(22).fill('DEAD'));
      expect(rows.slice(20).map(({ lastError }) => lastError)).toEqual(Array(2).fill('the hub was given up'));
      expect(await w.service.get(hub)).toMatchObject({ failures: 20, active: false, endReason: 'TOO_MANY_FAILURES' });
      await w.announce(alarm('late'));
      expect(await w.rows(hub)).toHaveLength(22);
      await expect(w.ledger.replay(ctx, rows[0]!.id)).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE', message: 'The hub has ended.' });
      expect(await w.service.unregister('alarmManagement', hub)).toBe(hub);
    });

    it('begin anew when one is delivered', async () => {
      const hub = await w.register();
      await test.db.prisma.eventSubscription.update({ where: { id: hub }, data: { drops: 19 } });
      await w.announce(alarm('a-1'));
      await w.run(hub);
      expect(await w.service.get(hub)).toMatchObject({ failures: 0, active: true });
      w.answer(500);
      await w.announce(alarm('a-2'));
      await until(hub, 10);
      expect(await w.service.get(hub)).toMatchObject({ failures: 1, active: true });
    });
  });

  it('are in the ledger, with their events, and one can be sent again', async () => {
    const hub = await w.register();
    const event = await w.announce(alarm('a-1'));
    await w.run(hub);
    const { rows } = await w.ledger.subscriptions(ctx, null, null, null);
    expect(rows).toMatchObject([{ id: hub, sink: 'http://client.example/in', eventType: 'alarmManagement', active: true, eventCount: 1 }]);
    const [delivery] = (await w.ledger.deliveries(ctx, { subscriptionId: hub }, null, null)).rows;
    expect(delivery).toMatchObject({ eventId: event.id, eventType: 'AlarmCreateEvent', state: 'DELIVERED', cloudEvent: { eventId: event.id, event: { alarm: { id: 'a-1' } } } });
    await w.ledger.replay(ctx, delivery!.id);
    await w.run(hub);
    expect(w.calls.map(({ event: sent }) => (sent as { eventId: string }).eventId)).toEqual([event.id, event.id]);
  });
});

describeOnServer('hubs that several processes serve', (open) => {
  it('are registered once, and told of each event once', async () => {
    const test = await open();
    try {
      const worlds = [test.db, await test.another(), await test.another()].map(world);
      const registered = await Promise.allSettled(worlds.map((each) => each.register()));
      expect(registered.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
      const hub = (registered.find(({ status }) => status === 'fulfilled') as PromiseFulfilledResult<string>).value;
      const event = { ...anEvent({ data: { notices: ['a', 'b'].map((id) => alarm(id)) }, id: newId() }), position: 1n };
      await Promise.all([...worlds, ...worlds].map(({ tell }) => tell(event)));
      expect(await worlds[0]!.rows(hub)).toHaveLength(2);
      expect((await worlds[0]!.service.get(hub)).eventCount).toBe(2);
    } finally {
      await test[Symbol.asyncDispose]();
    }
  });
});
