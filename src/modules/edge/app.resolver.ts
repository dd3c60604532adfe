import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { toConnection, type Connection } from '../../kernel/connection.types.js';
import type { RequestContext } from '../../kernel/context.js';
import { isGiven } from '../../kernel/given.js';
import { pageSize, placeCursor } from '../../kernel/page.js';
import { AppDeploymentConnection, type AppDeployment } from './app-deployment.types.js';
import { AppInstanceConnection, type AppInstance } from './app-instance.types.js';
import { App, AppConnection, AppFilter, DeleteAppPayload, SubmitAppInput, SubmitAppPayload } from './app.types.js';
import type { EdgeLoaders, EdgeServices } from './edge.loaders.js';

@Resolver(() => App)
export class AppResolver {
  constructor(
    private readonly edge: EdgeServices,
    private readonly loaders: (ctx: RequestContext) => EdgeLoaders,
  ) {}

  @Query(() => App, { nullable: true, description: "By its id. NOT_FOUND when there is none, or it is another's." })
  app(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<App> {
    return this.edge.apps.get(ctx, id);
  }

  @Query(() => AppConnection, { description: "The caller's apps, oldest first." })
  async apps(
    @Arg('filter', () => AppFilter, { nullable: true }) filter: AppFilter | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<App>> {
    return toConnection(await this.edge.apps.page(ctx, filter, first, after), (app) => app, placeCursor);
  }

  @Mutation(() => SubmitAppPayload, { description: 'Registers the app, here and with the operator. It is deployed nowhere yet.' })
  async submitApp(@Arg('input', () => SubmitAppInput) input: SubmitAppInput, @Ctx() ctx: RequestContext): Promise<SubmitAppPayload> {
    return { app: await this.edge.apps.submit(ctx, input) };
  }

  @Mutation(() => DeleteAppPayload, { description: 'Refused while the app has instances or deployments.' })
  async deleteApp(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<DeleteAppPayload> {
    return { appId: await this.edge.apps.delete(ctx, id) };
  }

  @FieldResolver(() => AppInstanceConnection)
  async appInstances(
    @Root() app: App,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<AppInstance>> {
    const page = isGiven(after) ? this.edge.instances.page(ctx, { appId: app.id }, first, after) : this.loaders(ctx).instancesOf('appId', pageSize(first)).load(app.id);
    return toConnection(await page, (instance) => instance, placeCursor);
  }

  @FieldResolver(() => AppDeploymentConnection)
  async appDeployments(
    @Root() app: App,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<AppDeployment>> {
    return toConnection(await this.edge.deployments.page(ctx, { appId: app.id }, first, after), (deployment) => deployment, placeCursor);
  }
}
