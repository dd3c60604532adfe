import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/context.js';
import type { JobHandler, JobRun } from '../../outbound/jobs.js';
import type { Database } from '../../outbound/storage/database.js';
import type { HubDeliveries } from './hub.worker.js';
import { judge, nextStep, type Verdict } from './notifications.rules.js';
import type { NotificationService } from './notifications.service.js';
import type { DeliveryRow, NotificationStore, SubscriptionRow } from './notifications.store.js';
import type { SinkCredentials } from './sink-credential.service.js';
import type { SinkAnswer, SinkSource } from './sink.source.js';

export interface DeliveryMetrics {
  delivery(outcome: 'delivered' | 'retried' | 'dead'): void;
}

export interface DeliveryWorkerOptions {
  readonly db: Database;
  readonly store: NotificationStore;
  readonly service: NotificationService;
  readonly sink: SinkSource;
  readonly credentials: SinkCredentials;
  readonly hubs: HubDeliveries;
  readonly clock: Clock;
  readonly metrics?: DeliveryMetrics | undefined;
  /** 0 to 1. @default Math.random */
  readonly chance?: () => number;
}

const OUTCOME = { delivered: 'delivered', gone: 'dead', dead: 'dead', again: 'retried' } as const;

/** Sends what is pending for one subscription, oldest first; a delivery that has to wait keeps those behind it waiting. */
export function deliveryWorker({ db, store, service, sink, credentials, hubs, clock, metrics, chance = Math.random }: DeliveryWorkerOptions): JobHandler {
  async function attempt(subscription: SubscriptionRow, delivery: DeliveryRow, { signal, log }: JobRun): Promise<SinkAnswer> {
    if (subscription.kind === 'HUB') return hubs.attempt(subscription, delivery, signal);
    const shown = await credentials.of(subscription, log);
    if ('failure' in shown) return { status: undefined, retryAfter: undefined, failure: shown.failure };
    const { accessToken } = shown;
    const answer = await sink.post({ sink: subscription.sink, cloudEvent: delivery.cloudEvent, accessToken, correlator: delivery.eventId, signal });
    if (answer.status === 401) credentials.refused(subscription, accessToken);
    return answer;
  }

  /** @returns false when another process has settled the delivery meanwhile */
  function settle(subscription: SubscriptionRow, delivery: DeliveryRow, answer: SinkAnswer, verdict: Verdict, log: Log): Promise<boolean> {
    const refusal = verdict.kind === 'delivered' ? null : `the sink answered ${answer.status}`;
    const tried = { attempts: delivery.attempts + 1, lastStatus: answer.status ?? null, lastError: answer.failure ?? refusal };
    const outcome =
      verdict.kind === 'again'
        ? { nextAttemptAt: verdict.at }
        : { state: verdict.kind === 'delivered' ? ('DELIVERED' as const) : ('DEAD' as const), settledAt: clock.now(), nextAttemptAt: null };
    const change = { ...tried, ...outcome };
    if (subscription.kind === 'HUB') return hubs.settle(subscription, delivery, change, verdict, log);
    if (verdict.kind !== 'gone') return store.change(db.prisma, delivery, change);
    return db.prisma.$transaction(async (tx) => {
      await store.lock(tx, subscription.id);
      const isOurs = await store.change(tx, delivery, change);
      if (isOurs) await service.leave(tx, subscription);
      return isOurs;
    });
  }

  /** @returns false when there is nothing more to do in this run: it was cut off, or the work is another process's now */
  async function deliver(subscription: SubscriptionRow, delivery: DeliveryRow, job: JobRun): Promise<boolean> {
    const answer = await attempt(subscription, delivery, job);
    // Cut off by us is no failure of the sink's; an answer that came in time stands.
    if (answer.status === undefined && job.signal.aborted) return false;
    const verdict =
      subscription.kind === 'HUB' ? hubs.judge(answer, delivery) : judge(answer, { attempts: delivery.attempts + 1, createdAt: delivery.createdAt }, clock.now(), chance());
    if (!(await settle(subscription, delivery, answer, verdict, job.log))) return false;
    metrics?.delivery(OUTCOME[verdict.kind]);
    report(job.log, subscription, delivery, answer, verdict);
    return true;
  }

  return async function serveSubscription(_payload, job) {
    for (;;) {
      const found = await store.waiting(job.key);
      if (!found) return undefined;
      const { subscription, delivery } = found;
      const step = nextStep(subscription, delivery, clock.now());
      if (step.kind === 'rest') return step.until && { again: step.until };
      if (step.kind === 'lapse') await db.prisma.$transaction((tx) => service.lapse(tx, subscription));
      else if (job.signal.aborted || !(await deliver(subscription, step.delivery, job))) return { again: clock.now() };
    }
  };
}

function report(log: Log, { id }: SubscriptionRow, { eventId, attempts }: DeliveryRow, { status, failure }: SinkAnswer, { kind }: Verdict): void {
  if (kind === 'gone') log.info({ subscription: id }, 'a sink is gone, and its subscription with it');
  if (kind === 'dead') log.warn({ subscription: id, event: eventId, attempts: attempts + 1, status, failure }, 'an event could not be delivered to its sink and was given up');
}
