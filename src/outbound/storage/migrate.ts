import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';

/** The advisory lock that Prisma's own `migrate` takes. */
const LOCK = 72_707_369;
/** How long another process may hold the lock before we give up. */
const LOCK_TIMEOUT = '60s';
const LOCK_NOT_AVAILABLE = '55P03';

/** Prisma's table, so that `prisma migrate status`, `deploy` and `resolve` agree with us. */
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

const ROW = `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
  VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`;

/**
 * Why the database cannot be brought to this program's schema. `unfinished`: Prisma's CLI began it and did not end.
 * `edited`: its SQL is another than the one applied. `newer`: the database has one that the program does not know.
 * `failed`: its SQL met an error, and nothing of it was kept. `locked`: another process migrates, for too long.
 */
export type MigrationFault = 'unfinished' | 'edited' | 'newer' | 'failed' | 'locked';

export class MigrationRefused extends Error {
  constructor(
    readonly fault: MigrationFault,
    /** Name of the migration's folder; empty for `locked`. */
    readonly migration: string,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'MigrationRefused';
  }
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly checksum: string;
}

/** The project's folder: the nearest one that has `prisma/migrations`, above the sources as well as the compiled files. */
export function projectFolder(from = dirname(fileURLToPath(import.meta.url))): string {
  if (existsSync(join(from, 'prisma', 'migrations'))) return from;
  const above = dirname(from);
  if (above === from) throw new Error('The folder prisma/migrations is missing from the installation.');
  return projectFolder(above);
}

/**
 * Brings the database to the schema of `folder`, each migration and its row in one transaction.
 *
 * @param client a connection without a statement timeout, for this alone. After an error it must be closed: that ends
 *   the transaction and gives the lock back.
 * @returns the names of the migrations applied.
 * @throws MigrationRefused
 */
export async function migrate(client: pg.ClientBase, folder: string): Promise<readonly string[]> {
  const migrations = readMigrations(folder);
  if ((await pending(client, migrations)).length === 0) return [];
  await lock(client);
  await client.query(TABLE);
  const missing = await pending(client, migrations); // another process may have been faster
  for (const migration of missing) await apply(client, migration);
  await client.query('SELECT pg_advisory_unlock($1)', [LOCK]);
  return missing.map(({ name }) => name);
}

/** Whether the schema is still the one that this program works with. */
export interface MigrationState {
  readonly ok: boolean;
  readonly reason?: string;
  /** A release after this one has migrated the database while we ran: shown, and no reason to stop before it is our turn. */
  readonly newer?: string;
}

export async function migrationState(client: Pick<pg.ClientBase, 'query'>, folder: string): Promise<MigrationState> {
  try {
    const missing = await pending(client, readMigrations(folder));
    return missing.length === 0 ? { ok: true } : { ok: false, reason: `${missing.length} migrations are not applied` };
  } catch (error) {
    if (!(error instanceof MigrationRefused)) throw error;
    return error.fault === 'newer' ? { ok: true, newer: error.migration } : { ok: false, reason: error.message };
  }
}

function readMigrations(folder: string): readonly Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, sql: readFileSync(join(folder, name, 'migration.sql'), 'utf8') }))
    .map(({ name, sql }) => ({ name, sql, checksum: createHash('sha256').update(sql).digest('hex') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Row {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

async function pending(client: Pick<pg.ClientBase, 'query'>, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows: found } = await client.query<{ made: boolean }>(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS made`);
  if (found[0]?.made !== true) return migrations;
  const { rows } = await client.query<Row>(
    'SELECT migration_name, checksum, finished_at IS NOT NULL AS finished FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
  );
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows) refuseUnsound(row, known.get(row.migration_name));
  const applied = new Set(rows.map((row) => row.migration_name));
  return migrations.filter(({ name }) => !applied.has(name));
}

function refuseUnsound({ migration_name: name, checksum, finished }: Row, migration: Migration | undefined): void {
  if (migration === undefined) {
    throw new MigrationRefused('newer', name, `The database has the migration ${name}, which this release does not know: a newer release has used it.`);
  }
  if (!finished) {
    throw new MigrationRefused('unfinished', name, `The migration ${name} was begun and did not end. Settle it with \`npx prisma migrate resolve\`.`);
  }
  if (migration.checksum !== checksum) {
    throw new MigrationRefused('edited', name, `The migration ${name} has changed since it was applied. Restore its file.`);
  }
}

async function lock(client: pg.ClientBase): Promise<void> {
  try {
    await client.query(`SET lock_timeout = '${LOCK_TIMEOUT}'`);
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query('RESET lock_timeout');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE)) throw error;
    throw new MigrationRefused('locked', '', `Another process has been migrating the database for ${LOCK_TIMEOUT}.`, error);
  }
}

async function apply(client: pg.ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(ROW, [randomUUID(), checksum, name]);
    await client.query('COMMIT');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationRefused('failed', name, `The migration ${name} failed and left nothing behind: ${reason}`, error);
  }
}
