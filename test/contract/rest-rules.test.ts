import { createHash } from 'node:crypto';
import { fastify, type InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apis } from '../../rest-compat/apis.js';
import { APP_ID, MANIFEST } from '../../rest-compat/edge.examples.js';
import { refuseUnroutable } from '../../rest-compat/router.js';
import { canonicalJson } from '../../rest-compat/router.reading.js';
import { MASKED, Refusal, type RefusalCode } from '../../src/kernel/refusal.js';
import { EAM, OEG, page, restDoor, type RestDoor } from './rest.door.js';
import { CONTAINER_APP } from './rest.samples.js';

/** What holds for every route of every API, whatever it is about. */

const failing: { with: Error | undefined } = { with: undefined };
let door: RestDoor;
beforeAll(async () => {
  door = await restDoor({
    apps: page([CONTAINER_APP]),
    submitApp: { app: CONTAINER_APP },
    app() {
      if (failing.with) throw failing.with;
      return null;
    },
  });
});
afterAll(() => door.app.close());

const submit = (base: string, more: InjectOptions = {}): InjectOptions => ({ method: 'POST', url: `${base}/apps`, payload: MANIFEST, ...more });
const json = { 'content-type': 'application/json' };

describe.each([['CAMARA', EAM], ['OEG', OEG]])('%s', (name, base) => {
  const own = (code: string): string => (name === 'CAMARA' ? `EDGE_APPLICATION_MANAGEMENT.${code}` : code);

  it.each<[string, number, string, InjectOptions]>([
    ['an unknown path', 404, 'NOT_FOUND', { url: `${base}/nothing` }],
    ['the base path itself', 404, 'NOT_FOUND', { url: base }],
    ['a slash at the end', 404, 'NOT_FOUND', { url: `${base}/apps/` }],
    ['a parameter of another form', 400, 'INVALID_ARGUMENT', { url: `${base}/apps/1` }],
    ['a wrong verb', 405, 'METHOD_NOT_ALLOWED', { method: 'PUT', url: `${base}/apps` }],
    ['a verb that nobody has', 405, 'METHOD_NOT_ALLOWED', { method: 'TRACE' as 'GET', url: `${base}/apps/${APP_ID}` }],
    ['an Accept without JSON', 406, 'NOT_ACCEPTABLE', { url: `${base}/apps`, headers: { accept: 'text/html, application/json;q=0' } }],
    ['another media type', 415, 'UNSUPPORTED_MEDIA_TYPE', submit(base, { payload: 'name: x', headers: { 'content-type': 'text/plain' } })],
    ['a body of no media type', 415, 'UNSUPPORTED_MEDIA_TYPE', submit(base, { payload: Buffer.from('{}') })],
    ['a compressed body', 415, 'UNSUPPORTED_MEDIA_TYPE', submit(base, { headers: { 'content-encoding': 'gzip' } })],
    ['a merge patch where none is read', 415, 'UNSUPPORTED_MEDIA_TYPE', submit(base, { payload: '{}', headers: { 'content-type': 'application/merge-patch+json' } })],
    ['no body', 400, 'INVALID_ARGUMENT', { method: 'POST', url: `${base}/apps` }],
    ['no body under a media type', 400, 'INVALID_ARGUMENT', { method: 'POST', url: `${base}/apps`, headers: json }],
    ['an empty object', 400, 'INVALID_ARGUMENT', submit(base, { payload: {} })],
    ['malformed JSON', 400, 'INVALID_ARGUMENT', submit(base, { payload: '{"name":', headers: json })],
    ['JSON that is no UTF-8', 400, 'INVALID_ARGUMENT', submit(base, { payload: Buffer.from('"caf\xe9"', 'latin1'), headers: json })],
    ['a list', 400, 'INVALID_ARGUMENT', submit(base, { payload: '[]', headers: json })],
    ['a prototype', 400, 'INVALID_ARGUMENT', submit(base, { payload: `{"__proto__":{},${JSON.stringify(MANIFEST).slice(1)}`, headers: json })],
    ['a body that is too large', 413, own('PAYLOAD_TOO_LARGE'), submit(base, { payload: { ...MANIFEST, version: 'x'.repeat(9000) } })],
    ['an idempotency key of another form', 400, 'INVALID_ARGUMENT', submit(base, { headers: { 'idempotency-key': 'two words' } })],
    ['a correlator of another form', 400, 'INVALID_ARGUMENT', { url: `${base}/apps`, headers: { 'x-correlator': 'a b' } }],
    ['a correlator that is too long, on a path that is not there', 400, 'INVALID_ARGUMENT', { url: `${base}/nothing`, headers: { 'x-correlator': 'a'.repeat(257) } }],
  ])('answers %s with %i in its own body', async (_, status, code, request) => {
    const sent = request.headers?.['x-correlator'] ?? 'corr-1';
    const answer = await door.send({ ...request, headers: { ...request.headers, 'x-correlator': sent } });
    expect(answer.json()).toEqual({ status, code, message: expect.stringMatching(/^\S.*\.$/) });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['x-correlator']).toEqual(sent === 'corr-1' ? sent : expect.stringMatching(/^[0-9a-f-]{36}$/));
  });

  it.each<[string, number, string | undefined, readonly string[] | undefined]>([
    ['without a token', 401, 'UNAUTHENTICATED', undefined],
    ['with a token that does not hold', 401, 'UNAUTHENTICATED', ['bad']],
    ['with a token for something else', 403, 'PERMISSION_DENIED', ['edge-application-management:apps:read']],
  ])('%s nothing of the body is looked at', async (_, status, code, scopes) => {
    const answer = await door.sendAs(scopes, submit(base, { payload: 'broken', headers: { 'content-type': 'text/plain' } }));
    expect(answer.json()).toMatchObject({ status, code });
    expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
  });

  it.each<[RefusalCode, number, string]>([
    ['NOT_FOUND', 404, 'NOT_FOUND'],
    ['OUT_OF_RANGE', 400, name === 'CAMARA' ? 'OUT_OF_RANGE' : 'INVALID_ARGUMENT'],
    ['ALREADY_EXISTS', 409, name === 'CAMARA' ? 'ALREADY_EXISTS' : 'CONFLICT'],
    ['ABORTED', 409, name === 'CAMARA' ? 'ABORTED' : 'CONFLICT'],
    ['IDEMPOTENCY_KEY_REUSED', 422, own('IDEMPOTENCY_KEY_REUSED')],
    ['TOO_MANY_REQUESTS', 429, 'TOO_MANY_REQUESTS'],
    ['BAD_GATEWAY', 502, 'BAD_GATEWAY'],
    ['UNAVAILABLE', 503, 'UNAVAILABLE'],
    ['TIMEOUT', 504, 'TIMEOUT'],
  ])('says %s of the graph as %i', async (refused, status, code) => {
    failing.with = new Refusal(refused, 'It is not to be.', { retryAfter: 1.2, cause: new Error('upstream words') });
    const answer = await door.send({ url: `${base}/apps/${APP_ID}` });
    expect([answer.statusCode, answer.json()]).toEqual([status, { status, code, message: 'It is not to be.' }]);
    expect(answer.headers['retry-after']).toBe('2');
  });

  it('masks what nobody expected', async () => {
    failing.with = new Error('canary');
    const answer = await door.send({ url: `${base}/apps/${APP_ID}` });
    expect(answer.json()).toEqual({ status: 500, code: 'INTERNAL', message: MASKED });
    failing.with = undefined;
    // Neither data nor an error: the graph has broken its promise.
    expect((await door.send({ url: `${base}/apps/${APP_ID}` })).json()).toEqual({ status: 500, code: 'INTERNAL', message: MASKED });
  });

  it('tells the verbs of a path', async () => {
    expect((await door.send({ method: 'DELETE', url: `${base}/apps` })).headers['allow']).toBe('GET, HEAD, OPTIONS, POST');
    const answer = await door.send({ method: 'OPTIONS', url: `${base}/apps/${APP_ID}`, headers: { 'x-correlator': 'corr-2' } });
    expect([answer.statusCode, answer.headers['allow'], answer.headers['x-correlator'], answer.body]).toEqual([204, 'DELETE, GET, HEAD, OPTIONS', 'corr-2', '']);
  });

  it('answers HEAD as GET without the body', async () => {
    const [head, get] = [await door.send({ method: 'HEAD', url: `${base}/apps` }), await door.send({ url: `${base}/apps` })];
    expect([head.statusCode, head.body, head.headers['content-length'], head.headers['content-type']]).toEqual([200, '', get.headers['content-length'], 'application/json']);
    expect(get.headers['content-type']).toBe('application/json');
  });

  it('makes a correlator when none is sent', async () => {
    for (const headers of [{}, { 'x-correlator': '' }]) {
      expect((await door.send({ url: `${base}/apps`, headers })).headers['x-correlator']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it.each(['*/*', 'application/*;q=0.5', 'text/html, */*;q=0.1', 'application/json; charset=utf-8'])('takes Accept: %s', async (accept) => {
    expect((await door.send({ url: `${base}/apps`, headers: { accept } })).statusCode).toBe(200);
  });

  it('takes a media type with its charset', async () => {
    const payload = JSON.stringify(MANIFEST);
    expect((await door.send(submit(base, { payload, headers: { 'content-type': 'Application/JSON; charset=UTF-8' } }))).statusCode).toBe(201);
  });

  it('binds a create to its key, whatever the order of members', async () => {
    const content = `POST ${base}/apps ${canonicalJson(MANIFEST)}`;
    const reversed = Object.fromEntries(Object.entries(MANIFEST).reverse());
    for (const payload of [MANIFEST, reversed]) {
      await door.send(submit(base, { payload, headers: { 'idempotency-key': 'key-1' } }));
      expect(door.asked.at(-1)!.ctx).toMatchObject({ idempotencyKey: 'key-1', requestHash: createHash('sha256').update(content).digest('hex') });
    }
    await door.send(submit(base));
    expect(door.asked.at(-1)!.ctx.idempotencyKey).toBeNull();
  });

  it('ignores a key where nothing is created', async () => {
    await door.send({ url: `${base}/apps`, headers: { 'idempotency-key': 'key-1' } });
    expect(door.asked.at(-1)!.ctx.idempotencyKey).toBeNull();
  });

  it('never repeats what a body holds', async () => {
    const secret = 'canary-credential';
    const bodies = [`{"credentials": "${secret}`, JSON.stringify({ ...MANIFEST, appRepo: { ...MANIFEST.appRepo, credentials: [secret] } }), JSON.stringify({ ...MANIFEST, version: { secret } })];
    for (const payload of bodies) {
      const answer = await door.send(submit(base, { payload, headers: json }));
      expect(answer.statusCode).toBe(400);
      expect(answer.body).not.toContain(secret);
    }
  });
});

it.each([[EAM, '%zz'], [OEG, 'a'.repeat(200)]])('what cannot be routed below %s is refused in its own body', async (base, segment) => {
  const unroutable = refuseUnroutable(apis());
  await using host = fastify({ frameworkErrors: (failure, request, reply) => void (unroutable(failure, request, reply) || reply.raw.end('another')) });
  host.get('/:other', async () => 'found');
  host.get(`${base}/apps/:appId`, async () => 'found');
  const answer = await host.inject({ url: `${base}/apps/${segment}` });
  expect(answer.json()).toEqual({ status: 400, code: 'INVALID_ARGUMENT', message: 'The request cannot be read.' });
  expect(answer.headers['x-correlator']).toBeDefined();
  expect((await host.inject({ url: '/%zz' })).body).toBe('another');
});

it('a path of no API is the host\'s to answer', async () => {
  expect((await door.send({ url: '/elsewhere' })).headers['content-type']).toContain('application/problem+json');
});
