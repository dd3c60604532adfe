import { APP_ID, INSTANCE_ID, ZONE_ID } from '../../rest-compat/edge.examples.js';
import { ASSIGNMENT_ID, DEVICE, INFLUENCE_EVENT, INFLUENCE_ID, SESSION_ID } from '../../rest-compat/network.examples.js';

/** Values of the graph, where what is absent is null. A resource that has everything, and one that has as little as it may. */

export const QOD = '/quality-on-demand/v1';
export const PROFILES = '/qos-profiles/v1';
export const PROVISIONING = '/qos-provisioning/v0.3';
export const INFLUENCE = '/traffic-influence/v0.10';
export const DISCOVERY = '/simple-edge-discovery/v2';

const NO_DEVICE = { phoneNumber: null, networkAccessIdentifier: null, ipv4Address: null, ipv6Address: null };
export const USED_DEVICE = { ...NO_DEVICE, ipv4Address: { ...DEVICE.ipv4Address, publicPort: null } };

export const SINK = 'https://consumer.example/events';
export const CREDENTIAL = { credentialType: 'ACCESSTOKEN', accessToken: 'canary-token', accessTokenExpiresUtc: '2027-01-31T12:00:00Z', accessTokenType: 'bearer' };

export const RICH_REQUEST = {
  device: DEVICE,
  applicationServer: { ipv4Address: '203.0.113.0/24', ipv6Address: '2001:db8::/64' },
  devicePorts: { ports: [5060] },
  applicationServerPorts: { ranges: [{ from: 5000, to: 5010 }, { from: 6000, to: 6000 }], ports: [443, 0] },
  qosProfile: 'QOS_E',
  sink: SINK,
  duration: 3600,
};

export const RICH_SESSION = {
  id: SESSION_ID,
  ...RICH_REQUEST,
  device: USED_DEVICE,
  applicationServer: { ...RICH_REQUEST.applicationServer, ipAddresses: null },
  devicePorts: { ranges: null, ports: [5060] },
  startedAt: '2026-11-21T12:00:00.000Z',
  expiresAt: '2026-11-21T13:00:00.000Z',
  qosStatus: 'UNAVAILABLE',
  statusInfo: 'NETWORK_TERMINATED',
};

/** As CAMARA answers it. */
export const RICH_ANSWER = {
  sessionId: SESSION_ID, ...RICH_REQUEST,
  startedAt: RICH_SESSION.startedAt, expiresAt: RICH_SESSION.expiresAt, qosStatus: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED',
};

export const BARE_SESSION = {
  id: SESSION_ID, device: null, applicationServer: { ipv4Address: null, ipv6Address: null, ipAddresses: ['203.0.113.5', '2001:db8::5'] },
  devicePorts: null, applicationServerPorts: null, qosProfile: 'QOS_S', sink: null, duration: 60, startedAt: null, expiresAt: null, qosStatus: 'REQUESTED', statusInfo: null,
};

export const BARE_ANSWER = {
  sessionId: SESSION_ID, applicationServer: { ipAddresses: ['203.0.113.5', '2001:db8::5'] }, qosProfile: 'QOS_S', duration: 60, qosStatus: 'REQUESTED',
};

const rate = (value: number, unit: string) => ({ value, unit });

/** As CAMARA answers it; the graph holds the same. */
export const RICH_PROFILE = {
  name: 'QOS_E', description: 'Low latency', status: 'ACTIVE',
  countryAvailability: [{ countryName: 'PT', networks: ['26801'] }, { countryName: 'AT' }],
  targetMinUpstreamRate: rate(1, 'Mbps'), maxUpstreamRate: rate(10, 'Mbps'), maxUpstreamBurstRate: rate(12, 'Mbps'),
  targetMinDownstreamRate: rate(2, 'Mbps'), maxDownstreamRate: rate(20, 'Mbps'), maxDownstreamBurstRate: rate(24, 'Mbps'),
  minDuration: { value: 1, unit: 'Seconds' }, maxDuration: { value: 1, unit: 'Days' }, priority: 20,
  packetDelayBudget: { value: 50, unit: 'Milliseconds' }, jitter: { value: 5, unit: 'Milliseconds' },
  packetErrorLossRate: 3, l4sQueueType: 'l4s-queue', serviceClass: 'real_time_interactive',
};

export const BARE_PROFILE = { name: 'QOS_X', status: 'INACTIVE' };

export const ASSIGNMENT = {
  id: ASSIGNMENT_ID, device: USED_DEVICE, qosProfile: 'QOS_S', sink: SINK, startedAt: '2026-11-21T12:00:00.000Z', status: 'AVAILABLE', statusInfo: 'DELETE_REQUESTED',
};

export const ASSIGNMENT_ANSWER = { assignmentId: ASSIGNMENT_ID, device: DEVICE, qosProfile: 'QOS_S', sink: SINK, startedAt: ASSIGNMENT.startedAt, status: 'AVAILABLE', statusInfo: 'DELETE_REQUESTED' };

const TARGET = {
  apiConsumerId: 'consumer-1', appId: APP_ID, appInstanceId: INSTANCE_ID, edgeCloudRegion: 'north', edgeCloudZoneId: ZONE_ID,
  sourceTrafficFilters: { sourcePort: 5000 }, destinationTrafficFilters: { destinationPort: 443, destinationProtocol: 'TCP' },
};

const CONFIG = { subscriptionExpireTime: '2027-01-31T12:00:00.000Z', subscriptionMaxEvents: 5, initialEvent: true };

export const INFLUENCE_REQUEST = {
  ...TARGET,
  subscriptionRequest: { protocol: 'HTTP', sink: SINK, sinkCredential: CREDENTIAL, types: [INFLUENCE_EVENT], config: { subscriptionDetail: { any: 'thing' }, ...CONFIG } },
};

/** What the graph is asked for the same. */
export const INFLUENCE_INPUT = { ...TARGET, subscription: { protocol: 'HTTP', sink: SINK, sinkCredential: CREDENTIAL, types: [INFLUENCE_EVENT], config: CONFIG } };

export const RICH_INFLUENCE = {
  id: INFLUENCE_ID, ...TARGET, device: USED_DEVICE, subscription: { protocol: 'HTTP', sink: SINK, types: [INFLUENCE_EVENT], ...CONFIG }, state: 'deletion_in_progress',
};

export const INFLUENCE_ANSWER = {
  trafficInfluenceID: INFLUENCE_ID, ...TARGET,
  subscriptionRequest: { protocol: 'HTTP', sink: SINK, types: [INFLUENCE_EVENT], config: { subscriptionDetail: {}, ...CONFIG } }, state: 'deletion in progress',
};

export const BARE_INFLUENCE = {
  id: INFLUENCE_ID, apiConsumerId: 'consumer-1', appId: APP_ID, appInstanceId: null, edgeCloudRegion: null, edgeCloudZoneId: null,
  sourceTrafficFilters: null, destinationTrafficFilters: null, device: null, subscription: null, state: 'ordered',
};

export const CLOSEST_ZONE = { edgeCloudZoneId: ZONE_ID, edgeCloudZoneName: 'porto-1', edgeCloudProvider: 'ExampleOperator', device: USED_DEVICE };
