import type { RequestContext } from '../../../kernel/context.js';
import { isGiven } from '../../../kernel/given.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { AdmittedSink, EventSinks } from '../event-sink.types.js';
import { readShape } from '../input.rules.js';
import type { KnownInstance, Neighbours } from '../neighbours.types.js';
import type { Surroundings } from './traffic-influence-target.rules.js';
import { InfluenceSubscriptionShape } from './traffic-influence.manifest.js';
import type { TrafficInfluenceSubscription, TrafficInfluenceSubscriptionInput } from './traffic-influence.types.js';

/** A subscription that may be kept. */
export interface AdmittedInfluenceSubscription {
  readonly sink: AdmittedSink | undefined;
  /** As it is answered, without its credential. */
  readonly answered: TrafficInfluenceSubscription;
}

/** What others are asked before an influence is written. */
export interface InfluencePlans {
  /**
   * @param instances the one that is named now, or the one that was named before
   * @throws Refusal INVALID_ARGUMENT (not an app of the caller), and those of the SRM source
   */
  around(ctx: RequestContext, appId: string, instances: { readonly named?: string | null | undefined; readonly before?: string | null }): Promise<Surroundings>;
  /** @throws Refusal INVALID_ARGUMENT, and those of EventSinks */
  admit(subscription: TrafficInfluenceSubscriptionInput): Promise<AdmittedInfluenceSubscription>;
}

/** Where the subscription stands in the caller's input. */
const FIELD = 'subscription';

export function influencePlans({ neighbours, sinks }: { readonly neighbours: Neighbours; readonly sinks: EventSinks }): InfluencePlans {
  async function find(ctx: RequestContext, id: string | null | undefined): Promise<readonly KnownInstance[]> {
    const found = isGiven(id) ? await neighbours.instance(ctx, id) : undefined;
    return found ? [found] : [];
  }

  return {
    async around(ctx, appId, { named, before }) {
      if (!(await neighbours.appExists(ctx, appId))) throw new Refusal('INVALID_ARGUMENT', 'appId must be an app of yours.', { field: 'appId' });
      const instances = [...(await find(ctx, named ?? before)), ...(isGiven(named) ? [] : await neighbours.instancesOf(ctx, appId))];
      return { instances: [...new Map(instances.map((instance) => [instance.id, instance])).values()], zones: await neighbours.zones() };
    },
    async admit({ protocol, sink, sinkCredential, types, config }) {
      readShape(InfluenceSubscriptionShape, { protocol, types }, FIELD);
      const { subscriptionExpireTime = null, subscriptionMaxEvents = null, initialEvent = null } = config ?? {};
      const admitted = await sinks.admit({ within: FIELD, sink, sinkCredential, expiresAt: subscriptionExpireTime, maxEvents: subscriptionMaxEvents, initialEvent });
      return { sink: admitted, answered: { protocol, sink, types, subscriptionExpireTime, subscriptionMaxEvents, initialEvent } };
    },
  };
}
