/**
 * The servers that answer the same GraphQL requests, one process each: `node graphql-servers.mjs bare|gateway|apollo|apollo-plain`.
 * Each tells its address as a message to its parent.
 */
import { createServer } from 'node:http';
import { buildCatalogue, QUERIES } from './catalogue.mjs';

const from = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);
const portOf = (server) => server.address().port;

/** `node:http` that reads the request and answers with text made beforehand: what HTTP itself costs. */
async function bare() {
  const { createGraph } = await from('app.graph.js');
  const { operations, ctx } = await graphOf(createGraph);
  const answers = new Map();
  for (const query of Object.values(QUERIES)) answers.set(query, JSON.stringify(await operations.execute(operations.prepare(query), {}, ctx())));
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const { query } = JSON.parse(Buffer.concat(parts).toString());
      const text = answers.get(query);
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) }).end(text);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${portOf(server)}/`;
}

async function graphOf(createGraph, metrics = { operation() {} }) {
  const { DEVELOPER } = await from('kernel/caller.js');
  const graph = createGraph({ subgraphs: [await buildCatalogue()], introspection: true, metrics });
  const log = { debug() {}, info() {}, warn() {}, error: console.error };
  return { ...graph, ctx: () => ({ caller: DEVELOPER, correlator: 'bench', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log }) };
}

/** The gateway's own door, put together as `src/app.ts` does, on the catalogue. */
async function gateway() {
  const [{ createGraph }, { createHttp }, { registerGraphql }, { createContextFactory }, { createIdentity }, { createOriginGuard, guardHook }, { createDrain }, { createMetrics }, { createLog }] = await Promise.all([
    from('app.graph.js'),
    from('inbound/http.js'),
    from('inbound/graphql/edge.js'),
    from('inbound/request.js'),
    from('inbound/identity.js'),
    from('inbound/graphql/origin-guard.js'),
    from('inbound/drain.js'),
    from('outbound/metrics.js'),
    from('outbound/log.js'),
  ]);
  const log = createLog({ level: 'warn' });
  const metrics = createMetrics();
  const drain = createDrain({ log });
  const identity = createIdentity(undefined, { log });
  const { operations } = await graphOf(createGraph, metrics);
  const http = createHttp({ log, corsOrigins: [], count: metrics.exchange });
  const guard = createOriginGuard({ publicUrl: 'http://127.0.0.1', origins: [] });
  http.addHook('onRequest', guardHook(guard));
  await registerGraphql(http, { operations, contextOf: createContextFactory({ identify: identity.identify, log }), log, guard, metrics, drain });
  drain.watch(http.server);
  return `${await http.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
}

/** Apollo Server as its documentation starts it, with the very schema that the gateway runs. */
async function apollo(plugins = []) {
  const [{ ApolloServer }, { startStandaloneServer }, { DEVELOPER }, { schema }] = await Promise.all([
    import('@apollo/server'),
    import('@apollo/server/standalone'),
    from('kernel/caller.js'),
    buildCatalogue(),
  ]);
  const log = { debug() {}, info() {}, warn() {}, error: console.error };
  const server = new ApolloServer({ schema, introspection: true, plugins });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: 0 },
    context: async () => ({ caller: DEVELOPER, correlator: 'bench', idempotencyKey: null, requestHash: null, log }),
  });
  return url;
}

async function apolloPlain() {
  const { ApolloServerPluginCacheControlDisabled } = await import('@apollo/server/plugin/disabled');
  return apollo([ApolloServerPluginCacheControlDisabled()]);
}

process.send({ url: await { bare, gateway, apollo: () => apollo(), 'apollo-plain': apolloPlain }[process.argv[2]]() });
process.on('disconnect', () => process.exit());
