import { describe, expect, it, vi } from 'vitest';
import type { FarTransport } from '../far/far.js';
import { createTransportPool, type Reachable } from './transport-pool.js';

const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const subgraph = (name: string, url = `http://${name}`): Reachable => ({ name, url });

function aPool() {
  const closed: string[] = [];
  const connect = vi.fn(({ name, url }: Reachable): FarTransport => ({
    prepare: () => () => ({}),
    subscribe: () => async () => ({}),
    state: () => ({ ok: true, since: new Date(0), reason: url }),
    close: async () => void closed.push(`${name} ${url}`),
  }));
  return { closed, connect, pool: createTransportPool({ connect, log, graceMs: 20 }) };
}

const after = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('the ways to subgraphs elsewhere', () => {
  it('are taken over from graph to graph', () => {
    const { pool, connect } = aPool();
    const first = pool.take([subgraph('a'), subgraph('b')]);
    const second = pool.take([subgraph('b'), subgraph('c')]);
    expect(second['b']).toBe(first['b']);
    expect(connect).toHaveBeenCalledTimes(3);
  });

  it('are closed when the graph that used them has ended, and not before', async () => {
    const { pool, closed } = aPool();
    pool.take([subgraph('a'), subgraph('b')]);
    pool.keep([subgraph('a'), subgraph('b')]);
    pool.take([subgraph('b', 'http://other')]);
    pool.keep([subgraph('b', 'http://other')]);
    expect(closed).toEqual([]);
    expect(pool.current('b')?.state().reason).toBe('http://other');
    expect(pool.current('a')).toBeUndefined();
    await after(60);
    expect(closed.sort()).toEqual(['a http://a', 'b http://b']);
  });

  it('stay open when another graph wants them back in time', async () => {
    const { pool, closed, connect } = aPool();
    const [first] = Object.values(pool.take([subgraph('a')]));
    pool.keep([]);
    expect(pool.take([subgraph('a')])['a']).toBe(first);
    pool.keep([subgraph('a')]);
    await after(60);
    expect(closed).toEqual([]);
    expect(connect).toHaveBeenCalledTimes(1);
    await pool.close();
    expect(closed).toEqual(['a http://a']);
  });
});
