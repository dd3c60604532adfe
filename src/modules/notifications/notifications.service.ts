import type { Clock } from '../../kernel/clock.js';
import type { LoggedEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';
import type { Notice } from '../../kernel/notice.js';
import type { Jobs } from '../../outbound/jobs.js';
import type { Tx } from '../../outbound/storage/database.js';
import { endedBy, wants, type EndReason } from './notifications.rules.js';
import type { NotificationStore, SubscriptionRow } from './notifications.store.js';

/** Serves one subscription, its deliveries in order. Key: the subscription's id. */
export const DELIVER = 'notifications.deliver';

export interface NotificationService {
  /** What an event means for the sinks of its resource, in the consumer's transaction. */
  announce(tx: Tx, event: LoggedEvent, notice: Notice): Promise<void>;
  /** Ends a subscription; one that asked for it is told. */
  end(tx: Tx, subscription: SubscriptionRow, reason: EndReason, position: bigint): Promise<void>;
}

export interface NotificationServiceOptions {
  readonly store: NotificationStore;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

const SUBSCRIPTION_ENDED = '.subscription-ended';

export function notificationService({ store, jobs, clock }: NotificationServiceOptions): NotificationService {
  const serve = (tx: Tx, subscription: SubscriptionRow): Promise<void> => jobs.enqueue(tx, { kind: DELIVER, key: subscription.id, payload: {}, runAt: clock.now() });

  const cloudEvent = (subscription: SubscriptionRow, id: string, type: string, time: Date, data: object): object => ({
    id,
    source: subscription.source,
    type,
    specversion: '1.0',
    datacontenttype: 'application/json',
    time: time.toISOString(),
    data,
  });

  async function end(tx: Tx, subscription: SubscriptionRow, reason: EndReason, position: bigint): Promise<void> {
    await store.end(tx, subscription.id, reason);
    if (!subscription.eventType.endsWith(SUBSCRIPTION_ENDED) || reason === 'GONE' || reason === 'ACCESS_TOKEN_EXPIRED') return;
    const now = clock.now();
    const eventId = newId();
    const data = { subscriptionId: subscription.id, terminationReason: reason };
    await store.add(tx, { subscriptionId: subscription.id, eventId, position, cloudEvent: cloudEvent(subscription, eventId, subscription.eventType, now, data), now }, false);
    await serve(tx, subscription);
  }

  async function tell(tx: Tx, subscription: SubscriptionRow, event: LoggedEvent, notice: Notice): Promise<void> {
    const now = clock.now();
    const over = endedBy(subscription, now);
    if (over) return end(tx, subscription, over, event.position);
    if (wants(subscription, notice)) {
      await store.add(tx, { subscriptionId: subscription.id, eventId: event.id, position: event.position, cloudEvent: cloudEvent(subscription, event.id, notice.type, event.time, notice.data), now }, true);
      await serve(tx, subscription);
      const full = endedBy({ ...subscription, eventCount: subscription.eventCount + 1 }, now);
      if (full) return end(tx, subscription, full, event.position);
    }
    if (notice.last) await end(tx, subscription, 'SUBSCRIPTION_DELETED', event.position);
  }

  return {
    end,
    async announce(tx, event, notice) {
      for (const subscription of await store.active(tx, notice.resourceId)) await tell(tx, subscription, event, notice);
    },
  };
}
