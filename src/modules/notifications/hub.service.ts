import { ownerOf } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import type { RequestContext } from '../../kernel/context.js';
import type { LoggedEvent } from '../../kernel/event.js';
import { isGiven } from '../../kernel/given.js';
import { newId } from '../../kernel/id.js';
import type { HubApi, HubNotice } from '../../kernel/notice.js';
import { fromPlaceCursor, mapPage, pageSize, type Page } from '../../kernel/page.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Jobs } from '../../outbound/jobs.js';
import { SERVE_SINK } from '../../outbound/sinks.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import { checkHubQuery, hubEvent, noticeId, readHubQuery, wantsNotice } from './hub.rules.js';
import type { HubGuard } from './hub.source.js';
import type { HubDelivery, HubRow, HubStore } from './hub.store.js';
import type { Hub, RegisterHubInput } from './hub.types.js';

export interface HubService {
  /** @throws Refusal INVALID_ARGUMENT (the callback may not be called, the query is not one of the API), ALREADY_EXISTS */
  register(ctx: RequestContext, input: RegisterHubInput): Promise<Hub>;
  /** What waits for it is not sent any more. @throws Refusal NOT_FOUND */
  unregister(api: HubApi, id: string): Promise<string>;
  /** @throws Refusal NOT_FOUND */
  get(id: string): Promise<Hub>;
  /** @throws Refusal INVALID_ARGUMENT, OUT_OF_RANGE */
  page(api: HubApi | null | undefined, first: number | null | undefined, after: string | null | undefined): Promise<Page<Hub>>;
  /** What events mean for the hubs of their APIs, in the consumer's transaction. */
  announce(tx: Tx, events: readonly LoggedEvent[]): Promise<void>;
}

export interface HubServiceOptions {
  readonly db: Database;
  readonly hubs: HubStore;
  readonly jobs: Jobs;
  readonly guard: Pick<HubGuard, 'resolve'>;
  readonly clock: Clock;
  readonly toNotices: (event: LoggedEvent) => readonly HubNotice[];
}

const CALLBACK = { name: 'callback', code: 'INVALID_ARGUMENT', field: 'callback' } as const;

/** Whom the events of a TMF API are sent to. */
export function hubService({ db, hubs, jobs, guard, clock, toNotices }: HubServiceOptions): HubService {
  return {
    async register(ctx, { api, callback, query }) {
      const wanted = query === '' ? null : (query ?? null);
      checkHubQuery(api, wanted);
      await guard.resolve(callback, CALLBACK);
      const now = clock.now();
      const id = newId();
      const isNew = await db.transact((tx) => hubs.register(tx, { id, api, callback, query: wanted, owner: ownerOf(ctx.caller), now }));
      if (!isNew) throw new Refusal('ALREADY_EXISTS', 'This callback is registered with this query already.', { field: 'callback' });
      return toHub({ id, api, callback, query: wanted, state: 'ACTIVE', endReason: null, drops: 0, eventCount: 0, createdAt: now });
    },
    async unregister(api, id) {
      if (!(await db.transact((tx) => hubs.unregister(tx, api, id, clock.now())))) throw notFound();
      return id;
    },
    async get(id) {
      const row = await hubs.find(id);
      if (!row) throw notFound();
      return toHub(row);
    },
    page: async (api, first, after) => mapPage(await hubs.page(api ?? undefined, pageSize(first), isGiven(after) ? fromPlaceCursor(after) : undefined), toHub),
    async announce(tx, events) {
      const told = events.flatMap((event) => noticed(event, toNotices(event)));
      if (told.length === 0) return;
      const now = clock.now();
      const rows = await hubs.hold(tx, [...new Set(told.map(({ notice }) => notice.api))]);
      const deliveries = rows.flatMap((hub) => deliveriesFor(hub, told));
      await hubs.add(tx, deliveries, now);
      await jobs.enqueueAll(tx, [...new Set(deliveries.map(({ hubId }) => hubId))].map((key) => ({ kind: SERVE_SINK, key, payload: {}, runAt: now })));
    },
  };
}

interface Noticed {
  readonly event: LoggedEvent;
  readonly notice: HubNotice;
  readonly eventId: string;
  readonly index: number;
}

const noticed = (event: LoggedEvent, notices: readonly HubNotice[]): Noticed[] =>
  notices.map((notice, index) => ({ event, notice, eventId: noticeId(event.id, index, notices.length), index }));

function deliveriesFor({ id: hubId, api, query }: HubRow, told: readonly Noticed[]): HubDelivery[] {
  const conditions = readHubQuery(query);
  return told.flatMap(({ event, notice, eventId, index }) =>
    notice.api === api && wantsNotice(conditions, notice) ? [{ hubId, eventId, position: event.position, event: hubEvent(event, notice, eventId), index }] : [],
  );
}

const notFound = (): Refusal => new Refusal('NOT_FOUND', 'The hub is not found.');

const toHub = ({ state, drops, ...row }: HubRow): Hub => ({ ...row, active: state === 'ACTIVE', failures: drops });
