/**
 * Event streams: memory per idle stream, and the time until one event has reached all of them.
 *
 *   node test/bench/sse.mjs                       a small server with the real door and a stub graph (after `npm run build`)
 *   node test/bench/sse.mjs --url URL --pid PID   a running gateway; its event is brought about with --trigger COMMAND
 *
 * Options: --streams 5000, --events 10, --query SUBSCRIPTION (which reads `cursor`), --authorization VALUE, --distinct
 * (every stream has variables of its own, so that none is executed for another). Server and clients are processes of
 * their own; the clients read raw sockets, so that they do not compete for the processor more than they must.
 */
import { fork, execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: given } = parseArgs({
  options: {
    role: { type: 'string', default: 'main' },
    url: { type: 'string' },
    pid: { type: 'string' },
    trigger: { type: 'string' },
    query: { type: 'string', default: 'subscription { changed { cursor status } }' },
    authorization: { type: 'string' },
    distinct: { type: 'boolean', default: false },
    streams: { type: 'string', default: '5000' },
    events: { type: 'string', default: '10' },
  },
});

async function main() {
  const own = given.url === undefined;
  const [serving, { url }] = own ? await start('server', {}, ['--expose-gc']) : [undefined, { url: given.url }];
  const pid = own ? serving.pid : Number(given.pid);
  const streams = Number(given.streams);
  const options = { url, streams: given.streams, query: given.query, distinct: given.distinct, ...(given.authorization && { authorization: given.authorization }) };

  // What the first streams cost once (code, pools) is not the cost of a stream.
  const [warm] = await start('clients', { ...options, streams: '200' });
  await settle(serving);
  const before = rssOf(pid);
  const [reading] = await start('clients', options);
  await settle(serving);
  const after = rssOf(pid);
  console.log(`${streams} idle streams: ${((after - before) / streams).toFixed(1)} KiB of RSS each (${Math.round(before / 1024)} -> ${Math.round(after / 1024)} MiB)`);

  const times = [];
  const cpu = [];
  for (let event = 0; event < Number(given.events); event++) {
    const cpuBefore = cpuOf(pid);
    const began = Date.now();
    if (own) serving.send('publish');
    else execSync(given.trigger, { stdio: 'ignore' });
    const { at } = await answerOf(reading);
    times.push(at - began);
    cpu.push(cpuOf(pid) - cpuBefore);
    await sleep(200);
  }
  const sorted = times.toSorted((a, b) => a - b);
  console.log(`one event to the last of ${streams}: median ${sorted[sorted.length >> 1]} ms, worst ${sorted.at(-1)} ms`);
  console.log(`server processor time: ${((cpu.reduce((a, b) => a + b) / cpu.length / streams) * 1000).toFixed(1)} µs a stream`);
  for (const child of [warm, reading, serving]) child?.kill();
}

/** Starts this file in another role; settles with its first message. */
async function start(role, options, execArgv = []) {
  const args = Object.entries({ role, ...options }).flatMap(([name, value]) => (typeof value === 'boolean' ? (value ? [`--${name}`] : []) : [`--${name}`, value]));
  const child = fork(fileURLToPath(import.meta.url), args, { execArgv });
  return [child, await answerOf(child)];
}

function answerOf(child) {
  return new Promise((resolve) => child.once('message', resolve));
}

async function settle(serving) {
  await sleep(1000);
  if (serving === undefined) return;
  const collected = answerOf(serving);
  serving.send('collect');
  await collected;
}

/** KiB. */
function rssOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

/** Milliseconds, at the 100 Hz of /proc. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The door as it is, on a graph of one subscription. */
async function server() {
  const from = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);
  const [{ default: Fastify }, { buildSchema, getOperationAST, parse, subscribe }, { registerGraphql }, { createOperations }, { DEVELOPER }] = await Promise.all([
    import('fastify'),
    import('graphql'),
    from('inbound/graphql/edge.js'),
    from('inbound/operations.js'),
    from('kernel/caller.js'),
  ]);
  const schema = buildSchema('type Change { cursor: String! status: String! } type Query { hello: String } type Subscription { changed: Change! }');
  const waiting = new Set();
  const source = {
    [Symbol.asyncIterator]: () => source,
    next: () => new Promise((resolve) => waiting.add(resolve)),
    return: async () => ({ done: true, value: undefined }),
  };
  const prepare = (query) => {
    const document = parse(query);
    const operation = getOperationAST(document);
    return { kind: operation.operation, operation, document, subscribe: async (_variables, contextValue) => subscribe({ schema, document, contextValue, rootValue: { changed: () => source } }) };
  };
  const engine = { schema, supergraph: '', prepare };
  const log = { debug() {}, info() {}, warn() {}, error: console.error };
  const app = Fastify();
  const contextOf = async () => ({ caller: DEVELOPER, correlator: 'bench', idempotencyKey: null, requestHash: null, signal: AbortSignal.abort(), log });
  await registerGraphql(app, { operations: createOperations({ engine, trusted: engine, scopes: new Map() }), contextOf, log, graphiql: false });
  await app.listen({ host: '127.0.0.1', port: 0, backlog: 4096 });

  let count = 0;
  process.on('message', (word) => {
    if (word === 'collect') {
      globalThis.gc();
      process.send({});
      return;
    }
    count += 1;
    const readers = [...waiting];
    waiting.clear();
    for (const resolve of readers) resolve({ done: false, value: { changed: { cursor: `c${count}`, status: 'ready' } } });
  });
  process.send({ url: `http://127.0.0.1:${app.server.address().port}/graphql` });
}

/** Opens the streams, then tells for each event when the first and the last stream has read it. */
async function clients() {
  const url = new URL(given.url);
  const head = (body) => [
    `POST ${url.pathname} HTTP/1.1`,
    `host: ${url.host}`,
    'content-type: application/json',
    'accept: text/event-stream',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(given.authorization ? [`authorization: ${given.authorization}`] : []),
    '',
    body,
  ].join('\r\n');
  const streams = Number(given.streams);
  const heard = new Map();
  const hear = (chunk) => {
    for (const [, cursor] of chunk.latin1Slice().matchAll(/"cursor":"([^"]+)"/g)) {
      const event = heard.get(cursor) ?? { first: Date.now(), count: 0 };
      heard.set(cursor, event);
      if (++event.count === streams) process.send({ at: Date.now(), first: event.first, data: JSON.parse(/data: (.*)/.exec(chunk.toString())[1]) });
    }
  };
  const open = (_, index) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ query: given.query, ...(given.distinct && { variables: { stream: index } }) });
      const socket = connect(Number(url.port), url.hostname, () => socket.write(head(body)));
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('a stream was closed')));
      socket.once('data', (start) => {
        if (!start.includes('200 OK')) return reject(new Error(String(start)));
        socket.on('data', hear);
        resolve();
      });
    });
  for (let opened = 0; opened < streams; opened += 100) await Promise.all(Array.from({ length: Math.min(100, streams - opened) }, (_, nth) => open(_, opened + nth)));
  process.send({});
}

await { main, server, clients }[given.role]();
