import type { Clock } from '../../kernel/clock.js';
import type { RequestContext } from '../../kernel/context.js';
import { isGiven } from '../../kernel/given.js';
import { requireUuid } from '../../kernel/id.js';
import { fromPlaceCursor, mapPage, noRows, pageSize, type Page } from '../../kernel/page.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Jobs } from '../../outbound/jobs.js';
import { SERVE_SINK } from '../../outbound/sinks.js';
import type { Database } from '../../outbound/storage/database.js';
import type { EventDelivery, EventDeliveryFilter } from './event-delivery.types.js';
import type { EventSubscription } from './event-subscription.types.js';
import type { LedgerDelivery, LedgerStore, LedgerSubscription } from './ledger.store.js';
import { endedBy, unreachable } from './notifications.rules.js';

type Text = string | null | undefined;
type Size = number | null | undefined;

export interface LedgerService {
  /** @throws Refusal INVALID_ARGUMENT (no UUID), NOT_FOUND (also what is another's) */
  subscription(ctx: RequestContext, id: string): Promise<EventSubscription>;
  /** @throws Refusal as `subscription` */
  delivery(ctx: RequestContext, id: string): Promise<EventDelivery>;
  /** @throws Refusal INVALID_ARGUMENT, OUT_OF_RANGE */
  subscriptions(ctx: RequestContext, resourceId: Text, first: Size, after: Text): Promise<Page<EventSubscription>>;
  /** @throws Refusal INVALID_ARGUMENT, OUT_OF_RANGE */
  deliveries(ctx: RequestContext, filter: EventDeliveryFilter | null | undefined, first: Size, after: Text): Promise<Page<EventDelivery>>;
  findSubscriptions(ctx: RequestContext, ids: readonly string[]): Promise<(EventSubscription | null)[]>;
  findDeliveries(ctx: RequestContext, ids: readonly string[]): Promise<(EventDelivery | null)[]>;
  /** The first deliveries of each subscription. */
  firstDeliveries(ctx: RequestContext, subscriptionIds: readonly string[], first: number): Promise<Page<EventDelivery>[]>;
  /**
   * Sends a settled delivery again, with the same event id, behind what waits.
   * @throws Refusal INVALID_ARGUMENT, NOT_FOUND, INCOMPATIBLE_STATE (it is pending, or its sink may not be called any more)
   */
  replay(ctx: RequestContext, id: string): Promise<EventDelivery>;
}

export interface LedgerServiceOptions {
  readonly db: Database;
  readonly ledger: LedgerStore;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

/** What became of each event, for those whose events they are. */
export function ledgerService({ db, ledger, jobs, clock }: LedgerServiceOptions): LedgerService {
  const toSubscription = (row: LedgerSubscription): EventSubscription => subscriptionAt(row, clock.now());

  async function findSubscriptions(ctx: RequestContext, ids: readonly string[]): Promise<(EventSubscription | null)[]> {
    const byId = new Map((await ledger.subscriptions(ctx.caller, ids)).map((row) => [row.id, toSubscription(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  async function findDeliveries(ctx: RequestContext, ids: readonly string[]): Promise<(EventDelivery | null)[]> {
    const byId = new Map((await ledger.deliveries(ctx.caller, ids)).map((row) => [row.id, toDelivery(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  return {
    findSubscriptions,
    findDeliveries,
    subscription: async (ctx, id) => found((await findSubscriptions(ctx, [uuid(id, 'id')]))[0], 'event subscription'),
    delivery: async (ctx, id) => found((await findDeliveries(ctx, [uuid(id, 'id')]))[0], 'event delivery'),
    async subscriptions(ctx, resourceId, first, after) {
      return mapPage(await ledger.subscriptionPage(ctx.caller, filtered(resourceId, 'resourceId'), pageSize(first), place(after)), toSubscription);
    },
    async deliveries(ctx, filter, first, after) {
      const query = { resourceId: filtered(filter?.resourceId, 'resourceId'), subscriptionId: filtered(filter?.subscriptionId, 'subscriptionId'), state: filter?.state ?? undefined };
      return mapPage(await ledger.deliveryPage(ctx.caller, query, pageSize(first), place(after)), toDelivery);
    },
    async firstDeliveries(ctx, subscriptionIds, first) {
      const pages = await ledger.firstDeliveries(ctx.caller, subscriptionIds, first);
      return subscriptionIds.map((id) => mapPage(pages.get(id) ?? noRows, toDelivery));
    },
    replay: (ctx, id) =>
      db.prisma.$transaction(async (tx) => {
        const { delivery, subscription } = found(await ledger.hold(tx, ctx.caller, uuid(id, 'id')), 'event delivery');
        const now = clock.now();
        const words = hubEnd(subscription) ?? unreachable(subscription, now);
        if (words) throw new Refusal('INCOMPATIBLE_STATE', words);
        const queued = await ledger.requeue(tx, delivery, now);
        if (!queued) throw new Refusal('INCOMPATIBLE_STATE', 'The delivery is pending.');
        await jobs.enqueue(tx, { kind: SERVE_SINK, key: subscription.id, payload: {}, runAt: now });
        return toDelivery(queued);
      }),
  };
}

/** What is owed to a sink may be sent although its subscription is over; a hub that is over is not called. */
const hubEnd = ({ kind, state }: LedgerSubscription): string | undefined => (kind === 'HUB' && state === 'ENDED' ? 'The hub has ended.' : undefined);

const place = (after: Text) => (isGiven(after) ? fromPlaceCursor(after) : undefined);

const filtered = (id: Text, field: string): string | undefined => (isGiven(id) ? uuid(id, field) : undefined);

function uuid(id: string, field: string): string {
  requireUuid(id, field);
  return id;
}

function found<T>(value: T | null | undefined, what: string): T {
  if (!value) throw new Refusal('NOT_FOUND', `The ${what} is not found.`);
  return value;
}

/** An end that time has brought shows at once, whenever somebody comes to write it down. */
function subscriptionAt(row: LedgerSubscription, now: Date): EventSubscription {
  const endReason = row.endReason ?? (row.state === 'ACTIVE' ? endedBy(row, now) : undefined) ?? null;
  const { id, resourceId, sink, eventType, credentialExpiresAt, expiresAt, eventCount, maxEvents, createdAt } = row;
  // Rows of before the column have a token, if any
  const credentialType = row.credentialType ?? (credentialExpiresAt ? 'ACCESSTOKEN' : null);
  return { id, resourceId, sink, eventType, active: row.state === 'ACTIVE' && endReason === null, endReason, credentialType, credentialExpiresAt, expiresAt, eventCount, maxEvents, createdAt };
}

function toDelivery({ subscription, state, position: _position, cloudEvent, ...row }: LedgerDelivery): EventDelivery {
  // An event of TMF's calls its type otherwise
  const { type, eventType = '' } = cloudEvent as { readonly type?: string; readonly eventType?: string };
  return { ...row, ...subscription, cloudEvent, eventType: type ?? eventType, state: state as EventDelivery['state'] };
}
