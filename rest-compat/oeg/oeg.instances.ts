import type { z } from 'zod';
import { withoutNulls } from '../../src/kernel/given.js';
import { newId } from '../../src/kernel/id.js';
import type { InstanceData, PlacedInstanceData, ZoneData } from '../edge.documents.js';
import { endpointsOf } from '../edge.endpoints.js';
import type { Answer } from '../route.js';
import type { AppInstancesRequest } from './oeg.schemas.js';

type Request = z.infer<typeof AppInstancesRequest>;

export const fromZone = ({ id, name, status, provider, region }: ZoneData): unknown =>
  withoutNulls({ edgeCloudZoneId: id, edgeCloudZoneName: name, edgeCloudZoneStatus: status, edgeCloudProvider: provider, edgeCloudRegion: region });

const fromInstance = (instance: InstanceData, edgeCloudZone: unknown): unknown =>
  withoutNulls({
    appInstanceId: instance.id,
    status: instance.status,
    componentEndpointInfo: endpointsOf(instance),
    kubernetesClusterRef: instance.kubernetesClusterRef,
    edgeCloudZone,
  });

export const fromPlaced = (instance: PlacedInstanceData): unknown => fromInstance(instance, instance.edgeCloudZone && fromZone(instance.edgeCloudZone));

/**
 * The document knows no names of instances, so they are made: from app and zone, of which there is one instance at most,
 * and for deployments from the app and chance, since the same zones may be asked for again later.
 */
export const instanceName = (appId: string, zoneId: string): string => `oeg_${bare(appId).slice(0, 12)}_${bare(zoneId).slice(0, 12)}`;
export const deploymentName = (appId: string): string => `oeg_${bare(appId).slice(0, 12)}_${bare(newId()).slice(0, 12)}`;

const bare = (id: string): string => id.replaceAll('-', '');

export const toInstanceInput = ({ appId, appZones }: Request): object => {
  const { EdgeCloudZone: zone, kubernetesClusterRef } = appZones[0]!;
  return { name: instanceName(appId, zone.edgeCloudZoneId), appId, edgeCloudZoneId: zone.edgeCloudZoneId, kubernetesClusterRef };
};

/** Clusters go with their zones only when every zone has one. */
export function toDeploymentInput({ appId, appZones }: Request): object {
  const refs = appZones.flatMap(({ kubernetesClusterRef }) => kubernetesClusterRef ?? []);
  return {
    name: deploymentName(appId),
    appId,
    edgeCloudZoneIds: appZones.map((zone) => zone.EdgeCloudZone.edgeCloudZoneId),
    ...(refs.length === appZones.length ? { kubernetesClusterRefs: refs } : {}),
  };
}

/**
 * The zones are shown as the request named them: to look them up would be a second step that may fail when the
 * instances are already on their way.
 */
export function acceptedInstances(instances: readonly InstanceData[], { appZones }: Request, location: string): Answer {
  const zones = new Map(appZones.map((zone) => [zone.EdgeCloudZone.edgeCloudZoneId, zone.EdgeCloudZone]));
  return {
    status: 202,
    body: { appInstances: instances.map((instance) => fromInstance(instance, zones.get(instance.edgeCloudZoneId))) },
    headers: { location },
  };
}
