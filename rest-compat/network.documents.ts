import type { ListData } from './listed.js';
import { graphql } from './route.js';

/** What the REST doors of the module network ask of the graph. Credentials of sinks are not among it: no field gives them. */

const DEVICE = `
fragment Identified on DeviceIdentifier { phoneNumber networkAccessIdentifier ipv4Address { publicAddress privateAddress publicPort } ipv6Address }`;

const SESSION = `${DEVICE}
fragment Session on QodSession {
  id device { ...Identified }
  applicationServer { ipv4Address ipv6Address ipAddresses }
  devicePorts { ranges { from to } ports }
  applicationServerPorts { ranges { from to } ports }
  qosProfile sink duration startedAt expiresAt qosStatus statusInfo
}`;

const PROFILE = `
fragment Rate on QosRate { value unit }
fragment Span on QosDuration { value unit }
fragment Profile on QosProfile {
  name description status countryAvailability { countryName networks }
  targetMinUpstreamRate { ...Rate } maxUpstreamRate { ...Rate } maxUpstreamBurstRate { ...Rate }
  targetMinDownstreamRate { ...Rate } maxDownstreamRate { ...Rate } maxDownstreamBurstRate { ...Rate }
  minDuration { ...Span } maxDuration { ...Span } priority packetDelayBudget { ...Span } jitter { ...Span }
  packetErrorLossRate l4sQueueType serviceClass
}`;

const ASSIGNMENT = `${DEVICE}
fragment Assignment on QosAssignment { id device { ...Identified } qosProfile sink startedAt status statusInfo }`;

const INFLUENCE = `
fragment Influence on TrafficInfluence {
  id apiConsumerId appId appInstanceId edgeCloudRegion edgeCloudZoneId
  sourceTrafficFilters { sourcePort }
  destinationTrafficFilters { destinationPort destinationProtocol }
  subscription { protocol sink types subscriptionExpireTime subscriptionMaxEvents initialEvent }
  state
}`;

/** Members that are absent come as null. */
export interface DeviceData {
  readonly phoneNumber: string | null;
  readonly networkAccessIdentifier: string | null;
  readonly ipv4Address: object | null;
  readonly ipv6Address: string | null;
}

export interface SessionData {
  readonly id: string;
  readonly device: DeviceData | null;
  readonly applicationServer: object;
  readonly devicePorts: object | null;
  readonly applicationServerPorts: object | null;
  readonly qosProfile: string;
  readonly sink: string | null;
  readonly duration: number;
  readonly startedAt: string | null;
  readonly expiresAt: string | null;
  readonly qosStatus: string;
  readonly statusInfo: string | null;
}

export interface ProfileData {
  readonly name: string;
  readonly status: string;
  readonly [member: string]: unknown;
}

export interface AssignmentData {
  readonly id: string;
  readonly device: DeviceData | null;
  readonly qosProfile: string;
  readonly sink: string | null;
  readonly startedAt: string | null;
  readonly status: string;
  readonly statusInfo: string | null;
}

export interface SubscriptionData {
  readonly protocol: string;
  readonly sink: string;
  readonly types: readonly string[];
  readonly subscriptionExpireTime: string | null;
  readonly subscriptionMaxEvents: number | null;
  readonly initialEvent: boolean | null;
}

export interface InfluenceData {
  readonly id: string;
  readonly apiConsumerId: string;
  readonly appId: string;
  readonly appInstanceId: string | null;
  readonly edgeCloudRegion: string | null;
  readonly edgeCloudZoneId: string | null;
  readonly sourceTrafficFilters: object | null;
  readonly destinationTrafficFilters: object | null;
  readonly subscription: SubscriptionData | null;
  readonly state: string;
  /** Asked for only where the influence is created for one device. */
  readonly device?: DeviceData | null;
}

export interface ClosestZoneData {
  readonly edgeCloudZoneId: string;
  readonly edgeCloudZoneName: string;
  readonly edgeCloudProvider: string;
  readonly device: DeviceData | null;
}

export const createSession = graphql<{ createQodSession: { session: SessionData } }>(
  `mutation CreateQodSession($input: CreateQodSessionInput!) { createQodSession(input: $input) { session { ...Session } } }${SESSION}`,
);
export const session = graphql<{ qodSession: SessionData }>(`query QodSession($id: ID!) { qodSession(id: $id) { ...Session } }${SESSION}`);
export const sessionsByDevice = graphql<{ qodSessionsByDevice: readonly SessionData[] }>(
  `query QodSessionsByDevice($device: DeviceInput) { qodSessionsByDevice(device: $device) { ...Session } }${SESSION}`,
);
export const extendSession = graphql<{ extendQodSession: { session: SessionData } }>(
  `mutation ExtendQodSession($id: ID!, $seconds: Int!) { extendQodSession(id: $id, additionalDuration: $seconds) { session { ...Session } } }${SESSION}`,
);
export const deleteSession = graphql<unknown>('mutation DeleteQodSession($id: ID!) { deleteQodSession(id: $id) { session { id } } }');

export const profile = graphql<{ qosProfile: ProfileData }>(`query QosProfile($name: ID!) { qosProfile(name: $name) { ...Profile } }${PROFILE}`);
export const profiles = graphql<ListData<ProfileData>>(
  `query QosProfiles($filter: QosProfileFilter) { list: qosProfiles(filter: $filter, first: 100) { nodes { ...Profile } totalCount } }${PROFILE}`,
);

export const createAssignment = graphql<{ createQosAssignment: { assignment: AssignmentData } }>(
  `mutation CreateQosAssignment($input: CreateQosAssignmentInput!) { createQosAssignment(input: $input) { assignment { ...Assignment } } }${ASSIGNMENT}`,
);
export const assignment = graphql<{ qosAssignment: AssignmentData }>(`query QosAssignment($id: ID!) { qosAssignment(id: $id) { ...Assignment } }${ASSIGNMENT}`);
export const assignmentByDevice = graphql<{ qosAssignmentByDevice: AssignmentData }>(
  `query QosAssignmentByDevice($device: DeviceInput) { qosAssignmentByDevice(device: $device) { ...Assignment } }${ASSIGNMENT}`,
);
export const revokeAssignment = graphql<{ revokeQosAssignment: { revoked: boolean; assignment: AssignmentData } }>(
  `mutation RevokeQosAssignment($id: ID!) { revokeQosAssignment(id: $id) { revoked assignment { ...Assignment } } }${ASSIGNMENT}`,
);

export const createInfluence = graphql<{ createTrafficInfluence: { trafficInfluence: InfluenceData } }>(
  `mutation CreateTrafficInfluence($input: CreateTrafficInfluenceInput!) { createTrafficInfluence(input: $input) { trafficInfluence { ...Influence } } }${INFLUENCE}`,
);
export const createInfluenceForDevice = graphql<{ createTrafficInfluenceForDevice: { trafficInfluence: InfluenceData } }>(
  `mutation CreateTrafficInfluenceForDevice($input: CreateTrafficInfluenceForDeviceInput!) { createTrafficInfluenceForDevice(input: $input) { trafficInfluence { ...Influence device { ...Identified } } } }${INFLUENCE}${DEVICE}`,
);
export const influence = graphql<{ trafficInfluence: InfluenceData }>(
  `query TrafficInfluence($id: ID!) { trafficInfluence(id: $id) { ...Influence } }${INFLUENCE}`,
);
export const influences = graphql<ListData<InfluenceData>>(
  `query TrafficInfluences($appId: ID) { list: trafficInfluences(appId: $appId, first: 100) { nodes { ...Influence } totalCount } }${INFLUENCE}`,
);
export const updateInfluence = graphql<{ updateTrafficInfluence: { trafficInfluence: InfluenceData } }>(
  `mutation UpdateTrafficInfluence($input: UpdateTrafficInfluenceInput!) { updateTrafficInfluence(input: $input) { trafficInfluence { ...Influence } } }${INFLUENCE}`,
);
export const deleteInfluence = graphql<unknown>('mutation DeleteTrafficInfluence($id: ID!) { deleteTrafficInfluence(id: $id) { trafficInfluence { id } } }');

export const closestZone = graphql<{ closestEdgeCloudZone: ClosestZoneData }>(
  `query ClosestEdgeCloudZone($device: DeviceInput) { closestEdgeCloudZone(device: $device) { edgeCloudZoneId edgeCloudZoneName edgeCloudProvider device { ...Identified } } }${DEVICE}`,
);
