/** Sessions that all end within one minute: how late their end is committed, what it takes, and when the network has let go. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { cpuOf, rssOf, table } from './measure.mjs';
import { onDatabase, startGateway, startServer } from './programs.mjs';

const MIB = 1 << 20;
const WINDOW_SECONDS = 60;
const HOUR_MS = 3_600_000;
const PATIENCE_MS = 10 * 60_000;

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
  SELECT percentile_disc(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY late) AS late, count(*)::int AS sessions, extract(epoch FROM max(at) - min(at)) AS seconds
  FROM (SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin) - "expiresAt") * 1000 AS late, pg_xact_commit_timestamp(xmin) AS at FROM "QodSession" WHERE status = 'UNAVAILABLE' AND "statusInfo" = 'DURATION_EXPIRED') AS ended`;
const EVENTS = `SELECT count(*)::int AS events, count(DISTINCT subject)::int AS sessions, count(position)::int AS placed FROM "OutboxEvent" WHERE type = 'network.qod-session.status-changed'`;

/** @param {{ sessions: number, replicas: number, overdue: number, databaseUrl: string }} given `overdue`: hours since they were to end; the server needs track_commit_timestamp=on */
export async function benchExpiry(given) {
  const { sessions, replicas, overdue, databaseUrl } = given;
  const srm = await startServer('qod-servers.mjs', 'srm', 'answer');
  const gateways = [];
  for (let nth = 0; nth < replicas; nth++) gateways.push(await startGateway({ memory: true, env: { SRM_HOST: `${srm.url}/srm/1.0.0`, DEVICE_DIRECTORY: 'any', ...onDatabase(databaseUrl) } }));
  const [gateway] = gateways;
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  const idle = await memoryOf(gateway);
  const begin = new Date(overdue > 0 ? Date.now() - overdue * HOUR_MS : Date.now() + 12_000 + sessions / 5);
  await seed(db, [begin, WINDOW_SECONDS, sessions]);
  const live = await memoryOf(gateway);
  const early = begin.getTime() - Date.now();
  await sleep(Math.max(0, early));
  const cpu = cpuOf(gateway.pid);
  const watched = await watch(srm, gateway, { sessions, until: Math.max(begin.getTime(), Date.now()) + PATIENCE_MS });
  const taken = cpuOf(gateway.pid) - cpu;
  const after = await memoryOf(gateway);
  const ended = (await db.query(LATENESS)).rows[0];
  const told = (await db.query(EVENTS)).rows[0];
  await db.end();
  for (const each of gateways) await each.stop();
  await srm.stop();
  print(given, { watched, ended, told, taken, idle, live, after, early, end: begin.getTime() + WINDOW_SECONDS * 1000 });
}

/** In one transaction, as a gateway writes a session and its flows: a session that is overdue already ends at once. */
async function seed(db, values) {
  await db.query('BEGIN');
  await db.query(SESSIONS, values);
  await db.query(FLOWS);
  await db.query('COMMIT');
  await db.query('ANALYZE "QodSession", "NetworkFlow"');
}

/** Figures of a process are the first one's. */
function print({ sessions, replicas, overdue }, { watched, ended, told, taken, idle, live, after, early, end }) {
  const seconds = (ms) => (ms / 1000).toFixed(1);
  const inTime = overdue === 0;
  const when = inTime ? `that end within ${WINDOW_SECONDS} s` : `that were to end ${overdue} hours ago`;
  const heads = [`${sessions} sessions ${when}, ${replicas === 1 ? 'one process' : `${replicas} replicas`}`, ''];
  console.log(`\n${table(heads, [
    ...(inTime ? [['rows were in place before the first was due, s', seconds(early)]] : []),
    ...(inTime ? [['end due → committed, ms: p50 / p99 / worst', ended.late.map((ms) => Number(ms).toFixed(0)).join(' / ')]] : []),
    ['first commit → last, s · ended a second', `${Number(ended.seconds).toFixed(1)} · ${(ended.sessions / Number(ended.seconds)).toFixed(0)}`],
    ['sessions ended · events · of sessions', `${ended.sessions} · ${told.events} · ${told.sessions}`],
    ['all events placed in the log', told.placed === told.events ? 'yes' : `${told.placed} of ${told.events}`],
    ['removals that the network has seen', `${watched.removed}`],
    ...(inTime ? [['last removal, s after the last session was due', seconds(watched.lastRemoval - end)]] : []),
    ['removals a second, first to last', ((watched.removed * 1000) / (watched.lastRemoval - watched.firstRemoval)).toFixed(0)],
    ['CPU of the gateway, s · µs a session', `${seconds(taken)} · ${((taken * 1000) / sessions).toFixed(0)}`],
    ['RSS MiB: idle → live → most → after', `${mib(idle.rss)} → ${mib(live.rss)} → ${mib(watched.most)} → ${mib(after.rss)}`],
    ['heap MiB: idle → live → after', `${mib(idle.heap)} → ${mib(live.heap)} → ${mib(after.heap)}`],
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
