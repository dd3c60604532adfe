import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import type { RequestContext } from '../../../kernel/context.js';
import { pageSize, placeCursor } from '../../../kernel/page.js';
import { App, AppInstance, EdgeCloudZone } from '../neighbours.types.js';
import type { TrafficInfluenceUpdates } from './traffic-influence-update.service.js';
import type { InfluenceLoaders } from './traffic-influence.loaders.js';
import type { TrafficInfluenceService } from './traffic-influence.service.js';
import {
  CreateTrafficInfluenceForDeviceInput,
  CreateTrafficInfluenceForDevicePayload,
  CreateTrafficInfluenceInput,
  CreateTrafficInfluencePayload,
  DeleteTrafficInfluencePayload,
  TrafficInfluence,
  TrafficInfluenceConnection,
  UpdateTrafficInfluenceInput,
  UpdateTrafficInfluencePayload,
} from './traffic-influence.types.js';

@Resolver(() => TrafficInfluence)
export class TrafficInfluenceResolver {
  constructor(private readonly influences: TrafficInfluenceService & TrafficInfluenceUpdates) {}

  @Query(() => TrafficInfluence, { nullable: true, description: "By its id. NOT_FOUND when there is none (any more), PERMISSION_DENIED when it is another's." })
  trafficInfluence(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<TrafficInfluence> {
    return this.influences.get(ctx, id);
  }

  @Query(() => TrafficInfluenceConnection, { description: "The caller's influences, oldest first." })
  async trafficInfluences(
    @Arg('appId', () => ID, { nullable: true }) appId: string | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<TrafficInfluence>> {
    return toConnection(await this.influences.page(ctx, appId, first, after), (influence) => influence, placeCursor);
  }

  @Mutation(() => CreateTrafficInfluencePayload, { description: 'For every device. Answers when the network has, or after two seconds; NOT_IMPLEMENTED where the network has no traffic influence, or takes single devices alone.' })
  async createTrafficInfluence(@Arg('input', () => CreateTrafficInfluenceInput) input: CreateTrafficInfluenceInput, @Ctx() ctx: RequestContext): Promise<CreateTrafficInfluencePayload> {
    return { trafficInfluence: await this.influences.create(ctx, input) };
  }

  @Mutation(() => CreateTrafficInfluenceForDevicePayload, { description: 'For one device. Answers when the network has, or after two seconds; NOT_IMPLEMENTED where the network has no traffic influence.' })
  async createTrafficInfluenceForDevice(
    @Arg('input', () => CreateTrafficInfluenceForDeviceInput) input: CreateTrafficInfluenceForDeviceInput,
    @Ctx() ctx: RequestContext,
  ): Promise<CreateTrafficInfluenceForDevicePayload> {
    return { trafficInfluence: await this.influences.createForDevice(ctx, input) };
  }

  @Mutation(() => UpdateTrafficInfluencePayload, { description: 'Only while it is active. What carries it stays until what is to carry it is in force.' })
  async updateTrafficInfluence(@Arg('input', () => UpdateTrafficInfluenceInput) input: UpdateTrafficInfluenceInput, @Ctx() ctx: RequestContext): Promise<UpdateTrafficInfluencePayload> {
    return { trafficInfluence: await this.influences.update(ctx, input) };
  }

  @Mutation(() => DeleteTrafficInfluencePayload, { description: 'In any state. Answers when the network has let go of it, or after two seconds.' })
  async deleteTrafficInfluence(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<DeleteTrafficInfluencePayload> {
    return { trafficInfluence: await this.influences.delete(ctx, id) };
  }

  @FieldResolver(() => App, { nullable: true, description: 'Null when the app is gone.' })
  app(@Root() { appId }: TrafficInfluence): App {
    return { id: appId };
  }

  @FieldResolver(() => AppInstance, { nullable: true })
  appInstance(@Root() { appInstanceId }: TrafficInfluence): AppInstance | null {
    return appInstanceId === null ? null : { id: appInstanceId };
  }

  @FieldResolver(() => EdgeCloudZone, { nullable: true })
  edgeCloudZone(@Root() { edgeCloudZoneId }: TrafficInfluence): EdgeCloudZone | null {
    return edgeCloudZoneId === null ? null : { id: edgeCloudZoneId };
  }
}

/** What the module adds to an app instance. */
@Resolver(() => AppInstance)
export class AppInstanceInfluencesResolver {
  constructor(private readonly loaders: (ctx: RequestContext) => InfluenceLoaders) {}

  @FieldResolver(() => TrafficInfluenceConnection, { description: 'Those of the caller that name the instance; the first ones.' })
  async trafficInfluences(
    @Root() instance: AppInstance,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<TrafficInfluence>> {
    return toConnection(await this.loaders(ctx).ofInstance(pageSize(first)).load(instance.id), (influence) => influence, placeCursor);
  }
}
