import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EMBEDDED_MAJOR } from './embedded-engine.js';

/**
 * Sees to it that `folder` is a database that the engine can open. A new one is made beside its place by `fill`, put
 * on the disk, and moved there in one step: a start that is killed leaves nothing half made.
 *
 * @throws Error when the folder holds something else, or the database of another major version.
 */
export async function prepareFolder(folder: string, fill: (draft: string) => Promise<void>): Promise<void> {
  const versionFile = join(folder, 'PG_VERSION');
  if (!existsSync(versionFile)) {
    if (existsSync(folder) && readdirSync(folder).length > 0) throw new Error(`${folder} is not empty and holds no database.`);
    await make(folder, fill);
  }
  const version = readFileSync(versionFile, 'utf8').trim();
  if (version !== EMBEDDED_MAJOR) {
    throw new Error(`${folder} is a database of PostgreSQL ${version}, this release embeds ${EMBEDDED_MAJOR}. Export it with the release that wrote it.`);
  }
}

async function make(folder: string, fill: (draft: string) => Promise<void>): Promise<void> {
  const parent = dirname(folder);
  const prefix = `${basename(folder)}.new-`;
  for (const name of readdirSync(parent)) if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true });
  const draft = join(parent, `${prefix}${process.pid}`);
  await fill(draft);
  for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) syncToDisk(join(entry.parentPath, entry.name));
  syncToDisk(draft);
  if (existsSync(folder)) rmdirSync(folder);
  renameSync(draft, folder);
  syncToDisk(parent);
}

/** Waits until a file, or the list of a folder, is on the disk. */
function syncToDisk(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
