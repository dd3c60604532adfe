import type { OutgoingHttpHeaders } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { fetch } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { DEVELOPER } from '../kernel/caller.js';
import { Refusal } from '../kernel/refusal.js';
import { createLog } from '../outbound/log.js';
import type { Exchange } from './access-log.js';
import { createHttp, type HttpOptions } from './http.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A host with a few doors, the lines of its log, and what it counted. */
async function aHost(options: Partial<HttpOptions> = {}, doors: (app: FastifyInstance) => void = () => undefined) {
  const lines: string[] = [];
  const counted: Exchange[] = [];
  const log = createLog({ level: 'info', destination: new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) }) });
  const app = createHttp({ log, count: (exchange) => counted.push(exchange), ...options });
  app.post('/echo', (request, reply) => reply.send(request.body));
  app.get('/things/:id', (request, reply) => {
    request.caller = { ...DEVELOPER, clientId: 'portal' };
    return reply.send({ ok: true });
  });
  app.get('/hijack', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { ...(reply.getHeaders() as OutgoingHttpHeaders), 'content-type': 'text/plain' }).end('raw');
  });
  doors(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  closers.push(() => {
    app.server.closeAllConnections();
    return app.close();
  });
  const { port } = app.server.address() as AddressInfo;
  return { app, port, lines, counted, ask: (path: string, init?: Parameters<typeof fetch>[1]) => fetch(`http://127.0.0.1:${port}${path}`, init) };
}

/** Sends bytes and gives all that comes back until the other side closes. */
const exchange = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => (answer += String(chunk))).on('close', () => resolve(answer)).on('error', reject);
  });

const json = { 'content-type': 'application/json' };

describe('every answer', () => {
  it.each([['/'], ['/things/7'], ['/nowhere'], ['/hijack'], ['/%zz']])('of %s echoes the correlator and carries the security headers', async (path) => {
    const host = await aHost();
    const answer = await host.ask(path, { headers: { 'x-correlator': 'c-1' } });
    expect(answer.headers.get('x-correlator')).toBe('c-1');
    if (path === '/%zz') return;
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('gets a new correlator when the request has none that is good', async () => {
    const host = await aHost();
    const [none, bad] = await Promise.all([host.ask('/things/7'), host.ask('/things/7', { headers: { 'x-correlator': 'a b' } })]);
    expect(none.headers.get('x-correlator')).toMatch(/^[0-9a-f-]{36}$/);
    expect(bad.headers.get('x-correlator')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('tells browsers to stay with TLS only where there is TLS', async () => {
    const plain = await aHost();
    const secure = await aHost({ publicUrl: 'https://gateway.example' });
    expect((await plain.ask('/')).headers.get('strict-transport-security')).toBeNull();
    expect((await secure.ask('/')).headers.get('strict-transport-security')).toBe('max-age=31536000');
  });
});

describe('what no door answers', () => {
  it.each([
    ['an unknown path', '/nowhere', {}, 404, 'NOT_FOUND'],
    ['an address that cannot be decoded', '/%zz', {}, 400, 'INVALID_ARGUMENT'],
    ['a body that is no JSON', '/echo', { method: 'POST', headers: json, body: '{' }, 400, 'INVALID_ARGUMENT'],
    ['a body of another media type', '/echo', { method: 'POST', headers: { 'content-type': 'text/xml' }, body: '<a/>' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a body that is too large', '/echo', { method: 'POST', headers: json, body: JSON.stringify('x'.repeat(2048)) }, 413, 'PAYLOAD_TOO_LARGE'],
  ])('%s is a problem', async (_case, path, init, status, code) => {
    const host = await aHost({ bodyLimit: 1024 });
    const answer = await host.ask(path, init);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toMatchObject({ type: 'about:blank', status, code });
  });

  it('shows a refusal in its words, with Retry-After and WWW-Authenticate', async () => {
    const host = await aHost({}, (app) => {
      app.get('/busy', () => Promise.reject(new Refusal('UNAVAILABLE', 'Later, please.', { retryAfter: 4.2 })));
      app.get('/who', () => Promise.reject(new Refusal('UNAUTHENTICATED', 'A valid access token is needed.')));
    });
    const [busy, who] = await Promise.all([host.ask('/busy'), host.ask('/who')]);
    expect([busy.status, busy.headers.get('retry-after'), who.status, who.headers.get('www-authenticate')]).toEqual([503, '5', 401, 'Bearer']);
    expect(await busy.json()).toMatchObject({ detail: 'Later, please.', code: 'UNAVAILABLE' });
  });

  it('masks what nobody expected and logs it with the correlator', async () => {
    const host = await aHost({}, (app) => app.get('/broken', () => Promise.reject(new Error('pool exhausted at postgres://app:hunter2@db/x'))));
    const answer = await host.ask('/broken', { headers: { 'x-correlator': 'c-9' } });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('pool');
    const line = host.lines.find((text) => text.includes('pool exhausted'))!;
    expect(JSON.parse(line)).toMatchObject({ level: 'error', correlator: 'c-9', err: { message: 'pool exhausted at postgres://[redacted]@db/x' } });
    expect(line).not.toContain('hunter2');
  });
});

describe('what is no HTTP', () => {
  it.each([
    ['nonsense', 'HELLO\r\n\r\n', 400],
    ['headers of 40 KiB', `GET / HTTP/1.1\r\nHost: a\r\nX-Big: ${'x'.repeat(40 * 1024)}\r\n\r\n`, 431],
  ])('%s is answered and the connection closed', async (_case, text, status) => {
    const host = await aHost();
    const answer = await exchange(host.port, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/x-correlator: [0-9a-f-]{36}/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ status });
  });

  it('takes a token of 16 KiB', async () => {
    const host = await aHost();
    const answer = await host.ask('/things/7', { headers: { authorization: `Bearer ${'x'.repeat(16 * 1024)}` } });
    expect(answer.status).toBe(200);
  });

  it('does not wait for slow senders of headers or of bodies', async () => {
    const host = await aHost({ timeouts: { headers: 150, request: 300 } });
    const answers = await Promise.all([
      exchange(host.port, 'GET / HTTP/1.1\r\nHost: a\r\n'),
      exchange(host.port, 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{'),
    ]);
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 408 /);
  });
});

describe('CORS', () => {
  const origin = 'https://portal.example';
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' } };

  it('is off by default', async () => {
    const host = await aHost();
    const [read, asked] = await Promise.all([host.ask('/things/7', { headers: { origin } }), host.ask('/echo', preflight)]);
    expect(read.headers.get('access-control-allow-origin')).toBeNull();
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('lets listed origins in and no other', async () => {
    const host = await aHost({ corsOrigins: [origin] });
    const asked = await host.ask('/echo', preflight);
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    expect((await host.ask('/things/7', { headers: { origin } })).headers.get('access-control-expose-headers')).toContain('x-correlator');
    expect((await host.ask('/things/7', { headers: { origin: 'https://evil.example' } })).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('holds for answers that a handler writes itself', async () => {
    const host = await aHost({ corsOrigins: [origin] });
    expect((await host.ask('/hijack', { headers: { origin } })).headers.get('access-control-allow-origin')).toBe(origin);
  });
});

describe('the page at /', () => {
  it('links the doors and loads nothing', async () => {
    const host = await aHost();
    const answer = await host.ask('/');
    const html = await answer.text();
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const path of ['/graphql', '/docs', '/health/ready', '/metrics']) expect(html).toContain(`href="${path}"`);
    expect(html).not.toMatch(/https?:|<script|src=/);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
  });
});

describe('the access log', () => {
  it('has a line per exchange with the route, and neither query nor headers', async () => {
    const host = await aHost();
    await host.ask('/things/7?access_token=s3cret', { headers: { 'x-correlator': 'c-2', authorization: 'Bearer s3cret' } });
    await expect.poll(() => host.lines.length).toBe(1);
    expect(JSON.parse(host.lines[0]!)).toEqual({ level: 'info', time: expect.any(String), method: 'GET', route: '/things/:id', status: 200, ms: expect.any(Number), correlator: 'c-2', client: 'portal', msg: 'exchange' });
    expect(host.lines[0]).not.toContain('s3cret');
    expect(host.counted).toEqual([{ method: 'GET', route: '/things/:id', status: 200, seconds: expect.any(Number) }]);
  });

  it('counts what was taken over, what is unknown, and whose client left', async () => {
    const host = await aHost({}, (app) => app.get('/never', () => new Promise(() => undefined)));
    await Promise.all([host.ask('/hijack'), host.ask('/nowhere')]);
    await expect(host.ask('/never', { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    await expect.poll(() => host.counted.length).toBe(3);
    expect(host.counted.map(({ route }) => route).toSorted()).toEqual(['/hijack', '/never', 'unknown']);
    expect(JSON.parse(host.lines.find((line) => line.includes('/never'))!)).toMatchObject({ left: true });
  });
});
