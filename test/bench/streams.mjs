/** (c) 5,000 event streams on the whole program: memory of an idle one, and a real event on its way to all of them. */
import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cpuOf, rssOf, spread, table } from './measure.mjs';
import { createInstance, startGateway, submitApp, zoneIds } from './programs.mjs';

const STREAMS = 5000;
const APPS = 5;

export async function benchStreams() {
  const rows = [await measure('identical (one execution for all)', []), await measure('each with variables of its own', ['--distinct'])];
  console.log(`\n${table([`${STREAMS} event streams`, 'KiB of RSS a stream', 'event committed → last stream, ms: median / worst', 'first → last, ms', 'gateway CPU µs a stream and event', 'events'], rows)}`);
}

async function measure(name, args) {
  const gateway = await startGateway({ memory: true });
  const [zone, ...others] = await zoneIds(gateway.url);
  const query = (appId) => `subscription { appInstanceStatusChanged${appId ? `(appId: "${appId}")` : ''} { cursor at appInstanceId status } }`;
  // What the first streams cost once (code, pools) is not the cost of a stream.
  const warm = await openStreams(gateway.url, query('00000000-0000-4000-8000-000000000000'), 200, args);
  await settle(gateway);
  const before = rssOf(gateway.pid);
  const streams = await openStreams(gateway.url, query(), STREAMS, args);
  await settle(gateway);
  const kib = (rssOf(gateway.pid) - before) / STREAMS;
  const events = [];
  streams.on('message', (event) => events.push(event));
  const cpu = cpuOf(gateway.pid);
  for (let index = 0; index < APPS; index++) {
    const appId = await submitApp(gateway.url, `app_${index}`);
    for (const [nth, at] of [zone, ...others].slice(0, 2).entries()) {
      await createInstance(gateway.url, `instance_${index}_${nth}`, appId, at);
      await sleep(700);
    }
  }
  await sleep(4000);
  const taken = cpuOf(gateway.pid) - cpu;
  const late = spread(events.map(({ at, data }) => at - Date.parse(data.data.appInstanceStatusChanged.at)));
  const worst = Math.max(...events.map(({ at, data }) => at - Date.parse(data.data.appInstanceStatusChanged.at)));
  const spanned = spread(events.map(({ at, first }) => at - first));
  warm.kill();
  streams.kill();
  await gateway.stop();
  return [name, kib.toFixed(1), `${late.median} / ${worst}`, spanned.median, ((taken * 1000) / events.length / STREAMS).toFixed(1), events.length];
}

/** The clients of sse.mjs, in a process of their own. */
async function openStreams(url, query, streams, args) {
  const child = fork(fileURLToPath(new URL('sse.mjs', import.meta.url)), ['--role', 'clients', '--url', `${url}/graphql`, '--query', query, '--streams', String(streams), ...args]);
  process.on('exit', () => child.kill());
  await new Promise((resolve) => child.once('message', resolve));
  return child;
}

async function settle(gateway) {
  await sleep(1500);
  await gateway.collect();
}
