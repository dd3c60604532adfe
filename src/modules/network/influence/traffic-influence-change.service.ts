import { requireUuids } from '../../../kernel/id.js';
import type { RequestContext } from '../../../kernel/context.js';
import { fits, followChanges } from '../../../outbound/changes.js';
import type { EventLog } from '../../../outbound/event-log.js';
import { INFLUENCE_CHANGED, type NetworkEventData } from '../network.events.js';
import type { TrafficInfluenceStateChange } from './traffic-influence-change.types.js';
import type { TrafficInfluenceState } from './traffic-influence.types.js';

export interface InfluenceStream {
  readonly trafficInfluenceId?: string | null;
  readonly appId?: string | null;
  readonly appInstanceId?: string | null;
  readonly after?: string | null;
}

export interface InfluenceChanges {
  /** What the caller may see. @throws Refusal INVALID_ARGUMENT (not a cursor, no id), OUT_OF_RANGE (older than the log) */
  follow(ctx: RequestContext, wanted: InfluenceStream): AsyncIterable<TrafficInfluenceStateChange>;
}

type ChangeData = NetworkEventData<typeof INFLUENCE_CHANGED>;

/** GraphQL has no blanks in its words. */
const stateOf = (word: ChangeData['state']): TrafficInfluenceState => word.replaceAll(' ', '_') as TrafficInfluenceState;

export const influenceChanges = (log: EventLog): InfluenceChanges => ({
  follow: (ctx, { trafficInfluenceId, appId, appInstanceId, after }) => {
    requireUuids({ trafficInfluenceId, appId, appInstanceId });
    return followChanges(log, ctx, {
      type: INFLUENCE_CHANGED,
      after,
      where: (data: ChangeData) => fits(trafficInfluenceId, data.trafficInfluenceId) && fits(appId, data.appId) && fits(appInstanceId, data.appInstanceId),
      toChange: ({ data }) => ({
        trafficInfluenceId: data.trafficInfluenceId,
        appId: data.appId,
        appInstanceId: data.appInstanceId,
        previousState: data.previousState && stateOf(data.previousState),
        state: stateOf(data.state),
        reason: data.reason,
        removed: data.removed,
      }),
    });
  },
});
