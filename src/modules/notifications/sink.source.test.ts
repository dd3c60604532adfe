import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, it } from 'vitest';
import { startSink } from '../../../test/support/sink.js';
import { createSinkGuard } from '../../outbound/sinks.guard.js';
import { sinkSource, type SinkCall } from './sink.source.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const guard = createSinkGuard({ allowedHosts: [], allowLoopback: true });
const source = sinkSource({ guard, clock: { now: () => NOW }, deadlineMs: 300 });

const call = (sink: string, about: Partial<SinkCall> = {}): SinkCall => ({
  sink, cloudEvent: { id: 'event-1' }, accessToken: null, correlator: 'correlator-1', signal: new AbortController().signal, ...about,
});

async function aServer(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, [Symbol.asyncDispose]: close };
}

/** How long it took, in milliseconds, and what came of it. */
async function timed<T>(work: Promise<T>): Promise<readonly [T, number]> {
  const start = performance.now();
  return [await work, performance.now() - start];
}

afterAll(() => source.close());

it('posts the event as CloudEvents JSON, with the token when there is one', async () => {
  await using sink = await startSink();
  expect(await source.post(call(sink.url, { accessToken: 'token-1' }))).toEqual({ status: 204, retryAfter: undefined, failure: null });
  await source.post(call(sink.url));
  const [first, second] = sink.deliveries;
  expect(first).toMatchObject({ body: { id: 'event-1' }, headers: { 'content-type': 'application/cloudevents+json', 'x-correlator': 'correlator-1', authorization: 'Bearer token-1' } });
  expect(second!.headers).not.toHaveProperty('authorization');
});

it.each([
  ['7', 7],
  ['0', 0],
  ['99999999', 7_200],
  ['Sat, 21 Nov 2026 12:00:30 GMT', 30],
  ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ['-1', undefined],
  ['', undefined],
  ['soon', undefined],
  ['1e3', undefined],
])('reads Retry-After: %s', async (header, retryAfter) => {
  await using sink = await startSink();
  sink.answer({ status: 503, headers: { 'retry-after': header } });
  expect(await source.post(call(sink.url))).toEqual({ status: 503, retryAfter, failure: null });
});

it('follows no redirect', async () => {
  await using elsewhere = await startSink();
  await using sink = await startSink();
  sink.answer({ status: 307, headers: { location: elsewhere.url } });
  expect((await source.post(call(sink.url, { accessToken: 'token-1' }))).status).toBe(307);
  expect(elsewhere.deliveries).toEqual([]);
});

it('asks the guard each time, and calls nobody whom it refuses', async () => {
  expect(await source.post(call('https://10.0.0.1/'))).toEqual({ status: undefined, retryAfter: undefined, failure: 'sink must not lead into a private network.' });
});

it('says why there was no answer in words that hold no address', async () => {
  const closed = await aServer(() => undefined);
  await closed[Symbol.asyncDispose]();
  expect((await source.post(call(closed.url))).failure).toBe('no connection (ECONNREFUSED)');
  await using sink = await startSink();
  sink.answer('reset');
  expect((await source.post(call(sink.url))).failure).toMatch(/^no connection \([A-Z_]+\)$/);
  expect((await source.post(call(sink.url, { accessToken: 'bad\r\ntoken' }))).failure).toBe('no connection (UND_ERR_INVALID_ARG)');
});

it('waits for a silent sink until the deadline, whatever the garbage collector does', async () => {
  await using sink = await startSink();
  sink.answer('silent');
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const collecting = setInterval(collect, 20);
  const [answer, ms] = await timed(source.post(call(sink.url)));
  clearInterval(collecting);
  expect(answer).toEqual({ status: undefined, retryAfter: undefined, failure: 'no answer within 300 ms' });
  expect(ms).toBeGreaterThan(280);
  expect(ms).toBeLessThan(1_500);
});

it('takes the status of a sink that trickles its body, at the deadline', async () => {
  await using server = await aServer((_request, response) => {
    response.writeHead(200);
    const trickle = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(trickle));
  });
  const [answer, ms] = await timed(source.post(call(server.url)));
  expect(answer.status).toBe(200);
  expect(ms).toBeLessThan(1_500);
});

it('reads no more than 64 KiB of a body', async () => {
  let sent = 0;
  let closed = (): void => undefined;
  const cut = new Promise<void>((resolve) => (closed = resolve));
  await using server = await aServer((_request, response) => {
    response.on('close', closed);
    const flood = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384))) sent += 16_384;
      sent += 16_384;
    };
    response.on('drain', flood);
    flood();
  });
  const [answer, ms] = await timed(source.post(call(server.url)));
  await cut;
  expect(answer.status).toBe(200);
  expect(ms).toBeLessThan(280);
  // What the kernel's buffers took is sent too
  expect(sent).toBeLessThan(16 * 1024 * 1024);
});

it('ends at once with the signal', async () => {
  await using sink = await startSink();
  sink.answer('silent');
  const stopping = new AbortController();
  setTimeout(() => stopping.abort(), 50);
  const [answer, ms] = await timed(source.post(call(sink.url, { signal: stopping.signal })));
  expect(answer).toMatchObject({ status: undefined, failure: expect.stringContaining('no connection') });
  expect(ms).toBeLessThan(250);
  expect((await source.post(call(sink.url, { signal: AbortSignal.abort() }))).status).toBeUndefined();
  expect(sink.deliveries).toHaveLength(1);
});
