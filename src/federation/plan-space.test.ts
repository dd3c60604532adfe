import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse, type ValidationRule } from 'graphql';
import { describe, expect, it } from 'vitest';
import { context } from '../../test/properties/engine.graph.js';
import { composeSupergraph, CompositionError } from './compose/compose.js';
import { createEngine, type Prepared } from './engine.js';
import { createPlanSpace } from './plan-space.js';
import { nearTransport, type Transport } from './transport.js';

const SDL = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"]) type Query { a: Int b: Int }';
const typeDefs = parse(SDL);
const supergraph = composeSupergraph([{ name: 'one', typeDefs }]).sdl;
const near = nearTransport(buildSubgraphSchema([{ typeDefs, resolvers: { Query: { a: () => 1, b: () => 2 } } }]));
const far: Transport = { prepare: () => () => ({ data: { a: 3 } }), subscribe: () => async () => ({}) };

const noB: ValidationRule = (rule) => ({ Field: ({ name }) => void (name.value === 'b' && rule.reportError(new GraphQLError('no b'))) });

describe('a plan space', () => {
  it('serves engines with different rules and caches', async () => {
    const space = createPlanSpace({ supergraph, transports: { one: near }, generation: 7 });
    const [open, closed] = [createEngine({ space }), createEngine({ space, rules: [noB] })];
    expect(open.schema).toBe(closed.schema);
    expect([open.generation, closed.generation]).toEqual([7, 7]);
    const prepared = open.prepare('{ a b }') as Prepared;
    expect(await prepared.execute({}, context())).toEqual({ data: { a: 1, b: 2 } });
    expect(prepared).toMatchObject({ generation: 7, far: false });
    expect(closed.prepare('{ a b }')).toMatchObject([{ message: 'no b' }]);
  });

  it('knows what was asked for last, for the next one to have it ready', () => {
    const engine = createEngine({ supergraph, transports: { one: near } });
    for (const query of ['{ a }', 'query B { b }', '{ a b }', '{ a }']) engine.prepare(query, query.startsWith('query') ? 'B' : null);
    expect(engine.latest(2)).toEqual([{ query: '{ a b }', operationName: null }, { query: '{ a }', operationName: null }]);
    expect(engine.latest(9)[0]).toEqual({ query: 'query B { b }', operationName: 'B' });
  });

  it('says of what is prepared whether a subgraph elsewhere may take part', () => {
    const prepared = createEngine({ supergraph, transports: { one: far } }).prepare('{ a }') as Prepared;
    expect(prepared).toMatchObject({ generation: 0, far: true });
  });

  it('is refused where the text cannot be planned on', () => {
    for (const text of ['', 'type Query {', 'type Query { a: Nothing }']) expect(() => createPlanSpace({ supergraph: text, transports: {} })).toThrow(CompositionError);
  });
});
