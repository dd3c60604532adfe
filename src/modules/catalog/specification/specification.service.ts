import { createdDocument, patchedDocument } from '../resource/document.rules.js';
import { freshRow, meantDocument, resourceReader, revived, tell, type ResourceOptions, type ResourceService } from '../resource/resource.service.js';
import { deleteResource, holdResource, insertResources, updateResource } from '../resource/resource.store.js';
import { hrefsOf } from '../resource/shown.rules.js';

const KIND = 'ServiceSpecification';

export function specificationService(options: ResourceOptions): ResourceService {
  const { db, once, clock, publicUrl } = options;
  const hrefs = hrefsOf(publicUrl, KIND);
  return {
    ...resourceReader(options, KIND),
    async create(ctx, input) {
      const now = clock.now();
      const made = await once.plainly(ctx, async () => {
        const row = freshRow(createdDocument(KIND, meantDocument(input), now), now);
        return async (tx) => {
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
        const held = await holdResource(tx, KIND, id);
        const row = { ...held, document: patchedDocument(KIND, { id, href: hrefs.of(id), document: held.document }, patch, now), updatedAt: now };
        await updateResource(tx, KIND, row, now);
        await tell(tx, options, ctx, { kind: KIND, change: 'CHANGED', row }, now);
        return row;
      }),
    delete: (ctx, id) =>
      db.transact(async (tx) => {
        const row = await holdResource(tx, KIND, id);
        await deleteResource(tx, KIND, id);
        await tell(tx, options, ctx, { kind: KIND, change: 'DELETED', row }, clock.now());
        return id;
      }),
  };
}
