import type { GraphStatus, LiveGraph } from '../federation/live/live-graph.js';
import type { TransportPool } from '../federation/live/transport-pool.js';
import type { Clock } from '../kernel/clock.js';
import type { Check, Finding } from './health.js';

export interface GraphHealthOptions {
  readonly live: LiveGraph;
  readonly ways: TransportPool;
  /** Names of the subgraphs elsewhere that are configured. */
  readonly far: readonly string[];
  readonly clock: Clock;
}

/** Longest reason that is shown; the log has it whole. */
const MAX_REASON = 1000;

/** How it stands with the graph, and with each subgraph elsewhere. One that is not well leaves the gateway ready. */
export function graphChecks({ live, ways, far, clock }: GraphHealthOptions): Readonly<Record<string, Check>> {
  const now = (): number => clock.now().getTime();
  return {
    graph: () => graphFinding(live.status(), ways, now()),
    ...Object.fromEntries(far.map((name) => [`subgraph ${name}`, () => farFinding(live.status(), ways, name)])),
  };
}

function graphFinding(status: GraphStatus, ways: TransportPool, now: number): Finding {
  const { generation, changedAt, graph, feeds, missing } = status;
  const faults = faultsOf(status);
  const readAgo = new Map(feeds.map(({ name, readAt }) => [name, readAt && Math.round((now - readAt.getTime()) / 1000)]));
  const where = (name: string) => [name, { where: 'far', ...farFinding(status, ways, name), ...(readAgo.get(name) !== undefined && { sdlReadSecondsAgo: readAgo.get(name) }) }] as const;
  return {
    ok: faults.length === 0,
    ...(faults.length > 0 && { reason: shortened(faults.join(' ')) }),
    generation,
    since: changedAt.toISOString(),
    subgraphs: Object.fromEntries([...graph.near.map((name) => [name, { where: 'near' }] as const), ...graph.far.map(({ name }) => where(name)), ...missing.map((name) => [name, { where: 'left out' }] as const)]),
  } as Finding;
}

/** Why the graph is not all that it should be. A subgraph whose SDL is only not read again stands under its own name. */
function faultsOf({ refused, missing, feeds, graph }: GraphStatus): readonly string[] {
  return feeds.flatMap(({ name, problem }) => {
    const faults = refused.get(name);
    if (faults) return [`${name}: ${faults.join(' ')}`];
    if (missing.includes(name)) return [`${name}: ${problem ?? 'it has not answered yet'}`];
    return problem === undefined || graph.far.some((subgraph) => subgraph.name === name) ? [] : [`${name}: ${problem}`];
  });
}

function farFinding({ graph, feeds }: GraphStatus, ways: TransportPool, name: string): Finding {
  const feed = feeds.find((known) => known.name === name);
  if (!graph.far.some((subgraph) => subgraph.name === name)) {
    // A ready supergraph may stop naming it, which is no fault.
    return feed ? { ok: false, reason: feed.problem ?? 'it is not part of the graph' } : { ok: true, reason: 'it is not part of the graph' };
  }
  const state = ways.current(name)?.state();
  if (state && !state.ok) return { ok: false, ...(state.reason !== undefined && { reason: state.reason }) };
  return feed?.problem === undefined ? { ok: true } : { ok: false, reason: `its SDL is not read again: ${feed.problem}` };
}

const shortened = (text: string): string => (text.length > MAX_REASON ? `${text.slice(0, MAX_REASON)}…` : text);

export interface GraphMetrics {
  gauge(name: string, help: string, read: () => number): void;
}

/** What an alert is set on. */
export function measureGraph(live: LiveGraph, metrics: GraphMetrics): void {
  metrics.gauge('northbound_graph_composition_ok', 'Whether everything that was read of the subgraphs is part of the current graph (1) or not (0).', () => Number(live.status().refused.size === 0));
  metrics.gauge('northbound_graph_subgraphs_missing', 'Subgraphs elsewhere that are left out, since no SDL of them is known.', () => live.status().missing.length);
  metrics.gauge('northbound_graph_last_change_timestamp_seconds', 'When the current graph took its place.', () => live.status().changedAt.getTime() / 1000);
  metrics.gauge('northbound_graph_swaps', 'How often another graph has taken the place of the one before.', () => live.status().swaps);
}
