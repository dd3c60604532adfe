import type { Clock } from '../../kernel/clock.js';
import type { LoggedEvent } from '../../kernel/event.js';
import type { Notice } from '../../kernel/notice.js';
import type { Jobs } from '../../outbound/jobs.js';
import type { SinkGuard } from '../../outbound/sinks.guard.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import type { Vault } from '../../outbound/storage/secrets.js';
import { DELIVER, notificationService } from './notifications.service.js';
import { notificationStore } from './notifications.store.js';
import { deliveryWorker, type DeliveryMetrics } from './notifications.worker.js';
import { sinkSource } from './sink.source.js';

export interface NotificationsOptions {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly vault: Vault;
  readonly guard: SinkGuard;
  readonly clock: Clock;
  /** Types of the events that may mean something to a sink. */
  readonly types: readonly string[];
  /** What such an event says. */
  readonly toNotice: (event: LoggedEvent) => Notice | undefined;
  readonly metrics?: DeliveryMetrics;
}

/** Subscriptions that are served at a time: silent sinks hold a place for their whole deadline, and others must find one. */
const AT_ONCE = 32;

/** Sends CloudEvents to the sinks that asked for them: at least once, in order for each resource, and all of it recorded. */
export function createNotifications({ db, jobs, vault, guard, clock, types, toNotice, metrics }: NotificationsOptions) {
  const store = notificationStore(db);
  const service = notificationService({ store, jobs, clock });
  const sink = sinkSource({ guard, clock });
  jobs.handle(DELIVER, deliveryWorker({ db, store, service, sink, vault, clock, metrics }), { concurrency: AT_ONCE });
  return {
    consumer: {
      name: 'notifications',
      types,
      async handle(event: LoggedEvent, tx: Tx): Promise<void> {
        const notice = toNotice(event);
        if (notice) await service.announce(tx, event, notice);
      },
    },
    close: () => sink.close(),
  };
}
