import { LOG_CHANNEL } from './event-log.js';
import { nameFailure } from './failure.js';
import { OUTBOX_CHANNEL } from './outbox.js';
import { startPulse } from './pulse.js';
import { inTurn } from './turn.js';
import type { Log } from '../kernel/context.js';
import type { Pulse } from './pulse.js';
import type { Database } from './storage/database.js';

/** How a part that works behind the answers is doing. */
export interface WorkState {
  readonly ok: boolean;
  /** Events (or jobs) that wait for this part. */
  readonly lag: number;
  /** Why it is not ok, in words that hold no secret. */
  readonly reason?: string;
}

export interface Relay {
  start(): Promise<void>;
  /** Waits for the round that runs. */
  stop(): Promise<void>;
  state(): WorkState;
}

export interface RelayOptions {
  readonly db: Database;
  readonly log: Log;
  /** Milliseconds between looks when no wake-up arrives. @default 1000 */
  readonly pollMs?: number;
  /** Events placed in one transaction. @default 500 */
  readonly batch?: number;
}

/**
 * The relay gives each announced event its position: one more than the last, in the order in which events were recorded among those
 * that are committed. One replica relays at a time, and positions appear with their commit, so they never fill in behind a reader.
 * It does nothing else: consumers and the Kafka publisher read the log, each at its own pace, and none of them can hold it up.
 */
export function createRelay({ db, log, pollMs = 1_000, batch = 500 }: RelayOptions): Relay {
  let lag = 0;
  let pulse: Pulse | undefined;
  let unlisten = async (): Promise<void> => undefined;

  const round = async (signal: AbortSignal): Promise<void> => {
    lag = await countWaiting(db);
    while (lag > 0 && !signal.aborted) {
      const placed = await place(db, batch);
      // Nothing placed: another replica has the turn, and was woken as we were
      if (placed === 0) return;
      lag = placed < batch ? 0 : Math.max(0, lag - placed);
    }
  };

  return {
    async start() {
      pulse ??= startPulse(round, { name: 'relay', log, everyMs: pollMs });
      unlisten = await db.listen(OUTBOX_CHANNEL, () => pulse?.wake());
      pulse.wake();
    },
    async stop() {
      await pulse?.stop();
      pulse = undefined;
      await unlisten();
    },
    state() {
      if (!pulse) return { ok: false, lag, reason: 'The relay is not running.' };
      const failure = pulse.failure();
      return failure === undefined ? { ok: true, lag } : { ok: false, lag, reason: `The relay cannot place events (${nameFailure(failure)}).` };
    },
  };
}

/** Counts at most this many: the figure is for people, and a backlog must not be counted over and over. */
const COUNTED = 100_000;

async function countWaiting(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM (SELECT 1 FROM "OutboxEvent" WHERE position IS NULL LIMIT ${COUNTED}) AS waiting`,
  );
  return rows[0]?.waiting ?? 0;
}

/** One statement, so that it is atomic without a transaction around it: take, move the head, place, tell the readers. */
const PLACE = `
  WITH batch AS (
    SELECT id, row_number() OVER (ORDER BY seq) AS nth
    FROM (SELECT id, seq FROM "OutboxEvent" WHERE position IS NULL ORDER BY seq LIMIT $1) AS waiting
  ), size AS (
    SELECT count(*) AS events FROM batch
  ), head AS (
    INSERT INTO "EventLogHead" (id, position) SELECT 1, events FROM size WHERE events > 0
    ON CONFLICT (id) DO UPDATE SET position = "EventLogHead".position + EXCLUDED.position
    RETURNING position
  ), placed AS (
    UPDATE "OutboxEvent" AS event SET position = head.position - size.events + batch.nth
    FROM batch, size, head WHERE event.id = batch.id
    RETURNING event.id
  )
  SELECT count(*)::int AS placed, CASE WHEN count(*) > 0 THEN pg_notify($2, '')::text END AS told FROM placed`;

async function place(db: Database, batch: number): Promise<number> {
  const placed = await inTurn(db, 'relay', async (sql) => {
    const { rows } = await sql.query<{ placed: number }>(PLACE, [batch, LOG_CHANNEL]);
    return rows[0]?.placed ?? 0;
  });
  return placed ?? 0;
}
