import type { Events } from './app.events.js';
import type { Config } from './config.js';
import type { Clock } from './kernel/clock.js';
import type { LoggedEvent } from './kernel/event.js';
import { createAlarms } from './modules/alarms/index.js';
import { createCatalog } from './modules/catalog/index.js';
import { createOrganizations } from './modules/organizations/index.js';
import { createPeerSource } from './modules/peerings/client/peer.source.js';
import { createPeerings } from './modules/peerings/index.js';
import type { Log } from './kernel/context.js';
import type { Metrics } from './outbound/metrics.js';
import type { Once } from './outbound/once.js';
import { createPeerGuard, type ListenAddress } from './outbound/peer-guard.js';
import type { Database } from './outbound/storage/database.js';
import type { Vault } from './outbound/storage/secrets.js';
import type { DeadLetter } from './outbound/topics.js';

export interface PeeringModulesOptions {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly events: Events;
  readonly once: Once;
  readonly vault: Vault;
  /** Under which clients reach the gateway. */
  readonly publicUrl: string;
}

/** What the HypO Peering API is made of here: parties, their OSSs' offers, the alarms about them, and who keeps them in step. */
export function createPeeringModules(options: PeeringModulesOptions) {
  const { config, db, clock, log, metrics, events, once, vault, publicUrl } = options;
  let own: readonly ListenAddress[] = [];
  const guard = createPeerGuard({ allowedHosts: config.peering.allowedHosts, insecureHosts: config.peering.insecureHosts, ownAddresses: () => own });
  const shared = { db, clock, once, events: events.log, publicUrl };
  // They know each other: whoever deletes an organization asks whether a peering with it stands
  const organizations = createOrganizations({ ...shared, vault, leaving: (tx, id) => peerings.leaving(tx, id) });
  const { parties } = organizations;
  const catalog = createCatalog({ ...shared, jobs: events.jobs, log, guard });
  const alarms = createAlarms({
    ...shared,
    neighbours: { organizations: async (ids) => new Set((await parties.shown(ids)).keys()), specifications: async (ids) => new Set((await catalog.services.specifications.find(ids)).flatMap((row) => row?.id ?? [])) },
  });
  const { clientAuth, timeoutMs, concurrency, ...rules } = config.peering;
  const source = createPeerSource({ guard, log, clientAuth, timeoutMs, total: concurrency, clock, metrics });
  const peerings = createPeerings({ db, events: events.log, parties, taken: catalog.ownIds, inCatalog: catalog.shownIds, source, clock, log, metrics, timeoutMs, ...rules });

  return {
    subgraphs: [organizations.subgraph, catalog.subgraph, alarms.subgraph, peerings.subgraph],
    consumers: [catalog.consumer, alarms.consumer, peerings.consumer],
    hubs: {
      guard,
      types: [...organizations.events, ...catalog.events, ...alarms.events],
      toNotices: (event: LoggedEvent) => [organizations, catalog, alarms].flatMap(({ toHubNotices }) => toHubNotices(event)),
    },
    /** An alarm about a message that nobody could deal with. */
    onDead: ({ consumer, topic, reason }: DeadLetter): Promise<void> =>
      db.transact((tx) =>
        alarms.raiseOwn(tx, {
          externalAlarmId: `northbound:${consumer}:${topic}`,
          alarmType: 'processingErrorAlarm',
          perceivedSeverity: 'major',
          probableCause: 'softwareError',
          specificProblem: `A message of ${topic} could not be used by ${consumer}: ${reason}`,
          alarmedObjectType: 'Topic',
          alarmedObject: { id: topic },
        }),
      ),
    /** Where the gateway listens: nobody may have it call itself. */
    listensAt(addresses: readonly ListenAddress[]): void {
      own = addresses;
    },
    checks: { heartbeat: peerings.state },
    start: peerings.start,
    stop: peerings.stop,
    close: () => guard.close(),
  };
}
