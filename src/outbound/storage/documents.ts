import type { Page } from '../../kernel/page.js';
import { Refusal } from '../../kernel/refusal.js';
import type { JsonObject } from '../../kernel/tmf/document.js';
import { checkFilters, type ResourceFilter } from '../../kernel/tmf/filter.js';
import { fromResourceCursor, MAX_TMF_PAGE, type ResourceQuery } from '../../kernel/tmf/page.js';
import type { Database } from './database.js';

/** A TMF resource as it is stored: the whole of it in `document`. */
export interface DocumentRow {
  readonly id: string;
  readonly document: JsonObject;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type DocumentTable = 'Organization' | 'Individual' | 'ServiceSpecification' | 'ServiceCandidate' | 'ServiceCategory' | 'ServiceCatalog' | 'ImportJob' | 'ExportJob' | 'Alarm';

const DEFAULT = 20;
const MAX_OFFSET = 2_000_000_000;

/**
 * A page of the resources of a table, oldest first.
 * @throws Refusal INVALID_ARGUMENT (a filter, the cursor), OUT_OF_RANGE (`first`, `offset`)
 */
export async function pageDocuments(db: Database, table: DocumentTable, query: ResourceQuery): Promise<Page<DocumentRow>> {
  const { first, offset } = bounds(query);
  const filters = query.filter ?? [];
  checkFilters(filters);
  const values: unknown[] = [];
  const where = filters.map((filter) => condition(filter, values)).join(' AND ') || 'true';
  const counted = await db.pool.query<{ total: number }>(`SELECT count(*)::int AS total FROM "${table}" WHERE ${where}`, values);
  const behind = placed(query.after, values);
  const { rows } = await db.pool.query<DocumentRow>(
    `SELECT id, document, "createdAt", "updatedAt" FROM "${table}" WHERE ${where} AND ${behind} ORDER BY "createdAt", id LIMIT ${first + 1} OFFSET ${offset}`,
    values,
  );
  return { rows: rows.slice(0, first), totalCount: counted.rows[0]?.total ?? 0, hasNextPage: rows.length > first };
}

/** Those that are there, in the order of the ids. */
export async function findDocuments(db: Database, table: DocumentTable, ids: readonly string[]): Promise<readonly (DocumentRow | null)[]> {
  const { rows } = await db.pool.query<DocumentRow>(`SELECT id, document, "createdAt", "updatedAt" FROM "${table}" WHERE id = ANY($1)`, [[...new Set(ids)]]);
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? null);
}

function bounds({ first, offset, after }: ResourceQuery): { readonly first: number; readonly offset: number } {
  const [size, skipped] = [first ?? DEFAULT, offset ?? 0];
  if (!Number.isInteger(size) || size < 1 || size > MAX_TMF_PAGE) throw new Refusal('OUT_OF_RANGE', `first must be 1 to ${MAX_TMF_PAGE}.`, { field: 'first' });
  if (!Number.isInteger(skipped) || skipped < 0 || skipped > MAX_OFFSET) throw new Refusal('OUT_OF_RANGE', 'offset must be 0 or more.', { field: 'offset' });
  if (skipped > 0 && after != null) throw new Refusal('INVALID_ARGUMENT', 'after and offset are two ways to say the same: send one of them.', { field: 'offset' });
  return { first: size, offset: skipped };
}

function placed(after: string | null | undefined, values: unknown[]): string {
  if (after == null) return 'true';
  const { createdAt, id } = fromResourceCursor(after);
  values.push(createdAt.toISOString(), id);
  return `("createdAt", id) > ($${values.length - 1}::timestamptz, $${values.length}::text)`;
}

/** A value of an array is looked for in its elements. */
function condition({ path, anyOf }: ResourceFilter, values: unknown[]): string {
  values.push(path.split('.'), anyOf);
  const [names, wanted] = [`$${values.length - 1}::text[]`, `$${values.length}::text[]`];
  if (!path.includes('.')) return `document #>> ${names} = ANY(${wanted})`;
  const held = `document -> (${names})[1]`;
  const elements = `CASE jsonb_typeof(${held}) WHEN 'array' THEN ${held} ELSE jsonb_build_array(${held}) END`;
  return `EXISTS (SELECT 1 FROM jsonb_array_elements(${elements}) AS element WHERE element ->> (${names})[2] = ANY(${wanted}))`;
}
