import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import type { RequestContext } from '../../../kernel/context.js';
import { placeCursor } from '../../../kernel/page.js';
import { EdgeCloudZone } from '../stub.types.js';
import type { Creation } from './creation.service.js';
import { toFederation, toPartnerZone } from './federation.answers.js';
import type { FederationChanges } from './federation-change.service.js';
import { AcceptZonesInput, CreateFederationInput, ReleaseZoneInput, UpdateFederationInput } from './federation-input.types.js';
import type { FederationLoaders } from './federation.loaders.js';
import { isAccepted, isOffered } from './federation.rules.js';
import type { FederationService } from './federation.service.js';
import { AcceptZonesPayload, CreateFederationPayload, DeleteFederationPayload, Federation, FederationConnection, ReleaseZonePayload, UpdateFederationPayload } from './federation.types.js';
import { PartnerZone } from './partner-zone.types.js';
import { FederationCallback } from './told-input.types.js';
import type { ToldService } from './told.service.js';
import type { ZoneService } from './zone.service.js';

type Loaders = (ctx: RequestContext) => FederationLoaders;

@Resolver(() => Federation)
export class FederationResolver {
  constructor(
    private readonly federations: FederationService,
    private readonly creation: Creation,
    private readonly changes: FederationChanges,
    private readonly zones: ZoneService,
    private readonly loaders: Loaders,
  ) {}

  @Query(() => Federation, { nullable: true, description: "By the partner's id of it. NOT_FOUND when there is none (any more)." })
  async federation(@Arg('federationContextId', () => ID) federationContextId: string): Promise<Federation> {
    return toFederation(await this.federations.get(federationContextId));
  }

  @Query(() => FederationConnection, { name: 'federations', description: 'Those in which our apps may run at a partner, oldest first.' })
  async allFederations(@Arg('first', () => Int, { nullable: true }) first: number | null, @Arg('after', () => String, { nullable: true }) after: string | null): Promise<Connection<Federation>> {
    return toConnection(await this.federations.page(first, after), toFederation, placeCursor);
  }

  @Mutation(() => CreateFederationPayload, { description: 'Asks a partner operator for a federation; there is one with each at most. The partner offers its zones, which are accepted one by one.' })
  async createFederation(@Arg('input', () => CreateFederationInput) input: CreateFederationInput, @Ctx() ctx: RequestContext): Promise<CreateFederationPayload> {
    return { federation: await this.creation.create(ctx, input) };
  }

  @Mutation(() => UpdateFederationPayload, { description: 'Changes which networks may use it.' })
  async updateFederation(@Arg('input', () => UpdateFederationInput) input: UpdateFederationInput, @Ctx() ctx: RequestContext): Promise<UpdateFederationPayload> {
    return { federation: toFederation(await this.changes.update(ctx, input)) };
  }

  @Mutation(() => DeleteFederationPayload, { description: 'Ends it at the partner. CONFLICT, with what stands, while zones are accepted or apps are there.' })
  async deleteFederation(@Arg('federationContextId', () => ID) federationContextId: string, @Ctx() ctx: RequestContext): Promise<DeleteFederationPayload> {
    return { federationContextId: await this.changes.remove(ctx, federationContextId) };
  }

  @Mutation(() => AcceptZonesPayload, { description: 'Takes zones that the partner offers into use: then apps can be put there. Those that are accepted already stay so.' })
  async acceptZones(@Arg('input', () => AcceptZonesInput) input: AcceptZonesInput, @Ctx() ctx: RequestContext): Promise<AcceptZonesPayload> {
    return this.zones.accept(ctx, input).then(({ federation, zones }) => ({ federation: toFederation(federation), zones: zones.map(toPartnerZone) }));
  }

  @Mutation(() => ReleaseZonePayload, { description: 'Gives a zone back. CONFLICT, with what stands, while apps are there.' })
  async releaseZone(@Arg('input', () => ReleaseZoneInput) input: ReleaseZoneInput, @Ctx() ctx: RequestContext): Promise<ReleaseZonePayload> {
    return this.zones.release(ctx, input).then(({ federation, zones: [zone] }) => ({ federation: toFederation(federation), zone: zone ? toPartnerZone(zone) : null }));
  }

  @FieldResolver(() => [PartnerZone], { description: 'Every one that there is, accepted or not.' })
  async offeredZones(@Root() { rowId }: Federation, @Ctx() ctx: RequestContext): Promise<PartnerZone[]> {
    return (await this.loaders(ctx).zonesOf.load(rowId)).filter(isOffered).map(toPartnerZone);
  }

  @FieldResolver(() => [PartnerZone], { description: 'Also those that the partner offers no more, until they are released.' })
  async acceptedZones(@Root() { rowId }: Federation, @Ctx() ctx: RequestContext): Promise<PartnerZone[]> {
    return (await this.loaders(ctx).zonesOf.load(rowId)).filter(isAccepted).map(toPartnerZone);
  }
}

@Resolver(() => PartnerZone)
export class PartnerZoneResolver {
  constructor(private readonly loaders: Loaders) {}

  @FieldResolver(() => EdgeCloudZone, { description: 'The same zone among those where apps run.' })
  edgeCloudZone(@Root() { id }: PartnerZone): EdgeCloudZone {
    return { id };
  }

  @FieldResolver(() => Federation)
  federation(@Root() { federationId }: PartnerZone, @Ctx() ctx: RequestContext): Promise<Federation | null> {
    return this.loaders(ctx).byRow.load(federationId);
  }
}

@Resolver(() => EdgeCloudZone)
export class EdgeCloudZoneFederationResolver {
  constructor(private readonly loaders: Loaders) {}

  @FieldResolver(() => Federation, { nullable: true, description: 'Null for a zone of our own.' })
  async federation(@Root() { id }: EdgeCloudZone, @Ctx() ctx: RequestContext): Promise<Federation | null> {
    const zone = await this.loaders(ctx).zone.load(id);
    return zone && this.loaders(ctx).byRow.load(zone.federationId);
  }
}

@Resolver()
export class TellFederationResolver {
  constructor(private readonly told: ToldService) {}

  @Mutation(() => Boolean, { description: "What a partner tells at one of the addresses that it was given: a callback of the E/WBI. True also when it says nothing new." })
  tellFederation(
    @Arg('address', () => String) address: string,
    @Arg('callback', () => FederationCallback) callback: keyof typeof FederationCallback,
    @Arg('event', () => GraphQLJSON) event: unknown,
    @Ctx() ctx: RequestContext,
  ): Promise<boolean> {
    return this.told.tell(ctx, address, callback, event);
  }
}
