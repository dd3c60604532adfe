/**
 * What stands around the gateway in the bench of sessions, each in a process of its own:
 * `node qod-servers.mjs srm answer|notice` is an SRM (generation B) whose core grants every session, in the answer to its
 * creation or by a notice right after it; `node qod-servers.mjs sink` receives events.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Pool } from 'undici';

const [role, grants] = process.argv.slice(2);

function answerJson(response, status, value) {
  const text = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}

const textOf = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};

/** Counts what it is asked for; `counts` tells, with when the first and the last removal came. */
function srm() {
  const counts = { created: 0, read: 0, removed: 0, firstRemoval: 0, lastRemoval: 0, notices: 0, failedNotices: 0 };
  const pools = new Map();
  const notify = (sink, transaction) => {
    const { origin, pathname } = new URL(sink);
    if (!pools.has(origin)) pools.set(origin, new Pool(origin, { connections: 32 }));
    const body = JSON.stringify({ transaction, eventReports: [{ event: 'SUCCESSFUL_RESOURCES_ALLOCATION' }] });
    return pools.get(origin).request({ method: 'POST', path: pathname, headers: { 'content-type': 'application/json' }, body }).then(({ body: answer, statusCode }) => {
      counts[statusCode < 300 ? 'notices' : 'failedNotices'] += 1;
      return answer.dump();
    });
  };
  const removed = () => {
    counts.removed += 1;
    counts.lastRemoval = Date.now();
    if (counts.removed === 1) counts.firstRemoval = counts.lastRemoval;
  };
  const listener = async (request, response) => {
    const { method, url } = request;
    if (method === 'DELETE') {
      removed();
      return response.writeHead(204).end();
    }
    if (method === 'GET' && /\/sessions\/./.test(url)) {
      counts.read += 1;
      return answerJson(response, 200, { sessionId: url.split('/').at(-1), qosStatus: 'AVAILABLE' });
    }
    if (method !== 'POST' || !url.endsWith('/sessions')) return answerJson(response, url.endsWith('/node') ? 200 : 404, url.endsWith('/node') ? [] : { detail: 'Not Found' });
    const wanted = JSON.parse(await textOf(request));
    const sessionId = randomUUID();
    counts.created += 1;
    answerJson(response, 201, { ...wanted, sessionId, qosStatus: grants === 'answer' ? 'AVAILABLE' : 'REQUESTED' });
    if (grants === 'notice' && wanted.sink) await notify(wanted.sink, `http://core.example/3gpp-as-session-with-qos/v1/scs/subscriptions/${sessionId}`);
  };
  return { listener, tell: () => counts };
}

/** Remembers when which event came. */
function sink() {
  const events = [];
  const listener = async (request, response) => {
    const { id, data } = JSON.parse(await textOf(request));
    events.push({ at: Date.now(), id, sessionId: data.sessionId, qosStatus: data.qosStatus });
    response.writeHead(204).end();
  };
  return { listener, tell: () => events };
}

const { listener, tell } = role === 'srm' ? srm() : sink();
const server = createServer((request, response) => {
  listener(request, response).catch((failure) => {
    console.error(failure);
    response.destroy();
  });
});
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on('message', (word) => word === 'tell' && process.send(tell()));
process.on('disconnect', () => process.exit());
