/**
 * (c) Subscribers: memory of an idle one, an event on its way to all of them, and what is left when they have gone.
 *
 *   node test/bench/streams.mjs                          10,000 event streams, then 10,000 WebSockets, after a build
 *   node test/bench/streams.mjs --door ws --distinct     every subscription has variables of its own
 *
 * Options: --subscribers 10000, --door sse|ws, --distinct, --graph program|stub (the whole program, or the door alone on
 * a graph of one subscription), --events 20. In the program the events are real ones: of instances that come up.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cpuOf, rssOf, table } from './measure.mjs';
import { createInstance, startGateway, startServer, submitApp, zoneIds } from './programs.mjs';
import { openSubscribers } from './subscribers.mjs';

const SUBSCRIBERS = 10_000;
const MIB = 1 << 20;

/** The servers: how they are started, what is subscribed to, and how their events are brought about. */
const GRAPHS = {
  program: {
    start: () => startGateway({ memory: true }),
    query: 'subscription { appInstanceStatusChanged { cursor at appInstanceId status } }',
    // Each instance is requested and then ready: two events.
    async bringAbout(gateway, pause, events) {
      const zones = (await zoneIds(gateway.url)).slice(0, 2);
      for (let app = 0; app < events / 4; app++) {
        const appId = await submitApp(gateway.url, `app_${events}_${app}`);
        for (const [nth, zone] of zones.entries()) {
          await createInstance(gateway.url, `instance_${events}_${app}_${nth}`, appId, zone);
          await sleep(pause);
        }
      }
    },
  },
  stub: {
    start: () => startServer('stream-server.mjs'),
    query: 'subscription { changed { cursor at status } }',
    async bringAbout(server, pause, events) {
      for (let event = 0; event < events; event++) {
        server.send('publish');
        await sleep(pause);
      }
    },
  },
};

/** @param {readonly object[]} runs what is measured, one after the other */
export async function benchStreams(runs = [{ door: 'sse' }, { door: 'ws' }, { door: 'sse', distinct: true }, { door: 'ws', distinct: true }]) {
  const rows = [];
  for (const run of runs) rows.push(await measure({ subscribers: SUBSCRIBERS, graph: 'program', distinct: false, events: 20, ...run }));
  const heads = ['subscribers', 'KB of RSS each', 'KB of heap each', 'event → read, ms: p50 / p99 / worst', 'p99 of the median event', 'first read → read', 'CPU µs a subscriber and event', 'events read by all', 'heap MiB before → while open → closed → opened and closed again'];
  console.log(`\n${table(heads, rows)}`);
}

async function measure({ subscribers, door, distinct, graph, events }) {
  const { start, query, bringAbout } = GRAPHS[graph];
  const server = await start();
  const url = `${server.url}/graphql`;
  // What the first subscribers and events cost once (code, pools) is not what one costs.
  const warm = await openSubscribers({ url, door, query, distinct, subscribers: 200 });
  await bringAbout(server, 500, 4);
  await sleep(1000);
  await warm.close();
  const before = await memoryOf(server);
  const all = await openSubscribers({ url, door, query, distinct, subscribers });
  const idle = await memoryOf(server);
  const cpu = cpuOf(server.pid);
  await bringAbout(server, subscribers / 8, events);
  await sleep(3000);
  const taken = cpuOf(server.pid) - cpu;
  const heard = await all.heard();
  const late = percentiles(heard.flatMap(({ at, times }) => times.map((time) => time - at)));
  // The event's time is that of its transaction, so this is what the door itself takes.
  const spread = percentiles(heard.flatMap(({ times }) => sinceFirst(times)));
  const eachP99 = heard.map(({ at, times }) => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] - at).toSorted((a, b) => a - b);
  await all.close();
  const closed = await memoryOf(server);
  await (await openSubscribers({ url, door, query, distinct, subscribers })).close();
  const again = await memoryOf(server);
  await server.stop();
  return [
    `${subscribers} ${door}, ${distinct ? 'each its own' : 'identical'}, ${graph}`,
    ((idle.rss - before.rss) / subscribers / 1000).toFixed(1),
    ((idle.heap - before.heap) / subscribers / 1000).toFixed(1),
    late,
    eachP99[eachP99.length >> 1],
    spread,
    ((taken * 1000) / heard.length / subscribers).toFixed(1),
    `${heard.filter(({ times }) => times.length === subscribers).length} of ${heard.length}`,
    [before, idle, closed, again].map(({ heap }) => (heap / MIB).toFixed(1)).join(' → '),
  ];
}

function sinceFirst(times) {
  const first = times.reduce((a, b) => Math.min(a, b));
  return times.map((time) => time - first);
}

function percentiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return [sorted[Math.floor(sorted.length / 2)], sorted[Math.floor(sorted.length * 0.99)], sorted.at(-1)].join(' / ');
}

/** Bytes, after garbage collection. */
async function memoryOf(server) {
  await sleep(1500);
  await server.collect();
  await sleep(200);
  const { heap } = await server.collect();
  return { heap, rss: rssOf(server.pid) * 1024 };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { subscribers: { type: 'string', default: String(SUBSCRIBERS) }, door: { type: 'string' }, distinct: { type: 'boolean' }, graph: { type: 'string', default: 'program' }, events: { type: 'string', default: '20' } },
  });
  const { door, ...more } = { ...values, subscribers: Number(values.subscribers), events: Number(values.events) };
  await benchStreams((door ? [door] : ['sse', 'ws']).map((each) => ({ ...more, door: each })));
}
