/** `POST /sessions` through to an SRM, against a proxy that does nothing but pass on; what is in the rows is not measured here. */
import { randomUUID } from 'node:crypto';
import { interleave, ratioTable, table } from './measure.mjs';
import { onDatabase, startGateway, startServer } from './programs.mjs';

const PROXY = 'undici pass-through proxy';

/** @param {() => Promise<string | undefined>} database an empty one on a server, where there is a server */
export async function benchSessions(load, database) {
  const [answering, noticing] = await Promise.all(['answer', 'notice'].map((grants) => startServer('qod-servers.mjs', 'srm', grants)));
  const proxy = await startServer('rest-servers.mjs', 'proxy', answering.url);
  const rows = [{ name: PROXY, server: proxy, url: `${proxy.url}/srm/1.0.0/sessions` }];
  const add = async (name, srm, more) => {
    const server = await startGateway({ env: { SRM_HOST: `${srm.url}/srm/1.0.0`, DEVICE_DIRECTORY: 'any', ...more } });
    rows.push({ name, server, url: `${server.url}/quality-on-demand/v1/sessions` });
  };
  for (const [name, srm] of [['granted in the answer', answering], ['granted by a notice', noticing]]) {
    const url = await database();
    await add(`gateway, ${url ? 'PostgreSQL server' : 'embedded PostgreSQL'}, ${name}`, srm, url ? onDatabase(url) : {});
  }
  const targets = rows.map(({ name, server, url }) => ({ name, pid: server.pid, request: create(url) }));
  const results = await interleave(targets, load);
  console.log(`\n${ratioTable(`POST /sessions, ${load.connections} connections`, results, PROXY)}`);
  const base = results[0].latency;
  const figures = ({ name, latency }) => [name, latency.p50.toFixed(1), latency.p99.toFixed(1), `${(latency.p50 / base.p50).toFixed(1)} / ${(latency.p99 / base.p99).toFixed(1)}`];
  console.log(`\n${table(['ms a request', 'p50', 'p99', `ratio to ${PROXY}, p50 / p99`], results.map(figures))}`);
  for (const { server } of rows) await server.stop();
  await Promise.all([answering.stop(), noticing.stop()]);
}

/** Every session is of a device of its own. */
function create(url) {
  let count = 0;
  const setupRequest = (request) => ({ ...request, body: JSON.stringify(sessionOf((count += 1))) });
  return { url, requests: [{ method: 'POST', path: new URL(url).pathname, headers: { 'content-type': 'application/json' }, setupRequest }] };
}

/** The nth device of 16 million. */
export const sessionOf = (nth, more = {}) => ({
  device: { ipv4Address: { publicAddress: '198.51.100.10', privateAddress: `10.${(nth >> 16) & 255}.${(nth >> 8) & 255}.${nth & 255}` } },
  applicationServer: { ipv4Address: '203.0.113.7' },
  qosProfile: 'QOS_L',
  duration: 3600,
  ...more,
});

/** A correlator, so that a request can be found again. */
export const headersOf = () => ({ 'content-type': 'application/json', 'x-correlator': randomUUID() });
