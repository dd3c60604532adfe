import { join } from 'node:path';
import type pg from 'pg';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.js';
import type { Log } from '../../kernel/context.js';
import { migrate, migrationState, projectFolder, type MigrationState } from './migrate.js';
import type { Listen, Postgres } from './postgres.js';
import { transact, type Statements } from './statements.js';

export type { Statements } from './statements.js';

/** What stands open inside `prisma.$transaction`. Inside one, use nothing else: the embedded database has one connection. */
export type Tx = Prisma.TransactionClient;

/** How long the database may take to show that it is there, in ms. */
const CHECK_TIMEOUT = 2_000;

export interface Database {
  readonly prisma: PrismaClient;
  /** The same connections without Prisma, for the hottest paths. */
  readonly pool: pg.Pool;
  /** A transaction of plain statements, for the hottest paths. Inside one, use nothing else. */
  transact<Result>(work: (tx: Statements) => Promise<Result>): Promise<Result>;
  /** In this process; then there is one connection, and one process. */
  readonly embedded: boolean;
  /**
   * LISTEN; settles when notifications arrive, with what ends it. A notification is a wake-up and no more: those of a
   * lost connection do not come again, so whoever listens also looks from time to time.
   */
  readonly listen: Listen;
  /** @throws Error when the database does not answer a query within 2 s. */
  check(): Promise<void>;
  migrations(): Promise<MigrationState>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `postgresql://…`: a server. It comes before `memory` and `dataDir`. */
  readonly url?: string | undefined;
  /** In memory, for tests. */
  readonly memory?: boolean | undefined;
  /** Embedded, in `<dataDir>/db`. */
  readonly dataDir?: string | undefined;
  /** Folder of the migrations. @default the project's prisma/migrations */
  readonly migrations?: string | undefined;
  readonly log: Log;
}

/**
 * Opens the database and brings it to our schema.
 *
 * @throws DatabaseInUse (another process has `dataDir`), MigrationRefused (its schema is not one we can work with), or
 *   the error of the connection.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  // Prisma takes as long to load as the embedded engine to start: both at once.
  const [opening, loading] = [openPostgres(options), import('./prisma.js')];
  const postgres = await opening;
  try {
    const folder = options.migrations ?? join(projectFolder(), 'prisma', 'migrations');
    const applied = await postgres.alone((client) => migrate(client, folder));
    if (applied.length > 0) options.log.info({ migrations: applied }, 'The database was migrated');
    const { createPrisma } = await loading;
    return databaseOn(postgres, createPrisma(postgres.pool, options.url === undefined), { embedded: options.url === undefined, folder });
  } catch (error) {
    await postgres.close();
    throw error;
  }
}

async function openPostgres({ url, memory, dataDir, log }: DatabaseOptions): Promise<Postgres> {
  if (url !== undefined) return (await import('./server.js')).openServer(url, log);
  const { openFolder, openInMemory } = await import('./embedded.js');
  if (memory === true) return openInMemory(log);
  if (dataDir === undefined) throw new Error('A database needs one of url, memory and dataDir.');
  return openFolder(join(dataDir, 'db'), log);
}

function databaseOn({ pool, listen, close }: Postgres, prisma: PrismaClient, { embedded, folder }: { readonly embedded: boolean; readonly folder: string }): Database {
  let closed: Promise<void> | undefined;
  return {
    prisma,
    pool,
    transact: (work) => transact(pool, work),
    embedded,
    listen,
    check: () => answers(pool),
    migrations: () => migrationState(pool, folder),
    close: () => (closed ??= prisma.$disconnect().then(close)),
  };
}

async function answers(pool: pg.Pool): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The database did not answer within ${CHECK_TIMEOUT} ms.`)), CHECK_TIMEOUT);
  });
  try {
    await Promise.race([pool.query('SELECT 1'), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
