import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeSupergraph, CompositionError, type SubgraphDefinition } from './compose.js';
import { unsupportedInSupergraph } from './unsupported.js';

const link = (version: string, ...names: readonly string[]): string => `extend schema @link(url: "https://specs.apollo.dev/federation/${version}", import: [${names.map((name) => `"${name}"`).join(', ')}])\n`;
const define = (name: string, sdl: string): SubgraphDefinition => ({ name, typeDefs: parse(sdl) });

function refusals(...subgraphs: readonly SubgraphDefinition[]): readonly string[] {
  try {
    composeSupergraph(subgraphs);
  } catch (thrown) {
    if (thrown instanceof CompositionError) return thrown.messages;
    throw thrown;
  }
  return [];
}

const supergraph = (links: string, body: string): string => `schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION) ${links} { query: Query } ${body}`;

describe('composition refuses by name', () => {
  it.each([
    ['@authenticated', 'type Query { a: Int @authenticated }', 'Query.a'],
    ['@requiresScopes', 'type Query { a: T } type T @requiresScopes(scopes: [["x"]]) { b: Int }', 'T'],
    ['@policy', 'type Query { a: Int @policy(policies: [["x"]]) }', 'Query.a'],
  ])('%s, which would leave open what was closed', (name, sdl, place) => {
    expect(refusals(define('partner', link('v2.9', name) + sdl))).toEqual([`The subgraph partner uses ${name} (${place}), which is not supported: the gateway does not enforce it, and would open what its owner has closed.`]);
  });

  it('a directive of federation under any name that it is given', () => {
    expect(refusals(define('partner', `${link('v2.9')}type Query { a: Int @federation__policy(policies: [["x"]]) }`))).toHaveLength(1);
    const renamed = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", as: "fed", import: [{ name: "@authenticated", as: "@members" }])
      type Query { a: Int @members b: Int @fed__policy(policies: [["x"]]) }`;
    expect(refusals(define('partner', renamed)).map((message) => /uses (\S+)/.exec(message)?.[1])).toEqual(['@authenticated', '@policy']);
  });

  it('nothing for a directive of the same name that is not federation’s', () => {
    expect(refusals(define('own', `${link('v2.9')} directive @policy on FIELD_DEFINITION type Query { a: Int @policy }`))).toEqual([]);
  });

  it('values by context', () => {
    const sdl = 'type Query { a: A } type A @key(fields: "id") @context(name: "c") { id: ID! p: String b: B } type B @key(fields: "id") { id: ID! f(x: String @fromContext(field: "$c { p }")): Int }';
    const found = refusals(define('a', link('v2.9', '@key', '@context', '@fromContext') + sdl));
    expect(found.map((message) => /uses (\S+) \((.*?)\),/.exec(message)?.slice(1))).toEqual([['@context', 'A'], ['@fromContext', 'B.f(x)']]);
  });

  it('a progressive override, and takes a whole one', () => {
    const from = define('a', `${link('v2.9', '@key')}type Query { a: A } type A @key(fields: "id") { id: ID! x: Int }`);
    const to = (how: string): SubgraphDefinition => define('b', `${link('v2.9', '@key', '@override')}type A @key(fields: "id") { id: ID! x: Int @override(from: "a"${how}) }`);
    expect(refusals(from, to(', label: "percent(5)"'))).toEqual([expect.stringMatching(/^The subgraph b uses @override with a label \(A\.x\), which is not supported/)]);
    expect(refusals(from, to(''))).toEqual([]);
  });

  it('connectors', () => {
    const connect = 'extend schema @link(url: "https://specs.apollo.dev/connect/v0.1", import: ["@connect", "@source"]) @source(name: "x", http: { baseURL: "http://x" }) type Query { a: Int @connect(source: "x", http: { GET: "/a" }, selection: "a") }';
    expect(refusals(define('a', link('v2.10', '@key') + connect))).toEqual([expect.stringContaining('links https://specs.apollo.dev/connect/v0.1, which is not supported')]);
  });

  it('a specification that is for security or execution and that nobody here knows', () => {
    const own = (purpose: string): string => `${link('v2.9')}extend schema @link(url: "https://example.org/vault/v1.0", import: ["@sealed"]${purpose}) directive @sealed on OBJECT type Query @sealed { a: Int }`;
    expect(refusals(define('a', own(', for: SECURITY')))).toEqual([expect.stringContaining('links https://example.org/vault/v1.0 for SECURITY')]);
    expect(refusals(define('a', own(', for: EXECUTION')))).toHaveLength(1);
    expect(refusals(define('a', own('')))).toEqual([]);
  });

  it('a directive to be composed that does not exist, in the words of the composer', () => {
    const sdl = `${link('v2.9', '@composeDirective')} extend schema @composeDirective(name: "@mine") type Query { a: Int }`;
    expect(refusals(define('a', sdl))).toEqual([expect.stringContaining('@mine')]);
  });

  it('what is no schema', () => {
    expect(refusals(define('a', '{ a }')).length).toBeGreaterThan(0);
    expect(refusals(define('a', 'type Query { a: Nothing }'))).toEqual([expect.stringContaining('Nothing')]);
  });
});

describe('composition takes', () => {
  it('what only informs: costs, tags, composed directives', () => {
    const costs = define('a', `${link('v2.9', '@cost', '@listSize', '@tag', '@composeDirective')} extend schema @link(url: "https://example.org/x/v1.0", import: ["@mine"]) @composeDirective(name: "@mine")
      directive @mine on FIELD_DEFINITION type Query { a: Int @cost(weight: 3) @tag(name: "t") @mine l: [Int] @listSize(assumedSize: 3) }`);
    expect(refusals(costs)).toEqual([]);
  });

  it('subgraphs of federation 1', () => {
    const one = define('one', 'type Query { a: A } type A @key(fields: "id") { id: ID! x: Int }');
    const two = define('two', 'extend type A @key(fields: "id") { id: ID! @external x: Int @external y: Int @requires(fields: "x") }');
    expect(refusals(one, two)).toEqual([]);
  });

  it('newer versions of federation in so far as they use nothing new', () => {
    for (const version of ['v2.10', 'v2.11', 'v2.12']) expect(refusals(define('a', `${link(version, '@key')}type Query { a: A } type A @key(fields: "id") { id: ID! }`))).toEqual([]);
    expect(refusals(define('a', `${link('v2.12', '@key', '@cacheTag')}type Query { a: Int @cacheTag(format: "a") }`))).toEqual([]);
    expect(refusals(define('a', `${link('v2.12')}type Query { a: Int @federation__cacheTag(format: "a") }`))).toEqual([]);
    expect(refusals(define('a', `${link('v2.11', '@authenticated')}type Query { a: Int @authenticated }`))).toHaveLength(1);
    expect(refusals(define('a', `${link('v3.0', '@key')}type Query { a: Int }`))).toEqual([expect.stringContaining('v3.0')]);
  });
});

describe('a supergraph composed elsewhere is refused by name', () => {
  const ofText = (text: string): readonly string[] => unsupportedInSupergraph(parse(text));

  it('when it is none', () => {
    expect(ofText('type Query { a: Int }')).toEqual([expect.stringContaining('no supergraph')]);
  });

  it('for a version of join that the planner does not know', () => {
    expect(ofText('schema @link(url: "https://specs.apollo.dev/join/v0.9", for: EXECUTION) { query: Query } type Query { a: Int }')).toEqual([expect.stringContaining('links https://specs.apollo.dev/join/v0.9')]);
    expect(ofText(supergraph('', 'type Query { a: Int }'))).toEqual([]);
  });

  it('for access rules, labels, contexts and connectors where they are used', () => {
    const links = '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY) @link(url: "https://specs.apollo.dev/policy/v0.1", import: [{ name: "@policy", as: "@rule" }], for: SECURITY)';
    expect(ofText(supergraph(links, 'type Query { a: Int }'))).toEqual([]);
    const used = 'type Query { a: Int @authenticated b: Int @rule(policies: []) c: Int @join__field(graph: A, overrideLabel: "x") d: Int @join__field(graph: A, contextArguments: []) e: Int @join__directive(name: "connect", args: {}) f: Int @join__directive(name: "cacheTag", args: {}) }';
    expect(ofText(supergraph(links, used)).map((message) => /uses (.*?) \(/.exec(message)?.[1])).toEqual(['@authenticated', '@policy', '@override with a label', '@fromContext', '@connect']);
  });

  it('for a specification of another that is for security', () => {
    expect(ofText(supergraph('@link(url: "https://example.org/vault/v1.0", for: SECURITY)', 'type Query { a: Int }'))).toHaveLength(1);
    expect(ofText(supergraph('@link(url: "https://example.org/note/v1.0")', 'type Query { a: Int }'))).toEqual([]);
  });
});
