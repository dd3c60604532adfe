import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { context } from '../../../test/properties/engine.graph.js';
import { composeSupergraph } from '../compose/compose.js';
import { createEngine, type Prepared } from '../engine.js';
import { nearTransport } from '../transport.js';

/** A subgraph that knows an interface as an object, and one that knows its types. */
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject"])';
const SDL = {
  types: 'type Query { media: [Media] } interface Media @key(fields: "id") { id: ID! next: Media } type Book implements Media @key(fields: "id") { id: ID! next: Media strict: Int! } type Film implements Media @key(fields: "id") { id: ID! next: Media }',
  marks: 'type Query { marked: [Media] } type Media @key(fields: "id") @interfaceObject { id: ID! mark(as: String! = "x"): String must: Int! }',
};
const media = (id: string) => ({ __typename: id.startsWith('b') ? 'Book' : 'Film', id });

interface Ref {
  readonly id: string;
}

const must = ({ id }: Ref): number => {
  if (id.startsWith('f')) throw new Error('no film has it');
  return 1;
};
const RESOLVERS = {
  types: {
    Query: { media: () => [media('b1'), media('f1')] },
    Media: { __resolveReference: ({ id }: Ref) => media(id) },
    Book: { __resolveReference: ({ id }: Ref) => media(id), next: () => media('f1'), strict: ({ id }: Ref) => (id === 'b2' ? null : 1) },
    Film: { __resolveReference: ({ id }: Ref) => media(id), next: () => media('b1') },
  },
  marks: {
    Query: { marked: () => [{ id: 'b1' }, { id: 'f1' }, { id: 'b2' }] },
    Media: { __resolveReference: ({ id }: Ref) => ({ id }), mark: ({ id }: Ref, args: { as: string }) => `${id} ${args.as}`, must },
  },
};

const typeDefs = (name: keyof typeof SDL) => parse(`${LINK} ${SDL[name]}`);
const near = (name: keyof typeof SDL) => nearTransport(buildSubgraphSchema([{ typeDefs: typeDefs(name), resolvers: RESOLVERS[name] as never }]));
const { sdl } = composeSupergraph([{ name: 'types', typeDefs: typeDefs('types') }, { name: 'marks', typeDefs: typeDefs('marks') }]);
const engine = createEngine({ supergraph: sdl, transports: { types: near('types'), marks: near('marks') } });

async function run(query: string) {
  const { data, errors = [] } = await (engine.prepare(query) as Prepared).execute({}, context());
  return { data: JSON.parse(JSON.stringify(data)) as unknown, paths: errors.map(({ path }) => path?.join('.')) };
}

describe('fields of an interface object', () => {
  it('are sent for every type that asks for them', async () => {
    expect(await run('{ marked { ... on Book { mark } ... on Film { id mark } } }')).toEqual({ data: { marked: [{ mark: 'b1 x' }, { id: 'f1', mark: 'f1 x' }, { mark: 'b2 x' }] }, paths: [] });
  });

  it('are not asked of the types that do not: a failure there would take the others with it', async () => {
    expect(await run('{ media { ... on Book { must } ... on Film { mark } } }')).toEqual({ data: { media: [{ must: 1 }, { mark: 'f1 x' }] }, paths: [] });
    expect(await run('{ media { ... on Book { must } ... on Film { mark } next { ... on Film { mark } ... on Book { must } } } }')).toEqual({
      data: { media: [{ must: 1, next: { mark: 'f1 x' } }, { mark: 'f1 x', next: { must: 1 } }] },
      paths: [],
    });
  });

  it('are not asked below the types that do not ask for them', async () => {
    expect(await run('{ media { ... on Book { next { mark } } ... on Film { next { must } } } }')).toEqual({ data: { media: [{ next: { mark: 'f1 x' } }, { next: { must: 1 } }] }, paths: [] });
  });

  it('may have different arguments for different types', async () => {
    expect(await run('{ media { ... on Book { mark(as: "book") } ... on Film { mark(as: "film") } } }')).toEqual({ data: { media: [{ mark: 'b1 book' }, { mark: 'f1 film' }] }, paths: [] });
  });

  it('are null, and an error, where the type of their object was not learnt', async () => {
    expect(await run('{ marked { ... on Book { strict } ... on Film { mark } } }')).toEqual({ data: { marked: [{ strict: 1 }, { mark: 'f1 x' }, null] }, paths: ['marked.2.strict'] });
  });
});
