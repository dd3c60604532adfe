import { recentFigure } from '../../outbound/figures.js';
import type { Metrics } from '../../outbound/metrics.js';
import type { Database } from '../../outbound/storage/database.js';

export type LedgerMetrics = Pick<Metrics, 'gauges'>;

const DELIVERIES = `
  SELECT state::text AS state, count(*)::int AS count FROM "EventDelivery" WHERE state IN ('PENDING', 'DEAD') GROUP BY state`;

/** Tells how many events in the database wait for their sinks, and how many were given up: each replica tells the same. */
export function measureLedger({ pool }: Database, metrics: LedgerMetrics): void {
  const deliveries = recentFigure(async () => {
    const { rows } = await pool.query<{ readonly state: string; readonly count: number }>(DELIVERIES);
    return new Map(['PENDING', 'DEAD'].map((name) => [name.toLowerCase(), rows.find(({ state }) => state === name)?.count ?? 0]));
  });
  metrics.gauges('northbound_event_deliveries', 'Deliveries in the database that are owed to sinks, or were given up.', 'state', deliveries);
}
