import type { QodSession } from '../../generated/prisma/client.js';
import type { QosStatus } from '../../generated/prisma/enums.js';
import { visibleTo, type Caller } from '../../kernel/caller.js';
import { isUuid } from '../../kernel/id.js';
import type { Page, Place } from '../../kernel/page.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import { behind, IN_ORDER, toPage } from '../../outbound/storage/pages.js';
import type { SessionState } from './qod-session.rules.js';
import { rankedIds, toJson } from './resource.store.js';

export type QodSessionRow = QodSession;

export interface QodSessionQuery {
  readonly status?: QosStatus;
  readonly qosProfile?: string;
  readonly appInstanceId?: string;
}

export interface QodSessionStore {
  insert(tx: Tx, row: QodSessionRow): Promise<void>;
  /** Held until the transaction ends. */
  hold(tx: Tx, id: string): Promise<void>;
  /** The same, and read. */
  lock(tx: Tx, id: string): Promise<QodSessionRow | null>;
  /** Writes what the rules changed, of a row that is held. */
  change(tx: Tx, row: SessionState & { readonly id: string }, now: Date): Promise<void>;
  remove(tx: Tx, id: string): Promise<void>;
  /** Whatever may stand in the way of another session of the device, and of any client. */
  onDevice(tx: Tx, deviceId: string): Promise<QodSessionRow[]>;
  load(id: string): Promise<QodSessionRow | null>;
  find(caller: Caller, ids: readonly string[]): Promise<QodSessionRow[]>;
  page(caller: Caller, query: QodSessionQuery, first: number, after: Place | undefined): Promise<Page<QodSessionRow>>;
  /** The first page for each of several app instances, in two statements. */
  firstPages(caller: Caller, appInstanceIds: readonly string[], first: number): Promise<Map<string, Page<QodSessionRow>>>;
  /** Those that have not ended first. */
  ofDevice(caller: Caller, deviceId: string, atMost: number): Promise<QodSessionRow[]>;
}

const STANDING = [{ status: { in: ['REQUESTED', 'AVAILABLE'] as QosStatus[] } }, { status: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED' }] as const;

export function qodSessionStore(db: Database): QodSessionStore {
  const sessions = db.prisma.qodSession;
  return {
    async insert(tx, row) {
      const { device, applicationServer, devicePorts, applicationServerPorts, ...rest } = row;
      const json = { device: toJson(device), applicationServer: applicationServer ?? {}, devicePorts: toJson(devicePorts), applicationServerPorts: toJson(applicationServerPorts) };
      await tx.qodSession.create({ data: { ...rest, ...json } });
    },
    async hold(tx, id) {
      await tx.$queryRaw`SELECT 1 FROM "QodSession" WHERE id = ${id}::uuid FOR UPDATE`;
    },
    async lock(tx, id) {
      const [row] = await tx.$queryRaw<QodSessionRow[]>`SELECT * FROM "QodSession" WHERE id = ${id}::uuid FOR UPDATE`;
      return row ?? null;
    },
    async change(tx, { id, status, statusInfo, statusReason, duration, startedAt, expiresAt, dueAt }, now) {
      await tx.qodSession.updateMany({ where: { id }, data: { status, statusInfo, statusReason, duration, startedAt, expiresAt, dueAt, updatedAt: now, revision: { increment: 1 } } });
    },
    async remove(tx, id) {
      await tx.qodSession.deleteMany({ where: { id } });
    },
    onDevice: (tx, deviceId) => tx.qodSession.findMany({ where: { deviceId, OR: [...STANDING] }, orderBy: [...IN_ORDER] }),
    load: (id) => sessions.findUnique({ where: { id } }),
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
