import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import type { AlarmLoaders } from './alarm.loaders.js';
import type { AlarmStream, RaisedAlarms } from './alarm-raised.service.js';
import { Alarm, AlarmRaised } from './alarm.types.js';

/** type-graphql takes `subscribe` from the decorator, which has no instance to ask, so the class is made for the service it belongs to. */
export function alarmRaisedResolver(raised: RaisedAlarms, loaders: (ctx: RequestContext) => AlarmLoaders) {
  const subscribe = ({ args, context }: { args: AlarmStream; context: RequestContext }) => raised.follow(context, args);

  @Resolver(() => AlarmRaised)
  class AlarmRaisedResolver {
    @Subscription(() => AlarmRaised, { subscribe, description: 'Each alarm that is raised, from now on or after a cursor.' })
    alarmRaised(
      @Root() raising: AlarmRaised,
      @Arg('organizationId', () => ID, { nullable: true, description: 'Only those about this organization.' }) _organizationId: string | null,
      @Arg('after', () => String, { nullable: true }) _after: string | null,
    ): AlarmRaised {
      return raising;
    }

    @FieldResolver(() => Alarm, { nullable: true, description: 'As it is now; null when it is gone.' })
    alarm(@Root() { alarmId }: AlarmRaised, @Ctx() ctx: RequestContext): Promise<Alarm | null> {
      return loaders(ctx).alarm.load(alarmId);
    }
  }

  return AlarmRaisedResolver;
}
