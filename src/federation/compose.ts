import type { DocumentNode } from 'graphql';
import { composeServices } from '@theguild/federation-composition';
import { compositionHints } from './hints.js';

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
 * @throws CompositionError
 */
export function composeSupergraph(subgraphs: readonly SubgraphDefinition[]): { readonly sdl: string; readonly hints: readonly string[] } {
  const services = [...subgraphs]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, typeDefs, url = `near://${name}` }) => ({ name, typeDefs, url }));
  const { errors, supergraphSdl } = composeServices(services);
  if (errors) throw new CompositionError(errors.map(({ message }) => message));
  return { sdl: `${supergraphSdl.trimEnd()}\n`, hints: compositionHints(services) };
}
