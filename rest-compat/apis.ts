import { edgeApplicationManagement } from './camara/edge-application-management.routes.js';
import { qosProfiles } from './camara/qos-profiles.routes.js';
import { qosProvisioning } from './camara/qos-provisioning.routes.js';
import { qualityOnDemand } from './camara/quality-on-demand.routes.js';
import { simpleEdgeDiscovery } from './camara/simple-edge-discovery.routes.js';
import { trafficInfluence } from './camara/traffic-influence.routes.js';
import { federation } from './ewbi/ewbi.routes.js';
import { openExposureGateway } from './oeg/oeg.routes.js';
import { peering } from './peering/peering.routes.js';
import type { Reading } from './reading.js';
import type { Api } from './route.js';
import { alarmManagement } from './tmf/alarm.routes.js';
import { serviceCatalogManagement } from './tmf/catalog.routes.js';
import { party } from './tmf/party.routes.js';

/** Every REST API that the gateway keeps. @param strictCompat of the peering API: see there */
export const apis = (reading: Reading = 'yaml', strictCompat = false): readonly Api[] => [
  edgeApplicationManagement,
  qualityOnDemand(reading),
  qosProfiles,
  qosProvisioning(reading),
  trafficInfluence(reading),
  simpleEdgeDiscovery,
  openExposureGateway,
  party,
  serviceCatalogManagement,
  alarmManagement,
  peering(strictCompat),
  federation,
];
