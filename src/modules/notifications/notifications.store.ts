import type { EventDelivery, EventSubscription, Prisma } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/id.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import { IN_ORDER } from '../../outbound/storage/pages.js';
import type { EndReason } from './notifications.rules.js';

export type SubscriptionRow = EventSubscription;
/** What the delivering of one needs to know. */
export type DeliveryRow = Pick<EventDelivery, 'id' | 'eventId' | 'position' | 'cloudEvent' | 'attempts' | 'nextAttemptAt' | 'createdAt'>;

export interface NewDelivery {
  readonly subscriptionId: string;
  readonly eventId: string;
  readonly position: bigint;
  readonly cloudEvent: object;
  /** Whether it is one of the events that a subscription may be limited to. */
  readonly counts: boolean;
  readonly now: Date;
}

export interface DeliveryChange {
  readonly state?: EventDelivery['state'];
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly nextAttemptAt: Date | null;
  readonly settledAt?: Date;
}

/** Remembers who is to be told, and what became of each telling. */
export interface NotificationStore {
  /** Active subscriptions of the resources, held until the transaction ends: none of them ends meanwhile. */
  hold(tx: Tx, resourceIds: readonly string[]): Promise<SubscriptionRow[]>;
  /** Writes deliveries and counts those that count; an event that is there already is not written again. */
  add(tx: Tx, deliveries: readonly NewDelivery[]): Promise<void>;
  /** For subscriptions that are held. */
  endAll(tx: Tx, ended: readonly { readonly id: string; readonly reason: EndReason }[]): Promise<void>;
  /** Holds a subscription until the transaction ends: before its deliveries, as everybody who changes both does. */
  lock(tx: Tx, id: string): Promise<void>;
  /** False when it had ended before. */
  end(tx: Tx, id: string, reason: EndReason): Promise<boolean>;
  /** A subscription and its oldest delivery that is not settled. */
  waiting(subscriptionId: string): Promise<{ readonly subscription: SubscriptionRow; readonly delivery: DeliveryRow | undefined } | undefined>;
  /** Writes what became of an attempt; false when another process has written meanwhile, or it was queued anew. */
  change(tx: Pick<Tx, 'eventDelivery'>, delivery: DeliveryRow, change: DeliveryChange): Promise<boolean>;
  /** Those of the resources that have an active subscription. */
  subscribed(resourceIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Gives up whatever is not settled. */
  abandon(tx: Tx, subscriptionId: string, now: Date, lastError: string): Promise<void>;
}

/** The other members are there when `waitingId` is. */
interface WaitingRow extends SubscriptionRow {
  readonly waitingId: string | null;
  readonly waitingEventId: string;
  readonly waitingPosition: string;
  readonly waitingEvent: EventDelivery['cloudEvent'];
  readonly waitingAttempts: number;
  readonly waitingNext: Date | null;
  readonly waitingSince: Date;
}

/** Asked before and after every delivery: one statement, without Prisma's. */
const WAITING = `
  SELECT subscription.*, waiting.id AS "waitingId", waiting."eventId" AS "waitingEventId", waiting.position::text AS "waitingPosition", waiting."cloudEvent" AS "waitingEvent",
    waiting.attempts AS "waitingAttempts", waiting."nextAttemptAt" AS "waitingNext", waiting."createdAt" AS "waitingSince"
  FROM "EventSubscription" AS subscription LEFT JOIN LATERAL (
    SELECT * FROM "EventDelivery" WHERE "subscriptionId" = subscription.id AND state = 'PENDING' ORDER BY position, "createdAt" LIMIT 1
  ) AS waiting ON true WHERE subscription.id = $1::uuid`;

export function notificationStore(db: Database): NotificationStore {
  return {
    async hold(tx, resourceIds) {
      const held = await tx.$queryRaw<{ id: string }[]>`
        SELECT id::text FROM "EventSubscription" WHERE "resourceId" = ANY(${[...resourceIds]}::uuid[]) AND state = 'ACTIVE' ORDER BY id FOR UPDATE`;
      if (held.length === 0) return [];
      return tx.eventSubscription.findMany({ where: { id: { in: held.map(({ id }) => id) }, state: 'ACTIVE' }, orderBy: [...IN_ORDER] });
    },
    async add(tx, deliveries) {
      if (deliveries.length === 0) return;
      const data = deliveries.map(({ counts: _counts, now, cloudEvent, ...delivery }) => ({ id: newId(), ...delivery, cloudEvent: cloudEvent as Prisma.InputJsonObject, createdAt: now, nextAttemptAt: now }));
      const written = await tx.eventDelivery.createManyAndReturn({ data, skipDuplicates: true, select: { subscriptionId: true, eventId: true } });
      const counting = new Set(deliveries.flatMap(({ subscriptionId, eventId, counts }) => (counts ? `${subscriptionId} ${eventId}` : [])));
      const counted = written.flatMap(({ subscriptionId, eventId }) => (counting.has(`${subscriptionId} ${eventId}`) ? subscriptionId : []));
      if (counted.length === 0) return;
      await tx.$executeRaw`
        UPDATE "EventSubscription" AS subscription SET "eventCount" = "eventCount" + counted.events
        FROM (SELECT id, count(*)::int AS events FROM unnest(${counted}::uuid[]) AS id GROUP BY id) AS counted WHERE subscription.id = counted.id`;
    },
    async endAll(tx, ended) {
      if (ended.length === 0) return;
      await tx.$executeRaw`
        UPDATE "EventSubscription" AS subscription SET state = 'ENDED', "endReason" = ended.reason
        FROM unnest(${ended.map(({ id }) => id)}::uuid[], ${ended.map(({ reason }) => reason)}::text[]) AS ended (id, reason) WHERE subscription.id = ended.id`;
    },
    async lock(tx, id) {
      await tx.$queryRaw`SELECT 1 FROM "EventSubscription" WHERE id = ${id}::uuid FOR UPDATE`;
    },
    async end(tx, id, reason) {
      const { count } = await tx.eventSubscription.updateMany({ where: { id, state: 'ACTIVE' }, data: { state: 'ENDED', endReason: reason } });
      return count === 1;
    },
    async waiting(subscriptionId) {
      const { rows } = await db.pool.query<WaitingRow>(WAITING, [subscriptionId]);
      const [row] = rows;
      if (!row) return undefined;
      const { waitingId, waitingEventId, waitingPosition, waitingEvent, waitingAttempts, waitingNext, waitingSince, ...subscription } = row;
      if (waitingId === null) return { subscription, delivery: undefined };
      const delivery = { id: waitingId, eventId: waitingEventId, position: BigInt(waitingPosition), cloudEvent: waitingEvent, attempts: waitingAttempts, nextAttemptAt: waitingNext, createdAt: waitingSince };
      return { subscription, delivery };
    },
    async change(tx, { id, attempts, position }, change) {
      const { count } = await tx.eventDelivery.updateMany({ where: { id, state: 'PENDING', attempts, position }, data: change });
      return count === 1;
    },
    async subscribed(resourceIds) {
      const { rows } = await db.pool.query<{ id: string }>(`SELECT DISTINCT "resourceId"::text AS id FROM "EventSubscription" WHERE "resourceId" = ANY($1::uuid[]) AND state = 'ACTIVE'`, [resourceIds]);
      return new Set(rows.map(({ id }) => id));
    },
    async abandon(tx, subscriptionId, now, lastError) {
      await tx.eventDelivery.updateMany({ where: { subscriptionId, state: 'PENDING' }, data: { state: 'DEAD', settledAt: now, nextAttemptAt: null, lastError } });
    },
  };
}
