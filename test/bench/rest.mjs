/** (b) The REST doors through to an SRM that answers at once, against a proxy that does nothing but pass on. */
import { interleave, ratioTable } from './measure.mjs';
import { manifestOf, onDatabase, startGateway, startServer } from './programs.mjs';

const PROXY = 'undici pass-through proxy';
const read = (url) => ({ url, method: 'GET' });

export async function benchRest(load, databaseUrl) {
  const stub = await startServer('rest-servers.mjs', 'stub');
  const env = { SRM_HOST: `${stub.url}/srm/1.0.0` };
  const [proxy, gateway, forgetful, onServer] = await Promise.all([
    startServer('rest-servers.mjs', 'proxy', stub.url),
    startGateway({ env }),
    startGateway({ env: { ...env, BENCH_ZONE_LIST_AGE_MS: '0' } }),
    databaseUrl && startGateway({ env: { ...env, ...onDatabase(databaseUrl) } }),
  ]);
  const paths = [['OEG', '/oeg/1.0.0/edge-cloud-zones'], ['EAM', '/edge-application-management/vwip/edge-cloud-zones']];
  const reads = [
    { name: PROXY, pid: proxy.pid, request: read(`${proxy.url}/srm/1.0.0/node`) },
    ...paths.flatMap(([api, path]) => [
      { name: `gateway, ${api}`, pid: gateway.pid, request: read(gateway.url + path) },
      { name: `gateway, ${api}, zone list not remembered`, pid: forgetful.pid, request: read(forgetful.url + path) },
    ]),
  ];
  console.log(`\n${ratioTable('GET /edge-cloud-zones', await interleave(reads, load), PROXY)}`);
  const writes = [
    { name: PROXY, pid: proxy.pid, request: submit(`${proxy.url}/srm/1.0.0/serviceFunction`) },
    { name: 'gateway, OEG, embedded PostgreSQL', pid: gateway.pid, request: submit(`${gateway.url}/oeg/1.0.0/apps`) },
    ...(onServer ? [{ name: 'gateway, OEG, PostgreSQL server', pid: onServer.pid, request: submit(`${onServer.url}/oeg/1.0.0/apps`) }] : []),
  ];
  console.log(`\n${ratioTable('POST /apps', await interleave(writes, load), PROXY)}`);
  await Promise.all([proxy, gateway, forgetful, stub, ...(onServer ? [onServer] : [])].map(({ stop }) => stop()));
}

/** Every app has a name of its own. */
function submit(url) {
  const run = Date.now().toString(36);
  let count = 0;
  const setupRequest = (request) => ({ ...request, body: JSON.stringify(manifestOf(`app_${run}_${(count += 1)}`)) });
  return { url, requests: [{ method: 'POST', path: new URL(url).pathname, headers: { 'content-type': 'application/json' }, setupRequest }] };
}
