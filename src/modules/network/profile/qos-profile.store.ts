import type { Prisma, QosProfile } from '../../../generated/prisma/client.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { QosProfileSpec } from './qos-profile.manifest.js';

export type QosProfileRow = Omit<QosProfile, 'spec'> & { readonly spec: QosProfileSpec };

/** Remembers the catalogue of profiles, which is small: it is read whole where a list is asked for. */
export interface QosProfileStore {
  find(names: readonly string[]): Promise<QosProfileRow[]>;
  /** By name. */
  all(): Promise<QosProfileRow[]>;
  /** For update: held until the transaction ends. */
  lock(tx: Tx, name: string): Promise<QosProfileRow | undefined>;
  put(tx: Tx, row: QosProfileRow): Promise<void>;
  /** Those that are not there yet. */
  insertMissing(rows: readonly QosProfileRow[]): Promise<void>;
}

// What `put` and `insertMissing` wrote was read strictly before.
const toRow = (row: QosProfile): QosProfileRow => row as QosProfileRow;
const toData = ({ spec, ...row }: QosProfileRow) => ({ ...row, spec: spec as Prisma.InputJsonObject });

export function qosProfileStore(db: Database): QosProfileStore {
  return {
    async find(names) {
      const { rows } = await db.pool.query<QosProfile>('SELECT * FROM "QosProfile" WHERE name = ANY($1::text[])', [names]);
      return rows.map(toRow);
    },
    async all() {
      const rows = (await db.prisma.qosProfile.findMany()).map(toRow);
      // Not the database's order, which depends on its language.
      return rows.sort((one, other) => (one.name < other.name ? -1 : 1));
    },
    async lock(tx, name) {
      await tx.$queryRaw`SELECT 1 FROM "QosProfile" WHERE name = ${name} FOR UPDATE`;
      const row = await tx.qosProfile.findUnique({ where: { name } });
      return row ? toRow(row) : undefined;
    },
    async put(tx, row) {
      const { name, ...members } = toData(row);
      await tx.qosProfile.upsert({ where: { name }, create: { name, ...members }, update: members });
    },
    async insertMissing(rows) {
      await db.prisma.qosProfile.createMany({ data: rows.map(toData), skipDuplicates: true });
    },
  };
}
