import type { Page } from '../../../kernel/page.js';
import { noRows } from '../../../kernel/page.js';
import { Refusal } from '../../../kernel/refusal.js';
import { fromResourceCursor, MAX_TMF_PAGE, type ResourceQuery } from '../../../kernel/tmf/page.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { DocumentRow } from '../../../outbound/storage/documents.js';

export interface OriginRow {
  readonly organizationId: string;
  readonly remoteId: string;
}

/** What resources are to one another; each is one statement, however many are asked for. */
export interface RelationStore {
  /** By specification; absent for those of ours. */
  origins(ids: readonly string[]): Promise<ReadonlyMap<string, OriginRow>>;
  /** By specification. */
  candidatesOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly DocumentRow[]>>;
  /** By category. */
  catalogsOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly DocumentRow[]>>;
  /** Categories by the parent that they name. */
  childrenOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly DocumentRow[]>>;
  /** Specifications by the organization whose OSS offers them. @throws Refusal INVALID_ARGUMENT, OUT_OF_RANGE */
  ofOrganizations(ids: readonly string[], wanted: Pick<ResourceQuery, 'first' | 'after'>): Promise<ReadonlyMap<string, Page<DocumentRow>>>;
}

type Related = DocumentRow & { readonly of: string };

const ROW = 'row.id, row.document, row."createdAt", row."updatedAt"';

/** A spec's own candidate is found by what both come from; one of ours may stand for any. */
const CANDIDATES_OF = `
  SELECT ${ROW}, spec.id AS of FROM "ServiceSpecification" AS spec JOIN "ServiceCandidate" AS row ON row."organizationId" = spec."organizationId" AND row."remoteId" = spec."remoteId" WHERE spec.id = ANY($1)
  UNION ALL SELECT ${ROW}, row.document #>> '{serviceSpecification,id}' FROM "ServiceCandidate" AS row WHERE row."organizationId" IS NULL AND row.document #>> '{serviceSpecification,id}' = ANY($1)
  ORDER BY 3, 1`;

const CATALOGS_OF = `
  SELECT DISTINCT ON (row."createdAt", row.id, ref ->> 'id') ${ROW}, ref ->> 'id' AS of FROM "ServiceCatalog" AS row, jsonb_array_elements(row.document -> 'category') AS ref
  WHERE ref ->> 'id' = ANY($1) ORDER BY row."createdAt", row.id, ref ->> 'id'`;

const CHILDREN_OF = `SELECT ${ROW}, row.document ->> 'parentId' AS of FROM "ServiceCategory" AS row WHERE row.document ->> 'parentId' = ANY($1) ORDER BY row."createdAt", row.id`;

const OF_ORGANIZATIONS = `
  SELECT ${ROW}, owner.id AS of, (SELECT count(*)::int FROM "ServiceSpecification" WHERE "organizationId" = owner.id) AS total
  FROM unnest($1::text[]) AS owner(id)
  CROSS JOIN LATERAL (
    SELECT * FROM "ServiceSpecification" WHERE "organizationId" = owner.id AND ($3::timestamptz IS NULL OR ("createdAt", id) > ($3::timestamptz, $4::text)) ORDER BY "createdAt", id LIMIT $2
  ) AS row ORDER BY row."createdAt", row.id`;

export function relationStore({ pool }: Pick<Database, 'pool'>): RelationStore {
  const related = async (text: string, ids: readonly string[]): Promise<ReadonlyMap<string, readonly DocumentRow[]>> => grouped((await pool.query<Related>(text, [stored(ids)])).rows);
  return {
    async origins(ids) {
      const { rows } = await pool.query<OriginRow & { id: string }>('SELECT id, "organizationId", "remoteId" FROM "ServiceSpecification" WHERE id = ANY($1) AND "organizationId" IS NOT NULL', [stored(ids)]);
      return new Map(rows.map((row) => [row.id, row]));
    },
    candidatesOf: (ids) => related(CANDIDATES_OF, ids),
    catalogsOf: (ids) => related(CATALOGS_OF, ids),
    childrenOf: (ids) => related(CHILDREN_OF, ids),
    async ofOrganizations(ids, { first, after }) {
      const size = first ?? 20;
      if (!Number.isInteger(size) || size < 1 || size > MAX_TMF_PAGE) throw new Refusal('OUT_OF_RANGE', `first must be 1 to ${MAX_TMF_PAGE}.`, { field: 'first' });
      const place = after == null ? undefined : fromResourceCursor(after);
      const { rows } = await pool.query<Related & { total: number }>(OF_ORGANIZATIONS, [stored(ids), size + 1, place?.createdAt.toISOString() ?? null, place?.id ?? null]);
      const totals = new Map(rows.map(({ of, total }) => [of, total]));
      const pages = [...grouped(rows)].map(([id, found]) => [id, { rows: found.slice(0, size), totalCount: totals.get(id) ?? 0, hasNextPage: found.length > size }] as const);
      return new Map<string, Page<DocumentRow>>([...ids.map((id) => [id, noRows] as const), ...pages]);
    },
  };
}

/** PostgreSQL takes no NUL, and no id holds one. */
const stored = (ids: readonly string[]): readonly string[] => ids.filter((id) => !id.includes('\0'));

function grouped(rows: readonly Related[]): ReadonlyMap<string, readonly DocumentRow[]> {
  const groups = new Map<string, DocumentRow[]>();
  for (const row of rows) {
    const held = groups.get(row.of);
    if (held) held.push(row);
    else groups.set(row.of, [row]);
  }
  return groups;
}
