import { Refusal } from '../../../kernel/refusal.js';
import { lockStructure, peeringsAmong } from '../category/category-refs.store.js';
import { createdDocument, patchedDocument } from '../resource/document.rules.js';
import { freshRow, idsIn, meantDocument, resourceReader, revived, tell, type ResourceOptions, type ResourceService } from '../resource/resource.service.js';
import { deleteResource, holdResource, insertResources, updateResource } from '../resource/resource.store.js';
import { hrefsOf } from '../resource/shown.rules.js';

const KIND = 'ServiceCatalog';

export function serviceCatalogService(options: ResourceOptions): ResourceService {
  const { db, once, clock, publicUrl } = options;
  const hrefs = hrefsOf(publicUrl, KIND);
  return {
    ...resourceReader(options, KIND),
    async create(ctx, input) {
      const now = clock.now();
      const made = await once.plainly(ctx, async () => {
        const row = freshRow(createdDocument(KIND, meantDocument(input), now), now);
        return async (tx) => {
          await lockStructure(tx);
          await insertResources(tx, KIND, [row], now);
          await tell(tx, options, ctx, { kind: KIND, change: 'CREATED', row }, now);
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
        const is = idsIn(row.document['category']);
        const left = await peeringsAmong(tx, idsIn(held.document['category']).filter((categoryId) => !is.includes(categoryId)));
        if (left.length > 0) throw new Refusal('PEERED_SPEC', 'category must keep what a peering put there: it goes with the peering.', { field: 'category' });
        await updateResource(tx, KIND, row, now);
        await tell(tx, options, ctx, { kind: KIND, change: 'CHANGED', row }, now);
        return row;
      }),
    delete: (ctx, id) =>
      db.transact(async (tx) => {
        await lockStructure(tx);
        const row = await holdResource(tx, KIND, id);
        if (row.byPeering || (await peeringsAmong(tx, idsIn(row.document['category']))).length > 0) throw new Refusal('PEERED_SPEC', 'The service catalog holds what a peering put there: it can go when the peering has.');
        await deleteResource(tx, KIND, id);
        await tell(tx, options, ctx, { kind: KIND, change: 'DELETED', row }, clock.now());
        return id;
      }),
  };
}
