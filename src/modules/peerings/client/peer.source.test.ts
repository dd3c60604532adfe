import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { SELF_SIGNED } from '../../../../test/support/certificate.js';
import { createPeerGuard, type PeerGuardOptions } from '../../../outbound/peer-guard.js';
import { SPEC_PATH } from './connection.rules.js';
import { PeerFault, type PeerCall, type PeerConnection, type PeerSource } from './peer.types.js';
import { createPeerSource, type PeerSourceOptions } from './peer.source.js';

const CANARY = 'canary-of-the-answer';
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const lines: unknown[] = [];
const note = (...all: unknown[]): void => void lines.push(all);
const log = { debug: note, info: note, warn: note, error: note };

function aSource(options: Partial<PeerSourceOptions> & { readonly guarded?: Partial<PeerGuardOptions> } = {}): PeerSource {
  const { guarded, ...rest } = options;
  const guard = createPeerGuard({ allowedHosts: ['*'], insecureHosts: [], ownAddresses: () => [], ...guarded });
  const source = createPeerSource({ guard, log, clientAuth: 'auto', timeoutMs: 10_000, delaysMs: [5, 10], ...rest });
  closers.push(() => source.close(), () => guard.close());
  return source;
}

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => unknown;

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

async function aServer(answer: Answer): Promise<{ readonly url: string; readonly seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => void answer(request, response, seen.push(request)));
  const url = `http://127.0.0.1:${await listening(server)}`;
  closers.unshift(() => server.closeAllConnections());
  return { url, seen };
}

const to = (baseUrl: string, more: Partial<PeerConnection> = {}): PeerConnection => ({ organizationId: 'org-1', baseUrl, listPath: '/own/list?type=x', oauth: undefined, fingerprint: 'f', ...more });
const call = (more: Partial<PeerCall> = {}): PeerCall => ({ signal: new AbortController().signal, correlator: 'c-1', ...more });

async function faultOf(work: Promise<unknown>): Promise<PeerFault> {
  const error: unknown = await work.then((found) => found, (thrown: unknown) => thrown);
  if (!(error instanceof PeerFault)) throw new Error(`No fault: ${JSON.stringify(error)}`);
  expect(error.message).not.toContain(CANARY);
  expect(error.told).toMatchObject({ code: error.code, reason: error.message });
  return error;
}

const answering = (status: number, body = '', headers: Record<string, string> = {}): Answer => (_request, response) => response.writeHead(status, headers).end(body);
const spec = JSON.stringify({ id: 'spec-1', name: 'K' });
const ask = async (answer: Answer, options?: Parameters<typeof aSource>[0], more: Partial<PeerCall> = {}) => {
  const server = await aServer(answer);
  const answered = aSource(options).spec(to(server.url), 'spec-1', call(more));
  answered.catch(() => undefined);
  return { ...server, answered };
};

describe('a specification', () => {
  it('is asked for by its id, with a request id, and without a token when there is none', async () => {
    const { answered, seen } = await ask(answering(200, spec));
    expect(await answered).toEqual({ kind: 'found', source: { id: 'spec-1', name: 'K' }, digest: expect.any(String) as string });
    expect(seen[0]).toMatchObject({ url: `${SPEC_PATH}/spec-1`, headers: { accept: 'application/json', 'x-request-id': 'c-1' } });
    expect(seen[0]!.headers).not.toHaveProperty('authorization');
  });

  it.each([[200, ''], [200, ' \n'], [200, 'null'], [204, ''], [404, CANARY], [410, '']])('is gone by %i and %j', async (status, body) => {
    expect(await (await ask(answering(status, body))).answered).toEqual({ kind: 'gone' });
  });

  it('is found by its uuid, and behind a byte order mark', async () => {
    expect(await (await ask(answering(200, '\uFEFF{"uuid":"spec-1","id":null}'))).answered).toMatchObject({ kind: 'found' });
  });

  it.each([
    ['page', '<html>login</html>'], ['no JSON', '{"id":"spec-1","na'], ['no specification', '[]'], ['no specification', '"spec-1"'], ['another specification', `{"id":"${CANARY}"}`], ['another specification', '{}'],
    ['NUL', '{"id":"spec-1","name":"\\u0000"}'], ['Unicode', '{"id":"spec-1","name":"\\ud800"}'], ['deep', `{"id":"spec-1","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('is told as no answer: %s', async (words, body) => {
    const { answered, seen } = await ask(answering(200, body));
    const fault = await faultOf(answered);
    expect(fault).toMatchObject({ code: 'INVALID_RESPONSE', message: expect.stringContaining(words), told: { retryable: true, httpStatus: 200 } });
    expect(seen).toHaveLength(1);
  });

  it('of another id than paths can hold is gone', async () => {
    const server = await aServer(answering(200, '[]'));
    const source = aSource();
    for (const id of ['..', '.', '', '\ud800']) expect(await source.spec(to(server.url), id, call())).toEqual({ kind: 'gone' });
    expect(server.seen).toEqual([]);
    await source.spec(to(server.url), '../a b?c#d', call()).catch(() => undefined);
    expect(server.seen[0]!.url).toBe(`${SPEC_PATH}/..%2Fa%20b%3Fc%23d`);
  });

  it.each([[403, 'AUTH_REJECTED', 1], [401, 'AUTH_REJECTED', 1], [400, 'HTTP_4XX', 1], [418, 'HTTP_4XX', 1], [500, 'HTTP_5XX', 3], [503, 'HTTP_5XX', 3], [429, 'HTTP_429', 3], [304, 'INVALID_RESPONSE', 1]])('refused by %i is %s, asked for %i times', async (status, code, times) => {
    const { answered, seen, url } = await ask(answering(status, status === 304 ? '' : CANARY));
    expect(await faultOf(answered)).toMatchObject({ code, told: { httpStatus: status, url: `${url}${SPEC_PATH}/spec-1` } });
    expect(seen).toHaveLength(times);
  });

  it('is asked for again while a fault may pass', async () => {
    const { answered, seen } = await ask((_request, response, count) => (count === 1 ? response.writeHead(503).end() : count === 2 ? response.destroy() : response.end(spec)));
    expect(await answered).toMatchObject({ kind: 'found' });
    expect(seen).toHaveLength(3);
  });

  it('is asked for once by a call that tries once', async () => {
    const { answered, seen } = await ask(answering(503), {}, { attempts: 1 });
    await faultOf(answered);
    expect(seen).toHaveLength(1);
  });

  it('is asked for when the OSS says, unless that is too far away', async () => {
    const soon = await ask((_request, response, count) => (count === 1 ? response.writeHead(429, { 'retry-after': '1' }).end() : response.end(spec)));
    const started = performance.now();
    expect(await soon.answered).toMatchObject({ kind: 'found' });
    expect(performance.now() - started).toBeGreaterThan(950);
    const late = await ask(answering(429, '', { 'retry-after': '11' }));
    expect((await faultOf(late.answered)).code).toBe('HTTP_429');
    expect(late.seen).toHaveLength(1);
  });

  it('that is too long, or broken off, is no answer', async () => {
    const long = await ask(answering(200, `{"id":"spec-1","a":"${'x'.repeat(11 * 1024 * 1024)}"}`));
    expect(await faultOf(long.answered)).toMatchObject({ code: 'INVALID_RESPONSE', message: 'The OSS answered with more than can be taken.', told: { retryable: false } });
    expect(long.seen).toHaveLength(1);
    const cut = await ask((_request, response) => response.writeHead(200, { 'content-length': '100' }).write('{"id":', () => response.destroy()));
    expect(await faultOf(cut.answered)).toMatchObject({ code: 'INVALID_RESPONSE', message: 'The OSS broke off its answer.' });
    expect(cut.seen).toHaveLength(3);
  });
});

describe('why an OSS is not reached', () => {
  const asked = (baseUrl: string, options?: Parameters<typeof aSource>[0], more?: Partial<PeerCall>) => faultOf(aSource(options).spec(to(baseUrl), 'spec-1', call(more)));

  it('is told apart', async () => {
    const closed = createTcpServer();
    const port = await listening(closed);
    await new Promise((resolve) => closed.close(resolve));
    expect(await asked(`http://127.0.0.1:${port}`)).toMatchObject({ code: 'CONNECT', message: 'The OSS cannot be reached (ECONNREFUSED).' });
    expect(await asked('http://oss.example', { guarded: { resolveName: (_host, _options, done) => done(Object.assign(new Error(), { code: 'ENOTFOUND' }), []) } })).toMatchObject({ code: 'DNS' });
    expect(await asked('http://oss.example', { guarded: { resolveName: () => undefined, connectTimeoutMs: 20 } }, { attempts: 1 })).toMatchObject({ code: 'CONNECT', message: 'The OSS cannot be reached (UND_ERR_CONNECT_TIMEOUT).' });
    const silent = await ask(() => undefined, { timeoutMs: 30 });
    expect(await faultOf(silent.answered)).toMatchObject({ code: 'TIMEOUT' });
    expect(silent.seen).toHaveLength(3);
  });

  it('may be its certificate', async () => {
    const port = await listening(createTlsServer(SELF_SIGNED, (_, response) => void response.end(spec)));
    expect(await asked(`https://127.0.0.1:${port}`)).toMatchObject({ code: 'TLS', message: 'No trusted connection to the OSS can be made (DEPTH_ZERO_SELF_SIGNED_CERT).' });
    expect(await aSource({ guarded: { insecureHosts: ['127.0.0.1'] } }).spec(to(`https://127.0.0.1:${port}`), 'spec-1', call())).toMatchObject({ kind: 'found' });
    const plain = await aServer(answering(200, spec));
    expect(await asked(plain.url.replace('http:', 'https:'))).toMatchObject({ code: 'TLS' });
  });

  it('may be that it speaks no HTTP', async () => {
    const port = await listening(createTcpServer((socket) => void socket.on('error', () => undefined).resume().end(`${CANARY}\r\n\r\n`)));
    expect(await asked(`http://127.0.0.1:${port}`)).toMatchObject({ code: 'INVALID_RESPONSE' });
  });

  it('may be where it lies', async () => {
    expect(await asked('http://169.254.169.254')).toMatchObject({ code: 'CONFIG_INVALID', message: 'The address of the OSS must not lead to a host that may not be called.' });
    expect(await asked('http://oss.example', { guarded: { resolveName: (_host, _options, done) => done(null, [{ address: '169.254.169.254', family: 4 }]) } })).toMatchObject({ code: 'CONFIG_INVALID', told: { retryable: false } });
  });
});

describe('a redirect', () => {
  const sent = (status: number, location: string): Answer => (request, response) => (request.url === '/there' ? response.end(spec) : response.writeHead(status, { location }).end());

  it('is followed, three times at most', async () => {
    expect(await (await ask(sent(302, '/there'))).answered).toMatchObject({ kind: 'found' });
    const round = await ask(sent(307, '/again'));
    expect(await faultOf(round.answered)).toMatchObject({ code: 'INVALID_RESPONSE', message: 'The OSS sent us elsewhere too often.' });
    expect(round.seen).toHaveLength(4);
    expect(await faultOf((await ask(answering(302))).answered)).toMatchObject({ code: 'INVALID_RESPONSE' });
    expect(await faultOf((await ask(sent(302, 'http://169.254.169.254/'))).answered)).toMatchObject({ message: 'The OSS sent us to a host that may not be called.' });
    expect(await faultOf((await ask(sent(302, 'file:///etc/passwd'))).answered)).toMatchObject({ code: 'INVALID_RESPONSE' });
  });

  it('to another host is followed without a token, and not at all with one', async () => {
    const other = await aServer(answering(200, spec));
    const anonymous = await ask(sent(302, `${other.url}/there`));
    expect(await anonymous.answered).toMatchObject({ kind: 'found' });
    const identity = await aServer(answering(200, JSON.stringify({ access_token: 't', token_type: 'bearer' })));
    const oauth = { grant: 'client_credentials', tokenUri: identity.url, clientId: 'c', clientSecret: 's', username: undefined, password: undefined, scope: undefined } as const;
    const fault = await faultOf(aSource().spec(to(anonymous.url, { oauth }), 'spec-1', call()));
    expect(fault).toMatchObject({ code: 'INVALID_RESPONSE', message: expect.stringContaining('another host') });
    expect(other.seen).toHaveLength(1);
    const within = await aServer(sent(302, '/there'));
    expect(await aSource().spec(to(within.url, { oauth }), 'spec-1', call())).toMatchObject({ kind: 'found' });
    expect(within.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer t', 'Bearer t']);
  });
});

describe('a list', () => {
  const listed = async (body: string, headers: Record<string, string> = {}, which: 'offered' | 'all' = 'all') => {
    const server = await aServer((_request, response) => response.writeHead(200, headers).end(body));
    const list = await aSource().list(to(server.url), which, call());
    return { ...list, path: server.seen[0]!.url };
  };

  it('is the organization’s own, or that of all', async () => {
    expect(await listed('[{"id":"a"},{"uuid":"b","id":null}]', {}, 'offered')).toMatchObject({ path: '/own/list?type=x', complete: true, items: [{ id: 'a' }, { uuid: 'b' }] });
    expect((await listed('[]')).path).toBe(SPEC_PATH);
  });

  it('is whole unless it says otherwise', async () => {
    expect(await listed('[{"id":"a"}]', { 'x-total-count': '1' })).toMatchObject({ complete: true });
    for (const total of ['2', '0', 'many', '']) expect(await listed('[{"id":"a"}]', { 'x-total-count': total })).toMatchObject({ complete: false });
    expect(await listed('[{"name":"without an id"}]')).toMatchObject({ complete: false });
    expect(await listed('[{"id":"a","name":"\\u0000"}]')).toEqual({ items: [{ id: 'a' }], complete: true, path: SPEC_PATH });
    expect(await listed('[{"id":"\\u0000"}]')).toMatchObject({ items: [{}], complete: false });
  });

  it.each(['', 'null', '{}', '[1]', '<html>'])('is not %j', async (body) => {
    expect((await faultOf(listed(body))).code).toBe('INVALID_RESPONSE');
  });

  it('is not a missing one', async () => {
    const server = await aServer(answering(404));
    expect((await faultOf(aSource().list(to(server.url), 'all', call()))).code).toBe('HTTP_4XX');
  });
});

describe('what is under way', () => {
  it.each([['four requests to each OSS', 64, ['a'], 4], ['so many to all', 6, ['a', 'b', 'c', 'd'], 6]])('is %s', async (_, total, organizations, most) => {
    const held: ServerResponse[] = [];
    const server = await aServer((_request, response) => held.push(response));
    const source = aSource({ total, guarded: { connections: 64 } });
    const asked = Promise.all(organizations.flatMap((of) => Array.from({ length: 8 }, () => source.spec(to(server.url, { organizationId: of }), 'spec-1', call()))));
    let left = organizations.length * 8;
    for (; left > 0; left -= held.splice(0).map((response) => response.end(spec)).length) {
      await expect.poll(() => held.length, { interval: 2 }).toBe(Math.min(most, left));
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(held).toHaveLength(Math.min(most, left));
    }
    await asked;
  });

  it('ends with its signal, which is no fault of the OSS', async () => {
    const ending = new AbortController();
    const server = await aServer(() => undefined);
    const source = aSource({ total: 1 });
    const asked = ['a', 'a', 'a', 'a', 'a', 'b'].map((of) => source.spec(to(server.url, { organizationId: of }), 'spec-1', call({ signal: ending.signal })));
    const settled = Promise.allSettled(asked);
    const why = new Error('no longer wanted');
    await expect.poll(() => server.seen.length, { interval: 2 }).toBe(1);
    const started = performance.now();
    ending.abort(why);
    expect((await settled).map((one) => (one.status === 'rejected' ? one.reason : one.value))).toEqual(Array(6).fill(why));
    expect(performance.now() - started).toBeLessThan(1_000);
    await expect(source.spec(to(server.url), 'spec-1', call({ signal: ending.signal }))).rejects.toBe(why);
    expect(server.seen).toHaveLength(1);
  });

  it('does not wait for the next attempt when its signal ends', async () => {
    const server = await aServer(answering(503));
    const started = performance.now();
    await expect(aSource({ delaysMs: [5_000] }).spec(to(server.url), 'spec-1', call({ signal: AbortSignal.timeout(50) }))).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('leaves nothing of an answer in the log', async () => {
    const server = await aServer((request, response) => void text(request).then(() => response.writeHead(500).end(CANARY)));
    await faultOf(aSource().spec(to(`${server.url}/x`), CANARY.replace('canary', 'id'), call()));
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(lines)).not.toContain(CANARY);
  });
});
