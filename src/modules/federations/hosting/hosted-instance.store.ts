import { Prisma, type HostedInstance } from '../../../generated/prisma/client.js';
import { isUuid } from '../../../kernel/id.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';

export type HostedInstanceRow = HostedInstance;

/** What tells one instance from every other. */
export type InstanceName = Pick<HostedInstanceRow, 'contextId' | 'instanceId'>;

/** Instances of partners' applications. Partners change them while the federation is held; workers hold the row alone. */
export interface HostedInstanceStore {
  insert(tx: Tx, row: HostedInstanceRow): Promise<void>;
  find(name: InstanceName, tx?: Tx): Promise<HostedInstanceRow | null>;
  /** Held until the transaction ends. */
  lock(tx: Tx, name: InstanceName): Promise<HostedInstanceRow | null>;
  ofApplication(applicationId: string, tx?: Tx): Promise<HostedInstanceRow[]>;
  /** Which of our app instances are partners'. */
  ofLocal(localIds: readonly string[], tx?: Tx): Promise<HostedInstanceRow[]>;
  replace(tx: Tx, row: HostedInstanceRow): Promise<void>;
  remove(tx: Tx, name: InstanceName): Promise<void>;
}

const whereOf = ({ contextId, instanceId }: InstanceName) => ({ contextId_instanceId: { contextId, instanceId } });

export function hostedInstanceStore(db: Database): HostedInstanceStore {
  return {
    async insert(tx, row) {
      await tx.hostedInstance.create({ data: dataOf(row) });
    },
    find: (name, tx) => (tx ?? db.prisma).hostedInstance.findUnique({ where: whereOf(name) }),
    async lock(tx, name) {
      await tx.$queryRaw`SELECT 1 FROM "HostedInstance" WHERE "contextId" = ${name.contextId} AND "instanceId" = ${name.instanceId} FOR UPDATE`;
      return tx.hostedInstance.findUnique({ where: whereOf(name) });
    },
    ofApplication: (applicationId, tx) => (tx ?? db.prisma).hostedInstance.findMany({ where: { applicationId }, orderBy: [{ createdAt: 'asc' }, { instanceId: 'asc' }] }),
    ofLocal: (localIds, tx) => (tx ?? db.prisma).hostedInstance.findMany({ where: { localId: { in: localIds.filter(isUuid) } } }),
    async replace(tx, row) {
      await tx.hostedInstance.update({ where: whereOf(row), data: { ...dataOf(row), revision: { increment: 1 } } });
    },
    async remove(tx, name) {
      await tx.hostedInstance.deleteMany({ where: { contextId: name.contextId, instanceId: name.instanceId } });
    },
  };
}

const dataOf = (row: HostedInstanceRow) => ({ ...row, accessPoints: row.accessPoints === null ? Prisma.DbNull : (row.accessPoints as Prisma.InputJsonValue) });
