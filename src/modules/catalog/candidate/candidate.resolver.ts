import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import type { RequestContext } from '../../../kernel/context.js';
import { ResourceFilter } from '../../../kernel/tmf/filter.js';
import { resourceCursor } from '../../../kernel/tmf/page.js';
import type { CatalogLoaders } from '../catalog.loaders.js';
import type { Shown } from '../resource/shown.rules.js';
import { ServiceCategory } from '../category/category.types.js';
import { ServiceSpecification } from '../specification/specification.types.js';
import { toCandidate } from './candidate.answers.js';
import type { ResourceService } from '../resource/resource.service.js';
import { CreateServiceCandidateInput, DeleteServiceCandidatePayload, ServiceCandidate, ServiceCandidateConnection, ServiceCandidatePayload } from './candidate.types.js';

@Resolver(() => ServiceCandidate)
export class ServiceCandidateResolver {
  constructor(
    private readonly service: ResourceService,
    private readonly loaders: (ctx: RequestContext) => CatalogLoaders,
    private readonly shown: Shown,
  ) {}

  @Query(() => ServiceCandidate, { nullable: true, description: 'By its id. NOT_FOUND when there is none (any more).' })
  async serviceCandidate(@Arg('id', () => ID) id: string): Promise<ServiceCandidate> {
    return toCandidate(await this.service.get(id), this.shown);
  }

  @Query(() => ServiceCandidateConnection, { description: 'Candidates, oldest first.' })
  async serviceCandidates(
    @Arg('filter', () => [ResourceFilter], { nullable: true }) filter: ResourceFilter[] | null,
    @Arg('first', () => Int, { nullable: true, description: '1 to 1000; 20 when absent.' }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('offset', () => Int, { nullable: true }) offset: number | null,
  ): Promise<Connection<ServiceCandidate>> {
    return toConnection(await this.service.page({ filter, first, after, offset }), (row) => toCandidate(row, this.shown), resourceCursor);
  }

  @Mutation(() => ServiceCandidatePayload, { description: 'Makes one of ours.' })
  async createServiceCandidate(@Arg('input', () => CreateServiceCandidateInput) input: CreateServiceCandidateInput, @Ctx() ctx: RequestContext): Promise<ServiceCandidatePayload> {
    return { serviceCandidate: toCandidate(await this.service.create(ctx, input), this.shown) };
  }

  @Mutation(() => ServiceCandidatePayload, { description: 'Changes it by a merge patch (RFC 7386). PEERED_SPEC for what a peered OSS or a peering determines.' })
  async updateServiceCandidate(@Arg('id', () => ID) id: string, @Arg('patch', () => GraphQLJSON) patch: unknown, @Ctx() ctx: RequestContext): Promise<ServiceCandidatePayload> {
    return { serviceCandidate: toCandidate(await this.service.update(ctx, id, patch), this.shown) };
  }

  @Mutation(() => DeleteServiceCandidatePayload, { description: 'PEERED_SPEC for what a peered OSS or a peering determines.' })
  async deleteServiceCandidate(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<DeleteServiceCandidatePayload> {
    return { id: await this.service.delete(ctx, id) };
  }

  @FieldResolver(() => ServiceSpecification, { nullable: true, description: 'Null when it is not there (any more).' })
  async serviceSpecification(@Root() { specificationId }: ServiceCandidate, @Ctx() ctx: RequestContext): Promise<ServiceSpecification | null> {
    return specificationId === null ? null : this.loaders(ctx).specification.load(specificationId);
  }

  @FieldResolver(() => [ServiceCategory], { description: 'Where it stands, of those that are there.' })
  serviceCategories(@Root() { categoryIds }: ServiceCandidate, @Ctx() ctx: RequestContext): Promise<ServiceCategory[]> {
    return this.loaders(ctx).categories(categoryIds);
  }
}
