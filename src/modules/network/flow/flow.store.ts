import type { FlowKind, FlowPhase } from '../../../generated/prisma/enums.js';
import type { Database, Statements } from '../../../outbound/storage/database.js';
import type { FlowLimits, FlowState } from './flow.rules.js';
import type { FlowRow } from './flow.types.js';
import type { FlowRequest } from '../upstream/network.types.js';

/** A flow that this runner may work on now. One that was WANTED is SENT with the claim, so that no request leaves before it is written. */
export interface ClaimedFlow extends FlowRow {
  readonly was: FlowPhase;
}

export interface NewFlow {
  readonly id: string;
  readonly request: FlowRequest;
}

/** How many rows of each sort may be claimed. */
export interface Room {
  /** WANTED, SENT, PENDING. */
  readonly urgent: number;
  readonly removing: number;
  readonly granted: number;
}

export interface Removal {
  readonly id: string;
  readonly upstreamId: string;
}

export interface FlowStore {
  /** Leased to this runner for `leaseMs`. */
  insert(tx: Statements, flows: readonly NewFlow[], of: { readonly kind: FlowKind; readonly resourceId: string; readonly correlator: string | null }, now: Date, leaseMs: number): Promise<void>;
  /** A flow of the network's that nothing here knows: to be removed there. Nothing happens when a row has its id. */
  insertStray(tx: Statements, stray: { readonly id: string; readonly kind: FlowKind; readonly upstreamId: string }, now: Date): Promise<void>;
  release(tx: Statements, resourceIds: readonly string[], keep: readonly string[], now: Date): Promise<void>;
  of(tx: Statements | undefined, resourceId: string): Promise<FlowRow[]>;
  lock(tx: Statements, id: string): Promise<FlowRow | undefined>;
  resourceOf(id: string): Promise<string | undefined>;
  /** Writes what the rules changed. Its lease ends, whoever has it: it may be a dead process's, and an answer that is still out counts as ever. */
  replace(tx: Statements, state: FlowState): Promise<void>;
  remove(tx: Statements, id: string): Promise<void>;
  /** Due rows that nobody holds, the longest due first. Two runners never get the same one. */
  claim(room: Room, now: Date): Promise<ClaimedFlow[]>;
  /** The due rows of one resource, also those that this runner holds. */
  claimOf(resourceId: string, now: Date): Promise<ClaimedFlow[]>;
  /** Deletes rows of flows that are gone upstream, for which nobody waits. */
  settleGone(removals: readonly Removal[]): Promise<void>;
  /** Due rows that nobody holds, without those to be looked at; at most 10 000 are counted. */
  waiting(now: Date): Promise<number>;
  /** Ends this runner's leases: others may go on with the flows at once. */
  giveBack(): Promise<void>;
  /** For a database that only this process uses, before it runs anything: every lease is a dead process's. */
  freeLeases(): Promise<void>;
}

export interface FlowStoreOptions {
  readonly db: Database;
  /** Whose leases these are. */
  readonly runner: string;
  readonly limits: FlowLimits;
  /** Removals may wait for their turn in the process that has claimed them; the others begin at once. */
  readonly leaseMs: { readonly removing: number; readonly others: number };
}

const FREE = `("leasedUntil" IS NULL OR "leasedUntil" <= clock_timestamp())`;
const URGENT = `phase IN ('WANTED', 'SENT', 'PENDING')`;

/** $1 now, $2 runner, $3 lease of a removal in ms, $4 the oldest that is still asked for, $5 grace in ms, $6 lease of the others in ms. */
const TAKE = `
  UPDATE "NetworkFlow" AS flow SET
    phase = CASE WHEN due.sending THEN 'SENT' ELSE flow.phase END,
    "sentAt" = CASE WHEN due.sending THEN $1::timestamptz ELSE flow."sentAt" END,
    "dueAt" = CASE WHEN due.sending THEN $1::timestamptz + $5 * interval '1 millisecond' ELSE flow."dueAt" END,
    "leasedBy" = $2::uuid,
    "leasedUntil" = clock_timestamp() + CASE WHEN flow.phase = 'REMOVING' THEN $3::int ELSE $6::int END * interval '1 millisecond'
  FROM due WHERE flow.id = due.id
  RETURNING flow.*, due.phase AS was`;

const DUE = `SELECT id, phase, phase = 'WANTED' AND "createdAt" > $4::timestamptz AS sending FROM "NetworkFlow"`;

const sort = (where: string, limit: string): string =>
  `(${DUE} WHERE ${where} AND "dueAt" <= $1::timestamptz AND ${FREE} ORDER BY "dueAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;

const CLAIM = `
  WITH urgent AS MATERIALIZED ${sort(URGENT, '$7')},
    removing AS MATERIALIZED ${sort(`phase = 'REMOVING'`, '$8')},
    granted AS MATERIALIZED ${sort(`phase = 'GRANTED'`, '$9')},
    due AS (SELECT * FROM urgent UNION ALL SELECT * FROM removing UNION ALL SELECT * FROM granted)
  ${TAKE}`;

const CLAIM_OF = `
  WITH due AS MATERIALIZED (
    ${DUE} WHERE "resourceId" = $7::uuid AND "dueAt" <= $1::timestamptz AND (${FREE} OR "leasedBy" = $2::uuid) FOR UPDATE SKIP LOCKED
  )
  ${TAKE}`;

export function flowStore({ db, runner, limits, leaseMs }: FlowStoreOptions): FlowStore {
  const taking = (now: Date): unknown[] => [now, runner, leaseMs.removing, new Date(now.getTime() - limits.patienceMs), limits.graceMs, leaseMs.others];

  return {
    async insert(tx, flows, { kind, resourceId, correlator }, now, heldMs) {
      await tx.$executeRaw`
        INSERT INTO "NetworkFlow" (id, kind, "resourceId", request, phase, "dueAt", "leasedBy", "leasedUntil", correlator, "createdAt")
        SELECT id, ${kind}::"FlowKind", ${resourceId}::uuid, request, 'WANTED', ${now.toISOString()}::timestamptz,
          ${runner}::uuid, clock_timestamp() + ${heldMs}::int * interval '1 millisecond', ${correlator}, ${now.toISOString()}::timestamptz
        FROM jsonb_to_recordset(${JSON.stringify(flows)}::jsonb) AS wanted(id uuid, request jsonb)`;
    },
    async insertStray(tx, { id, kind, upstreamId }, now) {
      await tx.$executeRaw`
        INSERT INTO "NetworkFlow" (id, kind, "resourceId", request, phase, "upstreamId", "sentAt", "dueAt", "createdAt")
        VALUES (${id}::uuid, ${kind}::"FlowKind", ${id}::uuid, '{}', 'REMOVING', ${upstreamId}, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz)
        ON CONFLICT (id) DO NOTHING`;
    },
    async release(tx, resourceIds, keep, now) {
      if (resourceIds.length === 0) return;
      await tx.$executeRaw`
        UPDATE "NetworkFlow" SET phase = 'REMOVING', attempts = 0,
          "dueAt" = CASE WHEN "upstreamId" IS NULL AND "sentAt" IS NOT NULL THEN "sentAt" + ${limits.graceMs}::int * interval '1 millisecond' ELSE ${now.toISOString()}::timestamptz END
        WHERE "resourceId" = ANY(${[...resourceIds]}::uuid[]) AND phase <> 'REMOVING' AND NOT (id = ANY(${[...keep]}::uuid[]))`;
    },
    async of(tx, resourceId) {
      if (tx) return tx.$queryRaw<FlowRow[]>`SELECT * FROM "NetworkFlow" WHERE "resourceId" = ${resourceId}::uuid ORDER BY "createdAt", id`;
      const { rows } = await db.pool.query<FlowRow>(`SELECT * FROM "NetworkFlow" WHERE "resourceId" = $1::uuid ORDER BY "createdAt", id`, [resourceId]);
      return rows;
    },
    async lock(tx, id) {
      const [row] = await tx.$queryRaw<FlowRow[]>`SELECT * FROM "NetworkFlow" WHERE id = ${id}::uuid FOR UPDATE`;
      return row;
    },
    async resourceOf(id) {
      const { rows } = await db.pool.query<Pick<FlowRow, 'resourceId'>>('SELECT "resourceId" FROM "NetworkFlow" WHERE id = $1::uuid', [id]);
      return rows[0]?.resourceId;
    },
    async replace(tx, { id, resourceId, phase, upstreamId, sentAt, attempts, dueAt }) {
      await tx.$executeRaw`
        UPDATE "NetworkFlow" SET "resourceId" = ${resourceId}::uuid, phase = ${phase}::"FlowPhase", "upstreamId" = ${upstreamId},
          "sentAt" = ${sentAt?.toISOString() ?? null}::timestamptz, attempts = ${attempts}::int, "dueAt" = ${dueAt.toISOString()}::timestamptz,
          "leasedUntil" = NULL, "leasedBy" = NULL
        WHERE id = ${id}::uuid`;
    },
    async remove(tx, id) {
      await tx.$executeRaw`DELETE FROM "NetworkFlow" WHERE id = ${id}::uuid`;
    },
    async claim({ urgent, removing, granted }, now) {
      const { rows } = await db.pool.query<ClaimedFlow>(CLAIM, [...taking(now), urgent, removing, granted]);
      return rows;
    },
    async claimOf(resourceId, now) {
      const { rows } = await db.pool.query<ClaimedFlow>(CLAIM_OF, [...taking(now), resourceId]);
      return rows;
    },
    async settleGone(removals) {
      await db.pool.query(
        `DELETE FROM "NetworkFlow" AS flow USING unnest($1::uuid[], $2::text[]) AS removed(id, "upstreamId")
         WHERE flow.id = removed.id AND flow.phase = 'REMOVING' AND flow."upstreamId" = removed."upstreamId"`,
        [removals.map(({ id }) => id), removals.map(({ upstreamId }) => upstreamId)],
      );
    },
    async waiting(now) {
      const { rows } = await db.pool.query<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM (SELECT 1 FROM "NetworkFlow" WHERE (${URGENT} OR phase = 'REMOVING') AND "dueAt" <= $1 AND ${FREE} LIMIT 10000) AS due`,
        [now],
      );
      return rows[0]?.waiting ?? 0;
    },
    async giveBack() {
      await db.pool.query(`UPDATE "NetworkFlow" SET "leasedBy" = NULL, "leasedUntil" = NULL WHERE "leasedBy" = $1::uuid`, [runner]);
    },
    async freeLeases() {
      await db.pool.query(`UPDATE "NetworkFlow" SET "leasedBy" = NULL, "leasedUntil" = NULL WHERE "leasedBy" IS NOT NULL`);
    },
  };
}
