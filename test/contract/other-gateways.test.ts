import { parse, print, validate, type DocumentNode, type ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeSupergraph } from '../../src/federation/compose/compose.js';
import { createEngine, type Engine } from '../../src/federation/engine.js';
import { nearTransport } from '../../src/federation/transport.js';
import { answerOf } from '../properties/engine.compare.js';
import { randomDocument, seeded } from '../properties/engine.documents.js';
import { context } from '../properties/engine.graph.js';
import { createLibrary, type Library } from '../properties/library.graph.js';
import { POOL, SUBGRAPHS } from '../properties/library.sdl.js';
import { apolloGateway, hiveGateway, type OtherGateway } from '../support/other-gateways/gateways.js';
import { serveSubgraphs, type SubgraphServer } from '../support/other-gateways/subgraph-server.js';

/** Documents that are compared; all of them are answered without errors by graphql-js on the merged schema. */
const DOCUMENTS = Number(process.env.GATEWAY_DOCUMENTS ?? 100);
const SEED = Number(process.env.ENGINE_SEED ?? 20_26);

let library: Library;
let server: SubgraphServer;
let engine: Engine;
const gateways: Record<string, OtherGateway> = {};

beforeAll(async () => {
  library = createLibrary();
  server = await serveSubgraphs(library.subgraphs, context());
  const supergraph = composeSupergraph(Object.entries(SUBGRAPHS).map(([name, sdl]) => ({ name, typeDefs: parse(sdl), url: server.urls[name]! }))).sdl;
  engine = createEngine({ supergraph, transports: Object.fromEntries(Object.entries(library.subgraphs).map(([name, schema]) => [name, nearTransport(schema)])) });
  Object.assign(gateways, { apollo: await apolloGateway(supergraph), hive: await hiveGateway(supergraph) });
});
afterAll(async () => {
  await Promise.all(Object.values(gateways).map((gateway) => gateway[Symbol.asyncDispose]()));
  await server[Symbol.asyncDispose]();
});

type Variables = Record<string, unknown>;

async function ours(document: DocumentNode, variables: Variables): Promise<ExecutionResult> {
  const prepared = engine.prepare(print(document));
  library.state.reset();
  return 'execute' in prepared ? JSON.parse(JSON.stringify(await prepared.execute(variables, context()))) as ExecutionResult : { errors: prepared };
}

async function theirs(name: string, document: DocumentNode, variables: Variables): Promise<ExecutionResult> {
  library.state.reset();
  return gateways[name]!.ask(print(document), variables);
}

const wanted = async (document: DocumentNode, variables: Variables): Promise<ExecutionResult> => (await answerOf({ schema: library.merged.schema }, document, variables, library.state.reset)).result;

/** Whether two answers hold the same, whatever the order of keys. */
function same(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  return keys.length === others.length && keys.every((key) => Object.hasOwn(other, key) && same((one as Variables)[key], (other as Variables)[key]));
}

/** Random documents whose answer holds no error. */
async function faultless(count: number): Promise<readonly (readonly [DocumentNode, Variables, ExecutionResult])[]> {
  const random = seeded(SEED);
  const found: (readonly [DocumentNode, Variables, ExecutionResult])[] = [];
  while (found.length < count) {
    const { text, variables } = randomDocument(engine.schema, random, { pool: POOL, mutations: 0.12 });
    const document = parse(text, { noLocation: true });
    if (validate(engine.schema, document).length) continue;
    const answer = await wanted(document, variables);
    if (!answer.errors) found.push([document, variables, answer]);
  }
  return found;
}

const ask = (name: string, document: DocumentNode, variables: Variables): Promise<ExecutionResult> => (name === 'ours' ? ours(document, variables) : theirs(name, document, variables));

/** How many of the documents a gateway may answer otherwise than graphql-js, by the faults named below. */
const OTHERWISE: Readonly<Record<string, number>> = { ours: 0, apollo: 0.04, hive: 0.35 };

it('answer random documents as we do, but for their known faults', async () => {
  const documents = await faultless(DOCUMENTS);
  const shares: Record<string, number> = {};
  for (const name of Object.keys(OTHERWISE)) {
    let otherwise = 0;
    for (const [document, variables, answer] of documents) if (!same((await ask(name, document, variables)).data, answer.data)) otherwise += 1;
    shares[name] = otherwise / documents.length;
  }
  console.info(`other gateways: of ${documents.length} documents (seed ${SEED}) answered otherwise ${JSON.stringify(shares)}`);
  for (const [name, most] of Object.entries(OTHERWISE)) expect(shares[name], name).toBeLessThanOrEqual(most);
}, 600_000);

describe.each(['ours', 'apollo', 'hive'])('%s', (name) => {
  it.each([
    ['a compound key, and another', '{ medium(id: "b1") { ... on Book { isbn stock shelf { building { code } number label } } } }'],
    ['several keys of one entity', '{ people(first: 2) { name place { code opens } friends { email nick } } }'],
    ['a nested key', '{ place { keeper { name account { id } } shelves { label free } } }', true],
    ['what others require', '{ medium(id: "b1") { title ... on Book { freight total } } }'],
    ['what is required of a value of several fields', '{ offer(n: 1) { book { volume } } }'],
    ['what a path provides', '{ deals(first: 1) { title size { width } } offer(n: 1) { bundle { top { pages title } rest { weight } } } }'],
    ['a field that another subgraph took over', '{ books { old } }'],
    ['an entity interface', '{ media(first: 2) { __typename id title archived people { name } } }'],
    ['an interface of several subgraphs', '{ sized { __typename size { width } ... on Book { pages } } sizedShelves { size { width } } }'],
    ['a union of several subgraphs', '{ who { __typename ... on Person { email reviews { id } } ... on Company { name staff { nick } } } }', true],
    ['lists of lists', '{ grid { __typename title } }', true],
    ['variables, aliases and conditions', 'query ($n: Int! = 1, $no: Boolean!) { a: books(filter: {size: $n}) { id } b: books(filter: {size: 2}) { id blurb(words: $n, style: KEY) tags @skip(if: $no) } }'],
    ['mutations in their order', 'mutation { a: retitle(id: "b1", title: "one") { title } b: retitle(id: "b1", title: "two") { title } tally }'],
    ['a failing field', '{ deals(first: 1) { title } mustBe: person(email: "p2@x") { name reviews { id } } }', true],
    ['a null where none may be', '{ people { nick } books { id archived } }'],
  ])('answers %s as graphql-js does', async (_, text, faulty = false) => {
    const document = parse(text, { noLocation: true });
    const answer = await wanted(document, { no: true });
    const given = await ask(name, document, { no: true });
    expect(given.data).toEqual(answer.data);
    if (!faulty || name === 'ours') expect(new Set(given.errors?.map(({ path }) => path?.join('.')))).toEqual(new Set(answer.errors?.map(({ path }) => path?.join('.'))));
  });
});

/** When one of these is answered rightly, it can be struck from the list. */
it.each([
  ['apollo', 'loses a member of a union that only an interface object completes', '{ archive { ... on Film { __typename grade } } }'],
  ['apollo', 'takes a field for the required one that has other arguments', '{ medium(id: "b1") { ... on Book { total price { amount } } } }'],
  ['hive', 'loses fields of an interface object', '{ media(first: 2) { id reviews { text } } }'],
  ['hive', 'loses fields of an interface object below a union', '{ found { ... on Film { grade } } }'],
  ['hive', 'does not learn the type of what an interface object returns', '{ reviewed { ... on Book { stock } } }'],
  ['hive', 'never answers where a field is left out that other subgraphs would complete', '{ person(email: "p1@x") @include(if: false) { place { shelves { free } } } offer(n: 2) { book { score } } }'],
  ['hive', 'sends undefined for a required field that failed', '{ place { shelves { rent } } }'],
])('%s still %s', async (name, _, text) => {
  const document = parse(text, { noLocation: true });
  const answer = await wanted(document, {});
  expect(same((await ours(document, {})).data, answer.data)).toBe(true);
  expect(same((await theirs(name, document, {})).data, answer.data)).toBe(false);
});
