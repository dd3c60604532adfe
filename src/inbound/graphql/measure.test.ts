import { buildSchema, Kind, parse, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { measureOperation } from './measure.js';
import type { Points } from './points.js';

const schema = buildSchema(`
  type App { id: ID! instances(first: Int): Instances! }
  type Instance { id: ID! app: App! }
  type Instances { nodes: [Instance!]! }
  type Apps { nodes: [App!]! }
  type Query { app(id: ID): App apps(first: Int): Apps! all(first: Int = 500): Apps! }
`);

function pointsIn(query: string): Points {
  const { definitions } = parse(query);
  const fragments = definitions.filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION);
  const operation = definitions.find((definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION)!;
  return measureOperation(schema, operation, new Map(fragments.map((fragment) => [fragment.name.value, fragment]))).points;
}

const PAGES = 'query ($n: Int, $m: Int = 3) { apps(first: $n) { nodes { id instances(first: $m) { nodes { id } } } } }';
const pages = (n: number, m: number): number => 1 + 1 + n * (1 + 1 + 1 + m);

describe('pages that variables tell', () => {
  it.each([
    [{ n: 5, m: 7 }, pages(5, 7)],
    [{ n: 5 }, pages(5, 3)],
    [{ m: 1 }, pages(20, 1)],
    [{ n: null, m: null }, pages(20, 20)],
    [null, pages(20, 3)],
    [{ n: 100_000, m: 0 }, pages(100_000, 1)],
    [{ n: '5', m: 1.5 }, pages(100, 100)],
  ])('count as they are: %j', (variables, cost) => expect(pointsIn(PAGES).of(variables)).toBe(cost));

  it('are one at least', () => expect(pointsIn(PAGES).least).toBe(pages(1, 1)));

  it('count wherever a fragment is spread', () => {
    const { of } = pointsIn('query ($n: Int) { a: apps(first: $n) { ...P } b: apps(first: 2) { ...P } } fragment P on Apps { nodes { id } }');
    expect(of({ n: 9 })).toBe(2 + 9 + 2 + 2);
  });
});

it("counts a page that is not asked for as the field's own, or as 20", () => {
  expect(pointsIn('{ all { nodes { id } } apps { nodes { id } } }').of({})).toBe(2 + 500 + 2 + 20);
});

it('costs the same whatever the variables when no page depends on them', () => {
  const { least, of } = pointsIn('query ($id: ID) { app(id: $id) { id } }');
  expect([least, of({ id: '1' })]).toEqual([2, 2]);
});

it('counts every page as a huge one, in no exponential time, where fragments multiply more pages than can be told apart', () => {
  const names = Array.from({ length: 12 }, (_, index) => `v${index}`);
  const spreads = (level: number): string => names.map((name) => `${name}: instances(first: $${name}) { nodes { app { ...F${level + 1} } } }`).join(' ');
  const levels = Array.from({ length: 12 }, (_, level) => `fragment F${level} on App { ${spreads(level)} }`);
  const query = `query (${names.map((name) => `$${name}: Int`).join(' ')}) { app { ...F0 } } ${levels.join(' ')} fragment F12 on App { id }`;
  const before = performance.now();
  expect(pointsIn(query).of(Object.fromEntries(names.map((name) => [name, 1])))).toBeGreaterThan(1e70);
  expect(performance.now() - before).toBeLessThan(500);
});
