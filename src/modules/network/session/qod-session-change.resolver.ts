import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../kernel/context.js';
import type { SessionChanges, SessionStream } from './qod-session-change.service.js';
import type { QodSessionLoaders } from './qod-session.loaders.js';
import { QodSession, QodSessionStatusChange } from './qod-session.types.js';

/** type-graphql takes `subscribe` from the decorator, which has no instance to ask, so the class is made for the service it belongs to. */
export function qodSessionChangeResolver(changes: SessionChanges, loaders: (ctx: RequestContext) => QodSessionLoaders) {
  const subscribe = ({ args, context }: { args: SessionStream; context: RequestContext }) => changes.follow(context, args);

  @Resolver(() => QodSessionStatusChange)
  class QodSessionStatusChangeResolver {
    @Subscription(() => QodSessionStatusChange, { subscribe, description: "Changes of the caller's sessions, from now on or after a cursor." })
    qodSessionStatusChanged(
      @Root() change: QodSessionStatusChange,
      @Arg('sessionId', () => ID, { nullable: true }) _sessionId: string | null,
      @Arg('appInstanceId', () => ID, { nullable: true }) _appInstanceId: string | null,
      @Arg('after', () => String, { nullable: true }) _after: string | null,
    ): QodSessionStatusChange {
      return change;
    }

    @FieldResolver(() => QodSession, { nullable: true, description: 'As it is now; null when it is gone.' })
    session(@Root() change: QodSessionStatusChange, @Ctx() ctx: RequestContext): Promise<QodSession | null> {
      return loaders(ctx).session.load(change.sessionId);
    }
  }

  return QodSessionStatusChangeResolver;
}
