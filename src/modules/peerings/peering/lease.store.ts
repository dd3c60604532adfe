import type { Database } from '../../../outbound/storage/database.js';
import { PEERING_COLUMNS } from './peering.store.js';
import { STANDING, type PeeringRow } from './peering.types.js';

/** Who speaks with an OSS: leases of the rows, by the database's clock. They change no revision. */
export interface LeaseStore {
  /** Makes the row when there is none: a terminated one, which counts as absent. @returns undefined when somebody else holds it */
  take(organizationId: string, holder: string, leaseMs: number, now: Date): Promise<PeeringRow | undefined>;
  /** Peerings whose beat is due and that nobody holds, the longest due first. Two holders never get the same one. */
  claimDue(holder: string, leaseMs: number, limit: number, now: Date): Promise<PeeringRow[]>;
  /** @returns ids of those that are still the holder's */
  renew(organizationIds: readonly string[], holder: string, leaseMs: number): Promise<readonly string[]>;
  release(organizationIds: readonly string[], holder: string): Promise<void>;
  /** For a database that only this process uses, before it runs anything: every lease is a dead process's. */
  freeAll(): Promise<void>;
  /** When the next beat is due of those that nobody holds; undefined: none is to come. */
  nextDue(): Promise<Date | undefined>;
  /** How many beats are due, and since when. */
  waiting(now: Date): Promise<{ readonly due: number; readonly oldest: Date | undefined }>;
}

const FREE = `("Peering"."leasedUntil" IS NULL OR "Peering"."leasedUntil" <= clock_timestamp())`;
const STANDS = `status IN (${STANDING.map((status) => `'${status}'`).join(', ')})`;
/** $1 ids, $2 holder. Several rows are locked in the order of their ids, as `BeatTimes.align` does: else the two could wait for each other. */
const OURS = `WITH ours AS MATERIALIZED (SELECT "organizationId" AS id FROM "Peering" WHERE "organizationId" = ANY($1) AND "leasedBy" = $2::uuid ORDER BY "organizationId" FOR UPDATE)`;

export function leaseStore(db: Database): LeaseStore {
  return {
    async take(organizationId, holder, leaseMs, now) {
      const { rows } = await db.pool.query<PeeringRow>(
        `INSERT INTO "Peering" ("organizationId", status, selection, assignments, "openAlarms", "createdAt", "updatedAt", "leasedBy", "leasedUntil")
         VALUES ($1, 'terminated', '{}', '[]', '{}', $4, $4, $2::uuid, clock_timestamp() + $3::int * interval '1 millisecond')
         ON CONFLICT ("organizationId") DO UPDATE SET "leasedBy" = EXCLUDED."leasedBy", "leasedUntil" = EXCLUDED."leasedUntil" WHERE ${FREE}
         RETURNING ${PEERING_COLUMNS}`,
        [organizationId, holder, leaseMs, now.toISOString()],
      );
      return rows[0];
    },
    async claimDue(holder, leaseMs, limit, now) {
      const { rows } = await db.pool.query<PeeringRow>(
        `WITH due AS MATERIALIZED (
           SELECT "organizationId" AS id FROM "Peering" WHERE "nextBeatAt" <= $3 AND ${STANDS} AND ${FREE} ORDER BY "nextBeatAt" LIMIT $4 FOR UPDATE SKIP LOCKED
         )
         UPDATE "Peering" SET "leasedBy" = $1::uuid, "leasedUntil" = clock_timestamp() + $2::int * interval '1 millisecond'
         FROM due WHERE "organizationId" = due.id RETURNING ${PEERING_COLUMNS}`,
        [holder, leaseMs, now.toISOString(), limit],
      );
      return rows;
    },
    async renew(ids, holder, leaseMs) {
      const { rows } = await db.pool.query<{ id: string }>(
        `${OURS} UPDATE "Peering" SET "leasedUntil" = clock_timestamp() + $3::int * interval '1 millisecond' FROM ours WHERE "organizationId" = ours.id RETURNING "organizationId" AS id`,
        [[...ids], holder, leaseMs],
      );
      return rows.map(({ id }) => id);
    },
    async release(ids, holder) {
      await db.pool.query(`${OURS} UPDATE "Peering" SET "leasedBy" = NULL, "leasedUntil" = NULL FROM ours WHERE "organizationId" = ours.id`, [[...ids], holder]);
    },
    async freeAll() {
      await db.pool.query(`UPDATE "Peering" SET "leasedBy" = NULL, "leasedUntil" = NULL WHERE "leasedBy" IS NOT NULL`);
    },
    async nextDue() {
      const { rows } = await db.pool.query<{ at: Date | null }>(`SELECT min("nextBeatAt") AS at FROM "Peering" WHERE ${STANDS} AND ${FREE}`);
      return rows[0]?.at ?? undefined;
    },
    async waiting(now) {
      const { rows } = await db.pool.query<{ due: number; oldest: Date | null }>(
        `SELECT count(*)::int AS due, min("nextBeatAt") AS oldest FROM "Peering" WHERE "nextBeatAt" <= $1 AND ${STANDS}`,
        [now.toISOString()],
      );
      return { due: rows[0]?.due ?? 0, oldest: rows[0]?.oldest ?? undefined };
    },
  };
}
