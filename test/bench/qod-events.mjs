/** How long a change takes from its commit to an open GraphQL stream, and to the sink of the session. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { table } from './measure.mjs';
import { onDatabase, startGateway, startServer } from './programs.mjs';
import { headersOf, sessionOf } from './qod-sessions.mjs';

const SUBSCRIPTION = 'subscription { qodSessionStatusChanged { cursor at sessionId qosStatus } }';
const COMMITS = `SELECT id, extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000 AS at FROM "QodSession" WHERE status = 'AVAILABLE'`;
const PAUSE_MS = 50;

/** @param {{ sessions: number, databaseUrl: string }} options the server needs track_commit_timestamp=on */
export async function benchEvents({ sessions, databaseUrl }) {
  const [srm, sink] = await Promise.all([startServer('qod-servers.mjs', 'srm', 'notice'), startServer('qod-servers.mjs', 'sink')]);
  const gateway = await startGateway({ env: { SRM_HOST: `${srm.url}/srm/1.0.0`, DEVICE_DIRECTORY: 'any', SINK_ALLOWED_HOSTS: '127.0.0.1', ...onDatabase(databaseUrl) } });
  const stream = await openStream(gateway.url);
  const warm = Math.ceil(sessions / 5);
  const ids = [];
  for (let nth = 0; nth < sessions + warm; nth++) {
    const body = JSON.stringify(sessionOf(nth, { sink: `${sink.url}/events` }));
    const response = await fetch(`${gateway.url}/quality-on-demand/v1/sessions`, { method: 'POST', headers: headersOf(), body });
    if (response.status !== 201) throw new Error(`createSession answered ${response.status}: ${await response.text()}`);
    ids.push((await response.json()).sessionId);
    await sleep(PAUSE_MS);
  }
  await sleep(5_000);
  stream.close();
  const arrived = await sink.ask('tell');
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  const commits = new Map((await db.query(COMMITS)).rows.map(({ id, at }) => [id, Number(at)]));
  await db.end();
  await gateway.stop();
  await Promise.all([srm.stop(), sink.stop()]);
  const measured = new Set(ids.slice(warm));
  const since = (events) => events.filter(({ sessionId, qosStatus }) => qosStatus === 'AVAILABLE' && measured.has(sessionId)).map(({ at, sessionId }) => at - commits.get(sessionId));
  const heads = [`AVAILABLE committed →, ms, ${sessions} sessions, one every ${PAUSE_MS} ms`, 'p50', 'p95', 'p99', 'worst', 'events'];
  console.log(`\n${table(heads, [row('read in an open GraphQL stream', since(stream.events)), row('arrived at the sink', since(arrived))])}`);
}

function row(name, values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]?.toFixed(0) ?? 'none';
  return [name, at(0.5), at(0.95), at(0.99), at(1), sorted.length];
}

/** Event streams of GraphQL over SSE; each event with when it was read. */
async function openStream(url) {
  const stop = new AbortController();
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: SUBSCRIPTION }), signal: stop.signal });
  if (response.status !== 200) throw new Error(`The stream was answered ${response.status}: ${await response.text()}`);
  const events = [];
  const read = async () => {
    let text = '';
    for await (const part of response.body) {
      const at = Date.now();
      text += Buffer.from(part).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop();
      for (const block of blocks) {
        const line = block.split('\n').find((one) => one.startsWith('data:'));
        const change = line && line !== 'data:' && JSON.parse(line.slice(5))?.data?.qodSessionStatusChanged;
        if (change) events.push({ ...change, at });
      }
    }
  };
  read().catch((failure) => {
    if (!stop.signal.aborted) throw failure;
  });
  return { events, close: () => stop.abort() };
}
