import { getIntrospectionQuery, GraphQLError, parse, type ExecutionResult, type ValidationRule } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { context, createGraph, type Graph } from '../../test/properties/engine.graph.js';
import { Refusal } from '../kernel/refusal.js';
import { composeSupergraph } from './compose/compose.js';
import { createEngine, type Prepared } from './engine.js';
import { nearTransport, type Transport } from './transport.js';

let graph: Graph;
beforeEach(() => {
  graph = createGraph();
});

function prepare(query: string, operationName?: string): Prepared {
  const prepared = graph.engine.prepare(query, operationName);
  if (!('execute' in prepared)) throw prepared[0];
  return prepared;
}

/** As a caller reads it. */
const plain = (result: ExecutionResult): ExecutionResult => JSON.parse(JSON.stringify(result)) as ExecutionResult;
const run = async (query: string, variables?: Record<string, unknown>, operationName?: string) => plain(await prepare(query, operationName).execute(variables, context()));
const faults = (query: string): readonly string[] => {
  const errors = graph.engine.prepare(query);
  return 'execute' in errors ? [] : errors.map(({ message }) => message);
};
const paths = ({ errors = [] }: ExecutionResult) => errors.map(({ path }) => path?.join('.'));

describe('selections', () => {
  it('answers introspection with aliases and fragments beside other fields, in the order asked', async () => {
    const { data } = await run('query($n: String!) { app(id: "a1") { id } ...S t: __type(name: $n) { name } __typename } fragment S on Query { s: __schema { queryType { ...T } } } fragment T on __Type { name }', { n: 'Zone' });
    expect(JSON.stringify(data)).toBe('{"app":{"id":"a1"},"s":{"queryType":{"name":"Query"}},"t":{"name":"Zone"},"__typename":"Query"}');
  });

  it('answers the whole introspection query without federation in it', async () => {
    const { data, errors } = await run(getIntrospectionQuery());
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).not.toMatch(/join__|_entities|_service|"_Any"/);
  });

  it('knows type names at the root, under aliases and within unions', async () => {
    expect((await run('{ __typename k: __typename hits { k: __typename } }')).data).toEqual({ __typename: 'Query', k: 'Query', hits: ['App', 'Zone', 'Note', 'App'].map((k) => ({ k })) });
  });

  it('keeps an empty object where @skip leaves no selection', async () => {
    const query = 'query($no: Boolean!) { app(id: "a1") { id @skip(if: $no) } zone(id: "z1") { ... on Zone @skip(if: true) { name } } }';
    expect((await run(query, { no: true })).data).toEqual({ app: {}, zone: {} });
    expect((await run(query, { no: false })).data).toEqual({ app: { id: 'a1' }, zone: {} });
    expect((await run('{ zones @skip(if: true) { id } }')).data).toEqual({});
  });

  it('tells apart conditions on the same fragment spread twice', async () => {
    const query = 'query($a: Boolean!, $b: Boolean = true) { app(id: "a2") { ...F @include(if: $a) ...F @skip(if: $b) } } fragment F on App { id zone { name } }';
    expect((await run(query, { a: true })).data).toEqual({ app: { id: 'a2', zone: { name: 'Zone z3' } } });
    expect((await run(query, { a: false })).data).toEqual({ app: {} });
    expect((await run(query, { a: false, b: false })).data).toEqual({ app: { id: 'a2', zone: { name: 'Zone z3' } } });
  });

  it('refuses a condition without a value, and more than eight of them', async () => {
    expect(await run('query($a: Boolean = true) { zones @skip(if: $a) { id } }', { a: null })).toMatchObject({ errors: [{ message: expect.stringContaining('"$a"') }] });
    const many = Array.from({ length: 9 }, (_, index) => `$c${index}: Boolean!`);
    expect(faults(`query(${many.join(' ')}) { ${many.map((_, index) => `z${index}: zones @skip(if: $c${index}) { id }`).join(' ')} }`)).toEqual(['At most 8 variables may decide on @skip and @include.']);
  });

  it('joins fields that are asked for twice and lists of lists', async () => {
    const { data } = await run('{ grid { ...A ...B } grid { zone { id } } app(id: "a2") { matrix } } fragment A on App { id zone { name } } fragment B on Node { label ... on App { zone { load } } }');
    expect(data).toMatchObject({ grid: [[{ id: 'a1', zone: { name: 'Zone z2', load: 0.5, id: 'z2' }, label: 'app a1' }, null, { id: 'a2' }], [], [{ id: 'a3' }]], app: { matrix: [[1, null], [2]] } });
  });

  it('asks for the same entity once and completes each place by itself', async () => {
    const { data } = await run('{ zones { flagship { zone { load } } apps { zone { busy } } } }');
    const asked = graph.record.references.filter((reference) => reference.startsWith('App'));
    expect(new Set(asked).size).toBe(asked.length);
    expect(data).toMatchObject({ zones: [{ flagship: { zone: { load: 0.5 } }, apps: [{ zone: { busy: true } }, { zone: null }, { zone: { busy: true } }] }, {}, {}] });
  });

  it('keeps apart what one entity is asked in two places under one key', async () => {
    const { data } = await run('{ first: app(id: "a1") { zone { flagship { v: views(n: 1) } } } second: app(id: "a1") { zone { flagship { v: views(n: 2) } } } }');
    expect(data).toEqual({ first: { zone: { flagship: { v: 901 } } }, second: { zone: { flagship: { v: 902 } } } });
  });

  it('refuses names that an answer or a fetch cannot bear', () => {
    expect(faults('{ apps { __typename: name } }')[0]).toMatch(/__typename/);
    expect(faults('{ __proto__: apps { id } }')[0]).toMatch(/__proto__/);
    expect(faults('query($constructor: Int) { apps(first: $constructor) { toString: id } }')).toHaveLength(2);
    expect(faults('query($representations: Int) { apps(first: $representations) { id } }')[0]).toMatch(/\$representations/);
    expect(faults('{ a: __typename __isNode: __typename }')).toEqual([]);
  });
});

describe('nulls and errors', () => {
  it('leads errors through entity fetches to every place of the entity', async () => {
    const result = await run('{ zones { load apps { owner { name } } } grid { zone { load } } }');
    expect(paths(result).sort()).toEqual(['grid.2.0.zone.load', 'zones.0.load', 'zones.2.apps']);
    expect(result.data?.zones).toMatchObject([{ load: null }, { load: 0.5 }, { apps: null }]);
  });

  it('bubbles a null to the nearest nullable place, with one error', async () => {
    expect(await run('{ nodes { ... on App { views } id } }')).toMatchObject({ data: { nodes: [{ id: 'a1', views: 101 }, { id: 'z1' }, null, null] }, errors: [{ path: ['nodes', 3, 'views'], message: 'views a4 fails' }] });
    const missing = await run('{ zone(id: "z2") { flagship { name } } }');
    expect(missing).toMatchObject({ data: { zone: null }, errors: [{ message: 'Cannot return null for non-nullable field App.name.', path: ['zone', 'flagship', 'name'] }] });
    expect(missing.errors).toHaveLength(1);
    expect(await run('{ mustFail zones { id } }')).toMatchObject({ data: null, errors: [{ path: ['mustFail'] }] });
  });

  it('cuts a path that enters a field only the plan asked for', async () => {
    const cost = await withCosts(() => {
      throw new Error('no price');
    });
    expect(cost).toEqual({ data: { app: { cost: null } }, errors: [{ message: 'no price', path: ['app'], extensions: { serviceName: 'a' } }] });
  });

  it('keeps the original error, so that a door can see a refusal', async () => {
    const refusal = new Refusal('UNAVAILABLE', 'Not now.', { retryAfter: 3 });
    const { errors } = await failing(() => Promise.reject(refusal)).execute(null, context());
    expect(errors?.map(({ originalError, path }) => ({ originalError, path }))).toEqual([{ originalError: refusal, path: ['app'] }]);
  });

  it('turns a step that throws into an error of the answer', async () => {
    const result = await failing(() => {
      throw new TypeError('broken');
    }).execute({}, context());
    expect(result.data).toEqual({ app: null });
    expect(result.errors?.[0]?.originalError).toBeInstanceOf(TypeError);
  });

  const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])';
  const composed = (subgraphs: Record<string, string>) => composeSupergraph(Object.entries(subgraphs).map(([name, sdl]) => ({ name, typeDefs: parse(`${LINK} ${sdl}`) }))).sdl;
  const broken: Transport = { prepare: () => () => ({ data: null }), subscribe: () => async () => ({ data: null }) };

  const failing = (call: () => Promise<ExecutionResult>): Prepared =>
    createEngine({ supergraph: composed({ a: 'type Query { app: String }' }), transports: { a: { ...broken, prepare: () => call } } }).prepare('{ app }') as Prepared;

  async function withCosts(price: () => number): Promise<ExecutionResult> {
    const sdl = { a: 'type Query { app: App } type App @key(fields: "id") { id: ID! price: Int }', b: 'type App @key(fields: "id") { id: ID! price: Int @external cost: Int @requires(fields: "price") }' };
    const near = (text: string, resolvers: object) => nearTransport(buildSubgraphSchema([{ typeDefs: parse(`${LINK} ${text}`), resolvers: resolvers as never }]));
    const transports = { a: near(sdl.a, { Query: { app: () => ({ id: '1' }) }, App: { price } }), b: near(sdl.b, { App: { __resolveReference: (ref: object) => ({ ...ref }), cost: (app: { price: number | null }) => app.price } }) };
    return plain(await (createEngine({ supergraph: composed(sdl), transports }).prepare('{ app { cost } }') as Prepared).execute({}, context()));
  }
});

describe('variables', () => {
  it('checks them once against the public schema, with all errors', async () => {
    const query = 'query($id: ID!, $kind: Kind, $first: Int) { app(id: $id) { id } apps(kind: $kind, first: $first) { id } }';
    const { errors, ...rest } = await run(query, { kind: 'TINY', first: 'x' });
    expect(errors?.map(({ message }) => message)).toEqual([
      'Variable "$id" of required type "ID!" was not provided.',
      'Variable "$kind" got invalid value "TINY"; Value "TINY" does not exist in "Kind" enum.',
      'Variable "$first" got invalid value "x"; Int cannot represent non-integer value: "x"',
    ]);
    expect(rest).toEqual({});
  });

  it('honours defaults of variables, arguments and input fields, with enums as the subgraph means them', async () => {
    const ids = async (query: string, variables?: Record<string, unknown>) => ((await run(query, variables)).data as { apps: { id: string }[] }).apps.map(({ id }) => id);
    expect(await ids('{ apps { id } }')).toEqual(['a1', 'a2', 'a3']);
    expect(await ids('query($n: Int = 5, $k: Kind = HUGE) { apps(first: $n, kind: $k) { id } }')).toEqual(['a2', 'a5']);
    expect(await ids('query($n: Int! = 1, $k: Kind! = LARGE) { apps(first: $n, kind: $k) { id } }')).toEqual(['a1']);
    expect(await ids('query($n: Int) { apps(first: $n) { id } }', { n: null })).toEqual([]);
    expect(await ids('query($f: Filter) { apps(filter: $f) { id } }', { f: {} })).toEqual(['a1', 'a3', 'a4']);
    expect(await ids('query($f: Filter = {kinds: [HUGE]}) { apps(first: 9, filter: $f) { id } }')).toEqual(['a2', 'a5']);
    expect(await ids('query($f: Filter) { apps(first: 9, filter: $f) { id } }', { f: { kinds: 'LARGE', nested: { text: 'x' } } })).toEqual(['a1', 'a4']);
  });

  it('reads custom scalars by the rules of the near subgraph, before anything runs', async () => {
    expect((await run('query($at: Stamp) { echo(at: $at) }', { at: 't1' })).data).toEqual({ echo: '{"at":{"at":"t1"}}' });
    expect(await run('query($at: Stamp) { echo(at: $at) }', { at: 'x' })).toEqual({ errors: [expect.objectContaining({ message: expect.stringContaining('must start with t') })] });
    expect(faults('{ echo(at: "x") }')[0]).toMatch(/must start with t/);
  });
});

describe('mutations', () => {
  it('runs them in order, each with all that is read of it', async () => {
    const { data } = await run('mutation { a: move(id: "a1") { id } ...M note(text: "n") t: tally } fragment M on Mutation { rename(id: "a2", name: "x") { name zone { name } } view(id: "a3") { cost } }');
    expect(graph.record.log).toEqual(['move a1', 'rename a2 x', 'view a3', 'note n']);
    expect(data).toEqual({ a: { id: 'a1' }, rename: { name: 'App a2', zone: { name: 'Zone z3' } }, view: { cost: 30 }, note: 4, t: 4 });
  });

  it('stops where one fails that may not be null', async () => {
    expect(await run('mutation { note(text: "1") refuse { id } move(id: "a1") { id } }')).toMatchObject({ data: null, errors: [{ path: ['refuse'], message: 'refuse fails' }] });
    expect(graph.record.log).toEqual(['note 1']);
  });
});

describe('subscriptions', () => {
  const open = async (query: string, variables?: Record<string, unknown>) => {
    const stream = await prepare(query).subscribe(variables, context());
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    return stream[Symbol.asyncIterator]();
  };

  it('completes each event across subgraphs, with literal arguments', async () => {
    const events = await open('subscription { changed(times: 3) { id ...F } } fragment F on App { zone { name } views(n: 7) }');
    expect(plain((await events.next()).value)).toEqual({ data: { changed: { id: 'a1', zone: { name: 'Zone z2' }, views: 107 } } });
    expect(plain((await events.next()).value)).toMatchObject({ data: { changed: { id: 'a2' } } });
    expect(plain((await events.next()).value)).toMatchObject({ data: { changed: { id: 'a3' } } });
    expect((await events.next()).done).toBe(true);
  });

  it('ends with an error when the source fails', async () => {
    const events = await open('subscription { broken { id } }');
    expect(plain((await events.next()).value)).toEqual({ data: { broken: { id: 'a1' } } });
    expect(await events.next()).toMatchObject({ done: false, value: { errors: [{ message: 'the source broke' }] } });
    expect((await events.next()).done).toBe(true);
  });

  it('refuses wrong variables and the wrong way to run', async () => {
    const subscription = prepare('subscription($n: Int!) { changed(times: $n) { id } }');
    expect(await subscription.subscribe({}, context())).toMatchObject({ errors: [{ message: expect.stringContaining('"$n"') }] });
    expect(await subscription.execute({ n: 1 }, context())).toMatchObject({ errors: [{}] });
    expect(await prepare('{ zones { id } }').subscribe({}, context())).toMatchObject({ errors: [{}] });
  });
});

describe('prepared documents', () => {
  it('are remembered by text and operation name', () => {
    const two = 'query A { zones { id } } query B { apps { id } }';
    expect(prepare(two, 'A')).toBe(prepare(two, 'A'));
    expect(prepare(two, 'B')).not.toBe(prepare(two, 'A'));
    expect(faults(two)).toEqual(['Must provide operation name if query contains multiple operations.']);
    expect(graph.engine.prepare(two, 'C')).toMatchObject([{ message: 'Unknown operation named "C".' }]);
  });

  it('cannot be confused by an operation name that holds text', () => {
    expect(graph.engine.prepare('{ zones { id } }', 'x\n')).toMatchObject([{ message: 'Unknown operation named "x\\n".' }]);
    expect(faults('\n{ zones { id } }')).toEqual([]);
  });

  it('are forgotten, the oldest first', () => {
    graph = createGraph({ maxDocuments: 2 });
    const first = prepare('{ zones { id } }');
    prepare('{ zones { name } }');
    expect(prepare('{ zones { id } }')).toBe(first);
    prepare('{ apps { name } }');
    expect(prepare('{ zones { id } }')).toBe(first);
    prepare('{ apps { id } }');
    prepare('{ app(id: 1) { id } }');
    expect(prepare('{ zones { id } }')).not.toBe(first);
  });

  it('bow to more rules and to a limit of tokens', () => {
    const noZones: ValidationRule = (validation) => ({ Field: (node) => void (node.name.value === 'zones' && validation.reportError(new GraphQLError('no zones'))) });
    graph = createGraph({ rules: [noZones], maxTokens: 12 });
    expect(faults('{ zones { id } }')).toEqual(['no zones']);
    expect(faults('{ app(id: 1) { id } }')).toEqual([]);
    expect(faults('{ apps { id name kind price tags motto strict stamp } }')[0]).toMatch(/12 tokens/);
    expect(faults('{ apps {')[0]).toMatch(/^Syntax Error/);
  });
});
