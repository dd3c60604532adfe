import { withoutNulls } from '../../src/kernel/given.js';
import type { DeploymentData, InstanceData, ZoneData } from '../edge.documents.js';
import { endpointsOf } from '../edge.endpoints.js';
import type { Answer } from '../route.js';

/** The region code that CLDR keeps for "unknown"; CAMARA requires a country of every zone, and the SRM tells none. */
const UNKNOWN_COUNTRY = 'ZZ';

export const fromZone = ({ id, name, status, provider, region, countryCode }: ZoneData): unknown =>
  withoutNulls({
    edgeCloudZoneId: id,
    edgeCloudZoneName: name,
    edgeCloudZoneStatus: status,
    edgeCloudProvider: provider,
    edgeCloudRegion: region,
    countryCode: countryCode ?? UNKNOWN_COUNTRY,
  });

export const fromInstance = (instance: InstanceData): unknown =>
  withoutNulls({
    name: instance.name,
    appId: instance.appId,
    appInstanceId: instance.id,
    appProvider: instance.appProvider,
    status: instance.status,
    componentEndpointInfo: endpointsOf(instance),
    kubernetesClusterRef: instance.kubernetesClusterRef,
    edgeCloudZoneId: instance.edgeCloudZoneId,
  });

export const fromDeployment = ({ id, name, appId, edgeCloudZoneIds, appInstanceIds }: DeploymentData): unknown => ({
  appDeploymentName: name,
  appDeploymentId: id,
  appId,
  edgeCloudZones: edgeCloudZoneIds,
  appInstances: appInstanceIds,
});

export const accepted = (): Answer => ({ status: 202 });
