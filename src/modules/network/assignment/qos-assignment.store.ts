import type { QosAssignment } from '../../../generated/prisma/client.js';
import { visibleTo, type Caller } from '../../../kernel/caller.js';
import { isUuid } from '../../../kernel/id.js';
import type { Page, Place } from '../../../kernel/page.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import { behind, IN_ORDER, toPage } from '../../../outbound/storage/pages.js';
import { lockDevice, toJson } from '../resource.store.js';

export type QosAssignmentRow = QosAssignment;

/** Remembers assignments. Whose time is over is not seen, whether its row is there still or not. */
export interface QosAssignmentStore {
  /** Holds the device until the transaction ends. @returns the assignment that it has, of whichever client */
  claimDevice(tx: Tx, deviceId: string, now: Date): Promise<QosAssignmentRow | null>;
  insert(tx: Tx, row: QosAssignmentRow): Promise<void>;
  /** Held until the transaction ends. */
  lock(tx: Tx, id: string): Promise<QosAssignmentRow | null>;
  /** Of a row that is held. */
  replace(tx: Tx, row: QosAssignmentRow): Promise<void>;
  remove(tx: Tx, id: string): Promise<void>;
  /** Of whichever client. */
  load(id: string, now: Date): Promise<QosAssignmentRow | null>;
  ofDevice(deviceId: string, now: Date): Promise<QosAssignmentRow | null>;
  find(caller: Caller, ids: readonly string[], now: Date): Promise<QosAssignmentRow[]>;
  page(caller: Caller, first: number, after: Place | undefined, now: Date): Promise<Page<QosAssignmentRow>>;
  /** Takes rows away whose time is over, so many at a time. @returns how many those were, and when the next is due */
  purge(now: Date, most: number): Promise<{ readonly removed: number; readonly next: Date | null }>;
}

const present = (now: Date) => ({ OR: [{ dueAt: null }, { dueAt: { gt: now } }] });

export function qosAssignmentStore({ prisma }: Database): QosAssignmentStore {
  return {
    async claimDevice(tx, deviceId, now) {
      await lockDevice(tx, 'qos-assignment', deviceId);
      return tx.qosAssignment.findFirst({ where: { deviceId, ...present(now) } });
    },
    async insert(tx, row) {
      await tx.qosAssignment.create({ data: { ...row, device: toJson(row.device) } });
    },
    async lock(tx, id) {
      await tx.$queryRaw`SELECT 1 FROM "QosAssignment" WHERE id = ${id}::uuid FOR UPDATE`;
      return tx.qosAssignment.findUnique({ where: { id } });
    },
    async replace(tx, { id, revision, ...row }) {
      await tx.qosAssignment.update({ where: { id }, data: { ...row, device: toJson(row.device), revision: revision + 1 } });
    },
    async remove(tx, id) {
      await tx.qosAssignment.deleteMany({ where: { id } });
    },
    load: (id, now) => prisma.qosAssignment.findFirst({ where: { id, ...present(now) } }),
    ofDevice: (deviceId, now) => prisma.qosAssignment.findFirst({ where: { deviceId, ...present(now) } }),
    find: (caller, ids, now) => prisma.qosAssignment.findMany({ where: { AND: [visibleTo(caller), { id: { in: ids.filter(isUuid) } }, present(now)] } }),
    async page(caller, first, after, now) {
      const where = { AND: [visibleTo(caller), present(now)] };
      const [rows, totalCount] = await Promise.all([
        prisma.qosAssignment.findMany({ where: { AND: [where, behind(after)] }, orderBy: [...IN_ORDER], take: first + 1 }),
        prisma.qosAssignment.count({ where }),
      ]);
      return toPage(rows, first, totalCount);
    },
    async purge(now, most) {
      const removed = await prisma.$executeRaw`
        DELETE FROM "QosAssignment" WHERE id IN (
          SELECT id FROM "QosAssignment" WHERE "dueAt" <= ${now.toISOString()}::timestamptz ORDER BY "dueAt" LIMIT ${most} FOR UPDATE SKIP LOCKED
        )`;
      const { _min } = await prisma.qosAssignment.aggregate({ _min: { dueAt: true } });
      return { removed, next: _min.dueAt };
    },
  };
}
