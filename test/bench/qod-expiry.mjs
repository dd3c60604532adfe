/** Sessions that all end within one minute: how late their end is committed, what it takes, and when the network has let go. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { cpuOf, rssOf, table } from './measure.mjs';
import { onDatabase, startGateway, startServer } from './programs.mjs';

const MIB = 1 << 20;
const WINDOW_SECONDS = 60;

/** Rows as a gateway that has been running for an hour would have them: granted sessions, and what is in the network for each. */
const SESSIONS = `
  INSERT INTO "QodSession" (id, "clientId", "deviceId", device, "applicationServer", "qosProfile", duration, status, "startedAt", "expiresAt", "dueAt", "createdAt", "updatedAt")
  SELECT gen_random_uuid(), 'developer', 'bench-' || n, NULL, '{"ipv4Address":"203.0.113.7"}', 'QOS_L', 3600, 'AVAILABLE', ends - interval '1 hour', ends, ends, ends - interval '1 hour', ends - interval '1 hour'
  FROM (SELECT n, date_trunc('milliseconds', $1::timestamptz + n * ($2::float8 / $3::int) * interval '1 second') AS ends FROM generate_series(0, $3::int - 1) AS n) AS planned`;
const FLOWS = `
  INSERT INTO "NetworkFlow" (id, kind, "resourceId", request, phase, "upstreamId", "sentAt", "dueAt", "createdAt")
  SELECT gen_random_uuid(), 'QOD_SESSION', id, '{"kind":"session","device":{"ipv4Address":{"publicAddress":"198.51.100.10","privateAddress":"10.0.0.1"}},"applicationServer":{"ipv4Address":"203.0.113.7"},"qosProfile":"qos-l","duration":3600}',
    'GRANTED', gen_random_uuid()::text, "startedAt", now() + random() * interval '1 hour' + interval '10 minutes', "createdAt"
  FROM "QodSession"`;

/** When the row's last change was committed, against when the session was to end. Milliseconds. */
const LATENESS = `
  SELECT percentile_disc(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY late) AS late, count(*)::int AS sessions
  FROM (SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin) - "expiresAt") * 1000 AS late FROM "QodSession" WHERE status = 'UNAVAILABLE' AND "statusInfo" = 'DURATION_EXPIRED') AS ended`;
const EVENTS = `SELECT count(*)::int AS events, count(DISTINCT subject)::int AS sessions, count(position)::int AS placed FROM "OutboxEvent" WHERE type = 'network.qod-session.status-changed'`;

/** @param {{ sessions: number, replicas: number, databaseUrl: string }} options the server needs track_commit_timestamp=on; figures of a process are the first one's */
export async function benchExpiry({ sessions, replicas, databaseUrl }) {
  const srm = await startServer('qod-servers.mjs', 'srm', 'answer');
  const gateways = [];
  for (let nth = 0; nth < replicas; nth++) gateways.push(await startGateway({ memory: true, env: { SRM_HOST: `${srm.url}/srm/1.0.0`, DEVICE_DIRECTORY: 'any', ...onDatabase(databaseUrl) } }));
  const [gateway] = gateways;
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  const memory = { before: await memoryOf(gateway) };
  const begin = new Date(Date.now() + 12_000 + sessions / 5);
  await db.query(SESSIONS, [begin, WINDOW_SECONDS, sessions]);
  await db.query(FLOWS);
  await db.query('ANALYZE "QodSession", "NetworkFlow"');
  memory.live = await memoryOf(gateway);
  const early = begin.getTime() - Date.now();
  await sleep(Math.max(0, early));
  const cpu = cpuOf(gateway.pid);
  const watched = await watch(srm, gateway, { sessions, until: begin.getTime() + 10 * 60_000 });
  const taken = cpuOf(gateway.pid) - cpu;
  memory.after = await memoryOf(gateway);
  const { late, sessions: ended } = (await db.query(LATENESS)).rows[0];
  const { rows: [told] } = await db.query(EVENTS);
  await db.end();
  for (const each of gateways) await each.stop();
  await srm.stop();
  const end = begin.getTime() + WINDOW_SECONDS * 1000;
  const seconds = (ms) => (ms / 1000).toFixed(1);
  const heads = [`${sessions} sessions that end within ${WINDOW_SECONDS} s, ${replicas === 1 ? 'one process' : `${replicas} replicas`}`, ''];
  console.log(`\n${table(heads, [
    ['rows were in place before the first was due, s', seconds(early)],
    ['end due → committed, ms: p50 / p99 / worst', late.map((ms) => Number(ms).toFixed(0)).join(' / ')],
    ['sessions ended · events · of sessions', `${ended} · ${told.events} · ${told.sessions}`],
    ['all events placed in the log', told.placed === told.events ? 'yes' : `${told.placed} of ${told.events}`],
    ['removals that the network has seen', `${watched.removed}`],
    ['last removal, s after the last session was due', seconds(watched.lastRemoval - end)],
    ['removals a second, first to last', ((watched.removed * 1000) / (watched.lastRemoval - watched.firstRemoval)).toFixed(0)],
    ['CPU of the gateway, s · µs a session', `${seconds(taken)} · ${((taken * 1000) / sessions).toFixed(0)}`],
    ['RSS MiB: idle → live → most → after', `${mib(memory.before.rss)} → ${mib(memory.live.rss)} → ${mib(watched.most)} → ${mib(memory.after.rss)}`],
    ['heap MiB: idle → live → after', `${mib(memory.before.heap)} → ${mib(memory.live.heap)} → ${mib(memory.after.heap)}`],
  ])}`);
}

const mib = (bytes) => (bytes / MIB).toFixed(1);

/** Until the network has seen every removal, or time is up. @returns its counts, and the most memory */
async function watch(srm, gateway, { sessions, until }) {
  let most = 0;
  for (;;) {
    most = Math.max(most, rssOf(gateway.pid) * 1024);
    const counts = await srm.ask('tell');
    if (counts.removed >= sessions || Date.now() > until) return { ...counts, most };
    await sleep(500);
  }
}

/** Bytes, after garbage collection. */
async function memoryOf(gateway) {
  await gateway.collect();
  await sleep(200);
  const { heap } = await gateway.collect();
  return { heap, rss: rssOf(gateway.pid) * 1024 };
}
