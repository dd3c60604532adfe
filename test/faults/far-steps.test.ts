import { createServer as createTcpServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { answer, behaveWell, farWorld, type Behaviour, type FarWorld, type Shown } from '../support/far-world.js';

const worlds: FarWorld[] = [];
const aWorld = async (...given: Parameters<typeof farWorld>): Promise<FarWorld> => {
  const world = await farWorld(...given);
  worlds.push(world);
  return world;
};
afterEach(async () => {
  for (const world of worlds.splice(0)) await world[Symbol.asyncDispose]();
});

const ENTITIES = '{ products { id name stock } }';
const SHELVES = '{ shelves products { id } }';
const PRODUCTS = ['p1', 'p2', 'p3'].map((id) => ({ id, name: `Product ${id}` }));

/** What only the far subgraph says; no caller may ever read it. */
const WORDS = 'canary-of-the-subgraph';

/** The step failed, the rest of the answer stands, and the fault is told at the failed fields without foreign words. */
function expectFault({ data, errors }: Shown, fault: string): void {
  expect(data).toEqual({ products: PRODUCTS.map((product) => ({ ...product, stock: null })) });
  expect(errors.length).toBeGreaterThan(0);
  for (const error of errors) expect(error).toMatch(/^products/);
  expect([...new Set(errors.map((error) => error.slice(error.indexOf(' ') + 1)))]).toEqual([fault]);
  expect(JSON.stringify(errors)).not.toContain(WORDS);
}

const INTERNAL = 'INTERNAL: The gateway met an error of its own; it is logged under this correlator.';
const CUT = 'BAD_GATEWAY: The subgraph stock broke off its answer.';
const UNREADABLE = 'BAD_GATEWAY: The subgraph stock gave an answer that cannot be read.';
const DOWN = 'UNAVAILABLE: The subgraph stock is out of service.';

describe('a well-behaved far subgraph', () => {
  it('completes entities in one call, and answers fields and mutations of its own', async () => {
    const world = await aWorld();
    expect(await world.run('{ products { id name stock place { shelf } } }')).toEqual({
      data: { products: PRODUCTS.map((product, index) => ({ ...product, stock: (index + 1) * 10, place: { shelf: `shelf ${product.id}` } })) },
      errors: [],
    });
    expect(world.asked).toHaveLength(1);
    expect(world.asked[0]).toMatchObject({ url: '/graphql', headers: { accept: 'application/graphql-response+json, application/json;q=0.9', 'content-type': 'application/json' } });
    expect(await world.run('query($of: [String!]) { count(of: $of) }', { of: ['ü', '"'] })).toEqual({ data: { count: 2 }, errors: [] });
    expect(await world.run('mutation { order(id: "p2") { id name } }')).toEqual({ data: { order: { id: 'p2', name: 'Product p2' } }, errors: [] });
    expect(world.transport.state().ok).toBe(true);
  });

  it('keeps its connection, and is asked on several at once', async () => {
    const world = await aWorld();
    let connections = 0;
    world.server.on('connection', () => (connections += 1));
    for (let nth = 0; nth < 20; nth++) await world.run(SHELVES);
    expect(connections).toBeLessThan(3);
    world.behave(async (...all) => (await sleep(50), behaveWell(...all)));
    await Promise.all(Array.from({ length: 10 }, () => world.run(SHELVES)));
    expect(connections).toBeGreaterThanOrEqual(10);
    expect(connections).toBeLessThan(13);
  });
});

const html: Behaviour = (_, response) => answer(response, 200, `<html>${WORDS}</html>`, { 'content-type': 'text/html' });
const status = (code: number, body: unknown, headers = {}): Behaviour => (_, response) => answer(response, code, body, headers);
const proxy = (code: number, headers = {}): Behaviour => status(code, `<h1>${WORDS}</h1>`, { 'content-type': 'text/html', ...headers });

describe('a fault of a far subgraph costs its own fields only', () => {
  it.each<[string, string, Behaviour]>([
    ['HTML', UNREADABLE, html],
    ['JSON that is called HTML', UNREADABLE, status(200, { data: { _entities: [] } }, { 'content-type': 'text/html' })],
    ['an empty body', UNREADABLE, status(200, '')],
    ['half of a JSON text', UNREADABLE, status(200, `{"data":{"_entities":[{"__typename":"${WORDS}`)],
    ['JSON that is no object', UNREADABLE, status(200, [{ data: {} }])],
    ['an object without data and errors', UNREADABLE, status(200, { message: WORDS })],
    ['data that is no object', UNREADABLE, status(200, { data: WORDS })],
    ['data that is a list', UNREADABLE, status(200, { data: [] })],
    ['errors that are no list', UNREADABLE, status(200, { data: {}, errors: WORDS })],
    ['an empty list of errors alone', UNREADABLE, status(200, { errors: [] })],
    ['404', UNREADABLE, proxy(404)],
    ['500 without a result', UNREADABLE, status(500, { message: WORDS }, { 'content-type': 'application/json' })],
    ['503 from a proxy', DOWN, proxy(503)],
    ['502 with some JSON of a proxy', DOWN, status(502, { message: WORDS })],
    ['a redirect', UNREADABLE, status(307, '', { location: '/elsewhere' })],
    ['401', 'UNAUTHENTICATED: The subgraph stock does not accept the access token.', proxy(401)],
    ['403', 'PERMISSION_DENIED: The subgraph stock does not allow this.', proxy(403)],
    ['429', 'UNAVAILABLE: The subgraph stock asks for fewer requests.', proxy(429)],
    ['500 with errors', INTERNAL, status(500, { errors: [{ message: WORDS }] })],
    ['errors of its validation', INTERNAL, status(400, { errors: [{ message: `Cannot query field "${WORDS}"`, locations: [{ line: 1, column: 1 }], extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] })],
    ['errors like those of variables', INTERNAL, status(200, { errors: [{ message: `Variable "$x" got invalid value "${WORDS}"; Expected type "Int".`, extensions: { code: 'BAD_USER_INPUT' } }] })],
    ['errors that are no objects', INTERNAL, status(200, { errors: [WORDS, null, 7] })],
    ['401 with errors', 'UNAUTHENTICATED: The subgraph stock does not accept the access token.', status(401, { errors: [{ message: WORDS }] })],
    ['FORBIDDEN', 'PERMISSION_DENIED: The subgraph stock does not allow this.', status(200, { data: null, errors: [{ message: WORDS, extensions: { code: 'FORBIDDEN' } }] })],
    ['an error of our list', 'NOT_FOUND: The subgraph stock answered NOT_FOUND.', status(200, { data: null, errors: [{ message: 'There is no such warehouse.', extensions: { code: 'NOT_FOUND', stacktrace: [WORDS] } }] })],
    ['a code from the depths of the language', INTERNAL, status(200, { errors: [{ message: WORDS, extensions: { code: 'constructor' } }] })],
  ])('%s: %s', async (_, fault, behaviour) => {
    const world = await aWorld();
    world.behave(behaviour);
    expectFault(await world.run(ENTITIES), fault);
  });

  it('refused: nobody listens', async () => {
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const world = await aWorld({ url: `http://127.0.0.1:${port}/graphql` });
    expectFault(await world.run(ENTITIES), 'UNAVAILABLE: The subgraph stock cannot be reached.');
    expect(world.transport.state()).toMatchObject({ ok: false });
  });

  it('silent', async () => {
    const world = await aWorld({ timeoutMs: 150 });
    world.behave(() => undefined);
    const from = performance.now();
    expectFault(await world.run(ENTITIES), 'TIMEOUT: The subgraph stock did not answer in time.');
    expect(performance.now() - from).toBeLessThan(600);
  });

  it('slow: one byte after the other', async () => {
    const world = await aWorld({ timeoutMs: 200 });
    world.behave((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    });
    expectFault(await world.run(ENTITIES), 'TIMEOUT: The subgraph stock did not answer in time.');
  });

  it('cut in the middle of the body', async () => {
    const world = await aWorld();
    world.behave((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      response.write('{"data":{"_entities":[{"stock":1},');
      setTimeout(() => response.destroy(), 20);
    });
    expectFault(await world.run(ENTITIES), CUT);
    // A query may be asked again, also when a part of its answer had come.
    expect(world.asked).toHaveLength(2);
  });

  it.each([true, false])('larger than allowed (length told: %s)', async (told) => {
    const world = await aWorld({ maxBytes: 1000 });
    const body = JSON.stringify({ data: { _entities: [] }, extensions: 'x'.repeat(2000) });
    world.behave((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', ...(told && { 'content-length': body.length }) });
      for (const part of body.match(/.{1,100}/g) ?? []) response.write(part);
      response.end();
    });
    expectFault(await world.run(ENTITIES), 'BAD_GATEWAY: The subgraph stock answered with more than can be taken.');
  });

  it('more entities than were asked for, and fewer', async () => {
    const world = await aWorld();
    const entities = (count: number): Behaviour => status(200, { data: { _entities: Array.from({ length: count }, (_, nth) => ({ stock: nth })) } });
    world.behave(entities(50));
    expect(await world.run(ENTITIES)).toEqual({ data: { products: PRODUCTS.map((product, stock) => ({ ...product, stock })) }, errors: [] });
    world.behave(entities(1));
    const { data } = await world.run(ENTITIES);
    expect(data).toEqual({ products: PRODUCTS.map((product, nth) => ({ ...product, stock: nth === 0 ? 0 : null })) });
  });

  it('keys that would reach the language itself', async () => {
    const world = await aWorld();
    world.behave(status(200, '{"data":{"_entities":[{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"stock":1}]}}'));
    await world.run(ENTITIES);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('tells an error of one entity at that entity, with retryAfter', async () => {
    const world = await aWorld();
    world.behave(status(200, { data: { _entities: [{ stock: 1 }, { stock: null }, { stock: 3 }] }, errors: [{ message: 'Counting.', path: ['_entities', 1, 'stock'], extensions: { code: 'UNAVAILABLE', retryAfter: 7 } }] }));
    expect(await world.run(ENTITIES)).toMatchObject({ data: { products: [{ stock: 1 }, { stock: null }, { stock: 3 }] }, errors: ['products.1.stock UNAVAILABLE: The subgraph stock answered UNAVAILABLE.'] });
  });
});
