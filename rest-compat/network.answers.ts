import { withoutNulls } from '../src/kernel/given.js';
import type { AssignmentData, ClosestZoneData, InfluenceData, ProfileData, SessionData, SubscriptionData } from './network.documents.js';

/** How CAMARA's definitions write what the graph answers; the Open Exposure Gateway writes sessions alike. */

export const fromSession = ({ id, ...members }: SessionData): unknown => withoutNulls({ sessionId: id, ...members });

export const fromProfile = (profile: ProfileData): unknown => withoutNulls(profile);

export const fromAssignment = ({ id, ...members }: AssignmentData): unknown => withoutNulls({ assignmentId: id, ...members });

export const fromClosestZone = (zone: ClosestZoneData): unknown => withoutNulls(zone);

/** GraphQL's names hold no blanks. */
export const fromState = (state: string): string => state.replaceAll('_', ' ');

export const fromInfluence = ({ id, subscription, state, ...members }: InfluenceData): unknown =>
  withoutNulls({ trafficInfluenceID: id, ...members, subscriptionRequest: subscription && fromSubscription(subscription), state: fromState(state) });

/** The definition requires a detail, and there is none. */
function fromSubscription({ protocol, sink, types, ...config }: SubscriptionData): object {
  return { protocol, sink, types, config: { subscriptionDetail: {}, ...config } };
}
