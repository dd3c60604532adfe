import { z } from 'zod';
import { peerAnswers, type Answered } from '../../outbound/peer-answers.js';
import type { SrmGeneration, UpstreamEndpoint, UpstreamInstance, UpstreamInstanceStatus, UpstreamZone } from './srm.types.js';

/** How the SRM's answers are read. */
export const srmAnswers = peerAnswers('SRM');

/** An id that may stand in a path. An error text in an id's place has spaces or is long. */
const Id = z.string().regex(/^(?!\.{1,2}$)[^\s\p{C}]{1,128}$/u, 'is no id');

/** A member that is absent, null or `""` in some adapters. */
const optionalText = z.string().nullish().transform((text) => text || undefined);

const ZoneShape = z
  .object({
    edgeCloudZoneId: Id,
    edgeCloudZoneName: z.string().min(1),
    edgeCloudProvider: z.string(),
    edgeCloudRegion: optionalText,
    edgeCloudZoneStatus: z.enum(['active', 'inactive', 'unknown']).catch('unknown'),
  })
  .transform((zone): UpstreamZone => ({
    id: zone.edgeCloudZoneId,
    name: zone.edgeCloudZoneName,
    provider: zone.edgeCloudProvider,
    region: zone.edgeCloudRegion ?? null,
    status: zone.edgeCloudZoneStatus,
  }));

export const ZonesShape = z.array(ZoneShape);

const Addresses = z.array(z.string()).optional();

const EndpointShape: z.ZodType<UpstreamEndpoint> = z.object({
  interfaceId: z.string(),
  accessPoints: z.object({ port: z.number().int(), fqdn: z.string().optional(), ipv4Addresses: Addresses, ipv6Addresses: Addresses }),
});

const STATUSES: ReadonlySet<string> = new Set<UpstreamInstanceStatus>(['ready', 'instantiating', 'failed', 'terminating', 'unknown']);
const isStatus = (word: unknown): word is UpstreamInstanceStatus => typeof word === 'string' && STATUSES.has(word);

const InstanceShape = z
  .object({
    appInstanceId: Id,
    appId: optionalText,
    status: z.unknown().optional(),
    // Generation A has an empty object where CAMARA has a list.
    componentEndpointInfo: z.array(EndpointShape).catch([]),
    edgeCloudZoneId: optionalText,
    kubernetesClusterRef: optionalText,
  })
  .transform((instance): UpstreamInstance => ({
    upstreamId: instance.appInstanceId,
    ...(instance.appId !== undefined && { upstreamAppId: instance.appId }),
    status: isStatus(instance.status) ? instance.status : 'unknown',
    endpoints: instance.componentEndpointInfo,
    ...(instance.edgeCloudZoneId !== undefined && { edgeCloudZoneId: instance.edgeCloudZoneId }),
    ...(instance.kubernetesClusterRef !== undefined && { kubernetesClusterRef: instance.kubernetesClusterRef }),
  }));

/** A value together with the generation that this form of answer gives away. */
export interface Told<Value> {
  readonly value: Value;
  readonly generation: SrmGeneration;
}

export const InstancesShape = z.union([
  z.object({ appInstances: z.array(InstanceShape) }).transform(({ appInstances }): Told<readonly UpstreamInstance[]> => ({ value: appInstances, generation: 'B' })),
  z.array(InstanceShape).transform((instances): Told<readonly UpstreamInstance[]> => ({ value: instances, generation: 'A' })),
]);

/** One app: wrapped in generation B; bare, or `[]` when there is none, in A. */
export const AppShape = z.union([
  z.object({ appManifest: z.object({ appId: Id.optional() }) }).transform((): Told<boolean> => ({ value: true, generation: 'B' })),
  z.object({ appId: Id }).transform((): Told<boolean> => ({ value: true, generation: 'A' })),
  z.array(z.unknown()).max(0).transform((): Told<boolean> => ({ value: false, generation: 'A' })),
]);

/** The list of apps, of which only generation A's is read. */
export const AppListShape = z.array(z.object({ appId: Id, name: z.string(), appRepo: z.object({ imagePath: z.string().optional() }).optional() }));

export const RegisteredShape = z.object({ appId: Id });
export const DeployedShape = z.object({ appInstanceId: Id });

/** Generation A says with status 200 and a text that an app's name is taken. */
export const saysAlreadyThere = ({ text }: Answered): boolean => /^"?[^{[]*already exists/i.test(text.trim());
