import { Prisma } from '../../../generated/prisma/client.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { ToldSession } from './qod-session.events.js';

/** What there is to know of a session when its time has come: without what was asked for, which may be long. */
export type DueSession = ToldSession;

export interface QodExpiryStore {
  /** The longest due first. Held until the transaction ends; those that others hold are passed over. */
  take(tx: Tx, now: Date, limit: number): Promise<DueSession[]>;
  /** In one statement. */
  end(tx: Tx, sessions: readonly DueSession[], now: Date): Promise<void>;
  remove(tx: Tx, ids: readonly string[]): Promise<void>;
  /** When the next one is due; undefined: none is there. */
  nextDue(): Promise<Date | undefined>;
  countDue(now: Date): Promise<number>;
}

const COLUMNS = Prisma.raw('id::text, "clientId", "userId", "appInstanceId"::text, "qosProfile", duration, status::text, "statusInfo"::text, "statusReason", "startedAt", "expiresAt", "dueAt"');

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

export function qodExpiryStore(db: Database): QodExpiryStore {
  return {
    take: (tx, now, limit) =>
      tx.$queryRaw<DueSession[]>`SELECT ${COLUMNS} FROM "QodSession" WHERE "dueAt" <= ${iso(now)}::timestamptz ORDER BY "dueAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED`,
    async end(tx, sessions, now) {
      if (sessions.length === 0) return;
      const rows = sessions.map(({ id, status, statusInfo, statusReason, duration, expiresAt, dueAt }) => ({ id, status, statusInfo, statusReason, duration, expiresAt: iso(expiresAt), dueAt: iso(dueAt) }));
      await tx.$executeRaw`
        UPDATE "QodSession" AS session SET
          status = ended.status::"QosStatus", "statusInfo" = ended."statusInfo"::"QosStatusInfo", "statusReason" = ended."statusReason",
          duration = ended.duration, "expiresAt" = ended."expiresAt", "dueAt" = ended."dueAt", "updatedAt" = ${iso(now)}::timestamptz, revision = session.revision + 1
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS ended(id uuid, status text, "statusInfo" text, "statusReason" text, duration int, "expiresAt" timestamptz, "dueAt" timestamptz)
        WHERE session.id = ended.id`;
    },
    async remove(tx, ids) {
      if (ids.length > 0) await tx.$executeRaw`DELETE FROM "QodSession" WHERE id = ANY(${[...ids]}::uuid[])`;
    },
    async nextDue() {
      const { rows } = await db.pool.query<{ dueAt: Date | null }>(`SELECT min("dueAt") AS "dueAt" FROM "QodSession"`);
      return rows[0]?.dueAt ?? undefined;
    },
    async countDue(now) {
      const { rows } = await db.pool.query<{ due: number }>(`SELECT count(*)::int AS due FROM "QodSession" WHERE "dueAt" <= $1`, [now]);
      return rows[0]?.due ?? 0;
    },
  };
}
