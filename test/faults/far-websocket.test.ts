import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { useServer } from 'graphql-ws/use/ws';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { eventually } from '../support/eventually.js';
import { BROKEN, COMPLETED, drain, farWorld, listen, STOCKED, stocked, stockedEvent, stockSchema, type FarWorld } from '../support/far-world.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function aWorld(...given: Parameters<typeof farWorld>): Promise<FarWorld> {
  const world = await farWorld(...given);
  closers.push(() => world[Symbol.asyncDispose]());
  return world;
}

const WORDS = 'canary-of-the-subgraph';

interface SocketServer {
  readonly url: string;
  readonly sockets: WebSocket[];
  readonly heard: { readonly headers: object; readonly params: unknown }[];
  /** Subscriptions that run. */
  open(): number;
}

/** A graphql-ws server; `talk` replaces the protocol. */
async function aSocketServer(talk?: (socket: WebSocket, message: { type: string; id: string }) => void): Promise<SocketServer> {
  const server = createServer();
  const sockets: WebSocket[] = [];
  const heard: { headers: object; params: unknown }[] = [];
  let open = 0;
  const wss = new WebSocketServer({ server });
  wss.on('connection', (socket) => {
    sockets.push(socket);
    if (talk) socket.on('message', (data) => talk(socket, JSON.parse(String(data)) as { type: string; id: string }));
  });
  if (!talk) {
    useServer(
      {
        schema: stockSchema,
        onConnect: ({ extra, connectionParams }) => void heard.push({ headers: extra.request.headers, params: connectionParams }),
        onSubscribe: () => void (open += 1),
        onComplete: () => void (open -= 1),
      },
      wss,
    );
  }
  const url = (await listen(server)).replace('http', 'ws');
  closers.push(() => {
    for (const socket of sockets) socket.terminate();
    wss.close();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url, sockets, heard, open: () => open };
}

describe('a WebSocket of graphql-ws', () => {
  it('is completed by the other subgraphs, and closed', async () => {
    const server = await aSocketServer();
    const world = await aWorld({ subscriptionUrl: server.url, secret: 'shhhhhh' });
    const forwarded = { authorization: 'Bearer abcdefgh', cookie: 'canary' };
    expect(await drain(world, await world.subscribe(STOCKED, {}, world.context({ forwarded })))).toEqual(COMPLETED);
    const allowed = { authorization: 'Bearer abcdefgh', 'x-correlator': 'c-1', 'x-northbound-subgraph-secret': 'shhhhhh' };
    expect(server.heard).toMatchObject([{ headers: allowed }]);
    expect(server.heard[0]?.params).toEqual(allowed);
    expect(JSON.stringify(server.heard)).not.toContain('canary');
    await eventually(() => expect(server.sockets[0]?.readyState).toBe(3));
    expect(server.open()).toBe(0);
  });

  it('tells why a subscription is refused', async () => {
    const server = await aSocketServer((socket, { type, id }) => {
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      else if (type === 'subscribe') socket.send(JSON.stringify({ id, type: 'error', payload: [{ message: 'Not yours.', extensions: { code: 'PERMISSION_DENIED' } }, { message: WORDS }] }));
    });
    const world = await aWorld({ subscriptionUrl: server.url });
    const all = await drain(world, await world.subscribe(STOCKED));
    expect(all).toHaveLength(1);
    expect(all[0]?.errors).toEqual(['stocked PERMISSION_DENIED: The subgraph stock does not allow this.', expect.stringMatching(/^stocked INTERNAL/)]);
  });

  const acknowledged = (after: (socket: WebSocket, id: string) => void) => (socket: WebSocket, { type, id }: { type: string; id: string }) => {
    if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
    if (type !== 'subscribe') return;
    socket.send(JSON.stringify({ id, type: 'next', payload: stockedEvent(1) }));
    setTimeout(after, 20, socket, id);
  };

  it.each<[string, string, (socket: WebSocket, id: string) => void]>([
    ['breaks', BROKEN, (socket) => socket.terminate()],
    ['is closed with 1000', BROKEN, (socket) => socket.close(1000)],
    ['is closed with 1012', BROKEN, (socket) => socket.close(1012)],
    ['falls silent', BROKEN, () => undefined],
    ['is closed with 4403', ' PERMISSION_DENIED: The subgraph stock does not allow this.', (socket) => socket.close(4403)],
    ['brings what is no message', BROKEN, (socket) => socket.send(WORDS)],
    ['brings an event that is no result', ' BAD_GATEWAY: The subgraph stock gave an answer that cannot be read.', (socket, id) => socket.send(JSON.stringify({ id, type: 'next', payload: { data: 7 } }))],
    ['brings too large an event', ' BAD_GATEWAY: The subgraph stock answered with more than can be taken.', (socket, id) => socket.send(JSON.stringify({ id, type: 'next', payload: 'x'.repeat(2000) }))],
  ])('that %s ends with one error, and is not opened again', async (_, fault, after) => {
    const server = await aSocketServer(acknowledged(after));
    const world = await aWorld({ subscriptionUrl: server.url, silenceMs: 200, maxBytes: 1000 });
    const [first, last, ...more] = await drain(world, await world.subscribe(STOCKED));
    expect(first).toEqual({ data: stocked(1), errors: [] });
    expect(last).toEqual({ data: null, errors: [fault] });
    expect(more).toEqual([]);
    await sleep(50);
    expect(server.sockets).toHaveLength(1);
    await eventually(() => expect(server.sockets[0]?.readyState).toBe(3));
  });

  it('is kept alive by pings of ours', async () => {
    const server = await aSocketServer();
    const world = await aWorld({ subscriptionUrl: server.url, silenceMs: 150 });
    const stream = await world.subscribe(STOCKED);
    for (let nth = 1; nth <= 2; nth++) await stream.next();
    await sleep(500);
    expect((await stream.next()).value).toMatchObject({ data: stocked(3) });
  });

  it.each<[string, string, (socket: WebSocket) => void]>([
    ['never acknowledged', 'TIMEOUT: The subgraph stock did not answer in time.', () => undefined],
    ['closed with 4401', 'UNAUTHENTICATED: The subgraph stock does not accept the access token.', (socket) => socket.close(4401)],
    ['closed with 4400', 'BAD_GATEWAY: The subgraph stock broke off its answer.', (socket) => socket.close(4400, WORDS)],
  ])('that is %s is refused', async (_, fault, talk) => {
    const server = await aSocketServer(talk);
    const world = await aWorld({ subscriptionUrl: server.url, timeoutMs: 200 });
    await expect(world.subscribe(STOCKED)).rejects.toThrow(fault);
    await eventually(() => expect(server.sockets[0]?.readyState).toBe(3));
  });

  it.each<[number, string]>([
    [401, 'UNAUTHENTICATED'],
    [503, 'UNAVAILABLE: The subgraph stock is out of service.'],
    [404, 'BAD_GATEWAY'],
  ])('whose upgrade is answered by %i is refused', async (status, fault) => {
    const world = await aWorld();
    world.server.on('upgrade', (_request, socket) => socket.end(`HTTP/1.1 ${status} ${WORDS}\r\ncontent-length: 0\r\n\r\n`));
    const other = await aWorld({ subscriptionUrl: world.url.replace('http', 'ws') });
    await expect(other.subscribe(STOCKED)).rejects.toThrow(fault);
  });

  it('that nobody listens for is refused', async () => {
    const server = createServer();
    const url = (await listen(server)).replace('http', 'ws');
    await new Promise((resolve) => server.close(resolve));
    const world = await aWorld({ subscriptionUrl: url });
    await expect(world.subscribe(STOCKED)).rejects.toThrow('UNAVAILABLE: The subgraph stock cannot be reached.');
  });

  it('makes the subgraph wait for a slow reader, and loses nothing', async () => {
    const events = 3000;
    let sent = 0;
    const server = await aSocketServer(async (socket, { type, id }) => {
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      if (type !== 'subscribe') return;
      for (; sent < events && socket.readyState === 1; sent++) {
        socket.send(JSON.stringify({ id, type: 'next', payload: { ...stockedEvent(sent), extensions: 'x'.repeat(4000) } }));
        while (socket.bufferedAmount > 100_000 && socket.readyState === 1) await sleep(5);
      }
      socket.send(JSON.stringify({ id, type: 'complete' }));
    });
    const world = await aWorld({ subscriptionUrl: server.url, silenceMs: 300 });
    const stream = await world.subscribe(STOCKED);
    await stream.next();
    await sleep(500);
    expect(sent).toBeLessThan(events);
    const rest = await drain(world, stream);
    expect(rest).toHaveLength(events - 1);
    expect(rest.at(-1)).toMatchObject({ data: { stocked: { id: `p${events - 1}` } }, errors: [] });
  });

  it('is closed at the subgraph when it is left, by return or by the signal', async () => {
    const server = await aSocketServer(acknowledged(() => undefined));
    const world = await aWorld({ subscriptionUrl: server.url });
    const one = await world.subscribe(STOCKED);
    await one.next();
    await one.return?.();
    await eventually(() => expect(server.sockets[0]?.readyState).toBe(3), 1_500);
    const leaving = new AbortController();
    const other = await world.subscribe(STOCKED, {}, world.context({ signal: leaving.signal }));
    await other.next();
    leaving.abort();
    await eventually(() => expect(server.sockets[1]?.readyState).toBe(3), 1_500);
  });

  it('gives up its opening when the client leaves meanwhile', async () => {
    const server = await aSocketServer(() => undefined);
    const world = await aWorld({ subscriptionUrl: server.url });
    const leaving = new AbortController();
    const opening = world.subscribe(STOCKED, {}, world.context({ signal: leaving.signal }));
    await eventually(() => expect(server.sockets).toHaveLength(1));
    leaving.abort();
    await expect(opening).rejects.toThrow('TIMEOUT');
    await eventually(() => expect(server.sockets[0]?.readyState).toBe(3));
  });
});
