import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOriginGuard } from '../../src/inbound/graphql/origin-guard.js';
import { aDoor, ANONYMOUS, type DoorOptions, type TestDoor } from '../support/graphql-door.js';

const RESPONSE = 'application/graphql-response+json';

let door: TestDoor;
beforeAll(async () => {
  door = await aDoor();
});
afterAll(async () => door[Symbol.asyncDispose]());

const post = (body: unknown, headers: Record<string, string> = {}, to = door): Promise<Response> =>
  fetch(to.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });

const get = (params: Record<string, string>, headers: Record<string, string> = {}, to = door): Promise<Response> =>
  fetch(`${to.url}?${new URLSearchParams(params)}`, { headers });

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: unknown[]; locations?: unknown[]; extensions: Record<string, unknown> }[];
}
const read = async (response: Promise<Response>): Promise<Answer> => (await (await response).json()) as Answer;
const first = async (response: Promise<Response>) => (await read(response)).errors![0]!;

async function withDoor<T>(options: DoorOptions, use: (other: TestDoor) => Promise<T>): Promise<T> {
  await using other = await aDoor(options);
  return await use(other);
}

describe('POST', () => {
  it('answers with data', async () => {
    const response = await post({ query: 'query A { hello } query B { app(id: "1") { name } }', operationName: 'B' });
    expect([response.status, response.headers.get('content-type'), await response.json()]).toEqual([200, 'application/json; charset=utf-8', { data: { app: { name: 'app 1' } } }]);
    expect(response.headers.get('x-correlator')).toBe('test');
  });

  it('tells a refusal with its code, field and path, and keeps the rest of the data', async () => {
    const answer = await read(post({ query: '{ hello app(id: "none") { id } }' }));
    expect(answer).toEqual({
      data: { hello: 'world', app: null },
      errors: [{ message: 'There is no such app.', path: ['app'], extensions: { code: 'NOT_FOUND', field: 'id' } }],
    });
  });

  it('masks what nobody expected, and logs it with the correlator', async () => {
    const answer = await read(post({ query: '{ broken }' }));
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(answer.errors![0]!.extensions).toEqual({ code: 'INTERNAL' });
    expect(door.log.lines).toContainEqual({ level: 'error', fields: expect.objectContaining({ correlator: 'test', path: ['broken'], err: new Error('password=hunter2') }), message: expect.any(String) });
  });

  it.each([
    ['a document that does not parse', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['a field that does not exist', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['an operation that does not exist', { query: 'query A { hello }', operationName: 'B' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['a variable of another type', { query: 'query ($id: ID!) { app(id: $id) { id } }', variables: { id: {} } }, 'BAD_USER_INPUT'],
  ])('refuses %s: 400, or 200 to those who take application/json', async (_what, body, code) => {
    for (const [accept, status] of [[RESPONSE, 400], ['application/json', 200]] as const) {
      const response = await post(body, { accept });
      const answer = (await response.json()) as Answer;
      expect([response.status, answer.errors?.[0]?.extensions['code'], 'data' in answer]).toEqual([status, code, false]);
    }
  });

  it('does not repeat a secret that stands beside a fault in the variables', async () => {
    const query = 'mutation ($input: AppInput!) { submit(input: $input) }';
    const missing = await first(post({ query, variables: { input: { secret: 'hunter2' } } }));
    expect(missing).toMatchObject({
      message: 'Variable "$input" has an invalid value at "input"; Field "name" of required type "String!" was not provided.',
      extensions: { code: 'BAD_USER_INPUT', field: 'input' },
    });
    const wrong = await first(post({ query, variables: { input: { name: 'a', secret: ['hunter2'] } } }));
    expect(wrong).toMatchObject({ message: 'Variable "$input" has an invalid value at "input.secret"; it is no String.', extensions: { field: 'input.secret' } });
  });

  it.each([
    ['text/plain', '{"query":"{hello}"}'],
    ['application/x-www-form-urlencoded', 'query=%7Bhello%7D'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/graphql', '{hello}'],
  ])('refuses %s, which pages of other sites can send', async (type, body) => {
    const response = await post(body, { 'content-type': type });
    expect([response.status, await response.json()]).toMatchObject([415, { errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }] }]);
  });

  it('refuses a body that is too large', async () => {
    const response = await post({ query: `{ hello } #${'x'.repeat(1 << 20)}` });
    expect([response.status, await response.json()]).toMatchObject([413, { errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] }]);
  });

  it('refuses a body that is no JSON, and JSON that is no request', async () => {
    for (const body of ['{', '"x"', '{}', '{"query":"{hello}","variables":[]}']) {
      const response = await post(body, { accept: RESPONSE });
      expect([response.status, response.headers.get('content-type'), await response.json()]).toMatchObject([
        400,
        `${RESPONSE}; charset=utf-8`,
        { errors: [{ extensions: { code: 'INVALID_ARGUMENT' } }] },
      ]);
    }
  });

  it('answers 406 when nothing that it has is taken', async () => {
    expect((await post({ query: '{ hello }' }, { accept: 'image/png' })).status).toBe(406);
  });

  it('answers a subscription 406 when no stream is taken', async () => {
    const response = await post({ query: 'subscription { changed { status } }' }, { accept: 'application/json' });
    expect([response.status, await response.json()]).toMatchObject([406, { errors: [{ extensions: { code: 'NOT_ACCEPTABLE' } }] }]);
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('refuses %s', async (method) => {
    const response = await fetch(door.url, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});

describe('identity', () => {
  it('answers 401 to a token that does not hold', async () => {
    for (const response of [await post({ query: '{ hello }' }, { authorization: 'Bearer bad' }), await get({ query: '{ hello }' }, { authorization: 'Bearer bad' })]) {
      expect([response.status, response.headers.get('www-authenticate'), await response.json()]).toEqual([
        401,
        'Bearer',
        { errors: [{ message: 'A valid access token is needed.', extensions: { code: 'UNAUTHENTICATED' } }] },
      ]);
    }
  });

  it('answers 503 with Retry-After while tokens cannot be checked', async () => {
    const response = await post({ query: '{ hello }' }, { authorization: 'Bearer later' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '3']);
  });

  it('answers 401 when nothing at all came of an operation for want of a token', async () =>
    withDoor({ nobody: ANONYMOUS }, async (other) => {
      const open = await post({ query: '{ hello }' }, { accept: RESPONSE }, other);
      expect(open.status).toBe(200);
      const partial = await post({ query: '{ private }' }, { accept: RESPONSE }, other);
      expect([partial.status, await partial.json()]).toMatchObject([200, { data: { private: null }, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]);
      const nothing = await post({ query: '{ secret }' }, { accept: RESPONSE }, other);
      expect([nothing.status, nothing.headers.get('www-authenticate'), await nothing.json()]).toMatchObject([401, 'Bearer', { data: null }]);
      expect((await post({ query: '{ secret }' }, {}, other)).status).toBe(200);
    }));
});

describe('idempotency', () => {
  const query = 'mutation ($input: AppInput!) { submit(input: $input) }';
  const last = () => door.seen.at(-1)!;

  it('binds a mutation to the key of its extensions, or else of the header', async () => {
    await post({ query, variables: { input: { name: 'a', replicas: 1 } }, extensions: { idempotencyKey: 'k1' } }, { 'idempotency-key': 'k2' });
    const hash = last().requestHash;
    expect([last().idempotencyKey, hash]).toEqual(['k1', expect.stringMatching(/^[0-9a-f]{64}$/)]);
    await post({ query, variables: { input: { replicas: 1, name: 'a' } } }, { 'idempotency-key': 'k2' });
    expect([last().idempotencyKey, last().requestHash]).toEqual(['k2', hash]);
    await post({ query, variables: { input: { name: 'b', replicas: 1 } } }, { 'idempotency-key': 'k2' });
    expect(last().requestHash).not.toBe(hash);
    await post({ query, variables: { input: { name: 'b' } } });
    expect(last()).toMatchObject({ idempotencyKey: null, requestHash: null });
  });

  it('refuses a key of another form', async () => {
    expect(await first(post({ query, variables: { input: { name: 'a' } }, extensions: { idempotencyKey: 'a b' } }))).toMatchObject({ extensions: { code: 'INVALID_ARGUMENT' } });
    expect((await post({ query, extensions: { idempotencyKey: 1 } })).status).toBe(400);
  });
});

describe('a batch', () => {
  it('answers each operation in its place', async () => {
    const response = await post([{ query: '{ hello }' }, { query: '{' }, {}, { query: 'mutation { submit(input: { name: "x" }) }' }, { query: 'subscription { changed { status } }' }]);
    expect(await response.json()).toMatchObject([
      { data: { hello: 'world' } },
      { errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] },
      { errors: [{ extensions: { code: 'INVALID_ARGUMENT' } }] },
      { data: { submit: 'x' } },
      { errors: [{ extensions: { code: 'NOT_ACCEPTABLE' } }] },
    ]);
  });

  it('takes ten operations and no more, and not none', async () => {
    const ten = Array.from({ length: 10 }, () => ({ query: '{ hello }' }));
    expect((await post(ten)).status).toBe(200);
    expect(await first(post([...ten, ...ten]))).toMatchObject({ message: 'The array holds 20 operations; at most 10 are allowed.' });
    expect((await post([])).status).toBe(400);
  });

  it('takes no key for all', async () => {
    expect((await post([{ query: '{ hello }' }], { 'idempotency-key': 'k' })).status).toBe(400);
  });
});

describe('GET', () => {
  it('reads', async () => {
    const response = await get({ query: 'query ($id: ID!) { app(id: $id) { id } }', variables: '{"id":"7"}' }, { accept: 'application/json' });
    expect([response.status, await response.json()]).toEqual([200, { data: { app: { id: '7' } } }]);
  });

  it('does not write', async () => {
    const query = 'mutation { submit(input: { name: "x" }) }';
    for (const accept of ['application/json', RESPONSE, 'text/event-stream']) {
      const response = await get({ query }, { accept });
      expect([response.status, response.headers.get('allow'), await response.json()]).toMatchObject([405, 'POST', { errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }] }]);
    }
  });

  it('refuses what it cannot read, in our codes', async () => {
    const response = await get({ nothing: 'x' }, { accept: RESPONSE });
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ extensions: { code: 'INVALID_ARGUMENT' } }] }]);
  });

  it('presents and limits as POST does', async () => {
    expect(await first(get({ query: '{ broken }' }))).toMatchObject({ extensions: { code: 'INTERNAL' } });
    expect(await first(get({ query: '{ app(id: 1) { nothing } }' }))).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
    const cycles = 'fields { type { fields { type { fields { type { name } } } } } }';
    expect(await first(get({ query: `{ __schema { types { ${cycles} } } }` }))).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  });
});

describe('limits', () => {
  it.each([
    ['tokens', { tokens: 5 }, '{ a: hello b: hello }'],
    ['aliases', { aliases: 1 }, '{ a: hello b: hello }'],
    ['depth', { depth: 1 }, '{ app(id: 1) { id } }'],
    ['cost', { cost: 100 }, '{ apps(first: 100) { nodes { id } } }'],
    ['rootFields', { rootFields: 1 }, '{ a: hello b: hello }'],
    ['directives', { directives: 0 }, '{ hello @include(if: true) }'],
    ['characters', { characters: 10 }, '{ hello } # comment'],
  ])('names the limit: %s', async (limit, limits, query) =>
    withDoor({ limits }, async (other) => {
      const error = await first(post({ query }, {}, other));
      expect(error.extensions).toEqual({ code: limit === 'tokens' ? 'GRAPHQL_PARSE_FAILED' : 'GRAPHQL_VALIDATION_FAILED', limit });
      expect(error.message).toContain(String(Object.values(limits)[0]));
    }));

  it('can turn introspection off', async () =>
    withDoor({ introspection: false }, async (other) => expect(await first(post({ query: '{ __schema { queryType { name } } }' }, {}, other))).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })));
});

describe('GraphiQL', () => {
  const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  it('is one page without other addresses, packed, with a policy that names its scripts', async () => {
    const response = await fetch(door.url, { headers: html });
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(page).toContain('Northbound GraphiQL');
    expect(page).not.toMatch(/<(?:script|link)[^>]+(?:src|href)="http/);
    expect(response.headers.get('content-security-policy')).toMatch(/script-src 'sha256-[^']+';/);
    const again = await fetch(door.url, { headers: { ...html, 'if-none-match': response.headers.get('etag')! } });
    expect(again.status).toBe(304);
  });

  it('comes plain to those who do not unpack', async () => {
    const plain = await raw({ ...html });
    expect(plain.headers['content-encoding']).toBeUndefined();
    const packed = await raw({ ...html, 'accept-encoding': 'gzip' });
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
  });

  it('can be turned off', async () => withDoor({ graphiql: false }, async (other) => expect((await fetch(other.url, { headers: { accept: 'text/html' } })).status).toBeGreaterThanOrEqual(400)));

  function raw(headers: Record<string, string>): Promise<{ headers: http.IncomingHttpHeaders; body: Buffer }> {
    return new Promise((resolve, reject) => {
      http.get(door.url, { headers }, async (response) => resolve({ headers: response.headers, body: Buffer.concat(await response.toArray()) })).on('error', reject);
    });
  }
});

describe('without an identity provider', () => {
  const send = (to: TestDoor, headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const request = http.request(to.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      request.on('error', reject).end('{"query":"{hello}"}');
    });

  it('serves programs and its own pages, and turns away pages of other sites', async () =>
    withDoor({ guard: createOriginGuard({ publicUrl: 'http://gateway.test:4000' }) }, async (other) => {
      expect(await send(other, {})).toBe(200);
      expect(await send(other, { host: 'gateway.test:4000', origin: 'http://gateway.test:4000' })).toBe(200);
      expect(await send(other, { origin: 'http://localhost:5173' })).toBe(200);
      expect(await send(other, { host: 'rebound.example' })).toBe(403);
      expect(await send(other, { origin: 'https://evil.example' })).toBe(403);
      expect(await send(other, { origin: 'null' })).toBe(403);
    }));
});
