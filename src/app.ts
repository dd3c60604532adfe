import type { FastifyInstance } from 'fastify';
import { refuseUnroutable, registerApis } from '../rest-compat/router.js';
import { apis } from '../rest-compat/apis.js';
import { createEvents } from './app.events.js';
import { createGraph } from './app.graph.js';
import { createModules } from './app.modules.js';
import { createPolicies } from './app.policies.js';
import type { Config } from './config.js';
import { buildSubgraph } from './federation/subgraph/subgraph.js';
import { registerDocs } from './inbound/docs.js';
import { createDrain } from './inbound/drain.js';
import { registerGraphql } from './inbound/graphql/edge.js';
import { createOriginGuard, guardHook } from './inbound/graphql/origin-guard.js';
import { createHealth, registerHealth } from './inbound/health.js';
import { createHttp } from './inbound/http.js';
import { createIdentity } from './inbound/identity.js';
import { registerJwks } from './inbound/jwks.js';
import { registerMetrics } from './inbound/metrics.js';
import { registerNetworkCallbacks } from './inbound/network-callbacks.js';
import { announceRate, ratedOperations } from './inbound/rate.js';
import { registerSpans } from './inbound/spans.js';
import { createContextFactory } from './inbound/request.js';
import { systemClock, type Clock } from './kernel/clock.js';
import type { Logger } from './outbound/log.js';
import { createMetrics } from './outbound/metrics.js';
import type { Database } from './outbound/storage/database.js';
import { isTracing } from './outbound/tracing.js';

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

/** Puts the program together and opens its doors. Whoever reads this has seen every part there is. */
export async function startApp({ config, db, log, clock = systemClock }: AppOptions): Promise<App> {
  const restApis = apis(config.network.reading, config.peering.strictCompat);
  const publicUrl = config.publicUrl ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`;
  const metrics = createMetrics();
  const identity = createIdentity(config.oauth, { log });
  const drain = createDrain({ log });
  const events = createEvents({ config, db, clock, log, metrics, publicUrl });
  const modules = await createModules({ config, db, clock, log, metrics, events, publicUrl });
  const subgraphs = await Promise.all(modules.subgraphs.map(buildSubgraph));
  const policies = createPolicies({ config, db, clock, log, metrics });
  const { limits, cost, rate } = policies;
  const graph = await createGraph({ config, subgraphs, limits, metrics, log, clock });

  const contextOf = createContextFactory({ identify: identity.identify, log, addresses: rate !== undefined });
  const http = createHttp({ log, publicUrl: config.publicUrl, corsOrigins: config.corsOrigins, count: metrics.exchange, refuseUnroutable: refuseUnroutable(restApis) });
  if (isTracing()) registerSpans(http);
  if (rate) announceRate(http, rate);
  const originGuard = config.oauth ? undefined : createOriginGuard({ publicUrl, origins: config.corsOrigins });
  if (originGuard) http.addHook('onRequest', guardHook(originGuard));
  const checks = { storage: () => db.check(), migrations: () => db.migrations(), identity: () => identity.check(), ...events.checks, ...modules.checks };
  const sources = { ...modules.sources, ...events.sources, ...graph.sources, ...policies.sources };
  registerHealth(http, createHealth({ log, drain, clock, checks, sources }));
  registerMetrics(http, metrics);
  if (modules.key) registerJwks(http, modules.key);
  await registerNetworkCallbacks(http, modules.callbacks);
  await registerApis(http, { apis: restApis, operations: rate ? ratedOperations(graph.operations, rate) : graph.operations, contextOf, publicUrl });
  await graph.start();
  const documents = await policies.documentsOn(graph.operations);
  await registerGraphql(http, { operations: graph.operations, contextOf, log, limits, documents, cost, rate, graphiql: config.graphiql, guard: originGuard, metrics, drain });
  await registerDocs(http, { apis: restApis, publicUrl, scopes: graph.scopes });
  const internal = config.subgraph && createHttp({ log, landing: false });
  if (internal) await (await import('./inbound/subgraphs.js')).registerSubgraphs(internal, { subgraphs, secret: config.subgraph!.secret, contextOf, log });

  await events.start(modules.consumers, modules.onDead);
  await modules.start();
  drain.watch(http.server);
  if (internal) drain.watch(internal.server);
  const addresses = {
    gateway: await listen(http, config.host, config.port),
    ...(internal && { subgraphs: await listen(internal, config.host, config.subgraph!.port) }),
  };
  modules.listensAt(Object.values(addresses).map((address) => ({ host: new URL(address).hostname.replaceAll(/[[\]]/g, ''), port: Number(new URL(address).port) })));

  return {
    addresses,
    simulated: modules.simulated,
    async stop() {
      const { cut } = await drain.start();
      // In this order, and each whatever became of the one before: the storage is closed in any case.
      const steps = {
        work: modules.stop,
        events: events.stop,
        http: () => http.close(),
        subgraphs: () => internal?.close(),
        graph: graph.close,
        modules: modules.close,
        storage: db.close,
      };
      for (const [step, close] of Object.entries(steps)) {
        await Promise.resolve().then(close).catch((err: unknown) => log.error({ err, step }, 'a part could not be closed'));
      }
      return cut;
    },
  };
}

const listen = (server: FastifyInstance, host: string, port: number): Promise<string> => server.listen({ host, port });
