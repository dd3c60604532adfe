import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-sse';
import { describe, expect, it, vi } from 'vitest';
import type { createSharedStreams } from '../../src/inbound/graphql/shared-stream.js';
import { createEventStreams } from '../../src/inbound/graphql/sse.js';
import { ANONYMOUS } from '../../src/kernel/caller.js';
import { aDoor, type TestDoor } from '../support/graphql-door.js';

const CHANGED = 'subscription { changed { cursor status } }';
const STREAM = { 'content-type': 'application/json', accept: 'text/event-stream' };

const open = (door: TestDoor, query: string, headers: Record<string, string> = {}, variables?: object): Promise<Response> =>
  fetch(door.url, { method: 'POST', headers: { ...STREAM, ...headers }, body: JSON.stringify({ query, variables }) });

/** Reads until `enough` was seen or the stream has ended. */
async function readUntil(response: Response, enough: (text: string) => boolean = () => false): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (enough(text)) break;
  }
  return text;
}

const following = (door: TestDoor, count: number): Promise<void> => vi.waitFor(() => expect(door.door.streams.open).toBe(count));

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

  it('is not shared when it starts at a position, since who joins late would miss the replay', async () => {
    await using door = await aDoor();
    const query = 'subscription ($after: String) { changed(after: $after) { status } }';
    for (const after of ['c1', 'c1', null, null]) await open(door, query, {}, { after });
    for (const literal of ['"c1"', '"c1"', 'null', 'null']) await open(door, `subscription { changed(after: ${literal}) { status } }`);
    for (let i = 0; i < 2; i++) await open(door, 'subscription ($after: String = "c1") { changed(after: $after) { status } }');
    await following(door, 10);
    expect(door.seen).toHaveLength(2 + 1 + 2 + 1 + 2);
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

describe('a drain', () => {
  it('ends streams with retry and without complete, so that clients come back', async () => {
    await using door = await aDoor();
    const response = await open(door, CHANGED);
    await vi.waitFor(() => expect(door.feed.followers).toBe(1));
    door.door.streams.drain();
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
    door.door.streams.drain();
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

  it('of a reader that is too slow is ended with an error', async () => {
    const written: string[] = [];
    let reader: Parameters<typeof silent.open> | { next(frame: object): void } | undefined;
    const shared = { sources: 1, open: async (_request: unknown, given: { next(frame: { json: string; event: Buffer }): void }) => ((reader = given), { leave: () => undefined }) };
    const streams = createEventStreams({ shared, backlog: 1 << 16 });
    await using server = await serve((response) => {
      const write = response.write.bind(response);
      response.write = ((chunk: Buffer) => (written.push(String(chunk)), write(chunk))) as typeof response.write;
      void streams.follow(response, {}, request);
    });
    await new Promise<void>((resolve) => http.get(server.url, (response) => (response.pause(), resolve())));
    const frame = { json: '', event: Buffer.alloc(1 << 16, 'x') };
    for (let i = 0; i < 500; i++) (reader as { next(frame: object): void }).next(frame);
    expect(written.at(-1)).toContain('"code":"ABORTED"');
    expect(written.length).toBeLessThan(500);
  });
});
