import { parse, type DocumentNode } from 'graphql';
import { composeSupergraph, CompositionError } from './compose.js';
import { takeovers } from './hints.js';

/** What a supergraph is composed of, as texts. */
export interface ComposeTask {
  /** The subgraphs of this process. */
  readonly near: readonly { readonly name: string; readonly sdl: string }[];
  readonly far: readonly { readonly name: string; readonly url: string; readonly sdl: string }[];
}

export interface Composed {
  readonly sdl: string;
  readonly hints: readonly string[];
}

/** Longest SDL of one subgraph, in characters. */
const MAX_SDL = 2 * 1024 * 1024;

/** @throws CompositionError */
export function composeTexts({ near, far }: ComposeTask): Composed {
  const here = near.map(({ name, sdl }) => ({ name, typeDefs: readSdl(name, sdl) }));
  const elsewhere = far.map(({ name, url, sdl }) => ({ name, url, typeDefs: readSdl(name, sdl) }));
  const { sdl, hints } = composeSupergraph([...here, ...elsewhere]);
  return { sdl, hints: [...hints, ...elsewhere.flatMap((subgraph) => takeovers(subgraph, here))] };
}

function readSdl(name: string, sdl: string): DocumentNode {
  if (sdl.length > MAX_SDL) throw new CompositionError([`The SDL of the subgraph ${name} has ${sdl.length} characters; at most ${MAX_SDL} are taken.`]);
  try {
    return parse(sdl, { noLocation: true });
  } catch (cause) {
    throw new CompositionError([`The SDL of the subgraph ${name} is none: ${cause instanceof Error ? cause.message : String(cause)}`]);
  }
}
