import type { Clock } from '../../kernel/clock.js';
import type { JobHandler } from '../../outbound/jobs.js';
import type { Database } from '../../outbound/storage/database.js';
import type { Vault } from '../../outbound/storage/secrets.js';
import { judge, type Verdict } from './notifications.rules.js';
import type { NotificationService } from './notifications.service.js';
import type { DeliveryRow, NotificationStore, SubscriptionRow } from './notifications.store.js';
import type { SinkAnswer, SinkSource } from './sink.source.js';

export interface DeliveryMetrics {
  delivery(outcome: 'delivered' | 'retried' | 'dead'): void;
}

export interface DeliveryWorkerOptions {
  readonly db: Database;
  readonly store: NotificationStore;
  readonly service: NotificationService;
  readonly sink: SinkSource;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly metrics?: DeliveryMetrics | undefined;
  /** 0 to 1. @default Math.random */
  readonly chance?: () => number;
}

const OUTCOME = { delivered: 'delivered', gone: 'dead', dead: 'dead', again: 'retried' } as const;

/** Sends what is pending for one subscription, oldest first; a delivery that has to wait keeps those behind it waiting. */
export function deliveryWorker({ db, store, service, sink, vault, clock, metrics, chance = Math.random }: DeliveryWorkerOptions): JobHandler {
  async function settle(subscription: SubscriptionRow, delivery: DeliveryRow, answer: SinkAnswer, verdict: Verdict): Promise<void> {
    const now = clock.now();
    const tried = { attempts: delivery.attempts + 1, lastStatus: answer.status ?? null, lastError: answer.failure ?? (verdict.kind === 'delivered' ? null : `the sink answered ${answer.status}`) };
    await db.prisma.$transaction(async (tx) => {
      if (verdict.kind === 'again') return store.change(tx, delivery.id, { ...tried, nextAttemptAt: verdict.at });
      await store.change(tx, delivery.id, { ...tried, state: verdict.kind === 'delivered' ? 'DELIVERED' : 'DEAD', settledAt: now, nextAttemptAt: null });
      if (verdict.kind !== 'gone') return;
      await service.end(tx, subscription, 'GONE', delivery.position);
      await store.abandon(tx, subscription.id, now, 'the sink is gone');
    });
    metrics?.delivery(OUTCOME[verdict.kind]);
  }

  /** @returns when to go on, if this one has to wait */
  async function deliver(subscription: SubscriptionRow, delivery: DeliveryRow, signal: AbortSignal): Promise<Date | undefined> {
    const accessToken = subscription.credential === null ? null : vault.open(subscription.credential);
    const answer = await sink.post({ sink: subscription.sink, cloudEvent: delivery.cloudEvent, accessToken, correlator: delivery.eventId, signal });
    if (signal.aborted) return clock.now();
    const verdict = judge(answer, { attempts: delivery.attempts + 1, createdAt: delivery.createdAt }, clock.now(), chance());
    await settle(subscription, delivery, answer, verdict);
    return verdict.kind === 'again' ? verdict.at : undefined;
  }

  return async function serveSubscription(_payload, job) {
    const subscription = await store.subscription(job.key);
    if (!subscription) return undefined;
    for (let delivery = await store.next(job.key); delivery; delivery = await store.next(job.key)) {
      const now = clock.now();
      if (delivery.nextAttemptAt && delivery.nextAttemptAt > now) return { again: delivery.nextAttemptAt };
      if (subscription.credentialExpiresAt && subscription.credentialExpiresAt <= now) {
        const { position } = delivery;
        await db.prisma.$transaction(async (tx) => {
          await service.end(tx, subscription, 'ACCESS_TOKEN_EXPIRED', position);
          await store.abandon(tx, subscription.id, now, 'the access token for the sink has expired');
        });
        return undefined;
      }
      const again = await deliver(subscription, delivery, job.signal);
      if (again) return { again };
    }
    return undefined;
  };
}
