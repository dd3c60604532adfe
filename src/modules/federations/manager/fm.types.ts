import type { RequestContext } from '../../../kernel/context.js';

/** What a call needs of the request or job it belongs to. A `RequestContext` is one. */
export type FmCall = Pick<RequestContext, 'signal' | 'correlator'>;

/**
 * The two E/WBI in the field. 1.2.0: the Federation Manager as its code really answers. 1.3.0: FederationApi v1.3.0.
 * Our own gateway answers as either.
 */
export type Dialect = '1.2.0' | '1.3.0';

/** The longest wait before a partner that did not answer is asked again, in milliseconds: one that is back is not left waiting. */
export const RETRY_MOST_MS = 30_000;

/** GSMA `Status`. */
export type PartnerStatus = 'FAILED' | 'TEMPORARY_FAILURE' | 'AVAILABLE' | 'LOCKED' | 'NOT_AVAILABLE';
export type OnboardStatus = 'PENDING' | 'ONBOARDED' | 'DEBOARDING' | 'REMOVED' | 'FAILED';
export type InstanceState = 'PENDING' | 'READY' | 'FAILED' | 'TERMINATING';

export interface MobileNetworks {
  readonly mcc: string;
  readonly mncs: readonly string[];
}

/** GSMA `ServiceEndpoint`; an empty one (Federation Manager) is read as none. */
export interface ServiceEndpoint {
  readonly port: number;
  readonly fqdn?: string;
  readonly ipv4Addresses?: readonly string[];
  readonly ipv6Addresses?: readonly string[];
}

/** GSMA `ZoneDetails`. */
export interface ZoneDetails {
  readonly zoneId: string;
  /** `latitude,longitude`, at most four decimals. */
  readonly geolocation: string;
  readonly geographyDetails: string;
}

export interface Credentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** GSMA `FederationRequestData`, whole: the Federation Manager fails without the members that its definition calls optional. */
export interface FederationRequest {
  readonly origOPFederationId: string;
  readonly origOPCountryCode?: string;
  readonly origOPMobileNetworkCodes?: MobileNetworks;
  readonly origOPFixedNetworkCodes?: readonly string[];
  /** ISO 8601. */
  readonly initialDate: string;
  readonly partnerStatusLink: string;
  readonly partnerCallbackCredentials?: Credentials;
}

export interface CreatedFederation {
  readonly contextId: string;
  readonly partnerFederationId: string;
  readonly partnerCountryCode?: string;
  readonly partnerMobileNetworks?: MobileNetworks;
  readonly partnerFixedNetworks: readonly string[];
  readonly edgeDiscoveryEndpoint?: ServiceEndpoint;
  readonly lcmEndpoint?: ServiceEndpoint;
  readonly offeredZones: readonly ZoneDetails[];
  readonly platformCaps: readonly string[];
}

export interface FederationDetails {
  readonly edgeDiscoveryEndpoint?: ServiceEndpoint;
  readonly lcmEndpoint?: ServiceEndpoint;
  readonly allowedMobileNetworks?: MobileNetworks;
  readonly allowedFixedNetworks: readonly string[];
  /** Undefined: the answer does not tell. */
  readonly offeredZones?: readonly ZoneDetails[];
}

/** PATCH of the networks that may use a federation. */
export interface NetworkCodesChange {
  readonly objectType: 'MOBILE_NETWORK_CODES' | 'FIXED_NETWORK_CODES';
  readonly operationType: 'ADD_CODES' | 'REMOVE_CODES' | 'UPDATE_CODES';
  readonly addMobileNetworkIds?: MobileNetworks;
  readonly removeMobileNetworkIds?: MobileNetworks;
  readonly addFixedNetworkIds?: readonly string[];
  readonly removeFixedNetworkIds?: readonly string[];
  readonly modificationDate: string;
}

export interface Flavour {
  readonly flavourId: string;
  readonly cpuArchType: string;
  /** CPUs. */
  readonly numCPU: number;
  /** MiB. */
  readonly memorySize: number;
  /** GiB. */
  readonly storageSize: number;
  /** GPUs in all. */
  readonly gpus: number;
}

/** GSMA `ZoneRegisteredData`: what is used of it, and the whole. */
export interface ZoneResources {
  readonly zoneId: string;
  readonly flavours: readonly Flavour[];
  /** As it was answered. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** An app's artefact, legal in both definitions. */
export interface Artefact {
  readonly artefactId: string;
  readonly appProviderId: string;
  readonly artefactName: string;
  readonly artefactVersionInfo: string;
  readonly artefactVirtType: 'VM_TYPE' | 'CONTAINER_TYPE';
  readonly artefactDescriptorType: 'HELM' | 'COMPONENTSPEC';
  readonly repoType: 'PRIVATEREPO' | 'PUBLICREPO';
  readonly artefactRepoLocation: { readonly repoURL: string; readonly userName?: string; readonly password?: string; readonly token?: string };
  readonly componentSpec: readonly object[];
}

/** What tells an artefact that is ours from another's under the same id. */
export type KnownArtefact = Pick<Artefact, 'artefactId' | 'appProviderId' | 'artefactName' | 'artefactVersionInfo'>;

/** GSMA's onboarding body. */
export interface Application {
  readonly appId: string;
  readonly appProviderId: string;
  readonly appDeploymentZones: readonly string[];
  readonly appMetaData: { readonly appName: string; readonly version: string; readonly accessToken: string };
  readonly appQoSProfile: { readonly latencyConstraints: 'NONE' | 'LOW' | 'ULTRALOW' };
  readonly appComponentSpecs: readonly { readonly serviceNameNB: string; readonly serviceNameEW: string; readonly componentName: string; readonly artefactId: string }[];
  readonly appStatusCallbackLink: string;
}

export interface KnownApplication {
  readonly appId: string;
  readonly appProviderId: string;
  /** Status by zone. Our own gateway tells it; where a manager does not, an application that is there counts as ONBOARDED in its zones. */
  readonly statuses: ReadonlyMap<string, OnboardStatus>;
}

export interface Installation {
  /** Chosen by us; a 1.2.0 manager gives another. */
  readonly appInstanceId: string;
  readonly appId: string;
  readonly appVersion: string;
  readonly appProviderId: string;
  readonly zoneId: string;
  readonly flavourId: string;
  readonly appInstCallbackLink: string;
}

export interface InstanceRef {
  readonly appId: string;
  readonly appInstanceId: string;
  readonly zoneId: string;
}

export interface KnownInstance {
  readonly state: InstanceState;
  readonly accessPoints: readonly { readonly interfaceId: string; readonly accessPoints: ServiceEndpoint }[];
}

export interface ListedInstance {
  readonly zoneId: string;
  readonly appInstanceId: string;
  readonly state: InstanceState;
}

/** A federation at a manager. */
export interface FederationRef {
  /** Name of the partner in the settings. */
  readonly partner: string;
  readonly contextId: string;
  /** As it was learnt; null: not yet. */
  readonly dialect: Dialect | null;
}

/**
 * The Federation Managers of all partners in domain terms, both dialects alike.
 *
 * Every method throws Refusal: UNAVAILABLE (unreachable, or left alone after repeated failures; `retryAfter`), TIMEOUT, BAD_GATEWAY
 * (5xx, cut off, too large, an answer in a form that is none, or the gateway is not accepted), INVALID_ARGUMENT (the partner refuses what it was sent), CONFLICT (its state does
 * not allow it). `isDefinite` tells whether a failed write surely did not happen. "Unknown" below is told apart from a failure in both
 * dialects: 404, and 422 whose words say that a federation is not found.
 */
export interface FederationManager {
  /** Names of the partners, in order. */
  partners(): readonly string[];
  /** @throws Refusal also ALREADY_EXISTS (it has a federation with our client) */
  create(partner: string, request: FederationRequest, call: FmCall): Promise<CreatedFederation>;
  /** The context that the manager keeps for our client. Undefined: it has none, or cannot tell (1.3.0, and 1.2.0 as a relay). */
  contextId(partner: string, call: FmCall): Promise<string | undefined>;
  /** Undefined: the manager does not know the federation. */
  details(federation: FederationRef, call: FmCall): Promise<FederationDetails | undefined>;
  update(federation: FederationRef, change: NetworkCodesChange, call: FmCall): Promise<FederationDetails>;
  /** Done also when it is not there (any more). */
  remove(federation: FederationRef, call: FmCall): Promise<void>;
  /** Zones that are accepted already are as if they were accepted now. @throws Refusal also NOT_FOUND (no such zone) */
  acceptZones(federation: FederationRef, wanted: { readonly zoneIds: readonly string[]; readonly notifLink: string }, call: FmCall): Promise<readonly ZoneResources[]>;
  /** Of an accepted zone. Undefined: it is not accepted. */
  zone(federation: FederationRef, zoneId: string, call: FmCall): Promise<ZoneResources | undefined>;
  releaseZone(federation: FederationRef, zoneId: string, call: FmCall): Promise<void>;
  /** @returns the dialect when the answer told it. @throws Refusal also ALREADY_EXISTS */
  uploadArtefact(federation: FederationRef, artefact: Artefact, call: FmCall): Promise<{ readonly dialect: Dialect | null }>;
  artefact(federation: FederationRef, artefactId: string, call: FmCall): Promise<KnownArtefact | undefined>;
  removeArtefact(federation: FederationRef, artefactId: string, call: FmCall): Promise<void>;
  /** Accepted, not done. @throws Refusal also ALREADY_EXISTS, NOT_FOUND (artefact) */
  onboard(federation: FederationRef, application: Application, call: FmCall): Promise<void>;
  application(federation: FederationRef, appId: string, call: FmCall): Promise<KnownApplication | undefined>;
  removeApplication(federation: FederationRef, appId: string, call: FmCall): Promise<void>;
  /** Accepted, not done. @returns what the manager calls the instance. @throws Refusal also ALREADY_EXISTS, NOT_FOUND */
  install(federation: FederationRef, wanted: Installation, call: FmCall): Promise<{ readonly appInstanceId: string }>;
  instance(federation: FederationRef, ref: InstanceRef, call: FmCall): Promise<KnownInstance | undefined>;
  /** None when the manager does not know the app. */
  instances(federation: FederationRef, app: { readonly appId: string; readonly appProviderId: string }, call: FmCall): Promise<readonly ListedInstance[]>;
  /** Accepted, not done; as if done when it is not there. */
  removeInstance(federation: FederationRef, ref: InstanceRef, call: FmCall): Promise<void>;
  /** How the last calls went, by partner; asks nothing. */
  state(): Readonly<Record<string, { readonly ok: boolean; readonly reason?: string; readonly since: Date }>>;
  close(): Promise<void>;
}
