import { FlowPhase, QosStatus } from '../../generated/prisma/enums.js';
import { recentFigure } from '../../outbound/figures.js';
import type { Metrics } from '../../outbound/metrics.js';
import type { Database } from '../../outbound/storage/database.js';

export type NetworkMetrics = Pick<Metrics, 'gauge' | 'gauges' | 'histogram'>;

interface Count {
  readonly name: string;
  readonly count: number;
}

const FLOWS = `
  SELECT phase::text AS name, count(*)::int AS count,
    (count(*) FILTER (WHERE id = "resourceId" AND "upstreamId" IS NULL AND "sentAt" IS NOT NULL))::int AS unanswered
  FROM "NetworkFlow" GROUP BY phase`;

const SESSIONS = 'SELECT status::text AS name, count(*)::int AS count FROM "QodSession" GROUP BY status';

/** How many there are of each; none of a sort is 0. */
const byName = (sorts: readonly string[], counts: readonly Count[]): ReadonlyMap<string, number> =>
  new Map(sorts.map((sort) => [sort.toLowerCase(), counts.find(({ name }) => name === sort)?.count ?? 0]));

/** Tells how many flows and sessions the database has: each replica tells the same. */
export function measureNetwork({ pool }: Database, metrics: NetworkMetrics): void {
  const flows = recentFigure(async () => (await pool.query<Count & { readonly unanswered: number }>(FLOWS)).rows);
  const sessions = recentFigure(async () => (await pool.query<Count>(SESSIONS)).rows);
  metrics.gauges('northbound_network_flows', 'Flows in the database, which are or are to be in the network.', 'phase', async () => byName(Object.values(FlowPhase), await flows()));
  metrics.gauge('northbound_network_unanswered', 'Flows in the database that were asked for and given up without an answer, which the network may have all the same.', async () =>
    (await flows()).reduce((sum, { unanswered }) => sum + unanswered, 0),
  );
  metrics.gauges('northbound_qod_sessions', 'Sessions in the database.', 'status', async () => byName(Object.values(QosStatus), await sessions()));
}
