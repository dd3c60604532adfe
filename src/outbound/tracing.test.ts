import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from './log.js';
import { isTracing, startTracing, traced, traceHeaders } from './tracing.js';

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

describe('without a collector', () => {
  it('work is done as it is, and no header is sent', async () => {
    expect(isTracing()).toBe(false);
    expect(await traced('call', {}, async () => traceHeaders())).toEqual({});
  });
});

describe('with a collector', () => {
  it('marks a failed call by the name of the error alone, and throws it on', async () => {
    const { endpoint, bodies } = await aCollector();
    const tracing = await startTracing({ endpoint, version: '1', log });
    await expect(traced('call', {}, () => Promise.reject(new RangeError('s3cret words')))).rejects.toThrow('s3cret words');
    await tracing.shutdown();
    const sent = bodies.map(({ text }) => text).join();
    expect(sent).toContain('RangeError');
    expect(sent).not.toContain('s3cret');
  });

  it('ends in time when the collector is away', async () => {
    const tracing = await startTracing({ endpoint: 'http://127.0.0.1:9', version: '1', log });
    await traced('call', {}, async () => 1);
    const start = performance.now();
    await tracing.shutdown();
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
