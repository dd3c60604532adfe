import type { Clock } from '../../../kernel/clock.js';
import { recentFigure } from '../../../outbound/figures.js';
import type { Metrics } from '../../../outbound/metrics.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { LeaseStore } from '../peering/lease.store.js';
import { STANDING } from '../peering/peering.types.js';
import type { BeatRunner } from './beat-runner.service.js';

export interface HeartbeatFigures {
  readonly db: Database;
  readonly leases: Pick<LeaseStore, 'waiting'>;
  readonly runner: Pick<BeatRunner, 'counts' | 'running'>;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'gauge' | 'gauges'>;
}

const PEERINGS = 'SELECT status::text AS name, count(*)::int AS count FROM "Peering" GROUP BY status';

/** Tells of this process's beats, and of the peerings in the database: each replica tells the same of these. */
export function measureHeartbeat({ db, leases, runner, clock, metrics }: HeartbeatFigures): void {
  const waiting = recentFigure(() => leases.waiting(clock.now()));
  const peerings = recentFigure(async () => (await db.pool.query<{ name: string; count: number }>(PEERINGS)).rows);
  metrics.gauges('northbound_heartbeat_beats', 'Beats of this process since its start.', 'outcome', () => runner.counts());
  metrics.gauge('northbound_heartbeat_running', 'Beats that run in this process.', () => runner.running());
  metrics.gauge('northbound_heartbeat_due', 'Peerings in the database whose beat is due.', async () => (await waiting()).due);
  metrics.gauge('northbound_heartbeat_lag_seconds', 'For how long the oldest of them has been due.', async () => {
    const { oldest } = await waiting();
    return oldest ? Math.max(0, (clock.now().getTime() - oldest.getTime()) / 1_000) : 0;
  });
  metrics.gauges('northbound_peerings', 'Peerings in the database.', 'status', async () => {
    const counts = new Map((await peerings()).map(({ name, count }) => [name, count]));
    return new Map(['discovered', ...STANDING].map((status) => [status, counts.get(status) ?? 0]));
  });
}
