import type { RequestContext } from '../../kernel/context.js';
import { Refusal } from '../../kernel/refusal.js';
import type { AdmittedSink, EventSinks } from './event-sink.types.js';
import { readShape } from './input.rules.js';
import type { Neighbours } from './neighbours.types.js';
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
  /** @throws Refusal INVALID_ARGUMENT (not an app of the caller), and those of the SRM source */
  around(ctx: RequestContext, appId: string, appInstanceId: string | null | undefined): Promise<Surroundings>;
  /** @throws Refusal INVALID_ARGUMENT, and those of EventSinks */
  admit(subscription: TrafficInfluenceSubscriptionInput): Promise<AdmittedInfluenceSubscription>;
}

/** Where the subscription stands in the caller's input. */
const FIELD = 'subscription';

export function influencePlans({ neighbours, sinks }: { readonly neighbours: Neighbours; readonly sinks: EventSinks }): InfluencePlans {
  return {
    async around(ctx, appId, appInstanceId) {
      if (!(await neighbours.appExists(ctx, appId))) throw new Refusal('INVALID_ARGUMENT', 'appId must be an app of yours.', { field: 'appId' });
      if (appInstanceId) {
        const instance = await neighbours.instance(ctx, appInstanceId);
        return { instances: instance ? [instance] : [], zones: await neighbours.zones() };
      }
      return { instances: await neighbours.instancesOf(ctx, appId), zones: await neighbours.zones() };
    },
    async admit({ protocol, sink, sinkCredential, types, config }) {
      readShape(InfluenceSubscriptionShape, { protocol, types }, FIELD);
      const { subscriptionExpireTime = null, subscriptionMaxEvents = null, initialEvent = null } = config ?? {};
      const admitted = await sinks.admit({ within: FIELD, sink, sinkCredential, expiresAt: subscriptionExpireTime, maxEvents: subscriptionMaxEvents, initialEvent });
      return { sink: admitted, answered: { protocol, sink, types, subscriptionExpireTime, subscriptionMaxEvents, initialEvent } };
    },
  };
}
