import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';
import { expect, it } from 'vitest';
import { resolveEntitiesDirectly } from './entity-resolver.js';
import type { ResolveReference } from './guard.js';

const TYPES = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { nothing: String }
  interface Thing @key(fields: "id") { id: ID! }
  type Crate implements Thing @key(fields: "id") { id: ID! size: Int }
  type Site @key(fields: "id") { id: ID! }
`);

const ASK = parse('query($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Crate { id size } ... on Site { id } } }');

class Row {
  constructor(
    readonly id: string,
    readonly size: number,
  ) {}
}

const row = new Row('1', 3);
const references = new Map<string, ResolveReference>([
  ['Crate', ({ id }) => (id === '1' ? row : id === '2' ? Promise.resolve(new Row('2', 4)) : id === 'broken' ? Promise.reject(new Error('broken')) : null)],
  ['Site', () => ({ __typename: 'Other', id: 'x' })],
]);

async function ask(representations: readonly object[]) {
  const resolvers = Object.fromEntries([...references].map(([name, resolve]) => [name, { __resolveReference: resolve }]));
  const schema = buildSubgraphSchema([{ typeDefs: TYPES, resolvers: { ...resolvers, Thing: { __resolveType: () => 'Crate' } } as never }]);
  resolveEntitiesDirectly(schema, references);
  return execute({ schema, document: ASK, variableValues: { r: representations }, contextValue: {} });
}

it('answers what is found at once, what is found later, what is not there and what failed, each in its place', async () => {
  const { data, errors } = await ask(['1', '2', 'none', 'broken', '1'].map((id) => ({ __typename: 'Crate', id })));
  expect(data).toMatchObject({ _entities: [{ __typename: 'Crate', id: '1', size: 3 }, { id: '2', size: 4 }, null, null, { id: '1' }] });
  expect(errors).toMatchObject([{ message: 'broken', path: ['_entities', 3] }]);
  expect(Object.keys(row)).toEqual(['id', 'size']);
});

it('names an entity by what was asked for, without writing over what another calls it', async () => {
  expect((await ask([{ __typename: 'Site', id: 'x' }])).data).toMatchObject({ _entities: [{ __typename: 'Site', id: 'x' }] });
});

it('leaves interfaces, and types that are none, to @apollo/subgraph', async () => {
  expect((await ask([{ __typename: 'Thing', id: '1' }])).data).toMatchObject({ _entities: [{ __typename: 'Crate', id: '1', size: 3 }] });
  expect((await ask([{ __typename: 'Query' }, { __typename: 'Nonsense' }])).errors).toMatchObject([{ message: expect.stringContaining('"Nonsense"') }]);
});
