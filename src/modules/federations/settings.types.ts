/** A partner operator as the settings name it. */
export interface PartnerSettings {
  readonly name: string;
  /** Base URL of the Federation Manager, with its base path. */
  readonly managerUrl: string;
  /** Sent to the manager in X-Partner-API-Root. */
  readonly apiRoot: string | undefined;
  /** Undefined: the manager is asked without a token. */
  readonly oauth: { readonly tokenUrl: string; readonly clientId: string; readonly clientSecret: string } | undefined;
  /** Undefined: learnt from its answers. */
  readonly dialect: '1.2.0' | '1.3.0' | undefined;
}

/** What the module for federations is told. */
export interface FederationsSettings {
  readonly partners: readonly PartnerSettings[];
  /** Credentials with which partners get a token for our callbacks. */
  readonly callback: { readonly tokenUrl: string; readonly clientId: string; readonly clientSecret: string } | undefined;
  readonly timeoutMs: number;
  /** How often the state of a federation is looked at when nothing moves. */
  readonly pollMs: number;
  /** Who we are to partners. */
  readonly operator: OperatorSettings;
  /** Position of the zones that partners are offered, by a zone's name or region; `*` for every other. */
  readonly zones: ReadonlyMap<string, string>;
  readonly flavours: readonly FlavourSettings[];
  /** Names of hosts, with `*` in them, that partners' callback links may have. Undefined: any public https address. */
  readonly callbackHosts: readonly string[] | undefined;
}

export interface OperatorSettings {
  readonly id: string;
  readonly countryCode: string | undefined;
  readonly mobileNetworks: { readonly mcc: string; readonly mncs: readonly string[] } | undefined;
  readonly fixedNetworks: readonly string[];
}

/** What an app may take of a zone of ours: CPUs, memory in MiB, storage in GiB. */
export interface FlavourSettings {
  readonly id: string;
  readonly cpus: number;
  readonly memory: number;
  readonly storage: number;
}
