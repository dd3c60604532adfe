import { createClient } from 'graphql-ws';
import { getIntrospectionQuery } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { TrustedMode } from '../../src/inbound/graphql/trusted.js';
import { hashOf, trustedTexts } from '../../src/inbound/graphql/trusted-files.js';
import { aDoor, type DoorOptions, type TestDoor } from '../support/graphql-door.js';

const RESPONSE = 'application/graphql-response+json';

const FILES = {
  'hello.graphql': 'query Hello { hello }',
  'app.graphql': 'query OneApp($id: ID!) { app(id: $id) { ...Shown } }',
  'fragments.graphql': 'fragment Shown on App { id name }',
  'submit.graphql': 'mutation Submit($input: AppInput!) { submit(input: $input) }',
  'changed.graphql': 'subscription Changed { changed { cursor status } }',
  'clients.graphql': 'subscription Clients { changed { cursor client } }',
  'large.graphql': 'query Large { apps(first: 100) { nodes { id name } } }',
  'broken.graphql': 'query Broken { nothing }',
};

const texts = trustedTexts(Object.entries(FILES).map(([name, text]) => ({ name, text })));
const named = (name: string) => texts.find((text) => text.name === name)!;
const byHash = (name: string, version: object = { version: 1 }) => ({ extensions: { persistedQuery: { ...version, sha256Hash: named(name).hash } } });
const byId = (name: string) => ({ documentId: `sha256:${named(name).hash}` });

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
  readonly extensions?: Record<string, unknown>;
}

const post = (door: TestDoor, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(door.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
const ask = async (door: TestDoor, body: unknown, headers?: Record<string, string>): Promise<Answer> => (await (await post(door, body, headers)).json()) as Answer;
const codeOf = ({ errors }: Answer): unknown => errors?.[0]?.extensions['code'];

const get = (door: TestDoor, params: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${door.url}?${new URLSearchParams(params)}`, { headers });

const aPortal = (mode: TrustedMode = 'on', options: DoorOptions = {}): Promise<TestDoor> => aDoor({ ...options, trusted: { mode, files: FILES } });

describe('a trusted document', () => {
  it.each([
    ["Apollo's form", byHash('OneApp')],
    ["Apollo's form without a version", byHash('OneApp', {})],
    ['a document id', byId('OneApp')],
    ['its hash and its text', { ...byHash('OneApp'), query: named('OneApp').text }],
    ['its hash and its operation', { ...byId('OneApp'), operationName: 'OneApp' }],
  ])('is named by %s', async (_form, request) => {
    await using door = await aPortal();
    expect(await ask(door, { ...request, variables: { id: '7' } })).toEqual({ data: { app: { id: '7', name: 'app 7' } } });
  });

  it('is executed through GET, event streams and WebSockets, and writes', async () => {
    await using door = await aPortal();
    const { hash } = named('OneApp');
    const inApollosForm = await get(door, { extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } }), variables: '{"id":"8"}' });
    expect(await inApollosForm.json()).toEqual({ data: { app: { id: '8', name: 'app 8' } } });
    expect(await (await get(door, { documentId: `sha256:${hash}`, variables: '{"id":"9"}' })).json()).toMatchObject({ data: { app: { id: '9' } } });
    expect(await (await post(door, byId('Hello'), { accept: 'text/event-stream' })).text()).toContain('{"data":{"hello":"world"}}');
    expect(await ask(door, { ...byId('Submit'), variables: { input: { name: 'x' } } }, { 'idempotency-key': 'k1' })).toEqual({ data: { submit: 'x' } });
    expect(door.seen.at(-1)).toMatchObject({ idempotencyKey: 'k1' });
    expect((await get(door, { ...byId('Submit'), variables: '{"input":{"name":"x"}}' })).status).toBe(405);
    const client = createClient({ url: door.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    expect((await client.iterate({ query: '', ...byHash('Hello') }).next()).value).toEqual({ data: { hello: 'world' } });
    await client.dispose();
  });

  it('is known to a WebSocket by its hash alone', async () => {
    await using door = await aPortal();
    const socket = new WebSocket(door.url.replace('http', 'ws'), 'graphql-transport-ws');
    const heard: string[] = [];
    socket.on('message', (message) => {
      if (heard.push(String(message)) === 1) socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: byId('Hello') }));
    });
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    await vi.waitFor(() => expect(heard).toContain('{"id":"1","type":"next","payload":{"data":{"hello":"world"}}}'));
    socket.terminate();
  });

  it('shares a stream with its equals and with no other', async () => {
    await using door = await aPortal();
    const open = (name: string) => post(door, byId(name), { accept: 'text/event-stream' });
    const streams = [await open('Changed'), await open('Clients'), await open('Changed')];
    await vi.waitFor(() => expect(door.feed.followers).toBe(2));
    door.feed.publish('up');
    const first = await Promise.all(streams.map(async ({ body }) => new TextDecoder().decode((await body!.getReader().read()).value)));
    expect(first.map((text) => text.includes('"status":"up"'))).toEqual([true, false, true]);
  });

  it('makes the same request as its text does, to an idempotency key', async () => {
    await using door = await aPortal();
    const variables = { input: { name: 'x' } };
    await ask(door, { ...byId('Submit'), variables }, { 'idempotency-key': 'k' });
    await ask(door, { query: named('Submit').text, variables }, { 'idempotency-key': 'k' });
    expect(door.seen[0]!.requestHash).toBe(door.seen[1]!.requestHash);
    await ask(door, { ...byId('Submit'), variables: { input: { name: 'y' } } }, { 'idempotency-key': 'k' });
    expect(door.seen[2]!.requestHash).not.toBe(door.seen[0]!.requestHash);
  });

  it('may cost what it needs', async () => {
    await using door = await aPortal('on', { limits: { cost: 50 } });
    expect(await ask(door, byId('Large'))).toEqual({ data: { apps: { nodes: [] } } });
    expect((await ask(door, { query: named('Large').text })).errors?.[0]?.extensions).toMatchObject({ limit: 'cost' });
  });

  it('is refused with another text, and for an operation that it does not hold', async () => {
    await using door = await aPortal();
    expect(await ask(door, { ...byHash('Hello'), query: '{ broken }' })).toMatchObject({ errors: [{ message: 'The hash is not that of the document.', extensions: { code: 'INVALID_ARGUMENT' } }] });
    expect(codeOf(await ask(door, { ...byHash('Hello'), operationName: 'OneApp' }))).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('that does not fit the graph is told in the log, and refused', async () => {
    await using door = await aPortal();
    expect(door.log.lines).toContainEqual(expect.objectContaining({ level: 'error', fields: expect.objectContaining({ document: 'Broken', hash: named('Broken').hash }) }));
    expect(await ask(door, byId('Broken'))).toMatchObject({ errors: [{ message: 'The document Broken does not fit the graph at present.', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
  });
});

describe('an unknown document', () => {
  const query = '{ hello app(id: "1") { id } }';
  const extensions = { persistedQuery: { version: 1, sha256Hash: hashOf(query) } };

  it('is not found, in the words that clients look for: 400, or 200 to those who take application/json', async () => {
    await using door = await aPortal();
    for (const [accept, status] of [[RESPONSE, 400], ['application/json', 200]] as const) {
      const response = await post(door, { extensions }, { accept });
      expect([response.status, await response.json()]).toEqual([status, { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] }]);
    }
    const got = await get(door, { extensions: JSON.stringify(extensions) }, { accept: RESPONSE });
    expect([got.status, got.headers.get('cache-control')]).toEqual([400, 'no-store']);
  });

  it('is executed when it comes along, and not remembered', async () => {
    await using door = await aPortal();
    expect(await ask(door, { query, extensions })).toMatchObject({ data: { hello: 'world' } });
    expect(codeOf(await ask(door, { extensions }))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('trusted documents only', () => {
  it('refuses every other document, whatever carries it', async () => {
    await using door = await aPortal('only');
    const refusal = { errors: [{ message: 'Only the documents of the gateway itself are executed; name one by its hash.', extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }] };
    expect(await ask(door, { query: '{ hello }' })).toEqual(refusal);
    expect(await ask(door, { query: '{ hello }', extensions: { persistedQuery: { version: 1, sha256Hash: hashOf('{ hello }') } } })).toEqual(refusal);
    expect(await (await get(door, { query: '{ hello }' })).json()).toEqual(refusal);
    expect(await (await post(door, { query: '{ hello }' }, { accept: 'text/event-stream' })).text()).toContain('QUERY_NOT_IN_SAFELIST');
    expect(await ask(door, [{ query: '{ hello }' }, byId('Hello')])).toEqual([refusal, { data: { hello: 'world' } }]);
    const client = createClient({ url: door.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    await expect(client.iterate({ query: '{ hello }' }).next()).rejects.toMatchObject([{ extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }]);
    await client.dispose();
  });

  it('takes them as text, too', async () => {
    await using door = await aPortal('only');
    expect(await ask(door, { query: named('Hello').text })).toEqual({ data: { hello: 'world' } });
  });

  it('leaves introspection as it is configured', async () => {
    await using open = await aPortal('only');
    expect(await ask(open, { query: getIntrospectionQuery() })).toMatchObject({ data: { __schema: expect.anything() } });
    expect(codeOf(await ask(open, { query: '{ __schema { queryType { name } } hello }' }))).toBe('QUERY_NOT_IN_SAFELIST');
    expect(codeOf(await ask(open, { query: '{ ...A } fragment A on Query { hello }' }))).toBe('QUERY_NOT_IN_SAFELIST');
    await using closed = await aPortal('only', { introspection: false });
    expect(codeOf(await ask(closed, { query: getIntrospectionQuery() }))).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

it('has no trusted documents when they are off: a hash alone names nothing, and beside a text it says nothing', async () => {
  await using door = await aDoor();
  expect(await ask(door, byHash('Hello'))).toMatchObject({ errors: [{ message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }] });
  expect(await ask(door, { ...byHash('Hello'), query: '{ hello }' })).toEqual({ data: { hello: 'world' } });
});

describe('an answer to GET', () => {
  const asked = { query: '{ hello }' };

  it('may be kept by its reader, who asks whether it still holds', async () => {
    await using door = await aPortal();
    const response = await get(door, asked);
    const tag = response.headers.get('etag')!;
    expect(tag).toMatch(/^W\/"[\w-]{27}"$/);
    expect([response.headers.get('cache-control'), response.headers.get('vary')]).toEqual(['private, no-cache', 'accept, authorization']);
    for (const held of [tag, tag.slice(2), `"other", ${tag}`, '*']) {
      const again = await get(door, asked, { 'if-none-match': held });
      expect([again.status, await again.text(), again.headers.get('etag'), again.headers.get('cache-control'), again.headers.get('content-type')]).toEqual([304, '', tag, 'private, no-cache', null]);
    }
    expect((await get(door, asked, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('has a tag of its own for each content and each media type', async () => {
    await using door = await aPortal();
    const tagOf = async (params: Record<string, string>, headers?: Record<string, string>) => (await get(door, params, headers)).headers.get('etag');
    const tags = [await tagOf(asked), await tagOf(asked, { accept: RESPONSE }), await tagOf({ query: '{ private }' }, { authorization: 'Bearer ann' }), await tagOf({ query: '{ private }' }, { authorization: 'Bearer ben' })];
    expect(new Set(tags).size).toBe(4);
    expect(await tagOf(asked)).toBe(tags[0]);
  });

  it.each([
    ['errors beside data', { query: '{ hello broken }' }],
    ['a fault in the document', { query: '{ nothing }' }],
    ['a fault in the request', { query: '{ hello }', variables: '{' }],
    ['a mutation', { query: 'mutation { submit(input: { name: "x" }) }' }],
    ['a subscription', { query: 'subscription { changed { status } }' }],
  ])('is not kept when it tells of %s', async (_what, params) => {
    await using door = await aPortal();
    const response = await get(door, params, { accept: 'application/json' });
    expect([response.headers.get('cache-control'), response.headers.get('etag')]).toEqual(['no-store', null]);
  });

  it('is not kept when the caller is refused', async () => {
    await using door = await aPortal();
    const response = await get(door, asked, { authorization: 'Bearer bad' });
    expect([response.status, response.headers.get('cache-control')]).toEqual([401, 'no-store']);
  });

  it('is refused to who takes nothing that we have', async () => {
    await using door = await aPortal();
    expect((await get(door, asked, { accept: 'image/png' })).status).toBe(406);
  });
});

describe('the cost of an operation', () => {
  const query = 'query Pages($n: Int) { apps(first: $n) { nodes { id name } } }';
  const cost = (n: number): number => 2 + 2 * n;
  const POLICY = { cost: { limit: 100, enforce: true }, limits: { cost: 100 } };

  it('is that with the variables of the request', async () => {
    await using door = await aDoor(POLICY);
    expect(await ask(door, { query, variables: { n: 49 } })).toEqual({ data: { apps: { nodes: [] } } });
    expect(await ask(door, { query, variables: { n: 50 } })).toEqual({
      errors: [{ message: `The operation costs ${cost(50)} points; at most 100 are allowed. Ask for fewer fields or smaller pages.`, extensions: { code: 'GRAPHQL_VALIDATION_FAILED', limit: 'cost' } }],
    });
    expect((await post(door, { query, variables: { n: 50 } }, { accept: RESPONSE })).status).toBe(400);
    expect(await ask(door, { query: '{ apps(first: 50) { nodes { id name } } }' })).toMatchObject({ errors: [{ extensions: { limit: 'cost' } }] });
  });

  it('is counted together in a batch', async () => {
    await using door = await aDoor(POLICY);
    const one = { query, variables: { n: 20 } };
    expect(await ask(door, [one, one])).toEqual([{ data: { apps: { nodes: [] } } }, { data: { apps: { nodes: [] } } }]);
    const response = await post(door, [one, one, one]);
    expect([response.status, await response.json()]).toEqual([400, { errors: [{ message: expect.stringContaining(`costs ${3 * cost(20)} points`), extensions: { code: 'GRAPHQL_VALIDATION_FAILED', limit: 'cost' } }] }]);
  });

  it('is told to who asks', async () => {
    await using door = await aDoor(POLICY);
    expect(await ask(door, { query, variables: { n: 3 } }, { 'x-northbound-cost': '1' })).toEqual({ data: { apps: { nodes: [] } }, extensions: { cost: { points: cost(3) } } });
    expect(await ask(door, { query, variables: { n: 3 } })).not.toHaveProperty('extensions');
  });

  it('is only measured, when so configured', async () => {
    const seen: number[] = [];
    await using door = await aDoor({ cost: { limit: 100, enforce: false, observe: (points) => void seen.push(points) }, limits: { cost: Number.POSITIVE_INFINITY } });
    expect(await ask(door, { query, variables: { n: 60 } })).toEqual({ data: { apps: { nodes: [] } } });
    expect(await ask(door, { query: '{ hello }' })).toEqual({ data: { hello: 'world' } });
    expect(seen).toEqual([cost(60), 1]);
    expect(door.log.lines).toEqual([{ level: 'info', fields: { operation: 'Pages', cost: cost(60), limit: 100 }, message: 'an operation costs more than the limit' }]);
  });
});

describe('a batch', () => {
  it('holds ten operations at most', async () => {
    await using door = await aPortal();
    const many = (count: number) => Array.from({ length: count }, () => byId('Hello'));
    expect(await ask(door, many(10))).toEqual(Array(10).fill({ data: { hello: 'world' } }));
    const response = await post(door, many(11));
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ message: 'The array holds 11 operations; at most 10 are allowed.' }] }]);
  });
});
