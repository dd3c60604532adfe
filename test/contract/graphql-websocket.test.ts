import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket, type ClientOptions as SocketOptions } from 'ws';
import { createOriginGuard } from '../../src/inbound/graphql/origin-guard.js';
import { aDoor, ANONYMOUS } from '../support/graphql-door.js';
import { aPeer, CHANGED, clientOf, INIT, subscribe, wsUrl } from '../support/stream-readers.js';

describe("graphql-ws's client", () => {
  it('queries, writes and subscribes', async () => {
    await using door = await aDoor();
    using client = clientOf(door);
    expect((await client.iterate({ query: '{ hello }' }).next()).value).toEqual({ data: { hello: 'world' } });
    expect((await client.iterate({ query: 'mutation { submit(input: { name: "x" }) }', extensions: { idempotencyKey: 'k' } }).next()).value).toEqual({ data: { submit: 'x' } });
    expect(door.seen.at(-1)).toMatchObject({ idempotencyKey: 'k' });
    const changes = client.iterate({ query: CHANGED });
    const first = changes.next();
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    door.feed.publish('up');
    expect((await first).value).toEqual({ data: { changed: { cursor: 'c1', status: 'up' } } });
    await changes.return!();
    await vi.waitFor(() => expect(door.feed.followers).toBe(0));
  });

  it('is told of errors as the other carriers tell them', async () => {
    await using door = await aDoor();
    using client = clientOf(door);
    const refused = (query: string) => client.iterate({ query }).next();
    await expect(refused('{ nothing }')).rejects.toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    await expect(refused('subscription { refused { status } }')).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    await expect(client.iterate({ query: 'query ($id: ID!) { app(id: $id) { id } }' }).next()).rejects.toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect((await refused('{ broken }')).value).toMatchObject({ data: { broken: null }, errors: [{ extensions: { code: 'INTERNAL' } }] });
  });

  it('is told when a source breaks, by a last result', async () => {
    await using door = await aDoor();
    using client = clientOf(door);
    const results: unknown[] = [];
    for await (const result of client.iterate({ query: 'subscription { failing { status } }' })) results.push(result);
    expect(results).toMatchObject([{ data: { failing: { status: 'up' } } }, { errors: [{ extensions: { code: 'INTERNAL' } }] }]);
    expect(JSON.stringify(results)).not.toContain('hunter2');
  });

  it.each([
    ['in connection_init', { connectionParams: { authorization: 'Bearer ann' } }],
    ['in its headers', { connectionParams: { headers: { Authorization: 'Bearer ann' } } }],
  ])('shows its token %s', async (_where, options) => {
    await using door = await aDoor({ nobody: ANONYMOUS });
    using client = clientOf(door, options);
    expect((await client.iterate({ query: '{ private }' }).next()).value).toEqual({ data: { private: 'ann' } });
  });

  it('comes back after a drain, and its query is not cut', async () => {
    await using door = await aDoor();
    const retryWait = vi.fn(async () => new Promise<void>(() => undefined));
    using client = clientOf(door, { retryAttempts: 1, retryWait });
    const slow = client.iterate({ query: '{ slow(ms: 100) }' }).next();
    void client.iterate({ query: CHANGED }).next();
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    const drained = door.door.sockets.drain();
    expect((await slow).value).toEqual({ data: { slow: 100 } });
    await drained;
    await vi.waitFor(() => expect(retryWait).toHaveBeenCalledTimes(1));
    expect([door.feed.followers, door.door.sockets.open]).toEqual([0, 0]);
  });
});

describe('the protocol', () => {
  it('acknowledges, answers pings, and completes', async () => {
    await using door = await aDoor();
    using peer = await aPeer(door);
    peer.say(INIT, { type: 'ping', payload: { a: 1 } }, { type: 'pong' });
    await peer.hear(2);
    expect(peer.heard).toContainEqual({ type: 'connection_ack' });
    expect(peer.heard).toContainEqual({ type: 'pong', payload: { a: 1 } });
    peer.say(subscribe('"1', '{ hello }'));
    expect((await peer.hear(4)).slice(2)).toEqual([
      { id: '"1', type: 'next', payload: { data: { hello: 'world' } } },
      { id: '"1', type: 'complete' },
    ]);
  });

  it('sends nothing more for an operation that was completed, whose id can be used again', async () => {
    await using door = await aDoor();
    using peer = await aPeer(door);
    peer.say(INIT);
    await peer.hear(1);
    peer.say(subscribe('1', '{ slow(ms: 30) }'), { id: '1', type: 'complete' }, subscribe('1', '{ hello }'), { id: 'unknown', type: 'complete' });
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(peer.heard.slice(1)).toEqual([
      { id: '1', type: 'next', payload: { data: { hello: 'world' } } },
      { id: '1', type: 'complete' },
    ]);
  });

  it.each([
    ['what is no JSON', 4400, ['{']],
    ['an unknown type', 4400, [{ type: 'hello' }]],
    ['subscribe without an id', 4400, [{ type: 'subscribe', payload: { query: '{ hello }' } }]],
    ['subscribe before connection_init', 4401, [subscribe('1', '{ hello }')]],
    ['connection_init twice', 4429, [INIT, INIT]],
    ['a token that does not hold', 4403, [{ ...INIT, payload: { authorization: 'Bearer bad' } }]],
    ['a token that cannot be checked now', 1013, [{ ...INIT, payload: { authorization: 'Bearer later' } }]],
  ])('closes on %s with %i', async (_what, code, messages) => {
    await using door = await aDoor();
    using peer = await aPeer(door);
    peer.say(...messages);
    expect((await peer.closed)[0]).toBe(code);
  });

  it.each([
    ['an id that is in use', 4409, [subscribe('1', CHANGED), subscribe('1', CHANGED)]],
    ['a request without a query', 4400, [{ id: '1', type: 'subscribe', payload: {} }]],
  ])('closes an initialised connection on %s with %i', async (_what, code, messages) => {
    await using door = await aDoor();
    using peer = await aPeer(door);
    peer.say(INIT);
    await peer.hear(1);
    peer.say(...messages);
    expect((await peer.closed)[0]).toBe(code);
    await vi.waitFor(() => expect(door.feed.followers).toBe(0));
  });

  it('closes on another subprotocol with 4406', async () => {
    await using door = await aDoor();
    using peer = await aPeer(door, {}, []);
    expect(await peer.closed).toEqual([4406, 'Subprotocol not acceptable']);
    const other = new WebSocket(wsUrl(door), 'graphql-ws');
    const [failure] = (await once(other, 'error')) as [Error];
    expect(failure.message).toMatch(/subprotocol/i);
  });

  it('closes a connection that stays silent with 4408', async () => {
    await using door = await aDoor();
    using peer = await aPeer(door);
    expect(await peer.closed).toEqual([4408, 'Connection initialisation timeout']);
  });

  it('closes on a message that is too large, and lives on', async () => {
    await using door = await aDoor();
    using peer = await aPeer(door);
    peer.say(`"${'x'.repeat(1 << 20)}"`);
    expect((await peer.closed)[0]).toBe(1009);
    using next = await aPeer(door);
    next.say(INIT);
    expect(await next.hear(1)).toEqual([{ type: 'connection_ack' }]);
  });

  it('refuses operations beyond a hundred at a time, one by one', async () => {
    await using door = await aDoor();
    using peer = await aPeer(door);
    peer.say(INIT);
    await peer.hear(1);
    for (let i = 0; i <= 100; i++) peer.say(subscribe(`${i}`, '{ slow(ms: 200) }'));
    expect((await peer.hear(2))[1]).toMatchObject({ id: '100', type: 'error', payload: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }] });
  });

  it('shares sources with event streams', async () => {
    await using door = await aDoor();
    using peer = await aPeer(door);
    peer.say(INIT);
    await peer.hear(1);
    peer.say(subscribe('1', CHANGED), subscribe('2', CHANGED));
    await fetch(door.url, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' }, body: JSON.stringify({ query: CHANGED }) });
    await vi.waitFor(() => expect(door.door.streams.open).toBe(1));
    door.feed.publish('up');
    expect((await peer.hear(3)).slice(1).map(({ id }) => id)).toEqual(['1', '2']);
    expect(door.seen).toHaveLength(1);
    peer.say({ id: '1', type: 'complete' }, { type: 'ping' });
    await peer.hear(4);
    door.feed.publish('down');
    expect((await peer.hear(5)).slice(4).map(({ id }) => id)).toEqual(['2']);
  });
});

describe('an upgrade', () => {
  const refusedWith = async (url: string, options: SocketOptions = {}): Promise<string> => {
    const [failure] = (await once(new WebSocket(url, 'graphql-transport-ws', options), 'error')) as [Error];
    return failure.message;
  };

  it('to another path is answered 404', async () => {
    await using door = await aDoor();
    expect(await refusedWith(`${wsUrl(door)}s`)).toBe('Unexpected server response: 404');
  });

  it('from a page of another site is answered 403 while there is no identity provider', async () => {
    await using door = await aDoor({ guard: createOriginGuard({ publicUrl: 'http://127.0.0.1:4000' }) });
    expect(await refusedWith(wsUrl(door), { origin: 'https://evil.example' })).toBe('Unexpected server response: 403');
    expect(await refusedWith(wsUrl(door), { headers: { host: 'rebound.example' } })).toBe('Unexpected server response: 403');
    using peer = await aPeer(door, { origin: 'http://localhost:4000' });
    peer.say(INIT);
    expect(await peer.hear(1)).toEqual([{ type: 'connection_ack' }]);
  });
});
