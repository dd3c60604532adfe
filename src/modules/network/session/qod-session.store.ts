import type { QodSession } from '../../../generated/prisma/client.js';
import type { QosStatus } from '../../../generated/prisma/enums.js';
import { visibleTo, type Caller } from '../../../kernel/caller.js';
import { isUuid } from '../../../kernel/id.js';
import type { Page, Place } from '../../../kernel/page.js';
import type { Database, Statements } from '../../../outbound/storage/database.js';
import { behind, IN_ORDER, toPage } from '../../../outbound/storage/pages.js';
import type { SessionState } from './qod-session.rules.js';
import { rankedIds } from '../resource.store.js';

export type QodSessionRow = QodSession;

export interface QodSessionQuery {
  readonly status?: QosStatus;
  readonly qosProfile?: string;
  readonly appInstanceId?: string;
}

export interface QodSessionStore {
  insert(tx: Statements, row: QodSessionRow): Promise<void>;
  /** Held until the transaction ends. */
  hold(tx: Statements, id: string): Promise<void>;
  /** The same, and read. */
  lock(tx: Statements, id: string): Promise<QodSessionRow | null>;
  /** Writes what the rules changed, of a row that is held. */
  change(tx: Statements, row: SessionState & { readonly id: string }, now: Date): Promise<void>;
  remove(tx: Statements, id: string): Promise<void>;
  /** Whatever may stand in the way of another session of the device, and of any client. */
  onDevice(tx: Statements, deviceId: string): Promise<QodSessionRow[]>;
  load(id: string): Promise<QodSessionRow | null>;
  find(caller: Caller, ids: readonly string[]): Promise<QodSessionRow[]>;
  page(caller: Caller, query: QodSessionQuery, first: number, after: Place | undefined): Promise<Page<QodSessionRow>>;
  /** The first page for each of several app instances, in two statements. */
  firstPages(caller: Caller, appInstanceIds: readonly string[], first: number): Promise<Map<string, Page<QodSessionRow>>>;
  /** Those that have not ended first. */
  ofDevice(caller: Caller, deviceId: string, atMost: number): Promise<QodSessionRow[]>;
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

export function qodSessionStore(db: Database): QodSessionStore {
  const sessions = db.prisma.qodSession;
  return {
    async insert(tx, row) {
      await tx.$executeRaw`
        INSERT INTO "QodSession" (id, "clientId", "userId", "deviceId", device, "applicationServer", "devicePorts", "applicationServerPorts", "qosProfile", sink, "appInstanceId",
          duration, status, "statusInfo", "statusReason", "startedAt", "expiresAt", "dueAt", revision, "createdAt", "updatedAt")
        VALUES (${row.id}::uuid, ${row.clientId}, ${row.userId}, ${row.deviceId}, ${json(row.device)}::jsonb, ${JSON.stringify(row.applicationServer ?? {})}::jsonb,
          ${json(row.devicePorts)}::jsonb, ${json(row.applicationServerPorts)}::jsonb, ${row.qosProfile}, ${row.sink}, ${row.appInstanceId}::uuid,
          ${row.duration}::int, ${row.status}::"QosStatus", ${row.statusInfo}::"QosStatusInfo", ${row.statusReason}, ${iso(row.startedAt)}::timestamptz,
          ${iso(row.expiresAt)}::timestamptz, ${iso(row.dueAt)}::timestamptz, ${row.revision}::int, ${iso(row.createdAt)}::timestamptz, ${iso(row.updatedAt)}::timestamptz)`;
    },
    async hold(tx, id) {
      await tx.$queryRaw`SELECT 1 FROM "QodSession" WHERE id = ${id}::uuid FOR UPDATE`;
    },
    async lock(tx, id) {
      const [row] = await tx.$queryRaw<QodSessionRow[]>`SELECT * FROM "QodSession" WHERE id = ${id}::uuid FOR UPDATE`;
      return row ?? null;
    },
    async change(tx, { id, status, statusInfo, statusReason, duration, startedAt, expiresAt, dueAt }, now) {
      await tx.$executeRaw`
        UPDATE "QodSession" SET status = ${status}::"QosStatus", "statusInfo" = ${statusInfo}::"QosStatusInfo", "statusReason" = ${statusReason}, duration = ${duration}::int,
          "startedAt" = ${iso(startedAt)}::timestamptz, "expiresAt" = ${iso(expiresAt)}::timestamptz, "dueAt" = ${iso(dueAt)}::timestamptz,
          "updatedAt" = ${iso(now)}::timestamptz, revision = revision + 1
        WHERE id = ${id}::uuid`;
    },
    async remove(tx, id) {
      await tx.$executeRaw`DELETE FROM "QodSession" WHERE id = ${id}::uuid`;
    },
    async onDevice(tx, deviceId) {
      return tx.$queryRaw<QodSessionRow[]>`
        SELECT * FROM "QodSession" WHERE "deviceId" = ${deviceId} AND (status IN ('REQUESTED', 'AVAILABLE') OR (status = 'UNAVAILABLE' AND "statusInfo" = 'NETWORK_TERMINATED'))
        ORDER BY "createdAt", id`;
    },
    async load(id) {
      const { rows } = await db.pool.query<QodSessionRow>('SELECT * FROM "QodSession" WHERE id = $1::uuid', [id]);
      return rows[0] ?? null;
    },
    find: (caller, ids) => sessions.findMany({ where: { ...visibleTo(caller), id: { in: ids.filter(isUuid) } } }),
    async page(caller, query, first, after) {
      const where = { AND: [visibleTo(caller), query] };
      const [rows, totalCount] = await Promise.all([
        sessions.findMany({ where: { AND: [where, behind(after)] }, orderBy: [...IN_ORDER], take: first + 1 }),
        sessions.count({ where }),
      ]);
      return toPage(rows, first, totalCount);
    },
    async firstPages(caller, appInstanceIds, first) {
      const totals = await rankedIds(db, caller, { table: 'QodSession', ids: appInstanceIds, first });
      const rows = await sessions.findMany({ where: { id: { in: [...totals.keys()] } }, orderBy: [...IN_ORDER] });
      const groups = new Map<string, QodSessionRow[]>();
      for (const row of rows) groups.set(row.appInstanceId ?? '', [...(groups.get(row.appInstanceId ?? '') ?? []), row]);
      return new Map([...groups].map(([instance, group]) => [instance, toPage(group, first, totals.get(group[0]!.id) ?? 0)]));
    },
    ofDevice: (caller, deviceId, atMost) =>
      sessions.findMany({ where: { ...visibleTo(caller), deviceId }, orderBy: [{ status: 'asc' }, ...IN_ORDER], take: atMost }),
  };
}
