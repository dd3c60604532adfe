import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../kernel/context.js';
import type { InfluenceChanges, InfluenceStream } from './traffic-influence-change.service.js';
import { TrafficInfluenceStateChange } from './traffic-influence-change.types.js';
import type { InfluenceLoaders } from './traffic-influence.loaders.js';
import { TrafficInfluence } from './traffic-influence.types.js';

/** type-graphql takes `subscribe` from the decorator, which has no instance to ask, so the class is made for its service. */
export function influenceChangeResolver(changes: InfluenceChanges, loaders: (ctx: RequestContext) => InfluenceLoaders) {
  const stream = { subscribe: ({ args, context }: { args: InfluenceStream; context: RequestContext }) => changes.follow(context, args) };

  @Resolver(() => TrafficInfluenceStateChange)
  class TrafficInfluenceStateChangeResolver {
    @Subscription(() => TrafficInfluenceStateChange, { ...stream, description: "Changes of the caller's influences, from now on or after a cursor." })
    trafficInfluenceStateChanged(
      @Root() change: TrafficInfluenceStateChange,
      @Arg('trafficInfluenceId', () => ID, { nullable: true }) _trafficInfluenceId: string | null,
      @Arg('appId', () => ID, { nullable: true }) _appId: string | null,
      @Arg('appInstanceId', () => ID, { nullable: true, description: 'Of influences that name the instance.' }) _appInstanceId: string | null,
      @Arg('after', () => String, { nullable: true }) _after: string | null,
    ): TrafficInfluenceStateChange {
      return change;
    }

    @FieldResolver(() => TrafficInfluence, { nullable: true, description: 'As it is now; null when it is gone.' })
    trafficInfluence(@Root() change: TrafficInfluenceStateChange, @Ctx() ctx: RequestContext): Promise<TrafficInfluence | null> {
      return loaders(ctx).byId.load(change.trafficInfluenceId);
    }
  }

  return TrafficInfluenceStateChangeResolver;
}
