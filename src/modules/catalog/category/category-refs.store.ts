import type { Statements } from '../../../outbound/storage/database.js';

/** Whoever changes which categories and catalogs there are, or what is in them, does it alone until the transaction ends. */
export async function lockStructure(tx: Statements): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('catalog:structure', 0))`;
}

/** A candidate in a category. */
export interface Placement {
  readonly categoryId: string;
  readonly candidateId: string;
}

export interface NamedPlacement extends Placement {
  readonly name: string;
  readonly version: string | undefined;
}

export interface NamedRow {
  readonly id: string;
  readonly name: string;
}

/** Categories come to name the candidates as they are called now, whether they did before or not. @returns the categories that changed */
export async function putCandidates(tx: Statements, placements: readonly NamedPlacement[], now: Date): Promise<readonly NamedRow[]> {
  if (placements.length === 0) return [];
  const put = placements.map(({ categoryId, candidateId, name, version }) => ({
    category: categoryId,
    candidate: candidateId,
    ref: { id: candidateId, name, ...(version !== undefined && { version }), '@referredType': 'ServiceCandidate' },
  }));
  return tx.$queryRaw<NamedRow[]>`
    UPDATE "ServiceCategory" AS category SET "updatedAt" = ${now}, document = document || jsonb_build_object('lastUpdate', ${now.toISOString()}::text, 'serviceCandidate', (
      SELECT coalesce(jsonb_agg(ref ORDER BY nth), '[]'::jsonb) FROM jsonb_array_elements(coalesce(document -> 'serviceCandidate', '[]'::jsonb)) WITH ORDINALITY AS held(ref, nth)
      LEFT JOIN unnest(put.candidates) AS candidate ON candidate = ref ->> 'id' WHERE candidate IS NULL
    ) || put.refs)
    FROM (
      SELECT category, jsonb_agg(ref ORDER BY ref ->> 'name', candidate) AS refs, array_agg(candidate) AS candidates
      FROM jsonb_to_recordset(${JSON.stringify(put)}::jsonb) AS one(category text, candidate text, ref jsonb) GROUP BY category
    ) AS put
    WHERE id = put.category RETURNING id, name`;
}

/** Categories name the candidates no more. @returns the categories that changed */
export async function dropCandidates(tx: Statements, placements: readonly Placement[], now: Date): Promise<readonly NamedRow[]> {
  if (placements.length === 0) return [];
  return tx.$queryRaw<NamedRow[]>`
    UPDATE "ServiceCategory" AS category SET "updatedAt" = ${now}, document = document || jsonb_build_object('lastUpdate', ${now.toISOString()}::text, 'serviceCandidate', (
      SELECT coalesce(jsonb_agg(ref ORDER BY nth), '[]'::jsonb) FROM jsonb_array_elements(coalesce(document -> 'serviceCandidate', '[]'::jsonb)) WITH ORDINALITY AS held(ref, nth)
      LEFT JOIN unnest(dropped.candidates) AS candidate ON candidate = ref ->> 'id' WHERE candidate IS NULL
    ))
    FROM (
      SELECT category, array_agg(candidate) AS candidates
      FROM jsonb_to_recordset(${JSON.stringify(placements.map(({ categoryId, candidateId }) => ({ category: categoryId, candidate: candidateId })))}::jsonb) AS one(category text, candidate text) GROUP BY category
    ) AS dropped
    WHERE id = dropped.category RETURNING id, name`;
}

/** Catalogs and other categories name the categories no more. @returns what changed */
export async function dropCategoryRefs(tx: Statements, ids: readonly string[], now: Date): Promise<{ readonly catalogs: readonly NamedRow[]; readonly categories: readonly NamedRow[] }> {
  if (ids.length === 0) return { catalogs: [], categories: [] };
  const catalogs = await tx.$queryRaw<NamedRow[]>`
    UPDATE "ServiceCatalog" SET "updatedAt" = ${now}, document = document || jsonb_build_object('lastUpdate', ${now.toISOString()}::text, 'category', (
      SELECT coalesce(jsonb_agg(ref ORDER BY nth), '[]'::jsonb) FROM jsonb_array_elements(document -> 'category') WITH ORDINALITY AS held(ref, nth) WHERE NOT ref ->> 'id' = ANY(${ids}::text[])
    ))
    WHERE EXISTS (SELECT 1 FROM jsonb_array_elements(document -> 'category') AS ref WHERE ref ->> 'id' = ANY(${ids}::text[])) RETURNING id, name`;
  const categories = await tx.$queryRaw<NamedRow[]>`
    UPDATE "ServiceCategory" SET "updatedAt" = ${now}, document = document || jsonb_build_object('lastUpdate', ${now.toISOString()}::text, 'category', (
      SELECT coalesce(jsonb_agg(ref ORDER BY nth), '[]'::jsonb) FROM jsonb_array_elements(document -> 'category') WITH ORDINALITY AS held(ref, nth) WHERE NOT ref ->> 'id' = ANY(${ids}::text[])
    ))
    WHERE EXISTS (SELECT 1 FROM jsonb_array_elements(document -> 'category') AS ref WHERE ref ->> 'id' = ANY(${ids}::text[])) RETURNING id, name`;
  return { catalogs, categories };
}

/** Candidates come to name the category as it is called now. */
export async function putCategory(tx: Statements, { id, name }: NamedRow, candidateIds: readonly string[], now: Date): Promise<readonly NamedRow[]> {
  if (candidateIds.length === 0) return [];
  const ref = JSON.stringify([{ id, name, '@referredType': 'ServiceCategory' }]);
  return tx.$queryRaw<NamedRow[]>`
    UPDATE "ServiceCandidate" SET "updatedAt" = ${now}, document = document || jsonb_build_object('lastUpdate', ${now.toISOString()}::text, 'category', (
      SELECT coalesce(jsonb_agg(ref ORDER BY nth), '[]'::jsonb) FROM jsonb_array_elements(coalesce(document -> 'category', '[]'::jsonb)) WITH ORDINALITY AS held(ref, nth) WHERE ref ->> 'id' <> ${id}
    ) || ${ref}::jsonb)
    WHERE id = ANY(${candidateIds}::text[]) RETURNING id, document ->> 'name' AS name`;
}

/** Candidates name the category no more. */
export async function dropCategory(tx: Statements, categoryId: string, candidateIds: readonly string[], now: Date): Promise<readonly NamedRow[]> {
  if (candidateIds.length === 0) return [];
  return tx.$queryRaw<NamedRow[]>`
    UPDATE "ServiceCandidate" SET "updatedAt" = ${now}, document = document || jsonb_build_object('lastUpdate', ${now.toISOString()}::text, 'category', (
      SELECT coalesce(jsonb_agg(ref ORDER BY nth), '[]'::jsonb) FROM jsonb_array_elements(coalesce(document -> 'category', '[]'::jsonb)) WITH ORDINALITY AS held(ref, nth) WHERE ref ->> 'id' <> ${categoryId}
    ))
    WHERE id = ANY(${candidateIds}::text[]) RETURNING id, document ->> 'name' AS name`;
}

/** Catalogs and categories that name the category call it as it is called now. */
export async function renameCategoryRefs(tx: Statements, { id, name }: NamedRow, now: Date): Promise<readonly NamedRow[]> {
  const meant = JSON.stringify({ category: [{ id }] });
  return tx.$queryRaw<NamedRow[]>`
    UPDATE "ServiceCatalog" SET "updatedAt" = ${now}, document = document || jsonb_build_object('lastUpdate', ${now.toISOString()}::text, 'category', (
      SELECT jsonb_agg(CASE WHEN ref ->> 'id' = ${id} THEN ref || jsonb_build_object('name', ${name}::text) ELSE ref END ORDER BY nth) FROM jsonb_array_elements(document -> 'category') WITH ORDINALITY AS held(ref, nth)
    ))
    WHERE document @> ${meant}::jsonb RETURNING id, name`;
}

/** A user has put something into them: they stay when peerings leave. */
export async function keepCategories(tx: Statements, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.$executeRaw`UPDATE "ServiceCategory" SET "byPeering" = false WHERE id = ANY(${ids}::text[]) AND "byPeering"`;
}

/** Those of the candidates that come from a peered OSS. */
export async function importedAmong(tx: Statements, candidateIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (candidateIds.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM "ServiceCandidate" WHERE id = ANY(${candidateIds}::text[]) AND "organizationId" IS NOT NULL`;
  return new Set(rows.map(({ id }) => id));
}

/** Those of the categories that peerings made. */
export async function peeringsAmong(tx: Statements, categoryIds: readonly string[]): Promise<readonly string[]> {
  if (categoryIds.length === 0) return [];
  return (await tx.$queryRaw<{ id: string }[]>`SELECT id FROM "ServiceCategory" WHERE id = ANY(${categoryIds}::text[]) AND "byPeering"`).map(({ id }) => id);
}

/** Those of the candidates that a peering has assigned to the category, by its name and that of a catalog that it is in. */
export async function assignedAmong(tx: Statements, { id, name }: NamedRow, candidateIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (candidateIds.length === 0) return new Set();
  const meant = JSON.stringify({ category: [{ id }] });
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT candidate.id FROM "ServiceCandidate" AS candidate JOIN "PeeredCatalog" AS peered ON peered."organizationId" = candidate."organizationId"
    CROSS JOIN LATERAL jsonb_array_elements(peered.assignments) AS catalog CROSS JOIN LATERAL jsonb_array_elements(catalog -> 'categories') AS category
    WHERE candidate.id = ANY(${candidateIds}::text[]) AND category ->> 'name' = ${name} AND jsonb_exists(category -> 'specs', candidate."remoteId")
      AND EXISTS (SELECT 1 FROM "ServiceCatalog" WHERE name = catalog ->> 'name' AND document @> ${meant}::jsonb)`;
  return new Set(rows.map(({ id: found }) => found));
}
