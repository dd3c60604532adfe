import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { composedAssembly, readyAssembly, SUPERGRAPH } from './assembly.js';
import { composeSupergraph, CompositionError } from '../compose/compose.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])';
const subgraph = (name: string, sdl: string) => ({ name, sdl, typeDefs: parse(sdl), schema: buildSubgraphSchema([{ typeDefs: parse(sdl) }]) });

const EDGE = subgraph('edge', `${LINK} type Query { app: App } type App @key(fields: "id") { id: ID! name: String }`);
const OTHER = subgraph('other', `${LINK} type Query { other: Int }`);
const PARTNER = `${LINK} type App @key(fields: "id") { id: ID! cost: Int }`;
const read = (): Promise<string> => Promise.resolve(PARTNER);
const signal = new AbortController().signal;

const faultsOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  try {
    await work();
  } catch (failure) {
    if (failure instanceof CompositionError) return failure.messages;
    throw failure;
  }
  return [];
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'northbound-assembly-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

describe('a supergraph composed here', () => {
  const assembly = composedAssembly({ near: [EDGE, OTHER], far: [{ name: 'partner', url: 'http://partner/graphql' }], read });

  it('is made of what is known, and tells who is where', async () => {
    expect(await assembly.assemble(new Map())).toMatchObject({ near: ['edge', 'other'], far: [] });
    const { near, far, sdl } = await assembly.assemble(new Map([['partner', PARTNER]]));
    expect({ near, far }).toEqual({ near: ['edge', 'other'], far: [{ name: 'partner', url: 'http://partner/graphql' }] });
    expect(sdl).toContain('@join__graph(name: "partner", url: "http://partner/graphql")');
  });

  it('has a module elsewhere that is configured there, whose SDL is taken to be ours until it is read', async () => {
    const moved = composedAssembly({ near: [EDGE, OTHER], far: [{ name: 'edge', url: 'http://edge' }], read });
    expect([...moved.known]).toEqual([['edge', EDGE.sdl]]);
    expect(await moved.assemble(moved.known)).toMatchObject({ near: ['other'], far: [{ name: 'edge' }] });
  });

  it('reads an SDL from its file where there is one', async () => {
    const file = join(folder, 'partner.graphql');
    await writeFile(file, PARTNER);
    const [source] = composedAssembly({ near: [EDGE], far: [{ name: 'partner', url: 'http://partner', file }], read: () => Promise.reject(new Error('not asked')) }).sources;
    expect(await source!.read(signal)).toBe(PARTNER);
    await rm(file);
    await expect(source!.read(signal)).rejects.toThrow(`The file ${file} cannot be read: there is none.`);
  });

  it('names the subgraph whose SDL is none, or too long', async () => {
    expect(await faultsOf(() => assembly.assemble(new Map([['partner', '<html>']])))).toEqual([expect.stringContaining('The SDL of the subgraph partner is none')]);
    expect(await faultsOf(() => assembly.assemble(new Map([['partner', PARTNER + '#'.repeat(2 * 1024 * 1024)]])))).toEqual([expect.stringContaining('partner has')]);
    expect(await faultsOf(() => assembly.assemble(new Map([['partner', `type Query { a: ${'['.repeat(100_000)}Int }`]])))).toEqual([expect.stringContaining('partner is none')]);
  });

  it('lets one elsewhere take a field over from one here where that is configured, with a hint', async () => {
    const taking = new Map([['partner', `${LINK} type App @key(fields: "id") { id: ID! name: String @override(from: "edge") }`]]);
    expect(await faultsOf(() => assembly.assemble(taking))).toEqual([expect.stringContaining('partner takes App.name over from edge.')]);
    const open = composedAssembly({ near: [EDGE, OTHER], far: [{ name: 'partner', url: 'http://partner/graphql', mayOverride: true }], read });
    expect((await open.assemble(taking)).hints).toEqual(['partner takes App.name over from edge.']);
  });

  it('lets a module elsewhere change what is its own', async () => {
    const moved = composedAssembly({ near: [EDGE, OTHER], far: [{ name: 'edge', url: 'http://edge' }], read });
    expect((await moved.assemble(new Map([['edge', `${LINK} type Query { app: Int }`]]))).sdl).toContain('app: Int');
  });
});

describe('a supergraph composed elsewhere', () => {
  const composed = (edge = EDGE.sdl, url = 'http://partner') => composeSupergraph([{ name: 'edge', typeDefs: parse(edge) }, { name: 'partner', typeDefs: parse(PARTNER), url }]).sdl;
  const ready = (far: Parameters<typeof readyAssembly>[1]['far'] = []) => readyAssembly('supergraph.graphql', { near: [EDGE, OTHER], far });
  const texts = (sdl: string) => new Map([[SUPERGRAPH, sdl]]);

  it('is served as it is: what it names and is here runs here', async () => {
    const sdl = composed();
    expect(await ready().assemble(texts(sdl))).toEqual({ sdl, hints: [], near: ['edge'], far: [{ name: 'partner', url: 'http://partner' }] });
  });

  it('may be given other addresses and secrets', async () => {
    const far = [{ name: 'partner', url: 'http://elsewhere', subscriptionUrl: undefined, secret: 'x' }, { name: 'edge', url: 'http://moved' }];
    expect(await ready(far).assemble(texts(composed()))).toMatchObject({ near: [], far: [{ name: 'edge', url: 'http://moved' }, { name: 'partner', url: 'http://elsewhere', secret: 'x' }] });
    expect((await ready([{ name: 'partner', secret: 'x' }]).assemble(texts(composed()))).far).toEqual([{ name: 'partner', url: 'http://partner', secret: 'x' }]);
  });

  it('is refused when one of its subgraphs is nowhere', async () => {
    expect(await faultsOf(() => ready().assemble(texts(composed(EDGE.sdl, 'near://partner'))))).toEqual([expect.stringContaining('The subgraph partner is not in this process')]);
  });

  it('is refused when it was composed of another version of what is here', async () => {
    const newer = `${LINK} type Query { app: App more: Int } type App @key(fields: "id") { id: ID! name: String colour: Int }`;
    expect(await faultsOf(() => ready().assemble(texts(composed(newer))))).toEqual(['The supergraph asks edge for Query.more, App.colour, which this version of it does not have.']);
  });

  it('is refused when it is none', async () => {
    expect(await faultsOf(() => ready().assemble(texts('type Query { a: Int }')))).toHaveLength(1);
    expect(await faultsOf(() => ready().assemble(texts('schema @link(url: "https://specs.apollo.dev/join/v0.5") { query: Query } type Query { a: Int }')))).toEqual([expect.stringContaining('names no subgraphs')]);
  });
});
