import { z } from 'zod';
import {
  clientCredentials, countryCode, federationClients, federationPartners, flavours, offeredZones, operatorId, operatorNetworks, partnerContradictions, partnersOf, type FederationsConfig,
} from './config.federations.js';
import { camaraReading, deviceDirectory, zoneAddresses, type NetworkConfig } from './config.network.js';
import { adminRole, clientAuth, cron, patterns, times, type PeeringConfig } from './config.peering.js';
import { costLimit, costMode, rateLimit, trustedMode, type PortalConfig } from './config.portal.js';
import { farSubgraphs, subgraphContradictions, subgraphNames, subgraphSecrets, withRights } from './config.subgraphs.js';
import type { FarSubgraph } from './federation/live/sources.js';

/** A name, its form, and the words of `--help` and of the README's table. */
interface Setting {
  readonly shape: z.ZodType;
  readonly fallback: string;
  readonly help: string;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

const port = z.coerce.number('must be a number').int('must be a whole number').min(0, 'must be 0 to 65535').max(65535, 'must be 0 to 65535');
const url = (protocols: RegExp, form: string) => z.url({ protocol: protocols, error: `must be ${form}` });
const httpUrl = url(/^https?$/, 'an http:// or https:// URL').transform((text) => text.replace(/\/+$/, ''));
const list = z.string().transform((text) => text.split(',').map((part) => part.trim()).filter(Boolean));
const milliseconds = (least: number, most: number) => z.coerce.number('must be a number').int('must be a whole number').min(least, `must be ${least} to ${most}`).max(most, `must be ${least} to ${most}`);
const onOff = z.enum(['on', 'off'], 'must be on or off').transform((text) => text === 'on');

/** The two forms of 32 bytes that the vault reads. */
const secretKey = z.string().regex(/^([0-9a-f]{64}|[A-Za-z0-9+/_-]{43}=?)$/i, 'must be 32 bytes as 64 hexadecimal digits or base64, as `openssl rand -base64 32` prints');

const countries = list.transform((pairs, ctx) => {
  const map = new Map<string, string>();
  for (const pair of pairs) {
    const match = /^([^=]+)=([A-Z]{2})$/.exec(pair);
    if (match) map.set(match[1]!, match[2]!);
    else ctx.addIssue({ code: 'custom', message: 'must be region=CC,… with ISO 3166-1 alpha-2 codes; * stands for every other region' });
  }
  return map as ReadonlyMap<string, string>;
});

/** Every setting there is. A name may also be given with the prefix `NORTHBOUND_`, which wins. */
export const SETTINGS = {
  HOST: { shape: z.string(), fallback: '127.0.0.1', help: 'Address to listen on. Without OAUTH_ISSUER only a loopback address is accepted.' },
  PORT: { shape: port, fallback: '4000', help: 'Port of every public door. 0 takes a free one.' },
  PUBLIC_URL: { shape: httpUrl.optional(), fallback: 'http://HOST:PORT', help: 'Address under which clients reach the gateway; used in Location, links and event sources.' },
  DATA_DIR: { shape: z.string(), fallback: './data', help: 'Folder of the embedded database, the key file and the sandbox.' },
  DATABASE_URL: { shape: url(/^postgres(ql)?$/, 'a postgresql:// URL').optional(), fallback: 'embedded', help: 'PostgreSQL 15 or newer. Unset: PostgreSQL embedded in DATA_DIR, for one process.' },
  SECRET_KEY: { shape: secretKey.optional(), fallback: 'made in DATA_DIR', help: '32 bytes as 64 hex digits or base64; encrypts stored credentials. Required with DATABASE_URL.' },
  KAFKA_BROKERS: { shape: list.optional(), fallback: 'in process', help: 'host:port,… of a Kafka cluster that carries the events.' },
  SRM_HOST: { shape: httpUrl.optional(), fallback: 'sandbox', help: 'Base URL of the Service Resource Manager with its base path, e.g. http://srm:8080/srm/1.0.0.' },
  SRM_TIMEOUT_MS: { shape: z.coerce.number('must be a number').int('must be a whole number').min(100, 'must be 100 to 30000').max(30_000, 'must be 100 to 30000'), fallback: '10000', help: 'Deadline of one SRM call in milliseconds; a deployment may take three times as long.' },
  SRM_COUNTRIES: { shape: countries, fallback: '', help: 'region=CC,… country of each zone region, which the SRM does not tell; * for every other.' },
  SRM_ZONE_ADDRESSES: { shape: zoneAddresses, fallback: '', help: 'zone or region=IPv4,… address at which the apps of a zone are reached: traffic influence needs one, and the SRM does not tell it; * for every other.' },
  CALLBACK_URL: { shape: httpUrl.optional(), fallback: 'PUBLIC_URL', help: 'Address under which the network reaches the gateway, to tell what becomes of a session.' },
  DEVICE_DIRECTORY: { shape: deviceDirectory, fallback: 'table', help: 'Who knows the devices: table, which an admin fills; any: addresses that it does not know are devices of their own; or the URL of a directory elsewhere.' },
  CAMARA_READING: { shape: camaraReading, fallback: 'yaml', help: "Whose word holds where CAMARA's definitions and test plans disagree: yaml or features." },
  HEARTBEAT_CRON: { shape: cron, fallback: '0 */5 * * * *', help: 'When the heartbeat of a peered OSS is due: cron with or without seconds, in UTC; beats are spread over the time between. off: never.' },
  HEARTBEAT_TOLERANCE: { shape: times, fallback: '1', help: 'Beats in a row that must fail before a peered OSS counts as unreachable; it is degraded until then.' },
  PEERING_SPEC_TOLERANCE: { shape: times, fallback: '3', help: 'Beats in a row that may be unable to tell whether a single specification is there, before its offer goes.' },
  PEERING_TIMEOUT_MS: { shape: milliseconds(100, 120_000), fallback: '30000', help: 'Deadline of one request to a peered OSS, in milliseconds.' },
  PEERING_CONCURRENCY: { shape: times, fallback: '64', help: 'Requests to peered OSSs at a time, over all of them; at most 4 to each.' },
  PEERING_ALLOWED_HOSTS: { shape: patterns, fallback: '*', help: 'Hosts that peered OSSs and their token endpoints may have: names with * in them, separated by commas. Link-local addresses and our own are refused in any case.' },
  PEERING_INSECURE_HOSTS: { shape: patterns, fallback: '', help: 'Hosts of peered OSSs whose TLS certificate is not verified, for laboratories.' },
  PEERING_CLIENT_AUTH: { shape: clientAuth, fallback: 'auto', help: "How the gateway shows its client secret to a peer's token endpoint: basic, post, or auto, which learns it." },
  PEERING_ADD_PARTIAL: { shape: onOff, fallback: 'off', help: 'on: a peering is added although some of its specifications cannot be had.' },
  PEERING_ALLOW_TRANSIT: { shape: onOff, fallback: 'off', help: 'on: specifications may be imported that the peered OSS has from somebody else.' },
  PEERING_STRICT_COMPAT: { shape: onOff, fallback: 'off', help: "on: peerings on the REST door have the four members of HypO's description and no other." },
  FEDERATION_MANAGER_HOST: { shape: httpUrl.optional(), fallback: 'sandbox', help: "Base URL of the Federation Manager with its base path, e.g. http://fm:8989/operatorplatform/federation/v1; another operator's gateway is one." },
  FEDERATION_TOKEN_URL: { shape: httpUrl.optional(), fallback: 'none', help: 'Token endpoint of the Federation Manager (client credentials, scope fed-mgmt).' },
  FEDERATION_CLIENTS: { shape: federationClients, fallback: '', help: 'partner=clientId:secret,… our OAuth client towards each partner: one federation each.' },
  FEDERATION_PARTNERS: { shape: federationPartners, fallback: '', help: 'partner=URL,… API root that the manager is to reach the partner at (X-Partner-API-Root); partner+manager=URL, partner+token=URL and partner+dialect=1.2.0 or 1.3.0 say what differs for it.' },
  FEDERATION_CALLBACK_TOKEN_URL: { shape: httpUrl.optional(), fallback: 'none', help: "Where partners get a token (scope fed-mgmt) for our callbacks: our issuer's token endpoint." },
  FEDERATION_CALLBACK_CLIENT: { shape: clientCredentials.optional(), fallback: 'none', help: 'clientId:secret that partners are given for it.' },
  FEDERATION_CALLBACK_HOSTS: { shape: patterns.optional(), fallback: 'public https addresses', help: "Hosts that partners' callback links and token endpoints may have, also by http or in a private network: names with * in them, separated by commas." },
  FEDERATION_TIMEOUT_MS: { shape: milliseconds(100, 120_000), fallback: '20000', help: 'Deadline of one call to a Federation Manager or to a partner, in milliseconds.' },
  FEDERATION_POLL_MS: { shape: milliseconds(100, 3_600_000), fallback: '30000', help: 'How often a federation and what runs in it is looked at, when no callback comes, in milliseconds; what moves is looked at sooner.' },
  FEDERATION_OPERATOR_ID: { shape: operatorId, fallback: 'northbound', help: 'What we are called to partners: lower-case letters, digits and dashes.' },
  FEDERATION_OPERATOR_COUNTRY: { shape: countryCode.optional(), fallback: 'none', help: 'Our country, ISO 3166-1 alpha-2.' },
  FEDERATION_OPERATOR_NETWORKS: { shape: operatorNetworks, fallback: '', help: 'Our networks: mcc-mnc,… for mobile ones; anything else is the code of a fixed one.' },
  FEDERATION_ZONES: { shape: offeredZones, fallback: '', help: 'zone or region=latitude:longitude,… the zones that partners are offered and where they are; * for every other. The sandbox offers all of its own.' },
  FEDERATION_FLAVOURS: { shape: flavours, fallback: 'small=1:2048:20,medium=2:4096:40,large=4:8192:80', help: "id=CPUs:MiB:GiB,… what a partner's app may take of a zone of ours." },
  OAUTH_ISSUER: { shape: url(/^https?$/, 'an http:// or https:// URL').optional(), fallback: 'unset: open on loopback', help: 'Issuer of access tokens (OpenID Connect). Unset: the caller is a developer with every right.' },
  OAUTH_AUDIENCE: { shape: z.string().optional(), fallback: '', help: 'Audience that a token must name. Required with OAUTH_ISSUER.' },
  ADMIN_ROLE: { shape: adminRole, fallback: 'admin', help: 'Role that makes a caller an admin; case does not matter.' },
  OAUTH_JWKS_URI: { shape: httpUrl.optional(), fallback: 'discovered', help: 'Key set of the issuer, when it is not to be discovered.' },
  SUBGRAPHS: { shape: farSubgraphs, fallback: '', help: 'Subgraphs elsewhere: name=url,… of their GraphQL; name=url@file takes the SDL from a file; name+ws=url is where subscriptions are opened. A module named here is asked there.' },
  SUBGRAPH_SECRETS: { shape: subgraphSecrets, fallback: '', help: 'name=secret,… sent to that subgraph in x-northbound-subgraph-secret.' },
  SUBGRAPH_OVERRIDES: { shape: subgraphNames, fallback: '', help: 'name,… of those in SUBGRAPHS that may take fields over from other subgraphs (@override), hide them or change their types; the others may only add.' },
  SUBGRAPH_TIMEOUT_MS: { shape: milliseconds(100, 60_000), fallback: '10000', help: 'Deadline of one call to a subgraph elsewhere in milliseconds.' },
  SUBGRAPH_POLL_MS: { shape: milliseconds(100, 3_600_000), fallback: '10000', help: 'How often the SDLs of subgraphs elsewhere, and SUPERGRAPH, are read again, in milliseconds.' },
  SUPERGRAPH: { shape: z.string().optional(), fallback: 'composed', help: 'File of a supergraph that was composed elsewhere, to be served as it is; SUBGRAPHS then gives other addresses than it names.' },
  SUBGRAPH_PORT: { shape: port.optional(), fallback: 'off', help: 'Port of the subgraph servers for a federation router. Needs SUBGRAPH_SECRET.' },
  SUBGRAPH_SECRET: { shape: z.string().min(16, 'must have 16 characters or more').optional(), fallback: 'off', help: 'What a router sends in x-northbound-subgraph-secret.' },
  SINK_ALLOWED_HOSTS: { shape: list, fallback: '', help: 'Hosts that event sinks may have although their address is private. The sandbox allows loopback.' },
  SINK_PRIVATE_KEY_FILE: { shape: z.string().optional(), fallback: 'off', help: 'Private key (PEM or JWK) with which the gateway asks for tokens for sinks that want PRIVATE_KEY_JWT; its public part is at /.well-known/jwks.json.' },
  CORS_ORIGINS: { shape: list, fallback: '', help: 'Origins whose pages may call the gateway; none by default.' },
  GRAPHIQL: { shape: onOff, fallback: 'on', help: 'GraphiQL at /graphql for browsers: on or off.' },
  INTROSPECTION: { shape: onOff, fallback: 'on', help: 'GraphQL introspection: on or off.' },
  TRUSTED_DOCUMENTS: { shape: trustedMode, fallback: 'on', help: 'Documents that portals send by their hash: off; on: beside those that callers write; only: nothing else is executed but introspection.' },
  TRUSTED_DOCUMENTS_DIR: { shape: z.string().optional(), fallback: 'schema/operations', help: 'Folder of the *.graphql files with the trusted documents.' },
  COST_LIMIT: { shape: costLimit, fallback: '5000', help: 'Points that one request of documents of its own may cost (a field is 1, times the size of its page), or off.' },
  COST_MODE: { shape: costMode, fallback: 'enforce', help: 'enforce: what costs more is refused; measure: it is logged, and every cost becomes a figure in the metrics.' },
  RATE_LIMIT: { shape: rateLimit, fallback: 'off', help: 'operations/seconds that one client may send through all doors and replicas, e.g. 600/60.' },
  LOG_LEVEL: { shape: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'must be trace, debug, info, warn, error or silent'), fallback: 'info', help: 'Least severe level that is logged.' },
  OTEL_EXPORTER_OTLP_ENDPOINT: { shape: httpUrl.optional(), fallback: 'off', help: 'OTLP/HTTP collector that receives the traces.' },
  SANDBOX: { shape: z.enum(['auto', 'on', 'off'], 'must be auto, on or off'), fallback: 'auto', help: 'Simulated peers. auto: for each source without an address, while OAUTH_ISSUER is unset; on: also with it.' },
  SANDBOX_SRM: { shape: z.enum(['A', 'B'], 'must be A or B'), fallback: 'B', help: 'Generation of the simulated SRM.' },
  SANDBOX_FEDERATION: { shape: z.enum(['1.2.0', '1.3.0'], 'must be 1.2.0 or 1.3.0'), fallback: '1.2.0', help: 'E/WBI that the simulated Federation Manager speaks.' },
  SANDBOX_OSS_PORT: { shape: port.optional(), fallback: 'PORT + 1', help: 'Port of the simulated OSS to peer with, on loopback; another one when it is taken.' },
} as const satisfies Record<string, Setting>;

type Values = { readonly [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]['shape']> };

/** The program's settings: read once, then never touched again. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Undefined until the port is known, unless it was given. */
  readonly publicUrl: string | undefined;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly secretKey: string | undefined;
  readonly kafkaBrokers: readonly string[] | undefined;
  readonly srm: { readonly host: string | undefined; readonly timeoutMs: number; readonly countries: ReadonlyMap<string, string> };
  readonly oauth: { readonly issuer: string; readonly audience: string; readonly jwksUri: string | undefined; readonly adminRole: string } | undefined;
  readonly subgraph: { readonly port: number; readonly secret: string } | undefined;
  /** What the supergraph is made of beside the modules in this process. */
  readonly graph: {
    readonly far: readonly FarSubgraph[];
    /** File of a ready one. */
    readonly supergraph: string | undefined;
    readonly timeoutMs: number;
    readonly pollMs: number;
  };
  readonly network: NetworkConfig;
  readonly peering: PeeringConfig;
  readonly federations: FederationsConfig;
  readonly sinkAllowedHosts: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly portal: PortalConfig;
  readonly logLevel: Values['LOG_LEVEL'];
  readonly otlpEndpoint: string | undefined;
  /** Whether a source without an address is simulated. */
  readonly sandbox: boolean;
  readonly sandboxSrm: 'A' | 'B';
  readonly sandboxOssPort: number;
  readonly sandboxFederation: '1.2.0' | '1.3.0';
}

/** Every mistake in the settings, one line each. The program ends with exit code 78 (EX_CONFIG). */
export class ConfigError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(`The configuration has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${mistakes.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

export const EXIT_CONFIG = 78;
const PREFIX = 'NORTHBOUND_';

/** @throws ConfigError with all mistakes together. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const mistakes = Object.keys(env).filter((name) => name.startsWith(PREFIX) && !(name.slice(PREFIX.length) in SETTINGS)).map((name) => `${name}: no such setting; see --help`);
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    const given = env[PREFIX + name] || env[name] || undefined;
    const parsed = setting.shape.safeParse(given ?? (setting.shape.safeParse(undefined).success ? undefined : setting.fallback));
    if (parsed.success) values[name] = parsed.data;
    else mistakes.push(...parsed.error.issues.map((issue) => `${name}: ${issue.message}`));
  }
  const v = values as Partial<Values>;
  mistakes.push(...contradictions(v), ...subgraphContradictions(v));
  if (mistakes.length) throw new ConfigError(mistakes);
  return toConfig(v as Values);
}

function contradictions(v: Partial<Values>): string[] {
  const found: string[] = [];
  if (!v.OAUTH_ISSUER && v.HOST && !LOOPBACK.has(v.HOST)) found.push(`HOST: without OAUTH_ISSUER anyone could do anything, so only a loopback address is accepted, not ${v.HOST}`);
  if (v.OAUTH_ISSUER && !v.OAUTH_AUDIENCE) found.push('OAUTH_AUDIENCE: is required with OAUTH_ISSUER');
  if (!v.OAUTH_ISSUER && (v.OAUTH_AUDIENCE || v.OAUTH_JWKS_URI)) found.push('OAUTH_ISSUER: is required with OAUTH_AUDIENCE and OAUTH_JWKS_URI');
  if (v.DATABASE_URL && !v.SECRET_KEY) found.push('SECRET_KEY: is required with DATABASE_URL');
  if (v.SUBGRAPH_PORT !== undefined && !v.SUBGRAPH_SECRET) found.push('SUBGRAPH_SECRET: is required with SUBGRAPH_PORT');
  if (v.SUBGRAPH_SECRET && v.SUBGRAPH_PORT === undefined) found.push('SUBGRAPH_PORT: is required with SUBGRAPH_SECRET');
  if (v.PORT && v.PORT === v.SUBGRAPH_PORT) found.push('SUBGRAPH_PORT: must not be PORT');
  if (v.FEDERATION_CLIENTS && v.FEDERATION_PARTNERS) found.push(...partnerContradictions({ manager: v.FEDERATION_MANAGER_HOST, tokenUrl: v.FEDERATION_TOKEN_URL, clients: v.FEDERATION_CLIENTS, partners: v.FEDERATION_PARTNERS }));
  if ((v.FEDERATION_CALLBACK_CLIENT === undefined) !== (v.FEDERATION_CALLBACK_TOKEN_URL === undefined)) found.push('FEDERATION_CALLBACK_CLIENT: goes with FEDERATION_CALLBACK_TOKEN_URL');
  if (v.KAFKA_BROKERS?.some((broker) => !/^[^\s:]+:\d{1,5}$/.test(broker))) found.push('KAFKA_BROKERS: must be host:port,…');
  return found;
}

function toConfig(v: Values): Config {
  return {
    host: v.HOST,
    port: v.PORT,
    publicUrl: v.PUBLIC_URL,
    dataDir: v.DATA_DIR,
    databaseUrl: v.DATABASE_URL,
    secretKey: v.SECRET_KEY,
    kafkaBrokers: v.KAFKA_BROKERS,
    srm: { host: v.SRM_HOST, timeoutMs: v.SRM_TIMEOUT_MS, countries: v.SRM_COUNTRIES },
    oauth: v.OAUTH_ISSUER && v.OAUTH_AUDIENCE ? { issuer: v.OAUTH_ISSUER, audience: v.OAUTH_AUDIENCE, jwksUri: v.OAUTH_JWKS_URI, adminRole: v.ADMIN_ROLE } : undefined,
    subgraph: v.SUBGRAPH_PORT !== undefined && v.SUBGRAPH_SECRET ? { port: v.SUBGRAPH_PORT, secret: v.SUBGRAPH_SECRET } : undefined,
    graph: { far: withRights(v.SUBGRAPHS, v.SUBGRAPH_SECRETS, v.SUBGRAPH_OVERRIDES), supergraph: v.SUPERGRAPH, timeoutMs: v.SUBGRAPH_TIMEOUT_MS, pollMs: v.SUBGRAPH_POLL_MS },
    network: { reading: v.CAMARA_READING, deviceDirectory: v.DEVICE_DIRECTORY, callbackUrl: v.CALLBACK_URL, zoneAddresses: v.SRM_ZONE_ADDRESSES, privateKeyFile: v.SINK_PRIVATE_KEY_FILE },
    peering: {
      cron: v.HEARTBEAT_CRON,
      tolerance: v.HEARTBEAT_TOLERANCE,
      specTolerance: v.PEERING_SPEC_TOLERANCE,
      timeoutMs: v.PEERING_TIMEOUT_MS,
      concurrency: v.PEERING_CONCURRENCY,
      allowedHosts: v.PEERING_ALLOWED_HOSTS,
      insecureHosts: v.PEERING_INSECURE_HOSTS,
      clientAuth: v.PEERING_CLIENT_AUTH,
      addPartial: v.PEERING_ADD_PARTIAL,
      allowTransit: v.PEERING_ALLOW_TRANSIT,
      strictCompat: v.PEERING_STRICT_COMPAT,
    },
    federations: federationsOf(v),
    sinkAllowedHosts: v.SINK_ALLOWED_HOSTS,
    corsOrigins: v.CORS_ORIGINS,
    graphiql: v.GRAPHIQL,
    introspection: v.INTROSPECTION,
    portal: { documents: { mode: v.TRUSTED_DOCUMENTS, folder: v.TRUSTED_DOCUMENTS_DIR }, cost: { limit: v.COST_LIMIT, mode: v.COST_MODE }, rate: v.RATE_LIMIT },
    logLevel: v.LOG_LEVEL,
    otlpEndpoint: v.OTEL_EXPORTER_OTLP_ENDPOINT,
    sandbox: v.SANDBOX === 'on' || (v.SANDBOX === 'auto' && !v.OAUTH_ISSUER),
    sandboxSrm: v.SANDBOX_SRM,
    sandboxFederation: v.SANDBOX_FEDERATION,
    sandboxOssPort: v.SANDBOX_OSS_PORT ?? (v.PORT === 0 || v.PORT === 65_535 || v.PORT + 1 === v.SUBGRAPH_PORT ? 0 : v.PORT + 1),
  };
}

function federationsOf(v: Values): FederationsConfig {
  const { mobile, fixed } = v.FEDERATION_OPERATOR_NETWORKS;
  return {
    partners: partnersOf({ manager: v.FEDERATION_MANAGER_HOST, tokenUrl: v.FEDERATION_TOKEN_URL, clients: v.FEDERATION_CLIENTS, partners: v.FEDERATION_PARTNERS }),
    callback: v.FEDERATION_CALLBACK_TOKEN_URL && v.FEDERATION_CALLBACK_CLIENT ? { tokenUrl: v.FEDERATION_CALLBACK_TOKEN_URL, ...v.FEDERATION_CALLBACK_CLIENT } : undefined,
    timeoutMs: v.FEDERATION_TIMEOUT_MS,
    pollMs: v.FEDERATION_POLL_MS,
    operator: { id: v.FEDERATION_OPERATOR_ID, countryCode: v.FEDERATION_OPERATOR_COUNTRY, mobileNetworks: mobile, fixedNetworks: fixed },
    zones: v.FEDERATION_ZONES,
    flavours: v.FEDERATION_FLAVOURS,
    callbackHosts: v.FEDERATION_CALLBACK_HOSTS,
  };
}

/** The table of `--help`; the README holds the same rows. */
export function helpText(): string {
  const rows = Object.entries<Setting>(SETTINGS).map(([name, { fallback, help }]) => ({ name, fallback: fallback || '(none)', help }));
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, fallback, help }) => `${name.padEnd(width)}  ${help} [${fallback}]`).join('\n');
}
