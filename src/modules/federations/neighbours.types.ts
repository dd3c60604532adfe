import type { Owner } from '../../kernel/caller.js';
import type { RequestContext } from '../../kernel/context.js';
import type { Tx } from '../../outbound/storage/database.js';

/** An app of ours as a partner is given it. Holds the registry's password: never to be shown or logged as it is. */
export interface KnownApp {
  readonly id: string;
  readonly owner: Owner;
  readonly name: string;
  readonly appProvider: string;
  readonly version: string;
  /** CAMARA's: QCOW2, OVA, CONTAINER, HELM or CSAR. */
  readonly packageType: string;
  readonly appRepo: { readonly type: 'PRIVATEREPO' | 'PUBLICREPO'; readonly imagePath: string; readonly userName?: string | null; readonly credentials?: string | null };
  /** CAMARA's requiredResources, with infraKind; null when the app came without. */
  readonly requiredResources: Readonly<Record<string, unknown>> | null;
  readonly componentSpec: readonly {
    readonly componentName: string;
    readonly networkInterfaces: readonly { readonly interfaceId: string; readonly protocol: string; readonly port: number; readonly visibilityType: string }[];
  }[];
}

export interface AppEndpoint {
  readonly interfaceId: string;
  readonly accessPoints: { readonly port: number; readonly fqdn?: string; readonly ipv4Addresses?: readonly string[]; readonly ipv6Addresses?: readonly string[] };
}

/** What became known of an app instance in a partner's zone. `refused` is for good. */
export type PlacementFact =
  | { readonly kind: 'placed'; readonly upstreamId: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'listed'; readonly status: 'ready' | 'instantiating' | 'failed' | 'terminating' | 'unknown'; readonly reason?: string | null };

/** What the originating side asks of the module edge. */
export interface OwnApps {
  /** Whoever asks: for workers. Undefined: there is none (any more). */
  load(appId: string): Promise<KnownApp | undefined>;
  /** Holds an app that the caller may see until the transaction ends. */
  hold(tx: Tx, ctx: Pick<RequestContext, 'caller'>, appId: string): Promise<Owner | undefined>;
  /** Writes it to the instance, with its announcement, in the caller's transaction. */
  tell(tx: Tx, instanceId: string, fact: PlacementFact, endpoints?: readonly AppEndpoint[]): Promise<void>;
  /** The instance is gone: so is its row afterwards. */
  gone(tx: Tx, instanceId: string): Promise<void>;
}

/** A zone of our own that partners may be offered. */
export interface OwnZone {
  readonly id: string;
  readonly name: string;
  readonly region: string | null;
  readonly status: 'active' | 'inactive' | 'unknown';
}

export interface OwnInstance {
  readonly id: string;
  readonly status: 'ready' | 'instantiating' | 'failed' | 'terminating' | 'unknown';
  readonly statusReason: string | null;
  readonly endpoints: readonly AppEndpoint[];
}

/** An app as a partner's artefact describes it: CAMARA's manifest. */
export interface GuestManifest {
  readonly name: string;
  readonly appProvider: string;
  readonly version: string;
  readonly packageType: 'QCOW2' | 'OVA' | 'CONTAINER' | 'HELM';
  readonly appRepo: { readonly type: 'PRIVATEREPO' | 'PUBLICREPO'; readonly imagePath: string; readonly userName?: string; readonly credentials?: string };
  readonly requiredResources: { readonly numCPU: number; readonly memory: number };
  readonly componentSpec: KnownApp['componentSpec'];
}

/** Who the work of a partner is done for: the partner's OAuth client owns what it makes here. */
export type GuestCall = Pick<RequestContext, 'signal' | 'correlator'> & { readonly clientId: string };

/** What the hosting side asks of the module edge. Everything can be asked again: what is there already is answered, not made twice. */
export interface OwnEdge {
  /** Never those of partners: what is lent is not lent on. */
  zones(): Promise<readonly OwnZone[]>;
  /** @returns the id of the app of that name and version that the client has, new or not. @throws Refusal as submitApp does, without ALREADY_EXISTS */
  submitApp(call: GuestCall, manifest: GuestManifest): Promise<string>;
  /** The client's app of that name and version; undefined: there is none (any more). */
  findApp(call: GuestCall, app: Pick<GuestManifest, 'name' | 'version'>): Promise<string | undefined>;
  /** Done also when it is gone. @throws Refusal INCOMPATIBLE_STATE (it has instances) */
  deleteApp(call: GuestCall, appId: string): Promise<void>;
  /** @returns the app's instance in the zone, new or not. @throws Refusal NOT_FOUND, INCOMPATIBLE_STATE */
  createInstance(call: GuestCall, wanted: { readonly appId: string; readonly zoneId: string; readonly name: string }): Promise<OwnInstance>;
  /** The app's instance in the zone; undefined: there is none (any more). */
  findInstance(call: GuestCall, wanted: { readonly appId: string; readonly zoneId: string }): Promise<string | undefined>;
  /** Undefined: it is gone. */
  instance(call: GuestCall, instanceId: string): Promise<OwnInstance | undefined>;
  /** Asked for, not done; done also when it is gone. */
  deleteInstance(call: GuestCall, instanceId: string): Promise<void>;
}
