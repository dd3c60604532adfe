import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fetch } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { ANONYMOUS, DEVELOPER } from '../kernel/caller.js';
import type { RequestContext } from '../kernel/context.js';
import { Refusal } from '../kernel/refusal.js';
import { createLog } from '../outbound/log.js';
import { createHttp } from './http.js';
import { createContextFactory, withIdempotency, type ContextFactoryOptions } from './request.js';

const silent = createLog({ level: 'silent' });
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A host whose only door makes a context, hands it out, and answers when it is told to. */
async function aHost(options: Partial<ContextFactoryOptions> = {}) {
  const contextOf = createContextFactory({ identify: async () => DEVELOPER, log: silent, ...options });
  const app = createHttp({ log: silent });
  const contexts: RequestContext[] = [];
  let answer: (text: string) => void = () => undefined;
  app.all('/door', async (request) => {
    contexts.push(await contextOf(request));
    if (request.headers['x-wait'] === undefined) return 'done';
    return new Promise<string>((resolve) => (answer = resolve));
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  closers.push(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  const context = async (count = 1): Promise<RequestContext> => {
    while (contexts.length < count) await sleep(2);
    return contexts[count - 1]!;
  };
  return { url: `http://127.0.0.1:${port}/door`, port, context, answer: (text: string) => answer(text) };
}

describe('the context of a request', () => {
  it('takes the correlator of the request and makes one where there is none', async () => {
    const host = await aHost();
    await fetch(host.url, { headers: { 'x-correlator': 'abc-1_:;./<>{}' } });
    await fetch(host.url, { headers: { 'x-correlator': '' } });
    expect((await host.context(1)).correlator).toBe('abc-1_:;./<>{}');
    expect((await host.context(2)).correlator).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([['a space', 'a b'], ['a quote', 'a"b'], ['257 characters', 'a'.repeat(257)]])('refuses a correlator with %s and answers with another', async (_fault, correlator) => {
    const host = await aHost();
    const answer = await fetch(host.url, { headers: { 'x-correlator': correlator } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
    expect(answer.headers.get('x-correlator')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('passes the Authorization header on and refuses as identity does', async () => {
    const seen: (string | undefined)[] = [];
    const host = await aHost({
      identify: async (authorization) => {
        seen.push(authorization);
        throw new Refusal('UNAUTHENTICATED', 'A valid access token is needed.');
      },
    });
    const answer = await fetch(host.url, { headers: { authorization: 'Bearer x' } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(seen).toEqual(['Bearer x']);
  });

  it('works for the upgrade request of a WebSocket, which has no id and no answer', async () => {
    const contextOf = createContextFactory({ identify: async () => ANONYMOUS, log: silent });
    const host = await aHost();
    const raw = httpRequest(host.url);
    raw.on('error', () => undefined);
    const incoming = { socket: raw } as unknown as Parameters<typeof contextOf>[0]['raw'];
    const ctx = await contextOf({ headers: { 'x-correlator': 'ws-1' }, raw: incoming });
    expect(ctx.correlator).toBe('ws-1');
    expect(ctx.signal.aborted).toBe(false);
    raw.destroy();
    await once(ctx.signal, 'abort');
  });

  it('keeps its late members when another is made on top of it', async () => {
    const host = await aHost();
    await fetch(host.url);
    const ctx = await host.context();
    const copy = Object.create(ctx) as RequestContext;
    expect(copy.signal).toBe(ctx.signal);
    expect(copy.log).toBe(ctx.log);
  });

  it('costs little while its signal and its log are not read', async () => {
    const contextOf = createContextFactory({ identify: () => Promise.resolve(DEVELOPER), log: silent });
    const source = { id: 'c', headers: {}, raw: {} as never, answer: null };
    for (let i = 0; i < 20_000; i++) await contextOf(source);
    const start = process.cpuUsage();
    for (let i = 0; i < 50_000; i++) await contextOf(source);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 50_000).toBeLessThan(10);
  });
});

describe('its signal', () => {
  it.each(['GET', 'POST'])('fires when the client of a %s leaves before the answer', async (method) => {
    const host = await aHost();
    const leave = new AbortController();
    const asked = fetch(host.url, { method, headers: { 'x-wait': '1' }, signal: leave.signal, ...(method === 'POST' && { body: 'x' }) });
    const { signal } = await host.context();
    await sleep(20);
    expect(signal.aborted).toBe(false);
    leave.abort();
    await expect(asked).rejects.toThrow();
    if (!signal.aborted) await once(signal, 'abort');
    expect(signal.reason).toMatchObject({ code: 'ABORTED' });
  });

  it('does not fire when the answer was taken', async () => {
    const host = await aHost();
    const asked = fetch(host.url, { method: 'POST', headers: { 'x-wait': '1' }, body: 'x' });
    const { signal } = await host.context();
    host.answer('well');
    expect(await (await asked).text()).toBe('well');
    await sleep(20);
    expect(signal.aborted).toBe(false);
  });

  it('fires at once when the client has left before it is first read', async () => {
    const host = await aHost();
    const leave = new AbortController();
    const asked = fetch(host.url, { headers: { 'x-wait': '1' }, signal: leave.signal });
    const ctx = await host.context();
    leave.abort();
    await expect(asked).rejects.toThrow();
    await sleep(30);
    expect(ctx.signal.aborted).toBe(true);
  });

  it('fires at the deadline, but not for an event stream', async () => {
    const host = await aHost({ deadlineMs: 40 });
    const leave = new AbortController();
    const ordinary = fetch(host.url, { headers: { 'x-wait': '1' }, signal: leave.signal });
    const stream = fetch(host.url, { headers: { 'x-wait': '1', accept: 'text/event-stream' }, signal: leave.signal });
    const contexts = [await host.context(1), await host.context(2)];
    const signals = contexts.map(({ signal }) => signal);
    await sleep(80);
    const fired = signals.filter(({ aborted }) => aborted);
    expect(fired.map(({ reason }) => reason)).toMatchObject([{ code: 'TIMEOUT' }]);
    leave.abort();
    await Promise.allSettled([ordinary, stream]);
  });
});

describe('withIdempotency', () => {
  const ctx: RequestContext = { caller: DEVELOPER, correlator: 'c', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log: silent };

  it('binds the key and the hash of the content and keeps the rest', () => {
    const bound = withIdempotency(ctx, 'key-1', 'POST /apps {}');
    expect(bound).toMatchObject({ caller: DEVELOPER, correlator: 'c', idempotencyKey: 'key-1' });
    expect(bound.requestHash).toBe('90c3bea3d17be9b4eeedc4514d7ae654250190062307577a5e700a2bc21afd63');
    expect(bound.requestHash).not.toBe(withIdempotency(ctx, 'key-1', 'POST /apps {"a":1}').requestHash);
    expect(bound.signal).toBe(ctx.signal);
  });

  it('returns the context itself without a key', () => {
    expect(withIdempotency(ctx, undefined, 'x')).toBe(ctx);
    expect(withIdempotency(ctx, null, 'x')).toBe(ctx);
  });

  it.each([['empty', ''], ['too long', 'k'.repeat(256)], ['a space', 'a b'], ['no ASCII', 'ключ'], ['a list', ['a', 'b']], ['a number', 7]])('refuses a key that is %s', (_fault, key) => {
    expect(() => withIdempotency(ctx, key, 'x')).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'Idempotency-Key' }));
  });
});
