import type { LoggedEvent } from '../../kernel/event.js';
import type { Notice } from '../../kernel/notice.js';
import { ASSIGNMENT_CHANGED, INFLUENCE_CHANGED, SESSION_CHANGED, type NetworkEventData } from './network.events.js';

/** Whose word holds where CAMARA's definitions and its test plans disagree. */
export type Reading = 'yaml' | 'features';

/** CloudEvents types of CAMARA; subscriptions are kept under these. */
export const NETWORK_NOTICE_TYPES = {
  session: 'org.camaraproject.quality-on-demand.v1.qos-status-changed',
  assignment: 'org.camaraproject.qos-provisioning.v0.status-changed',
  influence: 'org.camaraproject.traffic-influence.v1.traffic-influence-change',
} as const;

/** What the test plan calls the type for sessions. */
const SESSION_TYPE_OF_FEATURES = 'org.camaraproject.qod.v1.qos-status-changed';

/** Types of the events that sinks may hear of. */
export const NOTICED_EVENTS: readonly string[] = [SESSION_CHANGED, ASSIGNMENT_CHANGED, INFLUENCE_CHANGED];

/** What CAMARA has a sink told of one of our events; undefined: nothing, and nothing is over. */
export function toNotice(event: LoggedEvent, reading: Reading): Notice | undefined {
  if (event.type === SESSION_CHANGED) return ofSession(event.data as NetworkEventData<typeof SESSION_CHANGED>, reading);
  if (event.type === ASSIGNMENT_CHANGED) return ofAssignment(event.data as NetworkEventData<typeof ASSIGNMENT_CHANGED>);
  if (event.type === INFLUENCE_CHANGED) return ofInfluence(event.data as NetworkEventData<typeof INFLUENCE_CHANGED>);
  return undefined;
}

interface StatusChange {
  readonly previous: string | null;
  readonly status: string;
  readonly statusInfo: string | null;
  readonly removed: boolean;
}

/**
 * What has been granted is told, and what has ended; the end that was asked for only of what was granted. A resource whose
 * network has let go has nothing more to tell, although its row stays for a while.
 */
function announces({ previous, status, statusInfo, removed }: StatusChange): { readonly told: boolean; readonly last: boolean } {
  const last = removed || status === 'UNAVAILABLE';
  if (status === previous || status === 'REQUESTED') return { told: false, last };
  const isOwnEnd = removed || statusInfo === 'DELETE_REQUESTED';
  return { told: !isOwnEnd || previous === 'AVAILABLE', last };
}

function statusNotice(resourceId: string, type: string, change: StatusChange, data: object): Notice | undefined {
  const { told, last } = announces(change);
  return told || last ? { resourceId, type, data, initial: false, last, silent: !told } : undefined;
}

/** `statusInfo` belongs to UNAVAILABLE alone. */
const infoOf = (status: string, statusInfo: string | null): { readonly statusInfo?: string } => (status === 'UNAVAILABLE' && statusInfo !== null ? { statusInfo } : {});

function ofSession({ sessionId, previousStatus, qosStatus, statusInfo, removed }: NetworkEventData<typeof SESSION_CHANGED>, reading: Reading): Notice | undefined {
  const change = { previous: previousStatus, status: qosStatus, statusInfo, removed };
  const notice = statusNotice(sessionId, NETWORK_NOTICE_TYPES.session, change, { sessionId, qosStatus, ...infoOf(qosStatus, statusInfo) });
  return notice && reading === 'features' ? { ...notice, sentAs: SESSION_TYPE_OF_FEATURES } : notice;
}

/** 0.3.0 requires `qosStatus` and describes `status`; later versions have `status` alone. Both are sent. */
function ofAssignment({ assignmentId, previousStatus, status, statusInfo, removed }: NetworkEventData<typeof ASSIGNMENT_CHANGED>): Notice | undefined {
  const change = { previous: previousStatus, status, statusInfo, removed };
  return statusNotice(assignmentId, NETWORK_NOTICE_TYPES.assignment, change, { assignmentId, status, qosStatus: status, ...infoOf(status, statusInfo) });
}

/** The resource as CAMARA names its members, and where its traffic is led to. */
function ofInfluence(change: NetworkEventData<typeof INFLUENCE_CHANGED>): Notice {
  const { trafficInfluenceId, apiConsumerId, appId, state, selectedAppInstanceIds, previousState, removed } = change;
  const { appInstanceId, edgeCloudRegion, edgeCloudZoneId, sourceTrafficFilters, destinationTrafficFilters } = change;
  return {
    resourceId: trafficInfluenceId,
    type: NETWORK_NOTICE_TYPES.influence,
    data: {
      trafficInfluenceID: trafficInfluenceId,
      apiConsumerId,
      appId,
      ...present({ appInstanceId, edgeCloudRegion, edgeCloudZoneId }),
      state,
      ...present({ sourceTrafficFilters, destinationTrafficFilters }),
      ...(selectedAppInstanceIds.length > 0 && { selected_appInstanceId: selectedAppInstanceIds }),
    },
    initial: previousState === null,
    last: removed || state === 'deleted',
    silent: state === previousState && removed,
  };
}

const present = (members: Readonly<Record<string, unknown>>): object => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
