import { inTurn } from './turn.js';
import { newId } from '../kernel/id.js';
import type { Sql } from './turn.js';
import type { Database, Statements } from './storage/database.js';

export interface NewJob {
  readonly kind: string;
  /** What the work is about: there is one job of a kind for a key. */
  readonly key: string;
  /** JSON; it must hold no secret. */
  readonly payload: object;
  /** Not before this time. @default at once */
  readonly runAt?: Date;
}

export interface ClaimedJob {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: unknown;
  /** Tries since the job was enqueued, with this one. */
  readonly attempts: number;
  /** This claim and no other: whoever lost it can settle nothing. It ends in the id that was claimed. */
  readonly lease: string;
}

/** PostgreSQL channel on which runners are told that there is a job. */
export const JOBS_CHANNEL = 'northbound_jobs';

/**
 * Each enqueueing gives the row a new id: the one who runs the old id can tell that there is more to do. While the job runs as it was claimed
 * its time is the past's, so the new one stands; otherwise the earlier of both.
 */
export async function enqueueJobs(tx: Statements, jobs: readonly NewJob[], now: Date): Promise<void> {
  if (jobs.length === 0) return;
  const rows = jobs.map(({ kind, key, payload, runAt }) => ({ id: newId(), kind, key, payload, runAt: (runAt ?? now).toISOString() }));
  await tx.$executeRaw`
    WITH job AS (
      INSERT INTO "Job" (id, kind, key, payload, "runAt", "createdAt")
      SELECT id, kind, key, payload, "runAt", ${now.toISOString()}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (id uuid, kind text, key text, payload jsonb, "runAt" timestamptz) ORDER BY kind, key
      ON CONFLICT (kind, key) DO UPDATE SET
        id = EXCLUDED.id,
        payload = EXCLUDED.payload,
        attempts = 0,
        "runAt" = CASE
          WHEN "Job"."leasedUntil" > clock_timestamp() AND right("Job"."leasedBy", 36) = "Job".id::text THEN EXCLUDED."runAt"
          ELSE LEAST("Job"."runAt", EXCLUDED."runAt")
        END
      RETURNING id
    )
    SELECT pg_notify(${JOBS_CHANNEL}, '') WHERE EXISTS (SELECT 1 FROM job)`;
}

/** One job, as `enqueueJobs`. */
export const enqueueJob = (tx: Statements, job: NewJob, now: Date): Promise<void> => enqueueJobs(tx, [job], now);

/** Due, or left behind in the middle: a lease that has ended makes a job due whatever its time says. */
const dueAt = (now: string): string =>
  `(("leasedUntil" IS NULL AND "runAt" <= ${now}::timestamptz) OR "leasedUntil" <= clock_timestamp())`;

/** Which of the kinds have something due. However much is due of one kind, it is not counted here. */
export async function kindsDue(db: Database, kinds: readonly string[], now: Date): Promise<readonly string[]> {
  if (kinds.length === 0) return [];
  const { rows } = await db.pool.query<{ kind: string }>(
    `SELECT kind FROM unnest($1::text[]) AS wanted (kind) WHERE EXISTS (SELECT 1 FROM "Job" WHERE "Job".kind = wanted.kind AND ${dueAt('$2')})`,
    [kinds, now],
  );
  return rows.map(({ kind }) => kind);
}

export async function countDue(db: Database, kinds: readonly string[], now: Date): Promise<number> {
  const { rows } = await db.pool.query<{ jobs: number }>(`SELECT count(*)::int AS jobs FROM "Job" WHERE kind = ANY($1) AND ${dueAt('$2')}`, [kinds, now]);
  return rows[0]?.jobs ?? 0;
}

export interface Claim {
  readonly kind: string;
  readonly exclusive: boolean;
  readonly limit: number;
  readonly now: Date;
  readonly leaseMs: number;
}

/** Takes due jobs, the longest due first. Two runners never get the same one. */
export async function claimJobs(db: Database, claim: Claim): Promise<readonly ClaimedJob[]> {
  if (!claim.exclusive) return takeRows(db.pool as Sql, claim);
  return (await inTurn(db, `job ${claim.kind}`, (sql) => takeRows(sql, claim))) ?? [];
}

const NONE_RUNS = `AND NOT EXISTS (SELECT 1 FROM "Job" WHERE kind = $1 AND "leasedUntil" > clock_timestamp())`;

async function takeRows(sql: Sql, { kind, exclusive, limit, now, leaseMs }: Claim): Promise<readonly ClaimedJob[]> {
  const { rows } = await sql.query<ClaimedJob>(
    `WITH due AS MATERIALIZED (
       SELECT id FROM "Job" WHERE kind = $1 AND ${dueAt('$2')} ${exclusive ? NONE_RUNS : ''}
       ORDER BY "runAt" LIMIT $3 FOR UPDATE SKIP LOCKED
     )
     UPDATE "Job" AS job SET
       "leasedBy" = gen_random_uuid()::text || '/' || job.id::text,
       "leasedUntil" = clock_timestamp() + $4 * interval '1 millisecond',
       attempts = job.attempts + 1
     FROM due WHERE job.id = due.id
     RETURNING job.id, job.kind, job.key, job.payload, job.attempts, job."leasedBy" AS lease`,
    [kind, now, exclusive ? 1 : limit, leaseMs],
  );
  return rows;
}

/** @returns the leases that are still held; the others belong to someone else by now. */
export async function renewLeases(db: Database, leases: readonly string[], leaseMs: number): Promise<ReadonlySet<string>> {
  const { rows } = await db.pool.query<{ lease: string }>(
    `UPDATE "Job" SET "leasedUntil" = clock_timestamp() + $2 * interval '1 millisecond' WHERE "leasedBy" = ANY($1) RETURNING "leasedBy" AS lease`,
    [leases, leaseMs],
  );
  return new Set(rows.map(({ lease }) => lease));
}

const LET_GO = `"leasedBy" = NULL, "leasedUntil" = NULL`;

export async function settleDone(db: Database, { id, lease }: ClaimedJob): Promise<void> {
  const { rowCount } = await db.pool.query(`DELETE FROM "Job" WHERE "leasedBy" = $1 AND id = $2::uuid`, [lease, id]);
  // Enqueued again meanwhile: a second statement, since only a new snapshot is sure to show it
  if (rowCount === 0) await db.pool.query(`UPDATE "Job" SET "lastError" = NULL, ${LET_GO} WHERE "leasedBy" = $1`, [lease]);
}

/** @param failure In words that hold no secret; absent when the job asked to run again. */
export async function settleLater(db: Database, { id, lease }: ClaimedJob, again: Date, failure?: string): Promise<void> {
  await db.pool.query(
    `UPDATE "Job" SET
       "runAt" = CASE WHEN id = $2::uuid THEN $3::timestamptz ELSE LEAST("runAt", $3::timestamptz) END,
       attempts = CASE WHEN $4::text IS NULL THEN 0 ELSE attempts END,
       "lastError" = $4::text,
       ${LET_GO}
     WHERE "leasedBy" = $1`,
    [lease, id, again, failure ?? null],
  );
}

/** A try that was cut off does not count. */
export async function giveBack(db: Database, { lease }: ClaimedJob, now: Date): Promise<void> {
  await db.pool.query(
    `UPDATE "Job" SET "runAt" = LEAST("runAt", $2::timestamptz), attempts = GREATEST(attempts - 1, 0), ${LET_GO} WHERE "leasedBy" = $1`,
    [lease, now],
  );
}

/** For a database that only this process uses, before it runs anything: every lease is a dead process's. */
export async function freeLeases(db: Database): Promise<void> {
  await db.pool.query(`UPDATE "Job" SET "leasedUntil" = clock_timestamp() WHERE "leasedBy" IS NOT NULL`);
}
