import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import type { Events } from './app.events.js';
import { createFederationModule, latePartners } from './app.federations.js';
import { openManager } from './app.manager.js';
import { edgeNeighbours } from './app.neighbours.js';
import { createPeeringModules } from './app.peering.js';
import { openSrm } from './app.srm.js';
import { ConfigError, type Config } from './config.js';
import type { Check } from './inbound/health.js';
import type { Clock } from './kernel/clock.js';
import type { LoggedEvent } from './kernel/event.js';
import { createEdge } from './modules/edge/index.js';
import type { SrmSource } from './modules/edge/srm.types.js';
import { callbackKey, createNetwork } from './modules/network/index.js';
import { absentNetwork } from './modules/network/upstream/network.source.absent.js';
import { createNetworkSource } from './modules/network/upstream/network.source.js';
import { createNotifications } from './modules/notifications/index.js';
import { createPeer } from './outbound/http.js';
import type { ListenAddress } from './outbound/peer-guard.js';
import type { Logger } from './outbound/log.js';
import type { Metrics } from './outbound/metrics.js';
import { createOnce } from './outbound/once.js';
import { parseSigningKey, type SigningKey } from './outbound/signing-key.js';
import { createSinkGuard } from './outbound/sinks.guard.js';
import { createSinks } from './outbound/sinks.js';
import type { Database } from './outbound/storage/database.js';
import { createVault, loadSecretKey } from './outbound/storage/secrets.js';

export interface ModulesOptions {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly events: Events;
  /** Under which clients reach the gateway. */
  readonly publicUrl: string;
}

/** Base path of CAMARA Edge Application Management, for the sources of its events. */
const EAM = '/edge-application-management/vwip';

/** The modules of this process, on what they share. @throws ConfigError when the key for sinks cannot be read */
export async function createModules(options: ModulesOptions) {
  const { config, db, clock, log, metrics, events, publicUrl } = options;
  const key = await signingKey(config.network.privateKeyFile);
  const secret = loadSecretKey({ dataDir: config.dataDir, secretKey: config.secretKey });
  const vault = createVault(secret);
  const [{ srm, peer, simulated, close: closeSrm }, oss, manager] = await Promise.all([openSrm({ config, clock, log, metrics }), openOss(config), openManager(config)]);
  const guard = createSinkGuard({ allowedHosts: config.sinkAllowedHosts, allowLoopback: config.sandbox && !config.oauth });
  const once = createOnce(db, clock, secret);
  const shared = { db, clock, once, events: events.log, sinks: createSinks({ vault, guard }) };
  const { timeoutMs } = config.srm;

  let listens: readonly ListenAddress[] = [];
  const edge = createEdge({ ...shared, srm, partners: latePartners(() => federations.partners), vault, jobs: events.jobs, countries: config.srm.countries, sourceBase: publicUrl + EAM, srmTimeoutMs: timeoutMs });
  const federations = createFederationModule({ ...shared, vault, jobs: events.jobs, log, metrics, secret, publicUrl, manager, edge, sinkGuard: guard, ownAddresses: () => listens });
  const directory = directoryOf(options);
  const network = createNetwork({
    ...shared,
    source: peer ? createNetworkSource({ peer, timeoutMs, clock }) : absentNetwork(),
    neighbours: edgeNeighbours(edge.services, simulated && config.network.zoneAddresses.size === 0 ? new Map([['*', simulated.appAddress]]) : config.network.zoneAddresses),
    log,
    publicUrl,
    callbackUrl: config.network.callbackUrl ?? publicUrl,
    callbackKey: callbackKey(secret),
    timeoutMs,
    directory,
    reading: config.network.reading,
    privateKeyJwt: key !== undefined,
    devices: simulated?.devices ?? [],
    metrics,
  });
  const peering = createPeeringModules({ config, db, clock, log, metrics, events, once, vault, publicUrl });
  const notifications = createNotifications({
    db,
    jobs: events.jobs,
    vault,
    guard,
    clock,
    key,
    metrics,
    types: [...edge.events, ...network.events],
    toNotice: (event: LoggedEvent) => edge.toNotice(event) ?? network.toNotice(event),
    hubs: peering.hubs,
  });

  return {
    subgraphs: [edge.subgraph, network.subgraph, notifications.subgraph, ...peering.subgraphs, federations.subgraph],
    consumers: [notifications.consumer, ...peering.consumers, federations.consumer],
    onDead: peering.onDead,
    listensAt(addresses: readonly ListenAddress[]): void {
      listens = addresses;
      peering.listensAt(addresses);
    },
    callbacks: network.callbacks,
    /** Signs for sinks, where there is one. */
    key,
    /** What is simulated, and where. */
    simulated: { ...(simulated && { SRM: simulated.url }), ...(oss && { 'OSS to peer with': oss.url }), ...(manager.simulated && { 'Federation Manager': manager.simulated.url }) } as Readonly<Record<string, string>>,
    checks: { flows: () => network.state().flows, expiry: () => network.state().expiry, ...peering.checks },
    sources: { srm: srmCheck(srm, simulated !== undefined), ...partnerChecks(manager.partners.map(({ name }) => name), federations.state), ...(typeof directory !== 'string' && { devices: () => directory.state() }) } as Readonly<Record<string, Check>>,
    async start(): Promise<void> {
      await Promise.all([network.start(), peering.start()]);
    },
    async stop(): Promise<void> {
      await Promise.all([network.stop(), peering.stop()]);
    },
    async close(): Promise<void> {
      await Promise.all([notifications.close(), peering.close(), federations.close().then(manager.close), closeSrm(), oss?.close(), typeof directory === 'string' ? undefined : directory.close()]);
    },
  };
}

function directoryOf({ config, clock, log, metrics }: ModulesOptions) {
  const { deviceDirectory } = config.network;
  if (deviceDirectory === 'table' || deviceDirectory === 'any') return deviceDirectory;
  return createPeer({ name: 'device directory', baseUrl: deviceDirectory, timeoutMs: config.srm.timeoutMs, log, metrics, clock });
}

/** Something to peer with, where peers are simulated. */
const openOss = async ({ sandbox, sandboxOssPort }: Config) => (sandbox ? (await import('./sandbox/index.js')).startSandboxOss({ port: sandboxOssPort }) : undefined);

async function signingKey(file: string | undefined): Promise<SigningKey | undefined> {
  if (file === undefined) return undefined;
  try {
    return await parseSigningKey(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ConfigError([`SINK_PRIVATE_KEY_FILE: ${error instanceof Error ? error.message : 'cannot be read'}`]);
  }
}

/** One source for each partner: how the last calls to its manager went. */
const partnerChecks = (partners: readonly string[], state: () => Readonly<Record<string, { readonly ok: boolean }>>): Readonly<Record<string, Check>> =>
  Object.fromEntries(partners.map((partner) => [`federation:${partner}`, () => state()[partner] ?? { ok: true }]));

function srmCheck(srm: SrmSource, simulated: boolean): Check {
  return async function check(signal) {
    await srm.check(signal);
    return { ok: true, generation: srm.generation(), simulated };
  };
}
