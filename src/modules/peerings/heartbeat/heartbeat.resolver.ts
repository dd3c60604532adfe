import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../kernel/context.js';
import type { PeeringRow } from '../peering/peering.types.js';
import { Peering } from '../peering/peering-view.types.js';
import type { Checks } from './check.service.js';
import type { HeartbeatStream, Heartbeats } from './heartbeat-stream.service.js';
import { CheckPeeringPayload, PeeringHeartbeat } from './heartbeat.types.js';

/** How the module shows a peering: made of its row, and by its id for whoever asks. */
export interface ShownPeerings {
  of(row: PeeringRow): Peering;
  load(ctx: RequestContext, organizationId: string): Promise<Peering | null>;
}

@Resolver(() => CheckPeeringPayload)
export class CheckPeeringResolver {
  constructor(
    private readonly checks: Checks,
    private readonly shown: ShownPeerings,
  ) {}

  @Mutation(() => CheckPeeringPayload, { description: 'Beats now, whatever the schedule: asks the OSS for every chosen specification, and tells the catalog what has changed.' })
  async checkPeering(@Arg('organizationId', () => ID) organizationId: string, @Ctx() ctx: RequestContext): Promise<CheckPeeringPayload> {
    return this.checks.check(ctx, organizationId).then(({ row, outcome }) => ({ peering: this.shown.of(row), outcome }));
  }
}

/** type-graphql takes `subscribe` from the decorator, which has no instance to ask, so the class is made for the service it belongs to. */
export function heartbeatResolver(heartbeats: Heartbeats, shown: ShownPeerings) {
  const subscribe = ({ args, context }: { args: HeartbeatStream; context: RequestContext }) => heartbeats.follow(context, args);

  @Resolver(() => PeeringHeartbeat)
  class PeeringHeartbeatResolver {
    @Subscription(() => PeeringHeartbeat, { subscribe, description: 'Changes of the status of peered OSSs, from now on or after a cursor; with `ticks` also every beat, as it happens.' })
    peeringHeartbeat(
      @Root() heartbeat: PeeringHeartbeat,
      @Arg('organizationId', () => ID, { nullable: true }) _organizationId: string | null,
      @Arg('ticks', () => Boolean, { nullable: true, defaultValue: false }) _ticks: boolean | null,
      @Arg('after', () => String, { nullable: true }) _after: string | null,
    ): PeeringHeartbeat {
      return heartbeat;
    }

    @FieldResolver(() => Peering, { nullable: true, description: 'As it is now; null when it is over.' })
    peering(@Root() { organizationId }: PeeringHeartbeat, @Ctx() ctx: RequestContext): Promise<Peering | null> {
      return shown.load(ctx, organizationId);
    }
  }

  return PeeringHeartbeatResolver;
}
