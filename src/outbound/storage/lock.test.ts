import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { DatabaseInUse, takeLock } from './lock.js';

const folder = mkdtempSync(join(tmpdir(), 'lock-'));
const file = join(folder, 'db.lock');
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(file, { force: true }));

const heldBy = (pid: number, started: string): void => writeFileSync(file, JSON.stringify({ pid, host: hostname(), started }));

/** The id of a process that has ended. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid!;
}

it('is taken, refused to the next with our pid, and given back', () => {
  const release = takeLock(file);
  expect(() => takeLock(file)).toThrow(DatabaseInUse);
  expect(() => takeLock(file)).toThrow(`in use by process ${process.pid} `);
  expect(readdirSync(folder)).toEqual(['db.lock']);
  release();
  expect(existsSync(file)).toBe(false);
  takeLock(file)();
});
it('names the process that has it', () => {
  heldBy(process.ppid, '');
  expect(() => takeLock(file)).toThrow(expect.objectContaining({ name: 'DatabaseInUse', pid: process.ppid, file }));
});
it('is taken over from a process that has ended', async () => {
  heldBy(await endedPid(), '');
  takeLock(file);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
  expect(readdirSync(folder)).toEqual(['db.lock']);
});
it.runIf(existsSync('/proc/self/stat'))('is taken over when another process has got the same id', () => {
  heldBy(process.ppid, 'another boot:1');
  takeLock(file)();
});
it.runIf(existsSync('/proc/self/stat'))('is taken over from a process that was killed and not yet collected by its parent', async () => {
  // `exec` leaves a parent that never collects its child.
  const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 10'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(String(line));
  await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') Z ');
  heldBy(pid, '');
  takeLock(file)();
  parent.kill();
});
it.each(['', '{"pid":', '{"pid":"x"}'])('is taken over when a crash of the machine cut it short', (text) => {
  writeFileSync(file, text);
  takeLock(file)();
});
it('is not given back when it has become another process’s', () => {
  const release = takeLock(file);
  heldBy(process.ppid, '');
  release();
  expect(existsSync(file)).toBe(true);
});
