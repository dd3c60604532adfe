/**
 * npm run db:migration -- <name>
 *
 * Writes the SQL that leads from prisma/migrations to prisma/schema.prisma as a new migration. Needs no database.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';

const ROOT = 'prisma/migrations';
const LOCK = '# Prisma reads this to know whose SQL the migrations are.\nprovider = "postgresql"\n';
/** `prisma migrate diff --exit-code`: 0 nothing to do, 2 a difference. */
const DIFFERENT = 2;

const name = process.argv[2]?.replace(/\W+/g, '_');
if (!name) {
  console.error('usage: npm run db:migration -- <name>');
  process.exit(2);
}
mkdirSync(ROOT, { recursive: true });
if (!existsSync(`${ROOT}/migration_lock.toml`)) writeFileSync(`${ROOT}/migration_lock.toml`, LOCK);

const folder = `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`;
const last = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort().at(-1);
if (last !== undefined && last >= folder) {
  console.error(`${last} sorts after the new migration ${folder}.`);
  process.exit(1);
}
// Outside of the folder until it is whole: the diff would take it for one of the migrations.
const draft = `prisma/.${folder}.sql`;
const args = ['--no-install', 'prisma', 'migrate', 'diff', '--from-migrations', ROOT, '--to-schema', 'prisma/schema.prisma', '--script', '--exit-code', '--output', draft];
const { status } = spawnSync('npx', args, { stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
if (status === DIFFERENT) {
  mkdirSync(`${ROOT}/${folder}`);
  renameSync(draft, `${ROOT}/${folder}/migration.sql`);
  console.log(`${ROOT}/${folder}/migration.sql`);
} else {
  rmSync(draft, { force: true });
  if (status === 0) console.log('The schema has no change.');
  process.exitCode = status ?? 1;
}
