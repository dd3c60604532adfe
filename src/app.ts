import type { FastifyInstance } from 'fastify';
import { refuseUnroutable, registerApis } from '../rest-compat/router.js';
import { APIS } from '../rest-compat/apis.js';
import { createEvents } from './app.events.js';
import { createGraph } from './app.graph.js';
import { createPolicies } from './app.policies.js';
import { openSrm } from './app.srm.js';
import type { Config } from './config.js';
import { buildSubgraph } from './federation/subgraph/subgraph.js';
import { registerDocs } from './inbound/docs.js';
import { createDrain } from './inbound/drain.js';
import { registerGraphql } from './inbound/graphql/edge.js';
import { createOriginGuard, guardHook } from './inbound/graphql/origin-guard.js';
import { createHealth, registerHealth, type Check } from './inbound/health.js';
import { createHttp } from './inbound/http.js';
import { createIdentity } from './inbound/identity.js';
import { registerMetrics } from './inbound/metrics.js';
import { announceRate, ratedOperations } from './inbound/rate.js';
import { registerSpans } from './inbound/spans.js';
import { createContextFactory } from './inbound/request.js';
import { systemClock, type Clock } from './kernel/clock.js';
import { createEdge } from './modules/edge/index.js';
import type { SrmSource } from './modules/edge/srm.types.js';
import { createNotifications } from './modules/notifications/index.js';
import type { Logger } from './outbound/log.js';
import { createMetrics } from './outbound/metrics.js';
import { createOnce } from './outbound/once.js';
import { createSinkGuard } from './outbound/sinks.guard.js';
import { createSinks } from './outbound/sinks.js';
import type { Database } from './outbound/storage/database.js';
import { isTracing } from './outbound/tracing.js';
import { createVault, loadSecretKey } from './outbound/storage/secrets.js';

export interface AppOptions {
  readonly config: Config;
  /** Open already, since that is what a start waits for longest. */
  readonly db: Database;
  readonly log: Logger;
  readonly clock?: Clock;
}

export interface App {
  /** Addresses of what listens, by name. */
  readonly addresses: Readonly<Record<string, string>>;
  /** What is simulated, and where. */
  readonly simulated: Readonly<Record<string, string>>;
  /** Lets what was accepted end, then closes everything. @returns how many exchanges had to be cut */
  stop(): Promise<number>;
}

/** Base path of CAMARA Edge Application Management, for the sources of its events. */
const EAM = '/edge-application-management/vwip';

/** Puts the program together and opens its doors. Whoever reads this has seen every part there is. */
export async function startApp({ config, db, log, clock = systemClock }: AppOptions): Promise<App> {
  const publicUrl = config.publicUrl ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`;
  const metrics = createMetrics();
  const vault = createVault(loadSecretKey({ dataDir: config.dataDir, secretKey: config.secretKey }));
  const identity = createIdentity(config.oauth, { log });
  const drain = createDrain({ log });
  const events = createEvents({ config, db, clock, log, metrics, publicUrl });
  const { srm, simulated, close: closeSrm } = await openSrm({ config, clock, log, metrics });

  const guard = createSinkGuard({ allowedHosts: config.sinkAllowedHosts, allowLoopback: config.sandbox && !config.oauth });
  const edge = createEdge({
    db,
    srm,
    vault,
    clock,
    jobs: events.jobs,
    once: createOnce(db, clock),
    events: events.log,
    sinks: createSinks({ vault, guard }),
    countries: config.srm.countries,
    sourceBase: publicUrl + EAM,
    srmTimeoutMs: config.srm.timeoutMs,
  });
  const notifications = createNotifications({ db, jobs: events.jobs, vault, guard, clock, types: edge.events, toNotice: edge.toNotice, metrics });
  const subgraphs = [await buildSubgraph(edge.subgraph)];
  const policies = createPolicies({ config, db, clock, log, metrics });
  const { limits, cost, rate } = policies;
  const graph = await createGraph({ config, subgraphs, limits, metrics, log, clock });

  const contextOf = createContextFactory({ identify: identity.identify, log, addresses: rate !== undefined });
  const http = createHttp({ log, publicUrl: config.publicUrl, corsOrigins: config.corsOrigins, count: metrics.exchange, refuseUnroutable: refuseUnroutable(APIS) });
  if (isTracing()) registerSpans(http);
  if (rate) announceRate(http, rate);
  const originGuard = config.oauth ? undefined : createOriginGuard({ publicUrl, origins: config.corsOrigins });
  if (originGuard) http.addHook('onRequest', guardHook(originGuard));
  const checks = { storage: () => db.check(), migrations: () => db.migrations(), identity: () => identity.check(), ...events.checks };
  const sources = { srm: srmCheck(srm, simulated !== undefined), ...events.sources, ...graph.sources, ...policies.sources };
  registerHealth(http, createHealth({ log, drain, clock, checks, sources }));
  registerMetrics(http, metrics);
  await registerApis(http, { apis: APIS, operations: rate ? ratedOperations(graph.operations, rate) : graph.operations, contextOf, publicUrl });
  await graph.start();
  const documents = await policies.documentsOn(graph.operations);
  await registerGraphql(http, { operations: graph.operations, contextOf, log, limits, documents, cost, rate, graphiql: config.graphiql, guard: originGuard, metrics, drain });
  await registerDocs(http, { apis: APIS, publicUrl, scopes: graph.scopes });
  const internal = config.subgraph && createHttp({ log, landing: false });
  if (internal) await (await import('./inbound/subgraphs.js')).registerSubgraphs(internal, { subgraphs, secret: config.subgraph!.secret, contextOf, log });

  await events.start([notifications.consumer]);
  drain.watch(http.server);
  if (internal) drain.watch(internal.server);
  const addresses = {
    gateway: await listen(http, config.host, config.port),
    ...(internal && { subgraphs: await listen(internal, config.host, config.subgraph!.port) }),
  };

  return {
    addresses,
    simulated: simulated ? { SRM: simulated } : {},
    async stop() {
      const { cut } = await drain.start();
      // In this order, and each whatever became of the one before: the storage is closed in any case.
      const steps = {
        events: events.stop,
        http: () => http.close(),
        subgraphs: () => internal?.close(),
        notifications: notifications.close,
        graph: graph.close,
        srm: closeSrm,
        storage: db.close,
      };
      for (const [step, close] of Object.entries(steps)) {
        await Promise.resolve().then(close).catch((err: unknown) => log.error({ err, step }, 'a part could not be closed'));
      }
      return cut;
    },
  };
}

function srmCheck(srm: SrmSource, simulated: boolean): Check {
  return async function check(signal) {
    await srm.check(signal);
    return { ok: true, generation: srm.generation(), simulated };
  };
}

const listen = (server: FastifyInstance, host: string, port: number): Promise<string> => server.listen({ host, port });
