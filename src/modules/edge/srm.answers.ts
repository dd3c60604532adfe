import { z } from 'zod';
import { Refusal, type RefusalCode } from '../../kernel/refusal.js';
import type { SrmGeneration, UpstreamEndpoint, UpstreamInstance, UpstreamInstanceStatus, UpstreamZone } from './srm.types.js';

/** The SRM did answer, and this is why the answer is a failure; the `cause` of the Refusal. */
export class SrmRefused extends Error {
  constructor(
    /** HTTP status of the answer. */
    readonly status: number,
    /** True when the SRM surely did nothing of what it was asked. */
    readonly definite: boolean,
    /** For the log; without credentials. */
    words: string,
  ) {
    super(`HTTP ${status}: ${words}`);
    this.name = 'SrmRefused';
  }
}

export interface Answered {
  readonly status: number;
  readonly text: string;
}

/** What an answer's status means for one kind of call; a status that is not listed has its usual meaning. */
export type Meanings = Readonly<Record<number, readonly [code: RefusalCode, message: string]>>;

/** How many characters of an answer are kept for the log. */
const KEPT = 300;

/**
 * @param secret a text that the SRM was sent and may echo: then nothing of its answer is kept.
 * @returns the Refusal for an answer outside 200 to 299.
 */
export function refusalOf({ status, text }: Answered, meanings: Meanings = {}, secret?: string | null): Refusal {
  // 408 may come from something between us, after the SRM has heard.
  const definite = status >= 400 && status < 500 && status !== 408;
  const cause = new SrmRefused(status, definite, secret ? `${text.length} characters, not kept` : text.slice(0, KEPT));
  const meaning = meanings[status];
  if (meaning) return new Refusal(meaning[0], meaning[1], { cause });
  if (status === 429) return new Refusal('UNAVAILABLE', 'The SRM has too much to do.', { cause, retryAfter: 5 });
  if (status === 401 || status === 403) return new Refusal('BAD_GATEWAY', 'The SRM does not accept the gateway.', { cause });
  if (status >= 500) return new Refusal('BAD_GATEWAY', 'The SRM met an error of its own.', { cause });
  return strange(cause);
}

/** An answer that says success in a form that is not the SRM's: nobody knows what was done. */
export const strangeAnswer = ({ status, text }: Answered, what: string): Refusal => strange(new SrmRefused(status, false, `${what} (${text.length} characters)`));

const strange = (cause: SrmRefused): Refusal => new Refusal('BAD_GATEWAY', "The SRM answered in a form that is not the SRM's.", { cause });

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
