import type { EventDelivery, EventSubscription } from '../../generated/prisma/client.js';
import { Prisma } from '../../generated/prisma/client.js';
import { visibleTo, type Caller } from '../../kernel/caller.js';
import { isUuid } from '../../kernel/id.js';
import type { Page, Place } from '../../kernel/page.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import { behind, IN_ORDER, toPage } from '../../outbound/storage/pages.js';

/** Without its token, which nobody is shown. */
export type LedgerSubscription = Omit<EventSubscription, 'credential'>;
/** `nextAttemptAt` is null also for one that waits behind another of its subscription. */
export type LedgerDelivery = EventDelivery & { readonly subscription: Pick<EventSubscription, 'resourceId' | 'sink'> };

export interface DeliveryQuery {
  readonly resourceId: string | undefined;
  readonly subscriptionId: string | undefined;
  readonly state: EventDelivery['state'] | undefined;
}

/** Subscriptions and deliveries as their owner sees them: only what the caller may see is found. */
export interface LedgerStore {
  subscriptions(caller: Caller, ids: readonly string[]): Promise<LedgerSubscription[]>;
  subscriptionPage(caller: Caller, resourceId: string | undefined, first: number, after: Place | undefined): Promise<Page<LedgerSubscription>>;
  deliveries(caller: Caller, ids: readonly string[]): Promise<LedgerDelivery[]>;
  deliveryPage(caller: Caller, query: DeliveryQuery, first: number, after: Place | undefined): Promise<Page<LedgerDelivery>>;
  /** The first page for each of several subscriptions, in two statements. */
  firstDeliveries(caller: Caller, subscriptionIds: readonly string[], first: number): Promise<Map<string, Page<LedgerDelivery>>>;
  /** A delivery with its subscription, whose row is held until the transaction ends. */
  hold(tx: Tx, caller: Caller, deliveryId: string): Promise<{ readonly delivery: LedgerDelivery; readonly subscription: LedgerSubscription } | undefined>;
  /** Queues a settled delivery anew, behind all that its subscription has. Undefined when it is not settled (any more). */
  requeue(tx: Tx, delivery: LedgerDelivery, now: Date): Promise<LedgerDelivery | undefined>;
}

const WITH_SUBSCRIPTION = { subscription: { select: { resourceId: true, sink: true } } } as const;
const omit = { credential: true } as const;

type Client = Pick<Tx, 'eventDelivery' | '$queryRaw'>;

/** Of what a subscription has pending, only the first has a time: the others follow it. */
async function timingFirstsOnly<Row extends EventDelivery>(client: Client, rows: readonly Row[]): Promise<Row[]> {
  const subscriptions = [...new Set(rows.flatMap(({ state, subscriptionId }) => (state === 'PENDING' ? [subscriptionId] : [])))];
  if (subscriptions.length === 0) return [...rows];
  const firsts = await client.$queryRaw<{ id: string }[]>`
    SELECT first.id::text FROM unnest(${subscriptions}::uuid[]) AS subscription(id) CROSS JOIN LATERAL (
      SELECT id FROM "EventDelivery" WHERE "subscriptionId" = subscription.id AND state = 'PENDING' ORDER BY position, "createdAt" LIMIT 1
    ) AS first`;
  const isFirst = new Set(firsts.map(({ id }) => id));
  return rows.map((row) => (row.state === 'PENDING' && !isFirst.has(row.id) ? { ...row, nextAttemptAt: null } : row));
}

export function ledgerStore({ prisma }: Database): LedgerStore {
  const find = async (client: Client, caller: Caller, ids: readonly string[]): Promise<LedgerDelivery[]> =>
    timingFirstsOnly(client, await client.eventDelivery.findMany({ where: { subscription: visibleTo(caller), id: { in: ids.filter(isUuid) } }, include: WITH_SUBSCRIPTION }));

  return {
    subscriptions: (caller, ids) => prisma.eventSubscription.findMany({ where: { ...visibleTo(caller), id: { in: ids.filter(isUuid) } }, omit }),
    async subscriptionPage(caller, resourceId, first, after) {
      const where = { ...visibleTo(caller), ...(resourceId !== undefined && { resourceId }) };
      const [rows, totalCount] = await Promise.all([
        prisma.eventSubscription.findMany({ where: { AND: [where, behind(after)] }, orderBy: [...IN_ORDER], take: first + 1, omit }),
        prisma.eventSubscription.count({ where }),
      ]);
      return toPage(rows, first, totalCount);
    },
    deliveries: (caller, ids) => find(prisma, caller, ids),
    async deliveryPage(caller, { resourceId, subscriptionId, state }, first, after) {
      const where = {
        subscription: { ...visibleTo(caller), ...(resourceId !== undefined && { resourceId }) },
        ...(subscriptionId !== undefined && { subscriptionId }),
        ...(state && { state }),
      };
      const [rows, totalCount] = await Promise.all([
        prisma.eventDelivery.findMany({ where: { AND: [where, behind(after)] }, orderBy: [...IN_ORDER], take: first + 1, include: WITH_SUBSCRIPTION }),
        prisma.eventDelivery.count({ where }),
      ]);
      return toPage(await timingFirstsOnly(prisma, rows), first, totalCount);
    },
    async firstDeliveries(caller, subscriptionIds, first) {
      const parents = subscriptionIds.map((id) => Prisma.sql`${id}::uuid`);
      const ranked = await prisma.$queryRaw<{ id: string; total: number }[]>`
        SELECT id::text, total FROM (
          SELECT id, row_number() OVER w AS rank, (count(*) OVER (PARTITION BY "subscriptionId"))::int AS total
          FROM "EventDelivery" WHERE "subscriptionId" IN (${Prisma.join(parents)})
          WINDOW w AS (PARTITION BY "subscriptionId" ORDER BY "createdAt", id)
        ) ranked WHERE rank <= ${first + 1}`;
      const totals = new Map(ranked.map(({ id, total }) => [id, total]));
      const rows = await timingFirstsOnly(prisma, await prisma.eventDelivery.findMany({ where: { id: { in: [...totals.keys()] }, subscription: visibleTo(caller) }, orderBy: [...IN_ORDER], include: WITH_SUBSCRIPTION }));
      const groups = new Map<string, LedgerDelivery[]>();
      for (const row of rows) groups.set(row.subscriptionId, [...(groups.get(row.subscriptionId) ?? []), row]);
      return new Map([...groups].map(([id, group]) => [id, toPage(group, first, totals.get(group[0]!.id)!)]));
    },
    async hold(tx, caller, deliveryId) {
      // The subscription first, as everybody who changes both does; a delivery that is under way is not waited for
      await tx.$queryRaw`SELECT 1 FROM "EventSubscription" WHERE id = (SELECT "subscriptionId" FROM "EventDelivery" WHERE id = ${deliveryId}::uuid) FOR UPDATE`;
      const [delivery] = await find(tx, caller, [deliveryId]);
      const subscription = delivery && (await tx.eventSubscription.findUnique({ where: { id: delivery.subscriptionId }, omit }));
      return subscription ? { delivery, subscription } : undefined;
    },
    async requeue(tx, delivery, now) {
      const { id, subscriptionId, position } = delivery;
      const { _max: last } = await tx.eventDelivery.aggregate({ where: { subscriptionId }, _max: { position: true } });
      // The position tells the new round from the old one: whoever is late with an answer of that settles nothing
      const anew = { state: 'PENDING', position: (last.position ?? position) + 1n, attempts: 0, createdAt: now, nextAttemptAt: now, settledAt: null } as const;
      const { count } = await tx.eventDelivery.updateMany({ where: { id, position, state: { not: 'PENDING' } }, data: anew });
      return count === 1 ? (await timingFirstsOnly(tx, [{ ...delivery, ...anew }]))[0] : undefined;
    },
  };
}
