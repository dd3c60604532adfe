import DataLoader from 'dataloader';
import type { RequestContext } from '../../kernel/context.js';
import type { Page } from '../../kernel/page.js';
import { perRequest } from '../../kernel/per-request.js';
import type { ResourceQuery } from '../../kernel/tmf/page.js';
import type { DocumentRow } from '../../outbound/storage/documents.js';
import { toCandidate } from './candidate/candidate.answers.js';
import type { ServiceCandidate } from './candidate/candidate.types.js';
import { toCategory } from './category/category.answers.js';
import type { ServiceCategory } from './category/category.types.js';
import type { RelationStore } from './resource/relation.store.js';
import type { ResourceReader } from './resource/resource.service.js';
import type { Shown } from './resource/shown.rules.js';
import { toServiceCatalog } from './service-catalog/service-catalog.answers.js';
import type { ServiceCatalog } from './service-catalog/service-catalog.types.js';
import { toSpecification } from './specification/specification.answers.js';
import type { ServiceSpecification, SpecificationOrigin } from './specification/specification.types.js';

/** Asked for once per request and all at a time. Null: not there. */
export interface CatalogLoaders {
  readonly specification: DataLoader<string, ServiceSpecification | null>;
  readonly candidate: DataLoader<string, ServiceCandidate | null>;
  readonly category: DataLoader<string, ServiceCategory | null>;
  readonly catalog: DataLoader<string, ServiceCatalog | null>;
  readonly origin: DataLoader<string, SpecificationOrigin | null>;
  readonly candidatesOf: DataLoader<string, ServiceCandidate[]>;
  readonly catalogsOf: DataLoader<string, ServiceCatalog[]>;
  /** Those that are there. */
  candidates(ids: readonly string[]): Promise<ServiceCandidate[]>;
  categories(ids: readonly string[]): Promise<ServiceCategory[]>;
  children(category: ServiceCategory): Promise<ServiceCategory[]>;
  ofOrganization(id: string, wanted: Pick<ResourceQuery, 'first' | 'after'>): Promise<Page<DocumentRow>>;
}

export interface LoaderOptions {
  readonly specifications: ResourceReader;
  readonly candidates: ResourceReader;
  readonly categories: ResourceReader;
  readonly catalogs: ResourceReader;
  readonly relations: RelationStore;
  readonly shown: Shown;
}

/** Ids asked for at a time: a category may name thousands. */
const MOST_AT_ONCE = 5_000;

export const catalogLoaders = ({ specifications, candidates, categories, catalogs, relations, shown }: LoaderOptions): ((ctx: RequestContext) => CatalogLoaders) => {
  type To<Node> = (row: DocumentRow, shown: Shown) => Node;
  const byId = <Node>(reader: ResourceReader, to: To<Node>) =>
    new DataLoader<string, Node | null>(async (ids) => (await reader.find(ids)).map((row) => row && to(row, shown)), { maxBatchSize: MOST_AT_ONCE });
  const listed = <Node>(ask: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly DocumentRow[]>>, to: To<Node>) =>
    new DataLoader<string, Node[]>(async (ids) => {
      const found = await ask(ids);
      return ids.map((id) => (found.get(id) ?? []).map((row) => to(row, shown)));
    });

  return perRequest(() => {
    const [specification, candidate, category, catalog] = [byId(specifications, toSpecification), byId(candidates, toCandidate), byId(categories, toCategory), byId(catalogs, toServiceCatalog)];
    const childrenOf = listed((ids) => relations.childrenOf(ids), toCategory);
    const pages = new Map<string, DataLoader<string, Page<DocumentRow>>>();
    return {
      specification,
      candidate,
      category,
      catalog,
      origin: new DataLoader(async (ids) => {
        const found = await relations.origins(ids);
        return ids.map((id) => {
          const origin = found.get(id);
          return origin ? { organization: { id: origin.organizationId }, remoteId: origin.remoteId } : null;
        });
      }),
      candidatesOf: listed((ids) => relations.candidatesOf(ids), toCandidate),
      catalogsOf: listed((ids) => relations.catalogsOf(ids), toServiceCatalog),
      candidates: (ids) => present(candidate, ids),
      categories: (ids) => present(category, ids),
      async children({ id, childIds }) {
        const [named, naming] = await Promise.all([present(category, childIds), childrenOf.load(id)]);
        return [...new Map([...named, ...naming].map((child) => [child.id, child])).values()];
      },
      ofOrganization(id, wanted) {
        const key = JSON.stringify([wanted.first ?? null, wanted.after ?? null]);
        let loader = pages.get(key);
        if (!loader) pages.set(key, (loader = new DataLoader(async (ids) => {
          const found = await relations.ofOrganizations(ids, wanted);
          return ids.map((one) => found.get(one)!);
        })));
        return loader.load(id);
      },
    };
  });
};

const present = async <Node>(loader: DataLoader<string, Node | null>, ids: readonly string[]): Promise<Node[]> => (await loader.loadMany(ids)).flatMap((found) => {
  if (found instanceof Error) throw found;
  return found === null ? [] : [found];
});
