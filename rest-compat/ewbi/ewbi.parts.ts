import { z } from 'zod';
import { AppIdShape, AppProviderIdShape, ArtefactIdShape, DashedIdShape } from '../../src/modules/federations/hosting/document.manifest.js';

/** What the E/WBI's paths are made of, and the parts that its answers and callbacks share. */

const ContextId = DashedIdShape.meta({ description: 'The context: what the hosting operator calls the federation.' });
/** The older definition leaves its form open. */
const InstanceId = z.string().max(256).regex(/^[^\0]+$/, 'holds a character that no id has');

export const FederationPath = z.object({ federationContextId: ContextId });
export const ZonePath = FederationPath.extend({ zoneId: DashedIdShape });
export const ArtefactPath = FederationPath.extend({ artefactId: ArtefactIdShape });
export const AppPath = FederationPath.extend({ appId: AppIdShape });
export const InstancePath = AppPath.extend({ appInstanceId: InstanceId, zoneId: DashedIdShape });
export const InstancesPath = AppPath.extend({ appProviderId: AppProviderIdShape });

const time = z.iso.datetime({ offset: true });

export const MobileNetworkIds = z.object({ mcc: z.string().optional(), mncs: z.array(z.string()).min(1).optional() });
export const FixedNetworkIds = z.array(z.string()).min(1);

export const ServiceEndpoint = z
  .object({ port: z.int().min(0), fqdn: z.string().optional(), ipv4Addresses: z.array(z.ipv4()).min(1).optional(), ipv6Addresses: z.array(z.ipv6()).min(1).optional() })
  .meta({ description: 'With at least one of fqdn, ipv4Addresses and ipv6Addresses.' });

export const ZoneDetails = z.object({
  zoneId: z.string(),
  geolocation: z.string().meta({ description: 'Latitude and longitude in degrees, with at most four decimals and a comma between.' }),
  geographyDetails: z.string(),
});

export const ComputeResources = z.looseObject({
  cpuArchType: z.enum(['ISA_X86_64', 'ISA_ARM_64']),
  numCPU: z.string().meta({ description: 'CPUs such as 2, 0.5 or 500m.' }),
  memory: z.int().meta({ description: 'MiB.' }),
  diskStorage: z.int().optional().meta({ description: 'GiB.' }),
});

export const AccessPoints = z.array(z.object({ interfaceId: z.string(), accessPoints: ServiceEndpoint })).min(1);

const Status = z.enum(['FAILED', 'TEMPORARY_FAILURE', 'AVAILABLE', 'LOCKED', 'NOT_AVAILABLE']);
export const OnboardStatuses = z.array(z.object({ zoneId: z.string(), onboardStatusInfo: z.enum(['PENDING', 'ONBOARDED', 'DEBOARDING', 'REMOVED', 'FAILED']) })).min(1);
export const InstanceState = z.enum(['PENDING', 'READY', 'FAILED', 'TERMINATING']);

export const PartnerStatusEvent = z.object({
  federationContextId: z.string(),
  objectType: z.enum(['FEDERATION', 'ZONES', 'EDGE_DISCOVERY_SERVICE', 'LCM_SERVICE', 'MOBILE_NETWORK_CODES', 'FIXED_NETWORK_CODES', 'SERVICE_APIS']),
  operationType: z.enum(['STATUS', 'UPDATE', 'ADD', 'REMOVE']),
  edgeDiscoverySvcEndPoint: ServiceEndpoint.optional(),
  lcmSvcEndPoint: ServiceEndpoint.optional(),
  addMobileNetworkIds: MobileNetworkIds.optional(),
  removeMobileNetworkIds: MobileNetworkIds.optional(),
  addFixedNetworkIds: FixedNetworkIds.optional(),
  removeFixedNetworkIds: FixedNetworkIds.optional(),
  addZones: z.array(ZoneDetails).min(1).optional(),
  removeZones: z.array(z.string()).min(1).optional(),
  zoneStatus: z.array(z.object({ zoneId: z.string(), status: Status })).min(1).optional(),
  federationStatus: Status.optional(),
  modificationDate: time,
});

export const ZoneResourcesEvent = z.object({
  federationContextId: z.string(),
  zoneId: z.string(),
  zoneResUpdInfo: z.array(z.object({ availableCompResources: z.array(ComputeResources).min(1).optional(), availableNetResources: z.looseObject({}).optional() })),
});

export const OnboardingEvent = z.object({ federationContextId: z.string(), appId: z.string(), statusInfo: OnboardStatuses });

export const InstanceEvent = z.object({
  federationContextId: z.string(),
  appId: z.string(),
  appInstanceId: z.string(),
  zoneId: z.string(),
  appInstanceInfo: z.object({
    appInstanceState: InstanceState.optional(),
    message: z.string().optional(),
    accesspointInfo: AccessPoints.optional(),
    accessPointInfo: AccessPoints.optional().meta({ description: "The newer definition's spelling of accesspointInfo." }),
  }),
  modificationDate: time.optional(),
});
