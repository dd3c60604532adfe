import { parse, type ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';
import { context } from '../../test/properties/engine.graph.js';
import { seeded } from '../../test/properties/engine.documents.js';
import { Refusal } from '../kernel/refusal.js';
import { composeSupergraph } from './compose/compose.js';
import { createEngine, type Prepared } from './engine.js';
import type { Call, Transport } from './transport.js';

/** Two subgraphs whose answers are written by hand: whatever they hold, the engine answers, and only what was asked. */

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable"])';
const ZONES = `type Query { zones: [Zone] zone: Zone things: [Thing] } union Thing = Zone | Note type Note { text: String }
  type Zone @key(fields: "id") { id: ID! kind: Kind size: Size @shareable raw: Json } enum Kind { BIG SMALL }
  type Size @shareable { width: Int area: Float } scalar Json`;
const LOADS = `type Zone @key(fields: "id") { id: ID! load: Int busy: Boolean! tags: [String!] raw: Json @shareable kind: Kind @external rank: String @requires(fields: "kind") }
  enum Kind { BIG SMALL } scalar Json`;
const supergraph = composeSupergraph(
  Object.entries({ zones: ZONES.replace('raw: Json', 'raw: Json @shareable'), loads: LOADS }).map(([name, sdl]) => ({ name, typeDefs: parse(`${LINK} ${sdl}`) })),
).sdl;

type Answer = (variables: Record<string, unknown>) => unknown;

const transport = (answer: Answer): Transport => ({
  prepare: (): Call => async (variables) => answer(variables) as ExecutionResult,
  subscribe: () => async () => ({ errors: [] }),
});

async function run(query: string, zones: Answer, loads: Answer): Promise<ExecutionResult> {
  const prepared = createEngine({ supergraph, transports: { zones: transport(zones), loads: transport(loads) } }).prepare(query) as Prepared;
  return JSON.parse(JSON.stringify(await prepared.execute({}, context()))) as ExecutionResult;
}

const told = ({ errors = [] }: ExecutionResult) => errors.map(({ path, message }) => `${path?.join('.')}: ${message}`);
const ZONES_3: Answer = () => ({ data: { zones: ['1', '2', '3'].map((id) => ({ __typename: 'Zone', id, kind: 'BIG' })) } });
const json = (text: string): unknown => JSON.parse(text);

describe('an entity fetch that fails', () => {
  const QUERY = '{ zones { id load tags } }';
  const failure = () => Promise.reject(new Refusal('TIMEOUT', 'Too late.'));

  it('stands at each field that was asked for, and leaves the rest', async () => {
    const answer = await run(QUERY, ZONES_3, failure);
    expect(answer.data).toEqual({ zones: ['1', '2', '3'].map((id) => ({ id, load: null, tags: null })) });
    expect(told(answer)).toEqual([0, 1, 2].flatMap((index) => [`zones.${index}.load: Too late.`, `zones.${index}.tags: Too late.`]));
  });

  it('stands at the list when it concerns more than a hundred fields', async () => {
    const many: Answer = () => ({ data: { zones: Array.from({ length: 51 }, (_, id) => ({ __typename: 'Zone', id: String(id) })) } });
    expect(told(await run(QUERY, many, failure))).toEqual(['zones: Too late.']);
  });

  it('empties the nearest place that may be null, with the error at the field', async () => {
    const answer = await run('{ zones { id busy } }', ZONES_3, failure);
    expect(answer.data).toEqual({ zones: [null, null, null] });
    expect(told(answer)).toEqual([0, 1, 2].map((index) => `zones.${index}.busy: Too late.`));
  });

  it('is told a bounded number of times, however many errors there are', async () => {
    const flood: Answer = () => ({ errors: Array.from({ length: 1000 }, (_, index) => ({ message: `no ${index}` })) });
    const answer = await run(QUERY, () => ({ data: { zones: Array.from({ length: 50 }, (_, id) => ({ __typename: 'Zone', id: String(id) })) } }), flood);
    expect(answer.errors?.length).toBeLessThan(2000);
    expect(answer.errors?.at(-1)).toMatchObject({ message: 'no 999', path: ['zones'] });
  });

  it('for one entity stands at the fields of that one', async () => {
    const answer = await run(QUERY, ZONES_3, () => ({ data: { _entities: [{ load: 1 }, null, { load: 3 }] }, errors: [{ message: 'no', path: ['_entities', 1] }] }));
    expect(told(answer)).toEqual(['zones.1.load: no', 'zones.1.tags: no']);
  });

  it('shows no place that the caller did not ask for', async () => {
    const answer = await run('{ zone { rank } }', () => ({ data: { zone: { __typename: 'Zone', id: '1' } }, errors: [{ message: 'no kind', path: ['zone', 'kind'] }, { message: 'no kind', path: ['zone', 'kind'] }] }), failure);
    expect(told(answer)).toEqual(['zone: no kind']);
    expect(answer.data).toEqual({ zone: { rank: null } });
  });
});

describe('an answer about entities', () => {
  const load = async (entities: unknown) => run('{ zones { load } }', ZONES_3, () => ({ data: { _entities: entities } }));
  const LEFT_OUT = 'The subgraph loads left out what it was asked for.';

  it('that is too short is an error at those missing, of the code BAD_GATEWAY', async () => {
    const answer = await load([{ load: 1 }]);
    expect(answer.data).toEqual({ zones: [{ load: 1 }, { load: null }, { load: null }] });
    expect(told(answer)).toEqual([`zones.1.load: ${LEFT_OUT}`, `zones.2.load: ${LEFT_OUT}`]);
    const prepared = createEngine({ supergraph, transports: { zones: transport(ZONES_3), loads: transport(() => ({ data: { _entities: [] } })) } }).prepare('{ zones { load } }') as Prepared;
    expect((await prepared.execute({}, context())).errors?.[0]?.originalError).toMatchObject({ code: 'BAD_GATEWAY' });
  });

  it('that is too long is cut', async () => {
    expect(await load([1, 2, 3, 4, 5].map((n) => ({ load: n })))).toEqual({ data: { zones: [{ load: 1 }, { load: 2 }, { load: 3 }] } });
  });

  it.each([['a string'], [{ 0: { load: 1 } }], [undefined], [7]])('that is no list (%s) is an error at all of them', async (entities) => {
    expect(told(await load(entities))).toEqual([0, 1, 2].map((index) => `zones.${index}.load: ${LEFT_OUT}`));
  });

  it('of another type is none, nor is a list or a string', async () => {
    const answer = await load([{ __typename: 'Note', load: 5 }, [{ load: 1 }], 'load']);
    expect(answer.data).toEqual({ zones: [{ load: null }, { load: null }, { load: null }] });
    expect(answer.errors).toHaveLength(3);
  });

  it('that is null says that there is none', async () => {
    expect(await load([null, { load: 2 }, null])).toEqual({ data: { zones: [{ load: null }, { load: 2 }, { load: null }] } });
  });

  it('cannot write what it was not asked for', async () => {
    const answer = await run('{ zones { id kind load } }', ZONES_3, () => ({ data: { _entities: [{ load: 1, kind: 'SMALL', id: 'forged' }, { load: 2 }, { load: 3 }], zones: [] } }));
    expect(answer.data).toMatchObject({ zones: [{ id: '1', kind: 'BIG', load: 1 }, { id: '2' }, { id: '3' }] });
  });

  it.each([[{ zones: 'all' }], ['everything'], [null], [undefined]])('is never asked for when the source answers %s', async (data) => {
    const answer = await run('{ zones { load } }', () => ({ data }), () => expect.unreachable());
    expect(answer).toMatchObject({ data: { zones: null }, errors: [{ path: ['zones'] }] });
  });
});

describe('a value of the wrong kind', () => {
  const zone = async (fields: string, value: unknown) => run(`{ zone { ${fields} } }`, () => ({ data: { zone: value } }), () => ({ data: { _entities: [null] } }));
  const wrong = (fields: string, value: object, place: string, words: string) => async () => {
    const answer = await zone(fields, { __typename: 'Zone', id: '1', ...value });
    expect(told(answer)).toEqual([`${place}: ${words}`]);
    expect(JSON.stringify(answer)).not.toMatch(/secret/);
  };

  it('in a specified scalar is an error at its place, in our words', wrong('size { width area }', { size: { width: { secret: 1 }, area: 1.5 } }, 'zone.size.width', 'Int cannot represent what Size.width was answered with.'));
  it('in an Int, when it is no integer', wrong('size { width }', { size: { width: 1.5 } }, 'zone.size.width', 'Int cannot represent what Size.width was answered with.'));
  it('in a Float', wrong('size { area }', { size: { area: 'secret' } }, 'zone.size.area', 'Float cannot represent what Size.area was answered with.'));
  it('in an enum', wrong('kind', { kind: 'secret' }, 'zone.kind', 'Kind cannot represent what Zone.kind was answered with.'));
  it('in place of an object', wrong('size { width }', { size: 'secret' }, 'zone.size', 'Zone.size was not answered with an object.'));
  it('in place of an object, a list', wrong('size { width }', { size: [{ width: 1 }] }, 'zone.size', 'Zone.size was not answered with an object.'));
  it('in a JSON scalar without an end', async () => {
    const answer = await zone('raw', { __typename: 'Zone', id: '1', raw: json('['.repeat(20_000) + ']'.repeat(20_000)) });
    expect(told(answer)).toEqual(['zone.raw: Json cannot represent what Zone.raw was answered with.']);
  });

  it('is coerced where graphql-js coerces it', async () => {
    expect((await zone('id kind size { width area }', { __typename: 'Zone', id: 7, kind: null, size: { width: '12', area: true } })).data).toEqual({ zone: { id: '7', kind: null, size: { width: 12, area: 1 } } });
  });

  it('in place of a list, and in a list', async () => {
    expect(await run('{ zones { id } }', () => ({ data: { zones: { length: 1, 0: { id: '1' } } } }), () => undefined)).toMatchObject({ data: { zones: null }, errors: [{ path: ['zones'], message: 'Query.zones was not answered with a list.' }] });
    const tags = await run('{ zones { tags } }', ZONES_3, () => ({ data: { _entities: [{ tags: ['a', {}] }, { tags: 'a' }, { tags: ['b', null] }] } }));
    expect(tags.data).toEqual({ zones: [{ tags: null }, { tags: null }, { tags: null }] });
    expect(told(tags).map((text) => text.split(':')[0])).toEqual(['zones.0.tags.1', 'zones.1.tags', 'zones.2.tags.1']);
  });

  it('in a key never reaches another subgraph', async () => {
    const answer = await run('{ zones { load } }', () => ({ data: { zones: [{ __typename: 'Zone', id: { $ne: null } }, { __typename: 'Zone', id: '2' }] } }), ({ representations }) => {
      expect(representations).toEqual([{ __typename: 'Zone', id: '2' }]);
      return { data: { _entities: [{ load: 2 }] } };
    });
    expect(answer.data).toEqual({ zones: [{ load: null }, { load: 2 }] });
  });

  it('in a type name is an error, whether or not the name is one', async () => {
    const things = (...names: unknown[]) => run('{ things { ... on Note { text } ... on Zone { id } } }', () => ({ data: { things: names.map((__typename) => ({ __typename, text: 'x', id: '1' })) } }), () => undefined);
    const answer = await things('Note', 'Query', '__proto__', 7, undefined, 'Kind');
    expect(answer.data).toEqual({ things: [{ text: 'x' }, null, null, null, null, null] });
    expect(answer.errors?.map(({ path }) => path?.at(-1))).toEqual([1, 2, 3, 4, 5]);
  });
});

it('keeps the rest when lists nest until the stack ends', async () => {
  const deep = json('['.repeat(50_000) + ']'.repeat(50_000));
  const answer = await run('{ zones { load } zone { id } }', () => ({ data: { zones: [deep], zone: { __typename: 'Zone', id: '1' } } }), () => ({ data: { _entities: [] } }));
  expect(answer.data).toEqual({ zones: [null], zone: { id: '1' } });
  expect(answer.errors?.length).toBeGreaterThan(0);
});

describe('prototypes', () => {
  it('stay as they are', async () => {
    const evil = '{"__typename": "Zone", "id": "1", "__proto__": {"load": 666, "polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "size": {"__proto__": {"width": 666}}}';
    const answer = await run('{ zones { load size { width } raw } zone { id } }', () => ({ data: json(`{"__proto__": {"polluted": 1}, "zone": ${evil}, "zones": [${evil}, ${evil}]}`) }), () => ({ data: json('{"_entities": [{"__proto__": {"polluted": 1}, "load": 1}], "__proto__": []}') }));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(answer.data).toMatchObject({ zones: [{ load: 1 }, { load: 1 }], zone: { id: '1' } });
  });
});

describe('a subscription', () => {
  const streams = (opened: unknown): Transport => ({ prepare: () => () => ({ data: { _entities: [] } }), subscribe: () => async () => opened as AsyncIterable<ExecutionResult> });
  const events = composeSupergraph([{ name: 'zones', typeDefs: parse('type Query { a: Int } type Subscription { seen: Int must: Int! }') }]).sdl;
  const subscribe = async (query: string, opened: unknown) => (createEngine({ supergraph: events, transports: { zones: streams(opened) } }).prepare(query) as Prepared).subscribe({}, context());

  it.each([[{}], [{ data: null }], [{ errors: [] }]])('that is answered with %j has an error', async (opened) => {
    expect(await subscribe('subscription { seen }', opened)).toMatchObject({ errors: [{ originalError: { code: 'BAD_GATEWAY' } }] });
  });

  it('answers events that are none with errors, and goes on', async () => {
    async function* source() {
      yield* [{ data: { seen: 1 } }, {}, { data: 'x' }, { data: { seen: 'y' } }, { data: { seen: 2 } }];
    }
    const stream = await subscribe('subscription { seen }', source());
    const told: unknown[] = [];
    if (Symbol.asyncIterator in stream) for await (const { data, errors } of stream) told.push([data?.seen, errors?.length ?? 0]);
    expect(told).toEqual([[1, 0], [null, 1], [null, 1], [null, 1], [2, 0]]);
  });
});

describe('errors that are none', () => {
  it.each([[[{}]], [[{ message: 7, path: 'zones' }]], [[{ message: 'x', path: [{}, 1], extensions: 'y' }]]])('do no harm: %j', async (errors) => {
    const answer = await run('{ zones { load } }', ZONES_3, () => ({ data: { _entities: null }, errors }));
    expect(answer.data).toEqual({ zones: [{ load: null }, { load: null }, { load: null }] });
    expect(answer.errors?.length).toBeGreaterThan(0);
  });
});

it('answers with data of the public types whatever is changed in the answers of subgraphs', async () => {
  const QUERY = '{ zones { id kind size { width area } raw load busy tags rank } zone { load size { width } } things { __typename ... on Zone { id load } ... on Note { text } } }';
  const full = { __typename: 'Zone', id: '1', kind: 'BIG', size: { __typename: 'Size', width: 1, area: 2.5 }, raw: { a: [1] } };
  const zones = { data: { zones: [full, { ...full, id: '2' }], zone: full, things: [full, { __typename: 'Note', text: 'n' }] } };
  const entity = { load: 1, busy: true, tags: ['x'], rank: 'first' };
  const random = seeded(20_261_121);
  const prepared = (answers: { zones: unknown; loads: unknown }) => createEngine({ supergraph, transports: { zones: transport(() => answers.zones), loads: transport(() => answers.loads) } }).prepare(QUERY) as Prepared;
  const answers: { zones: unknown; loads: unknown } = { zones, loads: {} };
  const ready = prepared(answers);
  for (let round = 0; round < 2000; round += 1) {
    answers.zones = changed(zones, random);
    const entities = Array.from({ length: 3 }, () => entity);
    answers.loads = changed({ data: { _entities: entities, _e0: entities, _e1: entities, _e2: entities } }, random);
    const result = JSON.parse(JSON.stringify(await ready.execute({}, context()))) as ExecutionResult;
    expect(result.data, JSON.stringify({ result, answers })).toBeDefined();
    for (const zone of (result.data?.zones as (Record<string, unknown> | null)[] | null) ?? []) expect(isZone(zone), JSON.stringify({ zone, answers })).toBe(true);
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

const orNull = (value: unknown, type: string): boolean => value === null || typeof value === type;

function isZone(zone: Record<string, unknown> | null): boolean {
  if (zone === null) return true;
  const { id, kind, load, busy, tags, rank } = zone;
  return typeof id === 'string' && ['BIG', 'SMALL', null].includes(kind as string) && orNull(load, 'number') && typeof busy === 'boolean' && orNull(rank, 'string') && (tags === null || (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')));
}

const STRANGE: readonly unknown[] = [null, undefined, 'x', '', 0, -1.5, 1e300, true, [], {}, [[]], [null], { length: 3 }, { __typename: 'Note' }, { __typename: 'Zone', id: {} }, json('{"__proto__": {"polluted": 1}}'), { toString: 1, constructor: null, hasOwnProperty: 2 }];

/** The same with one to three places changed at random. */
function changed(value: unknown, random: () => number): unknown {
  const copy = json(JSON.stringify(value));
  for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1) {
    let at = copy as Record<string, unknown>;
    for (;;) {
      const keys = Object.keys(at);
      const key = keys[Math.floor(random() * keys.length)];
      if (key === undefined) break;
      const inner = at[key];
      if (typeof inner === 'object' && inner !== null && random() < 0.75) at = inner as Record<string, unknown>;
      else {
        at[key] = structuredClone(STRANGE[Math.floor(random() * STRANGE.length)]);
        break;
      }
    }
  }
  return copy;
}
