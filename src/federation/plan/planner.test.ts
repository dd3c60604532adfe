import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { context } from '../../../test/properties/engine.graph.js';
import { federated } from '../../../test/support/federated.js';
import { composeSupergraph } from '../compose/compose.js';
import { createEngine, type Prepared } from '../engine.js';
import { createPlanner } from './planner.js';
import { nearTransport } from '../transport.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable"])';
const SDL = {
  shop: 'type Query { item(id: ID!): Item } type Item @key(fields: "id") { id: ID! price: Int size: Size @shareable } type Size @shareable { w: Int h: Int }',
  cost: `type Item @key(fields: "id") { id: ID! price: Int @external size: Size @external like: Item likes: [Item] mark: Mark
    cost: Int @requires(fields: "price") room: Room @requires(fields: "size { w h }") }
    type Size @shareable { w: Int h: Int } type Room { area: Int best: Item } interface Thing { id: ID! } type Mark implements Thing { id: ID! item: Item }`,
};
const next = (id: string) => ({ id: String(Number(id) + 1) });

interface ItemRef {
  readonly id: string;
  readonly price?: number;
  readonly size?: { readonly w: number; readonly h: number };
}

const RESOLVERS = {
  shop: { Query: { item: (_: unknown, { id }: ItemRef) => ({ id }) }, Item: { __resolveReference: ({ id }: ItemRef) => ({ id }), price: ({ id }: ItemRef) => Number(id) * 10, size: ({ id }: ItemRef) => ({ w: Number(id), h: 3 }) } },
  cost: {
    Item: {
      __resolveReference: (ref: ItemRef) => ({ ...ref }),
      like: ({ id }: ItemRef) => next(id),
      likes: ({ id }: ItemRef) => [next(id), next(next(id).id)],
      mark: ({ id }: ItemRef) => ({ id: `m${id}`, item: next(id) }),
      cost: ({ price }: ItemRef) => (price === undefined ? null : price + 1),
      room: ({ id, size }: ItemRef) => (size ? { area: size.w * size.h, best: next(id) } : null),
    },
  },
};

const supergraph = composeSupergraph(Object.entries(SDL).map(([name, sdl]) => ({ name, typeDefs: parse(`${LINK} ${sdl}`) }))).sdl;
const near = (name: keyof typeof SDL) => nearTransport(buildSubgraphSchema([{ typeDefs: parse(`${LINK} ${SDL[name]}`), resolvers: RESOLVERS[name] as never }]));
const engine = createEngine({ supergraph, transports: { shop: near('shop'), cost: near('cost') } });
const run = async (query: string) => JSON.parse(JSON.stringify(await (engine.prepare(query) as Prepared).execute({}, context()))) as unknown;

it.each([
  ['{ item(id: 1) { like { cost } } }', { item: { like: { cost: 21 } } }],
  ['{ item(id: 1) { like { like { cost id } cost } likes { cost price } } }', { item: { like: { like: { cost: 31, id: '3' }, cost: 21 }, likes: [{ cost: 21, price: 20 }, { cost: 31, price: 30 }] } }],
  ['{ item(id: 1) { like { room { area best { id price like { id } } } } } }', { item: { like: { room: { area: 6, best: { id: '3', price: 30, like: { id: '4' } } } } } }],
  ['{ item(id: 1) { like { room { best { cost room { best { cost } } } } } } }', { item: { like: { room: { best: { cost: 31, room: { best: { cost: 41 } } } } } } }],
  ['{ item(id: 1) { mark { id item { cost } } cost } }', { item: { mark: { id: 'm1', item: { cost: 21 } }, cost: 11 } }],
])('gives what is required to a subgraph that brought the entity itself: %s', async (query, data) => {
  expect(await run(query)).toEqual({ data });
});

it('says which subgraph it asked, and not that it had to plan twice', async () => {
  const asked: string[] = [];
  const ctx = { ...context(), explain: { planned: () => undefined, called: ({ subgraph }: { subgraph: string }) => void asked.push(subgraph) } };
  await (engine.prepare('{ item(id: 1) { like { cost } } }') as Prepared).execute({}, ctx);
  expect(asked).toEqual(['shop', 'cost', 'shop', 'cost']);
});

it('throws what the planner throws when there is nothing else to try', () => {
  expect(() => createPlanner(supergraph).plan('{ nothing }')).toThrow(/nothing/);
  const plain = composeSupergraph([{ name: 'a', typeDefs: parse('type Query { a: Int }') }]).sdl;
  expect(() => createPlanner(plain).plan('{ nothing }')).toThrow(/nothing/);
});

describe('goes on where the planner does not', () => {
  interface Ref {
    readonly [key: string]: unknown;
  }
  const reference = { __resolveReference: (ref: Ref) => ({ ...ref }) };
  const graph = federated({
    yard: {
      sdl: 'type Query { yards: [Yard] } type Yard { masts: [Mast] lead: Person } type Mast @key(fields: "serial") { serial: String! } type Person @key(fields: "card { id }") { card: Card! } type Card { id: ID! @shareable }',
      resolvers: { Query: { yards: () => [{ masts: [{ serial: 's1' }, { serial: 's2' }], lead: { card: { id: 'c1' } } }] } },
    },
    list: {
      sdl: 'type Mast @key(fields: "id") @key(fields: "serial") { id: ID! serial: String! weight: Int }',
      resolvers: { Mast: { __resolveReference: ({ id, serial }: Ref) => ({ id: id ?? String(serial).slice(1), serial: serial ?? `s${String(id)}` }), weight: ({ id }: Ref) => Number(id) * 10 } },
    },
    rent: { sdl: 'type Mast @key(fields: "id") { id: ID! weight: Int @external toll: Int @requires(fields: "weight") }', resolvers: { Mast: { ...reference, toll: ({ weight }: Ref) => Number(weight) + 1 } } },
    staff: {
      sdl: 'type Query { staff: [Person] } type Person @key(fields: "card { id }") { card: Card! name: String } type Card { id: ID! @shareable level: Int }',
      resolvers: { Query: { staff: () => [{ card: { id: 'c2' } }] }, Person: { ...reference, name: () => 'n' }, Card: { level: ({ id }: Ref) => Number(String(id).slice(1)) + 6 } },
    },
  });

  it('to a key and a required field that a third subgraph has', async () => {
    expect(await graph.answer('{ yards { masts { toll serial } } }')).toEqual({ data: { yards: [{ masts: [{ toll: 11, serial: 's1' }, { toll: 21, serial: 's2' }] }] } });
    expect(new Set(graph.asked)).toEqual(new Set(['yard', 'list', 'rent']));
  });

  it('to the rest of an object that is no entity', async () => {
    expect(await graph.answer('{ yards { lead { name card { id level } } } }')).toEqual({ data: { yards: [{ lead: { name: 'n', card: { id: 'c1', level: 7 } } }] } });
    expect(await graph.answer('{ staff { card { level } } yards { lead { c: card { l: level } } masts { toll } } }')).toEqual({
      data: { staff: [{ card: { level: 8 } }], yards: [{ lead: { c: { l: 7 } }, masts: [{ toll: 11 }, { toll: 21 }] }] },
    });
  });
});

it('lives on where an alias is the name of the field itself', async () => {
  const graph = federated({
    shop: {
      sdl: 'type Query { a: Int } type Mutation { make: Item } type Item @key(fields: "id") { id: ID! size: Size } type Size @shareable { w: Int h: Int }',
      resolvers: { Mutation: { make: () => ({ id: '1', size: { w: 2, h: 3 } }) }, Item: { __resolveReference: ({ id }: ItemRef) => ({ id, size: { w: 2, h: 3 } }) } },
    },
    cost: {
      sdl: 'type Item @key(fields: "id") { id: ID! size: Size @external area: Int @requires(fields: "size { w h }") } type Size @shareable { w: Int h: Int }',
      resolvers: { Item: { __resolveReference: (ref: ItemRef) => ({ ...ref }), area: ({ size }: ItemRef) => (size ? size.w * size.h : null) } },
    },
  });
  expect(await graph.answer('mutation { make: make { size: size { h: h } area: area } }')).toEqual({ data: { make: { size: { h: 3 }, area: 6 } } });
});
