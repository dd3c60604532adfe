import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import { AppDeployment, AppDeploymentStatusChange } from './app-deployment.types.js';
import { AppInstance, AppInstanceStatusChange } from './app-instance.types.js';
import type { EdgeLoaders } from './edge.loaders.js';
import type { StatusChangeService } from './status-change.service.js';

/** Arguments of a stream as a GraphQL operation gives them. */
interface StreamArgs {
  readonly appId?: string | null;
  readonly appInstanceId?: string | null;
  readonly appDeploymentId?: string | null;
  readonly after?: string | null;
}

/**
 * The resolvers of the two streams. type-graphql takes `subscribe` from the decorator, which has no instance to ask, so
 * the classes are made for the service they belong to.
 */
export function statusChangeResolvers(changes: StatusChangeService, loaders: (ctx: RequestContext) => EdgeLoaders) {
  const instanceChanges = { subscribe: ({ args, context }: { args: StreamArgs; context: RequestContext }) => changes.ofInstances(context, args) };
  const deploymentChanges = { subscribe: ({ args, context }: { args: StreamArgs; context: RequestContext }) => changes.ofDeployments(context, args) };

  @Resolver(() => AppInstanceStatusChange)
  class AppInstanceStatusChangeResolver {
    @Subscription(() => AppInstanceStatusChange, { ...instanceChanges, description: "Changes of the caller's instances, from now on or after a cursor." })
    appInstanceStatusChanged(
      @Root() change: AppInstanceStatusChange,
      @Arg('appId', () => ID, { nullable: true }) _appId: string | null,
      @Arg('appInstanceId', () => ID, { nullable: true }) _appInstanceId: string | null,
      @Arg('after', () => String, { nullable: true }) _after: string | null,
    ): AppInstanceStatusChange {
      return change;
    }

    @FieldResolver(() => AppInstance, { nullable: true, description: 'As it is now; null when it is gone.' })
    appInstance(@Root() change: AppInstanceStatusChange, @Ctx() ctx: RequestContext): Promise<AppInstance | null> {
      return loaders(ctx).instance.load(change.appInstanceId);
    }
  }

  @Resolver(() => AppDeploymentStatusChange)
  class AppDeploymentStatusChangeResolver {
    @Subscription(() => AppDeploymentStatusChange, { ...deploymentChanges, description: "Changes of the caller's deployments, from now on or after a cursor." })
    appDeploymentStatusChanged(
      @Root() change: AppDeploymentStatusChange,
      @Arg('appId', () => ID, { nullable: true }) _appId: string | null,
      @Arg('appDeploymentId', () => ID, { nullable: true }) _appDeploymentId: string | null,
      @Arg('after', () => String, { nullable: true }) _after: string | null,
    ): AppDeploymentStatusChange {
      return change;
    }

    @FieldResolver(() => AppDeployment, { nullable: true, description: 'As it is now; null when it is gone.' })
    appDeployment(@Root() change: AppDeploymentStatusChange, @Ctx() ctx: RequestContext): Promise<AppDeployment | null> {
      return loaders(ctx).deployment.load(change.appDeploymentId);
    }
  }

  return [AppInstanceStatusChangeResolver, AppDeploymentStatusChangeResolver] as const;
}
