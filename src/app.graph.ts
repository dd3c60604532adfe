import { join } from 'node:path';
import { ConfigError, type Config } from './config.js';
import { composedAssembly, readyAssembly, type Assembled } from './federation/live/assembly.js';
import { CompositionError } from './federation/compose/compose.js';
import { createEngine } from './federation/engine.js';
import { farTransport } from './federation/far/far.js';
import { readServiceSdl } from './federation/far/sdl.js';
import { createLiveGraph } from './federation/live/live-graph.js';
import { createPlanSpace } from './federation/plan-space.js';
import { createSdlStore } from './federation/live/sdl-store.js';
import type { Subgraph } from './federation/subgraph/subgraph.js';
import { createTransportPool, type Reachable, type TransportPool } from './federation/live/transport-pool.js';
import { nearTransport } from './federation/transport.js';
import { graphChecks, measureGraph } from './inbound/graph-health.js';
import { DEFAULT_LIMITS, limitRules, type Limits } from './inbound/graphql/limits.js';
import type { Check } from './inbound/health.js';
import { createOperations, type LiveOperations, type Operations } from './inbound/operations.js';
import type { Clock } from './kernel/clock.js';
import type { Log } from './kernel/context.js';
import type { Metrics } from './outbound/metrics.js';

export interface Graph {
  readonly operations: Operations;
  /** By coordinate; of what is in this process, since subgraphs elsewhere guard themselves. */
  readonly scopes: ReadonlyMap<string, string>;
  /** How it stands with the graph and with each subgraph elsewhere. */
  readonly sources: Readonly<Record<string, Check>>;
  /** Takes in subgraphs elsewhere, once our own documents are prepared: they stay valid whatever comes. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface GraphOptions {
  readonly config: Pick<Config, 'graph' | 'introspection' | 'dataDir'>;
  readonly subgraphs: readonly Subgraph[];
  /** Of documents that callers write. @default DEFAULT_LIMITS */
  readonly limits?: Limits;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * One supergraph of subgraphs in this process and elsewhere, and the operations that every door executes on it.
 * @throws ConfigError when the ready supergraph cannot be read or is not supported
 * @throws CompositionError when the subgraphs of this process make no graph
 */
export async function createGraph(options: GraphOptions): Promise<Graph> {
  const { config, subgraphs, metrics, log, clock } = options;
  const { far, supergraph, timeoutMs, pollMs } = config.graph;
  const moved = far.filter(({ url }) => url !== undefined).map(({ name }) => name);
  const scopes = new Map(subgraphs.filter(({ name }) => !moved.includes(name)).flatMap((subgraph) => [...subgraph.scopes]));
  const ways = createTransportPool({ connect: (subgraph) => farTransport({ ...farOptions(subgraph, timeoutMs), log, metrics, clock }), log });
  const current = createCurrent(options, ways, scopes);
  // The feed tells of failures, and once for as long as they last.
  const quiet: Log = { debug: log.debug.bind(log), info: log.debug.bind(log), warn: log.debug.bind(log), error: log.error.bind(log) };
  const read = (subgraph: Reachable, signal: AbortSignal): Promise<string> => readServiceSdl({ ...farOptions(subgraph, timeoutMs), log: quiet }, signal);
  const assembly = supergraph === undefined ? composedAssembly({ near: subgraphs, far, read }) : readyAssembly(supergraph, { near: subgraphs, far });
  const live = createLiveGraph({ assembly, adopt: current.adopt, store: createSdlStore(join(config.dataDir, 'subgraphs')), paceMs: pollMs, timeoutMs, log, clock });
  await live.open().catch((failure: unknown) => {
    throw supergraph === undefined ? failure : new ConfigError([`SUPERGRAPH: ${wordsOf(failure)}`]);
  });
  measureGraph(live, metrics);
  const elsewhere = new Set([...live.status().graph.far.map(({ name }) => name), ...moved]);
  return {
    operations: current.operations(),
    scopes,
    sources: graphChecks({ live, ways, far: [...elsewhere], clock }),
    start: live.start,
    async close() {
      live.close();
      await ways.close();
    },
  };
}

const farOptions = ({ name, url, subscriptionUrl, secret }: Reachable, timeoutMs: number) => ({ name, url, timeoutMs, ...(subscriptionUrl && { subscriptionUrl }), ...(secret && { secret }) });

function wordsOf(failure: unknown): string {
  if (failure instanceof CompositionError) return failure.messages.join(' ');
  return failure instanceof Error ? failure.message : String(failure);
}

/** The graph that operations are executed on, and its exchange for another. */
function createCurrent({ config: { introspection }, subgraphs, limits = DEFAULT_LIMITS, metrics, log }: GraphOptions, ways: TransportPool, scopes: Graph['scopes']) {
  const near = new Map(subgraphs.map(({ name, schema }) => [name, nearTransport(schema)]));
  let operations: LiveOperations | undefined;
  let used: readonly Reachable[] = [];

  async function exchange(graph: Assembled, generation: number): Promise<void> {
    const transports = { ...Object.fromEntries(graph.near.map((name) => [name, near.get(name)!])), ...ways.take(graph.far) };
    const space = createPlanSpace({ supergraph: graph.sdl, transports, generation });
    const engine = createEngine({ space, rules: limitRules({ limits, introspection }), maxTokens: limits.tokens, suggestions: introspection });
    const engines = { engine, trusted: createEngine({ space }) };
    const faults = (await operations?.swap(engines)) ?? [];
    if (faults.length > 0) throw new CompositionError(faults.map((fault) => `A document of ours is not valid on it: ${fault}`));
    operations ??= createOperations({ ...engines, scopes, metrics, log });
  }

  return {
    /** @throws CompositionError when it must not become the current one; nothing has changed then */
    async adopt(graph: Assembled, generation: number): Promise<void> {
      try {
        await exchange(graph, generation);
        used = graph.far;
      } finally {
        ways.keep(used);
      }
    },
    operations(): LiveOperations {
      if (!operations) throw new Error('There is no graph yet.');
      return operations;
    },
  };
}
