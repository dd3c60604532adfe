import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import { newId } from '../../../kernel/id.js';
import type { EventLog } from '../../../outbound/event-log.js';
import type { Metrics } from '../../../outbound/metrics.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { PeerSource } from '../client/peer.types.js';
import type { Parties } from '../neighbours.types.js';
import type { Leases } from '../peering/lease.service.js';
import type { LeaseStore } from '../peering/lease.store.js';
import type { PeeredSpecStore } from '../peering/peered-spec.store.js';
import type { PeeringStore } from '../peering/peering.store.js';
import type { Settle } from '../peering/settle.service.js';
import { beatRunner } from './beat-runner.service.js';
import { beatTicks } from './beat-ticks.service.js';
import { beatTimes } from './beat-times.store.js';
import { createBeats } from './beat.service.js';
import { beatWorker } from './beat.worker.js';
import { createChecks } from './check.service.js';
import { measureHeartbeat } from './heartbeat-figures.store.js';
import { heartbeats } from './heartbeat-stream.service.js';
import type { Schedule } from './schedule.rules.js';

export type HeartbeatMetrics = Pick<Metrics, 'gauge' | 'gauges' | 'histogram'>;

export interface HeartbeatOptions {
  readonly db: Database;
  readonly events: EventLog;
  readonly settle: Pick<Settle, 'settle'>;
  readonly peerings: Pick<PeeringStore, 'find'>;
  readonly specs: Pick<PeeredSpecStore, 'of'>;
  readonly leaseRows: LeaseStore;
  readonly leases: Leases;
  readonly parties: Pick<Parties, 'find'>;
  readonly source: PeerSource;
  readonly schedule: Schedule;
  readonly tolerance: number;
  readonly specTolerance: number;
  /** Deadline of one request to an OSS, in milliseconds. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: HeartbeatMetrics | undefined;
  /** Organizations at a time. @default 32 */
  readonly width?: number;
  /** Milliseconds for what runs at the end. @default 10000 */
  readonly stopMs?: number;
}

/** How long the lease of a process that died stands in the way, in milliseconds. */
const LEASE_MS = 15_000;
/** Requests without an answer that fit into a beat, one after the other. */
const REQUESTS = 4;

/** The part of the module that looks after peered OSSs. */
export function createHeartbeat(options: HeartbeatOptions) {
  const { db, events, peerings, leaseRows, leases, schedule, tolerance, specTolerance, timeoutMs, clock, log, metrics, width, stopMs } = options;
  const holder = newId();
  const ticks = beatTicks({ db, log });
  const beats = createBeats({ ...options, tolerances: { tolerance, specTolerance }, deadlineMs: REQUESTS * timeoutMs });
  const onBeat = metrics?.histogram('northbound_heartbeat_duration_seconds', 'Beats of peered OSSs.');
  const runner = beatRunner({ beats, leases: leaseRows, ticks, holder, leaseMs: LEASE_MS, clock, log, onBeat });
  const worker = beatWorker({ leases: leaseRows, times: beatTimes(db), runner, schedule, holder, leaseMs: LEASE_MS, clock, log, embedded: db.embedded, ...(width !== undefined && { width }), ...(stopMs !== undefined && { stopMs }) });
  if (metrics) measureHeartbeat({ db, leases: leaseRows, runner, clock, metrics });
  return {
    checks: createChecks({ peerings, leases, runner }),
    heartbeats: heartbeats(events, ticks),
    start: worker.start,
    /** A beat may be due now. */
    wake: worker.wake,
    state: worker.state,
    async stop(): Promise<void> {
      await worker.stop();
      await ticks.close();
    },
  };
}
