import { isUuid } from '../../kernel/id.js';
import type { Page } from '../../kernel/page.js';
import type { ResourceQuery } from '../../kernel/tmf/page.js';
import type { Database, Statements } from '../../outbound/storage/database.js';
import { findDocuments, pageDocuments, type DocumentRow } from '../../outbound/storage/documents.js';

/** Remembers individuals. */
export interface IndividualStore {
  insert(tx: Statements, row: DocumentRow): Promise<void>;
  update(tx: Statements, row: DocumentRow): Promise<void>;
  remove(tx: Statements, id: string): Promise<void>;
  /** For update: held until the transaction ends. */
  lock(tx: Statements, id: string): Promise<DocumentRow | undefined>;
  find(ids: readonly string[]): Promise<readonly (DocumentRow | null)[]>;
  page(query: ResourceQuery): Promise<Page<DocumentRow>>;
}

export const individualStore = (db: Database): IndividualStore => ({
  async insert(tx, { id, document, createdAt, updatedAt }) {
    await tx.$executeRaw`
      INSERT INTO "Individual" (id, document, "createdAt", "updatedAt")
      VALUES (${id}, ${JSON.stringify(document)}::jsonb, ${createdAt}::timestamptz, ${updatedAt}::timestamptz)`;
  },
  async update(tx, { id, document, updatedAt }) {
    await tx.$executeRaw`UPDATE "Individual" SET document = ${JSON.stringify(document)}::jsonb, "updatedAt" = ${updatedAt}::timestamptz WHERE id = ${id}`;
  },
  async remove(tx, id) {
    await tx.$executeRaw`DELETE FROM "Individual" WHERE id = ${id}`;
  },
  async lock(tx, id) {
    if (!isUuid(id)) return undefined;
    const [row] = await tx.$queryRaw<DocumentRow[]>`SELECT * FROM "Individual" WHERE id = ${id} FOR UPDATE`;
    return row;
  },
  find: (ids) => findDocuments(db, 'Individual', ids),
  page: (query) => pageDocuments(db, 'Individual', query),
});
