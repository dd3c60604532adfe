import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../src/outbound/storage/database.js';
import { collectLog } from '../support/log.js';
import { builtProgram } from './built.js';

/** Secrets with texts that occur nowhere else. */
export const PLANTED = {
  registry: 'canary-registry-credential-4711',
  sinkToken: 'canary-sink-token-4711',
  secretKey: randomBytes(32).toString('hex'),
  subgraphSecret: 'canary-subgraph-secret-4711',
  misplaced: 'canary-misplaced-4711',
} as const;

/** A gateway at the most talkative level, all of whose words are kept. */
export interface Overheard extends AsyncDisposable {
  readonly url: string;
  readonly subgraphs: string;
  readonly dataDir: string;
  /** Everything it wrote to its standard output and error. */
  said(): string;
  /** SIGTERM; settles when it has ended. */
  stop(): Promise<void>;
}

/** The whole output goes to a file: at level `trace` it is long. */
export async function startOverheard(env: Readonly<Record<string, string>>): Promise<Overheard> {
  const folder = mkdtempSync(join(tmpdir(), 'northbound-overheard-'));
  const [dataDir, output] = [join(folder, 'data'), join(folder, 'output')];
  const file = openSync(output, 'a');
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [builtProgram()], { stdio: ['ignore', file, file], env: { PATH, HOME, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'trace', ...env } });
  closeSync(file);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const said = (): string => readFileSync(output, 'utf8');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  for (const until = Date.now() + 60_000; !said().includes('northbound ready on'); await sleep(50)) {
    if (Date.now() < until && child.exitCode === null) continue;
    child.kill('SIGKILL');
    throw new Error(`The gateway does not start:\n${said()}`);
  }
  return {
    url: /northbound ready on (\S+)/.exec(said())![1]!,
    subgraphs: /Subgraphs +(\S+)\/subgraphs/.exec(said())![1]!,
    dataDir,
    said,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Every row of every table, as text; bytes as they are. */
export async function dump(dataDir: string): Promise<string> {
  const db = await openDatabase({ dataDir, log: collectLog() });
  const { rows: tables } = await db.pool.query<{ name: string }>(`SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`);
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await db.pool.query(`SELECT * FROM ${name}`);
    texts.push(name, JSON.stringify(rows, (_key, value: unknown) => (isBytes(value) ? Buffer.from(value.data).toString('latin1') : value)));
  }
  await db.close();
  return texts.join('\n');
}

const isBytes = (value: unknown): value is { readonly data: readonly number[] } => typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';

/** The files below a folder that hold any of the texts, the write-ahead log of a database included. */
export function filesWith(folder: string, ...texts: readonly string[]): string[] {
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  return files.filter((file) => {
    const bytes = statSync(file).isFile() ? readFileSync(file) : undefined;
    return bytes !== undefined && texts.some((text) => bytes.includes(text));
  });
}
