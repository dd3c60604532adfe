import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-sse';
import { EventSource, type MessageEvent } from 'undici';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { DEFAULT_LIMITS } from '../../src/inbound/graphql/limits.js';
import { createSharedStreams } from '../../src/inbound/graphql/shared-stream.js';
import { createStarter } from '../../src/inbound/graphql/start.js';
import { openWebSocket, PROTOCOL } from '../../src/inbound/graphql/websocket.js';
import { createConversations } from '../../src/inbound/graphql/ws-connection.js';
import { aDoor, ANONYMOUS, createMemoryLog } from '../support/graphql-door.js';
import { aPeer, CHANGED, clientOf, following, heapReader, INIT, open, openRaw, readUntil, STREAM, subscribe, subscribed } from '../support/stream-readers.js';

describe('retiring event streams', () => {
  it('ends those that are open now, over a time, and leaves those that come later alone', async () => {
    await using door = await aDoor();
    const early = await Promise.all(Array.from({ length: 20 }, () => open(door, CHANGED)));
    await following(door, 20);
    const began = performance.now();
    const retired = door.door.streams.retire(400);
    const late = await open(door, CHANGED);
    const ends = await Promise.all(early.map(async (response) => ({ text: await readUntil(response), after: performance.now() - began })));
    await retired;
    for (const { text } of ends) expect(text).toMatch(/^retry: \d+\n: the graph has changed, come back\n\n$/);
    const moments = ends.map(({ after }) => after).toSorted((a, b) => a - b);
    expect(moments[19]! - moments[0]!).toBeGreaterThan(100);
    expect(moments[19]!).toBeLessThan(1000);
    await following(door, 1);
    door.feed.publish('up');
    expect(await readUntil(late, (text) => text.includes('\n\n'))).toContain('"status":"up"');
  });

  it("lets graphql-sse's client come back and miss nothing by its cursor", async () => {
    await using door = await aDoor();
    const client = createClient({ url: door.url, retryAttempts: 5, retry: async () => sleep(20) });
    const results = client.iterate<{ changed: { status: string } }>({ query: CHANGED });
    const first = results.next();
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    await door.door.streams.retire(0);
    await vi.waitFor(() => expect([door.seen.length, door.feed.followers]).toEqual([2, 1]));
    door.feed.publish('up');
    expect((await first).value).toMatchObject({ data: { changed: { status: 'up' } } });
    client.dispose();
  });
});

it('an EventSource comes back by itself, when it was told to, and misses nothing', async () => {
  await using door = await aDoor();
  const query = 'subscription ($after: String) { changed(after: $after) { cursor status } }';
  const source = new EventSource(`${door.url}?${new URLSearchParams({ query })}`);
  const heard: string[] = [];
  source.addEventListener('next', (event) => heard.push(/"status":"(\w+)"/.exec((event as MessageEvent<string>).data)![1]!));
  await vi.waitFor(() => expect(door.feed.followers).toBe(1));
  door.feed.publish('up');
  await vi.waitFor(() => expect(heard).toEqual(['up']));
  await door.door.streams.retire(0);
  await following(door, 0);
  door.feed.publish('missed');
  await vi.waitFor(() => expect(heard).toEqual(['up', 'missed']), 5000);
  expect(door.door.streams.open).toBe(1);
  source.close();
});

describe('a drain of event streams', () => {
  it('ends streams with retry and without complete, so that clients come back', async () => {
    await using door = await aDoor();
    const response = await open(door, CHANGED);
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    await door.door.streams.drain();
    expect(await readUntil(response)).toMatch(/^retry: \d+\n: the gateway is going down, come back\n\n$/);
    expect(await readUntil(await open(door, CHANGED))).toMatch(/^retry: /);
    await vi.waitFor(() => expect(door.feed.followers).toBe(0));
  });

  it("lets graphql-sse's client try again", async () => {
    await using door = await aDoor();
    const retried = vi.fn(async () => Promise.reject(new Error('tried again')));
    const client = createClient({ url: door.url, retryAttempts: 1, retry: retried });
    const next = client.iterate({ query: CHANGED }).next();
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    await door.door.streams.drain();
    await expect(next).rejects.toThrow('tried again');
    expect(retried).toHaveBeenCalledTimes(1);
    client.dispose();
  });

  it('does not keep the server from closing', async () => {
    const door = await aDoor();
    await open(door, CHANGED);
    await following(door, 1);
    await door.app.close();
  });
});

describe('retiring WebSockets', () => {
  it('closes with 1012 and when to come back, once queries and mutations are answered', async () => {
    await using door = await aDoor();
    using peer = await aPeer(door);
    using other = await aPeer(door);
    for (const each of [peer, other]) each.say(INIT);
    await Promise.all([peer.hear(1), other.hear(1)]);
    peer.say(subscribe('1', CHANGED), subscribe('2', '{ slow(ms: 100) }'));
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    await door.door.sockets.retire(50);
    expect(await peer.closed).toEqual([1012, expect.stringMatching(/^Service restart, come back in \d+ ms$/)]);
    expect(peer.heard.slice(1)).toEqual([{ id: '2', type: 'next', payload: { data: { slow: 100 } } }, { id: '2', type: 'complete' }]);
    // Nothing of the old graph runs there.
    await vi.waitFor(() => expect(door.door.sockets.open).toBe(1));
    other.say(subscribe('1', '{ hello }'));
    expect(await other.hear(3)).toContainEqual({ id: '1', type: 'next', payload: { data: { hello: 'world' } } });
  });

  it("lets graphql-ws's client come back and subscribe again", async () => {
    await using door = await aDoor();
    using client = clientOf(door, { retryAttempts: 5, retryWait: async () => sleep(20) });
    const changes = client.iterate<{ changed: { status: string } }>({ query: CHANGED });
    const first = changes.next();
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    await door.door.sockets.retire(0);
    await vi.waitFor(() => expect([door.seen.length, door.feed.followers]).toEqual([2, 1]));
    door.feed.publish('up');
    expect((await first).value).toMatchObject({ data: { changed: { status: 'up' } } });
    await changes.return!();
  });
});

it('an event stream whose reader left before it began is not kept', async () => {
  let asked = 0;
  const ctx = { caller: ANONYMOUS, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log: createMemoryLog() };
  await using door = await aDoor({ contextOf: async () => ((asked += 1), await sleep(100), ctx) });
  const leaving = new AbortController();
  const opening = fetch(door.url, { method: 'POST', headers: STREAM, body: JSON.stringify({ query: CHANGED }), signal: leaving.signal });
  await vi.waitFor(() => expect(asked).toBe(1));
  leaving.abort();
  await expect(opening).rejects.toThrow();
  await sleep(150);
  expect([door.door.streams.open, door.feed.followers]).toEqual([0, 0]);
});

describe('a WebSocket', () => {
  it('is pinged, and cut off when it does not answer', async () => {
    await using door = await aDoor();
    const server = createServer();
    const starter = createStarter({ operations: door.operations, limits: DEFAULT_LIMITS });
    const contextOf = async () => ({ caller: ANONYMOUS, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log: door.log });
    const sockets = openWebSocket({ server, path: '/graphql', contextOf, starter, shared: createSharedStreams(door.operations), log: door.log, keepAlive: 60 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const [alive, dead] = [new WebSocket(url, PROTOCOL), new WebSocket(url, PROTOCOL, { autoPong: false })];
    const pings = vi.fn();
    alive.on('ping', pings);
    for (const socket of [alive, dead]) socket.on('open', () => socket.send(JSON.stringify(INIT)));
    expect((await once(dead, 'close'))[0]).toBe(1006);
    await vi.waitFor(() => expect(pings.mock.calls.length).toBeGreaterThan(3));
    expect([alive.readyState, sockets.open]).toEqual([WebSocket.OPEN, 1]);
    sockets.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('ends with its token', async () => {
    await using door = await aDoor({ contextOf: async () => ({ correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log: createMemoryLog(), caller: { ...ANONYMOUS, validUntil: new Date(Date.now() + 150) } }) });
    using peer = await aPeer(door);
    peer.say(INIT);
    expect(await peer.closed).toEqual([4403, 'The access token has ended']);
  });
});

it('tells a reader that is too slow for which subscriptions it missed events, and closes with 1013', async () => {
  await using door = await aDoor();
  const socket = { readyState: 1, OPEN: 1, bufferedAmount: 0, send: vi.fn(), close: vi.fn(), once: vi.fn() };
  const starter = createStarter({ operations: door.operations, limits: DEFAULT_LIMITS });
  const caller = { caller: ANONYMOUS, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log: door.log };
  const conversations = createConversations({ contextOf: async () => caller, starter, shared: createSharedStreams(door.operations), log: door.log });
  const peer = conversations.begin(socket as unknown as WebSocket, { headers: {} } as never);
  const say = (message: unknown): void => conversations.hear(peer, Buffer.from(JSON.stringify(message)), false);
  say(INIT);
  await vi.waitFor(() => expect(socket.send).toHaveBeenCalledWith('{"type":"connection_ack"}'));
  say(subscribe('1', CHANGED));
  say(subscribe('2', '{ slow(ms: 10000) }'));
  await vi.waitFor(() => expect(door.feed.followers).toBe(1));
  socket.bufferedAmount = 2 << 20;
  door.feed.publish('up');
  await vi.waitFor(() => expect(socket.close).toHaveBeenCalledWith(1013, 'The reader fell too far behind'));
  expect(socket.send.mock.calls.slice(1)).toEqual([[expect.stringMatching(/^\{"id":"1","type":"error","payload":\[.*"ABORTED"/)]]);
  conversations.end(peer);
  await vi.waitFor(() => expect(door.feed.followers).toBe(0));
});

it('a thousand streams opened and closed leave the heap where it was', async () => {
  await using door = await aDoor();
  const heap = await heapReader();
  const cycle = async (): Promise<number> => {
    const sockets: Socket[] = [];
    for (let i = 0; i < 1000; i += 100) sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => openRaw(door, CHANGED)))));
    expect(door.door.streams.open).toBe(1000);
    for (const socket of sockets) socket.destroy();
    await following(door, 0);
    return heap();
  };
  // What Node itself keeps for the next ones (parsers, pools) is there after the first.
  const before = await cycle();
  expect((await cycle()) / before).toBeLessThan(1.03);
});

it('a thousand connections opened and closed leave the heap where it was', async () => {
  await using door = await aDoor();
  const heap = await heapReader();
  const cycle = async (): Promise<number> => {
    const clients: WebSocket[] = [];
    for (let i = 0; i < 1000; i += 100) clients.push(...(await Promise.all(Array.from({ length: 100 }, () => subscribed(door)))));
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    const closed = clients.map(async (client) => once(client, 'close'));
    for (const client of clients) client.terminate();
    await Promise.all(closed);
    await vi.waitFor(() => expect([door.door.sockets.open, door.feed.followers]).toEqual([0, 0]));
    return heap();
  };
  // What Node itself keeps for the next ones (parsers, pools) is there after the first.
  const before = await cycle();
  expect((await cycle()) / before).toBeLessThan(1.03);
});
