/** The gateway's own door and graph, put together as `src/app.ts` does, over given subgraphs and without storage. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const from = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);

/**
 * Limits, metrics and guards are on, the access log is off (`LOG_LEVEL=warn`), everything else is as the settings default.
 * @param {readonly object[]} subgraphs as `buildSubgraph` makes them
 * @param {Readonly<Record<string, string>>} settings as the environment would hold them
 * @returns the address of the door and the graph behind it
 */
export async function openDoor(subgraphs, settings = {}) {
  const [{ readConfig }, { createGraph }, { createPolicies }, { createHttp }, { registerGraphql }, { createContextFactory }, { createIdentity }, { createOriginGuard, guardHook }, { createDrain }, { createMetrics }, { createLog }, { systemClock: clock }] =
    await Promise.all([
      from('config.js'),
      from('app.graph.js'),
      from('app.policies.js'),
      from('inbound/http.js'),
      from('inbound/graphql/edge.js'),
      from('inbound/request.js'),
      from('inbound/identity.js'),
      from('inbound/graphql/origin-guard.js'),
      from('inbound/drain.js'),
      from('outbound/metrics.js'),
      from('outbound/log.js'),
      from('kernel/clock.js'),
    ]);
  const folder = mkdtempSync(join(tmpdir(), 'northbound-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGTERM', () => process.exit());
  const config = readConfig({ DATA_DIR: folder, TRUSTED_DOCUMENTS_DIR: folder, LOG_LEVEL: 'warn', ...settings });
  const log = createLog({ level: config.logLevel });
  const metrics = createMetrics();
  const drain = createDrain({ log });
  const identity = createIdentity(config.oauth, { log });
  const policies = createPolicies({ config, db: {}, clock, log, metrics });
  const { limits, cost, rate } = policies;
  const graph = await createGraph({ config, subgraphs, limits, metrics, log, clock });
  const contextOf = createContextFactory({ identify: identity.identify, log, addresses: rate !== undefined });
  const http = createHttp({ log, corsOrigins: config.corsOrigins, count: metrics.exchange });
  const guard = createOriginGuard({ publicUrl: 'http://127.0.0.1', origins: config.corsOrigins });
  http.addHook('onRequest', guardHook(guard));
  await graph.start();
  const documents = await policies.documentsOn(graph.operations);
  await registerGraphql(http, { operations: graph.operations, contextOf, log, limits, documents, cost, rate, guard, metrics, drain });
  drain.watch(http.server);
  return { url: `${await http.listen({ host: '127.0.0.1', port: 0 })}/graphql`, operations: graph.operations };
}
