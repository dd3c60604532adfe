/** (a) A trivial query, one field of one entity, and a nested answer of 27 KB. */
import { QUERIES } from './catalogue.mjs';
import { interleave, ratioTable } from './measure.mjs';
import { createInstance, onDatabase, startGateway, startServer, submitApp, zoneIds } from './programs.mjs';

const SERVERS = [
  ['node:http, text made beforehand', 'bare'],
  ['gateway door', 'gateway'],
  ['Apollo Server', 'apollo'],
  ['Apollo Server, cache control off', 'apollo-plain'],
];
const REFERENCE = 'Apollo Server';

const post = (url, query) => ({ url, method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
const textOf = async (url, query) => {
  const { headers, body } = post(url, query);
  return (await (await fetch(url, { method: 'POST', headers, body })).text()).trim();
};

/** The same schema, resolvers and data behind every server. */
export async function benchGraphql(load) {
  const servers = await Promise.all(SERVERS.map(async ([name, role]) => ({ name, ...(await startServer('graphql-servers.mjs', role)) })));
  for (const [title, query] of Object.entries(QUERIES)) {
    const texts = await Promise.all(servers.map(({ url }) => textOf(url, query)));
    if (!texts.every((text) => text === texts[0])) throw new Error(`The servers do not answer ${title} alike.`);
    const rows = await interleave(servers.map(({ name, pid, url }) => ({ name, pid, request: post(url, query) })), load);
    console.log(`\n${ratioTable(`${title}, ${texts[0].length} B`, rows, REFERENCE)}`);
  }
  await Promise.all(servers.map(({ stop }) => stop()));
}

/** The whole program with its storage, for information: 20 apps of 3 instances each. */
export async function benchStorage(load, databaseUrl) {
  const gateways = [{ name: 'gateway, embedded PostgreSQL', ...(await seeded({})) }];
  if (databaseUrl !== undefined) gateways.push({ name: 'gateway, PostgreSQL server', ...(await seeded(onDatabase(databaseUrl))) });
  for (const title of ['trivial', 'nested']) {
    const targets = gateways.map(({ name, pid, url }) => ({ name, pid, request: post(`${url}/graphql`, QUERIES[title]) }));
    console.log(`\n${ratioTable(`${title}, whole program`, await interleave(targets, load), gateways[0].name)}`);
  }
  await Promise.all(gateways.map(({ stop }) => stop()));
}

async function seeded(env) {
  const gateway = await startGateway({ env });
  const zones = (await zoneIds(gateway.url)).slice(0, 3);
  const stamp = Date.now().toString(36);
  for (let index = 0; index < 20; index++) {
    const appId = await submitApp(gateway.url, `app_${stamp}_${index}`);
    for (const [nth, zone] of zones.entries()) await createInstance(gateway.url, `instance_${index}_${nth}`, appId, zone);
  }
  return gateway;
}
