import { buildSchema, getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, limitRules, type Limits } from './limits.js';

const schema = buildSchema(`
  interface Named { name: String }
  type App implements Named { id: ID! name: String instances(first: Int, after: String): Instances! }
  type Instance { id: ID! app: App! zones: [Zone!]! }
  type Zone { id: ID! }
  type Instances { nodes: [Instance!]! edges: [InstanceEdge!]! totalCount: Int! }
  type InstanceEdge { cursor: String! node: Instance! }
  type Apps { nodes: [App!]! totalCount: Int! }
  type Query { app(id: ID): App apps(first: Int): Apps! named: [Named!]! }
`);

const found = (query: string, limits: Partial<Limits> = {}, introspection = true) =>
  validate(schema, parse(query), [...specifiedRules, ...limitRules({ limits: { ...DEFAULT_LIMITS, ...limits }, introspection })]);

const limitsOf = (query: string, limits: Partial<Limits> = {}) => found(query, limits).map((error) => error.extensions['limit']);

describe('depth', () => {
  it('counts through fragments and inline fragments', () => {
    const query = '{ app { ...A } } fragment A on App { ... on App { instances { nodes { id } } } }';
    expect(found(query, { depth: 4 })).toEqual([]);
    expect(found(query, { depth: 3 })[0]?.message).toBe('The operation is 4 fields deep; at most 3 are allowed.');
  });

  it('lets the introspection of GraphiQL pass', () => {
    expect(found(getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, specifiedByUrl: true }))).toEqual([]);
  });

  it('leaves introspection that turns in circles to graphql-js, which refuses it', () => {
    const turn = (inner: string): string => `fields { type { ${inner} } }`;
    expect(found(`{ __schema { types { ${turn(turn(turn('name')))} } } }`)).toHaveLength(1);
  });
});

describe('cost', () => {
  const costs = (query: string): number => Number(/costs (\d+)/.exec(found(query, { cost: 0 })[0]!.message)?.[1]);

  it.each([
    ['a field', '{ app { id } }', 2],
    ['a page of a given size', '{ apps(first: 3) { nodes { id name } totalCount } }', 1 + (1 + 3 * 2) + 1],
    ['a page of no given size: 20', '{ apps { nodes { id } } }', 2 + 20],
    ['a page whose size a variable tells: at least 1', 'query ($n: Int) { apps(first: $n) { nodes { id } } }', 2 + 1],
    ['a page larger than any of ours', '{ apps(first: 100000) { nodes { id } } }', 2 + 100_000],
    ['edges', '{ app { instances(first: 5) { edges { cursor node { id } } } } }', 2 + 1 + 5 * (1 + 1 + 1)],
    ['pages in pages', '{ apps(first: 10) { nodes { instances(first: 10) { nodes { id } } } } }', 1 + 1 + 10 * (1 + 1 + 10)],
    ['a fragment on a page', '{ apps(first: 4) { ...P } } fragment P on Apps { nodes { id } }', 2 + 4],
    ['a list without pages', '{ app { instances(first: 1) { nodes { zones { id } } } } }', 5],
    ['an interface', '{ named { name ... on App { id } } }', 3],
    ['introspection', '{ __schema { types { name } } app { id } }', 2],
  ])('of %s', (_what, query, points) => expect(costs(query)).toBe(points));

  it('refuses pages in pages that come to more than 5000 points', () => {
    expect(limitsOf('{ apps(first: 100) { nodes { instances(first: 100) { nodes { id } } } } }')).toEqual(['cost']);
  });

  it('takes no exponential time for fragments that spread fragments', () => {
    const levels = Array.from({ length: 60 }, (_, level) => `fragment F${level} on App { instances { nodes { app { ...F${level + 1} ...F${level + 1} } } } }`);
    const query = `{ app { ...F0 } } ${levels.join(' ')} fragment F60 on App { id }`;
    const before = performance.now();
    expect(limitRules().flatMap((rule) => validate(schema, parse(query), [rule])).map((error) => error.extensions['limit'])).toContain('cost');
    expect(performance.now() - before).toBeLessThan(500);
  });

  it('survives a cycle of fragments, which another rule refuses', () => {
    const messages = found('{ app { ...A } } fragment A on App { instances { nodes { app { ...A } } } }').map((error) => error.message);
    expect(messages).toContain('Cannot spread fragment "A" within itself.');
  });
});

it('counts aliases wherever a fragment is spread', () => {
  expect(limitsOf('{ a: app { ...F } b: app { ...F } } fragment F on App { x: id }', { aliases: 3 })).toEqual(['aliases']);
});

it('counts root fields, not the type name', () => {
  const query = '{ __typename a: app { id } ...Q ... { app { id } } } fragment Q on Query { apps { totalCount } }';
  expect(limitsOf(query, { rootFields: 3 })).toEqual([]);
  expect(found(query, { rootFields: 2 })[0]?.message).toBe('The operation has 3 root fields; at most 2 are allowed.');
});

it('measures each operation of a document', () => {
  expect(limitsOf('query A { app { id } } query B { app { instances { totalCount } } }', { depth: 2 })).toEqual(['depth']);
});

it('tells once of too many directives', () => {
  expect(limitsOf('{ app @include(if: true) { id @include(if: true) name @skip(if: false) } }', { directives: 1 })).toEqual(['directives']);
});

it('can turn introspection off', () => {
  expect(found('{ __schema { queryType { name } } }', {}, false)[0]?.message).toMatch(/introspection/i);
  expect(found('{ __typename app { __typename } }', {}, false)).toEqual([]);
});
