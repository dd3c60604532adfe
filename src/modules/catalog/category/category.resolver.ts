import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import type { RequestContext } from '../../../kernel/context.js';
import { ResourceFilter } from '../../../kernel/tmf/filter.js';
import { resourceCursor } from '../../../kernel/tmf/page.js';
import type { CatalogLoaders } from '../catalog.loaders.js';
import type { Shown } from '../resource/shown.rules.js';
import { ServiceCandidate } from '../candidate/candidate.types.js';
import { ServiceCatalog } from '../service-catalog/service-catalog.types.js';
import { toCategory } from './category.answers.js';
import type { ResourceService } from '../resource/resource.service.js';
import { CreateServiceCategoryInput, DeleteServiceCategoryPayload, ServiceCategory, ServiceCategoryConnection, ServiceCategoryPayload } from './category.types.js';

@Resolver(() => ServiceCategory)
export class ServiceCategoryResolver {
  constructor(
    private readonly service: ResourceService,
    private readonly loaders: (ctx: RequestContext) => CatalogLoaders,
    private readonly shown: Shown,
  ) {}

  @Query(() => ServiceCategory, { nullable: true, description: 'By its id. NOT_FOUND when there is none (any more).' })
  async serviceCategory(@Arg('id', () => ID) id: string): Promise<ServiceCategory> {
    return toCategory(await this.service.get(id), this.shown);
  }

  @Query(() => ServiceCategoryConnection, { description: 'Categories, oldest first.' })
  async serviceCategories(
    @Arg('filter', () => [ResourceFilter], { nullable: true }) filter: ResourceFilter[] | null,
    @Arg('first', () => Int, { nullable: true, description: '1 to 1000; 20 when absent.' }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('offset', () => Int, { nullable: true }) offset: number | null,
  ): Promise<Connection<ServiceCategory>> {
    return toConnection(await this.service.page({ filter, first, after, offset }), (row) => toCategory(row, this.shown), resourceCursor);
  }

  @Mutation(() => ServiceCategoryPayload, { description: 'Makes one of ours.' })
  async createServiceCategory(@Arg('input', () => CreateServiceCategoryInput) input: CreateServiceCategoryInput, @Ctx() ctx: RequestContext): Promise<ServiceCategoryPayload> {
    return { serviceCategory: toCategory(await this.service.create(ctx, input), this.shown) };
  }

  @Mutation(() => ServiceCategoryPayload, { description: 'Changes it by a merge patch (RFC 7386). PEERED_SPEC for what a peered OSS or a peering determines.' })
  async updateServiceCategory(@Arg('id', () => ID) id: string, @Arg('patch', () => GraphQLJSON) patch: unknown, @Ctx() ctx: RequestContext): Promise<ServiceCategoryPayload> {
    return { serviceCategory: toCategory(await this.service.update(ctx, id, patch), this.shown) };
  }

  @Mutation(() => DeleteServiceCategoryPayload, { description: 'PEERED_SPEC for what a peered OSS or a peering determines.' })
  async deleteServiceCategory(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<DeleteServiceCategoryPayload> {
    return { id: await this.service.delete(ctx, id) };
  }

  @FieldResolver(() => ServiceCategory, { nullable: true })
  async parent(@Root() { parentId }: ServiceCategory, @Ctx() ctx: RequestContext): Promise<ServiceCategory | null> {
    return parentId === null ? null : this.loaders(ctx).category.load(parentId);
  }

  @FieldResolver(() => [ServiceCategory], { description: 'Those that it names as its own, and those that name it as their parent.' })
  children(@Root() category: ServiceCategory, @Ctx() ctx: RequestContext): Promise<ServiceCategory[]> {
    return this.loaders(ctx).children(category);
  }

  @FieldResolver(() => [ServiceCandidate], { description: 'Those in it that are there.' })
  serviceCandidates(@Root() { candidateIds }: ServiceCategory, @Ctx() ctx: RequestContext): Promise<ServiceCandidate[]> {
    return this.loaders(ctx).candidates(candidateIds);
  }

  @FieldResolver(() => [ServiceCatalog], { description: 'Those that it is in.' })
  serviceCatalogs(@Root() { id }: ServiceCategory, @Ctx() ctx: RequestContext): Promise<ServiceCatalog[]> {
    return this.loaders(ctx).catalogsOf.load(id);
  }
}
