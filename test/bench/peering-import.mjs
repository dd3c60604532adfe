/**
 * The import of a peered OSS's specifications into the catalog: `node test/bench/peering-import.mjs [--specs 10000] [--bytes 3000]
 * [--database postgresql://…]` after a build. The messages are those that the peering module sends: in parts, each with
 * all assignments. Specs per second are those of the consumer alone, message by message.
 */
import 'reflect-metadata';
import { parseArgs } from 'node:util';

const from = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);
const { openDatabase } = await from('outbound/storage/database.js');
const { peeredCatalog } = await from('modules/catalog/peered/peered.service.js');
const { importMessages } = await from('modules/peerings/peering/messages.events.js');
const { pageDocuments } = await from('outbound/storage/documents.js');

const { values: given } = parseArgs({ options: { specs: { type: 'string', default: '10000' }, bytes: { type: 'string', default: '3000' }, categories: { type: 'string', default: '20' }, database: { type: 'string' } } });
const [SPECS, BYTES, CATEGORIES] = [Number(given.specs), Number(given.bytes), Number(given.categories)];

const organization = { id: 'a3c5e6f7-1111-4222-8333-444455556666', name: 'OSS' };
const uuid = (number) => `${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
const filler = (number) => Array.from({ length: Math.ceil(BYTES / 12) }, (_, at) => ((number * 7919 + at * 104729) % 2_176_782_336).toString(36)).join(' ').slice(0, Math.max(0, BYTES - 500));
const specs = Array.from({ length: SPECS }, (_, at) => ({
  remoteId: uuid(at), localId: uuid(at), contentHash: `sha256:${'0'.repeat(64)}`,
  serviceSpecification: { id: uuid(at), name: `service ${at}`, version: '1', description: filler(at), isBundle: false, lifecycleStatus: 'Active', '@type': 'CustomerFacingServiceSpecification', lastUpdate: '2026-01-01T00:00:00Z' },
}));
const serviceCatalogs = [{ name: 'catalog', categories: Array.from({ length: CATEGORIES }, (_, nth) => ({ name: `category ${nth}`, specifications: specs.filter((_one, at) => at % CATEGORIES === nth).map(({ remoteId, serviceSpecification: { name, version } }) => ({ id: remoteId, name, version })) })) }];

let position = 0n;
const asEvent = (type, data) => ({ id: crypto.randomUUID(), type, subject: organization.id, owner: { clientId: 'peering', userId: null }, time: new Date(), correlator: null, data, position: (position += 1n) });
const importOf = (generation, { type, data }) => asEvent(type, { schemaVersion: '1.0', organization, generation, ...data });

const log = { debug() {}, info() {}, warn() {}, error() {} };
const db = await openDatabase(given.database ? { url: given.database, log } : { memory: true, log });
const catalog = peeredCatalog({ clock: { now: () => new Date() } });
const hear = (event) => db.prisma.$transaction((tx) => catalog.hear(event, tx), { timeout: 60_000 });
const told = importMessages('add', specs, serviceCatalogs);
const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(0);
const rss = () => process.memoryUsage().rss;

async function timed(name, count, work) {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  let most = rss();
  const watch = setInterval(() => (most = Math.max(most, rss())), 20);
  await work();
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(`${name}: ${seconds.toFixed(2)} s, ${(count / seconds).toFixed(0)} specs/s, ${((user + system) / 1e6).toFixed(2)} s of this process's processors, ${megabytes(most)} MB at most`);
}

console.log(`${SPECS} specs of about ${BYTES} bytes in ${CATEGORIES} categories, ${told.length} parts, on ${given.database ? 'PostgreSQL' : 'the embedded database'}; ${megabytes(rss())} MB before`);
let generation = 0;
const importAll = async () => {
  for (const part of told) await hear(importOf((generation += 1), part));
};
await timed('import', SPECS, importAll);
await timed('the same again, nothing new', SPECS, importAll);
await timed('one spec changed', 1, () => hear(asEvent('updated-peered-organization-service-specs', { schemaVersion: '1.0', organization, generation: (generation += 1), reason: 'heartbeat', added: [], updated: [{ ...specs[0], serviceSpecification: { ...specs[0].serviceSpecification, version: '2' } }], removed: [] })));
await timed('a page of 100', 100, () => pageDocuments(db, 'ServiceSpecification', { first: 100 }));
await timed('loss', SPECS, () => hear(asEvent('peered-organization-heartbeat-failure', { schemaVersion: '1.0', organization, generation: (generation += 1), failure: { code: 'CONNECT', reason: 'x', retryable: true }, consecutiveFailures: 1, threshold: 1, firstFailureAt: '2026-01-01T00:00:00Z', action: 'remove-specs', affectedSpecs: [] })));
await timed('recovery', SPECS, importAll);
await db.close();
