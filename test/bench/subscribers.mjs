/**
 * Subscribers, a process of them: raw sockets that share one buffer, so that they take little from the processor they
 * share with the gateway. Started by `openSubscribers`; started by itself it is the process.
 */
import { fork } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PROCESSES = 2;
const OPENED_AT_ONCE = 100;

/**
 * @typedef {object} Subscribers
 * @property {() => Promise<readonly Heard[]>} heard the events that were read since the last call
 * @property {() => Promise<void>} close settles when every socket is closed
 * @property {() => void} kill
 *
 * @typedef {object} Heard
 * @property {number} at when the event says that it was
 * @property {readonly number[]} times when each subscriber has read it
 */

/**
 * Opens subscriptions and settles when each was answered.
 * @param {{ url: string, door: 'sse' | 'ws', subscribers: number, query: string, distinct?: boolean, authorization?: string }} options
 * `query` reads `cursor` and `at`; with `distinct` each has variables of its own, so that none is executed for another
 * @returns {Promise<Subscribers>}
 */
export async function openSubscribers({ subscribers, distinct = false, ...options }) {
  const children = [];
  process.on('exit', () => children.forEach((child) => child.kill()));
  for (let nth = 0; nth < PROCESSES; nth++) {
    const count = Math.floor((subscribers + nth) / PROCESSES);
    const args = Object.entries({ ...options, subscribers: count, nth }).filter(([, value]) => value !== undefined).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = fork(fileURLToPath(import.meta.url), distinct ? [...args, '--distinct'] : args);
    children.push(child);
    await answerOf(child);
  }
  const ask = (word) => Promise.all(children.map((child) => (child.send(word), answerOf(child))));
  return {
    async heard() {
      const events = new Map();
      for (const { cursor, at, times } of (await ask('heard')).flat()) events.set(cursor, { at, times: [...(events.get(cursor)?.times ?? []), ...times] });
      return [...events.values()];
    },
    async close() {
      await ask('close');
      children.forEach((child) => child.kill());
    },
    kill: () => children.forEach((child) => child.kill()),
  };
}

const answerOf = (child) =>
  new Promise((resolve, reject) => {
    const ended = () => reject(new Error('A process of subscribers has ended.'));
    child.once('exit', ended);
    child.once('message', (answer) => (child.off('exit', ended), resolve(answer)));
  });

/** Text of one frame of a client; a mask of zeros leaves the text as it is. */
function masked(opcode, text = '') {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? [0x80 | opcode, 0x80 | length] : [0x80 | opcode, 0x80 | 126, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), Buffer.from(text)]);
}

const PONG = masked(10);
/** A ping without text; no text of ours holds these bytes. */
const PING = Buffer.from([0x89, 0]);

/** How each door is asked for a subscription. */
const DOORS = {
  sse: {
    opening: ({ pathname, host, authorization }, body) =>
      [`POST ${pathname} HTTP/1.1`, `host: ${host}`, 'content-type: application/json', 'accept: text/event-stream', `content-length: ${Buffer.byteLength(body)}`, ...authorization, '', body].join('\r\n'),
    begun: (start) => start.includes('200 OK'),
    greeted: async () => undefined,
  },
  ws: {
    opening: ({ pathname, host, authorization }) =>
      [`GET ${pathname} HTTP/1.1`, `host: ${host}`, 'connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-protocol: graphql-transport-ws', ...authorization, '', ''].join('\r\n'),
    begun: (start) => start.includes('101 Switching'),
    async greeted(socket, body) {
      const acknowledged = new Promise((resolve) => (socket.hear = resolve));
      socket.write(masked(1, '{"type":"connection_init"}'));
      if (!(await acknowledged).includes('connection_ack')) throw new Error('The connection was not acknowledged.');
      socket.write(masked(1, `{"id":"1","type":"subscribe","payload":${body}}`));
    },
  },
};

/** Opens its share of the subscriptions and notes when what was read. */
async function subscribe({ url, door, query, distinct, authorization, ...given }) {
  const { pathname, hostname, host, port } = new URL(url);
  const { opening, begun, greeted } = DOORS[door];
  const [subscribers, nth] = [Number(given.subscribers), Number(given.nth)];
  const headers = { pathname, host, authorization: authorization ? [`authorization: ${authorization}`] : [] };
  const shared = Buffer.allocUnsafe(1 << 16);
  const events = new Map();
  const sockets = new Set();

  function hear(text) {
    const now = Date.now();
    for (let found = text.indexOf('"cursor":"'); found >= 0; found = text.indexOf('"cursor":"', found + 10)) {
      const cursor = text.slice(found + 10, text.indexOf('"', found + 10));
      if (!events.has(cursor)) events.set(cursor, { cursor, at: atIn(text.slice(found)), times: [] });
      events.get(cursor).times.push(now);
    }
  }

  async function open(index) {
    const body = JSON.stringify({ query, ...(distinct && { variables: { subscriber: `${nth}.${index}` } }) });
    const callback = (length, buffer) => {
      if (door === 'ws' && buffer.subarray(0, length).includes(PING)) socket.write(PONG);
      if (length > 2) socket.hear(buffer.latin1Slice(0, length));
    };
    // Each process has an address of its own, since runs in a row would use up the ports of one.
    const socket = connect({ host: hostname, port: Number(port), localAddress: `127.0.1.${1 + nth}`, onread: { buffer: shared, callback } });
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const answer = await new Promise((resolve, reject) => {
      socket.hear = resolve;
      socket.on('error', reject);
      socket.write(opening(headers, body));
    });
    if (!begun(answer)) throw new Error(answer);
    await greeted(socket, body);
    socket.hear = hear;
  }

  for (let opened = 0; opened < subscribers; opened += OPENED_AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(OPENED_AT_ONCE, subscribers - opened) }, (_, each) => open(opened + each)));
  }
  process.on('message', async (word) => {
    if (word === 'heard') {
      process.send([...events.values()]);
      events.clear();
      return;
    }
    for (const socket of sockets) socket.destroy();
    while (sockets.size > 0) await sleep(10);
    process.send({});
  });
  process.send({});
}

/** `at` is a time in ISO's form, or milliseconds. */
const atIn = (text) => new Date(JSON.parse(/"at":("[^"]+"|\d+)/.exec(text)[1])).getTime();

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = ['url', 'door', 'subscribers', 'nth', 'query', 'authorization'];
  const { values } = parseArgs({ options: { distinct: { type: 'boolean' }, ...Object.fromEntries(names.map((name) => [name, { type: 'string' }])) } });
  await subscribe(values);
}
