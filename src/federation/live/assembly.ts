import { Kind, type DocumentNode } from 'graphql';
import { composeAside } from '../compose/compose-aside.js';
import { checkSupergraph, CompositionError } from '../compose/compose.js';
import { missingFields } from './promised.js';
import { fileSource, type FarSubgraph, type Source } from './sources.js';
import type { Subgraph } from '../subgraph/subgraph.js';
import type { Reachable } from './transport-pool.js';

/** A supergraph, and who is where. */
export interface Assembled {
  readonly sdl: string;
  readonly hints: readonly string[];
  /** Names of the subgraphs in this process that take part. */
  readonly near: readonly string[];
  readonly far: readonly Reachable[];
}

/** SDLs of subgraphs, or that of a ready supergraph, by the name of their source. */
export type Texts = ReadonlyMap<string, string>;

/** What a supergraph is made of, and how. */
export interface Assembly {
  readonly sources: readonly Source[];
  /** The far subgraph that a source tells of; none for a ready supergraph. */
  subgraphOf(source: string): FarSubgraph | undefined;
  /** What is known before anything was read. */
  readonly known: Texts;
  /** @throws CompositionError */
  assemble(texts: Texts): Promise<Assembled>;
}

export interface ComposedOptions {
  readonly near: readonly Pick<Subgraph, 'name' | 'sdl'>[];
  readonly far: readonly FarSubgraph[];
  /** Reads the SDL of a subgraph from itself. */
  readonly read: (subgraph: Reachable, signal: AbortSignal) => Promise<string>;
}

/**
 * Composed here, of the subgraphs in this process and those elsewhere whose SDL is known. One elsewhere that has the
 * name of one in this process stands in its place; until it can be read, its SDL is taken to be the same. The others
 * elsewhere may add to the graph, and change nothing of it unless that is configured.
 */
export function composedAssembly({ near, far, read }: ComposedOptions): Assembly {
  const reachable = far.filter(isReachable);
  const moved = new Set(reachable.map(({ name }) => name));
  const staying = near.filter(({ name }) => !moved.has(name));
  const ours = new Set(near.map(({ name }) => name));
  /** The graph without guests, as it was last composed. */
  let base: { readonly hosts: string; readonly sdl: string } | undefined;
  const known = new Map(near.filter(({ name }) => moved.has(name)).map(({ name, sdl }) => [name, sdl]));
  return {
    sources: reachable.map((subgraph) => (subgraph.file === undefined ? { name: subgraph.name, read: (signal) => read(subgraph, signal) } : fileSource(subgraph.name, subgraph.file))),
    subgraphOf: (source) => reachable.find(({ name }) => name === source),
    known,
    async assemble(texts) {
      const present = reachable.filter(({ name }) => texts.has(name));
      const elsewhere = present.map(({ name, url, mayOverride }) => ({ name, url, sdl: texts.get(name)!, mayOverride: mayOverride === true || ours.has(name) }));
      const hosts = JSON.stringify(elsewhere.filter(({ mayOverride }) => mayOverride));
      const composed = await composeAside({ near: staying.map(({ name, sdl }) => ({ name, sdl })), far: elsewhere, ...(base?.hosts === hosts && { base: base.sdl }) });
      if (elsewhere.every(({ mayOverride }) => mayOverride)) base = { hosts, sdl: composed.sdl };
      return { ...composed, near: staying.map(({ name }) => name), far: present };
    },
  };
}

export interface ReadyOptions {
  readonly near: readonly Pick<Subgraph, 'name' | 'schema'>[];
  /** Addresses and secrets that stand before those of the supergraph. */
  readonly far: readonly FarSubgraph[];
}

/** The source of a ready supergraph. */
export const SUPERGRAPH = 'supergraph';

/** Composed elsewhere: what it names and is in this process runs here, unless an address is configured for it. */
export function readyAssembly(file: string, { near, far }: ReadyOptions): Assembly {
  const configured = new Map(far.map((subgraph) => [subgraph.name, subgraph]));
  const here = new Map(near.filter(({ name }) => configured.get(name)?.url === undefined).map(({ name, schema }) => [name, schema]));
  return {
    sources: [fileSource(SUPERGRAPH, file)],
    subgraphOf: () => undefined,
    known: new Map(),
    async assemble(texts) {
      const sdl = texts.get(SUPERGRAPH);
      if (sdl === undefined) throw new CompositionError(['There is no supergraph yet.']);
      const supergraph = checkSupergraph(sdl);
      const graphs = graphsOf(supergraph);
      const elsewhere = graphs.filter(({ name }) => !here.has(name)).map(({ name, url }) => ({ url, ...defined(configured.get(name)), name }));
      const lost = elsewhere.filter(({ url }) => !/^https?:\/\//.test(url));
      if (lost.length) throw new CompositionError(lost.map(({ name }) => `The subgraph ${name} is not in this process, and the supergraph gives no http(s) address of it.`));
      const missing = graphs.flatMap(({ name, value }) => {
        const schema = here.get(name);
        const fields = schema ? missingFields(supergraph, value, schema) : [];
        return fields.length > 0 ? [`The supergraph asks ${name} for ${fields.join(', ')}, which this version of it does not have.`] : [];
      });
      if (missing.length) throw new CompositionError(missing);
      return { sdl, hints: [], near: graphs.map(({ name }) => name).filter((name) => here.has(name)), far: elsewhere };
    },
  };
}

/** The members that have a value, which may stand over others. */
const defined = (subgraph: FarSubgraph | undefined): Partial<FarSubgraph> => Object.fromEntries(Object.entries(subgraph ?? {}).filter(([, value]) => value !== undefined));

const isReachable = (subgraph: FarSubgraph): subgraph is Reachable => subgraph.url !== undefined;

/** The subgraphs that a supergraph names, each with its address. */
function graphsOf(supergraph: DocumentNode): readonly { readonly value: string; readonly name: string; readonly url: string }[] {
  const graphs = supergraph.definitions.find((definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph');
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION || !graphs.values?.length) throw new CompositionError(['It is no supergraph: it names no subgraphs.']);
  return graphs.values.map((value) => {
    const given = value.directives?.find((directive) => directive.name.value === 'join__graph')?.arguments ?? [];
    const text = (name: string): string => {
      const found = given.find((argument) => argument.name.value === name)?.value;
      return found?.kind === Kind.STRING ? found.value : '';
    };
    return { value: value.name.value, name: text('name'), url: text('url') };
  });
}
