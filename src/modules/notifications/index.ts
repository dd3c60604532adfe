import type { Clock } from '../../kernel/clock.js';
import type { RequestContext } from '../../kernel/context.js';
import type { LoggedEvent } from '../../kernel/event.js';
import type { HubNotice, Notice } from '../../kernel/notice.js';
import type { Jobs } from '../../outbound/jobs.js';
import type { SigningKey } from '../../outbound/signing-key.js';
import type { SinkGuard } from '../../outbound/sinks.guard.js';
import { SERVE_SINK } from '../../outbound/sinks.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import type { Vault } from '../../outbound/storage/secrets.js';
import { EventDeliveryResolver } from './event-delivery.resolver.js';
import { EventSubscriptionResolver } from './event-subscription.resolver.js';
import { HubResolver } from './hub.resolver.js';
import { hubResource } from './hub.rules.js';
import { hubService, type HubService } from './hub.service.js';
import { hubSource, type HubGuard } from './hub.source.js';
import { hubStore } from './hub.store.js';
import { hubDeliveries } from './hub.worker.js';
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
  /** The hubs of the TMF APIs. Absent: none of the events means anything to them. */
  readonly hubs?: HubOptions;
  readonly metrics?: DeliveryMetrics & Partial<LedgerMetrics>;
}

export interface HubOptions {
  /** Of callbacks. */
  readonly guard: HubGuard;
  /** Types of the events that may mean something to a hub. */
  readonly types: readonly string[];
  /** What such an event says; the same whenever it is asked. */
  readonly toNotices: (event: LoggedEvent) => readonly HubNotice[];
}

/** Subscriptions that are served at a time: silent sinks hold a place for their whole deadline, and others must find one. */
const AT_ONCE = 64;

/** Sends CloudEvents to the sinks that asked for them: at least once, in order for each resource, and all of it recorded. */
export function createNotifications({ db, jobs, vault, guard, clock, key, types, toNotice, metrics, hubs = { guard, types: [], toNotices: () => [] } }: NotificationsOptions) {
  if (metrics?.gauges) measureLedger(db, { gauges: metrics.gauges });
  const store = notificationStore(db);
  const service = notificationService({ store, jobs, clock });
  const sink = sinkSource({ guard, clock });
  const credentials = sinkCredentials({ vault, tokens: tokenSource({ key, guard, clock }) });
  const hubRows = hubStore(db);
  const hub = hubService({ db, hubs: hubRows, jobs, guard: hubs.guard, clock, toNotices: hubs.toNotices });
  const toHubs = hubDeliveries({ db, store, hubs: hubRows, source: hubSource({ guard: hubs.guard }), clock });
  const announcedBy = (events: readonly LoggedEvent[]): Announced[] =>
    events.flatMap((event) => {
      const notice = toNotice(event);
      return notice ? { event, notice } : [];
    });
  const resourcesOf = (event: LoggedEvent): readonly string[] => [toNotice(event)?.resourceId ?? [], hubs.toNotices(event).map(({ api }) => hubResource(api))].flat();
  async function announce(events: readonly LoggedEvent[], tx: Tx): Promise<void> {
    await service.announce(tx, announcedBy(events));
    await hub.announce(tx, events);
  }
  jobs.handle(SERVE_SINK, deliveryWorker({ db, store, service, sink, credentials, hubs: toHubs, clock, metrics }), { concurrency: AT_ONCE });
  return {
    subgraph: notificationsSubgraph(ledgerService({ db, ledger: ledgerStore(db), jobs, clock }), hub),
    consumer: {
      name: 'notifications',
      types: [...new Set([...types, ...hubs.types])],
      async concerns(events: readonly LoggedEvent[]): Promise<ReadonlySet<string>> {
        const about = events.map((event) => ({ id: event.id, resources: resourcesOf(event) }));
        const heard = await store.subscribed([...new Set(about.flatMap(({ resources }) => resources))]);
        return new Set(about.flatMap(({ id, resources }) => (resources.some((resource) => heard.has(resource)) ? id : [])));
      },
      handle: (event: LoggedEvent, tx: Tx): Promise<void> => announce([event], tx),
      handleAll: announce,
    },
    close: () => sink.close(),
  };
}

type Reference = Readonly<Record<string, unknown>>;

function notificationsSubgraph(ledger: LedgerService, hubs: HubService) {
  const loaders = ledgerLoaders(ledger);
  const instances = new Map<unknown, unknown>([
    [EventSubscriptionResolver, new EventSubscriptionResolver(ledger, loaders)],
    [EventDeliveryResolver, new EventDeliveryResolver(ledger)],
    [HubResolver, new HubResolver(hubs)],
  ]);
  return {
    name: 'notifications',
    resolvers: [...instances.keys()] as [Function, ...Function[]],
    container: { get: (resolver: unknown) => instances.get(resolver) },
    references: {
      EventSubscription: ({ id }: Reference, ctx: RequestContext) => loaders(ctx).subscription.load(String(id)),
      EventDelivery: ({ id }: Reference, ctx: RequestContext) => loaders(ctx).delivery.load(String(id)),
    },
    scopes: NOTIFICATIONS_SCOPES,
  };
}
