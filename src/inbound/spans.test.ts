import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createLog } from '../outbound/log.js';
import { isTracing, startTracing, traced, traceHeaders } from '../outbound/tracing.js';
import { createHttp } from './http.js';
import { registerSpans } from './spans.js';

const log = createLog({ level: 'silent' });
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A collector that keeps the text of what it is sent. */
async function aCollector(status = 200) {
  const bodies: { path: string; text: string }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      bodies.push({ path: request.url ?? '', text: Buffer.concat(parts).toString('latin1') });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, bodies };
}

it('continues the trace of a request through a body and a call, and sends the spans', async () => {
  const { endpoint, bodies } = await aCollector();
  const tracing = await startTracing({ endpoint, version: '1', log });
  const app = createHttp({ log });
  registerSpans(app);
  app.post('/things/:id', async () => traced('SRM deploy', { peer: 'SRM' }, async () => traceHeaders()));
  closers.push(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/things/7?key=s3cret`;
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', traceparent: parent, authorization: 'Bearer s3cret' }, body: '{"a":"s3cret"}' });
  const { traceparent } = (await answer.json()) as { traceparent: string };
  expect(traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
  expect(traceparent).not.toBe(parent);
  await tracing.shutdown();
  expect(isTracing()).toBe(false);
  const sent = bodies.map(({ text }) => text).join();
  expect(bodies[0]!.path).toBe('/v1/traces');
  for (const word of ['northbound', 'SRM deploy', 'POST /things/:id']) expect(sent).toContain(word);
  expect(sent).not.toContain('s3cret');
});
