import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import type { RequestContext } from '../../../kernel/context.js';
import { placeCursor } from '../../../kernel/page.js';
import { Federation } from '../federation/federation.types.js';
import { PartnerZone } from '../federation/partner-zone.types.js';
import { App, AppInstance } from '../stub.types.js';
import type { OnboardingLoaders } from './onboarding.loaders.js';
import type { OnboardingService } from './partner-onboarding.service.js';
import {
  OnboardAppToPartnerInput, OnboardAppToPartnerPayload, PartnerInstance, PartnerOnboarding, PartnerOnboardingConnection, PartnerOnboardingFilter, RemovePartnerOnboardingPayload,
} from './partner-onboarding.types.js';

type Loaders = (ctx: RequestContext) => OnboardingLoaders;

@Resolver(() => PartnerOnboarding)
export class PartnerOnboardingResolver {
  constructor(
    private readonly onboardings: OnboardingService,
    private readonly loaders: Loaders,
  ) {}

  @Query(() => PartnerOnboarding, { nullable: true, description: "By its id. NOT_FOUND when there is none, or the app is another's." })
  partnerOnboarding(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<PartnerOnboarding> {
    return this.onboardings.get(ctx, id);
  }

  @Query(() => PartnerOnboardingConnection, { description: "Onboardings of the caller's apps, oldest first." })
  async partnerOnboardings(
    @Arg('filter', () => PartnerOnboardingFilter, { nullable: true }) filter: PartnerOnboardingFilter | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<PartnerOnboarding>> {
    return toConnection(await this.onboardings.page(ctx, filter, first, after), (onboarding) => onboarding, placeCursor);
  }

  @Mutation(() => OnboardAppToPartnerPayload, { description: 'To every zone of the partner that is accepted now. Answers when the wish is kept; the status tells how it goes. It stays until it is removed.' })
  async onboardAppToPartner(@Arg('input', () => OnboardAppToPartnerInput) input: OnboardAppToPartnerInput, @Ctx() ctx: RequestContext): Promise<OnboardAppToPartnerPayload> {
    return { partnerOnboarding: await this.onboardings.onboard(ctx, input) };
  }

  @Mutation(() => RemovePartnerOnboardingPayload, { description: 'Answers when the wish is kept. CONFLICT while the app has instances there.' })
  async removePartnerOnboarding(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<RemovePartnerOnboardingPayload> {
    return { partnerOnboarding: await this.onboardings.remove(ctx, id) };
  }

  @FieldResolver(() => App)
  app(@Root() onboarding: PartnerOnboarding): App {
    return { id: onboarding.appId };
  }

  @FieldResolver(() => Federation)
  federation(@Root() onboarding: PartnerOnboarding, @Ctx() ctx: RequestContext): Promise<Federation | null> {
    return this.loaders(ctx).federation.load(onboarding.federationId);
  }

  @FieldResolver(() => [PartnerZone], { description: 'Where the app is, or is to be, onboarded.' })
  async zones(@Root() onboarding: PartnerOnboarding, @Ctx() ctx: RequestContext): Promise<PartnerZone[]> {
    return (await this.loaders(ctx).zonesOfFederation.load(onboarding.federationId)).filter(({ zoneId }) => onboarding.zoneIds.includes(zoneId));
  }

  @FieldResolver(() => [PartnerInstance])
  instances(@Root() onboarding: PartnerOnboarding, @Ctx() ctx: RequestContext): Promise<PartnerInstance[]> {
    return this.loaders(ctx).instancesOf.load(onboarding.id);
  }
}

@Resolver(() => PartnerInstance)
export class PartnerInstanceResolver {
  constructor(private readonly loaders: Loaders) {}

  @FieldResolver(() => AppInstance)
  appInstance(@Root() instance: PartnerInstance): AppInstance {
    return { id: instance.id };
  }

  @FieldResolver(() => PartnerOnboarding)
  onboarding(@Root() instance: PartnerInstance, @Ctx() ctx: RequestContext): Promise<PartnerOnboarding | null> {
    return this.loaders(ctx).onboarding.load(instance.onboardingId);
  }

  @FieldResolver(() => PartnerZone)
  zone(@Root() instance: PartnerInstance, @Ctx() ctx: RequestContext): Promise<PartnerZone | null> {
    return this.loaders(ctx).zone.load(instance.partnerZoneId);
  }
}

@Resolver(() => App)
export class AppOnboardingsResolver {
  constructor(private readonly loaders: Loaders) {}

  @FieldResolver(() => [PartnerOnboarding], { description: 'Where partners have the app.' })
  partnerOnboardings(@Root() app: App, @Ctx() ctx: RequestContext): Promise<PartnerOnboarding[]> {
    return this.loaders(ctx).onboardingsOfApp.load(app.id);
  }
}

@Resolver(() => Federation)
export class FederationOnboardingsResolver {
  constructor(private readonly onboardings: OnboardingService) {}

  @FieldResolver(() => PartnerOnboardingConnection, { name: 'onboardings', description: "Those of the caller's apps." })
  async onboardingsOf(
    @Root() federation: Federation,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<PartnerOnboarding>> {
    return toConnection(await this.onboardings.page(ctx, { federationContextId: federation.federationContextId }, first, after), (onboarding) => onboarding, placeCursor);
  }
}
