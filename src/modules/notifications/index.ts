import type { Clock } from '../../kernel/clock.js';
import type { RequestContext } from '../../kernel/context.js';
import type { LoggedEvent } from '../../kernel/event.js';
import type { Notice } from '../../kernel/notice.js';
import type { Jobs } from '../../outbound/jobs.js';
import type { SigningKey } from '../../outbound/signing-key.js';
import type { SinkGuard } from '../../outbound/sinks.guard.js';
import { SERVE_SINK } from '../../outbound/sinks.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import type { Vault } from '../../outbound/storage/secrets.js';
import { EventDeliveryResolver } from './event-delivery.resolver.js';
import { EventSubscriptionResolver } from './event-subscription.resolver.js';
import { ledgerLoaders } from './ledger.loaders.js';
import { ledgerService, type LedgerService } from './ledger.service.js';
import { measureLedger, type LedgerMetrics } from './ledger-figures.store.js';
import { ledgerStore } from './ledger.store.js';
import { NOTIFICATIONS_SCOPES } from './notifications.scopes.js';
import { notificationService, type Announced } from './notifications.service.js';
import { notificationStore } from './notifications.store.js';
import { deliveryWorker, type DeliveryMetrics } from './notifications.worker.js';
import { sinkCredentials } from './sink-credential.service.js';
import { sinkSource } from './sink.source.js';
import { tokenSource } from './token.source.js';

export interface NotificationsOptions {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly vault: Vault;
  readonly guard: SinkGuard;
  readonly clock: Clock;
  /** Signs who we are for sinks with PRIVATE_KEY_JWT. Absent: what they are sent fails, and the ledger tells why. */
  readonly key?: SigningKey | undefined;
  /** Types of the events that may mean something to a sink. */
  readonly types: readonly string[];
  /** What such an event says. */
  readonly toNotice: (event: LoggedEvent) => Notice | undefined;
  readonly metrics?: DeliveryMetrics & Partial<LedgerMetrics>;
}

/** Subscriptions that are served at a time: silent sinks hold a place for their whole deadline, and others must find one. */
const AT_ONCE = 64;

/** Sends CloudEvents to the sinks that asked for them: at least once, in order for each resource, and all of it recorded. */
export function createNotifications({ db, jobs, vault, guard, clock, key, types, toNotice, metrics }: NotificationsOptions) {
  if (metrics?.gauges) measureLedger(db, { gauges: metrics.gauges });
  const store = notificationStore(db);
  const service = notificationService({ store, jobs, clock });
  const sink = sinkSource({ guard, clock });
  const credentials = sinkCredentials({ vault, tokens: tokenSource({ key, guard, clock }) });
  const announcedBy = (events: readonly LoggedEvent[]): Announced[] =>
    events.flatMap((event) => {
      const notice = toNotice(event);
      return notice ? { event, notice } : [];
    });
  jobs.handle(SERVE_SINK, deliveryWorker({ db, store, service, sink, credentials, clock, metrics }), { concurrency: AT_ONCE });
  return {
    subgraph: notificationsSubgraph(ledgerService({ db, ledger: ledgerStore(db), jobs, clock })),
    consumer: {
      name: 'notifications',
      types,
      async concerns(events: readonly LoggedEvent[]): Promise<ReadonlySet<string>> {
        const about = events.flatMap((event) => ({ id: event.id, resourceId: toNotice(event)?.resourceId }));
        const heard = await store.subscribed([...new Set(about.flatMap(({ resourceId }) => resourceId ?? []))]);
        return new Set(about.flatMap(({ id, resourceId }) => (resourceId !== undefined && heard.has(resourceId) ? id : [])));
      },
      handle: (event: LoggedEvent, tx: Tx): Promise<void> => service.announce(tx, announcedBy([event])),
      handleAll: (events: readonly LoggedEvent[], tx: Tx): Promise<void> => service.announce(tx, announcedBy(events)),
    },
    close: () => sink.close(),
  };
}

type Reference = Readonly<Record<string, unknown>>;

function notificationsSubgraph(ledger: LedgerService) {
  const loaders = ledgerLoaders(ledger);
  const instances = new Map<unknown, unknown>([
    [EventSubscriptionResolver, new EventSubscriptionResolver(ledger, loaders)],
    [EventDeliveryResolver, new EventDeliveryResolver(ledger)],
  ]);
  return {
    name: 'notifications',
    resolvers: [EventSubscriptionResolver, EventDeliveryResolver] as [Function, ...Function[]],
    container: { get: (resolver: unknown) => instances.get(resolver) },
    references: {
      EventSubscription: ({ id }: Reference, ctx: RequestContext) => loaders(ctx).subscription.load(String(id)),
      EventDelivery: ({ id }: Reference, ctx: RequestContext) => loaders(ctx).delivery.load(String(id)),
    },
    scopes: NOTIFICATIONS_SCOPES,
  };
}
