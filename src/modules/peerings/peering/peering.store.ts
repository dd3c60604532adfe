import { isUuid } from '../../../kernel/id.js';
import type { Page } from '../../../kernel/page.js';
import { MAX_TMF_PAGE, fromResourceCursor } from '../../../kernel/tmf/page.js';
import { Refusal } from '../../../kernel/refusal.js';
import { isGiven } from '../../../kernel/given.js';
import type { Database, Statements } from '../../../outbound/storage/database.js';
import { STANDING, type PeeringRow, type PeeringState, type PeeringStatus } from './peering.types.js';

export interface PeeringQuery {
  /** @default those that stand. Terminated ones are never told. */
  readonly status?: readonly PeeringStatus[] | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly offset?: number | null | undefined;
}

/** Rows of every status come, terminated ones too, but for `page`. */
export interface PeeringStore {
  find(organizationId: string): Promise<PeeringRow | undefined>;
  findMany(organizationIds: readonly string[]): Promise<ReadonlyMap<string, PeeringRow>>;
  /** Oldest first. @throws Refusal OUT_OF_RANGE, INVALID_ARGUMENT */
  page(query: PeeringQuery): Promise<Page<PeeringRow>>;
  /** Makes sure that there is a row; a new one is terminated, so that it counts as absent. */
  ensure(tx: Statements, organizationId: string, now: Date): Promise<void>;
  /** Until the transaction ends. */
  lock(tx: Statements, organizationId: string): Promise<PeeringRow | undefined>;
  /** Writes all that may change but the lease; revision and generation as they are given. */
  write(tx: Statements, row: PeeringRow): Promise<void>;
  /** A beat out of turn, when there is to be one at all. The revision stays: work that runs is as good as it was. */
  hasten(tx: Statements, organizationId: string, at: Date): Promise<void>;
}

export const PEERING_COLUMNS = `"organizationId", status::text AS status, generation::float8 AS generation, selection, assignments, failures, "firstFailureAt", "lastCheckAt",
  "lastSuccessAt", "lastFailure", "failedSpecs", "openAlarms", "nextBeatAt", revision, "createdAt", "updatedAt"`;

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

export function peeringStore(db: Database): PeeringStore {
  const findMany = async (ids: readonly string[]): Promise<ReadonlyMap<string, PeeringRow>> => {
    const { rows } = await db.pool.query<PeeringRow>(`SELECT ${PEERING_COLUMNS} FROM "Peering" WHERE "organizationId" = ANY($1)`, [[...new Set(ids.filter(isUuid))]]);
    return new Map(rows.map((row) => [row.organizationId, row]));
  };

  return {
    find: async (id) => (await findMany([id])).get(id),
    findMany,
    async page(query) {
      const { first, offset } = bounds(query);
      const statuses = (query.status ?? STANDING).filter((status) => status !== 'terminated');
      const counted = await db.pool.query<{ total: number }>('SELECT count(*)::int AS total FROM "Peering" WHERE status::text = ANY($1)', [statuses]);
      const behind = isGiven(query.after) ? fromResourceCursor(query.after) : undefined;
      const { rows } = await db.pool.query<PeeringRow>(
        `SELECT ${PEERING_COLUMNS} FROM "Peering" WHERE status::text = ANY($1) AND ($2::timestamptz IS NULL OR ("createdAt", "organizationId") > ($2::timestamptz, $3::text))
         ORDER BY "createdAt", "organizationId" LIMIT ${first + 1} OFFSET ${offset}`,
        [statuses, behind?.createdAt.toISOString() ?? null, behind?.id ?? null],
      );
      return { rows: rows.slice(0, first), totalCount: counted.rows[0]?.total ?? 0, hasNextPage: rows.length > first };
    },
    async ensure(tx, organizationId, now) {
      await tx.$executeRaw`
        INSERT INTO "Peering" ("organizationId", status, selection, assignments, "openAlarms", "createdAt", "updatedAt")
        VALUES (${organizationId}, 'terminated', '{}', '[]', '{}', ${iso(now)}::timestamptz, ${iso(now)}::timestamptz) ON CONFLICT ("organizationId") DO NOTHING`;
    },
    async lock(tx, organizationId) {
      const [row] = await tx.$queryRaw<PeeringRow[]>`
        SELECT "organizationId", status::text AS status, generation::float8 AS generation, selection, assignments, failures, "firstFailureAt", "lastCheckAt",
          "lastSuccessAt", "lastFailure", "failedSpecs", "openAlarms", "nextBeatAt", revision, "createdAt", "updatedAt"
        FROM "Peering" WHERE "organizationId" = ${organizationId} FOR UPDATE`;
      return row;
    },
    async write(tx, row) {
      await tx.$executeRaw`
        UPDATE "Peering" SET status = ${row.status}::"PeeringStatus", generation = ${row.generation}::bigint, selection = ${JSON.stringify(row.selection)}::jsonb,
          assignments = ${JSON.stringify(row.assignments)}::jsonb, failures = ${row.failures}::int, "firstFailureAt" = ${iso(row.firstFailureAt)}::timestamptz,
          "lastCheckAt" = ${iso(row.lastCheckAt)}::timestamptz, "lastSuccessAt" = ${iso(row.lastSuccessAt)}::timestamptz,
          "lastFailure" = ${row.lastFailure && JSON.stringify(row.lastFailure)}::jsonb, "failedSpecs" = ${JSON.stringify(row.failedSpecs)}::jsonb,
          "openAlarms" = ${JSON.stringify(row.openAlarms)}::jsonb, "nextBeatAt" = ${iso(row.nextBeatAt)}::timestamptz, revision = ${row.revision}::int,
          "createdAt" = ${iso(row.createdAt)}::timestamptz, "updatedAt" = ${iso(row.updatedAt)}::timestamptz
        WHERE "organizationId" = ${row.organizationId}`;
    },
    async hasten(tx, organizationId, at) {
      await tx.$executeRaw`UPDATE "Peering" SET "nextBeatAt" = ${iso(at)}::timestamptz WHERE "organizationId" = ${organizationId} AND ("nextBeatAt" > ${iso(at)}::timestamptz OR ("nextBeatAt" IS NOT NULL AND "leasedUntil" > clock_timestamp()))`;
    },
  };
}

const DEFAULT = 20;
const MAX_OFFSET = 2_000_000_000;

function bounds({ first, offset, after }: PeeringQuery): { readonly first: number; readonly offset: number } {
  const [size, skipped] = [first ?? DEFAULT, offset ?? 0];
  if (!Number.isInteger(size) || size < 1 || size > MAX_TMF_PAGE) throw new Refusal('OUT_OF_RANGE', `first must be 1 to ${MAX_TMF_PAGE}.`, { field: 'first' });
  if (!Number.isInteger(skipped) || skipped < 0 || skipped > MAX_OFFSET) throw new Refusal('OUT_OF_RANGE', 'offset must be 0 or more.', { field: 'offset' });
  if (skipped > 0 && isGiven(after)) throw new Refusal('INVALID_ARGUMENT', 'after and offset are two ways to say the same: send one of them.', { field: 'offset' });
  return { first: size, offset: skipped };
}

/** The part of a row that rules change. */
export const stateOf = ({ organizationId: _id, generation: _generation, revision: _revision, updatedAt: _updatedAt, ...state }: PeeringRow): PeeringState => state;
