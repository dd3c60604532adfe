import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import type { RequestContext } from '../../../kernel/context.js';
import { ResourceFilter } from '../../../kernel/tmf/filter.js';
import { resourceCursor } from '../../../kernel/tmf/page.js';
import type { CatalogLoaders } from '../catalog.loaders.js';
import type { Shown } from '../resource/shown.rules.js';
import { ServiceCandidate } from '../candidate/candidate.types.js';
import { Organization } from '../neighbours.types.js';
import { toSpecification } from './specification.answers.js';
import type { ResourceService } from '../resource/resource.service.js';
import { CreateServiceSpecificationInput, DeleteServiceSpecificationPayload, ServiceSpecification, ServiceSpecificationConnection, ServiceSpecificationPayload, SpecificationOrigin } from './specification.types.js';

@Resolver(() => ServiceSpecification)
export class ServiceSpecificationResolver {
  constructor(
    private readonly service: ResourceService,
    private readonly loaders: (ctx: RequestContext) => CatalogLoaders,
    private readonly shown: Shown,
  ) {}

  @Query(() => ServiceSpecification, { nullable: true, description: 'By its id. NOT_FOUND when there is none (any more).' })
  async serviceSpecification(@Arg('id', () => ID) id: string): Promise<ServiceSpecification> {
    return toSpecification(await this.service.get(id), this.shown);
  }

  @Query(() => ServiceSpecificationConnection, { description: 'Specifications, ours and those of peered OSSs that are there, oldest first.' })
  async serviceSpecifications(
    @Arg('filter', () => [ResourceFilter], { nullable: true }) filter: ResourceFilter[] | null,
    @Arg('first', () => Int, { nullable: true, description: '1 to 1000; 20 when absent.' }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('offset', () => Int, { nullable: true }) offset: number | null,
  ): Promise<Connection<ServiceSpecification>> {
    return toConnection(await this.service.page({ filter, first, after, offset }), (row) => toSpecification(row, this.shown), resourceCursor);
  }

  @Mutation(() => ServiceSpecificationPayload, { description: 'Makes one of ours.' })
  async createServiceSpecification(@Arg('input', () => CreateServiceSpecificationInput) input: CreateServiceSpecificationInput, @Ctx() ctx: RequestContext): Promise<ServiceSpecificationPayload> {
    return { serviceSpecification: toSpecification(await this.service.create(ctx, input), this.shown) };
  }

  @Mutation(() => ServiceSpecificationPayload, { description: 'Changes it by a merge patch (RFC 7386). PEERED_SPEC for what a peered OSS or a peering determines.' })
  async updateServiceSpecification(@Arg('id', () => ID) id: string, @Arg('patch', () => GraphQLJSON) patch: unknown, @Ctx() ctx: RequestContext): Promise<ServiceSpecificationPayload> {
    return { serviceSpecification: toSpecification(await this.service.update(ctx, id, patch), this.shown) };
  }

  @Mutation(() => DeleteServiceSpecificationPayload, { description: 'PEERED_SPEC for what a peered OSS or a peering determines.' })
  async deleteServiceSpecification(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<DeleteServiceSpecificationPayload> {
    return { id: await this.service.delete(ctx, id) };
  }

  @FieldResolver(() => SpecificationOrigin, { nullable: true, description: 'Null for one of ours.' })
  origin(@Root() { id }: ServiceSpecification, @Ctx() ctx: RequestContext): Promise<SpecificationOrigin | null> {
    return this.loaders(ctx).origin.load(id);
  }

  @FieldResolver(() => [ServiceCandidate], { description: 'Those that stand for it.' })
  serviceCandidates(@Root() { id }: ServiceSpecification, @Ctx() ctx: RequestContext): Promise<ServiceCandidate[]> {
    return this.loaders(ctx).candidatesOf.load(id);
  }
}

/** What the module adds to an organization. */
@Resolver(() => Organization)
export class OrganizationSpecificationsResolver {
  constructor(
    private readonly loaders: (ctx: RequestContext) => CatalogLoaders,
    private readonly shown: Shown,
  ) {}

  @FieldResolver(() => ServiceSpecificationConnection, { description: 'What its OSS offers here now.' })
  async serviceSpecifications(
    @Root() { id }: Organization,
    @Arg('first', () => Int, { nullable: true, description: '1 to 1000; 20 when absent.' }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<ServiceSpecification>> {
    return toConnection(await this.loaders(ctx).ofOrganization(id, { first, after }), (row) => toSpecification(row, this.shown), resourceCursor);
  }
}
