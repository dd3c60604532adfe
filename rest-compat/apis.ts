import { edgeApplicationManagement } from './camara/edge-application-management.routes.js';
import { qosProfiles } from './camara/qos-profiles.routes.js';
import { qosProvisioning } from './camara/qos-provisioning.routes.js';
import { qualityOnDemand } from './camara/quality-on-demand.routes.js';
import { simpleEdgeDiscovery } from './camara/simple-edge-discovery.routes.js';
import { trafficInfluence } from './camara/traffic-influence.routes.js';
import { openExposureGateway } from './oeg/oeg.routes.js';
import type { Reading } from './reading.js';
import type { Api } from './route.js';

/** Every REST API that the gateway keeps. */
export const apis = (reading: Reading = 'yaml'): readonly Api[] => [
  edgeApplicationManagement,
  qualityOnDemand(reading),
  qosProfiles,
  qosProvisioning(reading),
  trafficInfluence(reading),
  simpleEdgeDiscovery,
  openExposureGateway,
];
