import type { HostedApplication, Prisma } from '../../../generated/prisma/client.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';

export type HostedApplicationRow = HostedApplication;

/** Partners' applications. Partners change them while the federation is held; workers hold the row alone. */
export interface HostedApplicationStore {
  insert(tx: Tx, row: HostedApplicationRow): Promise<void>;
  find(contextId: string, appId: string, tx?: Tx): Promise<HostedApplicationRow | null>;
  load(id: string): Promise<HostedApplicationRow | null>;
  /** Held until the transaction ends. */
  lock(tx: Tx, id: string): Promise<HostedApplicationRow | null>;
  count(tx: Tx, contextId: string): Promise<number>;
  /** What partners call them. */
  idsInZone(tx: Tx, contextId: string, zoneId: string): Promise<string[]>;
  idsOfArtefact(tx: Tx, contextId: string, artefactId: string): Promise<string[]>;
  replace(tx: Tx, row: HostedApplicationRow): Promise<void>;
  remove(tx: Tx, id: string): Promise<void>;
}

export function hostedApplicationStore(db: Database): HostedApplicationStore {
  return {
    async insert(tx, row) {
      await tx.hostedApplication.create({ data: dataOf(row) });
    },
    find: (contextId, appId, tx) => (tx ?? db.prisma).hostedApplication.findUnique({ where: { contextId_appId: { contextId, appId } } }),
    load: (id) => db.prisma.hostedApplication.findUnique({ where: { id } }),
    async lock(tx, id) {
      await tx.$queryRaw`SELECT 1 FROM "HostedApplication" WHERE id = ${id}::uuid FOR UPDATE`;
      return tx.hostedApplication.findUnique({ where: { id } });
    },
    count: (tx, contextId) => tx.hostedApplication.count({ where: { contextId } }),
    idsInZone: (tx, contextId, zoneId) => idsOf(tx, { contextId, zoneIds: { has: zoneId } }),
    // All its components are of one artefact.
    idsOfArtefact: (tx, contextId, artefactId) => idsOf(tx, { contextId, document: { path: ['appComponentSpecs', '0', 'artefactId'], equals: artefactId } }),
    async replace(tx, row) {
      await tx.hostedApplication.update({ where: { id: row.id }, data: { ...dataOf(row), revision: { increment: 1 } } });
    },
    async remove(tx, id) {
      await tx.hostedApplication.delete({ where: { id } });
    },
  };
}

async function idsOf(tx: Tx, where: Prisma.HostedApplicationWhereInput): Promise<string[]> {
  return (await tx.hostedApplication.findMany({ where, select: { appId: true }, orderBy: { createdAt: 'asc' } })).map(({ appId }) => appId);
}

const dataOf = (row: HostedApplicationRow) => ({ ...row, document: row.document as Prisma.InputJsonValue, accessToken: row.accessToken as Uint8Array<ArrayBuffer> | null });
