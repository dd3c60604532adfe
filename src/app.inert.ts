import { buildSubgraph, type Subgraph } from './federation/subgraph/subgraph.js';
import { systemClock } from './kernel/clock.js';
import { createEdge } from './modules/edge/index.js';

/** Stands for every collaborator of a module while only its types are read. */
const inert = <Part>(): Part => new Proxy({}, { get: () => () => undefined }) as Part;

/** The subgraphs of this process to be read, not to be run: nothing is opened for them. */
export async function inertSubgraphs(): Promise<readonly Subgraph[]> {
  const edge = createEdge({
    db: inert(),
    srm: inert(),
    vault: inert(),
    jobs: inert(),
    once: inert(),
    events: inert(),
    sinks: inert(),
    clock: systemClock,
    countries: new Map(),
    sourceBase: '',
    srmTimeoutMs: 0,
  });
  return [await buildSubgraph(edge.subgraph)];
}
