import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { expect, it } from 'vitest';
import { startSink } from './sink.js';

const post = (url: string): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/cloudevents+json' }, body: '{"id":"1"}', signal: AbortSignal.timeout(300) });

it('records what arrives and answers by its script', async () => {
  await using sink = await startSink();
  sink.answer(503, { status: 429, headers: { 'retry-after': '7' } }, 'reset', 'silent');
  expect((await post(sink.url)).status).toBe(503);
  expect((await post(sink.url)).headers.get('retry-after')).toBe('7');
  await expect(post(sink.url)).rejects.toThrow('fetch failed');
  await expect(post(sink.url)).rejects.toThrow('timeout');
  expect((await post(sink.url)).status).toBe(204);
  const deliveries = await sink.received(5);
  expect(deliveries[4]).toMatchObject({ path: '/events', body: { id: '1' }, headers: { 'content-type': 'application/cloudevents+json' } });
});

const noOpenssl = spawnSync('openssl', ['version']).error === undefined ? '' : ' (skipped: openssl is not installed)';

it.skipIf(noOpenssl !== '')(`speaks TLS under a certificate that can be trusted${noOpenssl}`, async () => {
  await using sink = await startSink({ tls: true });
  const status = await new Promise((resolve, reject) => {
    const call = request(sink.url, { method: 'POST', ca: readFileSync(sink.certificate!) }, (response) => resolve(response.resume().statusCode));
    call.on('error', reject);
    call.end('{"id":"2"}');
  });
  expect(status).toBe(204);
  expect(sink.deliveries[0]?.body).toEqual({ id: '2' });
});
