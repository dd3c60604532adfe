import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeSupergraph, CompositionError } from './compose.js';
import { printPublicSchema, printSubgraph, printSupergraph } from './print.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@inaccessible"])';
const define = (name: string, sdl: string) => ({ name, typeDefs: parse(`${LINK} ${sdl}`) });

const A = define('a', '"The start." type Query { app(filter: Filter): App hidden: Int @inaccessible } type App @key(fields: "id") { id: ID! } input Filter { name: String }');
const B = define('b', 'type App @key(fields: "id") { id: ID! size: Int }');

describe('composeSupergraph', () => {
  it('does not depend on the order of subgraphs and has no hints for what is plain', () => {
    const composed = composeSupergraph([B, A]);
    expect(composed).toEqual(composeSupergraph([A, B]));
    expect(composed.hints).toEqual([]);
    expect(composed.sdl).toContain('A @join__graph(name: "a", url: "near://a")');
  });

  it('throws with every reason', () => {
    const fault = (): unknown => composeSupergraph([define('a', 'type Query { x: String y: Int }'), define('b', 'type Query { x: String y: Int }')]);
    expect(fault).toThrow(CompositionError);
    try {
      fault();
    } catch (thrown) {
      expect((thrown as CompositionError).messages).toHaveLength(2);
      expect((thrown as CompositionError).message).toMatch(/Query\.x[\s\S]*Query\.y/);
    }
  });

  it('tells of what composition drops or blurs in silence', () => {
    const one = define('one', 'type Query { p(f: F, k: K): P } "First." type P @shareable { a: Int! b(n: Int): Int } input F { x: Int y: Int } enum K { U V }');
    const two = define('two', 'type Query { q(f: F, k: K): P } "Second." type P @shareable { a: Int b(n: Int): Int } input F { x: Int } enum K { U }');
    expect(composeSupergraph([one, two]).hints).toEqual([
      'P is described differently by one, two.',
      'P.a is declared differently: Int! and Int.',
      'F.y is not declared by every subgraph that has F (two).',
      'K.V is not declared by every subgraph that has K (two).',
    ]);
  });
});

describe('printing', () => {
  it('ends texts with one line break and keeps federation out of the public one', () => {
    const { sdl } = composeSupergraph([A, B]);
    const text = printPublicSchema(sdl);
    expect(text).not.toMatch(/join__|@link|hidden|inaccessible/);
    expect(text).toMatch(/"""The start\."""\ntype Query/);
    expect(Object.keys(buildSchema(text).getType('App')?.toConfig() ?? {})).toContain('fields');
    for (const printed of [text, printSupergraph(`${sdl}\n\n`), printSubgraph({ sdl: 'type A { b: Int }' })]) expect(printed).toMatch(/[^\n]\n$/);
  });
});
