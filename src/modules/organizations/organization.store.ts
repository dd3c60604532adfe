import { isUuid } from '../../kernel/id.js';
import type { Page } from '../../kernel/page.js';
import type { JsonObject } from '../../kernel/tmf/document.js';
import type { ResourceQuery } from '../../kernel/tmf/page.js';
import type { Database, Statements } from '../../outbound/storage/database.js';
import { findDocuments, pageDocuments, type DocumentRow } from '../../outbound/storage/documents.js';
import type { Vault } from '../../outbound/storage/secrets.js';
import type { Secrets } from './secrets.rules.js';

/** With its secrets open. Never to be shown or logged as it is. */
export interface OrganizationRow extends DocumentRow {
  readonly secrets: Secrets;
}

/** Remembers organizations. Only `lock` and `open` open their secrets. */
export interface OrganizationStore {
  insert(tx: Statements, row: OrganizationRow): Promise<void>;
  update(tx: Statements, row: OrganizationRow): Promise<void>;
  remove(tx: Statements, id: string): Promise<void>;
  /** Until the transaction ends nobody else changes it. */
  lock(tx: Statements, id: string): Promise<OrganizationRow | undefined>;
  /** Until the transaction ends nobody else changes or holds it. The secrets stay closed, so that one whose key is lost can go. */
  lockForRemoval(tx: Statements, id: string): Promise<DocumentRow | undefined>;
  /** Until the transaction ends it is not removed. @returns false when it is gone */
  hold(tx: Statements, id: string): Promise<boolean>;
  open(id: string): Promise<OrganizationRow | undefined>;
  find(ids: readonly string[]): Promise<readonly (DocumentRow | null)[]>;
  page(query: ResourceQuery): Promise<Page<DocumentRow>>;
}

interface Stored {
  readonly id: string;
  readonly document: JsonObject;
  readonly secrets: Uint8Array | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function organizationStore(db: Database, vault: Vault): OrganizationStore {
  const sealed = (secrets: Secrets): Uint8Array | null => (Object.keys(secrets).length === 0 ? null : vault.seal(JSON.stringify(secrets)));
  const opened = ({ secrets, ...row }: Stored): OrganizationRow => ({ ...row, secrets: secrets === null ? {} : (JSON.parse(vault.open(secrets)) as Secrets) });

  return {
    async insert(tx, { id, document, secrets, createdAt, updatedAt }) {
      await tx.$executeRaw`
        INSERT INTO "Organization" (id, document, secrets, "createdAt", "updatedAt")
        VALUES (${id}, ${JSON.stringify(document)}::jsonb, ${sealed(secrets)}::bytea, ${createdAt}::timestamptz, ${updatedAt}::timestamptz)`;
    },
    async update(tx, { id, document, secrets, updatedAt }) {
      await tx.$executeRaw`
        UPDATE "Organization" SET document = ${JSON.stringify(document)}::jsonb, secrets = ${sealed(secrets)}::bytea, "updatedAt" = ${updatedAt}::timestamptz WHERE id = ${id}`;
    },
    async remove(tx, id) {
      await tx.$executeRaw`DELETE FROM "Organization" WHERE id = ${id}`;
    },
    async lock(tx, id) {
      if (!isUuid(id)) return undefined;
      const [row] = await tx.$queryRaw<Stored[]>`SELECT * FROM "Organization" WHERE id = ${id} FOR NO KEY UPDATE`;
      return row && opened(row);
    },
    async lockForRemoval(tx, id) {
      if (!isUuid(id)) return undefined;
      const [row] = await tx.$queryRaw<DocumentRow[]>`SELECT id, document, "createdAt", "updatedAt" FROM "Organization" WHERE id = ${id} FOR UPDATE`;
      return row;
    },
    async hold(tx, id) {
      if (!isUuid(id)) return false;
      const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM "Organization" WHERE id = ${id} FOR KEY SHARE`;
      return rows.length > 0;
    },
    async open(id) {
      if (!isUuid(id)) return undefined;
      const { rows } = await db.pool.query<Stored>('SELECT * FROM "Organization" WHERE id = $1', [id]);
      return rows[0] && opened(rows[0]);
    },
    find: (ids) => findDocuments(db, 'Organization', ids),
    page: (query) => pageDocuments(db, 'Organization', query),
  };
}
