import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createKeeper } from './keeper.js';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));
const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'keeper-'));
  folders.push(folder);
  return folder;
};

it('has every change in the file when it says so, and writes many at once', async () => {
  const path = join(aFolder(), 'deep', 'state.json');
  let value = 0;
  let writes = 0;
  const keeper = createKeeper(path, () => {
    writes += 1;
    return String(value);
  });
  const change = async (): Promise<void> => {
    value += 1;
    keeper.changed();
    const mine = value;
    await keeper.kept();
    expect(Number(readFileSync(path, 'utf8'))).toBeGreaterThanOrEqual(mine);
  };
  await Promise.all(Array.from({ length: 200 }, change));
  await change();
  expect(readFileSync(path, 'utf8')).toBe('201');
  expect(writes).toBeLessThan(10);
  await keeper.kept();
});

it('tells of a write that failed, and makes up for it', async () => {
  const folder = aFolder();
  const inTheWay = join(folder, 'state');
  writeFileSync(inTheWay, '');
  const keeper = createKeeper(join(inTheWay, 'state.json'), () => 'x');
  keeper.changed();
  await expect(keeper.kept()).rejects.toThrow();
  rmSync(inTheWay);
  await keeper.kept();
  expect(readFileSync(join(inTheWay, 'state.json'), 'utf8')).toBe('x');
});

it('without a path keeps nothing', async () => {
  const keeper = createKeeper(undefined, () => {
    throw new Error('nobody asks');
  });
  keeper.changed();
  await expect(keeper.kept()).resolves.toBeUndefined();
});
