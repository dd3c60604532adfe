import type { RequestContext } from '../../../kernel/context.js';
import { followChanges } from '../../../outbound/changes.js';
import type { EventLog } from '../../../outbound/event-log.js';
import { RESOURCES_CHANGED, type ResourcesChangedData } from '../catalog.events.js';
import type { ResourceKind } from '../resource/resource.types.js';
import { CatalogChangeKind, CatalogResourceKind, type CatalogChange } from './catalog-change.types.js';

export interface CatalogStream {
  readonly after?: string | null;
}

export interface CatalogChanges {
  /** @throws Refusal INVALID_ARGUMENT (not a cursor), OUT_OF_RANGE (older than the log) */
  follow(ctx: RequestContext, wanted: CatalogStream): AsyncIterable<CatalogChange>;
}

const KINDS: Readonly<Record<ResourceKind, CatalogResourceKind>> = {
  ServiceSpecification: CatalogResourceKind.SERVICE_SPECIFICATION,
  ServiceCandidate: CatalogResourceKind.SERVICE_CANDIDATE,
  ServiceCategory: CatalogResourceKind.SERVICE_CATEGORY,
  ServiceCatalog: CatalogResourceKind.SERVICE_CATALOG,
};

export const catalogChanges = (log: EventLog): CatalogChanges => ({
  follow: (ctx, { after }) =>
    followChanges(log, ctx, {
      type: RESOURCES_CHANGED,
      after,
      everybodys: true,
      where: (_data: ResourcesChangedData) => true,
      toChange: ({ data }) => ({
        organizationId: data.organizationId,
        changes: data.changes.map(({ kind, change, id, name }) => ({ kind: KINDS[kind], change: CatalogChangeKind[change], id, name })),
      }),
    }),
});
