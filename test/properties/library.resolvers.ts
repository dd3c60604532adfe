import { valueFromASTUntyped, type ValueNode } from 'graphql';
import { byId, isKnown, nth, type Entity, type Key, type State } from './library.state.js';

/** Resolvers by type and field; enums and scalars by their own rules. */
export type Resolvers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Arguments as a text, whatever their order. */
const text = (given: unknown): string => JSON.stringify(given, (_, value: unknown) => (isRecord(value) ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, (value as Record<string, unknown>)[key]])) : value));

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

const late = async <T>(value: T): Promise<T> => value;

function fail(what: string): never {
  throw new Error(`${what} fails`);
}

const stamp = (value: unknown) => (typeof value === 'string' && value.startsWith('t') ? { at: value } : fail('A Stamp must start with t; it'));

const sizeOf = (id: string) => (id === 'b4' ? fail(`input size of ${id}`) : nth(id) % 3 === 0 ? null : { width: nth(id), height: 2 });

const priceOf = (id: string, currency?: string) => (id === 'b2' ? fail(`input price of ${id}`) : id === 'b3' ? null : { amount: nth(id) * 10 + (currency === 'USD' ? 1 : 0), currency: currency ?? 'EUR' });

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

/**
 * The same resolvers for every subgraph and for the merged schema: each knows only its parent's key. `subgraph` is the
 * one they are for; without it they are for the merged schema.
 */
export function libraryResolvers(state: State, subgraph?: string): Resolvers {
  const { book, film, person, company, review, shelf, place } = byId;
  /** For an interface object the subgraph knows no better type. */
  const media = (id: string): Entity => (subgraph === 'reviews' ? { __typename: 'Media', id } : id.startsWith('f') ? film(id) : book(id));
  const known = <Args extends readonly unknown[], T>(make: (ref: Key, ...args: Args) => T) => (ref: Key, ...args: Args): T | null => (isKnown(ref.id) ? make(ref, ...args) : null);

  /** What `@requires` names: sent by the gateway, or else found as its own field is. A failing one counts as null. */
  const required = <T>(ref: Key, field: string, find: () => T): T | null => {
    if (subgraph === undefined) return attempt(find);
    return field in ref ? (ref as unknown as Record<string, T>)[field]! : fail(`${subgraph} was not sent ${field} of ${ref.__typename}, which it requires, and`);
  };

  const weight = ({ id }: Key) => (id === 'b2' ? null : nth(id) * 100);
  const title = known(({ id }: Key) => state.titles.get(id) ?? `Title ${id}`);

  const ofMedia = {
    title,
    kind: known(({ id }: Key) => (id === 'f3' ? 2 : id.startsWith('f') ? 1 : 0)),
    people: known(({ id }: Key) => late(nth(id) === 2 ? null : [person('p1'), person(`p${nth(id)}`)])),
    sequel: known(({ id }: Key) => (nth(id) < 3 ? media(`${id[0] === 'b' ? 'f' : 'b'}${nth(id) + 1}`) : null)),
    reviews: ({ id }: Key, { first }: { first: number }) => (id === 'f2' ? fail('reviews of f2') : late([review('r1'), id === 'b4' ? null : review('r2'), review('r3')].slice(0, first))),
    score: ({ id }: Key) => (id === 'b1' ? late(1).then(() => fail('score of b1')) : nth(id) / 2),
    grade: ({ id }: Key, { order }: { order: string }) => `${id} by ${order}`,
    archived: ({ id }: Key) => (id === 'f2' ? null : id === 'f3' ? late(null).then(() => fail('archived of f3')) : id < 'b3'),
    motto: known(({ id }: Key) => (id === 'f1' ? fail('motto of f1') : 'onward')),
  };

  return {
    Query: {
      media: (_: unknown, { kind, first }: { kind?: number; first: number }) => ['b1', 'f1', 'f2', 'b2'].filter((id) => kind == null || ofMedia.kind({ __typename: '', id }) === kind).slice(0, first).map(media),
      medium: (_: unknown, { id }: Key) => late(/^[bf][1-4]$/.test(id) ? media(id) : null),
      books: (_: unknown, { filter, order }: { filter?: { size: number }; order: string }) => (order === 'by key' ? ['b2', null, 'b1'] : ['b1', 'b3', 'b4']).slice(0, filter?.size).map((id) => id && book(id)),
      found: (_: unknown, args: { text: string }) => [book('b1'), film('f2'), args.text === 't1' ? null : book('b4')],
      grid: () => [[book('b1'), film('f3')], null, [], [book('b3'), book('b1')]],
      sized: () => late([book('b1'), null, book('b2')]),
      echo: (_: unknown, args: object) => text(args),
      now: (_: unknown, { at }: { at?: { at: string } }) => at?.at.slice(1),
      version: () => '1',
      hidden: () => 'hidden',
      mustFail: () => fail('mustFail'),
      reviewed: (_: unknown, { min }: { min?: number }) => (min == null ? [media('b1'), null, media('f2'), media('b1')] : [media('b4')]),
      review: (_: unknown, { id }: Key) => (/^r[1-5]$/.test(id) ? review(id) : null),
      latest: () => late(review('r4')),
      people: (_: unknown, { first }: { first?: number }) => [person('p1'), person('p2'), null, person('p3')].slice(0, first ?? 9),
      person: (_: unknown, { email }: { email: string }) => (/^p[1-4]@x$/.test(email) ? person(email.slice(0, 2)) : null),
      who: () => [person('p1'), company('c1'), null, person('p4')],
      shelf: (_: unknown, { code, number }: { code: string; number: number }) => (code === 'N' ? shelf(`N${number % 3}`) : null),
      shelves: () => late([shelf('N1'), shelf('S2'), shelf('N1')]),
      sizedShelves: () => [shelf('N2'), null],
      deals: (_: unknown, { first }: { first?: number }) => [book('b1'), book('b2'), null, book('b4')].slice(0, first ?? 9),
      offers: () => [{ n: 1 }, { n: 2 }, null, { n: 3 }],
      offer: (_: unknown, { n }: { n: number }) => late(n < 5 ? { n } : null),
      archive: (_: unknown, { kind }: { kind?: number }) => [kind === 1 ? film('f1') : book('b1'), film('f2'), null, book('b3')],
      oldest: () => film('f3'),
      places: (_: unknown, { codes }: { codes?: (string | null)[] }) => (codes ?? ['N', 'S']).map((code) => place(code === 'S' ? 'S' : 'N')),
      place: (_: unknown, { code }: { code?: string }) => (code === 'N' ? place(code) : null),
    },
    Mutation: {
      retitle: (_: unknown, { id, title: to }: { id: string; title: string }) => {
        state.log.push(`retitle ${id} ${to}`);
        if (to === 't2') fail('retitle');
        state.titles.set(id, to);
        return late(/^[bf][1-4]$/.test(id) ? media(id) : null);
      },
      draft: (_: unknown, args: object) => late(state.log.push(`draft ${text(args)}`)).then(() => book('b2')),
      refuse: () => fail(`refuse ${state.log.push('refuse')}`),
      tally: () => state.log.length,
      addReview: (_: unknown, args: { of: string }) => late(state.log.push(`review ${text(args)}`)).then(() => (args.of === 'none' ? null : review('r1'))),
      rename: (_: unknown, { id, name }: { id: string; name?: string }) => {
        state.log.push(`rename ${id}`);
        state.names.set(id, name ?? null);
        return person(/^p[1-4]$/.test(id) ? id : 'p1');
      },
      move: async (_: unknown, args: object) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        state.log.push(`move ${text(args)}`);
        return shelf('N1');
      },
    },
    Kind: { BOOK: 0, FILM: 1, ALBUM: 2 },
    Order: { TITLE: 'by title', KEY: 'by key', SECRET: 'by secret' },
    Stamp: { parseValue: stamp, parseLiteral: (node: ValueNode) => stamp(valueFromASTUntyped(node)), serialize: (value: unknown) => `t${String(value)}` },
    Media: ofMedia,
    Book: {
      ...ofMedia,
      size: ({ id }: Key) => sizeOf(id),
      weight,
      pages: ({ id }: Key) => nth(id) * 50,
      strict: ({ id }: Key) => (id === 'b3' ? fail('strict of b3') : id === 'b2' ? null : late('ok')),
      tags: ({ id }: Key) => (id === 'b4' ? null : [`tag-${id}`, 'x']),
      matrix: ({ id }: Key) => [[1, null], [nth(id)]],
      blurb: ({ id }: Key, args: object) => `${id} ${text(args)}`,
      draftOf: () => null,
      stock: ({ id }: Key) => (id === 'b3' ? fail('entity b3') : nth(id) * 7),
      shelf: ({ id }: Key) => (id === 'b3' ? fail('entity b3') : id === 'b4' ? null : shelf(`${id === 'b1' ? 'N' : 'S'}${nth(id)}`)),
      copies: ({ id }: Key, { of }: { of?: readonly (number | null)[] }) => (id === 'b3' ? fail('entity b3') : id === 'b2' ? [[1], null, [null]] : [of ?? []].map((row) => row.map((n) => n ?? 0))),
      freight: (ref: Key, { to }: { to?: string }) => late((required(ref, 'weight', () => weight(ref)) ?? -5) + (to?.length ?? 0)),
      volume: (ref: Key) => required(ref, 'size', () => sizeOf(ref.id))?.width ?? fail('volume'),
      total: (ref: Key) => (required(ref, 'weight', () => weight(ref)) ?? 0) + (required(ref, 'price', () => priceOf(ref.id, 'USD'))?.amount ?? 0) + (required(ref, 'size', () => sizeOf(ref.id))?.height ?? 0),
      price: ({ id }: Key, args: { in?: string | null }) => late(null).then(() => priceOf(id, args.in ?? undefined)),
      old: ({ id }: Key) => (subgraph === 'archive' ? fail('what another subgraph took over') : nth(id) + 1000),
      mark: ({ id }: Key) => `mark ${id}`,
      twin: ({ id }: Key) => film(`f${id === 'b4' ? 9 : (nth(id) % 3) + 1}`),
    },
    Film: { ...ofMedia, length: known(({ id }: Key) => late(nth(id) * 90)), director: known(({ id }: Key) => person(id === 'f3' ? 'p3' : 'p2')), remake: ({ id }: Key) => (id === 'f1' ? film('f2') : null) },
    Review: {
      text: ({ id }: Key) => (id === 'r3' ? null : `text ${id}`),
      stars: ({ id }: Key) => nth(id),
      by: ({ id }: Key) => late(id === 'r2' ? null : person(`p${nth(id) % 4}`)),
      of: ({ id }: Key) => (id === 'r4' ? null : media(`${id === 'r2' ? 'f' : 'b'}${((nth(id) - 1) % 3) + 1}`)),
      about: ({ id }: Key) => (id === 'r3' ? fail('about r3') : id === 'r1' ? company('c1') : person('p4')),
      at: ({ id }: Key) => nth(id),
    },
    Person: {
      name: ({ id }: Key) => (state.names.has(id) ? state.names.get(id) : `Person ${id}`),
      born: ({ id }: Key) => (id === 'p4' ? null : 1900 + nth(id)),
      friends: ({ id }: Key) => [person('p1'), person(`p${(nth(id) % 4) + 1}`)],
      partner: ({ id }: Key) => late(id === 'p1' ? person('p3') : null),
      profile: ({ id }: Key) => (id === 'p2' ? 'plain' : id === 'p4' ? null : { of: id, deep: [{ x: 1 }, null], __typename: 'mine' }),
      nick: ({ id }: Key) => (id === 'p3' ? null : `nick ${id}`),
      reviews: ({ id }: Key) => (id === 'p2' ? fail('reviews of p2') : [review('r1'), null, review('r5'), review('r9')]),
      place: ({ id }: Key) => late(id === 'p1' ? place('N') : null),
    },
    Account: { level: ({ id }: { id: string }) => (id === 'acc-p3' ? null : id.length) },
    Company: { name: () => 'Acme', staff: (_: unknown, { first }: { first: number }) => [person('p2'), null].slice(0, first) },
    Shelf: {
      books: ({ id }: Key) => (id === 'S2' ? null : [book('b1'), null, book('b2')]),
      free: ({ id }: Key) => (id === 'N1' ? late(null).then(() => fail('input free of N1')) : nth(id)),
      label: ({ id }: Key) => `label ${id}`,
      size: ({ id }: Key) => ({ width: nth(id), height: null }),
      rent: (ref: Key) => (required(ref, 'free', () => (ref.id === 'N1' ? null : nth(ref.id))) ?? -1) * 2,
    },
    Building: { city: ({ code }: { code: string }) => (code === 'S' ? fail('city of S') : 'Lisbon') },
    Offer: {
      book: ({ n }: { n: number }) => (n === 3 ? null : book(`b${n}`)),
      bundle: ({ n }: { n: number }) => ({ name: n === 1 ? null : `bundle ${n}`, top: book('b4'), rest: [book('b1'), book('b3')] }),
      percent: ({ n }: { n: number }) => (n === 2 ? fail('percent of 2') : n),
      price: ({ n }: { n: number }) => ({ amount: n, currency: n === 2 ? 'GBP' : null }),
    },
    Place: {
      shelves: ({ code }: { code: string }) => [shelf(`${code}1`), shelf(`${code}2`)],
      opens: ({ code }: { code: string }) => code.length,
      keeper: ({ code }: { code: string }) => late(code === 'S' ? person('p3') : person('p2')),
      owner: () => company('c1'),
    },
  };
}
