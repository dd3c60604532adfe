import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { STATUS, type RefusalCode } from '../../src/kernel/refusal.js';
import { createClient, type ClientOptions } from './client.js';
import { document } from './document.js';
import { NorthboundError, type GatewayCode } from './error.js';
import { aGateway, json, refusal, type Answering, type FakeGateway } from './gateway.fake.js';

const HASH = 'f'.repeat(64);
const APP = document<{ readonly app: { readonly name: string } | null }, { readonly id: string }>({ name: 'App', kind: 'query', hash: HASH, text: 'query App($id: ID!) { app(id: $id) { name } }' });
const DELETE = document<{ readonly deleteApp: object }, { readonly id: string }>({ name: 'Delete', kind: 'mutation', hash: HASH, text: 'mutation Delete($id: ID!) { deleteApp(id: $id) { appId } }' });
const SHOP = { data: { app: { name: 'shop' } } };
const VARIABLES = { id: 'a1' };

const clientOf = ({ url }: FakeGateway, options: Partial<ClientOptions> = {}) => createClient({ url, ...options });

async function failureOf(work: Promise<unknown>): Promise<NorthboundError> {
  const failure: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  expect(failure).toBeInstanceOf(NorthboundError);
  return failure as NorthboundError;
}

describe('a request', () => {
  it('gives the data, and sends what it was told to', async () => {
    await using gateway = await aGateway(json(SHOP));
    const client = clientOf(gateway, { token: 't', headers: { 'x-tenant': 'one', Accept: 'text/plain', Authorization: 'none' } });
    expect(await client.request(APP, VARIABLES, { correlator: 'mine' })).toEqual(SHOP.data);
    expect(gateway.received[0]).toMatchObject({
      method: 'POST',
      headers: { authorization: 'Bearer t', 'x-tenant': 'one', 'x-correlator': 'mine', 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json;q=0.9' },
      params: { query: APP.text, variables: VARIABLES },
    });
  });

  it('takes a text as well, whose types the caller knows', async () => {
    await using gateway = await aGateway(json(SHOP));
    expect(await clientOf(gateway).request<{ app: object }>('{ app { name } }')).toEqual(SHOP.data);
    expect(gateway.received[0]!.params).toEqual({ query: '{ app { name } }' });
  });

  it('fails with the first error, and has them all', async () => {
    const errors = [{ message: 'There is no such app.', path: ['app'], extensions: { code: 'NOT_FOUND', field: 'id' } }, { message: 'And more.' }];
    await using gateway = await aGateway(json({ data: { app: null }, errors }));
    expect(await failureOf(clientOf(gateway).request(APP, VARIABLES))).toMatchObject({ code: 'NOT_FOUND', message: 'There is no such app.', path: ['app'], field: 'id', correlator: 'c-1', status: 200, errors });
  });

  it.each<[string, Answering, object]>([
    ['its own words', json(refusal('TOO_MANY_REQUESTS', { retryAfter: 7 }), 429), { code: 'TOO_MANY_REQUESTS', retryAfter: 7, status: 429 }],
    ['the header of its answer', json(refusal('UNAVAILABLE'), 503, { 'retry-after': '3' }), { code: 'UNAVAILABLE', retryAfter: 3 }],
    ['the header of a proxy', (response) => void response.writeHead(503, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }).end('<html>'), { code: 'UNAVAILABLE', retryAfter: expect.closeTo(60, -1), errors: [] }],
  ])('tells when to come back, by %s', async (_, answer, expected) => {
    await using gateway = await aGateway(answer);
    expect(await failureOf(clientOf(gateway).request(APP, VARIABLES))).toMatchObject(expected);
  });

  it.each([[200, 'BAD_ANSWER'], [404, 'NOT_FOUND'], [413, 'PAYLOAD_TOO_LARGE'], [418, 'BAD_ANSWER'], [502, 'BAD_GATEWAY'], [504, 'TIMEOUT']])('whose answer of status %i is no GraphQL fails as %s, without its words', async (status, code) => {
    for (const body of ['<html>secret</html>', '{"title":"secret"}', '[]', 'null', '{"errors":[]}', '']) {
      await using gateway = await aGateway((response) => void response.writeHead(status).end(body));
      const failure = await failureOf(clientOf(gateway).execute(APP, VARIABLES));
      expect(failure).toMatchObject({ code, status });
      expect(failure.message).not.toContain('secret');
    }
  });
});

describe('execute', () => {
  it('answers in part', async () => {
    const answer = { data: { app: null }, errors: [{ message: 'No.', path: ['app'], extensions: { code: 'UNAVAILABLE' } }], extensions: { cost: { points: 2 } } };
    await using gateway = await aGateway(json(answer, 200, { 'ratelimit-remaining': '41' }));
    const { data, errors, extensions, status, headers } = await clientOf(gateway).execute(APP, VARIABLES);
    expect({ data, errors, extensions, status }).toEqual({ ...answer, status: 200 });
    expect([headers.get('ratelimit-remaining'), headers.get('x-correlator')]).toEqual(['41', 'c-1']);
  });

  it('tells a refusal of the whole as errors without data', async () => {
    await using gateway = await aGateway(json(refusal('BAD_USER_INPUT'), 400));
    expect(await clientOf(gateway).execute(APP, VARIABLES)).toMatchObject({ data: undefined, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }], status: 400 });
  });
});

describe('time', () => {
  const never: Answering = () => undefined;
  const half: Answering = (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":');

  it.each([['no answer', never], ['half an answer', half]])('is up after the deadline, with %s', async (_, answer) => {
    await using gateway = await aGateway(answer);
    expect(await failureOf(clientOf(gateway).request(APP, VARIABLES, { timeoutMs: 50 }))).toMatchObject({ code: 'TIMEOUT', message: 'No answer came within 50 ms.' });
    expect(await failureOf(clientOf(gateway, { timeoutMs: 50 }).execute(APP, VARIABLES))).toMatchObject({ code: 'TIMEOUT' });
    expect(await failureOf(clientOf(gateway, { timeoutMs: 50, token: () => new Promise(() => undefined) }).execute(APP, VARIABLES))).toMatchObject({ code: 'TIMEOUT' });
  });

  it.each([['no answer', never], ['half an answer', half]])('is up when the caller says so, for its reason, with %s', async (_, answer) => {
    await using gateway = await aGateway(answer);
    const leave = new AbortController();
    const asked = clientOf(gateway).request(APP, VARIABLES, { signal: leave.signal });
    setTimeout(() => leave.abort(new Error('enough')), 50);
    await expect(asked).rejects.toThrow('enough');
    await expect(clientOf(gateway).request(APP, VARIABLES, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('leaves nothing on the signal of a caller that lives on', async () => {
    await using gateway = await aGateway(json(SHOP));
    const { signal } = new AbortController();
    const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    await clientOf(gateway).request(APP, VARIABLES, { signal });
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });
});

it('a gateway that cannot be reached, or cuts its answer, is NETWORK with the cause', async () => {
  const gateway = await aGateway((response) => void response.writeHead(200, { 'content-length': '100' }).write('{"da', () => response.destroy()));
  expect(await failureOf(clientOf(gateway).request(APP, VARIABLES))).toMatchObject({ code: 'NETWORK', status: undefined, cause: expect.any(Error) });
  await gateway[Symbol.asyncDispose]();
  expect(await failureOf(clientOf(gateway).request(APP, VARIABLES))).toMatchObject({ code: 'NETWORK', cause: expect.any(Error) });
});

describe('a token', () => {
  const REFUSED = json(refusal('UNAUTHENTICATED'), 401);
  const byToken: Answering = (response, received) => (received.headers.authorization === 'Bearer fresh' ? json(SHOP) : REFUSED)(response, received);

  it('that is refused is renewed once, also for a mutation, as nothing was done', async () => {
    await using gateway = await aGateway(byToken);
    const token = vi.fn(async (refused?: string) => (refused === 'stale' ? 'fresh' : 'stale'));
    expect(await clientOf(gateway, { token }).request(DELETE, VARIABLES)).toEqual(SHOP.data);
    expect(gateway.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer stale', 'Bearer fresh']);
  });

  it('is renewed once for many requests', async () => {
    await using gateway = await aGateway(byToken);
    const token = vi.fn(async (refused?: string) => (refused === 'stale' ? 'fresh' : 'stale'));
    const client = clientOf(gateway, { token });
    await Promise.all([1, 2, 3].map(() => client.request(APP, VARIABLES)));
    expect(token.mock.calls.filter(([refused]) => refused !== undefined)).toHaveLength(1);
  });

  it.each([['is fixed', 'stale'], ['stays the same', async () => 'stale'], ['has no successor', async (refused?: string) => (refused === undefined ? 'stale' : undefined)]])('that %s is refused for good', async (_, token) => {
    await using gateway = await aGateway(byToken);
    expect(await failureOf(clientOf(gateway, { token }).request(APP, VARIABLES))).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    expect(gateway.received).toHaveLength(1);
  });

  it('whose successor is refused too is not renewed again', async () => {
    await using gateway = await aGateway(REFUSED);
    const token = vi.fn(async (refused = '') => `${refused}x`);
    expect(await failureOf(clientOf(gateway, { token }).request(APP, VARIABLES))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(gateway.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer x', 'Bearer xx']);
  });

  it('that cannot be had is told, with the cause', async () => {
    await using gateway = await aGateway(json(SHOP));
    const cause = new Error('signed out');
    expect(await failureOf(clientOf(gateway, { token: () => Promise.reject(cause) }).request(APP, VARIABLES))).toMatchObject({ code: 'NO_TOKEN', cause });
    expect(gateway.received).toEqual([]);
  });
});

describe('a trusted document', () => {
  it('is named by its hash', async () => {
    await using gateway = await aGateway(json(SHOP));
    await clientOf(gateway, { trusted: true }).request(APP, VARIABLES);
    expect(gateway.received[0]!.params).toEqual({ variables: VARIABLES, extensions: { persistedQuery: { version: 1, sha256Hash: HASH } } });
  });

  it.each(['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED'])('goes as text to a gateway that says %s, from then on', async (code) => {
    await using gateway = await aGateway(json(refusal(code), 400), json(SHOP));
    const client = clientOf(gateway, { trusted: true });
    expect(await client.request(APP, VARIABLES)).toEqual(SHOP.data);
    await client.request(APP, VARIABLES);
    expect(gateway.received.map(({ params }) => params.query)).toEqual([undefined, APP.text, APP.text]);
  });

  it('that several requests name at once goes as text for each of them', async () => {
    await using gateway = await aGateway((response, received) => (received.params.query === undefined ? json(refusal('PERSISTED_QUERY_NOT_FOUND'), 400) : json(SHOP))(response, received));
    const client = clientOf(gateway, { trusted: true });
    expect(await Promise.all([1, 2, 3].map(() => client.request(APP, VARIABLES)))).toEqual([SHOP.data, SHOP.data, SHOP.data]);
  });

  it('is asked by GET with a short address that can be kept', async () => {
    await using gateway = await aGateway(json(SHOP));
    await clientOf(gateway, { trusted: true, useGet: true }).request(APP, VARIABLES);
    await clientOf(gateway, { useGet: true }).request(DELETE, VARIABLES);
    const [query, mutation] = gateway.received;
    expect(query).toMatchObject({ method: 'GET', params: { variables: VARIABLES, extensions: { persistedQuery: { sha256Hash: HASH } } } });
    expect(query!.headers['content-type']).toBeUndefined();
    expect(query!.url.length).toBeLessThan(250);
    expect(mutation!.method).toBe('POST');
  });
});

it('an idempotency key goes with its mutation', async () => {
  await using gateway = await aGateway(json({ data: { deleteApp: {} } }));
  await clientOf(gateway).request(DELETE, VARIABLES, { idempotencyKey: 'k' });
  expect(gateway.received[0]!.params.extensions).toEqual({ idempotencyKey: 'k' });
});

describe('types', () => {
  it('come from the document, and variables may be left out only where none is needed', () => {
    const client = createClient({ url: '/graphql' });
    const all = document<{ readonly apps: object }, { readonly first?: number | null }>({ name: 'Apps', kind: 'query', hash: HASH, text: 'query Apps($first: Int) { apps(first: $first) { totalCount } }' });
    const asked = [() => client.request(APP, VARIABLES), () => client.request(all), () => client.request(all, { first: 1 })] as const;
    expectTypeOf(asked[0]).returns.resolves.toEqualTypeOf<{ readonly app: { readonly name: string } | null }>();
    expectTypeOf(asked[1]).returns.resolves.toEqualTypeOf<{ readonly apps: object }>();
    // @ts-expect-error The id is missing.
    expect(() => client.request(APP)).toBeTypeOf('function');
    // @ts-expect-error The id is a text.
    expect(() => client.request(APP, { id: 1 })).toBeTypeOf('function');
    // @ts-expect-error There is no such variable.
    expect(() => client.request(all, { last: 1 })).toBeTypeOf('function');
    expectTypeOf<Awaited<ReturnType<typeof client.request>>>().toBeUnknown();
  });

  it('know every code of the gateway', () => {
    expectTypeOf<RefusalCode>().toExtend<GatewayCode>();
    expect(Object.keys(STATUS).length).toBeGreaterThan(10);
  });
});
