import { z } from 'zod';
import { ApplicationShape } from '../../src/modules/federations/hosting/hosted-application.manifest.js';
import { ArtefactShape } from '../../src/modules/federations/hosting/hosted-artefact.manifest.js';
import { AccessPoints, ComputeResources, FixedNetworkIds, InstanceState, MobileNetworkIds, OnboardStatuses, ServiceEndpoint, ZoneDetails } from './ewbi.parts.js';

/** What the E/WBI answers. Bodies of requests are the module's to read: the same words are said at every door. */

export const FederationResponse = z.object({
  federationContextId: z.string(),
  partnerOPFederationId: z.string(),
  partnerOPCountryCode: z.string().optional(),
  partnerOPMobileNetworkCodes: MobileNetworkIds.optional(),
  partnerOPFixedNetworkCodes: FixedNetworkIds.optional(),
  platformCaps: z.array(z.string()),
  edgeDiscoveryServiceEndPoint: ServiceEndpoint.optional(),
  lcmServiceEndPoint: ServiceEndpoint.optional(),
  offeredAvailabilityZones: z.array(ZoneDetails).min(1).optional(),
});

export const FederationDetails = z.object({
  edgeDiscoveryServiceEndPoint: ServiceEndpoint,
  lcmServiceEndPoint: ServiceEndpoint,
  allowedMobileNetworkIds: MobileNetworkIds.optional(),
  allowedFixedNetworkIds: FixedNetworkIds.optional(),
  offeredAvailabilityZones: z.array(ZoneDetails).min(1).optional(),
});

export const FederationContext = z.object({
  FederationContextId: z.string(),
  federationContextId: z.string().meta({ description: 'The same, as clients of the Federation Manager know it.' }),
});

const Flavour = z.looseObject({ flavourId: z.string(), cpuArchType: z.string(), supportedOSTypes: z.array(z.looseObject({})).min(1), numCPU: z.int(), memorySize: z.int(), storageSize: z.int() });

export const ZoneData = z.looseObject({
  zoneId: z.string(),
  reservedComputeResources: z.array(ComputeResources).min(1),
  computeResourceQuotaLimits: z.array(ComputeResources).min(1),
  flavoursSupported: z.array(Flavour).min(1),
});

export const AcceptedZones = z.object({ acceptedZoneResourceInfo: z.array(ZoneData).min(1) });

const { artefactRepoLocation, componentSpec } = ArtefactShape.shape;

export const ArtefactInfo = ArtefactShape.extend({
  artefactRepoLocation: artefactRepoLocation.unwrap().omit({ password: true, token: true }).optional(),
  componentSpec: componentSpec.optional(),
});

export const ApplicationInfo = ApplicationShape.omit({ appStatusCallbackLink: true }).extend({
  appDeploymentZones: z
    .array(z.union([z.object({ countryCode: z.string(), zoneInfo: z.string() }), z.string()]))
    .min(1)
    .meta({ description: 'The definitions differ: objects in the older, ids in the newer.' }),
  statusInfo: OnboardStatuses.optional().meta({ description: 'How far the application is in each zone, for those to whom callbacks do not come.' }),
});

export const Installed = z.object({ zoneId: z.string(), appInstIdentifier: z.string() });
export const InstanceInfo = z.object({ appInstanceState: InstanceState.optional(), accesspointInfo: AccessPoints.optional() });
export const Instances = z.array(z.object({ zoneId: z.string(), appInstanceInfo: z.array(z.object({ appInstIdentifier: z.string(), appInstanceState: InstanceState })).min(1) })).min(1);

export const CallbackPath = z.object({ address: z.string().max(512).meta({ description: 'Of the federation, as the link has it that the partner was given.' }) });
