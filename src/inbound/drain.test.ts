import { Agent as HttpAgent, createServer, request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, fetch, request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createLog } from '../outbound/log.js';
import { createDrain, untilSignal, type DrainOptions } from './drain.js';
import { createHttp } from './http.js';

const log = createLog({ level: 'silent' });
const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A host that answers after `x-ms` milliseconds, and its drain. */
async function aHost(options: Partial<DrainOptions> = {}) {
  const drain = createDrain({ log, lingerMs: 100, ...options });
  const app = createHttp({ log });
  app.get('/slow', async ({ headers }) => {
    await sleep(Number(headers['x-ms'] ?? 0));
    return { ok: true };
  });
  drain.watch(app.server);
  await app.listen({ host: '127.0.0.1', port: 0 });
  closers.push(() => {
    app.server.closeAllConnections();
    return app.close();
  });
  const { port } = app.server.address() as AddressInfo;
  return { app, drain, port, url: `http://127.0.0.1:${port}/slow` };
}

describe('a drain', () => {
  it('lets a slow request end, and its answer closes the connection', async () => {
    const host = await aHost();
    const asked = fetch(host.url, { headers: { 'x-ms': '300' } });
    await sleep(50);
    expect(host.drain.draining).toBe(false);
    const drained = host.drain.start();
    expect(host.drain.draining).toBe(true);
    const answer = await asked;
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
    expect(await drained).toEqual({ cut: 0 });
  });

  it('takes no new connection', async () => {
    const host = await aHost();
    const asked = fetch(host.url, { headers: { 'x-ms': '200' } });
    await sleep(50);
    const drained = host.drain.start();
    await sleep(20);
    await expect(fetch(host.url, { dispatcher: new Agent() })).rejects.toThrow();
    await asked;
    await drained;
  });

  it('answers a request that comes on a kept connection, and then ends it', async () => {
    const host = await aHost({ lingerMs: 400 });
    const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 });
    const ask = (): Promise<string | undefined> =>
      new Promise((resolve, reject) => {
        httpRequest(host.url, { agent }, (answer) => answer.resume().on('end', () => resolve(answer.headers.connection))).on('error', reject).end();
      });
    expect(await ask()).toBe('keep-alive');
    const drained = host.drain.start();
    await sleep(100);
    expect(await ask()).toBe('close');
    expect(await drained).toEqual({ cut: 0 });
  });

  it('does not wait for connections on which nothing is under way', async () => {
    const host = await aHost();
    const silent = connect(host.port, '127.0.0.1');
    silent.on('error', () => undefined);
    await fetch(host.url);
    const start = performance.now();
    expect(await host.drain.start()).toEqual({ cut: 0 });
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('cuts what has not ended by the deadline, and says how much', async () => {
    const host = await aHost({ deadlineMs: 200 });
    const asked = fetch(host.url, { headers: { 'x-ms': '60000' } });
    const failed = expect(asked).rejects.toThrow();
    await sleep(50);
    const start = performance.now();
    expect(await host.drain.start()).toEqual({ cut: 1 });
    expect(performance.now() - start).toBeLessThan(1_000);
    await failed;
  });

  it('tells streams to come back; one that fails to hear does not hinder the others', async () => {
    const host = await aHost();
    const sockets = new WebSocketServer({ server: host.app.server, path: '/socket' });
    host.drain.onDrain(() => Promise.reject(new Error('deaf')));
    host.drain.onDrain(() => sockets.clients.forEach((client) => client.close(1012, 'Service restart')));
    const client = new WebSocket(`ws://127.0.0.1:${host.port}/socket`);
    await new Promise((resolve) => client.once('open', resolve));
    const closed = new Promise<number>((resolve) => client.once('close', resolve));
    expect(await host.drain.start()).toEqual({ cut: 0 });
    expect(await closed).toBe(1012);
  });

  it('gives one outcome however often it is started', async () => {
    const host = await aHost();
    const first = host.drain.start();
    expect(host.drain.start()).toBe(first);
    await first;
  });

  it('waits with the end of listening when load balancers need notice', async () => {
    const host = await aHost({ noticeMs: 300 });
    const drained = host.drain.start();
    await sleep(50);
    expect((await fetch(host.url, { dispatcher: new Agent() })).status).toBe(200);
    await drained;
  });

  it('works for any HTTP server', async () => {
    const server: Server = createServer((_request, answer) => setTimeout(() => answer.end('ok'), 100));
    const drain = createDrain({ log, lingerMs: 50 });
    drain.watch(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const asked = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await sleep(30);
    expect(await drain.start()).toEqual({ cut: 0 });
    expect(await (await asked).text()).toBe('ok');
  });

  it('leaves a server that takes no upgrades to answer them in the ordinary way', async () => {
    const host = await aHost();
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' };
      httpRequest(host.url, { headers }, ({ statusCode }) => resolve(statusCode)).on('error', reject).end();
    });
    expect(answer).toBe(200);
  });
});

describe('under load', () => {
  it('cuts no accepted request: 40 kept connections, five drains', async () => {
    const failures: string[] = [];
    let answered = 0;
    for (let round = 0; round < 5; round++) {
      const host = await aHost({ lingerMs: 300 });
      const agent = new Agent({ connections: 40, pipelining: 1, keepAliveTimeout: 30_000 });
      // Accepted is what reached us: a connection may also end in the queue of the system, when nobody listens any more.
      const accepted = new Set<string>();
      host.app.server.on('request', ({ headers }) => accepted.add(String(headers['x-id'])));
      let refused = false;
      let sent = 0;
      const client = async (): Promise<void> => {
        while (!refused) {
          const id = String(sent++);
          try {
            const { statusCode, body } = await request(host.url, { dispatcher: agent, headers: { 'x-id': id, 'x-ms': String(Math.floor(Math.random() * 15)) } });
            await body.dump();
            if (statusCode === 200) answered++;
            else failures.push(String(statusCode));
          } catch (failure) {
            const code = failure instanceof Error && 'code' in failure ? String(failure.code) : String(failure);
            if (code === 'ECONNREFUSED') refused = true;
            else if (accepted.has(id)) failures.push(code);
          }
        }
      };
      const clients = Array.from({ length: 40 }, client);
      await sleep(150 + round * 7);
      expect(await host.drain.start()).toEqual({ cut: 0 });
      await Promise.all(clients);
      await agent.close();
    }
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(100);
  });
});

describe('untilSignal', () => {
  it('resolves with the signal and lets a second one through', async () => {
    const before = process.listenerCount('SIGUSR2');
    const told = untilSignal(['SIGUSR2']);
    expect(process.listenerCount('SIGUSR2')).toBe(before + 1);
    process.kill(process.pid, 'SIGUSR2');
    expect(await told).toBe('SIGUSR2');
    expect(process.listenerCount('SIGUSR2')).toBe(before);
  });
});
