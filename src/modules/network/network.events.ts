import { z } from 'zod';
import type { Owner } from '../../kernel/caller.js';
import type { DomainEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';

const Status = z.enum(['REQUESTED', 'AVAILABLE', 'UNAVAILABLE']);
const StatusInfo = z.enum(['DURATION_EXPIRED', 'NETWORK_TERMINATED', 'DELETE_REQUESTED']);
const State = z.enum(['ordered', 'created', 'active', 'error', 'deletion in progress', 'deleted']);
const moment = z.iso.datetime().nullable();

const SessionStatusChanged = z.strictObject({
  sessionId: z.uuid(),
  appInstanceId: z.uuid().nullable(),
  qosProfile: z.string(),
  previousStatus: Status.nullable().describe('Null for a session that has just been created.'),
  qosStatus: Status,
  statusInfo: StatusInfo.nullable(),
  reason: z.string().nullable(),
  duration: z.int().describe('Seconds: planned, and once it is over those that it lasted.'),
  startedAt: moment,
  expiresAt: moment,
  removed: z.boolean().describe('The session is gone; no event of it follows.'),
});

const AssignmentStatusChanged = z.strictObject({
  assignmentId: z.uuid(),
  qosProfile: z.string(),
  previousStatus: Status.nullable(),
  status: Status,
  statusInfo: StatusInfo.nullable(),
  reason: z.string().nullable(),
  startedAt: moment,
  removed: z.boolean(),
});

const port = z.int().min(0).max(65_535);

const InfluenceStateChanged = z.strictObject({
  trafficInfluenceId: z.uuid(),
  apiConsumerId: z.string(),
  appId: z.uuid(),
  appInstanceId: z.uuid().nullable(),
  edgeCloudRegion: z.string().nullable(),
  edgeCloudZoneId: z.uuid().nullable(),
  sourceTrafficFilters: z.strictObject({ sourcePort: port.optional() }).nullable(),
  destinationTrafficFilters: z.strictObject({ destinationPort: port.optional(), destinationProtocol: z.string().optional() }).nullable(),
  /** Instances that traffic is led to. */
  selectedAppInstanceIds: z.array(z.uuid()),
  previousState: State.nullable(),
  state: State,
  reason: z.string().nullable(),
  removed: z.boolean(),
});

const ProfileChanged = z.strictObject({ name: z.string(), status: z.enum(['ACTIVE', 'INACTIVE', 'DEPRECATED']) });

/** What the module announces; printed as JSON Schemas into `schema/events/`. No device is named in them: they go to Kafka. */
export const NETWORK_EVENTS = {
  'network.qod-session.status-changed': SessionStatusChanged,
  'network.qos-assignment.status-changed': AssignmentStatusChanged,
  'network.traffic-influence.state-changed': InfluenceStateChanged,
  'network.qos-profile.changed': ProfileChanged,
} as const;

export type NetworkEventType = keyof typeof NETWORK_EVENTS;
export type NetworkEventData<Type extends NetworkEventType> = z.infer<(typeof NETWORK_EVENTS)[Type]>;

export const SESSION_CHANGED = 'network.qod-session.status-changed';
export const ASSIGNMENT_CHANGED = 'network.qos-assignment.status-changed';
export const INFLUENCE_CHANGED = 'network.traffic-influence.state-changed';
export const PROFILE_CHANGED = 'network.qos-profile.changed';

export function networkEvent<Type extends NetworkEventType>(
  type: Type,
  about: { readonly subject: string; readonly owner: Owner; readonly time: Date; readonly correlator: string | null },
  data: NetworkEventData<Type>,
): DomainEvent<NetworkEventData<Type>> {
  const { clientId, userId } = about.owner;
  return { id: newId(), type, subject: about.subject, owner: { clientId, userId }, time: about.time, correlator: about.correlator, data };
}
