import { derivedId, type Uuid } from '../../../kernel/id.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import type { Statements } from '../../../outbound/storage/database.js';
import { dropCategoryRefs, type NamedRow } from '../category/category-refs.store.js';
import type { ResourceChange } from '../catalog.events.js';
import { withDefaults } from '../resource/document.rules.js';
import type { Place } from './peered.rules.js';

/** Under which the ids of what peerings make are derived: recovery brings the same ids back. */
const NAMESPACE = '6f0c5f0e-6d0b-5a53-9d52-0f3f6b3b7a10' as Uuid;

interface HeldCatalog extends NamedRow {
  readonly categories: readonly NamedRow[];
}

/** Names cannot hold it. */
export const placeKey = ({ catalog, category }: Place): string => JSON.stringify([catalog, category]);

export interface FoundPlaces {
  /** Category by place. */
  readonly categories: ReadonlyMap<string, NamedRow>;
  readonly changes: readonly ResourceChange[];
}

/** Finds the categories by their exact names, or makes them; the oldest of those of the same name. The structure is locked by then. */
export async function findPlaces(tx: Statements, places: readonly Place[], now: Date): Promise<FoundPlaces> {
  const found = new Map<string, NamedRow>();
  if (places.length === 0) return { categories: found, changes: [] };
  const changes: ResourceChange[] = [];
  const wanted = new Map<string, Set<string>>();
  for (const { catalog, category } of places) wanted.set(catalog, (wanted.get(catalog) ?? new Set()).add(category));
  const held = await catalogsNamed(tx, [...wanted.keys()]);
  for (const [name, names] of wanted) {
    const catalog = held.get(name) ?? (await makeCatalog(tx, name, now));
    const missing: NamedRow[] = [];
    for (const category of names) {
      const there = catalog.categories.find((one) => one.name === category);
      const made = there ?? (await makeCategory(tx, catalog.id, category, now));
      if (!there) missing.push(made);
      found.set(placeKey({ catalog: name, category }), made);
    }
    await addCategories(tx, catalog.id, missing, now);
    if (missing.length > 0) changes.push({ kind: 'ServiceCatalog', change: held.has(name) ? 'CHANGED' : 'CREATED', id: catalog.id, name });
    changes.push(...missing.map((one) => ({ kind: 'ServiceCategory', change: 'CREATED', id: one.id, name: one.name }) as const));
  }
  return { categories: found, changes };
}

async function catalogsNamed(tx: Statements, names: readonly string[]): Promise<ReadonlyMap<string, HeldCatalog>> {
  const rows = await tx.$queryRaw<{ id: string; name: string; categoryId: string | null; category: string | null }[]>`
    SELECT catalog.id, catalog.name, category.id AS "categoryId", category.name AS category
    FROM "ServiceCatalog" AS catalog
    LEFT JOIN LATERAL jsonb_array_elements(catalog.document -> 'category') WITH ORDINALITY AS held(ref, nth) ON true
    LEFT JOIN "ServiceCategory" AS category ON category.id = ref ->> 'id'
    WHERE catalog.name = ANY(${names}::text[]) ORDER BY catalog."createdAt", catalog.id, nth`;
  const held = new Map<string, HeldCatalog & { categories: NamedRow[] }>();
  for (const { id, name, categoryId, category } of rows) {
    const first = held.get(name) ?? { id, name, categories: [] };
    held.set(name, first);
    if (first.id === id && categoryId !== null && category !== null) first.categories.push({ id: categoryId, name: category });
  }
  return held;
}

async function makeCatalog(tx: Statements, name: string, now: Date): Promise<HeldCatalog> {
  const document = JSON.stringify(fresh('ServiceCatalog', name, now));
  // One of that id has been renamed by a user since, and is theirs
  for (let nth = 1; ; nth += 1) {
    const id = derivedId(NAMESPACE, JSON.stringify(nth === 1 ? ['catalog', name] : ['catalog', name, nth]));
    const made = await tx.$executeRaw`
      INSERT INTO "ServiceCatalog" (id, name, "byPeering", document, "createdAt", "updatedAt") VALUES (${id}, ${name}, true, ${document}::jsonb, ${now}, ${now}) ON CONFLICT DO NOTHING`;
    if (made === 1) return { id, name, categories: [] };
  }
}

async function makeCategory(tx: Statements, catalogId: string, name: string, now: Date): Promise<NamedRow> {
  const document = JSON.stringify(fresh('ServiceCategory', name, now));
  for (let nth = 1; ; nth += 1) {
    const id = derivedId(NAMESPACE, JSON.stringify(nth === 1 ? ['category', catalogId, name] : ['category', catalogId, name, nth]));
    // One of that name which a user has taken out of the catalog comes back into it
    const [row] = await tx.$queryRaw<NamedRow[]>`
      INSERT INTO "ServiceCategory" AS held (id, name, "byPeering", document, "createdAt", "updatedAt") VALUES (${id}, ${name}, true, ${document}::jsonb, ${now}, ${now})
      ON CONFLICT (id) DO UPDATE SET "updatedAt" = held."updatedAt" WHERE held.name = EXCLUDED.name RETURNING id, name`;
    if (row) return row;
  }
}

const fresh = (kind: 'ServiceCatalog' | 'ServiceCategory', name: string, now: Date): JsonObject => withDefaults(kind, { name, lifecycleStatus: 'Active', lastUpdate: now.toISOString() });

async function addCategories(tx: Statements, catalogId: string, categories: readonly NamedRow[], now: Date): Promise<void> {
  if (categories.length === 0) return;
  const refs = categories.map(({ id, name }) => ({ id, name, '@referredType': 'ServiceCategory' }));
  await tx.$executeRaw`
    UPDATE "ServiceCatalog" SET "updatedAt" = ${now},
      document = document || jsonb_build_object('lastUpdate', ${now.toISOString()}::text, 'category', coalesce(document -> 'category', '[]'::jsonb) || ${JSON.stringify(refs)}::jsonb)
    WHERE id = ${catalogId}`;
}

/** Of the categories, those go that peerings made and that hold nothing; so do catalogs that are empty then. */
export async function sweepPlaces(tx: Statements, categoryIds: readonly string[], now: Date): Promise<readonly ResourceChange[]> {
  if (categoryIds.length === 0) return [];
  const gone = await tx.$queryRaw<NamedRow[]>`
    DELETE FROM "ServiceCategory" AS category WHERE id = ANY(${categoryIds}::text[]) AND "byPeering" AND links = '{}'
      AND jsonb_array_length(coalesce(document -> 'serviceCandidate', '[]'::jsonb)) = 0 AND jsonb_array_length(coalesce(document -> 'category', '[]'::jsonb)) = 0
      AND NOT EXISTS (SELECT 1 FROM "ServiceCategory" AS child WHERE child.document ->> 'parentId' = category.id)
    RETURNING id, name`;
  if (gone.length === 0) return [];
  const { catalogs, categories } = await dropCategoryRefs(tx, gone.map(({ id }) => id), now);
  const empty = await tx.$queryRaw<NamedRow[]>`
    DELETE FROM "ServiceCatalog" WHERE id = ANY(${catalogs.map(({ id }) => id)}::text[]) AND "byPeering" AND jsonb_array_length(coalesce(document -> 'category', '[]'::jsonb)) = 0 RETURNING id, name`;
  const without = new Set(empty.map(({ id }) => id));
  return [
    ...gone.map((row) => ({ kind: 'ServiceCategory', change: 'DELETED', ...row }) as const),
    ...categories.map((row) => ({ kind: 'ServiceCategory', change: 'CHANGED', ...row }) as const),
    ...catalogs.map(({ id, name }) => ({ kind: 'ServiceCatalog', change: without.has(id) ? 'DELETED' : 'CHANGED', id, name }) as const),
  ];
}
