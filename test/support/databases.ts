import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { describe } from 'vitest';
import { openDatabase } from '../../src/outbound/storage/database.js';
import { collectLog } from './log.js';
import type { Database } from '../../src/outbound/storage/database.js';

export interface TestDatabase {
  readonly db: Database;
  /** Another process's connections to the same database; the same ones when it is embedded, where no other process can be. */
  another(): Promise<Database>;
  /** Empties every table. */
  clear(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** `TEST_DATABASE_URL`: a PostgreSQL server where the tests may create databases. */
export const serverUrl: string | undefined = process.env['TEST_DATABASE_URL'];

/** For `describe.each`: the embedded database in memory, and the server when there is one. */
export const databaseKinds: readonly (readonly [name: string, open: () => Promise<TestDatabase>])[] = [
  ['embedded', openMemory],
  ...(serverUrl === undefined ? [] : [['PostgreSQL server', () => openFresh(serverUrl)] as const]),
];

/** For what one session cannot show. Without a server the suite is skipped, and its name says why. */
export function describeOnServer(name: string, body: (open: () => Promise<TestDatabase>) => void): void {
  const open = (): Promise<TestDatabase> => (serverUrl === undefined ? Promise.reject(new Error('TEST_DATABASE_URL is not set.')) : openFresh(serverUrl));
  describe.skipIf(serverUrl === undefined)(`${name} (PostgreSQL server: needs TEST_DATABASE_URL)`, () => {
    body(open);
  });
}

async function openMemory(): Promise<TestDatabase> {
  const db = await openDatabase({ memory: true, log: collectLog() });
  return { db, another: async () => db, clear: () => clear(db), [Symbol.asyncDispose]: () => db.close() };
}

/** A database of its own, dropped at the end. */
async function openFresh(server: string): Promise<TestDatabase> {
  const name = `northbound_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const opened: Database[] = [];
  const another = async (): Promise<Database> => {
    const db = await openDatabase({ url: url.href, log: collectLog() });
    opened.push(db);
    return db;
  };
  const db = await another();
  return {
    db,
    another,
    clear: () => clear(db),
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((open) => open.close()));
      await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

async function clear({ pool }: Database): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  );
  await pool.query(`TRUNCATE ${rows.map(({ name }) => name).join(', ')}`);
}
