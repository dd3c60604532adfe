import { parse, type DocumentNode } from 'graphql';
import { composeServices } from '@theguild/federation-composition';
import { compositionHints } from './hints.js';
import { lowered } from './lower.js';
import { mendSupergraph } from './mend.js';
import { openFragments } from './open-fragments.js';
import { unsupportedInSubgraph, unsupportedInSupergraph } from './unsupported.js';

export interface SubgraphDefinition {
  readonly name: string;
  readonly typeDefs: DocumentNode;
  /** Where routers on other machines find it. @default near://<name> */
  readonly url?: string;
}

/** The subgraphs do not make one graph. `messages` holds every reason. */
export class CompositionError extends Error {
  constructor(readonly messages: readonly string[]) {
    super(`The subgraphs do not compose:\n${messages.join('\n')}`);
    this.name = 'CompositionError';
  }
}

/**
 * Composes subgraphs into a supergraph, in the order of their names. `hints` tell of what composes and yet is likely
 * to be a mistake.
 * @throws CompositionError also for what would compose and is not supported
 */
export function composeSupergraph(subgraphs: readonly SubgraphDefinition[]): { readonly sdl: string; readonly hints: readonly string[] } {
  const services = [...subgraphs]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, typeDefs, url = `near://${name}` }) => ({ name, typeDefs: openFragments(lowered(typeDefs)), url }));
  const unsupported = services.flatMap(({ name, typeDefs }) => unsupportedInSubgraph(name, typeDefs));
  if (unsupported.length) throw new CompositionError(unsupported);
  const { errors, supergraphSdl } = attempted(() => composeServices(services));
  if (errors) throw new CompositionError([...new Set(errors.map(({ message }) => message))]);
  const sdl = attempted(() => `${mendSupergraph(supergraphSdl, services).trimEnd()}\n`);
  checkSupergraph(sdl);
  return { sdl, hints: compositionHints(services) };
}

/** @throws CompositionError when the text is no supergraph, or one that asks for what is not supported */
export function checkSupergraph(sdl: string): DocumentNode {
  const document = attempted(() => parse(sdl, { noLocation: true }));
  const unsupported = unsupportedInSupergraph(document);
  if (unsupported.length) throw new CompositionError(unsupported);
  return document;
}

/** A composer may throw at documents that are no schema at all. */
function attempted<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new CompositionError([`It cannot be composed: ${cause instanceof Error ? cause.message : String(cause)}`]);
  }
}
