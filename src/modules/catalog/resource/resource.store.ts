import { Refusal } from '../../../kernel/refusal.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import type { Statements } from '../../../outbound/storage/database.js';
import { wordsOf, type HeldRow, type ResourceKind } from './resource.types.js';

/** A resource of ours that is to be written. */
export interface NewResource {
  readonly id: string;
  readonly document: JsonObject;
  /** Of a category: imported candidates that it names. */
  readonly links?: readonly string[];
}

const recordsOf = (rows: readonly NewResource[]): string =>
  JSON.stringify(rows.map(({ id, document, links = [] }, nth) => ({ id, document, links, nth })));

const INSERT: Readonly<Record<ResourceKind, (tx: Statements, rows: string, now: Date) => Promise<number>>> = {
  ServiceSpecification: (tx, rows, now) => tx.$executeRaw`
    INSERT INTO "ServiceSpecification" (id, document, "createdAt", "updatedAt") SELECT id, document, ${now}, ${now} FROM jsonb_to_recordset(${rows}::jsonb) AS row(id text, document jsonb) ON CONFLICT (id) DO NOTHING`,
  ServiceCandidate: (tx, rows, now) => tx.$executeRaw`
    INSERT INTO "ServiceCandidate" (id, document, "createdAt", "updatedAt") SELECT id, document, ${now}, ${now} FROM jsonb_to_recordset(${rows}::jsonb) AS row(id text, document jsonb) ON CONFLICT (id) DO NOTHING`,
  ServiceCategory: (tx, rows, now) => tx.$executeRaw`
    INSERT INTO "ServiceCategory" (id, name, links, document, "createdAt", "updatedAt")
    SELECT id, document ->> 'name', ARRAY(SELECT jsonb_array_elements_text(links)), document, ${now}, ${now} FROM jsonb_to_recordset(${rows}::jsonb) AS row(id text, document jsonb, links jsonb) ON CONFLICT (id) DO NOTHING`,
  ServiceCatalog: (tx, rows, now) => tx.$executeRaw`
    INSERT INTO "ServiceCatalog" (id, name, document, "createdAt", "updatedAt") SELECT id, document ->> 'name', document, ${now}, ${now} FROM jsonb_to_recordset(${rows}::jsonb) AS row(id text, document jsonb) ON CONFLICT (id) DO NOTHING`,
};

/** @throws Refusal ALREADY_EXISTS when an id is taken */
export async function insertResources(tx: Statements, kind: ResourceKind, rows: readonly NewResource[], now: Date): Promise<void> {
  if ((await INSERT[kind](tx, recordsOf(rows), now)) !== rows.length) throw new Refusal('ALREADY_EXISTS', `There is a ${wordsOf(kind)} of the same id.`);
}

const LOCK: Readonly<Record<ResourceKind, (tx: Statements, id: string) => Promise<readonly HeldRow[]>>> = {
  ServiceSpecification: (tx, id) => tx.$queryRaw`
    SELECT id, document, "createdAt", "updatedAt", "organizationId", false AS "byPeering", '{}'::text[] AS links FROM "ServiceSpecification" WHERE id = ${id} FOR UPDATE`,
  ServiceCandidate: (tx, id) => tx.$queryRaw`
    SELECT id, document, "createdAt", "updatedAt", "organizationId", false AS "byPeering", '{}'::text[] AS links FROM "ServiceCandidate" WHERE id = ${id} FOR UPDATE`,
  ServiceCategory: (tx, id) => tx.$queryRaw`
    SELECT id, document, "createdAt", "updatedAt", NULL AS "organizationId", "byPeering", links FROM "ServiceCategory" WHERE id = ${id} FOR UPDATE`,
  ServiceCatalog: (tx, id) => tx.$queryRaw`
    SELECT id, document, "createdAt", "updatedAt", NULL AS "organizationId", "byPeering", '{}'::text[] AS links FROM "ServiceCatalog" WHERE id = ${id} FOR UPDATE`,
};

/** Held until the transaction ends. @throws Refusal NOT_FOUND; PEERED_SPEC when it comes from a peered OSS */
export async function holdResource(tx: Statements, kind: ResourceKind, id: string): Promise<HeldRow> {
  const [row] = id.includes('\0') ? [] : await LOCK[kind](tx, id);
  if (!row) throw new Refusal('NOT_FOUND', `There is no such ${wordsOf(kind)}.`);
  if (row.organizationId !== null) throw new Refusal('PEERED_SPEC', `The ${wordsOf(kind)} comes from a peered OSS and follows it: it cannot be changed here.`);
  return row;
}

const UPDATE: Readonly<Record<ResourceKind, (tx: Statements, row: NewResource, document: string, now: Date) => Promise<number>>> = {
  ServiceSpecification: (tx, { id }, document, now) => tx.$executeRaw`UPDATE "ServiceSpecification" SET document = ${document}::jsonb, "updatedAt" = ${now} WHERE id = ${id}`,
  ServiceCandidate: (tx, { id }, document, now) => tx.$executeRaw`UPDATE "ServiceCandidate" SET document = ${document}::jsonb, "updatedAt" = ${now} WHERE id = ${id}`,
  ServiceCategory: (tx, { id, document: { name }, links = [] }, document, now) => tx.$executeRaw`
    UPDATE "ServiceCategory" SET document = ${document}::jsonb, name = ${String(name)}, links = ${links}::text[], "byPeering" = false, "updatedAt" = ${now} WHERE id = ${id}`,
  ServiceCatalog: (tx, { id, document: { name } }, document, now) => tx.$executeRaw`
    UPDATE "ServiceCatalog" SET document = ${document}::jsonb, name = ${String(name)}, "byPeering" = false, "updatedAt" = ${now} WHERE id = ${id}`,
};

/** What a user has touched is not a peering's any more. */
export async function updateResource(tx: Statements, kind: ResourceKind, row: NewResource, now: Date): Promise<void> {
  await UPDATE[kind](tx, row, JSON.stringify(row.document), now);
}

const DELETE: Readonly<Record<ResourceKind, (tx: Statements, id: string) => Promise<number>>> = {
  ServiceSpecification: (tx, id) => tx.$executeRaw`DELETE FROM "ServiceSpecification" WHERE id = ${id}`,
  ServiceCandidate: (tx, id) => tx.$executeRaw`DELETE FROM "ServiceCandidate" WHERE id = ${id}`,
  ServiceCategory: (tx, id) => tx.$executeRaw`DELETE FROM "ServiceCategory" WHERE id = ${id}`,
  ServiceCatalog: (tx, id) => tx.$executeRaw`DELETE FROM "ServiceCatalog" WHERE id = ${id}`,
};

export async function deleteResource(tx: Statements, kind: ResourceKind, id: string): Promise<void> {
  await DELETE[kind](tx, id);
}
