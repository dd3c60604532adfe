import type { Statements } from '../../../outbound/storage/database.js';
import type { ResourceChange } from '../catalog.events.js';
import { dropCandidates, keepCategories, lockStructure, putCandidates, type NamedRow } from '../category/category-refs.store.js';
import { createdDocument, patchedDocument } from '../resource/document.rules.js';
import { freshRow, idsIn, meantDocument, resourceReader, revived, tell, type ResourceOptions, type ResourceService } from '../resource/resource.service.js';
import { deleteResource, holdResource, insertResources, updateResource, type NewResource } from '../resource/resource.store.js';
import { hrefsOf } from '../resource/shown.rules.js';

const KIND = 'ServiceCandidate';

/** A candidate and the categories that it names know one another: what is said at one end is written at the other. */
export function candidateService(options: ResourceOptions): ResourceService {
  const { db, once, clock, publicUrl } = options;
  const hrefs = hrefsOf(publicUrl, KIND);
  return {
    ...resourceReader(options, KIND),
    async create(ctx, input) {
      const now = clock.now();
      const made = await once.plainly(ctx, async () => {
        const row = freshRow(createdDocument(KIND, meantDocument(input), now), now);
        return async (tx) => {
          const others = await insertCandidates(tx, [row], now);
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
        await updateResource(tx, KIND, row, now);
        const is = idsIn(row.document['category']);
        const left = idsIn(held.document['category']).filter((categoryId) => !is.includes(categoryId));
        const others = [...(await leave(tx, id, left, now)), ...(await enter(tx, [row], now))];
        await tell(tx, options, ctx, { kind: KIND, change: 'CHANGED', row, others }, now);
        return row;
      }),
    delete: (ctx, id) =>
      db.transact(async (tx) => {
        await lockStructure(tx);
        const [row, now] = [await holdResource(tx, KIND, id), clock.now()];
        await deleteResource(tx, KIND, id);
        const others = await leave(tx, id, idsIn(row.document['category']), now);
        await tell(tx, options, ctx, { kind: KIND, change: 'DELETED', row, others }, now);
        return id;
      }),
  };
}

/** @returns the categories that name them now */
export async function insertCandidates(tx: Statements, rows: readonly NewResource[], now: Date): Promise<readonly ResourceChange[]> {
  await lockStructure(tx);
  await insertResources(tx, KIND, rows, now);
  return enter(tx, rows, now);
}

async function enter(tx: Statements, rows: readonly NewResource[], now: Date): Promise<readonly ResourceChange[]> {
  const placements = rows.flatMap(({ id, document }) =>
    idsIn(document['category']).map((categoryId) => ({ categoryId, candidateId: id, name: String(document['name']), version: typeof document['version'] === 'string' ? document['version'] : undefined })),
  );
  const changed = await putCandidates(tx, placements, now);
  await keepCategories(tx, changed.map(({ id }) => id));
  return changed.map(changedCategory);
}

const leave = async (tx: Statements, candidateId: string, categoryIds: readonly string[], now: Date): Promise<readonly ResourceChange[]> =>
  (await dropCandidates(tx, categoryIds.map((categoryId) => ({ categoryId, candidateId })), now)).map(changedCategory);

const changedCategory = ({ id, name }: NamedRow): ResourceChange => ({ kind: 'ServiceCategory', change: 'CHANGED', id, name });
