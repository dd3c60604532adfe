/**
 * The servers that answer the same GraphQL requests, one process each: `node graphql-servers.mjs bare|gateway|apollo|apollo-plain`.
 * Each tells its address as a message to its parent.
 */
import { createServer } from 'node:http';
import { buildCatalogue, QUERIES } from './catalogue.mjs';
import { openDoor } from './door.mjs';

const from = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);
const portOf = (server) => server.address().port;
const log = { debug() {}, info() {}, warn() {}, error: console.error };

/** `node:http` that reads the request and answers with text made beforehand: what HTTP itself costs. */
async function bare() {
  const [{ operations }, { DEVELOPER }] = await Promise.all([buildCatalogue().then((subgraph) => openDoor([subgraph])), from('kernel/caller.js')]);
  const ctx = () => ({ caller: DEVELOPER, correlator: 'bench', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log });
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

/** Apollo Server as its documentation starts it, with the very schema that the gateway runs. */
async function apollo(plugins = []) {
  const [{ ApolloServer }, { startStandaloneServer }, { DEVELOPER }, { schema }] = await Promise.all([
    import('@apollo/server'),
    import('@apollo/server/standalone'),
    from('kernel/caller.js'),
    buildCatalogue(),
  ]);
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

process.send({ url: await { bare, gateway: async () => (await openDoor([await buildCatalogue()])).url, apollo: () => apollo(), 'apollo-plain': apolloPlain }[process.argv[2]]() });
process.on('disconnect', () => process.exit());
