import { z } from 'zod';
import {
  AppManifestShape,
  AppProviderShape,
  AppRepoShape,
  ContainerResourcesShape,
  DockerComposeResourcesShape,
  K8sNetworkingShape,
  KubernetesResourcesShape,
  NameShape,
  VmResourcesShape,
} from '../../src/modules/edge/app.manifest.js';
import { EndpointInfoShape, InstanceStatusShape, numberIn, UuidShape, ZoneStatusShape } from '../edge.schemas.js';

/** CAMARA Edge Application Management, main branch. Where it asks for more than the domain does, it is asked here. */

const text = (maxLength: number) => z.string().max(maxLength);
const dateTime = z.iso.datetime({ offset: true, error: 'must be an RFC 3339 date-time with a time zone' }).max(64);

const RequiredResourcesShape = z.discriminatedUnion('infraKind', [
  KubernetesResourcesShape.extend({ networking: K8sNetworkingShape.required({ primaryNetwork: true }).optional() }),
  VmResourcesShape,
  ContainerResourcesShape,
  DockerComposeResourcesShape,
]);

export const AppManifest = AppManifestShape.extend({
  appRepo: AppRepoShape.extend({ imagePath: z.url('must be a URI').max(2048) }),
  requiredResources: RequiredResourcesShape,
});

/** As it is answered: an app that came through another door may have no `requiredResources`. */
export const AppManifestInfo = AppManifestShape.extend({
  appId: UuidShape,
  appRepo: AppRepoShape.omit({ credentials: true }),
});

export const SubmittedApp = z.strictObject({ appId: UuidShape });

const EventType = z.enum([
  'org.camaraproject.edge-application-management.v0.app-instance-status-change',
  'org.camaraproject.edge-application-management.v0.app-deployment-status-change',
  'org.camaraproject.edge-application-management.v0.subscription-ended',
]);

export const SubscriptionRequest = z.strictObject({
  sink: z.url({ protocol: /^https$/, error: 'must be an https address' }).max(2048),
  sinkCredential: z
    .strictObject({
      credentialType: z.literal('ACCESSTOKEN'),
      accessToken: text(4096).meta({ writeOnly: true }),
      accessTokenExpiresUtc: dateTime,
      accessTokenType: z.literal('bearer').meta({ writeOnly: true }),
    })
    .optional(),
  types: z.array(EventType).length(1).optional(),
  config: z
    .strictObject({
      // CAMARA requires the member and says nothing of what it holds for these events.
      subscriptionDetail: z.record(z.string(), z.unknown()),
      subscriptionExpireTime: dateTime.optional(),
      subscriptionMaxEvents: z.int().min(1).max(2_147_483_647).optional(),
      initialEvent: z.boolean().optional(),
    })
    .optional(),
});

export const AppInstanceRequest = z.strictObject({
  name: NameShape,
  appId: UuidShape,
  edgeCloudZoneId: UuidShape,
  kubernetesClusterRef: UuidShape.optional(),
  subscriptionRequest: SubscriptionRequest.optional(),
});

export const AppInstanceInfo = z.strictObject({
  name: NameShape,
  appId: UuidShape,
  appInstanceId: UuidShape,
  appProvider: AppProviderShape,
  status: InstanceStatusShape,
  componentEndpointInfo: EndpointInfoShape.optional(),
  kubernetesClusterRef: UuidShape.optional(),
  edgeCloudZoneId: UuidShape,
});

const ids = z.array(UuidShape).max(100);

export const AppDeploymentRequest = z.strictObject({
  appDeploymentName: NameShape,
  appId: UuidShape,
  edgeCloudZones: ids,
  kubernetesClusterRefs: ids.optional(),
  subscriptionRequest: SubscriptionRequest.optional(),
});

/** A JSON merge patch: lists are replaced whole, and null takes the cluster references away. */
export const AppDeploymentPatch = z.strictObject({
  appDeploymentName: NameShape.optional(),
  edgeCloudZones: ids.optional(),
  kubernetesClusterRefs: ids.nullable().optional(),
});

export const AcceptedAppDeployment = z.strictObject({ appDeploymentId: UuidShape });

export const AppDeploymentInfo = z.strictObject({
  appDeploymentName: NameShape,
  appDeploymentId: UuidShape,
  appId: UuidShape,
  edgeCloudZones: ids,
  appInstances: ids,
});

const CountryCode = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 country code');

export const EdgeCloudZone = z.strictObject({
  edgeCloudZoneId: UuidShape,
  edgeCloudZoneName: text(64),
  edgeCloudZoneStatus: ZoneStatusShape.optional(),
  edgeCloudProvider: text(64),
  edgeCloudRegion: text(64).optional(),
  countryCode: CountryCode.meta({ description: 'ZZ when the country is not known.' }),
});

export const EdgeCloudZoneList = z.strictObject({
  edgeCloudZones: z.array(EdgeCloudZone).max(100),
  pagination: z.strictObject({ page: z.int(), perPage: z.int(), totalCount: z.int(), totalPages: z.int() }),
});

export const AppPath = z.object({ appId: UuidShape });
export const AppInstancePath = z.object({ appInstanceId: UuidShape });
export const AppDeploymentPath = z.object({ appDeploymentId: UuidShape });

export const AppInstanceQuery = z.object({ appId: UuidShape.optional(), region: text(64).optional() });
export const AppDeploymentQuery = z.object({ appId: UuidShape.optional() });
export const EdgeCloudZoneQuery = z.object({
  page: numberIn(1, 2_147_483_647, 1),
  perPage: numberIn(1, 100, 20),
  countryCode: CountryCode.optional(),
  edgeCloudProvider: text(64).optional(),
  edgeCloudRegion: text(64).optional(),
  status: ZoneStatusShape.optional(),
});
