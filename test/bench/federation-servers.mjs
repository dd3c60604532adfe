/**
 * The programs of the federation bench, one process each: `node federation-servers.mjs ROLE [URLS]`, where URLS is the
 * JSON of `{ subgraph: url }` for a gateway whose subgraphs are far. Each tells its address as a message to its parent.
 */
import { createServer } from 'node:http';
import { openDoor } from './door.mjs';
import { buildSubgraphs, composeOf, contextMaker, NESTED, TRIVIAL } from './federation-graph.mjs';

const from = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);
const [role, far] = process.argv.slice(2);
const urls = far === undefined ? undefined : JSON.parse(far);
const quiet = { debug() {}, info() {}, warn() {}, error: console.error };

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`)));
const byName = (subgraphs, make) => Object.fromEntries(subgraphs.map((subgraph) => [subgraph.name, make(subgraph)]));

/** Reads a JSON body and answers with text: what an honest server of JSON over HTTP cannot do without. */
const jsonServer = (answer) =>
  createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', async () => {
      const text = await answer(JSON.parse(Buffer.concat(parts).toString()), request);
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) }).end(text);
    });
  });

/** The same without a promise in between, and with the text made beforehand. */
async function bare() {
  const [{ createEngine }, { nearTransport }, subgraphs, ctx] = await Promise.all([from('federation/engine.js'), from('federation/transport.js'), buildSubgraphs(), contextMaker()]);
  const engine = createEngine({ supergraph: await composeOf(subgraphs), transports: byName(subgraphs, ({ schema }) => nearTransport(schema)) });
  const answers = new Map();
  for (const query of [NESTED, TRIVIAL]) answers.set(query, JSON.stringify(await engine.prepare(query).execute({ l: 1000 }, ctx())));
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const { query } = JSON.parse(Buffer.concat(parts).toString());
      const text = answers.get(query);
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) }).end(text);
    });
  });
  return listen(server);
}

/** All three subgraphs, each on a port of its own: `node:http` and compiled operations, the same for every gateway. */
async function subgraphServers() {
  const [{ nearTransport }, subgraphs, makeContext] = await Promise.all([from('federation/transport.js'), buildSubgraphs(), contextMaker()]);
  const addresses = {};
  for (const { name, schema } of subgraphs) {
    const transport = nearTransport(schema);
    const calls = new Map();
    const server = jsonServer(async ({ query, variables }) => {
      let call = calls.get(query);
      if (call === undefined) calls.set(query, (call = transport.prepare(query)));
      return JSON.stringify(await call(variables ?? {}, makeContext()));
    });
    addresses[name] = `${await listen(server)}/graphql`;
  }
  return JSON.stringify(addresses);
}

async function ours() {
  const elsewhere = urls && Object.entries(urls).map(([name, url]) => `${name}=${url}`).join(',');
  return (await openDoor(await buildSubgraphs(), elsewhere ? { SUBGRAPHS: elsewhere } : {})).url;
}

/** Hive's gateway as a library: its router runtime (planner in Rust), or what it takes by itself. Its context has a log of its own. */
async function hive(unifiedGraphHandler) {
  const [{ createGatewayRuntime }, { createDefaultExecutor }, subgraphs, context] = await Promise.all([
    import('@graphql-hive/gateway-runtime'),
    import('@graphql-mesh/transport-common'),
    buildSubgraphs(),
    contextMaker(),
  ]);
  const { caller, correlator } = context();
  const schemas = byName(subgraphs, ({ schema }) => schema);
  const local = { local: { getSubgraphExecutor: ({ subgraphName }) => createDefaultExecutor(schemas[subgraphName]) } };
  const gateway = createGatewayRuntime({
    supergraph: await composeOf(subgraphs, urls),
    plugins: () => [{ onContextBuilding: ({ extendContext }) => extendContext({ caller, correlator }) }],
    logging: false,
    ...(unifiedGraphHandler && { unifiedGraphHandler }),
    ...(urls === undefined && { transports: local, transportEntries: { '*': { kind: 'local' } } }),
  });
  return `${await listen(createServer(gateway))}/graphql`;
}

async function apollo() {
  const [{ ApolloGateway, LocalGraphQLDataSource, RemoteGraphQLDataSource }, { ApolloServer }, { startStandaloneServer }, subgraphs, context] = await Promise.all([
    import('@apollo/gateway'),
    import('@apollo/server'),
    import('@apollo/server/standalone'),
    buildSubgraphs(),
    contextMaker(),
  ]);
  const schemas = byName(subgraphs, ({ schema }) => schema);
  const gateway = new ApolloGateway({
    supergraphSdl: await composeOf(subgraphs, urls),
    buildService: ({ name, url }) => (urls === undefined ? new LocalGraphQLDataSource(schemas[name]) : new RemoteGraphQLDataSource({ url })),
    logger: quiet,
  });
  const { url } = await startStandaloneServer(new ApolloServer({ gateway, introspection: true, logger: quiet }), { listen: { host: '127.0.0.1', port: 0 }, context: async () => context() });
  return url;
}

const roles = {
  bare,
  subgraphs: subgraphServers,
  ours,
  'hive-router': async () => hive((await import('@graphql-hive/router-runtime')).unifiedGraphHandler),
  'hive-gateway': () => hive(),
  apollo,
};

process.send({ url: await roles[role]() });
process.on('disconnect', () => process.exit());
// Before Hive's own, which would wait for a server that nobody closes.
process.prependListener('SIGTERM', () => process.exit());
