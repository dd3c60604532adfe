import type { Clock } from '../../kernel/clock.js';
import type { LoggedEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';
import type { Notice } from '../../kernel/notice.js';
import type { Jobs } from '../../outbound/jobs.js';
import { SERVE_SINK } from '../../outbound/sinks.js';
import type { Tx } from '../../outbound/storage/database.js';
import { endedBy, hear, silencedBy, tellsEnd, type EndReason } from './notifications.rules.js';
import type { NewDelivery, NotificationStore, SubscriptionRow } from './notifications.store.js';

/** An event, and what it says to the sinks of its resource. */
export interface Announced {
  readonly event: LoggedEvent;
  readonly notice: Notice;
}

export interface NotificationService {
  /** What events mean for the sinks of their resources, in their order, in the consumer's transaction. */
  announce(tx: Tx, announced: readonly Announced[]): Promise<void>;
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

/** What becomes of one subscription. */
interface Heard {
  readonly subscription: SubscriptionRow;
  readonly deliveries: readonly NewDelivery[];
  readonly end: EndReason | undefined;
  /** When it is to be served; undefined: it has nothing to wait for. */
  readonly serveAt: Date | undefined;
}

const SILENCED = { ACCESS_TOKEN_EXPIRED: 'the access token for the sink has expired', SUBSCRIPTION_EXPIRED: 'the subscription has expired' } as const;

export function notificationService({ store, jobs, clock }: NotificationServiceOptions): NotificationService {
  /** Once for each subscription, whoever comes first. No event brought this end: it follows none, and no other delivery is behind it. */
  async function end(tx: Tx, subscription: SubscriptionRow, reason: EndReason): Promise<void> {
    if (!(await store.end(tx, subscription.id, reason)) || !tellsEnd(subscription.eventType, reason)) return;
    const now = clock.now();
    await store.add(tx, [wordOfEnd(subscription, reason, 0n, now)]);
    await jobs.enqueueAll(tx, [{ kind: SERVE_SINK, key: subscription.id, payload: {}, runAt: now }]);
  }

  return {
    async announce(tx, announced) {
      const now = clock.now();
      const byResource = new Map<string, Announced[]>();
      for (const one of announced) byResource.set(one.notice.resourceId, [...(byResource.get(one.notice.resourceId) ?? []), one]);
      const rows = await store.hold(tx, [...byResource.keys()]);
      const heard = rows.map((subscription) => listen(subscription, byResource.get(subscription.resourceId) ?? [], now));
      await store.add(tx, heard.flatMap(({ deliveries }) => deliveries));
      await store.endAll(tx, heard.flatMap(({ subscription: { id }, end: reason }) => (reason ? { id, reason } : [])));
      await jobs.enqueueAll(tx, heard.flatMap(({ subscription: { id }, serveAt }) => (serveAt ? { kind: SERVE_SINK, key: id, payload: {}, runAt: serveAt } : [])));
    },
    async leave(tx, subscription) {
      await end(tx, subscription, 'GONE');
      await store.abandon(tx, subscription.id, clock.now(), 'the sink is gone');
    },
    async lapse(tx, subscription) {
      const now = clock.now();
      const over = endedBy(subscription, now);
      if (over) await end(tx, subscription, over);
      const silenced = silencedBy(subscription, now);
      if (silenced) await store.abandon(tx, subscription.id, now, SILENCED[silenced]);
    },
  };
}

/** Goes through what was announced of the resource, until the subscription is over. */
function listen(subscription: SubscriptionRow, announced: readonly Announced[], now: Date): Heard {
  const deliveries: NewDelivery[] = [];
  let wakeAt: Date | undefined;
  let eventCount = subscription.eventCount;
  for (const { event, notice } of announced) {
    const hearing = hear({ ...subscription, eventCount }, notice, now);
    wakeAt ??= hearing.wakeAt;
    if (hearing.told) {
      eventCount += 1;
      deliveries.push({ subscriptionId: subscription.id, eventId: event.id, position: event.position, cloudEvent: cloudEvent(subscription, event.id, event.time, notice.data, notice.sentAs), counts: true, now });
    }
    if (hearing.end) {
      if (tellsEnd(subscription.eventType, hearing.end)) deliveries.push(wordOfEnd(subscription, hearing.end, event.position, now));
      return { subscription, deliveries, end: hearing.end, serveAt: deliveries.length > 0 ? now : wakeAt };
    }
  }
  return { subscription, deliveries, end: undefined, serveAt: deliveries.length > 0 ? now : wakeAt };
}

function wordOfEnd(subscription: SubscriptionRow, terminationReason: EndReason, position: bigint, now: Date): NewDelivery {
  const eventId = newId();
  const data = { subscriptionId: subscription.id, terminationReason };
  return { subscriptionId: subscription.id, eventId, position, cloudEvent: cloudEvent(subscription, eventId, now, data), counts: false, now };
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
