import DataLoader from 'dataloader';
import type { RequestContext } from '../../kernel/context.js';
import { perRequest } from '../../kernel/per-request.js';
import type { EventLog } from '../../outbound/event-log.js';
import { ServiceCandidateResolver } from './candidate/candidate.resolver.js';
import { catalogLoaders } from './catalog.loaders.js';
import { CATALOG_SCOPES } from './catalog.scopes.js';
import { ServiceCategoryResolver } from './category/category.resolver.js';
import { catalogChangeResolver } from './change/catalog-change.resolver.js';
import { catalogChanges } from './change/catalog-change.service.js';
import { toExportJob, toImportJob } from './job/job.answers.js';
import { ExportJobResolver, ImportJobResolver } from './job/job.resolver.js';
import type { CatalogJobs } from './job/job.service.js';
import { Organization } from './neighbours.types.js';
import type { RelationStore } from './resource/relation.store.js';
import type { ResourceService } from './resource/resource.service.js';
import type { Shown } from './resource/shown.rules.js';
import { ServiceCatalogResolver } from './service-catalog/service-catalog.resolver.js';
import { OrganizationSpecificationsResolver, ServiceSpecificationResolver } from './specification/specification.resolver.js';

export interface CatalogServices {
  readonly specifications: ResourceService;
  readonly candidates: ResourceService;
  readonly categories: ResourceService;
  readonly catalogs: ResourceService;
  readonly jobs: CatalogJobs;
  readonly relations: RelationStore;
}

type Reference = Readonly<Record<string, unknown>>;
const idOf = ({ id }: Reference): string => String(id);

/** The parts of the subgraph `catalog`. */
export function catalogSubgraph(services: CatalogServices, shown: Shown, events: EventLog) {
  const { specifications, candidates, categories, catalogs, jobs } = services;
  const loaders = catalogLoaders({ ...services, shown });
  const importJobs = perRequest(() => new DataLoader(async (ids: readonly string[]) => (await jobs.find('ImportJob', ids)).map((row) => row && toImportJob(row, shown))));
  const exportJobs = perRequest(() => new DataLoader(async (ids: readonly string[]) => (await jobs.find('ExportJob', ids)).map((row) => row && toExportJob(row, shown))));
  const Changes = catalogChangeResolver(catalogChanges(events));
  const instances = new Map<unknown, unknown>([
    [ServiceSpecificationResolver, new ServiceSpecificationResolver(specifications, loaders, shown)],
    [OrganizationSpecificationsResolver, new OrganizationSpecificationsResolver(loaders, shown)],
    [ServiceCandidateResolver, new ServiceCandidateResolver(candidates, loaders, shown)],
    [ServiceCategoryResolver, new ServiceCategoryResolver(categories, loaders, shown)],
    [ServiceCatalogResolver, new ServiceCatalogResolver(catalogs, loaders, shown)],
    [ImportJobResolver, new ImportJobResolver(jobs, shown)],
    [ExportJobResolver, new ExportJobResolver(jobs, shown)],
    [Changes, new Changes()],
  ]);
  return {
    name: 'catalog',
    resolvers: [...instances.keys()] as [Function, ...Function[]],
    orphanedTypes: [Organization],
    container: { get: (resolver: unknown) => instances.get(resolver) },
    references: {
      ServiceSpecification: (ref: Reference, ctx: RequestContext) => loaders(ctx).specification.load(idOf(ref)),
      ServiceCandidate: (ref: Reference, ctx: RequestContext) => loaders(ctx).candidate.load(idOf(ref)),
      ServiceCategory: (ref: Reference, ctx: RequestContext) => loaders(ctx).category.load(idOf(ref)),
      ServiceCatalog: (ref: Reference, ctx: RequestContext) => loaders(ctx).catalog.load(idOf(ref)),
      ImportJob: (ref: Reference, ctx: RequestContext) => importJobs(ctx).load(idOf(ref)),
      ExportJob: (ref: Reference, ctx: RequestContext) => exportJobs(ctx).load(idOf(ref)),
    },
    scopes: CATALOG_SCOPES,
  };
}
