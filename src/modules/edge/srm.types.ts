import type { RequestContext } from '../../kernel/context.js';

/** What a call to the SRM needs of the request or job it belongs to. A `RequestContext` is one. */
export type SrmCall = Pick<RequestContext, 'signal' | 'correlator'>;

/**
 * The two SRMs in the field. A: "SRM Controller API 2.0.0", base path `/piedge-connector/2.0.0`. B: image `srm` 1.0.1,
 * base path `/srm/1.0.0`. They are told apart by their answers alone.
 */
export type SrmGeneration = 'A' | 'B';

export type UpstreamZoneStatus = 'active' | 'inactive' | 'unknown';

/** CAMARA's words; a word of the SRM that is none of them is `unknown`. */
export type UpstreamInstanceStatus = 'ready' | 'instantiating' | 'failed' | 'terminating' | 'unknown';

export interface UpstreamZone {
  /** The SRM's own id: a UUID where the zone is a Kubernetes node, else free text. */
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly region: string | null;
  readonly status: UpstreamZoneStatus;
}

export interface UpstreamEndpoint {
  readonly interfaceId: string;
  readonly accessPoints: {
    readonly port: number;
    readonly fqdn?: string;
    readonly ipv4Addresses?: readonly string[];
    readonly ipv6Addresses?: readonly string[];
  };
}

export interface UpstreamInstance {
  readonly upstreamId: string;
  /** The SRM's id of the app; generation A does not tell it. */
  readonly upstreamAppId?: string;
  readonly status: UpstreamInstanceStatus;
  /** Neither generation is known to tell endpoints: normally empty. */
  readonly endpoints: readonly UpstreamEndpoint[];
  /** The SRM's id of the zone, where it tells one. */
  readonly edgeCloudZoneId?: string;
  readonly kubernetesClusterRef?: string;
}

/**
 * A CAMARA app manifest with the id that we chose. Generation B stores the app under that id; A reads name, packageType,
 * `appRepo.imagePath` and the ports of the first component, and drops the rest.
 */
export interface SrmManifest {
  readonly appId: string;
  readonly name: string;
  readonly appProvider: string;
  readonly version: string;
  readonly packageType: string;
  /** `credentials` is plain text here and goes nowhere but into this one call. */
  readonly appRepo: { readonly type: string; readonly imagePath: string; readonly credentials?: string | null };
  readonly componentSpec: readonly object[];
  readonly operatingSystem?: object | null;
  readonly requiredResources?: object | null;
}

/** How an app is looked for when it is not certain that the SRM has it. */
export interface AppTrace {
  /** The id that we sent with the manifest. */
  readonly appId: string;
  /** The id that the SRM answered, when it did. */
  readonly upstreamId?: string | null;
  /** Generation A knows an app that never got an answer by its name only … */
  readonly name: string;
  /** … and, when this is given, an entry of that name with another image counts as somebody else's. */
  readonly imagePath?: string;
}

export interface SrmState {
  readonly ok: boolean;
  /** Words for the operator, without addresses; only when not ok. */
  readonly reason?: string;
  readonly since: Date;
  /** Undefined until an answer has told. */
  readonly generation?: SrmGeneration;
}

/**
 * The Service Resource Manager in domain terms, both generations alike.
 *
 * Every method throws Refusal: UNAVAILABLE (unreachable, or it was so often that we do not ask; has `retryAfter`),
 * TIMEOUT (no whole answer within the deadline, or the call's signal ended), BAD_GATEWAY (5xx, cut off, too large, or in
 * a form that is not the SRM's). `isDefinite` tells whether a failed write surely did not happen.
 */
export interface SrmSource {
  zones(call: SrmCall): Promise<readonly UpstreamZone[]>;
  /** @throws Refusal also ALREADY_EXISTS (A: the name is taken, B: the id), INVALID_ARGUMENT (the manifest is refused). */
  registerApp(manifest: SrmManifest, call: SrmCall): Promise<{ readonly upstreamId: string }>;
  /** @returns the SRM's id of the app; undefined when it surely has none. */
  findApp(trace: AppTrace, call: SrmCall): Promise<string | undefined>;
  /** Done also when the app is not there (any more). @throws Refusal also INCOMPATIBLE_STATE (the SRM says it is in use). */
  deregisterApp(upstreamId: string, call: SrmCall): Promise<void>;
  /**
   * Waits up to three times the usual deadline.
   * @throws Refusal also NOT_FOUND (the SRM does not know the app), ALREADY_EXISTS (it is deployed there),
   * INVALID_ARGUMENT.
   */
  deploy(wanted: { readonly upstreamAppId: string; readonly zone: UpstreamZone }, call: SrmCall): Promise<{ readonly upstreamId: string }>;
  /** Every instance that the SRM runs, also those that are not ours. */
  instances(call: SrmCall): Promise<readonly UpstreamInstance[]>;
  /** Done also when the instance is not there (any more). */
  undeploy(upstreamId: string, call: SrmCall): Promise<void>;
  generation(): SrmGeneration | undefined;
  /** Asks the SRM something harmless. @throws Refusal as above. */
  check(signal?: AbortSignal): Promise<void>;
  /** How the last calls went; asks nothing. */
  state(): SrmState;
  close(): Promise<void>;
}
