import http from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-sse';
import { describe, expect, it, vi } from 'vitest';
import { createFrame } from '../../src/inbound/graphql/frame.js';
import type { createSharedStreams, Reader } from '../../src/inbound/graphql/shared-stream.js';
import { createEventStreams } from '../../src/inbound/graphql/sse.js';
import { ANONYMOUS } from '../../src/kernel/caller.js';
import { aDoor } from '../support/graphql-door.js';
import { CHANGED, following, open, readUntil, STREAM } from '../support/stream-readers.js';

describe('an event stream', () => {
  it('sends each result as next, then complete', async () => {
    await using door = await aDoor();
    const response = await open(door, CHANGED);
    expect([response.status, response.headers.get('content-type'), response.headers.get('x-correlator')]).toEqual([200, 'text/event-stream; charset=utf-8', 'test']);
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    door.feed.publish('up');
    door.feed.publish('down');
    await sleep(20);
    door.feed.end();
    expect(await readUntil(response)).toBe(
      'event: next\ndata: {"data":{"changed":{"cursor":"c1","status":"up"}}}\n\n' + 'event: next\ndata: {"data":{"changed":{"cursor":"c2","status":"down"}}}\n\n' + 'event: complete\ndata:\n\n',
    );
    await following(door, 0);
  });

  it('is also had by GET, as an EventSource asks', async () => {
    await using door = await aDoor();
    const response = await fetch(`${door.url}?${new URLSearchParams({ query: CHANGED })}`, { headers: { accept: 'text/event-stream' } });
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    door.feed.publish('up');
    expect(await readUntil(response, (text) => text.includes('\n\n'))).toContain('"status":"up"');
    await vi.waitFor(() => expect(door.feed.followers).toBe(0));
  });

  it('takes queries, and tells of faults in the request as next', async () => {
    await using door = await aDoor();
    expect(await readUntil(await open(door, '{ hello }'))).toBe('event: next\ndata: {"data":{"hello":"world"}}\n\nevent: complete\ndata:\n\n');
    expect(await readUntil(await open(door, '{ nothing }'))).toMatch(/^event: next\ndata: \{"errors":\[.*GRAPHQL_VALIDATION_FAILED.*\n\nevent: complete\ndata:\n\n$/);
    expect(await readUntil(await open(door, 'subscription { refused { status } }'))).toMatch(/^event: next\ndata: .*UNAUTHENTICATED.*\n\nevent: complete/);
    expect(await readUntil(await fetch(`${door.url}?query=`, { headers: { accept: 'text/event-stream' } }))).toContain('GRAPHQL_PARSE_FAILED');
  });

  it('ends with a masked error when its source breaks', async () => {
    await using door = await aDoor();
    const text = await readUntil(await open(door, 'subscription { failing { status } }'));
    expect(text).toMatch(/"status":"up".*\n\nevent: next\ndata: \{"errors":\[\{"message":"The gateway met[^\n]*"INTERNAL"[^\n]*\n\nevent: complete/);
    expect(text).not.toContain('hunter2');
  });

  it('answers 401 before it starts when the token does not hold', async () => {
    await using door = await aDoor();
    const response = await open(door, CHANGED, { authorization: 'Bearer bad' });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it("is understood by graphql-sse's client", async () => {
    await using door = await aDoor();
    const client = createClient({ url: door.url, retryAttempts: 0 });
    const results = client.iterate<{ changed: { status: string } }>({ query: CHANGED });
    const first = results.next();
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    door.feed.publish('up');
    expect((await first).value).toEqual({ data: { changed: { cursor: 'c1', status: 'up' } } });
    const second = results.next();
    door.feed.end();
    expect((await second).done).toBe(true);
    client.dispose();
  });
});

describe('the source', () => {
  it('is one for all who ask the same, and ends with the last', async () => {
    await using door = await aDoor();
    const leaving = new AbortController();
    const first = await fetch(door.url, { method: 'POST', headers: STREAM, body: JSON.stringify({ query: CHANGED }), signal: leaving.signal });
    const others = await Promise.all([open(door, CHANGED), open(door, CHANGED)]);
    await following(door, 3);
    expect(door.seen).toHaveLength(1);
    leaving.abort();
    await first.text().catch(() => undefined);
    await following(door, 2);
    expect(door.feed.followers).toBe(1);
    door.feed.publish('up');
    for (const other of others) expect(await readUntil(other, (text) => text.includes('\n\n'))).toContain('"status":"up"');
    await vi.waitFor(() => expect([door.feed.followers, door.seen[0]!.signal.aborted]).toEqual([0, true]));
  });

  it('is another for another caller, other variables, or another document', async () => {
    await using door = await aDoor();
    for (const [query, token] of [[CHANGED, 'a'], [CHANGED, 'b'], [CHANGED, 'a'], ['subscription { changed { status } }', 'a']] as const) {
      await open(door, query, { authorization: `Bearer ${token}` });
    }
    await following(door, 4);
    expect(door.seen.map(({ caller }) => caller.clientId)).toEqual(['a', 'b', 'a']);
  });

  it('is one for those who start at the same cursor, and another for those who start elsewhere', async () => {
    await using door = await aDoor();
    const query = 'subscription ($after: String) { changed(after: $after) { cursor status } }';
    for (const after of ['c1', 'c1', 'c2', null, null]) await open(door, query, {}, { after });
    await following(door, 5);
    expect(door.seen).toHaveLength(3);
  });

  it('starts anew after it has ended', async () => {
    await using door = await aDoor();
    const first = await open(door, CHANGED);
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    door.feed.end();
    await readUntil(first);
    await open(door, CHANGED);
    await vi.waitFor(() => expect(door.seen).toHaveLength(2));
  });
});

describe('an EventSource that comes back by itself', () => {
  const RESUMABLE = 'subscription ($after: String) { changed(after: $after) { cursor status } }';

  it('goes on after the last event that it saw', async () => {
    await using door = await aDoor();
    const url = `${door.url}?${new URLSearchParams({ query: RESUMABLE })}`;
    const first = await fetch(url, { headers: { accept: 'text/event-stream' } });
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    door.feed.publish('up');
    expect(await readUntil(first, (text) => text.includes('\n\n'))).toMatch(/^id: c1\nevent: next\ndata: /);
    await following(door, 0);
    door.feed.publish('missed');
    const again = await fetch(url, { headers: { accept: 'text/event-stream', 'last-event-id': 'c1' } });
    expect(await readUntil(again, (text) => text.includes('\n\n'))).toMatch(/^id: c2\nevent: next\ndata: .*"missed"/);
  });

  it('is given no ids by a document that could not take them', async () => {
    await using door = await aDoor();
    const response = await open(door, CHANGED, { 'last-event-id': 'c7' });
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    door.feed.publish('up');
    expect(await readUntil(response, (text) => text.includes('\n\n'))).toMatch(/^event: next/);
  });
});

describe('a stream', () => {
  const silent = { open: async () => ({ leave: () => undefined }), sources: 0 };
  const serve = async (use: (response: http.ServerResponse) => void): Promise<{ url: string } & AsyncDisposable> => {
    const server = http.createServer((_request, response) => use(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return {
      url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
      async [Symbol.asyncDispose]() {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  };
  const request = { ctx: { caller: ANONYMOUS } } as unknown as Parameters<ReturnType<typeof createSharedStreams>['open']>[0];

  it('is kept alive by comments', async () => {
    const streams = createEventStreams({ shared: silent, keepAlive: 60 });
    await using server = await serve((response) => void streams.follow(response, {}, request));
    expect(await readUntil(await fetch(server.url), (text) => text.length >= 6)).toMatch(/^(:\n\n){2,}$/);
  });

  /** Streams whose one source is the test. */
  function serveReader(options: Partial<Parameters<typeof createEventStreams>[0]>) {
    const readers: Reader[] = [];
    const streams = createEventStreams({ shared: { sources: 1, open: async (_request, reader) => (readers.push(reader), { leave: () => undefined }) }, ...options });
    return { streams, readers, answer: (response: http.ServerResponse) => void streams.follow(response, {}, request) };
  }
  const big = createFrame({ data: { text: 'x'.repeat(1 << 16) } });
  const paused = (url: string): Promise<http.IncomingMessage> => new Promise((resolve) => http.get(url, (response) => resolve(response.pause())).on('error', () => undefined));

  it('of a peer that takes nothing is cut off after some turns', async () => {
    const { streams, readers, answer } = serveReader({ keepAlive: 60, backlog: 64 << 20 });
    await using server = await serve(answer);
    const response = await paused(server.url);
    response.on('error', () => undefined);
    for (let i = 0; i < 200; i++) readers[0]!.next(big);
    expect(streams.open).toBe(1);
    await vi.waitFor(() => expect(streams.open).toBe(0), 2000);
  });

  it('of a reader that is too slow is ended with an error', async () => {
    const { streams, readers, answer } = serveReader({ backlog: 1 << 16 });
    await using server = await serve(answer);
    const response = await paused(server.url);
    for (let i = 0; i < 500; i++) readers[0]!.next(big);
    let text = '';
    for await (const chunk of response) text += String(chunk);
    expect(text.slice(-400)).toMatch(/\n\nevent: next\ndata: .*"code":"ABORTED".*\n\nevent: complete\ndata:\n\n$/);
    expect(text.match(/event: next/g)!.length).toBeLessThan(500);
    await vi.waitFor(() => expect(streams.open).toBe(0));
  });

  it('is not cut into chunks for HTTP/1.0', async () => {
    const { readers, answer } = serveReader({});
    await using server = await serve(answer);
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write('GET / HTTP/1.0\r\n\r\n'));
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    await vi.waitFor(() => expect(readers).toHaveLength(1));
    readers[0]!.next(createFrame({ data: { a: 1 } }));
    readers[0]!.end();
    await vi.waitFor(() => expect(text).toMatch(/\r\n\r\nevent: next\ndata: \{"data":\{"a":1\}\}\n\nevent: complete\ndata:\n\n$/));
  });

  it('stays in order behind another request of the same connection', async () => {
    const { readers, answer } = serveReader({});
    await using server = await serve(answer);
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n'));
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    await vi.waitFor(() => expect(readers).toHaveLength(2));
    readers[1]!.next(createFrame({ data: 'second' as never }));
    readers[0]!.next(createFrame({ data: 'first' as never }));
    readers[0]!.end();
    await vi.waitFor(() => expect(text).toMatch(/"first"[^]*event: complete[^]*HTTP\/1\.1 200[^]*"second"/));
    socket.destroy();
  });
});
