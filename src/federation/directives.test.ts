import { describe, expect, it } from 'vitest';
import { context } from '../../test/properties/engine.graph.js';
import { federated } from '../../test/support/federated.js';

/** What federation's directives mean, one small graph each. */

interface Ref {
  readonly id: string;
  readonly [field: string]: unknown;
}
const reference = { __resolveReference: (ref: Ref) => ({ ...ref }) };

describe('keys', () => {
  it('may differ from subgraph to subgraph, and lead from one to the next', async () => {
    const graph = federated({
      list: { sdl: 'type Query { towers: [Tower] } type Tower @key(fields: "id") { id: ID! }', resolvers: { Query: { towers: () => [{ id: '1' }, { id: '2' }] } } },
      map: { sdl: 'type Tower @key(fields: "id") @key(fields: "site { code } level") { id: ID! site: Site! level: Int! } type Site { code: ID! }', resolvers: { Tower: { ...reference, site: ({ id }: Ref) => ({ code: `s${id}` }), level: ({ id }: Ref) => Number(id) } } },
      plan: { sdl: 'type Tower @key(fields: "site { code } level") { site: Site! @external level: Int! @external label: String } type Site { code: ID! @external }', resolvers: { Tower: { ...reference, label: ({ site, level }: { site: { code: string }; level: number }) => `${site.code}/${level}` } } },
    });
    expect(await graph.answer('{ towers { label } }')).toEqual({ data: { towers: [{ label: 's1/1' }, { label: 's2/2' }] } });
    expect(graph.asked).toEqual(['list', 'map', 'plan']);
  });

  it('may be lists of objects, and may be null', async () => {
    const graph = federated({
      a: { sdl: 'type Query { routes: [Route] } type Route @key(fields: "hops { id }") { hops: [Hop] } type Hop @key(fields: "id") { id: ID! }', resolvers: { Query: { routes: () => [{ hops: [{ id: '1' }, { id: '2' }] }, { hops: null }, { hops: [null] }] } } },
      b: { sdl: 'type Route @key(fields: "hops { id }") { hops: [Hop] @external length: Int } type Hop @key(fields: "id") { id: ID! @external }', resolvers: { Route: { ...reference, length: ({ hops }: { hops: unknown[] | null }) => hops?.length ?? -1 } } },
    });
    expect(await graph.answer('{ routes { length } }')).toEqual({ data: { routes: [{ length: 2 }, { length: -1 }, { length: 1 }] } });
  });

  it('that cannot be resolved somewhere are resolved elsewhere', async () => {
    const graph = federated({
      a: { sdl: 'type Query { alarm: Alarm } type Alarm { app: App } type App @key(fields: "id", resolvable: false) { id: ID! }', resolvers: { Query: { alarm: () => ({ app: { id: '7' } }) } } },
      b: { sdl: 'type App @key(fields: "id") { id: ID! name: String }', resolvers: { App: { ...reference, name: ({ id }: Ref) => `app ${id}` } } },
    });
    expect(await graph.answer('{ alarm { app { name } } }')).toEqual({ data: { alarm: { app: { name: 'app 7' } } } });
  });
});

describe('@requires', () => {
  const base = {
    sdl: 'type Query { app: App } type App @key(fields: "id") { id: ID! price(in: String!): Int dims: Dims } type Dims @shareable { w: Int h: Int unit: String }',
    resolvers: { Query: { app: () => ({ id: '1' }) }, App: { ...reference, price: (_: unknown, args: { in: string }) => args.in.length * 10, dims: () => ({ w: 2, h: 3, unit: 'm' }) } },
  };

  it('asks with its own arguments, whatever the caller asks with', async () => {
    const graph = federated({
      base,
      tax: { sdl: 'type App @key(fields: "id") { id: ID! price(in: String!): Int @external tax: Int @requires(fields: "price(in: \\"EUR\\")") toll: Int @requires(fields: "price(in: \\"XX\\")") }', resolvers: { App: { ...reference, tax: ({ price }: Ref) => Number(price) / 10, toll: ({ price }: Ref) => Number(price) * 2 } } },
    });
    expect(await graph.answer('{ app { price(in: "USDOLLAR") tax toll } }')).toEqual({ data: { app: { price: 80, tax: 3, toll: 40 } } });
    expect(await graph.answer('query($in: String!) { app { tax price(in: $in) p: price(in: "A") } }', { in: 'AB' })).toEqual({ data: { app: { tax: 3, price: 20, p: 10 } } });
  });

  it('may build on what requires in its turn, in several subgraphs', async () => {
    const graph = federated({
      base,
      area: { sdl: 'type App @key(fields: "id") { id: ID! dims: Dims @external area: Int @requires(fields: "dims { w h }") } type Dims @shareable { w: Int h: Int }', resolvers: { App: { ...reference, area: ({ dims }: { dims: { w: number; h: number } }) => dims.w * dims.h } } },
      rent: { sdl: 'type App @key(fields: "id") { id: ID! area: Int @external rent: Int @requires(fields: "area") }', resolvers: { App: { ...reference, rent: ({ area }: { area: number }) => area * 5 } } },
      note: { sdl: 'type App @key(fields: "id") { id: ID! rent: Int @external area: Int @external note: String @requires(fields: "rent area") }', resolvers: { App: { ...reference, note: ({ rent, area }: Ref) => `${String(rent)} for ${String(area)}` } } },
    });
    expect(await graph.answer('{ app { note } }')).toEqual({ data: { app: { note: '30 for 6' } } });
  });

  it('is given nothing of what the caller cannot see, and hides it', async () => {
    const graph = federated({
      a: { sdl: 'type Query { app: App } type App @key(fields: "id") { id: ID! cost: Int @inaccessible }', resolvers: { Query: { app: () => ({ id: '1' }) }, App: { ...reference, cost: () => 5 } } },
      b: { sdl: 'type App @key(fields: "id") { id: ID! cost: Int @external price: Int @requires(fields: "cost") }', resolvers: { App: { ...reference, price: ({ cost }: { cost: number }) => cost + 1 } } },
    });
    expect(graph.schema).not.toMatch(/cost/);
    expect(await graph.answer('{ app { price } }')).toEqual({ data: { app: { price: 6 } } });
    expect((await graph.answer('{ app { cost } }')).errors?.[0]?.message).toMatch(/Cannot query field "cost"/);
  });
});

describe('@provides and @external', () => {
  it('saves the way to the owner where it is provided, and only there', async () => {
    const graph = federated({
      a: {
        sdl: 'type Query { best: App @provides(fields: "name") any: App } type App @key(fields: "id") { id: ID! name: String @external }',
        resolvers: { Query: { best: () => ({ id: '1', name: 'given' }), any: () => ({ id: '1', name: 'unused' }) } },
      },
      b: { sdl: 'type App @key(fields: "id") { id: ID! name: String @shareable size: Int }', resolvers: { App: { ...reference, name: () => 'owned', size: () => 4 } } },
    });
    expect(await graph.answer('{ best { name } }')).toEqual({ data: { best: { name: 'given' } } });
    expect(graph.asked).toEqual(['a']);
    expect(await graph.answer('{ any { name } best { name size } }')).toEqual({ data: { any: { name: 'owned' }, best: { name: 'given', size: 4 } } });
  });

  it('provides fields of the members of unions', async () => {
    const graph = federated({
      a: {
        sdl: 'type Query { found: [Found] @provides(fields: "... on App { name } ... on Zone { code }") } union Found = App | Zone type App @key(fields: "id") { id: ID! name: String @external } type Zone @key(fields: "id") { id: ID! code: Int @external }',
        resolvers: { Query: { found: () => [{ __typename: 'App', id: '1', name: 'given' }, { __typename: 'Zone', id: '2', code: 5 }] } },
      },
      b: { sdl: 'type App @key(fields: "id") { id: ID! name: String @shareable } type Zone @key(fields: "id") { id: ID! code: Int @shareable size: Int }', resolvers: { App: { ...reference, name: () => 'owned' }, Zone: { ...reference, code: () => 0, size: () => 9 } } },
    });
    expect(await graph.answer('{ found { ... on App { name } ... on Zone { code size } } }')).toEqual({ data: { found: [{ name: 'given' }, { code: 5, size: 9 }] } });
  });
});

describe('@override', () => {
  it('takes a field over, and leaves the old owner unasked', async () => {
    const graph = federated({
      old: { sdl: 'type Query { app: App } type App @key(fields: "id") { id: ID! name: String kind: String }', resolvers: { Query: { app: () => ({ id: '1' }) }, App: { ...reference, name: () => 'old', kind: () => 'old' } } },
      young: { sdl: 'type App @key(fields: "id") { id: ID! name: String @override(from: "old") }', resolvers: { App: { ...reference, name: () => 'young' } } },
    });
    expect(await graph.answer('{ app { name kind } }')).toEqual({ data: { app: { name: 'young', kind: 'old' } } });
  });
});

describe('@interfaceObject', () => {
  const graph = federated({
    owner: {
      sdl: 'type Query { devices: [Device] } interface Device @key(fields: "id") { id: ID! name: String } type Phone implements Device @key(fields: "id") { id: ID! name: String cells: Int } type Meter implements Device @key(fields: "id") { id: ID! name: String }',
      resolvers: {
        Query: { devices: () => [{ __typename: 'Phone', id: 'p' }, { __typename: 'Meter', id: 'm' }] },
        Device: { __resolveReference: ({ id }: Ref) => ({ __typename: id === 'p' ? 'Phone' : 'Meter', id }) },
        Phone: { ...reference, name: () => 'phone', cells: () => 2 },
        Meter: { ...reference, name: () => 'meter' },
      },
    },
    adder: {
      sdl: 'type Query { busiest: Device seen: [Device] } type Device @key(fields: "id") @interfaceObject { id: ID! traffic: Int }',
      resolvers: { Query: { busiest: () => ({ id: 'p' }), seen: () => [{ id: 'm' }, { id: 'p' }] }, Device: { ...reference, traffic: ({ id }: Ref) => id.charCodeAt(0) } },
    },
  });

  it('adds fields to each type of the interface', async () => {
    expect(await graph.answer('{ devices { __typename name traffic ... on Phone { cells traffic } } }')).toEqual({
      data: { devices: [{ __typename: 'Phone', name: 'phone', traffic: 112, cells: 2 }, { __typename: 'Meter', name: 'meter', traffic: 109 }] },
    });
  });

  it('learns the type from the owner where it does not know it', async () => {
    expect(await graph.answer('{ busiest { __typename id traffic } seen { __typename name } }')).toEqual({
      data: { busiest: { __typename: 'Phone', id: 'p', traffic: 112 }, seen: [{ __typename: 'Meter', name: 'meter' }, { __typename: 'Phone', name: 'phone' }] },
    });
    expect(await graph.answer('{ busiest { traffic } }')).toEqual({ data: { busiest: { traffic: 112 } } });
    expect(graph.asked).toEqual(['adder']);
  });

  it('is narrowed to one type where it was brought as an object', async () => {
    expect(await graph.answer('{ seen { id ... on Phone { cells traffic } ... on Meter { m: name } } }')).toEqual({ data: { seen: [{ id: 'm', m: 'meter' }, { id: 'p', cells: 2, traffic: 112 }] } });
    expect(await graph.answer('{ busiest { ...F } devices { ...F } } fragment F on Device { traffic ... on Phone { cells } }')).toEqual({ data: { busiest: { traffic: 112, cells: 2 }, devices: [{ traffic: 112, cells: 2 }, { traffic: 109 }] } });
    expect(await graph.answer('{ seen { ... on Meter { id } } }')).toEqual({ data: { seen: [{ id: 'm' }, {}] } });
  });
});

describe('@shareable', () => {
  it('joins what two subgraphs know of one value, from the root as well', async () => {
    const graph = federated({
      a: { sdl: 'type Query { status: Status @shareable } type Status @shareable { up: Boolean common: Int json: Json } scalar Json', resolvers: { Query: { status: () => ({ up: true, common: 1, json: { from: 'a' } }) } } },
      b: { sdl: 'type Query { status: Status @shareable } type Status { up: Boolean @shareable common: Int @shareable json: Json @shareable load: Float parts: [Part!] } type Part { name: String } scalar Json', resolvers: { Query: { status: () => ({ up: true, common: 1, json: { from: 'b' }, load: 0.5, parts: [{ name: 'x' }] }) } } },
    });
    expect(await graph.answer('{ status { up load parts { name } __typename } }')).toEqual({ data: { status: { up: true, load: 0.5, parts: [{ name: 'x' }], __typename: 'Status' } } });
  });
});

describe('types that differ from subgraph to subgraph', () => {
  it('are joined: members of unions, values of enums given out, and only common values and fields taken in', async () => {
    const graph = federated({
      a: {
        sdl: 'type Query { a: [Found] kinds(only: Pick): [Kind] } union Found = App | Zone type App @key(fields: "id") { id: ID! } type Zone { code: Int } enum Kind { ONE TWO } input Pick { kind: Level, more: Int } enum Level { LOW HIGH }',
        resolvers: { Query: { a: () => [{ __typename: 'App', id: '1' }, { __typename: 'Zone', code: 2 }], kinds: () => ['ONE', 'TWO'] } },
      },
      b: {
        sdl: 'type Query { b(level: Level, pick: Pick): [Found] kind: Kind } union Found = App | Note type App @key(fields: "id") { id: ID! name: String } type Note { text: String } enum Kind { TWO THREE } input Pick { kind: Level } enum Level { HIGH }',
        resolvers: { Query: { b: () => [{ __typename: 'Note', text: 'n' }, { __typename: 'App', id: '2' }], kind: () => 'THREE' }, App: { ...reference, name: ({ id }: Ref) => `app ${id}` } },
      },
    });
    const FIELDS = '{ __typename ... on App { name } ... on Zone { code } ... on Note { text } }';
    expect(await graph.answer(`{ a ${FIELDS} b(level: HIGH, pick: { kind: HIGH }) ${FIELDS} kinds kind }`)).toEqual({
      data: {
        a: [{ __typename: 'App', name: 'app 1' }, { __typename: 'Zone', code: 2 }],
        b: [{ __typename: 'Note', text: 'n' }, { __typename: 'App', name: 'app 2' }],
        kinds: ['ONE', 'TWO'],
        kind: 'THREE',
      },
    });
    expect((await graph.answer('{ b(level: LOW) { __typename } }')).errors?.[0]?.message).toMatch(/LOW/);
    expect((await graph.answer('{ b(pick: { more: 1 }) { __typename } }')).errors?.[0]?.message).toMatch(/more/);
  });

  it('show no value or member that callers may not see', async () => {
    const graph = federated({
      a: {
        sdl: 'type Query { kinds: [Kind] found: [Found] } enum Kind { OPEN SECRET @inaccessible } union Found = App | Hidden type App { id: ID! } type Hidden @inaccessible { code: Int }',
        resolvers: { Query: { kinds: () => ['OPEN', 'SECRET'], found: () => [{ __typename: 'Hidden', code: 1 }, { __typename: 'App', id: '1' }] } },
      },
    });
    const answer = await graph.answer('{ kinds found { __typename } }');
    expect(answer.data).toEqual({ kinds: ['OPEN', null], found: [null, { __typename: 'App' }] });
    expect(JSON.stringify(answer)).not.toMatch(/SECRET|Hidden/);
    expect(answer.errors?.map(({ path }) => path)).toEqual([['kinds', 1], ['found', 0]]);
  });

  it('may be extended in the manner of the first federation', async () => {
    const graph = federated({
      a: { old: true, sdl: 'type Query { app: App } type App @key(fields: "id") { id: ID! name: String }', resolvers: { Query: { app: () => ({ id: '1' }) }, App: { ...reference, name: () => 'x' } } },
      b: { old: true, sdl: 'extend type App @key(fields: "id") { id: ID! @external name: String @external shout: String @requires(fields: "name") } extend type Query { apps: [App] }', resolvers: { Query: { apps: () => [{ id: '1' }] }, App: { ...reference, shout: ({ name }: Ref) => `${String(name)}!` } } },
    });
    expect(await graph.answer('{ app { shout } apps { name shout } }')).toEqual({ data: { app: { shout: 'x!' }, apps: [{ name: 'x', shout: 'x!' }] } });
  });
});

describe('interfaces', () => {
  const graph = federated({
    a: {
      sdl: 'type Query { nodes: [Node] first: Node } interface Node { id: ID! } type App implements Node @key(fields: "id") { id: ID! parent: Node } type Zone implements Node @key(fields: "id") { id: ID! }',
      resolvers: { Query: { nodes: () => [{ __typename: 'App', id: '1' }, { __typename: 'Zone', id: '2' }, null], first: () => ({ __typename: 'App', id: '1' }) }, App: { ...reference, parent: () => ({ __typename: 'Zone', id: '3' }) }, Zone: reference },
    },
    b: {
      sdl: 'interface Node { id: ID! name: String } type App implements Node @key(fields: "id") { id: ID! name: String size: Int } type Zone implements Node @key(fields: "id") { id: ID! name: String }',
      resolvers: { App: { ...reference, name: ({ id }: Ref) => `app ${id}`, size: () => 5 }, Zone: { ...reference, name: ({ id }: Ref) => `zone ${id}` } },
    },
  });

  it('are completed member by member, and within each other', async () => {
    expect(await graph.answer('{ nodes { __typename id name ... on App { size parent { name ... on Zone { id } } } } }')).toEqual({
      data: { nodes: [{ __typename: 'App', id: '1', name: 'app 1', size: 5, parent: { name: 'zone 3', id: '3' } }, { __typename: 'Zone', id: '2', name: 'zone 2' }, null] },
    });
  });

  it('take fragments, conditions, aliases and type names in every place', async () => {
    const query = 'query($yes: Boolean!, $no: Boolean = false) { first { t: __typename ...F @include(if: $yes) ... @skip(if: $yes) { id } ... on Node @include(if: $no) { id } } } fragment F on Node { n: name ... on Zone { id } ... on App { p: parent @skip(if: $no) { __typename } } }';
    expect(await graph.answer(query, { yes: true })).toEqual({ data: { first: { t: 'App', n: 'app 1', p: { __typename: 'Zone' } } } });
    expect(await graph.answer(query, { yes: false, no: true })).toEqual({ data: { first: { t: 'App', id: '1' } } });
  });
});

describe('arguments and variables', () => {
  const show = (_: unknown, args: unknown): string => JSON.stringify(args);
  const graph = federated({
    a: { sdl: 'type Query { app: App show(in: In, all: [In!]): String } input In { n: Int = 7, list: [Int], deep: In, kind: Kind } enum Kind { A B } type App @key(fields: "id") { id: ID! }', resolvers: { Query: { app: () => ({ id: '1' }), show } } },
    b: { sdl: 'type App @key(fields: "id") { id: ID! show(in: In, list: [[Int]], text: String = "none"): String } input In { n: Int = 7, list: [Int], deep: In, kind: Kind } enum Kind { A B }', resolvers: { App: { ...reference, show } } },
  });

  it('stand in every place: objects, lists, objects within lists, defaults left out', async () => {
    const query = 'query($n: Int, $deep: In, $kind: Kind = B, $t: String, $none: Int) { show(in: { n: $n, list: [1, $n], deep: $deep, kind: $kind }, all: [{ deep: { n: $n } }, { n: $none }]) app { show(in: { deep: { deep: $deep } }, list: [[$n], null, [2, $none]], text: $t) } }';
    const { data } = await graph.answer(query, { n: 3, deep: { list: [9] } });
    expect(JSON.parse(String(data?.show))).toEqual({ in: { n: 3, list: [1, 3], deep: { n: 7, list: [9] }, kind: 'B' }, all: [{ n: 7, deep: { n: 3 } }, { n: 7 }] });
    const { show: text } = (data ?? {}).app as { show: string };
    expect(JSON.parse(text)).toEqual({ in: { n: 7, deep: { n: 7, deep: { n: 7, list: [9] } } }, list: [[3], null, [2, null]], text: 'none' });
  });

  it('tell null from nothing', async () => {
    const query = 'query($in: In, $t: String) { app { show(in: $in, text: $t) } }';
    const shown = async (variables: Record<string, unknown>) => JSON.parse((((await graph.answer(query, variables)).data as { app: { show: string } }).app).show) as unknown;
    expect(await shown({})).toEqual({ text: 'none' });
    expect(await shown({ in: null, t: null })).toEqual({ in: null, text: null });
    expect(await shown({ in: { n: null } })).toEqual({ in: { n: null }, text: 'none' });
  });
});

describe('what is no type and no field', () => {
  const MARK = 'directive @mark(text: String) on QUERY | FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT';
  const graph = federated({
    a: {
      sdl: `${MARK} type Query { app(id: ID = "1", old: Int @deprecated(reason: "gone")): App } type Subscription { seen: App } type App @key(fields: "id") { id: ID! former: Int @deprecated(reason: "no more") } enum Kind { NEW OLD @deprecated } input In { kind: Kind = NEW, was: Int @deprecated }`,
      resolvers: { Query: { app: (_: unknown, { id }: Ref) => ({ id }) }, Subscription: { seen: { async *subscribe() { yield { seen: { id: '1' } }; yield { seen: { id: '2' } }; } } } },
    },
    b: { sdl: `${MARK} type App @key(fields: "id") { id: ID! name: String size(in: In): Int } enum Kind { NEW OLD @deprecated } input In { kind: Kind = NEW, was: Int @deprecated }`, resolvers: { App: { ...reference, name: ({ id }: Ref) => (id === '2' ? Promise.reject(new Error('no name')) : `app ${id}`), size: () => 1 } } },
  });

  it('directives of our own are taken in every place, with variables', async () => {
    const query = 'query($t: String) @mark(text: "q") { app @mark(text: $t) { ...F @mark ... @mark(text: $t) { id } } } fragment F on App { name @mark(text: "f") }';
    expect(await graph.answer(query, { t: 'x' })).toEqual({ data: { app: { name: 'app 1', id: '1' } } });
  });

  it('introspection tells of what is deprecated, arguments and input fields too', async () => {
    const query = '{ app: __type(name: "App") { fields(includeDeprecated: true) { name deprecationReason } } q: __type(name: "Query") { fields { args(includeDeprecated: true) { name defaultValue isDeprecated deprecationReason } few: args { name } } } in: __type(name: "In") { inputFields(includeDeprecated: true) { name isDeprecated } few: inputFields { name } } kind: __type(name: "Kind") { enumValues(includeDeprecated: true) { name isDeprecated } } }';
    expect((await graph.answer(query)).data).toMatchObject({
      app: { fields: expect.arrayContaining([{ name: 'former', deprecationReason: 'no more' }]) },
      q: { fields: [{ args: [{ name: 'id', defaultValue: '1', isDeprecated: false }, { name: 'old', isDeprecated: true, deprecationReason: 'gone' }], few: [{ name: 'id' }] }] },
      in: { inputFields: [{ name: 'kind', isDeprecated: false }, { name: 'was', isDeprecated: true }], few: [{ name: 'kind' }] },
      kind: { enumValues: [{ name: 'NEW', isDeprecated: false }, { name: 'OLD', isDeprecated: true }] },
    });
  });

  it('events are completed by other subgraphs, each with its own errors', async () => {
    const prepared = graph.engine.prepare('subscription { seen { id name } }');
    if (!('subscribe' in prepared)) throw prepared[0];
    const stream = await prepared.subscribe({}, context());
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    const events: unknown[] = [];
    for await (const event of stream) events.push(JSON.parse(JSON.stringify(event)));
    expect(events).toEqual([{ data: { seen: { id: '1', name: 'app 1' } } }, expect.objectContaining({ data: { seen: { id: '2', name: null } }, errors: [expect.objectContaining({ message: 'no name', path: ['seen', 'name'] })] })]);
  });
});
