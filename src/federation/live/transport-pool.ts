import type { Log } from '../../kernel/context.js';
import type { FarTransport } from '../far/far.js';
import type { FarSubgraph } from './sources.js';

/** A subgraph elsewhere whose address is known. */
export type Reachable = FarSubgraph & { readonly url: string };

/** The ways to subgraphs elsewhere, which outlive the graphs that use them. */
export interface TransportPool {
  /** The ways of one graph, by name. A way that another graph has open already is taken over as it is. */
  take(subgraphs: readonly Reachable[]): Readonly<Record<string, FarTransport>>;
  /** These are the subgraphs of the current graph: ways to others are closed once nobody can be using them any more. */
  keep(subgraphs: readonly Reachable[]): void;
  /** The way to a subgraph of the current graph. */
  current(name: string): FarTransport | undefined;
  close(): Promise<void>;
}

export interface TransportPoolOptions {
  readonly connect: (subgraph: Reachable) => FarTransport;
  readonly log: Log;
  /**
   * Milliseconds for what began on a graph to end there, once another took its place. @default 180 000 — longer than a
   * request may last, and than streams take to move over.
   */
  readonly graceMs?: number;
}

interface Way {
  readonly name: string;
  readonly transport: FarTransport;
  closing: NodeJS.Timeout | undefined;
}

export function createTransportPool({ connect, log, graceMs = 180_000 }: TransportPoolOptions): TransportPool {
  const ways = new Map<string, Way>();
  let kept: ReadonlySet<string> = new Set();

  function wayTo(subgraph: Reachable): FarTransport {
    const key = keyOf(subgraph);
    const known = ways.get(key);
    if (known) {
      clearTimeout(known.closing);
      known.closing = undefined;
      return known.transport;
    }
    const transport = connect(subgraph);
    ways.set(key, { name: subgraph.name, transport, closing: undefined });
    return transport;
  }

  async function shut(key: string, { name, transport, closing }: Way): Promise<void> {
    clearTimeout(closing);
    ways.delete(key);
    await transport.close().catch((err: unknown) => log.warn({ err, subgraph: name }, 'the way to a subgraph could not be closed'));
  }

  return {
    take: (subgraphs) => Object.fromEntries(subgraphs.map((subgraph) => [subgraph.name, wayTo(subgraph)])),
    keep(subgraphs) {
      kept = new Set(subgraphs.map(keyOf));
      for (const [key, way] of ways) {
        if (!kept.has(key)) way.closing ??= setTimeout(() => void shut(key, way), graceMs).unref();
      }
    },
    current: (name) => [...ways].find(([key, way]) => way.name === name && kept.has(key))?.[1].transport,
    async close() {
      await Promise.all([...ways].map(([key, way]) => shut(key, way)));
    },
  };
}

const keyOf = ({ name, url, subscriptionUrl }: Reachable): string => JSON.stringify([name, url, subscriptionUrl]);
