import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { collectLog } from '../../../test/support/log.js';
import { openInMemory } from './embedded.js';
import { migrate, MigrationRefused, projectFolder } from './migrate.js';
import type { Postgres } from './postgres.js';

const root = mkdtempSync(join(tmpdir(), 'migrations-'));
let postgres: Postgres;
beforeAll(async () => {
  postgres = await openInMemory(collectLog());
});
afterAll(async () => {
  await postgres.close();
  rmSync(root, { recursive: true });
});
beforeEach(async () => {
  await postgres.pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
});

const ONE = { '1_one': 'CREATE TABLE one (a int); CREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END; $$ LANGUAGE plpgsql;' };
const TWO = { '2_two': 'CREATE TABLE two (a int);' };

function folderOf(migrations: Record<string, string>): string {
  const folder = mkdtempSync(join(root, 'm-'));
  writeFileSync(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
  for (const [name, sql] of Object.entries(migrations)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'migration.sql'), sql);
  }
  return folder;
}

const run = (migrations: Record<string, string>): Promise<readonly string[]> => postgres.alone((client) => migrate(client, folderOf(migrations)));
const refusal = (fault: string, migration: string): object => expect.objectContaining({ name: 'MigrationRefused', fault, migration });
const tables = async (): Promise<unknown[]> =>
  (await postgres.pool.query<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`)).rows.map(({ name }) => name);

it('applies what is missing, in order, once', async () => {
  expect(await run(ONE)).toEqual(['1_one']);
  expect(await run(ONE)).toEqual([]);
  expect(await run({ ...TWO, ...ONE })).toEqual(['2_two']);
  const { rows } = await postgres.pool.query('SELECT migration_name, finished_at IS NOT NULL AS finished, applied_steps_count AS steps FROM _prisma_migrations ORDER BY 1');
  expect(rows).toEqual([
    { migration_name: '1_one', finished: true, steps: 1 },
    { migration_name: '2_two', finished: true, steps: 1 },
  ]);
});
it('leaves nothing of a migration that fails, and can be tried again', async () => {
  await expect(run({ ...ONE, '2_two': 'CREATE TABLE two (a int); SELECT nonsense;' })).rejects.toEqual(refusal('failed', '2_two'));
  expect(await tables()).toEqual(['_prisma_migrations', 'one']);
  expect(await run({ ...ONE, ...TWO })).toEqual(['2_two']);
});
it('says what was wrong with it', async () => {
  await expect(run({ '1_one': 'SELECT nonsense' })).rejects.toThrow('The migration 1_one failed and left nothing behind: column "nonsense" does not exist');
});
it('refuses a migration that was edited after it was applied', async () => {
  await run(ONE);
  await expect(run({ '1_one': `${ONE['1_one']} ` })).rejects.toEqual(refusal('edited', '1_one'));
});
it('refuses a database that is newer than the program, before anything is applied', async () => {
  await run({ ...ONE, ...TWO });
  await expect(run({ ...ONE, '3_three': 'CREATE TABLE three (a int)' })).rejects.toEqual(refusal('newer', '2_two'));
  expect(await tables()).not.toContain('three');
});
it('refuses what another tool began and did not end, until that is settled', async () => {
  await run(ONE);
  await postgres.pool.query(`UPDATE _prisma_migrations SET finished_at = NULL`);
  await expect(run(ONE)).rejects.toEqual(refusal('unfinished', '1_one'));
  await postgres.pool.query(`UPDATE _prisma_migrations SET rolled_back_at = now(); DROP TABLE one; DROP FUNCTION f`);
  expect(await run(ONE)).toEqual(['1_one']);
});
it('passes on an error that is not the migration’s', async () => {
  const attempt = postgres.alone((client) => migrate(client, join(root, 'missing')));
  await expect(attempt).rejects.toThrow('ENOENT');
  await expect(attempt).rejects.not.toBeInstanceOf(MigrationRefused);
});
it('applies the project’s own migrations', async () => {
  await postgres.alone((client) => migrate(client, join(projectFolder(), 'prisma', 'migrations')));
  expect(await tables()).toEqual(expect.arrayContaining(['App', 'AppInstance', 'OutboxEvent', 'Job']));
});
