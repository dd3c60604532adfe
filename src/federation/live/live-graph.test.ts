import { parse } from 'graphql';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { composedAssembly, type Assembled } from './assembly.js';
import { CompositionError } from '../compose/compose.js';
import { createLiveGraph, type LiveGraph } from './live-graph.js';
import type { SdlStore } from './sdl-store.js';
import type { FarSubgraph } from './sources.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';
const NEAR = `${LINK} type Query { app: App } type App @key(fields: "id") { id: ID! }`;
const far = (fields: string): string => `${LINK} type App @key(fields: "id") { id: ID! ${fields} }`;

/** What subgraphs elsewhere say of themselves; a function throws. */
type Said = Record<string, string | (() => never) | Promise<string>>;

const down = (): never => {
  throw new Error('The subgraph cannot be reached.');
};

const open: LiveGraph[] = [];
afterEach(() => open.splice(0).forEach((live) => live.close()));

async function aGraph(said: Said, { stored = {}, near = { near: NEAR }, refuse = () => [], burst = 10, patienceMs = 5000 }: { stored?: Record<string, string>; near?: Record<string, string>; refuse?: (graph: Assembled) => readonly string[]; burst?: number; patienceMs?: number } = {}) {
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const adopted: { readonly generation: number; readonly sdl: string }[] = [];
  const saved: Record<string, string> = { ...stored };
  const store: SdlStore = { load: async ({ name }) => saved[name], save: async ({ name }, sdl) => void (saved[name] = sdl) };
  const read = async ({ name }: FarSubgraph): Promise<string> => {
    const text = said[name]!;
    return typeof text === 'function' ? text() : text;
  };
  const live = createLiveGraph({
    assembly: composedAssembly({ near: Object.entries(near).map(([name, sdl]) => ({ name, sdl, typeDefs: parse(sdl) })), far: Object.keys(said).map((name) => ({ name, url: `http://${name}` })), read }),
    async adopt(graph, generation) {
      const faults = refuse(graph);
      if (faults.length) throw new CompositionError(faults);
      adopted.push({ generation, sdl: graph.sdl });
    },
    store,
    paceMs: 15,
    timeoutMs: 1000,
    patienceMs,
    burst,
    log,
    clock: { now: () => new Date(0) },
  });
  open.push(live);
  await live.open();
  return { live, adopted, saved, log, said };
}

const until = (condition: () => boolean): Promise<void> => vi.waitFor(() => expect(condition()).toBe(true), { timeout: 3000, interval: 5 });
const farNames = (live: LiveGraph): readonly string[] => live.status().graph.far.map(({ name }) => name);

describe('a graph of subgraphs near and far', () => {
  it('begins with those near, and takes the others in', async () => {
    const { live, adopted, saved } = await aGraph({ a: far('x: Int'), b: far('y: Int') });
    expect(farNames(live)).toEqual([]);
    await live.start();
    expect(farNames(live)).toEqual(['a', 'b']);
    expect(adopted.map(({ generation }) => generation)).toEqual([1, 2]);
    expect(saved).toEqual({ a: far('x: Int'), b: far('y: Int') });
    expect(live.status()).toMatchObject({ generation: 2, swaps: 1, missing: [], refused: new Map() });
  });

  it('is not made again while its texts are the same', async () => {
    const { live, adopted } = await aGraph({ a: far('x: Int') });
    await live.start();
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(adopted).toHaveLength(2);
  });

  it('follows a change', async () => {
    const { live, adopted, said } = await aGraph({ a: far('x: Int') });
    await live.start();
    said['a'] = far('x: Int y: Int');
    await until(() => adopted.length === 3);
    expect(adopted[2]!.sdl).toContain('y: Int');
  });

  it('starts without one that is down, says so, and takes it in when it is there', async () => {
    const { live, said, log } = await aGraph({ a: down, b: far('y: Int') });
    await live.start();
    expect(farNames(live)).toEqual(['b']);
    expect(live.status().missing).toEqual(['a']);
    expect(live.status().feeds[0]!.problem).toBe('The subgraph cannot be reached.');
    said['a'] = far('x: Int');
    await until(() => farNames(live).length === 2);
    expect(live.status().missing).toEqual([]);
    expect(log.warn).toHaveBeenCalledTimes(1);
  });

  it('waits for a silent one as long as its patience lasts', async () => {
    const { live } = await aGraph({ a: new Promise<string>(() => undefined), b: far('y: Int') }, { patienceMs: 500 });
    const started = performance.now();
    await live.start();
    expect(performance.now() - started).toBeGreaterThanOrEqual(490);
    expect(performance.now() - started).toBeLessThan(3000);
    expect(farNames(live)).toEqual(['b']);
  });

  it('has one that is down by what it said before the restart', async () => {
    const { live } = await aGraph({ a: down }, { stored: { a: far('x: Int') } });
    await live.start();
    expect(farNames(live)).toEqual(['a']);
    expect(live.status()).toMatchObject({ missing: [], refused: new Map() });
  });

  it('falls back on it when what it says now makes no graph', async () => {
    const { live } = await aGraph({ a: far('id2: Nothing') }, { stored: { a: far('x: Int') } });
    await live.start();
    expect(live.status().graph.sdl).toContain('x: Int');
    expect([...live.status().refused.keys()]).toEqual(['a']);
  });

  it('stays as it is when a change makes no graph, tells why once, and lets others change', async () => {
    const { live, adopted, said, saved, log } = await aGraph({ a: far('x: Int'), b: far('y: Int') });
    await live.start();
    said['a'] = far('x: Int y: Int');
    await until(() => live.status().refused.size === 1);
    expect(live.status().refused.get('a')!.join()).toContain('App.y');
    expect(live.status().generation).toBe(2);
    said['b'] = far('y: Int z: Int');
    await until(() => adopted.length === 3);
    expect(live.status().graph.sdl).toContain('z: Int');
    expect(live.status().refused.size).toBe(1);
    expect(saved['a']).toBe(far('x: Int'));
    const told = log.warn.mock.calls.filter(([, message]) => String(message).includes('makes no graph'));
    expect(told).toHaveLength(1);
    said['a'] = far('x: Int');
    await until(() => live.status().refused.size === 0);
    expect(live.status().generation).toBe(3);
  });

  it('stays as it is when the change is not to be adopted', async () => {
    const { live, adopted, said } = await aGraph({ a: far('x: Int') }, { refuse: ({ sdl }) => (sdl.includes('bad') ? ['Document: no'] : []) });
    await live.start();
    said['a'] = far('bad: Int');
    await until(() => live.status().refused.size === 1);
    expect(live.status().refused.get('a')).toEqual(['Document: no']);
    expect(adopted).toHaveLength(2);
  });

  it('takes in a schema that never rests now and then only', async () => {
    let turn = 0;
    const { live, adopted, log, said } = await aGraph({ a: far('x: Int') }, { burst: 3 });
    await live.start();
    const restless = setInterval(() => (said['a'] = far(`x${(turn += 1)}: Int`)), 5);
    try {
      await until(() => log.warn.mock.calls.some(([, message]) => String(message).includes('change too often')));
      const before = turn;
      await until(() => turn > before + 20);
    } finally {
      clearInterval(restless);
    }
    // The first of those near, and three with the other.
    expect(adopted).toHaveLength(4);
    expect(live.status().refused.size).toBe(0);
  });

  it('stays as it is when an SDL is none at all', async () => {
    const { live, said } = await aGraph({ a: far('x: Int') });
    await live.start();
    said['a'] = '<html>';
    await until(() => live.status().refused.size === 1);
    expect(live.status().refused.get('a')!.join()).toContain('The SDL of the subgraph a is none');
  });

  it('asks a module elsewhere that is configured there, from the first moment', async () => {
    const { live } = await aGraph({ near: down });
    expect(live.status().graph).toMatchObject({ near: [], far: [{ name: 'near' }] });
    await live.start();
    expect(live.status()).toMatchObject({ missing: [], generation: 1 });
  });
});
