import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { collectLog } from '../../../test/support/log.js';
import { openDatabase } from './database.js';
import { openServer } from './server.js';

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

/** A server that accepts connections and says nothing. @returns a database URL. */
async function silentServer(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `postgresql://someone:canary-secret@127.0.0.1:${(server.address() as AddressInfo).port}/nothing`;
}

/** A port where nobody listens. */
async function refusedUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `postgresql://someone:canary-secret@127.0.0.1:${port}/nothing`;
}

describe('a server that is not there', () => {
  it('is an error, without the password', async () => {
    const log = collectLog();
    const failure = await openDatabase({ url: await refusedUrl(), log }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'ECONNREFUSED' });
    expect(JSON.stringify([log.lines, String(failure), failure])).not.toContain('canary-secret');
  });
  it('is asked again by the next listener', async () => {
    const postgres = openServer(await refusedUrl(), collectLog());
    for (let times = 0; times < 2; times++) await expect(postgres.listen('a', () => undefined)).rejects.toThrow('ECONNREFUSED');
    await postgres.close();
  });
});

describe.concurrent('a server that is silent', () => {
  it('has 5 s to let us in', async () => {
    const url = await silentServer();
    const begin = performance.now();
    await expect(openDatabase({ url, log: collectLog() })).rejects.toThrow('timeout');
    expect(performance.now() - begin).toBeLessThan(7_000);
  });
  it('does not hold up the end', async () => {
    const postgres = openServer(await silentServer(), collectLog());
    const query = expect(postgres.pool.query('SELECT 1')).rejects.toThrow();
    await postgres.close();
    await query;
  });
});
