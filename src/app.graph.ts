import { composeSupergraph } from './federation/compose.js';
import { createEngine } from './federation/engine.js';
import type { Subgraph } from './federation/subgraph.js';
import { nearTransport } from './federation/transport.js';
import { DEFAULT_LIMITS, limitRules } from './inbound/graphql/limits.js';
import type { Metrics } from './outbound/metrics.js';
import { createOperations, type Operations } from './inbound/operations.js';

export interface Graph {
  readonly operations: Operations;
  /** By coordinate. */
  readonly scopes: ReadonlyMap<string, string>;
}

export interface GraphOptions {
  readonly subgraphs: readonly Subgraph[];
  readonly introspection: boolean;
  readonly metrics: Pick<Metrics, 'operation'>;
}

/** One supergraph of subgraphs in this process, and the operations that every door executes on it. */
export function createGraph({ subgraphs, introspection, metrics }: GraphOptions): Graph {
  const { sdl } = composeSupergraph(subgraphs);
  const transports = Object.fromEntries(subgraphs.map(({ name, schema }) => [name, nearTransport(schema)]));
  const scopes = new Map(subgraphs.flatMap((subgraph) => [...subgraph.scopes]));
  const engine = createEngine({ supergraph: sdl, transports, rules: limitRules({ introspection }), maxTokens: DEFAULT_LIMITS.tokens, suggestions: introspection });
  const trusted = createEngine({ supergraph: sdl, transports });
  return { operations: createOperations({ engine, trusted, scopes, metrics }), scopes };
}
