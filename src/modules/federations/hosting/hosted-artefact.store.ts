import type { HostedArtefact, Prisma } from '../../../generated/prisma/client.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';

export type HostedArtefactRow = HostedArtefact;

/** Artefacts of federations; the federation is held while they change. */
export interface HostedArtefactStore {
  insert(tx: Tx, row: HostedArtefactRow): Promise<void>;
  find(contextId: string, artefactId: string, tx?: Tx): Promise<HostedArtefactRow | null>;
  ids(tx: Tx, contextId: string): Promise<string[]>;
  count(tx: Tx, contextId: string): Promise<number>;
  remove(tx: Tx, contextId: string, artefactId: string): Promise<void>;
}

export function hostedArtefactStore(db: Database): HostedArtefactStore {
  return {
    async insert(tx, row) {
      await tx.hostedArtefact.create({ data: { ...row, document: row.document as Prisma.InputJsonValue, credentials: row.credentials as Uint8Array<ArrayBuffer> | null } });
    },
    find: (contextId, artefactId, tx) => (tx ?? db.prisma).hostedArtefact.findUnique({ where: { contextId_artefactId: { contextId, artefactId } } }),
    async ids(tx, contextId) {
      const rows = await tx.hostedArtefact.findMany({ where: { contextId }, select: { artefactId: true }, orderBy: { createdAt: 'asc' } });
      return rows.map(({ artefactId }) => artefactId);
    },
    count: (tx, contextId) => tx.hostedArtefact.count({ where: { contextId } }),
    async remove(tx, contextId, artefactId) {
      await tx.hostedArtefact.delete({ where: { contextId_artefactId: { contextId, artefactId } } });
    },
  };
}
