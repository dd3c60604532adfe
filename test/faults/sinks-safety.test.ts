import { createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ResolveName } from '../../src/outbound/sinks.guard.js';
import { databaseKinds, type TestDatabase } from '../support/databases.js';
import { startNotifications } from '../support/notifications.js';
import { startSink, type TestSink } from '../support/sink.js';

const HOUR = 3_600_000;
let test: TestDatabase;
let w: Awaited<ReturnType<typeof startNotifications>>;
let sink: TestSink;

beforeAll(async () => {
  test = await databaseKinds[0]![1]();
});
beforeEach(async () => {
  await test.clear();
  [w, sink] = await Promise.all([startNotifications(test.db), startSink()]);
});
afterEach(async () => {
  await w[Symbol.asyncDispose]();
  await sink.stop();
});
afterAll(() => test[Symbol.asyncDispose]());

describe('a name that leads elsewhere by the time of the delivery', () => {
  const answers: string[][] = [];
  const resolveName: ResolveName = (_host, _options, done) => done(null, (answers.shift() ?? []).map((address) => ({ address, family: 4 })));

  it('is not followed into a private network', async () => {
    await w[Symbol.asyncDispose]();
    w = await startNotifications(test.db, { resolveName });
    const url = sink.url.replace('127.0.0.1', 'localhost');
    answers.push(['127.0.0.1'], ['10.0.0.5'], ['127.0.0.1', '169.254.169.254'], ['127.0.0.1']);
    sink.answer({ status: 503, headers: { connection: 'close' } });
    const id = await w.create(url);
    await w.announce(id, {});
    await w.tried(id, 1);
    for (const attempts of [2, 3]) {
      await w.passToNext(id);
      await w.tried(id, attempts);
      expect((await w.deliveries(id))[0]).toMatchObject({ lastStatus: null, lastError: 'The name leads into a private network' });
    }
    expect(sink.deliveries).toHaveLength(1);
    await w.passToNext(id);
    await w.settled(id, 'DELIVERED');
  });

  it('reaches no port of ours outside the sandbox', async () => {
    let connections = 0;
    const server = createServer((socket) => void ((connections += 1), socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await w[Symbol.asyncDispose]();
    w = await startNotifications(test.db, { allowLoopback: false, resolveName });
    answers.push(['127.0.0.1']);
    const id = await w.create(`https://consumer.example:${(server.address() as AddressInfo).port}/`);
    await w.announce(id, {});
    await w.tried(id, 1);
    expect((await w.deliveries(id))[0]!.lastError).toBe('The name leads into a private network');
    expect(connections).toBe(0);
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('secrets', () => {
  const TOKEN = 'planted-token-5f2c';

  it('stand in no row, log line or error, whatever becomes of the delivery', async () => {
    const credential = { accessToken: TOKEN, accessTokenExpiresAt: new Date(Date.now() + HOUR) };
    const ids = [await w.create(sink.url, credential), await w.create('http://127.0.0.1:9/planted-path', credential), await w.create('https://10.0.0.1/planted-path', credential)];
    sink.answer(500, 'reset');
    for (const id of ids) await w.announce(id, {});
    for (const id of ids) await w.tried(id, 1);
    w.pass(2_000);
    for (const id of ids) await w.tried(id, 2);
    expect(sink.deliveries[0]!.headers['authorization']).toBe(`Bearer ${TOKEN}`);
    const forms = [TOKEN, Buffer.from(TOKEN).toString('hex'), Buffer.from(TOKEN).toString('base64').slice(0, -4)];
    const rows = await everyRow();
    expect(rows).toContain(ids[0]);
    for (const form of forms) expect(rows + JSON.stringify(w.log.lines)).not.toContain(form);
    const errors = JSON.stringify((await Promise.all(ids.map(w.deliveries))).flat().map(({ lastError }) => lastError)) + JSON.stringify(w.log.lines);
    for (const private_ of ['planted', '127.0.0.1', '10.0.0.1', sink.url]) expect(errors).not.toContain(private_);
  });

  /** All tables as text. */
  async function everyRow(): Promise<string> {
    const { rows } = await test.db.pool.query<{ name: string }>(`SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`);
    const texts = await Promise.all(rows.map(({ name }) => test.db.pool.query<{ text: string }>(`SELECT t::text AS text FROM ${name} AS t`)));
    return texts.flatMap((table) => table.rows.map(({ text }) => text)).join('\n');
  }
});
