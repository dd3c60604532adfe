import { buildASTSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { context } from '../../../test/properties/engine.graph.js';
import { composeSupergraph } from './compose.js';
import { createEngine, type Prepared } from '../engine.js';
import { mendSupergraph } from './mend.js';
import { printPublicSchema } from './print.js';
import { nearTransport } from '../transport.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable", "@interfaceObject", "@override"])';

interface Part {
  readonly sdl: string;
  readonly resolvers: object;
}

const compose = (parts: Record<string, Part>) => composeSupergraph(Object.entries(parts).map(([name, { sdl }]) => ({ name, typeDefs: parse(`${LINK} ${sdl}`) }))).sdl;

async function answer(parts: Record<string, Part>, query: string) {
  const transports = Object.fromEntries(Object.entries(parts).map(([name, { sdl, resolvers }]) => [name, nearTransport(buildSubgraphSchema([{ typeDefs: parse(`${LINK} ${sdl}`), resolvers: resolvers as never }]))]));
  const prepared = createEngine({ supergraph: compose(parts), transports }).prepare(query);
  if (!('execute' in prepared)) throw prepared[0];
  return JSON.parse(JSON.stringify(await prepared.execute({}, context()))) as Awaited<ReturnType<Prepared['execute']>>;
}

describe('a field that is an object here and a union of it there', () => {
  const TYPES = 'type Tower @key(fields: "id") { id: ID! @shareable';
  const narrow: Part = {
    sdl: `type Query { home: Site @shareable } type Site @key(fields: "id") { id: ID! main: Tower! @shareable } ${TYPES} height: Int }`,
    resolvers: { Query: { home: () => ({ id: 's' }) }, Site: { main: () => ({ id: 't1' }) }, Tower: { height: () => 30, __resolveReference: (ref: object) => ({ ...ref }) } },
  };
  const wide: Part = {
    sdl: `union Mast = Tower | Roof type Site @key(fields: "id") { id: ID! main: Mast! @shareable spare: Mast } ${TYPES} } type Roof { flat: Boolean }`,
    resolvers: { Site: { spare: () => ({ __typename: 'Roof', flat: true }), main: () => ({ __typename: 'Tower', id: 't1' }), __resolveReference: (ref: object) => ({ ...ref }) } },
  };

  it('is of the union in public, and each subgraph is asked in its own type', async () => {
    const sdl = compose({ narrow, wide });
    expect(printPublicSchema(sdl)).toMatch(/main: Mast!/);
    expect(sdl).toMatch(/main: Mast! @join__field\(graph: NARROW, type: "Tower!"\) @join__field\(graph: WIDE, type: "Mast!"\)/);
    const { data } = await answer({ narrow, wide }, '{ home { main { __typename ... on Tower { height } ... on Roof { flat } } spare { ... on Roof { flat } } } }');
    expect(data).toEqual({ home: { main: { __typename: 'Tower', height: 30 }, spare: { flat: true } } });
  });

  it('is of the narrow type where another subgraph has taken it over', () => {
    const taken = { ...narrow, sdl: narrow.sdl.replace('main: Tower! @shareable', 'main: Tower! @override(from: "wide")') };
    expect(printPublicSchema(compose({ narrow: taken, wide }))).toMatch(/main: Tower!/);
  });
});

describe('an interface object that requires a field of the interface', () => {
  const owner: Part = {
    sdl: 'interface Device @key(fields: "id") { id: ID! label: String } type Phone implements Device @key(fields: "id") { id: ID! label: String }',
    resolvers: { Device: { __resolveReference: ({ id }: { id: string }) => ({ __typename: 'Phone', id, label: `phone ${id}` }) }, Phone: { __resolveReference: ({ id }: { id: string }) => ({ id, label: `phone ${id}` }) } },
  };
  const adder: Part = {
    sdl: 'type Query { devices: [Device] } type Device @key(fields: "id") @interfaceObject { id: ID! label: String @external shout: String @requires(fields: "label") }',
    resolvers: { Query: { devices: () => [{ id: '1' }, { id: '2' }] }, Device: { __resolveReference: (ref: object) => ({ ...ref }), shout: ({ label }: { label?: string }) => label?.toUpperCase() ?? 'nothing required' } },
  };

  it('is given it', async () => {
    expect((await answer({ owner, adder }, '{ devices { shout } }')).data).toEqual({ devices: [{ shout: 'PHONE 1' }, { shout: 'PHONE 2' }] });
  });
});

describe('@requires with fragments on interfaces', () => {
  const shapes = 'interface Shape { name: String! } interface Round implements Shape { name: String! radius: Int! } type Ring implements Shape & Round @shareable { name: String! radius: Int! hole: Int! } type Line implements Shape @shareable { name: String! }';
  const base: Part = {
    sdl: `type Query { plots: [Plot] } type Plot @key(fields: "id") { id: ID! shape: Shape } ${shapes}`,
    resolvers: { Query: { plots: () => ['ring', 'line'].map((id) => ({ id })) }, Plot: { shape: ({ id }: { id: string }) => (id === 'ring' ? { __typename: 'Ring', name: 'R', radius: 5, hole: 2 } : { __typename: 'Line', name: 'L' }) } },
  };
  const size: Part = {
    sdl: `type Plot @key(fields: "id") { id: ID! shape: Shape @external size: String @requires(fields: "shape { ... on Shape { name } ... on Round { radius ... on Ring { hole } } }") } ${shapes}`,
    resolvers: { Plot: { __resolveReference: (ref: object) => ({ ...ref }), size: ({ shape }: { shape: object }) => JSON.stringify(Object.entries(shape).sort()) } },
  };

  it('composes, and gives what is required of each type', async () => {
    expect((await answer({ base, size }, '{ plots { size } }')).data).toEqual({
      plots: [{ size: '[["__typename","Ring"],["hole",2],["name","R"],["radius",5]]' }, { size: '[["__typename","Line"],["name","L"]]' }],
    });
  });

  it('still refuses what is no selection', () => {
    const broken = { ...size, sdl: size.sdl.replace('shape { ...', 'shape { { ...') };
    expect(() => compose({ base, size: broken })).toThrow(/Syntax Error|requires/);
  });
});

it('leaves a supergraph alone in which nothing is missing', () => {
  const parts = { a: { sdl: 'type Query { a: [Int!]! @shareable }', resolvers: {} }, b: { sdl: 'type Query { a: [Int!]! @shareable b: Int }', resolvers: {} } };
  const sdl = compose(parts);
  expect(mendSupergraph(sdl, Object.entries(parts).map(([name, part]) => ({ name, typeDefs: parse(part.sdl) })))).toBe(sdl);
  expect(validate(buildASTSchema(parse(printPublicSchema(sdl))), parse('{ a b }'))).toEqual([]);
});
