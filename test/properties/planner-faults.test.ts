import { spawnSync } from 'node:child_process';
import { parse } from 'graphql';
import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../src/federation/engine.js';
import { nearTransport } from '../../src/federation/transport.js';
import { answerOf, difference } from './engine.compare.js';
import { context } from './engine.graph.js';
import { createLibrary, type Library } from './library.graph.js';

/**
 * Faults of @graphql-hive/router-query-planner 0.0.38 that random documents found, each with the smallest document that
 * shows it, and how the engine answers that document. A test that fails here says that the planner has got better: what
 * leads around the fault can go.
 */
let library: Library;
let planner: QueryPlanner;
let engine: Engine;
beforeAll(() => {
  library = createLibrary();
  planner = new QueryPlanner(library.supergraph);
  engine = createEngine({ supergraph: library.supergraph, transports: Object.fromEntries(Object.entries(library.subgraphs).map(([name, schema]) => [name, nearTransport(schema)])) });
});

const planOf = (query: string): string => JSON.stringify(planner.plan(query, undefined, new Set<string>(), 0).node);

async function differs(query: string): Promise<string | undefined> {
  const prepared = engine.prepare(query);
  if (!('execute' in prepared)) return `refused: ${prepared[0]?.message}`;
  const wanted = await answerOf(library.merged, parse(query), {}, library.state.reset);
  return difference(await prepared.execute({}, context()), wanted);
}

describe('the planner', () => {
  it.each([
    ['a required field of an entity that comes by another key', '{ shelves { books { freight } } }', /has many/],
    ['a field of a value inside a key, which another subgraph has', '{ place { keeper { account { level } } } }', /No paths found/],
    ['an alias that is the name of a composite key', '{ shelves { building: label rent } }', /No field found/],
  ])('cannot plan %s; the engine can', async (_, query, message) => {
    expect(() => planOf(query)).toThrow(message);
    expect(await differs(query)).toBeUndefined();
  });

  it.each([
    ['an alias that is the name of a key: one fetch asks two things under one name', '{ books { isbn: title stock } }', /isbn: title isbn/],
    ['what is required with arguments, beside the same field with others: it sends the other', '{ media { ... on Book { total price { amount } } } }', /"name":"price","selections"/],
    ['fields of an interface object for several types: it sends one type', '{ reviewed { ... on Book { grade } ... on Film { score } } }', /"typeCondition":"(Book|Film)"(?!.*"typeCondition":"(Book|Film)")/],
    ['different fields of an interface object for each type: it asks all of them of all', '{ media { ... on Book { grade } ... on Film { score } } }', /on Media\{score grade\}/],
    ['the same below objects of different types', '{ media { ... on Film { sequel { mine: reviews { id } } } ... on Book { sequel { grade } } } }', /on Media\{(grade mine: reviews\{id\}|mine: reviews\{id\} grade)\}/],
  ])('plans wrongly %s; the engine does not', async (_, query, sign) => {
    expect(planOf(query)).toMatch(sign);
    expect(await differs(query)).toBeUndefined();
  });

  it('ends the whole process at a field of an interface object with other arguments for another type; the engine does not', async () => {
    const query = '{ medium(id: "b1") { ... on Book { grade(order: TITLE) } ... on Film { grade } } }';
    const program = `const { QueryPlanner } = require('@graphql-hive/router-query-planner'); new QueryPlanner(process.argv[1]).plan(process.argv[2], undefined, new Set(), 0);`;
    expect(spawnSync(process.execPath, ['-e', program, library.supergraph, query], { timeout: 20_000 })).toMatchObject({ signal: 'SIGABRT' });
    expect(await differs(query)).toBeUndefined();
  });
});

