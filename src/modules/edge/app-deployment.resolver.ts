import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { toConnection, type Connection } from '../../kernel/connection.types.js';
import type { RequestContext } from '../../kernel/context.js';
import { placeCursor } from '../../kernel/page.js';
import {
  AppDeployment,
  AppDeploymentConnection,
  AppDeploymentFilter,
  CreateAppDeploymentInput,
  CreateAppDeploymentPayload,
  DeleteAppDeploymentPayload,
  UpdateAppDeploymentInput,
  UpdateAppDeploymentPayload,
} from './app-deployment.types.js';
import { AppInstance } from './app-instance.types.js';
import { App } from './app.types.js';
import { EdgeCloudZone } from './edge-cloud-zone.types.js';
import type { EdgeLoaders, EdgeServices } from './edge.loaders.js';

@Resolver(() => AppDeployment)
export class AppDeploymentResolver {
  constructor(
    private readonly edge: EdgeServices,
    private readonly loaders: (ctx: RequestContext) => EdgeLoaders,
  ) {}

  @Query(() => AppDeployment, { nullable: true, description: "By its id. NOT_FOUND when there is none, or it is another's." })
  appDeployment(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<AppDeployment> {
    return this.edge.deployments.get(ctx, id);
  }

  @Query(() => AppDeploymentConnection, { description: "The caller's deployments, oldest first." })
  async appDeployments(
    @Arg('filter', () => AppDeploymentFilter, { nullable: true }) filter: AppDeploymentFilter | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<AppDeployment>> {
    return toConnection(await this.edge.deployments.page(ctx, filter, first, after), (deployment) => deployment, placeCursor);
  }

  @Mutation(() => CreateAppDeploymentPayload, { description: 'One instance for each zone: all of them, or none.' })
  async createAppDeployment(@Arg('input', () => CreateAppDeploymentInput) input: CreateAppDeploymentInput, @Ctx() ctx: RequestContext): Promise<CreateAppDeploymentPayload> {
    return { appDeployment: await this.edge.deployments.create(ctx, input) };
  }

  @Mutation(() => UpdateAppDeploymentPayload, { description: 'Makes instances in the zones that are new, and takes away those of zones that are no longer named.' })
  async updateAppDeployment(@Arg('input', () => UpdateAppDeploymentInput) input: UpdateAppDeploymentInput, @Ctx() ctx: RequestContext): Promise<UpdateAppDeploymentPayload> {
    return { appDeployment: await this.edge.deployments.update(ctx, input) };
  }

  @Mutation(() => DeleteAppDeploymentPayload, { description: 'Takes its instances away, then itself.' })
  async deleteAppDeployment(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<DeleteAppDeploymentPayload> {
    return { appDeployment: await this.edge.deployments.delete(ctx, id) };
  }

  @FieldResolver(() => App, { nullable: true })
  app(@Root() deployment: AppDeployment, @Ctx() ctx: RequestContext): Promise<App | null> {
    return this.loaders(ctx).app.load(deployment.appId);
  }

  @FieldResolver(() => [EdgeCloudZone], { description: 'Those of its zones that the SRM lists.' })
  async edgeCloudZones(@Root() deployment: AppDeployment, @Ctx() ctx: RequestContext): Promise<EdgeCloudZone[]> {
    const zones = await Promise.all(deployment.edgeCloudZoneIds.map((id) => this.loaders(ctx).zone.load(id)));
    return zones.filter((zone) => zone !== null);
  }

  @FieldResolver(() => [ID])
  async appInstanceIds(@Root() deployment: AppDeployment, @Ctx() ctx: RequestContext): Promise<string[]> {
    return (await this.appInstances(deployment, ctx)).map(({ id }) => id);
  }

  @FieldResolver(() => [AppInstance])
  async appInstances(@Root() deployment: AppDeployment, @Ctx() ctx: RequestContext): Promise<AppInstance[]> {
    return deployment.appInstances ?? this.loaders(ctx).instancesOfDeployment.load(deployment.id);
  }
}
