import { describe, expect, it } from 'vitest';
import type { FarTransport } from '../federation/far/far.js';
import type { GraphStatus, LiveGraph } from '../federation/live/live-graph.js';
import type { TransportPool } from '../federation/live/transport-pool.js';
import { graphChecks, measureGraph } from './graph-health.js';

const AT = new Date('2026-01-01T00:00:00Z');
const clock = { now: () => new Date(AT.getTime() + 90_000) };
const signal = new AbortController().signal;

const well: GraphStatus = {
  generation: 3,
  changedAt: AT,
  swaps: 2,
  refused: new Map(),
  missing: [],
  graph: { sdl: '', hints: [], near: ['edge'], far: [{ name: 'partner', url: 'http://canary' }] },
  feeds: [{ name: 'partner', readAt: AT, problem: undefined }],
};

function checks(status: Partial<GraphStatus>, state: Partial<ReturnType<FarTransport['state']>> = {}) {
  const live = { status: () => ({ ...well, ...status }) } as unknown as LiveGraph;
  const ways = { current: () => ({ state: () => ({ ok: true, since: AT, ...state }) }) } as unknown as TransportPool;
  const found = graphChecks({ live, ways, far: ['partner'], clock });
  return { live, graph: found['graph']!(signal), partner: found['subgraph partner']!(signal) };
}

describe('the health of the graph', () => {
  it('tells where everything is and how old it is, without addresses', () => {
    const { graph, partner } = checks({});
    expect(graph).toEqual({ ok: true, generation: 3, since: AT.toISOString(), subgraphs: { edge: { where: 'near' }, partner: { where: 'far', ok: true, sdlReadSecondsAgo: 90 } } });
    expect(partner).toEqual({ ok: true });
    expect(JSON.stringify(graph)).not.toContain('canary');
  });

  it('says why a composition failed, shortly', () => {
    const { graph } = checks({ refused: new Map([['partner', ['App.x is wrong.', 'y'.repeat(5000)]]]) });
    expect(graph).toMatchObject({ ok: false, reason: expect.stringMatching(/^partner: App\.x is wrong\. y+…$/) });
    expect((graph as { reason: string }).reason.length).toBeLessThan(1100);
  });

  it('tells of a subgraph that is left out', () => {
    const { graph, partner } = checks({ missing: ['partner'], graph: { ...well.graph, far: [] }, feeds: [{ name: 'partner', readAt: undefined, problem: 'It cannot be reached.' }] });
    expect(graph).toMatchObject({ ok: false, reason: 'partner: It cannot be reached.', subgraphs: { partner: { where: 'left out' } } });
    expect(partner).toEqual({ ok: false, reason: 'It cannot be reached.' });
  });

  it('tells of one that does not answer, or is not read again, under its own name', () => {
    const silent = checks({}, { ok: false, reason: 'silent' });
    expect(silent.graph).toMatchObject({ ok: true, subgraphs: { partner: { ok: false, reason: 'silent' } } });
    expect(silent.partner).toEqual({ ok: false, reason: 'silent' });
    const stale = checks({ feeds: [{ name: 'partner', readAt: AT, problem: 'It cannot be reached.' }] });
    expect(stale.graph).toMatchObject({ ok: true });
    expect(stale.partner).toMatchObject({ ok: false, reason: 'its SDL is not read again: It cannot be reached.' });
  });

  it('tells that a ready supergraph is not read again', () => {
    expect(checks({ feeds: [{ name: 'supergraph', readAt: AT, problem: 'There is none.' }] }).graph).toMatchObject({ ok: false, reason: 'supergraph: There is none.' });
  });

  it('is measured', () => {
    const read = new Map<string, () => number>();
    measureGraph(checks({ refused: new Map([['partner', ['no']]]), missing: ['other'] }).live, { gauge: (name, _help, figure) => void read.set(name, figure) });
    expect(Object.fromEntries([...read].map(([name, figure]) => [name.replace('northbound_graph_', ''), figure()]))).toEqual({ composition_ok: 0, subgraphs_missing: 1, last_change_timestamp_seconds: AT.getTime() / 1000, swaps: 2 });
  });
});
