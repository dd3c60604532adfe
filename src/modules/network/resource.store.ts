import { Prisma } from '../../generated/prisma/client.js';
import { visibleTo, type Caller } from '../../kernel/caller.js';
import type { Database, Statements } from '../../outbound/storage/database.js';

/** A JSON column's value; SQL's null for null. */
export const toJson = (value: unknown) => (value === null || value === undefined ? Prisma.DbNull : (value as Prisma.InputJsonValue));

/** Held until the transaction ends: whoever makes something of the kind for a device does it alone. */
export async function lockDevice(tx: Statements, kind: 'qod-session' | 'qos-assignment', deviceId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${kind}:${deviceId}`}, 0))`;
}

/** The first page of rows for each of several app instances. */
export interface RankedPages {
  readonly table: 'QodSession' | 'TrafficInfluence';
  readonly ids: readonly string[];
  readonly first: number;
}

/** Which rows the first pages hold, with how many its app instance has in all: row id → total. Only what the caller may see. */
export async function rankedIds(db: Database, caller: Caller, { table, ids, first }: RankedPages): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const mine = visibleTo(caller);
  const ranked = await db.prisma.$queryRaw<{ id: string; total: number }[]>`
    SELECT id::text, total FROM (
      SELECT id, row_number() OVER w AS rank, (count(*) OVER (PARTITION BY "appInstanceId"))::int AS total
      FROM ${Prisma.raw(`"${table}"`)}
      WHERE "appInstanceId" IN (${Prisma.join(ids.map((id) => Prisma.sql`${id}::uuid`))})
        AND (${mine.clientId ?? null}::text IS NULL OR "clientId" = ${mine.clientId ?? null})
        AND (${mine.userId ?? null}::text IS NULL OR "userId" = ${mine.userId ?? null})
      WINDOW w AS (PARTITION BY "appInstanceId" ORDER BY "createdAt", id)
    ) ranked WHERE rank <= ${first + 1}`;
  return new Map(ranked.map(({ id, total }) => [id, total]));
}
