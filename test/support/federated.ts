import { parse, type ExecutionResult } from 'graphql';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeSupergraph } from '../../src/federation/compose/compose.js';
import { createEngine, type Engine } from '../../src/federation/engine.js';
import { printPublicSchema } from '../../src/federation/compose/print.js';
import { nearTransport } from '../../src/federation/transport.js';
import { context } from '../properties/engine.graph.js';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@override", "@inaccessible", "@interfaceObject"])';

/** A subgraph of a test: SDL without its link, and resolvers. */
export interface Part {
  readonly sdl: string;
  readonly resolvers?: object;
  /** Of the first version of federation, which links nothing. */
  readonly old?: boolean;
}

export interface Federated {
  readonly engine: Engine;
  readonly supergraph: string;
  /** SDL that callers see. */
  readonly schema: string;
  /** Subgraphs in the order in which they were asked by the last operation. */
  readonly asked: readonly string[];
  /** The answer as a caller reads it. */
  answer(query: string, variables?: Record<string, unknown>): Promise<ExecutionResult>;
}

/** Small subgraphs in this process, composed and ready to be asked. */
export function federated(parts: Readonly<Record<string, Part>>): Federated {
  const definitions = Object.entries(parts).map(([name, { sdl, old = false }]) => ({ name, typeDefs: parse(old ? sdl : `${LINK} ${sdl}`) }));
  const supergraph = composeSupergraph(definitions).sdl;
  const transports = Object.fromEntries(definitions.map(({ name, typeDefs }) => [name, nearTransport(buildSubgraphSchema([{ typeDefs, resolvers: (parts[name]?.resolvers ?? {}) as never }]))]));
  const engine = createEngine({ supergraph, transports });
  const asked: string[] = [];
  return {
    engine,
    supergraph,
    schema: printPublicSchema(supergraph),
    asked,
    async answer(query, variables = {}) {
      const prepared = engine.prepare(query);
      if (!('execute' in prepared)) return { errors: prepared };
      asked.length = 0;
      const explain = { planned: () => undefined, called: ({ subgraph }: { readonly subgraph: string }) => void asked.push(subgraph) };
      return JSON.parse(JSON.stringify(await prepared.execute(variables, { ...context(), explain }))) as ExecutionResult;
    },
  };
}
