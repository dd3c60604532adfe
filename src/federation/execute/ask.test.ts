import { setTimeout as sleep } from 'node:timers/promises';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { context } from '../../../test/properties/engine.graph.js';
import type { RequestContext } from '../../kernel/context.js';
import { composeSupergraph } from '../compose/compose.js';
import { createEngine, type Prepared } from '../engine.js';
import { withExplain } from './explain.js';
import { nearTransport } from '../transport.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const SHELVES = `${LINK} type Query { shelf: Shelf books: [Book] } type Mutation { put: Int take: Int } type Shelf { label: String } type Book @key(fields: "id") { id: ID! title: String }`;
const PRICES = `${LINK} type Query { currency: String } type Book @key(fields: "id") { id: ID! price: Int }`;

/** Two subgraphs; what of them never answers is named. */
function library(silent: readonly string[], deadlineMs?: number) {
  const asked: string[] = [];
  const answer = <T>(name: string, value: T): T | Promise<T> => {
    asked.push(name);
    return silent.includes(name) ? new Promise<T>(() => undefined) : Promise.resolve(value);
  };
  const shelves = {
    Query: { shelf: () => answer('shelf', { label: 'A' }), books: () => answer('books', [{ id: '1', title: 'one' }, { id: '2', title: 'two' }, { id: '1', title: 'one' }]) },
    Mutation: { put: () => answer('put', 1), take: () => answer('take', 2) },
  };
  const prices = { Query: { currency: () => 'EUR' }, Book: { __resolveReference: ({ id }: { id: string }) => answer(`price ${id}`, { id, price: Number(id) }) } };
  const subgraphs = [{ name: 'shelves', typeDefs: parse(SHELVES), resolvers: shelves }, { name: 'prices', typeDefs: parse(PRICES), resolvers: prices }];
  const transports = Object.fromEntries(subgraphs.map(({ name, typeDefs, resolvers }) => [name, nearTransport(buildSubgraphSchema([{ typeDefs, resolvers }]))]));
  const engine = createEngine({ supergraph: composeSupergraph(subgraphs).sdl, transports, deadlineMs });
  const prepare = (query: string): Prepared => {
    const prepared = engine.prepare(query);
    if (!('execute' in prepared)) throw prepared[0];
    return prepared;
  };
  return { asked, prepare };
}

const TOO_LONG = 'The request took longer than it may.';

describe('the time of a request', () => {
  it('answers what is there when it is over, with an error where an answer was waited for', async () => {
    const { prepare } = library(['price 1'], 100);
    const { data, errors } = await prepare('{ currency books { title price } }').execute(null, context());
    expect(data).toEqual({ currency: 'EUR', books: [{ title: 'one', price: null }, { title: 'two', price: null }, { title: 'one', price: null }] });
    expect(errors?.map(({ message, path }) => `${path?.[0]} ${message}`)).toContain(`books ${TOO_LONG}`);
  });

  it('asks nothing more once it is over: a second change does not happen', async () => {
    const { prepare, asked } = library(['put'], 100);
    const { data, errors } = await prepare('mutation { put take }').execute(null, context());
    expect(data).toEqual({ put: null, take: null });
    expect(errors?.map(({ message }) => message)).toEqual([TOO_LONG, TOO_LONG]);
    expect(asked).toEqual(['put']);
  });

  it('does not end what is in time', async () => {
    const { prepare } = library([], 1000);
    expect(await prepare('{ shelf { label } books { price } }').execute(null, context())).toEqual({ data: { shelf: { label: 'A' }, books: [{ price: 1 }, { price: 2 }, { price: 1 }] } });
  });
});

it('asks nothing more once the client has left', async () => {
  const { prepare, asked } = library([]);
  const ctx: RequestContext = Object.create(context(), { left: { get: () => asked.includes('books') } }) as RequestContext;
  await prepare('{ books { price } }').execute(null, ctx);
  await sleep(20);
  expect(asked).toEqual(['books']);
});

describe('an explanation', () => {
  it('shows the plan and each call, an entity asked for once', async () => {
    const { prepare } = library([]);
    const { ctx, explanation } = withExplain(context());
    await prepare('{ books { title price } }').execute(null, ctx);
    expect(explanation.plans).toEqual([
      {
        kind: 'sequence',
        steps: [
          { kind: 'fetch', subgraph: 'shelves', operation: expect.stringContaining('books') },
          { kind: 'fetch', subgraph: 'prices', operation: expect.stringContaining('_entities'), paths: ['books.@'] },
        ],
      },
    ]);
    expect(explanation.calls).toEqual([
      { subgraph: 'shelves', kind: 'fields', milliseconds: expect.any(Number), errors: 0 },
      { subgraph: 'prices', kind: 'entities', entities: 2, milliseconds: expect.any(Number), errors: 0 },
    ]);
  });

  it('has a plan for each field of a mutation', async () => {
    const { prepare } = library([]);
    const { ctx, explanation } = withExplain(context());
    await prepare('mutation { put take }').execute(null, ctx);
    expect(explanation.plans).toHaveLength(2);
    expect(explanation.calls.map(({ subgraph }) => subgraph)).toEqual(['shelves', 'shelves']);
  });
});
