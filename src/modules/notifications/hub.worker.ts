import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/context.js';
import type { Database } from '../../outbound/storage/database.js';
import { judgeHub } from './hub.rules.js';
import type { HubSource } from './hub.source.js';
import type { HubStore } from './hub.store.js';
import type { Verdict } from './notifications.rules.js';
import type { DeliveryChange, DeliveryRow, NotificationStore, SubscriptionRow } from './notifications.store.js';
import type { SinkAnswer } from './sink.source.js';

/** What is different when a delivery goes to a hub. */
export interface HubDeliveries {
  attempt(subscription: SubscriptionRow, delivery: DeliveryRow, signal: AbortSignal): Promise<SinkAnswer>;
  judge(answer: SinkAnswer, delivery: DeliveryRow): Verdict;
  /** Writes what became of an attempt, and what follows for the hub. False: another process has settled the delivery meanwhile. */
  settle(subscription: SubscriptionRow, delivery: DeliveryRow, change: DeliveryChange, verdict: Verdict, log: Log): Promise<boolean>;
}

export interface HubDeliveriesOptions {
  readonly db: Database;
  readonly store: NotificationStore;
  readonly hubs: HubStore;
  readonly source: HubSource;
  readonly clock: Clock;
}

export function hubDeliveries({ db, store, hubs, source, clock }: HubDeliveriesOptions): HubDeliveries {
  return {
    attempt: ({ sink }, { cloudEvent, eventId }, signal) => source.post({ callback: sink, event: cloudEvent, correlator: eventId, signal }),
    judge: (answer, { attempts }) => judgeHub(answer, attempts + 1, clock.now()),
    settle({ id, drops }, delivery, change, { kind }, log) {
      const changesHub = kind === 'dead' || (kind === 'delivered' && drops > 0);
      if (!changesHub) return store.change(db.prisma, delivery, change);
      return db.prisma.$transaction(async (tx) => {
        await store.lock(tx, id);
        const isOurs = await store.change(tx, delivery, change);
        if (isOurs && kind === 'dead' && (await hubs.drop(tx, id, clock.now()))) log.warn({ subscription: id }, 'a hub was given up: too many events in a row could not be delivered to it');
        if (isOurs && kind === 'delivered') await hubs.forgive(tx, id);
        return isOurs;
      });
    },
  };
}
