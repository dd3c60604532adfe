import type { EventDelivery, EventSubscription, Prisma } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/id.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import type { EndReason } from './notifications.rules.js';

export type SubscriptionRow = EventSubscription;
export type DeliveryRow = EventDelivery;

export interface NewDelivery {
  readonly subscriptionId: string;
  readonly eventId: string;
  readonly position: bigint;
  readonly cloudEvent: object;
  readonly now: Date;
}

export interface DeliveryChange {
  readonly state?: DeliveryRow['state'];
  readonly attempts?: number;
  readonly lastStatus?: number | null;
  readonly lastError?: string | null;
  readonly nextAttemptAt?: Date | null;
  readonly settledAt?: Date;
}

/** Remembers who is to be told, and what became of each telling. */
export interface NotificationStore {
  active(tx: Tx, resourceId: string): Promise<SubscriptionRow[]>;
  /** Writes a delivery and counts it; an event that is there already is not written again. */
  add(tx: Tx, delivery: NewDelivery, counts: boolean): Promise<void>;
  end(tx: Tx, id: string, reason: EndReason): Promise<void>;
  subscription(id: string): Promise<SubscriptionRow | null>;
  /** The oldest delivery that is not settled. */
  next(subscriptionId: string): Promise<DeliveryRow | null>;
  change(tx: Tx, id: string, change: DeliveryChange): Promise<void>;
  /** Gives up whatever is not settled. */
  abandon(tx: Tx, subscriptionId: string, now: Date, lastError: string): Promise<void>;
}

export function notificationStore(db: Database): NotificationStore {
  return {
    active: (tx, resourceId) => tx.eventSubscription.findMany({ where: { resourceId, state: 'ACTIVE' }, orderBy: { createdAt: 'asc' } }),
    async add(tx, { now, cloudEvent, ...delivery }, counts) {
      const row = { id: newId(), ...delivery, cloudEvent: cloudEvent as Prisma.InputJsonObject, createdAt: now, nextAttemptAt: now };
      const { count } = await tx.eventDelivery.createMany({ data: [row], skipDuplicates: true });
      if (count === 1 && counts) await tx.eventSubscription.update({ where: { id: delivery.subscriptionId }, data: { eventCount: { increment: 1 } } });
    },
    async end(tx, id, reason) {
      await tx.eventSubscription.updateMany({ where: { id, state: 'ACTIVE' }, data: { state: 'ENDED', endReason: reason } });
    },
    subscription: (id) => db.prisma.eventSubscription.findUnique({ where: { id } }),
    next: (subscriptionId) => db.prisma.eventDelivery.findFirst({ where: { subscriptionId, state: 'PENDING' }, orderBy: [{ position: 'asc' }, { createdAt: 'asc' }] }),
    async change(tx, id, change) {
      await tx.eventDelivery.update({ where: { id }, data: change });
    },
    async abandon(tx, subscriptionId, now, lastError) {
      await tx.eventDelivery.updateMany({ where: { subscriptionId, state: 'PENDING' }, data: { state: 'DEAD', settledAt: now, nextAttemptAt: null, lastError } });
    },
  };
}
