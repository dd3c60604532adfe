import { z } from 'zod';
import {
  AppManifestShape,
  AppRepoShape,
  ContainerResourcesShape,
  DockerComposeResourcesShape,
  KubernetesResourcesShape,
  VmResourcesShape,
} from '../../src/modules/edge/app.manifest.js';
import { EndpointInfoShape, InstanceStatusShape, UuidShape, ZoneStatusShape } from '../edge.schemas.js';

/** The edge part of the Open Exposure Gateway's document. Texts that it leaves open are held to the domain's rule. */

const Addons = z.strictObject({ monitoring: z.boolean().default(false), ingress: z.boolean().default(false) });

const RequiredResources = z.discriminatedUnion('infraKind', [
  KubernetesResourcesShape.extend({ addons: Addons.optional() }),
  VmResourcesShape,
  ContainerResourcesShape,
  DockerComposeResourcesShape,
]);

export const AppManifest = AppManifestShape.extend({
  appId: UuidShape.optional().meta({ description: 'The gateway gives the id: one that is sent is replaced, and the answer tells the one that holds.' }),
  appProvider: AppManifestShape.shape.appProvider.optional(),
  packageType: AppManifestShape.shape.packageType.exclude(['CSAR']),
  appRepo: AppRepoShape.extend({
    checksum: z
      .string()
      .regex(/^((md5:)?[A-Fa-f0-9]{32}|(sha256:)?[A-Fa-f0-9]{64})$/, 'must be 32 or 64 hexadecimal digits')
      .optional(),
  }),
  requiredResources: RequiredResources.optional(),
});

/** As it is answered: with its id, without credentials. An app of CAMARA's door may be of the package type CSAR. */
export const AppManifestInfo = AppManifest.extend({
  appId: UuidShape,
  packageType: AppManifestShape.shape.packageType,
  appRepo: AppManifest.shape.appRepo.omit({ credentials: true }),
});

export const EdgeCloudZone = z.strictObject({
  edgeCloudZoneId: UuidShape,
  edgeCloudZoneName: z.string(),
  edgeCloudZoneStatus: ZoneStatusShape.optional(),
  edgeCloudProvider: z.string(),
  edgeCloudRegion: z.string().optional(),
});

export const ZoneObject = z.strictObject({ EdgeCloudZone });

/** The document's example carries the cluster beside the zone. */
const AppZone = ZoneObject.extend({ kubernetesClusterRef: UuidShape.optional() });

export const AppInstancesRequest = z.strictObject({
  appId: UuidShape,
  appZones: z
    .array(AppZone)
    .min(1)
    .max(100)
    .refine((zones) => new Set(zones.map((zone) => zone.EdgeCloudZone.edgeCloudZoneId)).size === zones.length, 'must not name a zone twice'),
});

export const AppInstanceInfo = z.strictObject({
  appInstanceId: UuidShape,
  status: InstanceStatusShape,
  componentEndpointInfo: EndpointInfoShape.optional(),
  kubernetesClusterRef: UuidShape.optional(),
  edgeCloudZone: EdgeCloudZone.optional(),
});

export const SubmittedApp = z.strictObject({ appId: UuidShape });
export const StoredApp = z.strictObject({ appManifest: AppManifestInfo });
export const AcceptedInstances = z.strictObject({ appInstances: z.array(AppInstanceInfo).min(1) });
export const ListedInstances = z.strictObject({ appInstanceInfo: z.array(AppInstanceInfo) });

export const AppPath = z.object({ appId: UuidShape });
export const AppInstancePath = z.object({ appInstanceId: UuidShape });
export const ZonePath = z.object({ zoneId: z.string() });
export const AppInstanceQuery = z.object({ appId: UuidShape.optional(), appInstanceId: UuidShape.optional(), region: z.string().optional() });
export const ZoneQuery = z.object({ region: z.string().optional(), status: ZoneStatusShape.optional() });
