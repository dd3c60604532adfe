import { parse, type DocumentNode } from 'graphql';
import { composeSupergraph, CompositionError } from './compose.js';
import { intrusions, takeovers } from './intrusions.js';

/** What a supergraph is composed of, as texts. */
export interface ComposeTask {
  /** The subgraphs of this process. */
  readonly near: readonly { readonly name: string; readonly sdl: string }[];
  /** The supergraph of all that may change what the others serve, where it was composed before. */
  readonly base?: string;
  readonly far: readonly { readonly name: string; readonly url: string; readonly sdl: string; /** Whether it may change what the others serve. */ readonly mayOverride: boolean }[];
}

export interface Composed {
  readonly sdl: string;
  readonly hints: readonly string[];
}

/** Longest SDL of one subgraph, in characters. */
const MAX_SDL = 2 * 1024 * 1024;

/** @throws CompositionError */
export function composeTexts({ near, far, base }: ComposeTask): Composed {
  const here = near.map(({ name, sdl }) => ({ name, typeDefs: readSdl(name, sdl) }));
  const elsewhere = far.map(({ name, url, sdl, mayOverride }) => ({ name, url, mayOverride, typeDefs: readSdl(name, sdl) }));
  const { sdl, hints } = composeSupergraph([...here, ...elsewhere]);
  const trusted = elsewhere.filter(({ mayOverride }) => mayOverride);
  const faults = intrusions({ sdl, guests: elsewhere.filter(({ mayOverride }) => !mayOverride), hosts: [...here, ...trusted], base });
  if (faults.length > 0) throw new CompositionError(faults);
  return { sdl, hints: [...hints, ...trusted.flatMap((subgraph) => takeovers(subgraph, here))] };
}

function readSdl(name: string, sdl: string): DocumentNode {
  if (sdl.length > MAX_SDL) throw new CompositionError([`The SDL of the subgraph ${name} has ${sdl.length} characters; at most ${MAX_SDL} are taken.`]);
  try {
    return parse(sdl, { noLocation: true });
  } catch (cause) {
    throw new CompositionError([`The SDL of the subgraph ${name} is none: ${cause instanceof Error ? cause.message : String(cause)}`]);
  }
}
