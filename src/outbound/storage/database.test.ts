import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../test/support/databases.js';
import { eventually } from '../../../test/support/eventually.js';
import { collectLog } from '../../../test/support/log.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { openDatabase, type Database } from './database.js';

const now = new Date('2026-03-04T05:06:07.089Z');
const app = (more: Partial<Prisma.AppCreateInput> = {}) => ({
  data: { id: randomUUID(), clientId: 'c', name: 'n', appProvider: 'p', version: '1', packageType: 'HELM', manifest: {}, state: 'REGISTERED', createdAt: now, updatedAt: now, ...more } as const,
});
const event = (type: string) => ({ data: { id: randomUUID(), type, subject: 's', clientId: 'c', time: now, data: {} } });


describe.each(databaseKinds)('%s database', (_kind, open) => {
  let test: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    test = await open();
    db = test.db;
  });
  afterAll(() => test[Symbol.asyncDispose]());
  beforeEach(() => test.clear());

  it('gives values back as they went in', async () => {
    const manifest = { k: [1, { z: null }], s: "it's é" };
    const repoCredentials = Uint8Array.of(0, 255, 10);
    const { id } = (await db.prisma.app.create(app({ manifest, repoCredentials }))) as { id: string };
    expect(await db.prisma.app.findUniqueOrThrow({ where: { id } })).toMatchObject({ manifest, repoCredentials, state: 'REGISTERED', createdAt: now, upstreamId: null });
    await db.prisma.eventLogHead.create({ data: { position: 2n ** 60n } });
    expect((await db.prisma.eventLogHead.findFirstOrThrow()).position).toBe(2n ** 60n);
  });
  it('finds in arrays and in JSON', async () => {
    await db.prisma.app.create(app({ manifest: { team: { name: 'core' } } }));
    expect(await db.prisma.app.count({ where: { manifest: { path: ['team', 'name'], equals: 'core' } } })).toBe(1);
    const zones = [randomUUID(), randomUUID()];
    const { id: appId } = await db.prisma.app.findFirstOrThrow();
    await db.prisma.appDeployment.create({ data: { id: randomUUID(), clientId: 'c', appId, name: 'd', edgeCloudZoneIds: zones, status: 'ready', createdAt: now, updatedAt: now } });
    expect(await db.prisma.appDeployment.count({ where: { edgeCloudZoneIds: { has: zones[1]! } } })).toBe(1);
  });
  it('keeps a change and its event together: both or neither', async () => {
    const attempt = db.prisma.$transaction(async (tx) => {
      await tx.app.create(app());
      await tx.outboxEvent.create(event('gone'));
      await tx.app.create(app());
    });
    await expect(attempt).rejects.toMatchObject({ code: 'P2002' });
    expect([await db.prisma.app.count(), await db.prisma.outboxEvent.count()]).toEqual([0, 0]);
  });
  it('tells of a commit that fails', async () => {
    await db.pool.query('CREATE TABLE IF NOT EXISTS deferred (id int PRIMARY KEY, other int REFERENCES deferred DEFERRABLE INITIALLY DEFERRED)');
    await expect(db.prisma.$transaction(async (tx) => tx.$executeRaw`INSERT INTO deferred VALUES (1, 2)`)).rejects.toThrow();
    expect((await db.pool.query('SELECT * FROM deferred')).rows).toEqual([]);
  });
  it('keeps the isolation level', async () => {
    const read = (tx: Prisma.TransactionClient) => tx.$queryRaw`SHOW transaction_isolation`;
    expect(await db.prisma.$transaction(read, { isolationLevel: 'Serializable' })).toEqual([{ transaction_isolation: 'serializable' }]);
  });
  it('runs 20 transactions at once without losing an update', async () => {
    await db.prisma.eventLogHead.create({ data: { position: 0n } });
    const step = () =>
      db.prisma.$transaction(async (tx) => {
        const [head] = await tx.$queryRaw<{ position: bigint }[]>`SELECT position FROM "EventLogHead" WHERE id = 1 FOR UPDATE`;
        await sleep(2);
        await tx.eventLogHead.update({ where: { id: 1 }, data: { position: head!.position + 1n } });
      });
    await Promise.all(Array.from({ length: 20 }, step));
    expect((await db.prisma.eventLogHead.findFirstOrThrow()).position).toBe(20n);
  });
  it('gives no two workers the same row', async () => {
    await db.prisma.outboxEvent.createMany({ data: Array.from({ length: 20 }, (_, n) => event(`e${n}`).data) });
    const take = () =>
      db.prisma.$transaction(async (tx) => {
        const rows = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM "OutboxEvent" WHERE position IS NULL LIMIT 5 FOR UPDATE SKIP LOCKED`;
        await tx.outboxEvent.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
        return rows.map(({ id }) => id);
      });
    expect(new Set((await Promise.all([take(), take(), take(), take()])).flat()).size).toBe(20);
  });
  it('wakes listeners after the commit, each of its own channel, until they end', async () => {
    const heard: string[] = [];
    const end = await db.listen('Some channel', (payload) => heard.push(payload));
    const endOther = await db.listen('other', (payload) => heard.push(`other ${payload}`));
    const undone = db.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT pg_notify('Some channel', 'undone')`;
      throw new Error('back');
    });
    await expect(undone).rejects.toThrow('back');
    await db.prisma.$transaction(async (tx) => tx.$executeRaw`SELECT pg_notify('Some channel', 'one')`);
    await eventually(() => expect(heard).toEqual(['one']));
    await end();
    await db.pool.query(`SELECT pg_notify('Some channel', 'late')`);
    await db.pool.query(`SELECT pg_notify('other', 'two')`);
    await eventually(() => expect(heard).toEqual(['one', 'other two']));
    await endOther();
  });
  it('ends a transaction that hangs, and goes on', async () => {
    const hanging = db.prisma.$transaction(
      async (tx) => {
        await tx.app.create(app());
        await sleep(300);
        await tx.app.count();
      },
      { timeout: 100 },
    );
    await expect(hanging).rejects.toMatchObject({ code: 'P2028' });
    expect(await db.prisma.app.count()).toBe(0);
  });
  it('answers its check', async () => {
    await expect(db.check()).resolves.toBeUndefined();
  });
});

describe('an embedded database in a folder', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'storage-'));
  const log = collectLog();
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('is made, migrated, closed and found again; nobody else may have it meanwhile', async () => {
    const first = await openDatabase({ dataDir, log });
    expect(first.embedded).toBe(true);
    expect(log.lines).toEqual([expect.objectContaining({ level: 'info', message: 'The database was migrated' })]);
    await first.prisma.app.create(app({ name: 'kept' }));
    await expect(openDatabase({ dataDir, log })).rejects.toMatchObject({ name: 'DatabaseInUse', pid: process.pid });
    await Promise.all([first.close(), first.close()]);

    const again = await openDatabase({ dataDir, log });
    expect(await again.prisma.app.count({ where: { name: 'kept' } })).toBe(1);
    await again.close();
    await expect(again.check()).rejects.toThrow();
  });
  it('tells whether its schema is still the program\'s', async () => {
    const db = await openDatabase({ dataDir, log });
    expect(await db.migrations()).toEqual({ ok: true });
    await db.pool.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '99990101000000_later', now())`);
    expect(await db.migrations()).toEqual({ ok: true, newer: '99990101000000_later' });
    await db.pool.query(`DELETE FROM _prisma_migrations`);
    expect(await db.migrations()).toMatchObject({ ok: false, reason: expect.stringContaining('not applied') });
    await db.close();
    rmSync(dataDir, { recursive: true });
  });
  it('is given back when opening fails', async () => {
    await expect(openDatabase({ dataDir, log, migrations: join(dataDir, 'none') })).rejects.toThrow('ENOENT');
    await (await openDatabase({ dataDir, log })).close();
  });
  it('needs to know where', async () => {
    await expect(openDatabase({ log })).rejects.toThrow('needs one of url, memory and dataDir');
  });
});

describeOnServer('a lost connection', (open) => {
  const cut = (db: Database) => db.pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()');

  it('is an error to the transaction it carried, and to nobody else; listeners come back', async () => {
    await using test = await open();
    const { db } = test;
    const heard: string[] = [];
    await db.listen('wake', (payload) => heard.push(payload));
    const broken = db.prisma.$transaction(async (tx) => {
      await tx.app.create(app());
      await cut(db);
      await sleep(100);
      await tx.app.create(app({ name: 'second' }));
    });
    await expect(broken).rejects.toThrow();
    expect(await db.prisma.app.count()).toBe(0);
    await db.check();
    await eventually(async () => {
      await db.pool.query(`SELECT pg_notify('wake', 'again')`);
      await sleep(50);
      expect(heard).toContain('again');
    });
  });
});

describeOnServer('a server in another zone', (open) => {
  it.each(['', '?options=-c%20lock_timeout%3D4321'])('tells the same times to everybody (%s)', async (own) => {
    await using test = await open();
    const url = new URL(test.db.pool.options.connectionString!);
    await test.db.pool.query(`ALTER DATABASE ${url.pathname.slice(1)} SET timezone = 'America/New_York'`);
    const db = await openDatabase({ url: `${url.href}${own}`, log: collectLog() });
    const row = app();
    await db.prisma.app.create(row);
    const { createdAt } = row.data;
    expect((await db.prisma.app.findFirstOrThrow()).createdAt).toEqual(createdAt);
    expect(await db.prisma.$queryRaw`SELECT "createdAt" FROM "App"`).toEqual([{ createdAt }]);
    expect((await db.pool.query('SELECT "createdAt" FROM "App"')).rows).toEqual([{ createdAt }]);
    if (own) expect((await db.pool.query('SHOW lock_timeout')).rows).toEqual([{ lock_timeout: '4321ms' }]);
    await db.close();
  });
});

describeOnServer('a server that falls silent', (open) => {
  it('fails the check within 2 s, and passes it when it is back', async () => {
    await using test = await open();
    await using proxy = await startProxy(new URL(test.db.pool.options.connectionString!));
    const db = await openDatabase({ url: proxy.url, log: collectLog() });
    await db.check();
    proxy.silence(true);
    const begin = performance.now();
    await expect(db.check()).rejects.toThrow('did not answer within 2000 ms');
    expect(performance.now() - begin).toBeLessThan(2_500);
    proxy.silence(false);
    await db.check();
    await db.close();
  });
});

describeOnServer('migrations', (open) => {
  it('are applied once by processes that start together', async () => {
    await using test = await open();
    await test.db.pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await Promise.all(Array.from({ length: 4 }, () => test.another()));
    const { rows } = await test.db.pool.query('SELECT count(*)::int AS n, count(DISTINCT migration_name)::int AS names FROM _prisma_migrations');
    expect(rows[0].n).toBe(rows[0].names);
    expect(rows[0].n).toBeGreaterThan(0);
  });
});

/** A way to the server that can be made silent. */
async function startProxy(target: URL): Promise<AsyncDisposable & { readonly url: string; silence(on: boolean): void }> {
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    near.pipe(far);
    far.pipe(near);
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => undefined); // the other end may go first
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    silence: (on) => {
      for (const socket of sockets) socket[on ? 'pause' : 'resume']();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
