import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import type { RequestContext } from '../../../kernel/context.js';
import { placeCursor } from '../../../kernel/page.js';
import type { HostedFederationService } from './hosted-federation.service.js';
import { HostedFederation, HostedFederationConnection } from './hosted-federation.types.js';
import type { HostedZoneService } from './hosted-zone.service.js';

@Resolver(() => HostedFederation)
export class HostedFederationResolver {
  constructor(
    private readonly federations: HostedFederationService,
    private readonly zones: HostedZoneService,
  ) {}

  @Query(() => HostedFederation, { nullable: true, description: "A federation that the caller has opened with us. NOT_FOUND when there is none, and in the same words when it is another's." })
  hostedFederation(@Arg('federationContextId', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<HostedFederation> {
    return this.federations.get(ctx, id);
  }

  @Query(() => HostedFederation, { nullable: true, description: "The caller's federation with us: a client has one. NOT_FOUND when it has none." })
  hostedFederationOfClient(@Ctx() ctx: RequestContext): Promise<HostedFederation> {
    return this.federations.ofCaller(ctx);
  }

  @Query(() => HostedFederationConnection, { description: 'Every federation that a partner has opened with us, oldest first; for operators.' })
  async hostedFederations(@Arg('first', () => Int, { nullable: true }) first: number | null, @Arg('after', () => String, { nullable: true }) after: string | null): Promise<Connection<HostedFederation>> {
    return toConnection(await this.federations.page(first, after), (federation) => federation, ({ federationContextId, createdAt }) => placeCursor({ id: federationContextId, createdAt }));
  }

  @Query(() => GraphQLJSON, { nullable: true, description: "GSMA's ZoneRegisteredData of an accepted zone." })
  hostedZone(@Arg('federationContextId', () => ID) id: string, @Arg('zoneId', () => String) zoneId: string, @Ctx() ctx: RequestContext): Promise<object> {
    return this.zones.get(ctx, id, zoneId);
  }

  @Mutation(() => HostedFederation, { description: "Opens a federation: GSMA's FederationRequestData. ALREADY_EXISTS when the caller's client has one." })
  openHostedFederation(@Arg('request', () => GraphQLJSON) request: unknown, @Ctx() ctx: RequestContext): Promise<HostedFederation> {
    return this.federations.open(ctx, request);
  }

  @Mutation(() => HostedFederation, { description: 'Changes the networks that may use a federation. CONFLICT for mobile networks of another country than those that are registered.' })
  updateHostedFederation(@Arg('federationContextId', () => ID) id: string, @Arg('change', () => GraphQLJSON) change: unknown, @Ctx() ctx: RequestContext): Promise<HostedFederation> {
    return this.federations.update(ctx, id, change);
  }

  @Mutation(() => ID, { description: 'Ends a federation. CONFLICT, naming them, while zones are accepted or artefacts are there.' })
  closeHostedFederation(@Arg('federationContextId', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<string> {
    return this.federations.close(ctx, id);
  }

  @Mutation(() => GraphQLJSON, { description: "Accepts offered zones: GSMA's ZoneRegistrationRequestData in, ZoneRegistrationResponseData out." })
  acceptHostedZones(@Arg('federationContextId', () => ID) id: string, @Arg('request', () => GraphQLJSON) request: unknown, @Ctx() ctx: RequestContext): Promise<object> {
    return this.zones.accept(ctx, id, request);
  }

  @Mutation(() => Boolean, { description: 'Gives an accepted zone back. CONFLICT, naming them, while applications are onboarded there.' })
  releaseHostedZone(@Arg('federationContextId', () => ID) id: string, @Arg('zoneId', () => String) zoneId: string, @Ctx() ctx: RequestContext): Promise<boolean> {
    return this.zones.release(ctx, id, zoneId);
  }

  @FieldResolver(() => GraphQLJSON, { description: "GSMA's FederationResponseData: who we are, and what we offer now." })
  document(@Root() federation: HostedFederation): Promise<object> {
    return this.federations.document(federation);
  }

  @FieldResolver(() => GraphQLJSON, { description: 'What GSMA answers when a federation is read: the endpoints, the networks that may use it, and the zones that we offer now.' })
  details(@Root() federation: HostedFederation): Promise<object> {
    return this.federations.details(federation);
  }
}
