import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

/** Which run of which process: ids are used again, and in a container every first process has the same one. */
const Holder = z.object({ pid: z.number().int().positive(), host: z.string(), started: z.string() });
type Holder = z.infer<typeof Holder>;

/** The folder belongs to a running process. */
export class DatabaseInUse extends Error {
  constructor(
    readonly pid: number,
    readonly file: string,
  ) {
    super(`The database is in use by process ${pid} (${file}). The embedded database serves one process: stop that one, or set DATABASE_URL.`);
    this.name = 'DatabaseInUse';
  }
}

const ATTEMPTS = 20;

/**
 * Takes the lock file. PGlite does not guard its folder, and two processes that write it destroy it. A lock whose
 * holder has ended is taken over. It does not see across containers or network file systems.
 *
 * @returns what gives it back.
 * @throws DatabaseInUse
 */
export function takeLock(file: string): () => void {
  const me: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(me), { mode: 0o600 });
  try {
    for (let attempt = 1; !linked(draft, file); attempt++) {
      if (attempt > ATTEMPTS) throw new Error(`${file} cannot be taken: other processes keep trying as well.`);
      const holder = read(file);
      if (holder !== undefined && isAlive(holder)) throw new DatabaseInUse(holder.pid, file);
      setAside(file, `${draft}.stale`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    const holder = read(file);
    if (holder?.pid === me.pid && holder.started === me.started) rmSync(file, { force: true });
  };
}

/** Puts the file in its place with its content, or not at all. */
function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock that was left. Of several processes one succeeds, and what it moved must still be the dead one's. */
function setAside(file: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = read(aside);
  if (moved !== undefined && isAlive(moved)) linked(aside, file);
  rmSync(aside);
}

function read(file: string): Holder | undefined {
  try {
    return Holder.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch (error) {
    // Gone in between, or cut short by a crash of the machine: nobody's.
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
    if (codeOf(error) !== 'EPERM') throw error;
  }
  return !isZombie(pid) && (started === '' || startOf(pid) === started);
}

/** Ended, but not yet collected by its parent: it holds nothing any more. */
function isZombie(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && /^[ZX]/.test(afterName(readFileSync(file, 'utf8')));
}

/** The fields behind the name, which stands in brackets and may hold anything. */
const afterName = (stat: string): string => stat.slice(stat.lastIndexOf(')') + 2);

/** Boot and moment of start of a process, where the system tells them (Linux); otherwise empty. */
function startOf(pid: number): string {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return '';
  const start = afterName(readFileSync(file, 'utf8')).split(' ')[19];
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${start}`;
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
