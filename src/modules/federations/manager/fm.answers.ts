import { z } from 'zod';
import type {
  CreatedFederation, FederationDetails, Flavour, InstanceState, KnownApplication, KnownArtefact, KnownInstance, ListedInstance, MobileNetworks, OnboardStatus, ServiceEndpoint, ZoneDetails, ZoneResources,
} from './fm.types.js';

/**
 * The forms of the managers' answers: both definitions, and what the Federation Manager's code sends in place of them.
 * What is missing is borne, as long as it is not used; an id has to be one that may stand in a path.
 */

/** A text in an id's place has spaces or is long. */
const Id = z.string().regex(/^[A-Za-z0-9][\w.~-]{0,127}$/, 'is no id');
const text = z.string().catch('');
const texts = z.array(z.string()).catch([]);

/** Members that are what they are to be; the others do not count. */
const listOf = <Shape extends z.ZodType>(shape: Shape) =>
  z.array(z.unknown()).transform((members) =>
    members.flatMap((member): z.output<Shape>[] => {
      const read = shape.safeParse(member);
      return read.success ? [read.data] : [];
    }),
  );

const given = <Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } => (value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value }));

const Addresses = z.array(z.string()).min(1).optional().catch(undefined);
const EndpointShape = z
  .object({ port: z.number().int().min(0).max(65_535), fqdn: z.string().min(1).optional().catch(undefined), ipv4Addresses: Addresses, ipv6Addresses: Addresses })
  .transform(({ port, fqdn, ipv4Addresses, ipv6Addresses }): ServiceEndpoint => ({ port, ...given('fqdn', fqdn), ...given('ipv4Addresses', ipv4Addresses), ...given('ipv6Addresses', ipv6Addresses) }));
/** The Federation Manager has `{}` where there is none. */
const Endpoint = EndpointShape.optional().catch(undefined);
const Networks = z
  .object({ mcc: z.string().min(1), mncs: texts })
  .transform((networks): MobileNetworks => networks)
  .optional()
  .catch(undefined);

const ZoneShape = z.object({ zoneId: Id, geolocation: text, geographyDetails: text }).transform((zone): ZoneDetails => zone);
const Zones = listOf(ZoneShape).optional().catch(undefined);

export const CreatedShape = z
  .object({
    federationContextId: Id.optional(),
    FederationContextId: Id.optional(),
    partnerOPFederationId: text,
    partnerOPCountryCode: z.string().regex(/^[A-Z]{2}$/).optional().catch(undefined),
    partnerOPMobileNetworkCodes: Networks,
    partnerOPFixedNetworkCodes: texts,
    edgeDiscoveryServiceEndPoint: Endpoint,
    lcmServiceEndPoint: Endpoint,
    offeredAvailabilityZones: Zones,
    platformCaps: texts,
  })
  .transform((told, check): CreatedFederation => {
    const contextId = told.federationContextId ?? told.FederationContextId;
    if (contextId === undefined) check.addIssue({ code: 'custom', message: 'there is no federationContextId' });
    return {
      contextId: contextId ?? '',
      partnerFederationId: told.partnerOPFederationId,
      ...given('partnerCountryCode', told.partnerOPCountryCode),
      ...given('partnerMobileNetworks', told.partnerOPMobileNetworkCodes),
      partnerFixedNetworks: told.partnerOPFixedNetworkCodes,
      ...given('edgeDiscoveryEndpoint', told.edgeDiscoveryServiceEndPoint),
      ...given('lcmEndpoint', told.lcmServiceEndPoint),
      offeredZones: told.offeredAvailabilityZones ?? [],
      platformCaps: told.platformCaps,
    };
  });

export const ContextShape = z
  .union([z.object({ federationContextId: Id }).transform((told) => told.federationContextId), z.object({ FederationContextId: Id }).transform((told) => told.FederationContextId)]);

const DETAILS = ['edgeDiscoveryServiceEndPoint', 'lcmServiceEndPoint', 'allowedMobileNetworkIds', 'allowedFixedNetworkIds', 'offeredAvailabilityZones'];

/** An object with none of its members is no answer to the question. */
export const DetailsShape = z
  .record(z.string(), z.unknown())
  .refine((told) => DETAILS.some((member) => member in told), 'it tells nothing of a federation')
  .pipe(z.object({ edgeDiscoveryServiceEndPoint: Endpoint, lcmServiceEndPoint: Endpoint, allowedMobileNetworkIds: Networks, allowedFixedNetworkIds: texts, offeredAvailabilityZones: Zones }))
  .transform((told): FederationDetails => ({
    ...given('edgeDiscoveryEndpoint', told.edgeDiscoveryServiceEndPoint),
    ...given('lcmEndpoint', told.lcmServiceEndPoint),
    ...given('allowedMobileNetworks', told.allowedMobileNetworkIds),
    allowedFixedNetworks: told.allowedFixedNetworkIds,
    ...given('offeredZones', told.offeredAvailabilityZones),
  }));

const count = z.number().min(0);
const FlavourShape = z
  .object({
    flavourId: z.string().min(1).max(256),
    cpuArchType: text,
    numCPU: count,
    memorySize: count,
    storageSize: count.catch(0),
    gpu: listOf(z.object({ numGPU: count })).optional().catch(undefined),
  })
  .transform(({ gpu = [], ...flavour }): Flavour => ({ ...flavour, gpus: gpu.reduce((sum, { numGPU }) => sum + numGPU, 0) }));

const ResourcesShape = z.looseObject({ zoneId: Id, flavoursSupported: listOf(FlavourShape).catch([]) });
/** ZoneRegisteredData. */
export const RegisteredZoneShape = z.record(z.string(), z.unknown()).transform((document, check): ZoneResources => {
  const read = ResourcesShape.safeParse(document);
  if (!read.success) check.addIssue({ code: 'custom', message: 'it has no zoneId' });
  return { zoneId: read.data?.zoneId ?? '', flavours: read.data?.flavoursSupported ?? [], document };
});
export const AcceptedShape = z.object({ acceptedZoneResourceInfo: listOf(RegisteredZoneShape) }).transform(({ acceptedZoneResourceInfo }) => acceptedZoneResourceInfo);

export const ArtefactShape = z.object({ artefactId: z.string(), appProviderId: text, artefactName: text, artefactVersionInfo: text }).transform((known): KnownArtefact => known);

const Onboarded = z.enum(['PENDING', 'ONBOARDED', 'DEBOARDING', 'REMOVED', 'FAILED']);
/** 1.2.0 has objects where 1.3.0 has ids; `statusInfo`, as the callback has it, is told by those who know. */
export const ApplicationShape = z
  .object({
    appId: z.string(),
    appProviderId: text,
    appDeploymentZones: listOf(z.union([Id, z.object({ zoneInfo: Id }).transform(({ zoneInfo }) => zoneInfo)])).catch([]),
    statusInfo: listOf(z.object({ zoneId: Id, onboardStatusInfo: Onboarded })).optional().catch(undefined),
  })
  .transform(({ appId, appProviderId, appDeploymentZones, statusInfo }): KnownApplication => ({
    appId,
    appProviderId,
    statuses: new Map<string, OnboardStatus>(statusInfo ? statusInfo.map(({ zoneId, onboardStatusInfo }) => [zoneId, onboardStatusInfo]) : appDeploymentZones.map((zoneId) => [zoneId, 'ONBOARDED'])),
  }));

const State: z.ZodType<InstanceState> = z.enum(['PENDING', 'READY', 'FAILED', 'TERMINATING']);
const AccessPoints = listOf(z.object({ interfaceId: z.string(), accessPoints: EndpointShape })).optional().catch(undefined);

export const InstanceShape = z
  .object({ appInstanceState: State.optional(), accesspointInfo: AccessPoints, accessPointInfo: AccessPoints })
  .transform(({ appInstanceState, accesspointInfo, accessPointInfo }): KnownInstance => {
    const accessPoints = accesspointInfo ?? accessPointInfo ?? [];
    return { state: appInstanceState ?? (accessPoints.length > 0 ? 'READY' : 'PENDING'), accessPoints };
  });

const Listed = z.object({ appInstIdentifier: Id, appInstanceState: State.catch('PENDING') });
export const InstancesShape = z
  .array(z.object({ zoneId: Id, appInstanceInfo: listOf(Listed) }))
  .transform((zones) => zones.flatMap(({ zoneId, appInstanceInfo }) => appInstanceInfo.map(({ appInstIdentifier, appInstanceState }): ListedInstance => ({ zoneId, appInstanceId: appInstIdentifier, state: appInstanceState }))));

/** 1.2.0 tells its id; 1.3.0 has no content, or `null`. */
export const InstalledShape = z.object({ appInstIdentifier: Id.optional() }).nullable().transform((told) => told?.appInstIdentifier);
