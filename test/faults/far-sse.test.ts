import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { execute, subscribe, validate } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { createYoga } from 'graphql-yoga';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { answer, BROKEN, COMPLETED, drain, farWorld, listen, STOCKED, stocked, stockedEvent, stockSchema, type Behaviour, type FarWorld } from '../support/far-world.js';

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

/** Says what a subgraph's event stream says. */
function sse(response: ServerResponse): { next(result: unknown): void; raw(text: string): void } {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.flushHeaders();
  return { next: (result) => void response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`), raw: (text) => void response.write(text) };
}

describe('an event stream', () => {
  it.each<[string, Parameters<typeof createServer>[1]]>([
    ['graphql-sse', createHandler({ schema: stockSchema, execute, subscribe, validate })],
    ['graphql-yoga', createYoga({ schema: stockSchema, logging: false })],
  ])('of %s is completed by the other subgraphs', async (_, handler) => {
    const server = createServer(handler);
    const subscriptionUrl = `${await listen(server)}/graphql`;
    closers.push(() => (server.closeAllConnections(), server.close()));
    const world = await aWorld({ subscriptionUrl });
    expect(await drain(world, await world.subscribe(STOCKED))).toEqual(COMPLETED);
  });

  it('is asked for with the allowed headers alone, at the address of the subgraph', async () => {
    const world = await aWorld({ secret: 'shhhhhh' });
    world.behave((_, response) => {
      const stream = sse(response);
      stream.raw(': alive\r\n\r\nretry: 10\nid: 7\nevent: next\r\ndata: {"data":\r\ndata: {"stocked":null}}\r\n\r\n');
      stream.raw('event: complete\ndata:\n\n');
    });
    const forwarded = { authorization: 'Bearer abcdefgh', cookie: 'canary' };
    expect(await drain(world, await world.subscribe(STOCKED, { times: 1 }, world.context({ forwarded })))).toEqual([{ data: { stocked: null }, errors: [] }]);
    const { url, headers, body } = world.asked[0]!;
    expect({ url, body }).toMatchObject({ url: '/graphql', body: { query: expect.stringContaining('stocked'), variables: { times: 1 } } });
    expect(Object.keys(headers).sort()).toEqual(['accept', 'authorization', 'connection', 'content-length', 'content-type', 'host', 'x-correlator', 'x-northbound-subgraph-secret']);
  });

  it.each<[string, string, Behaviour]>([
    ['breaks', BROKEN, (_, response) => (sse(response).next(stockedEvent(1)), setTimeout(() => response.destroy(), 20))],
    ['ends without complete', BROKEN, (_, response) => (sse(response).next(stockedEvent(1)), response.end())],
    ['falls silent', BROKEN, (_, response) => sse(response).next(stockedEvent(1))],
    ['brings an event that is no JSON', ' BAD_GATEWAY: The subgraph stock gave an answer that cannot be read.', (_, response) => (sse(response).next(stockedEvent(1)), response.write(`event: next\ndata: ${WORDS}\n\n`))],
    ['brings an event that is no result', ' BAD_GATEWAY: The subgraph stock gave an answer that cannot be read.', (_, response) => (sse(response).next(stockedEvent(1)), response.write(`event: next\ndata: {"data":7}\n\n`))],
    ['brings too large an event', ' BAD_GATEWAY: The subgraph stock answered with more than can be taken.', (_, response) => (sse(response).next(stockedEvent(1)), response.write(`event: next\ndata: {"data":"${'x'.repeat(2000)}`))],
  ])('that %s ends with one error, and is not opened again', async (_, fault, behaviour) => {
    const world = await aWorld({ silenceMs: 200, maxBytes: 1000 });
    let closed = 0;
    world.behave((request, response, asked) => {
      response.on('close', () => (closed += 1));
      return behaviour(request, response, asked);
    });
    const [first, last, ...more] = await drain(world, await world.subscribe(STOCKED));
    expect(first).toEqual({ data: stocked(1), errors: [] });
    expect(last).toEqual({ data: null, errors: [fault] });
    expect(more).toEqual([]);
    await eventually(() => expect(closed).toBe(1));
    await sleep(50);
    expect(world.asked).toHaveLength(1);
  });

  it('that is kept alive by comments is not silent', async () => {
    const world = await aWorld({ silenceMs: 150 });
    world.behave((_, response) => {
      const stream = sse(response);
      const timer = setInterval(() => stream.raw(':\n\n'), 40);
      response.on('close', () => clearInterval(timer));
      setTimeout(() => (stream.next(stockedEvent(1)), stream.raw('event: complete\ndata:\n\n')), 500);
    });
    expect(await drain(world, await world.subscribe(STOCKED))).toEqual([{ data: stocked(1), errors: [] }]);
  });

  it.each<[string, string, Behaviour]>([
    ['401', 'UNAUTHENTICATED: The subgraph stock does not accept the access token.', (_, response) => answer(response, 401, WORDS, { 'content-type': 'text/plain' })],
    ['a result with errors', 'PERMISSION_DENIED: The subgraph stock does not allow this.', (_, response) => answer(response, 200, { errors: [{ message: 'Not yours.', extensions: { code: 'PERMISSION_DENIED' } }] })],
    ['data', 'BAD_GATEWAY: The subgraph stock gave an answer that cannot be read.', (_, response) => answer(response, 200, { data: { stocked: null } })],
    ['HTML', 'BAD_GATEWAY: The subgraph stock gave an answer that cannot be read.', (_, response) => answer(response, 200, WORDS, { 'content-type': 'text/html' })],
    ['nothing', 'TIMEOUT: The subgraph stock did not answer in time.', () => undefined],
    ['a broken connection', 'BAD_GATEWAY: The subgraph stock broke off its answer.', (request) => request.socket.destroy()],
  ])('that is answered by %s is refused', async (_, fault, behaviour) => {
    const world = await aWorld({ timeoutMs: 200 });
    world.behave(behaviour);
    await expect(world.subscribe(STOCKED)).rejects.toThrow(fault);
  });

  it('shows an error within an event at its place, in our words', async () => {
    const world = await aWorld();
    world.behave((_, response) => {
      const stream = sse(response);
      stream.next({ data: { stocked: { __typename: 'Product', id: 'p1', stock: null } }, errors: [{ message: WORDS, path: ['stocked', 'stock'] }] });
      stream.raw('event: complete\ndata:\n\n');
    });
    const [first] = await drain(world, await world.subscribe(STOCKED));
    expect(first?.data).toEqual({ stocked: { ...stocked(1).stocked, stock: null } });
    expect(first?.errors).toEqual([expect.stringMatching(/^stocked\.stock INTERNAL: /)]);
    expect(JSON.stringify(first)).not.toContain(WORDS);
  });

  it('makes the subgraph wait for a slow reader, and loses nothing', async () => {
    const world = await aWorld({ silenceMs: 500 });
    const events = 3000;
    const padding = 'x'.repeat(4000);
    let written = 0;
    world.behave(async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (written = 0; written < events && !response.destroyed; written++) {
        const more = response.write(`event: next\ndata: ${JSON.stringify({ ...stockedEvent(written), extensions: padding })}\n\n`);
        if (!more) await new Promise((resolve) => response.once('drain', resolve));
      }
      response.end('event: complete\ndata:\n\n');
    });
    const stream = await world.subscribe(STOCKED);
    await stream.next();
    await sleep(600);
    // What the sockets hold, and at most a megabyte of ours.
    expect(written).toBeLessThan(events);
    const stalled = written;
    await sleep(400);
    expect(written).toBe(stalled);
    const rest = await drain(world, stream);
    expect(rest).toHaveLength(events - 1);
    expect(rest.at(-1)).toMatchObject({ data: { stocked: { id: `p${events - 1}` } }, errors: [] });
  });

  it('is closed at the subgraph when it is left, by return or by the signal', async () => {
    const world = await aWorld();
    let closed = 0;
    world.behave((_, response) => {
      sse(response).next(stockedEvent(1));
      response.on('close', () => (closed += 1));
    });
    const one = await world.subscribe(STOCKED);
    await one.next();
    const waiting = one.next();
    await one.return?.();
    expect((await waiting).done).toBe(true);
    await eventually(() => expect(closed).toBe(1));
    const leaving = new AbortController();
    const other = await world.subscribe(STOCKED, {}, world.context({ signal: leaving.signal }));
    await other.next();
    leaving.abort();
    await eventually(() => expect(closed).toBe(2));
    expect((await other.next()).done).toBe(true);
  });

  it('takes no connection from the requests', async () => {
    const world = await aWorld();
    world.behave((_, response) => void sse(response));
    for (let nth = 0; nth < 150; nth++) await world.subscribe(STOCKED);
    world.behave((_, response) => answer(response, 200, { data: { shelves: [] } }));
    expect(await world.run('{ shelves }')).toEqual({ data: { shelves: [] }, errors: [] });
  });

  it('ends with UNAVAILABLE when the transport is closed, and no other is opened', async () => {
    const world = await aWorld();
    world.behave((_, response) => sse(response).next(stockedEvent(1)));
    const stream = await world.subscribe(STOCKED);
    await stream.next();
    const rest = drain(world, stream);
    await world.transport.close();
    expect(await rest).toEqual([{ data: null, errors: [BROKEN] }]);
    await expect(world.subscribe(STOCKED)).rejects.toThrow(/UNAVAILABLE|BAD_GATEWAY/);
  });

  it('is not asked for while the subgraph is left alone', async () => {
    const world = await aWorld({ breakAfter: 2 });
    world.behave((_, response) => answer(response, 503, '', { 'content-type': 'text/html' }));
    for (let nth = 0; nth < 2; nth++) await expect(world.subscribe(STOCKED)).rejects.toThrow('UNAVAILABLE');
    await expect(world.subscribe(STOCKED)).rejects.toThrow('left alone');
    expect(world.asked).toHaveLength(2);
  });
});
