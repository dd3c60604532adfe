import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { toConnection, type Connection } from '../../kernel/connection.types.js';
import type { RequestContext } from '../../kernel/context.js';
import { placeCursor } from '../../kernel/page.js';
import { AppDeployment } from './app-deployment.types.js';
import { AppInstance, AppInstanceConnection, AppInstanceFilter, CreateAppInstanceInput, CreateAppInstancePayload, DeleteAppInstancePayload } from './app-instance.types.js';
import { App } from './app.types.js';
import { EdgeCloudZone } from './edge-cloud-zone.types.js';
import type { EdgeLoaders, EdgeServices } from './edge.loaders.js';

@Resolver(() => AppInstance)
export class AppInstanceResolver {
  constructor(
    private readonly edge: EdgeServices,
    private readonly loaders: (ctx: RequestContext) => EdgeLoaders,
  ) {}

  @Query(() => AppInstance, { nullable: true, description: "By its id. NOT_FOUND when there is none, or it is another's." })
  appInstance(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<AppInstance> {
    return this.edge.instances.get(ctx, id);
  }

  @Query(() => AppInstanceConnection, { description: "The caller's instances, oldest first." })
  async appInstances(
    @Arg('filter', () => AppInstanceFilter, { nullable: true }) filter: AppInstanceFilter | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<AppInstance>> {
    return toConnection(await this.edge.instances.page(ctx, filter, first, after), (instance) => instance, placeCursor);
  }

  @Mutation(() => CreateAppInstancePayload, { description: 'Answers when the wish is kept; the status tells how it goes.' })
  async createAppInstance(@Arg('input', () => CreateAppInstanceInput) input: CreateAppInstanceInput, @Ctx() ctx: RequestContext): Promise<CreateAppInstancePayload> {
    return { appInstance: await this.edge.instances.create(ctx, input) };
  }

  @Mutation(() => DeleteAppInstancePayload, { description: 'Answers when the wish is kept; the instance is terminating until it is gone.' })
  async deleteAppInstance(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<DeleteAppInstancePayload> {
    return { appInstance: await this.edge.instances.delete(ctx, id) };
  }

  @FieldResolver(() => App, { nullable: true })
  app(@Root() instance: AppInstance, @Ctx() ctx: RequestContext): Promise<App | null> {
    return this.loaders(ctx).app.load(instance.appId);
  }

  @FieldResolver(() => String, { nullable: true })
  async appProvider(@Root() instance: AppInstance, @Ctx() ctx: RequestContext): Promise<string | null> {
    return instance.appProvider ?? (await this.loaders(ctx).app.load(instance.appId))?.appProvider ?? null;
  }

  @FieldResolver(() => EdgeCloudZone, { nullable: true, description: 'Null when the SRM does not list the zone any more.' })
  edgeCloudZone(@Root() instance: AppInstance, @Ctx() ctx: RequestContext): Promise<EdgeCloudZone | null> {
    return this.loaders(ctx).zone.load(instance.edgeCloudZoneId);
  }

  @FieldResolver(() => AppDeployment, { nullable: true })
  async appDeployment(@Root() instance: AppInstance, @Ctx() ctx: RequestContext): Promise<AppDeployment | null> {
    return instance.appDeploymentId ? this.loaders(ctx).deployment.load(instance.appDeploymentId) : null;
  }
}
