import { propagation } from '@opentelemetry/api';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Refusal } from '../kernel/refusal.js';
import { PeerFailure } from './http.failure.js';
import { createPeer, type Peer, type PeerOptions } from './http.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const lines: object[] = [];
const note = (fields: object): void => void lines.push(fields);
const log = { debug: note, info: note, warn: note, error: note };

async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function aServer(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  const port = await listen(server);
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}

function aPeer(baseUrl: string, more: Partial<PeerOptions> = {}): Peer {
  const peer = createPeer({ name: 'SRM', baseUrl, timeoutMs: 1000, log, ...more });
  closers.push(() => peer.close());
  return peer;
}

async function unusedUrl(): Promise<string> {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
}

const failureOf = (refusal: Refusal): PeerFailure => {
  expect(refusal.cause).toBeInstanceOf(PeerFailure);
  return refusal.cause as PeerFailure;
};

describe('an answered request', () => {
  it('carries base path, correlator and JSON, and gives status, headers and body', async () => {
    const seen: { url: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
    const url = await aServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      seen.push({ url: request.url, headers: request.headers, body });
      response.writeHead(201, { location: '/there' }).end('{"id":"ü"}');
    });
    const heard: unknown[] = [];
    const peer = aPeer(`${url}/srm/1.0.0/`, { metrics: { upstream: (...all) => heard.push(all) } });
    const answer = await peer.request({ method: 'POST', path: '/apps', body: { a: 1 }, correlator: 'c-1' });
    expect(answer).toMatchObject({ status: 201, text: '{"id":"ü"}', headers: { location: '/there' } });
    expect(answer.json()).toEqual({ id: 'ü' });
    expect(seen).toMatchObject([{ url: '/srm/1.0.0/apps', body: '{"a":1}', headers: { 'x-correlator': 'c-1', 'content-type': 'application/json' } }]);
    expect(heard).toEqual([['SRM', '2xx', expect.any(Number)]]);
  });

  it('carries the trace it belongs to', async () => {
    propagation.setGlobalPropagator({ inject: (_, carrier, setter) => setter.set(carrier, 'traceparent', '00-ab-cd-01'), extract: (context) => context, fields: () => [] });
    closers.push(() => propagation.disable());
    const peer = aPeer(await aServer((request, response) => response.end(JSON.stringify(request.headers))));
    expect((await peer.request({ method: 'GET', path: '/' })).json()).toMatchObject({ traceparent: '00-ab-cd-01' });
  });

  it('is given whatever its status, and redirects are not followed', async () => {
    let count = 0;
    const url = await aServer((_, response) => void (count++, response.writeHead(count === 1 ? 500 : 302, { location: '/elsewhere' }).end('no')));
    const peer = aPeer(url);
    expect((await peer.request({ method: 'GET', path: '/' })).status).toBe(500);
    expect((await peer.request({ method: 'GET', path: '/' })).status).toBe(302);
    expect(count).toBe(2);
    expect(peer.state().ok).toBe(true);
  });

  it('carries a text that is ready and headers of the caller, and of the trace only its parent', async () => {
    const inject = (_: unknown, carrier: unknown, setter: { set(carrier: unknown, key: string, value: string): void }): void => ['traceparent', 'tracestate', 'baggage'].forEach((key) => setter.set(carrier, key, 'x'));
    propagation.setGlobalPropagator({ inject, extract: (context) => context, fields: () => [] });
    closers.push(() => propagation.disable());
    const peer = aPeer(await aServer((request, response) => request.pipe(response.setHeader('seen', Object.keys(request.headers).sort().join()))));
    const answer = await peer.request({ method: 'POST', path: '/', text: '[1]', headers: { accept: 'text/x', 'x-own': '1' } });
    expect(answer.text).toBe('[1]');
    expect(answer.headers['seen']).toBe('accept,connection,content-length,content-type,host,traceparent,x-own');
  });

  it('says BAD_GATEWAY without the peer’s words when it is not JSON', async () => {
    const peer = aPeer(await aServer((_, response) => response.end('{"token": "s3cret')));
    const answer = await peer.request({ method: 'GET', path: '/' });
    let thrown: unknown;
    try {
      answer.json();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'BAD_GATEWAY' });
    expect(String(thrown) + String((thrown as Refusal).cause)).not.toContain('s3cret');
  });
});

describe('the deadline', () => {
  const within = async (work: () => Promise<unknown>, ms: number): Promise<Refusal> => {
    const from = performance.now();
    const refusal = await refusalOf(work());
    expect(performance.now() - from).toBeLessThan(ms);
    return refusal;
  };

  it('ends a silent exchange', async () => {
    const peer = aPeer(await aServer(() => undefined));
    const refusal = await within(() => peer.request({ method: 'POST', path: '/', deadlineMs: 150 }), 400);
    expect(refusal).toMatchObject({ code: 'TIMEOUT', message: 'The SRM did not answer in time.' });
    expect(failureOf(refusal)).toMatchObject({ kind: 'timeout', sent: true });
    expect(peer.state()).toMatchObject({ ok: false, reason: 'timeout' });
  });

  it('ends a body that trickles', async () => {
    const url = await aServer((_, response) => {
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(timer));
    });
    const refusal = await within(() => aPeer(url).request({ method: 'GET', path: '/', deadlineMs: 200 }), 450);
    expect(refusal.code).toBe('TIMEOUT');
  });

  it('covers the second attempt too', async () => {
    let count = 0;
    const url = await aServer((request) => void (++count === 1 && request.socket.destroy()));
    const refusal = await within(() => aPeer(url).request({ method: 'GET', path: '/', deadlineMs: 200 }), 450);
    expect(refusal.code).toBe('TIMEOUT');
    expect(count).toBe(2);
  });

  it('gives way to the caller’s signal, before and during the exchange', async () => {
    let count = 0;
    const peer = aPeer(await aServer(() => void count++));
    const early = await refusalOf(peer.request({ method: 'POST', path: '/', signal: AbortSignal.abort() }));
    expect(failureOf(early)).toMatchObject({ kind: 'ended', sent: false });
    expect(count).toBe(0);
    const leaving = new AbortController();
    setTimeout(() => leaving.abort(), 50);
    const late = await within(() => peer.request({ method: 'POST', path: '/', signal: leaving.signal }), 300);
    expect(late.code).toBe('TIMEOUT');
    expect(failureOf(late)).toMatchObject({ kind: 'ended', sent: true });
    expect(peer.state().ok).toBe(true);
  });
});

describe('a failure', () => {
  it('is UNAVAILABLE and surely unsent when nobody listens', async () => {
    const refusal = await refusalOf(aPeer(await unusedUrl()).request({ method: 'POST', path: '/' }));
    expect(refusal).toMatchObject({ code: 'UNAVAILABLE', message: 'The SRM cannot be reached.', retryAfter: 5 });
    expect(failureOf(refusal)).toMatchObject({ kind: 'unreachable', sent: false });
    expect(refusal.message + failureOf(refusal).message).not.toMatch(/127\.0\.0\.1/);
  });

  it('is UNAVAILABLE when the name does not resolve', async () => {
    const refusal = await refusalOf(aPeer('http://srm.invalid:1').request({ method: 'GET', path: '/' }));
    expect(refusal.code).toBe('UNAVAILABLE');
  });

  it('is BAD_GATEWAY when the connection breaks, and a write is not sent again', async () => {
    let count = 0;
    const url = await aServer((request) => void (count++, request.socket.destroy()));
    const refusal = await refusalOf(aPeer(url).request({ method: 'POST', path: '/', body: {} }));
    expect(refusal.code).toBe('BAD_GATEWAY');
    expect(failureOf(refusal)).toMatchObject({ kind: 'cut', sent: true });
    expect(count).toBe(1);
  });

  it('is what an answer stands for that only says that the peer is not there', async () => {
    let count = 0;
    const url = await aServer((_, response) => void response.writeHead(503, count++ === 0 ? {} : { 'retry-after': '9' }).end());
    const peer = aPeer(url, { isDown: ({ status }) => status === 503 });
    expect(await refusalOf(peer.request({ method: 'GET', path: '/' }))).toMatchObject({ code: 'UNAVAILABLE', message: 'The SRM is out of service.', retryAfter: 9 });
    expect(count).toBe(2);
    await refusalOf(peer.request({ method: 'POST', path: '/' }));
    await refusalOf(peer.request({ method: 'GET', path: '/' }));
    // Not asked again, since it said when to come back.
    expect(count).toBe(4);
    expect(peer.state().ok).toBe(false);
  });

  it('is made good by one second attempt of a read, or of what is said to be repeatable', async () => {
    let count = 0;
    const url = await aServer((request, response) => void (++count % 2 === 1 ? request.socket.destroy() : response.end('1')));
    const peer = aPeer(url);
    expect((await peer.request({ method: 'GET', path: '/' })).json()).toBe(1);
    expect((await peer.request({ method: 'DELETE', path: '/', retry: true })).json()).toBe(1);
    expect(count).toBe(4);
  });

  it('stays sent when only the second attempt did not leave', async () => {
    const server = createServer((request) => {
      server.close();
      request.socket.destroy();
    });
    const port = await listen(server);
    const refusal = await refusalOf(aPeer(`http://127.0.0.1:${port}`).request({ method: 'DELETE', path: '/', retry: true }));
    expect(failureOf(refusal)).toMatchObject({ kind: 'unreachable', sent: true });
  });

  it.each([true, false])('is BAD_GATEWAY when the answer is too large (length told: %s)', async (told) => {
    const url = await aServer((_, response) => {
      if (told) response.setHeader('content-length', 5000);
      response.end('x'.repeat(5000));
    });
    const refusal = await refusalOf(aPeer(url, { maxBytes: 4096 }).request({ method: 'GET', path: '/' }));
    expect(refusal.code).toBe('BAD_GATEWAY');
    expect(failureOf(refusal).kind).toBe('oversized');
  });

  it('is BAD_GATEWAY when the peer does not speak HTTP', async () => {
    const server = createTcpServer((socket) => socket.on('error', () => socket.destroy()).end('SSH-2.0 s3cret\r\n\r\n'));
    closers.push(() => server.close());
    const refusal = await refusalOf(aPeer(`http://127.0.0.1:${await listen(server)}`).request({ method: 'GET', path: '/' }));
    expect(refusal.code).toBe('BAD_GATEWAY');
    expect(failureOf(refusal)).toMatchObject({ kind: 'malformed', sent: true });
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });

  it('is logged with correlator and peer', async () => {
    await refusalOf(aPeer(await unusedUrl()).request({ method: 'GET', path: '/node', correlator: 'c-77' }));
    expect(lines).toContainEqual(expect.objectContaining({ peer: 'SRM', correlator: 'c-77', path: '/node', failure: expect.stringContaining('ECONNREFUSED') }));
  });
});

describe('repeated failures', () => {
  it('pause the peer: answered at once, then one trial, then open again', async () => {
    const server = createServer((_, response) => response.end('{}'));
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const peer = aPeer(`http://127.0.0.1:${port}`, { breakAfter: 3, pauseMs: 300 });
    for (let i = 0; i < 3; i++) expect(failureOf(await refusalOf(peer.request({ method: 'POST', path: '/' }))).kind).toBe('unreachable');

    await listen(server, port);
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const from = performance.now();
    const refusal = await refusalOf(peer.request({ method: 'POST', path: '/' }));
    expect(performance.now() - from).toBeLessThan(50);
    expect(refusal).toMatchObject({ code: 'UNAVAILABLE', retryAfter: 1 });
    expect(failureOf(refusal)).toMatchObject({ kind: 'paused', sent: false });
    expect(peer.state().ok).toBe(false);

    await new Promise((resolve) => setTimeout(resolve, 320));
    const [trial, other] = await Promise.allSettled([peer.request({ method: 'POST', path: '/' }), peer.request({ method: 'POST', path: '/' })]);
    expect(trial.status).toBe('fulfilled');
    expect(other.status).toBe('rejected');
    expect((await peer.request({ method: 'GET', path: '/' })).status).toBe(200);
    expect(peer.state().ok).toBe(true);
  });

  it('count timeouts, but neither 5xx nor callers who leave', async () => {
    let silent = false;
    const peer = aPeer(await aServer((_, response) => void (silent || response.writeHead(500).end())), { breakAfter: 2 });
    for (let i = 0; i < 4; i++) expect((await peer.request({ method: 'GET', path: '/' })).status).toBe(500);
    silent = true;
    for (let i = 0; i < 4; i++) expect(failureOf(await refusalOf(peer.request({ method: 'GET', path: '/', signal: AbortSignal.timeout(20) }))).kind).toBe('ended');
    for (let i = 0; i < 2; i++) expect(failureOf(await refusalOf(peer.request({ method: 'GET', path: '/', deadlineMs: 30 }))).kind).toBe('timeout');
    expect(failureOf(await refusalOf(peer.request({ method: 'GET', path: '/', deadlineMs: 30 }))).kind).toBe('paused');
  });
});

it('takes no address with credentials, and does not repeat it', () => {
  expect(() => createPeer({ name: 'SRM', baseUrl: 'http://me:s3cret@127.0.0.1', timeoutMs: 1, log })).toThrow(/must not hold credentials/);
  expect(() => createPeer({ name: 'SRM', baseUrl: 'http://me:s3cret@127.0.0.1', timeoutMs: 1, log })).not.toThrow(/s3cret/);
});
