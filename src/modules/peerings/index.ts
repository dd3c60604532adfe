import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/context.js';
import type { EventLog } from '../../outbound/event-log.js';
import type { WorkState } from '../../outbound/relay.js';
import type { Database } from '../../outbound/storage/database.js';
import type { PeerSource } from './client/peer.types.js';
import { createHeartbeat, type HeartbeatMetrics } from './heartbeat/index.js';
import { scheduleOf } from './heartbeat/schedule.rules.js';
import type { Parties, ShownIds, TakenIds } from './neighbours.types.js';
import { choiceFetch } from './peering/choice-fetch.service.js';
import { fetching } from './peering/fetch.service.js';
import { leases } from './peering/lease.service.js';
import { leaseStore } from './peering/lease.store.js';
import { organizationConsumer } from './peering/organization.events.js';
import { peeredSpecStore } from './peering/peered-spec.store.js';
import { peeringChanges } from './peering/peering-change.service.js';
import { peeringService } from './peering/peering.service.js';
import { peeringStore } from './peering/peering.store.js';
import { peeringPlans } from './peering/plan.service.js';
import { createSettle } from './peering/settle.service.js';
import { peeringsSubgraph } from './peerings.resolver.js';

export { PEERINGS_EVENTS } from './peerings.events.js';

export interface PeeringsOptions {
  readonly db: Database;
  readonly events: EventLog;
  readonly parties: Parties;
  readonly source: PeerSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: HeartbeatMetrics;
  /** When beats come; undefined: there is no heartbeat. */
  readonly cron: string | undefined;
  readonly tolerance: number;
  readonly specTolerance: number;
  /** Deadline of one request to an OSS, in milliseconds. */
  readonly timeoutMs: number;
  readonly addPartial: boolean;
  readonly allowTransit: boolean;
  /** How long a change waits for another, in milliseconds. @default 5000 */
  readonly patienceMs?: number;
  /** Absent: only ids of other peered OSSs are taken. */
  readonly taken?: TakenIds;
  /** Absent: the catalog shows all that is said to be in it. */
  readonly inCatalog?: ShownIds;
}

/** Peerings with the OSSs of other organizations. */
export function createPeerings(options: PeeringsOptions) {
  const { db, events, parties, source, clock, log, metrics, cron, tolerance, specTolerance, timeoutMs, addPartial, allowTransit, patienceMs, taken = async () => new Set(), inCatalog = async (ids) => new Set(ids) } = options;
  const schedule = scheduleOf(cron);
  const rows = peeringStore(db);
  const specs = peeredSpecStore(db);
  const leaseRows = leaseStore(db);
  const held = leases({ store: leaseRows, clock, log, ...(patienceMs !== undefined && { patienceMs }) });
  const settle = createSettle({ db, peerings: rows, specs, parties, clock });
  const peerings = peeringService({ peerings: rows, specs, parties, settle });
  const fetch = choiceFetch({ specs, fetching: fetching(source), specTolerance, taken });
  const common = { peerings: rows, parties, fetch, clock, addPartial, allowTransit };
  const changes = peeringChanges({ ...common, source, leases: held, settle, nextBeat: schedule.first });
  const plans = peeringPlans(common);
  const heartbeat = createHeartbeat({ db, events, settle, peerings: rows, specs, leaseRows, leases: held, parties, source, schedule, tolerance, specTolerance, timeoutMs, clock, log, metrics });
  return {
    subgraph: peeringsSubgraph({ inCatalog, peerings, changes, plans, checks: heartbeat.checks, heartbeats: heartbeat.heartbeats }),
    services: { peerings, changes, plans, checks: heartbeat.checks },
    /** Hears of organizations. */
    consumer: organizationConsumer(peerings, clock),
    /** Refuses to let an organization go while a peering with it stands. In the transaction that deletes it. */
    leaving: peerings.leaving,
    state: (): WorkState => heartbeat.state(),
    start: heartbeat.start,
    async stop(): Promise<void> {
      await heartbeat.stop();
      await source.close();
    },
  };
}
