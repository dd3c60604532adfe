import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { z } from 'zod';
import { apis } from '../rest-compat/apis.js';
import { printRoutes } from '../rest-compat/route.scopes.js';
import { inertSubgraphs } from './app.inert.js';
import { composeSupergraph } from './federation/compose/compose.js';
import { printPublicSchema, printSubgraph, printSupergraph } from './federation/compose/print.js';
import { printManifest, readDocumentFiles, trustedTexts, type TrustedText } from './inbound/graphql/trusted-files.js';
import { PEERING_MESSAGES } from './kernel/peering/messages.js';
import { ALARMS_EVENTS } from './modules/alarms/index.js';
import { CATALOG_EVENTS } from './modules/catalog/index.js';
import { EDGE_EVENTS } from './modules/edge/index.js';
import { FEDERATIONS_EVENTS } from './modules/federations/index.js';
import { NETWORK_EVENTS } from './modules/network/index.js';
import { ORGANIZATIONS_EVENTS } from './modules/organizations/index.js';
import { PEERINGS_EVENTS } from './modules/peerings/index.js';

const ROOT = 'schema';

/** Below `schema/`: the trusted documents, which are written by hand and only counted here. */
const OPERATIONS = 'operations';

/** What we promise, by file below `schema/`. */
async function contracts(): Promise<ReadonlyMap<string, string>> {
  const subgraphs = await inertSubgraphs();
  const { sdl, hints } = composeSupergraph(subgraphs);
  if (hints.length) throw new Error(`Composition leaves hints unanswered:\n${hints.join('\n')}`);
  return new Map([
    ...subgraphs.map((subgraph) => [`subgraphs/${subgraph.name}.graphql`, printSubgraph(subgraph)] as const),
    ['supergraph.graphql', printSupergraph(sdl)],
    ['northbound.graphql', printPublicSchema(sdl)],
    ['operations.json', printManifest(await trustedDocuments(printPublicSchema(sdl)))],
    ['rest.routes.txt', printRoutes(apis(), new Map(subgraphs.flatMap(({ scopes }) => [...scopes])))],
    ...Object.entries({ ...EDGE_EVENTS, ...NETWORK_EVENTS, ...ORGANIZATIONS_EVENTS, ...CATALOG_EVENTS, ...ALARMS_EVENTS, ...PEERINGS_EVENTS, ...FEDERATIONS_EVENTS, ...PEERING_MESSAGES }).map(([type, shape]) => [`events/${type}.schema.json`, printEventSchema(type, shape)] as const),
  ]);
}

/** @throws Error naming the documents that are not valid. */
async function trustedDocuments(publicSchema: string): Promise<readonly TrustedText[]> {
  const texts = trustedTexts(await readDocumentFiles(join(ROOT, OPERATIONS)));
  const schema = buildSchema(publicSchema);
  const faults = texts.flatMap(({ name, text }) => validate(schema, parse(text)).map(({ message }) => `${name}: ${message}`));
  if (faults.length) throw new Error(`Trusted documents are not valid:\n${faults.join('\n')}`);
  return texts;
}

/** JSON Schema of a CloudEvent's `data`. */
const printEventSchema = (type: string, shape: z.ZodType): string => `${JSON.stringify({ title: type, ...z.toJSONSchema(shape) }, null, 2)}\n`;

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
}

/** @returns the files that differ, are missing, or are not promised any more */
async function drift(wanted: ReadonlyMap<string, string>): Promise<string[]> {
  await mkdir(ROOT, { recursive: true });
  const there = (await filesBelow(ROOT)).filter((file) => !file.startsWith(`${OPERATIONS}/`));
  const stale = there.filter((file) => !wanted.has(file));
  const read = await Promise.all([...wanted].map(async ([file, text]) => (there.includes(file) && (await readFile(join(ROOT, file), 'utf8')) === text ? [] : [file])));
  return [...stale, ...read.flat()];
}

async function write(wanted: ReadonlyMap<string, string>): Promise<void> {
  for (const file of await drift(wanted)) if (!wanted.has(file)) await rm(join(ROOT, file));
  for (const [file, text] of wanted) {
    await mkdir(dirname(join(ROOT, file)), { recursive: true });
    await writeFile(join(ROOT, file), text);
  }
}

const wanted = await contracts();
if (process.argv.includes('--check')) {
  const differing = await drift(wanted);
  for (const file of differing) process.stderr.write(`schema/${file} is not what the program prints; run npm run schema:print and look at the difference\n`);
  process.exitCode = differing.length ? 1 : 0;
} else {
  await write(wanted);
}
