import { chownSync, existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Child, freePorts, run, startChild } from './child.js';

export interface TestPostgres extends AsyncDisposable {
  /** Of the database `postgres`, as superuser, no password; loopback only. */
  readonly url: string;
  /** Makes an empty database. @returns its URL. */
  createDatabase(name: string): Promise<string>;
  /** Stops the server and removes its folder. */
  stop(): Promise<void>;
}

const PACKAGES = '/usr/lib/postgresql';
const OLDEST = 15;
const ROOT = process.getuid?.() === 0;

/** Where the newest installed server's programs are, or why there are none. */
export function findPostgres(): { readonly bin: string } | { readonly missing: string } {
  const versions = existsSync(PACKAGES) ? readdirSync(PACKAGES).map(Number).filter((version) => version >= OLDEST) : [];
  const newest = versions.sort((a, b) => b - a).find((version) => existsSync(join(PACKAGES, String(version), 'bin/postgres')));
  return newest === undefined ? { missing: `no PostgreSQL ${OLDEST} or newer is installed (Debian package postgresql)` } : { bin: join(PACKAGES, String(newest), 'bin') };
}

/**
 * A private PostgreSQL server on loopback with a port and a folder of its own. The server refuses to run as root, so
 * root starts it as `nobody`. It does not wait for the disk: it is for tests.
 * @param more settings of the server, e.g. `track_commit_timestamp=on`
 * @throws when none is installed, or it does not start in 30 s.
 */
export async function startPostgres(more: readonly string[] = []): Promise<TestPostgres> {
  const found = findPostgres();
  if ('missing' in found) throw new Error(found.missing);
  const folder = await mkdtemp(join(tmpdir(), 'northbound-postgres-'));
  const as = ROOT ? await idsOf('nobody') : undefined;
  if (as !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const options = { cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', HOME: folder }, ...as };
  await run(join(found.bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'], options);
  const [port] = (await freePorts(1)) as [number];
  const quick = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200', 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, ...more];
  const child = startChild(join(found.bin, 'postgres'), ['-D', data, '-p', String(port), ...quick.flatMap((setting) => ['-c', setting])], options);
  const base = `postgresql://postgres@127.0.0.1:${port}`;
  await accepting(`${base}/postgres`, child);
  const stop = async (): Promise<void> => {
    await child.stop('SIGINT');
    await rm(folder, { recursive: true, force: true });
  };
  return { url: `${base}/postgres`, createDatabase: (name) => createDatabase(base, name), stop, [Symbol.asyncDispose]: stop };
}

/** Makes an empty database on a running server. @returns its URL. */
export async function createDatabase(server: string, name: string): Promise<string> {
  const url = new URL(server);
  url.pathname = '/postgres';
  await query(url.href, `CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  url.pathname = `/${name}`;
  return url.href;
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined); // the server may stop while we are connected
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

async function accepting(url: string, child: Child): Promise<void> {
  await child.line(/ready to accept connections/, 30_000);
  for (let tries = 20; ; tries -= 1) {
    const failure = await query(url, 'SELECT 1').then(() => undefined, (reason: unknown) => reason);
    if (failure === undefined) return;
    if (tries === 0) throw new Error(`PostgreSQL does not answer:\n${child.output()}`, { cause: failure });
    await sleep(100);
  }
}

async function idsOf(user: string): Promise<{ readonly uid: number; readonly gid: number }> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => Number(await run('id', [flag, user]))));
  return { uid: uid!, gid: gid! };
}
