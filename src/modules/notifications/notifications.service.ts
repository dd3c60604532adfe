import type { Clock } from '../../kernel/clock.js';
import type { LoggedEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';
import type { Notice } from '../../kernel/notice.js';
import type { Jobs } from '../../outbound/jobs.js';
import { SERVE_SINK } from '../../outbound/sinks.js';
import type { Tx } from '../../outbound/storage/database.js';
import { endedBy, endsAt, silencedBy, tellsEnd, wants, type EndReason } from './notifications.rules.js';
import type { NotificationStore, SubscriptionRow } from './notifications.store.js';

export interface NotificationService {
  /** What an event means for the sinks of its resource, in the consumer's transaction. */
  announce(tx: Tx, event: LoggedEvent, notice: Notice): Promise<void>;
  /** The sink is gone: nothing more is sent to it. */
  leave(tx: Tx, subscription: SubscriptionRow): Promise<void>;
  /** Ends what time has ended, and gives up what may not be sent any more. */
  lapse(tx: Tx, subscription: SubscriptionRow): Promise<void>;
}

export interface NotificationServiceOptions {
  readonly store: NotificationStore;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

const SILENCED = { ACCESS_TOKEN_EXPIRED: 'the access token for the sink has expired', SUBSCRIPTION_EXPIRED: 'the subscription has expired' } as const;

export function notificationService({ store, jobs, clock }: NotificationServiceOptions): NotificationService {
  const serve = (tx: Tx, { id }: SubscriptionRow, runAt: Date): Promise<void> => jobs.enqueue(tx, { kind: SERVE_SINK, key: id, payload: {}, runAt });

  /** Once for each subscription, whoever comes first. */
  async function end(tx: Tx, subscription: SubscriptionRow, reason: EndReason, position: bigint): Promise<void> {
    const ended = await store.end(tx, subscription.id, reason);
    if (!ended || !tellsEnd(subscription.eventType, reason)) return;
    const now = clock.now();
    const eventId = newId();
    const data = { subscriptionId: subscription.id, terminationReason: reason };
    await store.add(tx, { subscriptionId: subscription.id, eventId, position, cloudEvent: cloudEvent(subscription, eventId, now, data), now }, false);
    await serve(tx, subscription, now);
  }

  async function tell(tx: Tx, subscription: SubscriptionRow, event: LoggedEvent, notice: Notice): Promise<void> {
    const now = clock.now();
    const over = endedBy(subscription, now);
    if (over) return end(tx, subscription, over, event.position);
    // The creation reaches every subscription: from then on a job waits for the end that time brings.
    const timed = notice.initial ? endsAt(subscription) : undefined;
    if (timed) await serve(tx, subscription, timed.at);
    if (wants(subscription, notice)) {
      await store.add(tx, { subscriptionId: subscription.id, eventId: event.id, position: event.position, cloudEvent: cloudEvent(subscription, event.id, event.time, notice.data, notice.sentAs), now }, true);
      await serve(tx, subscription, now);
      const full = endedBy({ ...subscription, eventCount: subscription.eventCount + 1 }, now);
      if (full) return end(tx, subscription, full, event.position);
    }
    if (notice.last) await end(tx, subscription, 'SUBSCRIPTION_DELETED', event.position);
  }

  return {
    async announce(tx, event, notice) {
      for (const subscription of await store.hold(tx, notice.resourceId)) await tell(tx, subscription, event, notice);
    },
    async leave(tx, subscription) {
      await end(tx, subscription, 'GONE', 0n);
      await store.abandon(tx, subscription.id, clock.now(), 'the sink is gone');
    },
    async lapse(tx, subscription) {
      const now = clock.now();
      const over = endedBy(subscription, now);
      // No event brought this end: it follows none, and no other delivery is behind it.
      if (over) await end(tx, subscription, over, 0n);
      const silenced = silencedBy(subscription, now);
      if (silenced) await store.abandon(tx, subscription.id, now, SILENCED[silenced]);
    },
  };
}

/** CloudEvents 1.0 with the members that CAMARA wants. A subscription has one type, and hears of nothing else. */
const cloudEvent = ({ source, eventType }: SubscriptionRow, id: string, time: Date, data: object, type = eventType): object => ({
  id,
  source,
  type,
  specversion: '1.0',
  datacontenttype: 'application/json',
  time: time.toISOString(),
  data,
});
