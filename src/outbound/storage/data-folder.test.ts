import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { prepareFolder } from './data-folder.js';
import { EMBEDDED_MAJOR } from './embedded-engine.js';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'data-folder-'));
  folder = join(parent, 'db');
});
afterEach(() => rmSync(parent, { recursive: true }));

const fill = vi.fn(async (draft: string, version = EMBEDDED_MAJOR) => {
  mkdirSync(join(draft, 'base'), { recursive: true });
  writeFileSync(join(draft, 'base', '1'), 'data');
  writeFileSync(join(draft, 'PG_VERSION'), `${version}\n`);
});

it('is made beside its place and moved there, once', async () => {
  await prepareFolder(folder, fill);
  expect(fill.mock.calls[0]?.[0]).toMatch(/\/db\.new-\d+$/);
  expect(readdirSync(parent)).toEqual(['db']);
  expect(existsSync(join(folder, 'base', '1'))).toBe(true);
  fill.mockClear();
  await prepareFolder(folder, fill);
  expect(fill).not.toHaveBeenCalled();
});
it('clears away what a killed start has left', async () => {
  mkdirSync(join(parent, 'db.new-1', 'base'), { recursive: true });
  await prepareFolder(folder, fill);
  expect(readdirSync(parent)).toEqual(['db']);
});
it('leaves nothing in its place when making it fails', async () => {
  await expect(prepareFolder(folder, () => Promise.reject(new Error('full')))).rejects.toThrow('full');
  expect(existsSync(folder)).toBe(false);
});
it('uses an empty folder', async () => {
  mkdirSync(folder);
  await prepareFolder(folder, fill);
  expect(existsSync(join(folder, 'PG_VERSION'))).toBe(true);
});
it('refuses a folder of something else', async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, 'thesis.txt'), '');
  await expect(prepareFolder(folder, fill)).rejects.toThrow(`${folder} is not empty and holds no database.`);
  expect(readdirSync(folder)).toEqual(['thesis.txt']);
});
it('refuses the database of another PostgreSQL', async () => {
  await fill(folder, '17');
  await expect(prepareFolder(folder, fill)).rejects.toThrow('is a database of PostgreSQL 17, this release embeds 18');
});
