import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { projectFolder } from './migrate.js';

/**
 * A new, empty database as the build leaves it, so that the first start unpacks one (0.7 s) where it would make one
 * (3 s). It belongs to one release of PGlite; without it everything works, later.
 */
export function templateFile(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')) as { version: string };
  return join(projectFolder(), 'dist', `embedded-${version}.tar.gz`);
}

/** @returns the archive as PGlite takes it; undefined when the build has left none. */
export function readTemplate(): Blob | undefined {
  const file = templateFile();
  return existsSync(file) ? new Blob([Uint8Array.from(gunzipSync(readFileSync(file)))]) : undefined;
}

/** For the build: makes the template unless this release's is there. */
export async function makeTemplate(): Promise<void> {
  const file = templateFile();
  if (existsSync(file)) return;
  const database = await PGlite.create();
  const archive = await database.dumpDataDir('none');
  await database.close();
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, gzipSync(Buffer.from(await archive.arrayBuffer())));
  renameSync(draft, file);
}
