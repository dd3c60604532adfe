/** The real door on a graph of one subscription, whose event says when it was published: what the doors cost without the rest. */
import Fastify from 'fastify';
import { buildSchema, getOperationAST, parse, subscribe } from 'graphql';

const from = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);
const [{ registerGraphql }, { createOperations }, { DEVELOPER }] = await Promise.all([from('inbound/graphql/edge.js'), from('inbound/operations.js'), from('kernel/caller.js')]);

const schema = buildSchema('type Change { cursor: String! at: Float! status: String! } type Query { hello: String } type Subscription { changed: Change! }');
const waiting = new Set();

function changes() {
  let wake;
  const iterator = {
    [Symbol.asyncIterator]: () => iterator,
    next: () => new Promise((resolve) => waiting.add((wake = resolve))),
    async return() {
      waiting.delete(wake);
      wake({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
  };
  return iterator;
}

function prepare(query) {
  const document = parse(query);
  const operation = getOperationAST(document);
  return {
    kind: operation.operation,
    operation,
    document,
    generation: 1,
    far: false,
    async subscribe(_variables, contextValue) {
      const source = await subscribe({ schema, document, contextValue, rootValue: { changed: changes } });
      contextValue.signal.addEventListener('abort', () => void source.return(), { once: true });
      return source;
    },
  };
}

const prepared = new Map();
const engine = { schema, supergraph: '', generation: 1, prepare: (query) => prepared.get(query) ?? prepared.set(query, prepare(query)).get(query) };
const log = { debug() {}, info() {}, warn() {}, error: console.error };
const app = Fastify();
const { signal } = new AbortController();
const contextOf = async () => ({ caller: DEVELOPER, correlator: 'bench', idempotencyKey: null, requestHash: null, signal, log });
const operations = createOperations({ engine, trusted: engine, scopes: new Map() });
await registerGraphql(app, { operations, contextOf, log, graphiql: false });
await app.listen({ host: '127.0.0.1', port: 0 });

let count = 0;
process.on('message', (word) => {
  if (word !== 'publish') return;
  count += 1;
  const readers = [...waiting];
  waiting.clear();
  for (const resolve of readers) resolve({ done: false, value: { changed: { cursor: `c${count}`, at: Date.now(), status: 'ready' } } });
});
process.send({ url: `http://127.0.0.1:${app.server.address().port}` });
