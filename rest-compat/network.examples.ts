import { APP_ID, ZONE_ID } from './edge.examples.js';

/** Made-up values for the descriptions of the module network's doors, so that they can be tried from the page. */

export const SESSION_ID = '5b0f8a64-90c4-4c0e-8f0e-3a1d7c9e2b65';
export const ASSIGNMENT_ID = 'c2a7d3e8-14b9-4f6d-9a30-6e8b1f5c7d76';
export const INFLUENCE_ID = 'e81f6b2c-3d57-4a98-b1c4-2f9d0a7e8b87';

/** One that the sandbox knows. */
export const DEVICE = { ipv4Address: { publicAddress: '198.51.100.1', privateAddress: '10.45.0.1' } } as const;

export const SESSION_REQUEST = {
  device: DEVICE,
  applicationServer: { ipv4Address: '203.0.113.0/24' },
  applicationServerPorts: { ranges: [{ from: 5000, to: 5010 }], ports: [443] },
  qosProfile: 'QOS_E',
  sink: 'https://consumer.example/qod',
  duration: 3600,
} as const;

export const SESSION = { sessionId: SESSION_ID, ...SESSION_REQUEST, qosStatus: 'REQUESTED' } as const;

export const PROFILE = {
  name: 'QOS_E', description: 'Low latency for interactive use.', status: 'ACTIVE', minDuration: { value: 1, unit: 'Seconds' }, maxDuration: { value: 1, unit: 'Days' }, priority: 20,
} as const;

export const ASSIGNMENT_REQUEST = { device: DEVICE, qosProfile: 'QOS_S', sink: 'https://consumer.example/provisioning' } as const;
export const ASSIGNMENT = { assignmentId: ASSIGNMENT_ID, ...ASSIGNMENT_REQUEST, status: 'REQUESTED' } as const;

export const INFLUENCE_EVENT = 'org.camaraproject.traffic-influence.v1.traffic-influence-change';

export const INFLUENCE_REQUEST = {
  apiConsumerId: 'consumer-1',
  appId: APP_ID,
  edgeCloudZoneId: ZONE_ID,
  destinationTrafficFilters: { destinationPort: 443, destinationProtocol: 'TCP' },
  subscriptionRequest: { protocol: 'HTTP', sink: 'https://consumer.example/influence', types: [INFLUENCE_EVENT], config: { subscriptionDetail: {} } },
} as const;

export const INFLUENCE = { trafficInfluenceID: INFLUENCE_ID, ...INFLUENCE_REQUEST, state: 'ordered' } as const;
