import type { Statements } from '../../../outbound/storage/database.js';
import type { DocumentRow } from '../../../outbound/storage/documents.js';
import type { ResourceChange } from '../catalog.events.js';
import { createdDocument, patchedDocument } from '../resource/document.rules.js';
import { freshRow, idsIn, meantDocument, resourceReader, revived, tell, type ResourceOptions, type ResourceService } from '../resource/resource.service.js';
import { deleteResource, holdResource, insertResources, updateResource, type NewResource } from '../resource/resource.store.js';
import type { HeldRow, ResourceKind } from '../resource/resource.types.js';
import { hrefsOf } from '../resource/shown.rules.js';
import { assignedAmong, dropCategory, dropCategoryRefs, importedAmong, lockStructure, putCategory, renameCategoryRefs, type NamedRow } from './category-refs.store.js';
import { linksAfter, requireNoneOfPeerings } from './category.rules.js';

const KIND = 'ServiceCategory';

/** A category and the candidates that it names know one another: what is said at one end is written at the other. */
export function categoryService(options: ResourceOptions): ResourceService {
  const { db, once, clock, publicUrl } = options;
  const hrefs = hrefsOf(publicUrl, KIND);
  return {
    ...resourceReader(options, KIND),
    async create(ctx, input) {
      const now = clock.now();
      const made = await once.plainly(ctx, async () => {
        const row = freshRow(createdDocument(KIND, meantDocument(input), now), now);
        return async (tx) => {
          const others = await insertCategories(tx, [row], now);
          await tell(tx, options, ctx, { kind: KIND, change: 'CREATED', row, others }, now);
          return row;
        };
      });
      return revived(made);
    },
    update: (ctx, id, patch) =>
      db.transact(async (tx) => {
        const now = clock.now();
        await lockStructure(tx);
        const held = await holdResource(tx, KIND, id);
        const row = { ...held, document: patchedDocument(KIND, { id, href: hrefs.of(id), document: held.document }, patch, now), updatedAt: now };
        const others = await rewrite(tx, held, row, now);
        await tell(tx, options, ctx, { kind: KIND, change: 'CHANGED', row, others }, now);
        return row;
      }),
    delete: (ctx, id) =>
      db.transact(async (tx) => {
        const now = clock.now();
        await lockStructure(tx);
        const row = await holdResource(tx, KIND, id);
        const others = await remove(tx, row, now);
        await tell(tx, options, ctx, { kind: KIND, change: 'DELETED', row, others }, now);
        return id;
      }),
  };
}

/** @returns the candidates that name them now */
export async function insertCategories(tx: Statements, rows: readonly NewResource[], now: Date): Promise<readonly ResourceChange[]> {
  await lockStructure(tx);
  const named = rows.map((row) => ({ ...row, candidates: idsIn(row.document['serviceCandidate']) }));
  const imported = await importedAmong(tx, named.flatMap(({ candidates }) => candidates));
  await insertResources(tx, KIND, named.map(({ id, document, candidates }) => ({ id, document, links: candidates.filter((candidate) => imported.has(candidate)) })), now);
  const changed: NamedRow[] = [];
  for (const { id, document, candidates } of named) changed.push(...(await putCategory(tx, { id, name: String(document['name']) }, candidates, now)));
  return changesOf('ServiceCandidate', changed);
}

async function rewrite(tx: Statements, held: HeldRow, { id, document }: DocumentRow, now: Date): Promise<readonly ResourceChange[]> {
  const [before, after] = [idsIn(held.document['serviceCandidate']), idsIn(document['serviceCandidate'])];
  const imported = await importedAmong(tx, [...new Set([...before, ...after])]);
  const is = new Set(after);
  const left = held.links.filter((candidate) => imported.has(candidate) && !is.has(candidate));
  const assigned = await assignedAmong(tx, { id, name: String(held.document['name']) }, left);
  const links = linksAfter({ before, after, imported, links: held.links.filter((candidate) => !assigned.has(candidate)) });
  await updateResource(tx, KIND, { id, document, links }, now);
  const renamed = held.document['name'] !== document['name'];
  const was = new Set(before);
  const named = { id, name: String(document['name']) };
  const gone = await dropCategory(tx, id, before.filter((candidate) => !is.has(candidate)), now);
  const entered = await putCategory(tx, named, renamed ? after : after.filter((candidate) => !was.has(candidate)), now);
  return [...changesOf('ServiceCandidate', [...gone, ...entered]), ...changesOf('ServiceCatalog', renamed ? await renameCategoryRefs(tx, named, now) : [])];
}

async function remove(tx: Statements, { id, document, links }: HeldRow, now: Date): Promise<readonly ResourceChange[]> {
  const before = idsIn(document['serviceCandidate']);
  requireNoneOfPeerings({ before, imported: await importedAmong(tx, before), links });
  await deleteResource(tx, KIND, id);
  const { catalogs, categories } = await dropCategoryRefs(tx, [id], now);
  return [...changesOf('ServiceCandidate', await dropCategory(tx, id, before, now)), ...changesOf('ServiceCatalog', catalogs), ...changesOf(KIND, categories)];
}

const changesOf = (kind: ResourceKind, rows: readonly NamedRow[]): readonly ResourceChange[] => rows.map(({ id, name }) => ({ kind, change: 'CHANGED', id, name }));
