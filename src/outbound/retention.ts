import type { JobHandler } from './jobs.js';
import type { Database } from './storage/database.js';
import type { Clock } from '../kernel/clock.js';

/** Kind of the job that prunes, and the key it has. */
export const RETENTION_JOB = { kind: 'retention', key: 'all' } as const;

/** How long events are kept, in milliseconds: seven days. */
export const KEEP_MS = 7 * 86_400_000;

/** Events that were dealt with, and those that never could be, are remembered for twice as long: a broker may bring an old one again. */
const REMEMBERED = 2;

const HOUR_MS = 3_600_000;

/** Rows deleted in one statement, so that no lock and no turn of the one session is long. */
const BATCH = 2_000;

/** Kind of the job rows in which consumers leave the events that they could not deal with. Nobody runs them. */
export const PARKED_EVENT = 'parked-event';

export interface Pruning {
  readonly now: Date;
  readonly keepMs: number;
  /** Names of those who read the log by a ConsumerOffset: what they have still to read is kept, however old. */
  readonly readers: readonly string[];
}

export interface Pruned {
  readonly events: number;
  readonly consumed: number;
  readonly parked: number;
  readonly idempotencyKeys: number;
  /** Ended subscriptions of sinks, with their tokens and deliveries. */
  readonly subscriptions: number;
  /** Settled deliveries of subscriptions that go on. */
  readonly deliveries: number;
  /** Windows of clients that have not asked again for an hour. */
  readonly rateWindows: number;
}

/** Deletes what has had its time. Events go from the oldest position on, so that what is left has no gap. */
export async function prune(db: Database, { now, keepMs, readers }: Pruning): Promise<Pruned> {
  const old = new Date(now.getTime() - keepMs);
  const forgotten = new Date(now.getTime() - keepMs * REMEMBERED);
  return {
    events: await deleteBatches(db, 'OutboxEvent', 'position < $1', [await firstKept(db, old, readers)]),
    consumed: await deleteBatches(db, 'ConsumedEvent', 'at < $1', [forgotten]),
    parked: await deleteBatches(db, 'Job', 'kind = $1 AND "createdAt" < $2', [PARKED_EVENT, forgotten]),
    idempotencyKeys: await deleteBatches(db, 'IdempotencyRecord', '"expiresAt" <= $1', [now]),
    subscriptions: await deleteBatches(db, 'EventSubscription', ENDED_SUBSCRIPTION, [old]),
    deliveries: await deleteBatches(db, 'EventDelivery', `state <> 'PENDING' AND "createdAt" < $1`, [old]),
    rateWindows: await deleteBatches(db, 'RateWindow', '"endsAt" < $1', [new Date(now.getTime() - HOUR_MS)]),
  };
}

/** Over, and with nothing that was to be sent in the kept time. */
const ENDED_SUBSCRIPTION = `state = 'ENDED' AND "createdAt" < $1 AND NOT EXISTS (
  SELECT 1 FROM "EventDelivery" WHERE "subscriptionId" = "EventSubscription".id AND (state = 'PENDING' OR "createdAt" >= $1))`;

/** The position below which nothing is young and nothing is unread. */
async function firstKept(db: Database, old: Date, readers: readonly string[]): Promise<string> {
  const { rows } = await db.pool.query<{ position: string }>(
    `SELECT LEAST(
       coalesce((SELECT min(position) FROM "OutboxEvent" WHERE position IS NOT NULL AND time >= $1), (SELECT position + 1 FROM "EventLogHead"), 0),
       (SELECT min(coalesce("ConsumerOffset".position, 0)) + 1 FROM unnest($2::text[]) AS reader LEFT JOIN "ConsumerOffset" ON consumer = reader)
     )::text AS position`,
    [old, readers],
  );
  return rows[0]?.position ?? '0';
}

async function deleteBatches(db: Database, table: string, where: string, values: readonly unknown[]): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await db.pool.query(`DELETE FROM "${table}" WHERE ctid IN (SELECT ctid FROM "${table}" WHERE ${where} LIMIT ${BATCH})`, [...values]);
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return deleted;
  }
}

export interface RetentionOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly readers: readonly string[];
  /** @default seven days, in milliseconds */
  readonly keepMs?: number;
}

/** The job of pruning, once an hour. It is to be handled `exclusive` and enqueued at each start. */
export function createRetention({ db, clock, readers, keepMs = KEEP_MS }: RetentionOptions): JobHandler {
  return async function retention(_payload, { log }) {
    const pruned = await prune(db, { now: clock.now(), keepMs, readers });
    log.info({ ...pruned }, 'old rows were pruned');
    return { again: new Date(clock.now().getTime() + HOUR_MS) };
  };
}
