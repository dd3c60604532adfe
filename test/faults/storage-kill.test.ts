import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as DatabaseFile from '../../src/outbound/storage/database.js';
import type * as EmbeddedFile from '../../src/outbound/storage/embedded.js';
import type * as ThreadFile from '../../src/outbound/storage/embedded-thread.js';
import { run } from '../support/child.js';
import { describeOnServer } from '../support/databases.js';
import { collectLog } from '../support/log.js';

// The embedded database runs in a thread when it is compiled, and only then: these tests compile it for themselves.
/** Kills in one run; STORAGE_KILL_ROUNDS asks for more. */
const ROUNDS = Number(process.env['STORAGE_KILL_ROUNDS'] ?? 4);
const root = resolve(import.meta.dirname, '../..');
const built = join(root, 'test/reports', `storage-kill-${process.pid}`);
const folder = mkdtempSync(join(tmpdir(), 'storage-kill-'));
const log = collectLog();
const load = <File>(file: string): Promise<File> => import(/* @vite-ignore */ pathToFileURL(join(built, 'src/outbound/storage', file)).href);
let openDatabase: typeof DatabaseFile.openDatabase;

beforeAll(async () => {
  mkdirSync(built, { recursive: true });
  const files = ['src/outbound/storage/database.ts', 'src/outbound/storage/embedded-worker.ts', 'test/faults/storage-child.ts'];
  const up = relative(built, root);
  writeFileSync(
    join(built, 'tsconfig.json'),
    JSON.stringify({ extends: `${up}/tsconfig.json`, compilerOptions: { rootDir: up, outDir: '.' }, include: [], files: files.map((file) => `${up}/${file}`) }),
  );
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', built]);
  ({ openDatabase } = await load<typeof DatabaseFile>('database.js'));
});
afterAll(() => {
  for (const path of [built, folder]) rmSync(path, { recursive: true, force: true });
});

interface Writer {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
}

/** Ids of the transactions that were acknowledged go to `written`. */
function start(mode: 'write' | 'hold', place: string, written = new Set<string>()): Writer {
  const child = fork(join(built, 'test/faults/storage-child.js'), [mode, place], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr?.on('data', (data) => (said += data));
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message: { ready?: true; written?: string }) => {
      if (message.ready) resolve();
      if (message.written !== undefined) written.add(message.written);
    });
    child.once('exit', () => reject(new Error(said)));
  });
  ready.catch(() => undefined); // a child may be killed before it is ready
  return { child, ready };
}

async function kill({ child }: Writer): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function writeAndBeKilled(place: string, written: Set<string>): Promise<void> {
  const before = written.size;
  const writer = start('write', place, written);
  await writer.ready;
  await sleep(100 + Math.random() * 700);
  while (written.size === before) await sleep(20);
  await kill(writer);
}

/** Everything acknowledged is there, and every app has its event. */
async function expectWhole(db: DatabaseFile.Database, written: ReadonlySet<string>): Promise<void> {
  const ids = async (rows: Promise<{ id: string }[]>): Promise<Set<string>> => new Set((await rows).map(({ id }) => id));
  const apps = await ids(db.prisma.app.findMany({ select: { id: true } }));
  expect([...written].filter((id) => !apps.has(id))).toEqual([]);
  expect(await ids(db.prisma.outboxEvent.findMany({ select: { id: true } }))).toEqual(apps);
  await db.pool.query('REINDEX SCHEMA public');
}

describe('kill -9', () => {
  it(
    'loses nothing acknowledged, embedded',
    async () => {
      const written = new Set<string>();
      for (let round = 0; round < ROUNDS; round++) await writeAndBeKilled(join(folder, 'killed'), written);
      const db = await openDatabase({ dataDir: join(folder, 'killed'), log });
      await expectWhole(db, written);
      await db.close();
    },
    ROUNDS * 20_000,
  );
  it(
    'in the middle of the first start leaves nothing that holds up the next',
    async () => {
      for (const ms of [250, 600, 950]) {
        const dataDir = join(folder, `first-${ms}`);
        const holder = start('hold', dataDir);
        await Promise.race([sleep(ms), holder.ready]);
        await kill(holder);
        const db = await openDatabase({ dataDir, log });
        expect(await db.prisma.app.count()).toBe(0);
        await db.close();
        expect(readdirSync(dataDir)).toEqual(['db']);
      }
    },
    120_000,
  );
});

describe('an embedded database', () => {
  it('is refused to a second process, which is told the first one’s id', async () => {
    const dataDir = join(folder, 'held');
    const holder = start('hold', dataDir);
    await holder.ready;
    await expect(openDatabase({ dataDir, log })).rejects.toMatchObject({ name: 'DatabaseInUse', pid: holder.child.pid });
    await kill(holder);
    await (await openDatabase({ dataDir, log })).close();
  });
  it('is an error while its thread is dead, and lives again with what it had', async () => {
    const [{ connectTo }, { revivingThread, startThread }] = await Promise.all([load<typeof EmbeddedFile>('embedded.js'), load<typeof ThreadFile>('embedded-thread.js')]);
    const threads: ThreadFile.EngineThread[] = [];
    const begin = async (): Promise<ThreadFile.EngineThread> => {
      const thread = await startThread({ folder: join(folder, 'dies'), sync: true, fresh: threads.length === 0 }, (error) => expect.fail(String(error)));
      threads.push(thread);
      return thread;
    };
    const engine = await revivingThread(begin, log);
    const { pool, listen } = connectTo(engine, log);
    const heard: string[] = [];
    await listen('wake', (payload) => heard.push(payload));
    await pool.query('CREATE TABLE kept AS SELECT 1 AS a');

    const hanging = expect(pool.query('SELECT pg_sleep(5)')).rejects.toThrow('The embedded database has stopped.');
    await threads[0]!.kill();
    await hanging;
    expect((await pool.query('SELECT a FROM kept')).rows).toEqual([{ a: 1 }]);
    await pool.query(`SELECT pg_notify('wake', 'again')`);
    expect(heard).toEqual(['again']);
    expect(threads).toHaveLength(2);
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'error', message: 'The embedded database has died and is started again' }));
    await pool.end();
    await engine.close();
  });
  it('does not hold up the process while it works', async () => {
    const db = await openDatabase({ dataDir: join(folder, 'busy'), log });
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const begin = performance.now();
    await db.pool.query('SELECT count(*) FROM generate_series(1, 3000000)');
    expect(longest).toBeLessThan((performance.now() - begin) / 2);
    clearInterval(timer);
    await db.close();
  });
});

describeOnServer('kill -9 of a client', (open) => {
  it('loses nothing acknowledged', async () => {
    await using test = await open();
    const written = new Set<string>();
    for (let round = 0; round < 2; round++) await writeAndBeKilled(test.db.pool.options.connectionString!, written);
    await expectWhole(test.db, written);
  });
});
