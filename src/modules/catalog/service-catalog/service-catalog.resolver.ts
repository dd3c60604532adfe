import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import type { RequestContext } from '../../../kernel/context.js';
import { ResourceFilter } from '../../../kernel/tmf/filter.js';
import { resourceCursor } from '../../../kernel/tmf/page.js';
import type { CatalogLoaders } from '../catalog.loaders.js';
import type { Shown } from '../resource/shown.rules.js';
import { ServiceCategory } from '../category/category.types.js';
import { toServiceCatalog } from './service-catalog.answers.js';
import type { ResourceService } from '../resource/resource.service.js';
import { CreateServiceCatalogInput, DeleteServiceCatalogPayload, ServiceCatalog, ServiceCatalogConnection, ServiceCatalogPayload } from './service-catalog.types.js';

@Resolver(() => ServiceCatalog)
export class ServiceCatalogResolver {
  constructor(
    private readonly service: ResourceService,
    private readonly loaders: (ctx: RequestContext) => CatalogLoaders,
    private readonly shown: Shown,
  ) {}

  @Query(() => ServiceCatalog, { nullable: true, description: 'By its id. NOT_FOUND when there is none (any more).' })
  async serviceCatalog(@Arg('id', () => ID) id: string): Promise<ServiceCatalog> {
    return toServiceCatalog(await this.service.get(id), this.shown);
  }

  @Query(() => ServiceCatalogConnection, { description: 'Catalogs, oldest first.' })
  async serviceCatalogs(
    @Arg('filter', () => [ResourceFilter], { nullable: true }) filter: ResourceFilter[] | null,
    @Arg('first', () => Int, { nullable: true, description: '1 to 1000; 20 when absent.' }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('offset', () => Int, { nullable: true }) offset: number | null,
  ): Promise<Connection<ServiceCatalog>> {
    return toConnection(await this.service.page({ filter, first, after, offset }), (row) => toServiceCatalog(row, this.shown), resourceCursor);
  }

  @Mutation(() => ServiceCatalogPayload, { description: 'Makes one of ours.' })
  async createServiceCatalog(@Arg('input', () => CreateServiceCatalogInput) input: CreateServiceCatalogInput, @Ctx() ctx: RequestContext): Promise<ServiceCatalogPayload> {
    return { serviceCatalog: toServiceCatalog(await this.service.create(ctx, input), this.shown) };
  }

  @Mutation(() => ServiceCatalogPayload, { description: 'Changes it by a merge patch (RFC 7386). PEERED_SPEC for what a peered OSS or a peering determines.' })
  async updateServiceCatalog(@Arg('id', () => ID) id: string, @Arg('patch', () => GraphQLJSON) patch: unknown, @Ctx() ctx: RequestContext): Promise<ServiceCatalogPayload> {
    return { serviceCatalog: toServiceCatalog(await this.service.update(ctx, id, patch), this.shown) };
  }

  @Mutation(() => DeleteServiceCatalogPayload, { description: 'PEERED_SPEC for what a peered OSS or a peering determines.' })
  async deleteServiceCatalog(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<DeleteServiceCatalogPayload> {
    return { id: await this.service.delete(ctx, id) };
  }

  @FieldResolver(() => [ServiceCategory], { description: 'Those in it that are there.' })
  serviceCategories(@Root() { categoryIds }: ServiceCatalog, @Ctx() ctx: RequestContext): Promise<ServiceCategory[]> {
    return this.loaders(ctx).categories(categoryIds);
  }
}
