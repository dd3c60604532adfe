import { join } from 'node:path';
import { apis } from '../rest-compat/apis.js';
import { inertSubgraphs } from './app.inert.js';
import type { Config } from './config.js';
import { composedAssembly, readyAssembly, type Assembled, type Assembly, type ComposedOptions } from './federation/live/assembly.js';
import { CompositionError } from './federation/compose/compose.js';
import { createEngine } from './federation/engine.js';
import { readServiceSdl } from './federation/far/sdl.js';
import { printSupergraph } from './federation/compose/print.js';
import type { Transport } from './federation/transport.js';
import { documentFaults } from './inbound/followers.js';
import { readDocumentFiles, trustedTexts } from './inbound/graphql/trusted-files.js';
import { createLog } from './outbound/log.js';
import { projectFolder } from './outbound/storage/migrate.js';

/** Where the outcome is written. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

const STREAMS: Streams = { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) };

/**
 * Composes what a gateway with this configuration would serve, from what the subgraphs say now; nothing is remembered
 * or started. Prints the supergraph, or with `check` only hints. @returns the exit code: 1 when there is no supergraph
 */
export async function compose({ graph, portal }: Pick<Config, 'graph' | 'portal'>, { check }: { readonly check: boolean }, { out, err }: Streams = STREAMS): Promise<number> {
  const near = await inertSubgraphs();
  const log = createLog({ level: 'silent' });
  const read: ComposedOptions['read'] = ({ name, url, secret }, signal) => readServiceSdl({ name, url, timeoutMs: graph.timeoutMs, log, ...(secret && { secret }) }, signal);
  const assembly = graph.supergraph === undefined ? composedAssembly({ near, far: graph.far, read }) : readyAssembly(graph.supergraph, { near, far: graph.far });
  try {
    const composed = await assembly.assemble(await readAll(assembly, graph.timeoutMs));
    checkDocuments(composed, [...restDocuments(), ...(await trustedDocuments(portal.documents))]);
    for (const hint of composed.hints) (check ? out : err)(`hint: ${hint}\n`);
    if (check) out(`composed: ${[...composed.near, ...composed.far.map(({ name }) => name)].join(', ')}\n`);
    else out(printSupergraph(composed.sdl));
    return 0;
  } catch (failure) {
    if (!(failure instanceof CompositionError)) throw failure;
    for (const message of failure.messages) err(`error: ${message}\n`);
    return 1;
  }
}

/** @throws CompositionError naming every source that cannot be read */
async function readAll({ sources }: Assembly, timeoutMs: number): Promise<ReadonlyMap<string, string>> {
  const faults: string[] = [];
  const texts = new Map<string, string>();
  const read = sources.map(async (source) => {
    try {
      texts.set(source.name, await source.read(AbortSignal.timeout(timeoutMs)));
    } catch (failure) {
      faults.push(`${source.name}: ${failure instanceof Error ? failure.message : String(failure)}`);
    }
  });
  await Promise.all(read);
  if (faults.length > 0) throw new CompositionError(faults.sort());
  return texts;
}

/** Stands for the way to a subgraph while nothing is asked of it. */
const NOWHERE: Transport = { prepare: () => () => ({ errors: [] }), subscribe: () => async () => ({ errors: [] }) };

/** @throws CompositionError when it cannot be planned on, or a document is not valid on it */
function checkDocuments({ sdl, near, far }: Assembled, documents: readonly string[]): void {
  const transports = Object.fromEntries([...near, ...far.map(({ name }) => name)].map((name) => [name, NOWHERE]));
  const engine = createEngine({ supergraph: sdl, transports });
  const faults = documents.flatMap((document) => documentFaults(engine, document));
  if (faults.length > 0) throw new CompositionError([...new Set(faults)].map((fault) => `A document of ours is not valid on it: ${fault}`));
}

const restDocuments = (): readonly string[] =>
  apis()
    .flatMap((api) => api.routes)
    .flatMap((route) => [route, ...(route.instead ? [route.instead] : [])])
    .map(({ document }) => document.text);

/** @throws CompositionError when a file holds what is none */
async function trustedDocuments({ mode, folder = join(projectFolder(), 'schema', 'operations') }: Config['portal']['documents']): Promise<readonly string[]> {
  if (mode === 'off') return [];
  const faults: string[] = [];
  const files = await readDocumentFiles(folder).catch((failure: unknown) => {
    throw new CompositionError([failure instanceof Error ? failure.message : String(failure)]);
  });
  const texts = trustedTexts(files, ({ message }) => faults.push(message));
  if (faults.length > 0) throw new CompositionError(faults.map((fault) => `The trusted documents: ${fault}`));
  return texts.map(({ text }) => text);
}
