import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import type { RequestContext } from '../../../kernel/context.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import { resourceCursor } from '../../../kernel/tmf/page.js';
import { peeringDocument, selectedSpecs, toPeering, toSummary } from './peering.answers.js';
import { AddPeeringInput, PeeringPlan, PlanPeeringInput, UpdatePeeringInput } from './peering-input.types.js';
import type { PeeringChanges } from './peering-change.service.js';
import type { PeeringLoaders } from './peering.loaders.js';
import type { PeeringService } from './peering.service.js';
import { AddPeeringPayload, DiscoverPeeringPayload, EndPeeringPayload, Peering, PeeringConnection, PeeringStatus, SelectedSpec, UpdatePeeringPayload } from './peering-view.types.js';
import type { PeeringPlans } from './plan.service.js';
import { Organization, ServiceSpecification } from './stub.types.js';

@Resolver(() => Peering)
export class PeeringResolver {
  constructor(
    private readonly peerings: PeeringService,
    private readonly changes: PeeringChanges,
    private readonly plans: PeeringPlans,
    private readonly loaders: (ctx: RequestContext) => PeeringLoaders,
  ) {}

  @Query(() => Peering, { nullable: true, description: "By its organization's id. NOT_FOUND when there is none (any more)." })
  async peering(@Arg('organizationId', () => ID) organizationId: string): Promise<Peering> {
    return toPeering(await this.peerings.get(organizationId));
  }

  @Query(() => PeeringConnection, { name: 'peerings', description: 'Oldest first; those that stand (active, degraded, unreachable) unless others are asked for.' })
  async allPeerings(
    @Arg('status', () => [PeeringStatus], { nullable: true }) status: (keyof typeof PeeringStatus)[] | null,
    @Arg('first', () => Int, { nullable: true, description: '1 to 1000; 20 by default.' }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('offset', () => Int, { nullable: true }) offset: number | null,
  ): Promise<Connection<Peering>> {
    return toConnection(await this.peerings.page({ status, first, after, offset }), toPeering, ({ createdAt, organizationId }) => resourceCursor({ createdAt, id: organizationId }));
  }

  @Query(() => PeeringPlan, { description: 'What addPeering, or for a peering that stands updatePeering, would do. The OSS is asked; nothing is written.' })
  planPeering(@Arg('input', () => PlanPeeringInput) input: PlanPeeringInput, @Ctx() ctx: RequestContext): Promise<PeeringPlan> {
    return this.plans.plan(ctx, input);
  }

  @Mutation(() => DiscoverPeeringPayload, { description: 'Asks the OSS what it offers. Changes no selection, and may be repeated at any time.' })
  async discoverPeering(@Arg('organizationId', () => ID) organizationId: string, @Ctx() ctx: RequestContext): Promise<DiscoverPeeringPayload> {
    return this.changes.discover(ctx, organizationId).then(({ row, offered }) => ({ peering: toPeering(row), specs: offered.flatMap((source) => toSummary(source, row.selection) ?? []) }));
  }

  @Mutation(() => AddPeeringPayload, { description: 'Chooses specifications of the OSS, besides those that were chosen before, and imports them: all or none. The catalog follows at once, but not in the same moment.' })
  async addPeering(@Arg('input', () => AddPeeringInput) input: AddPeeringInput, @Ctx() ctx: RequestContext): Promise<AddPeeringPayload> {
    return this.changes.add(ctx, input).then(({ row, failed }) => ({ peering: toPeering(row), failedSpecs: failed.map(({ remoteId, name, code }) => ({ remoteId, name, code })) }));
  }

  @Mutation(() => UpdatePeeringPayload, { description: 'Changes what is chosen, and imports what has changed at the OSS; with nothing but the id it does only that.' })
  async updatePeering(@Arg('input', () => UpdatePeeringInput) input: UpdatePeeringInput, @Ctx() ctx: RequestContext): Promise<UpdatePeeringPayload> {
    return { peering: toPeering(await this.changes.update(ctx, input)) };
  }

  @Mutation(() => EndPeeringPayload, { description: 'Takes everything of it out of the catalog. The OSS is not asked, it may be dead.' })
  async endPeering(@Arg('organizationId', () => ID) organizationId: string, @Ctx() ctx: RequestContext): Promise<EndPeeringPayload> {
    return { peering: toPeering(await this.peerings.end(ctx, organizationId)) };
  }

  @FieldResolver(() => [SelectedSpec], { description: 'What was chosen, in the order of the names.' })
  async selectedSpecs(@Root() { row }: Peering, @Ctx() ctx: RequestContext): Promise<SelectedSpec[]> {
    return selectedSpecs(row, await this.loaders(ctx).specs.load(row.organizationId));
  }

  @FieldResolver(() => [ServiceSpecification], { description: 'What of it our catalog shows.' })
  async visibleSpecs(@Root() { row }: Peering, @Ctx() ctx: RequestContext): Promise<ServiceSpecification[]> {
    const { specs, inCatalog } = this.loaders(ctx);
    const told = selectedSpecs(row, await specs.load(row.organizationId)).flatMap(({ specification }) => specification ?? []);
    const there = await Promise.all(told.map(({ id }) => inCatalog.load(id)));
    return told.filter((_, at) => there[at]);
  }

  @FieldResolver(() => GraphQLJSON, { description: 'The peering resource of the HypO Peering API, as REST shows it; specifications by their ids at the OSS.' })
  async document(@Root() { row }: Peering, @Ctx() ctx: RequestContext): Promise<JsonObject> {
    return peeringDocument(row, await this.loaders(ctx).specs.load(row.organizationId), await this.loaders(ctx).party.load(row.organizationId));
  }
}

@Resolver(() => SelectedSpec)
export class SelectedSpecResolver {
  constructor(private readonly loaders: (ctx: RequestContext) => PeeringLoaders) {}

  @FieldResolver(() => ServiceSpecification, { nullable: true, description: 'Null unless visible, and until our catalog has followed.' })
  async specification(@Root() { specification }: SelectedSpec, @Ctx() ctx: RequestContext): Promise<ServiceSpecification | null> {
    return specification && (await this.loaders(ctx).inCatalog.load(specification.id)) ? specification : null;
  }
}

/** What the module adds to an organization. */
@Resolver(() => Organization)
export class OrganizationPeeringResolver {
  constructor(private readonly loaders: (ctx: RequestContext) => PeeringLoaders) {}

  @FieldResolver(() => Peering, { nullable: true, description: 'Null when there is none.' })
  peering(@Root() { id }: Organization, @Ctx() ctx: RequestContext): Promise<Peering | null> {
    return this.loaders(ctx).peering.load(id);
  }
}
