/** Beats of many peered OSSs: all at once, before many readers, and spread over a period. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { contentHash } from '../../dist/src/modules/peerings/client/spec.rules.js';
import { cpuOf, rssOf, spread, table } from './measure.mjs';
import { specIds, specificationOf } from './peering-specs.mjs';
import { onDatabase, startGateway, startServer } from './programs.mjs';
import { openSubscribers } from './subscribers.mjs';

const NEVER = '0 0 1 1 *';
const PORTS = 100;
const MIB = 1024;
const STATUS = 'subscription { peeringHeartbeat { cursor at organizationId status } }';

const ORGANIZATIONS = `
  INSERT INTO "Organization" (id, document, "createdAt", "updatedAt")
  SELECT id, jsonb_build_object('name', 'OSS ' || n, 'tradingName', 'OSS ' || n, 'partyCharacteristic', jsonb_build_array(jsonb_build_object('name', 'EXTERNAL_TMF_API_BASE_URL', 'value', jsonb_build_object('value', address)))), now(), now()
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS oss(id, address, n)`;
const PEERINGS = `
  INSERT INTO "Peering" ("organizationId", status, selection, assignments, "openAlarms", generation, "lastSuccessAt", "createdAt", "updatedAt")
  SELECT id, 'active', $2::jsonb, $3::jsonb, '{}', 1, now(), now(), now() FROM unnest($1::text[]) AS id`;
const SPECS = `
  INSERT INTO "PeeredSpec" ("organizationId", "remoteId", "localId", name, version, "lastUpdate", "contentHash", state, "lastVerifiedAt", source)
  SELECT id, spec ->> 'id', id || ' ' || (spec ->> 'id'), spec ->> 'name', spec ->> 'version', (spec ->> 'lastUpdate')::timestamptz, hash, 'visible', now(), spec
  FROM unnest($1::text[]) AS id, unnest($2::jsonb[], $3::text[]) AS known(spec, hash)`;

/** A gateway whose peerings have just been imported, and their OSSs. */
async function open({ peers, specs, delay, databaseUrl }, cron) {
  const oss = await startServer('peering-servers.mjs', 'oss', String(PORTS), String(delay));
  const settings = { memory: true, env: { HEARTBEAT_CRON: NEVER, SANDBOX: 'off', ...onDatabase(databaseUrl) } };
  let gateway = await startGateway(settings);
  const db = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const ids = Array.from({ length: peers }, () => crypto.randomUUID());
  const addresses = ids.map((_, n) => `${oss.url[n % PORTS]}/o${n}`);
  const sources = specIds(specs).map((id) => specificationOf(id, 'bench'));
  const names = Object.fromEntries(sources.map(({ id, name }) => [id, name]));
  const assignments = [{ name: 'Peers', categories: [{ name: 'All', specifications: specIds(specs) }] }];
  await db.query(ORGANIZATIONS, [ids, addresses]);
  await db.query(SPECS, [ids, sources.map((source) => JSON.stringify(source)), sources.map(contentHash)]);
  await db.query(PEERINGS, [ids, JSON.stringify(names), JSON.stringify(assignments)]);
  await db.query('ANALYZE "Peering", "PeeredSpec"');
  if (cron !== undefined) {
    await gateway.stop();
    gateway = await startGateway({ ...settings, env: { ...settings.env, HEARTBEAT_CRON: cron } });
  }
  return {
    oss, db, addresses, gateway,
    async close() {
      await db.end();
      await gateway.stop();
      await oss.stop();
    },
  };
}

/** Makes every beat due. @returns milliseconds until the last was written */
async function round(db) {
  const { rows } = await db.query(`UPDATE "Peering" SET "nextBeatAt" = clock_timestamp() RETURNING clock_timestamp() AS at`);
  const began = performance.now();
  const since = rows[0].at;
  for (;;) {
    const left = await db.query('SELECT count(*)::int AS left FROM "Peering" WHERE "lastCheckAt" IS NULL OR "lastCheckAt" < $1', [since]);
    if (left.rows[0].left === 0) return performance.now() - began;
    await sleep(50);
  }
}

export async function benchRound(given) {
  const { peers, specs, rounds, script: asked, delay } = given;
  const world = await open(given);
  const { db, gateway, oss, addresses } = world;
  const { heap: idleHeap } = await gateway.collect();
  const idle = rssOf(gateway.pid);
  await round(db);
  const taken = [];
  let most = 0;
  for (let nth = 0; nth < rounds; nth++) {
    const watch = setInterval(() => (most = Math.max(most, rssOf(gateway.pid))), 50);
    const cpu = cpuOf(gateway.pid);
    const wall = await round(db);
    taken.push({ wall, cpu: cpuOf(gateway.pid) - cpu });
    clearInterval(watch);
  }
  const { requests } = await oss.ask('tell');
  const script = await startServer('peering-servers.mjs', 'script');
  await script.ask({ addresses: addresses.slice(0, asked), ids: specIds(specs) });
  const plain = [];
  for (let nth = 0; nth < rounds; nth++) plain.push(await script.ask({ addresses: addresses.slice(0, asked), ids: specIds(specs) }));
  await script.stop();
  const { heap } = await gateway.collect();
  const after = rssOf(gateway.pid);
  await world.close();
  const of = (list, figure, factor = 1) => spread(list.map((one) => one[figure] * factor)).median / 1_000;
  const [ours, theirs] = [{ wall: of(taken, 'wall'), cpu: of(taken, 'cpu') }, { wall: of(plain, 'wall', peers / asked), cpu: of(plain, 'cpu', peers / asked) }];
  const heads = [`${peers} peers of ${specs} specifications, an OSS answers after ${delay} ms, median of ${rounds}`, 'wall, s', 'CPU, s'];
  console.log(`\n${table(heads, [
    ['a round of the heartbeat, from due to written', ours.wall.toFixed(1), ours.cpu.toFixed(1)],
    [`a plain script, one request after the other (${asked} peers, told for ${peers})`, theirs.wall.toFixed(1), theirs.cpu.toFixed(1)],
    ['script / heartbeat', (theirs.wall / ours.wall).toFixed(2), (theirs.cpu / ours.cpu).toFixed(2)],
  ])}`);
  console.log(`requests of ${rounds + 1} rounds: ${requests}, expected ${(rounds + 1) * peers * specs}; RSS MiB idle → most → after: ${[idle, most, after].map((kib) => (kib / MIB).toFixed(0)).join(' → ')}; heap MiB idle → after: ${[idleHeap, heap].map((bytes) => (bytes / MIB / MIB).toFixed(0)).join(' → ')}`);
}

export async function benchStream(given) {
  const { subscribers } = given;
  const world = await open({ ...given, delay: 0 });
  const { db, gateway, oss } = world;
  await round(db);
  const rows = [];
  for (const distinct of [false, true]) {
    await gateway.collect();
    const before = rssOf(gateway.pid);
    const readers = await openSubscribers({ url: `${gateway.url}/graphql`, door: 'sse', subscribers, query: STATUS, distinct });
    const open = rssOf(gateway.pid);
    for (const word of ['down', 'up']) {
      await readers.heard();
      await oss.ask(word);
      const cpu = cpuOf(gateway.pid);
      const wall = await round(db);
      await sleep(3_000);
      const heard = await readers.heard();
      const late = heard.flatMap(({ at, times }) => times.map((time) => time - new Date(at).getTime())).sort((a, b) => a - b);
      const at = (share) => late[Math.min(late.length - 1, Math.floor(share * late.length))]?.toFixed(0) ?? 'none';
      rows.push([`${distinct ? 'each of its own' : 'all the same'}, one in ten ${word}`, String(heard.length), String(late.length), `${at(0.5)} / ${at(0.99)} / ${at(1)}`, (wall / 1_000).toFixed(1), ((cpuOf(gateway.pid) - cpu) / 1_000).toFixed(1), `${(before / MIB).toFixed(0)} → ${(open / MIB).toFixed(0)} → ${(rssOf(gateway.pid) / MIB).toFixed(0)}`]);
    }
    await readers.close();
    await sleep(500);
  }
  await world.close();
  console.log(`\n${table([`${subscribers} subscribers`, 'changes of status', 'read', 'settled → read, ms: p50 / p99 / worst', 'round, s', 'CPU, s', 'RSS MiB: before → open → after'], rows)}`);
}

export async function benchSpread({ many, minutes, databaseUrl }) {
  const world = await open({ peers: many, specs: 1, delay: 0, databaseUrl }, `*/${minutes} * * * *`);
  const { oss, gateway, db } = world;
  // To the next tick, and a second more: from then on every beat is at its own place
  const period = minutes * 60_000;
  await sleep(period - (Date.now() % period) + 1_000);
  await oss.ask('reset');
  const cpu = cpuOf(gateway.pid);
  await sleep(period);
  const taken = cpuOf(gateway.pid) - cpu;
  const { seconds, requests } = await oss.ask('tell');
  const late = await db.query(`SELECT count(*)::int AS late FROM "Peering" WHERE "nextBeatAt" < now() - interval '2 seconds'`);
  const most = Math.max(...seconds.map(([, beats]) => beats));
  const rss = rssOf(gateway.pid);
  await world.close();
  console.log(`\n${table([`${many} peers of one specification, over ${minutes} minutes`, ''], [
    ['beats in the period', String(requests)],
    ['beats begun in one second: most · even', `${most} · ${(many / (minutes * 60)).toFixed(1)}`],
    ['beats more than 2 s late at the end', String(late.rows[0].late)],
    ['CPU of the gateway, s · share of one processor', `${(taken / 1_000).toFixed(1)} · ${((taken * 100) / period).toFixed(1)} %`],
    ['RSS, MiB', (rss / MIB).toFixed(0)],
  ])}`);
}
