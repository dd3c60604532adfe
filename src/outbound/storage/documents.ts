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
  const behind = placed(query.after, values);
  // One look at every document, for the count and the page alike: a look at ten thousand takes the embedded database hundreds of milliseconds.
  const { rows } = await db.pool.query<Partial<DocumentRow> & { readonly total: number }>(
    `WITH hit AS MATERIALIZED (SELECT id, "createdAt" FROM "${table}" WHERE ${where}),
      page AS (SELECT id FROM hit WHERE ${behind} ORDER BY "createdAt", id LIMIT ${first + 1} OFFSET ${offset})
    SELECT found.id, document, found."createdAt", "updatedAt", total
    FROM (SELECT count(*)::int AS total FROM hit) AS counted LEFT JOIN (page JOIN "${table}" AS found ON found.id = page.id) ON true ORDER BY found."createdAt", found.id`,
    values,
  );
  const there = rows.filter((row): row is DocumentRow & { readonly total: number } => row.id !== null);
  return { rows: there.slice(0, first).map(({ total: _total, ...row }) => row), totalCount: rows[0]?.total ?? 0, hasNextPage: there.length > first };
}

/** Those that are there, in the order of the ids. */
export async function findDocuments(db: Database, table: DocumentTable, ids: readonly string[]): Promise<readonly (DocumentRow | null)[]> {
  const { rows } = await db.pool.query<DocumentRow>(`SELECT id, document, "createdAt", "updatedAt" FROM "${table}" WHERE id = ANY($1)`, [[...new Set(ids)].filter(isText)]);
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? null);
}

/** PostgreSQL takes no NUL, and no id holds one. */
const isText = (id: string): boolean => !id.includes('\0');

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

/** The test of `fitsFilters`: a path that is lax takes an array for its elements. The id has an index. */
function condition({ path, anyOf }: ResourceFilter, values: unknown[]): string {
  if (path === 'id') return `id = ANY($${values.push(anyOf)}::text[])`;
  const names = path.split('.').map((name) => `."${name}"`).join('');
  const found = `jsonb_path_query(document, $${values.push(`lax $${names}[*]`)}::jsonpath) AS found`;
  return `EXISTS (SELECT 1 FROM ${found} WHERE jsonb_typeof(found) IN ('string', 'number', 'boolean') AND found #>> '{}' = ANY($${values.push(anyOf)}::text[]))`;
}
