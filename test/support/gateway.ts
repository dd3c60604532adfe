import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, startChild } from './child.js';

export interface GatewayOptions {
  /** Settings; nothing of this process's own environment reaches the gateway but PATH, HOME and TMPDIR. */
  readonly env?: Readonly<Record<string, string>>;
  /** A folder that stays; unset: a new one, removed with the gateway. */
  readonly dataDir?: string;
  /** Milliseconds until /health/ready must say 200. */
  readonly readyWithin?: number;
}

/** The real program, built and started as an operator starts it. */
export interface TestGateway extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  /** Milliseconds from the start of the process to the first 200 of /health/ready. */
  readonly readyAfter: number;
  /** The end of what it printed. */
  output(): string;
  /** SIGTERM; waits until it has drained. @returns the exit code, or the signal that ended it. */
  stop(): Promise<number | NodeJS.Signals>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

const PROGRAM = join(process.cwd(), 'dist/src/main.js');
const READY = /northbound ready on (http:\/\/\S+)/;

/** Starts `dist/src/main.js` on a free port. @throws with its output when it is not built, ends, or is not ready in time. */
export async function startGateway({ env = {}, dataDir, readyWithin = 60_000 }: GatewayOptions = {}): Promise<TestGateway> {
  if (!existsSync(PROGRAM)) throw new Error('The gateway is not built: npm run build');
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'northbound-data-')));
  const { PATH, HOME, TMPDIR = tmpdir() } = process.env;
  const started = Date.now();
  const child = startChild(process.execPath, [PROGRAM], { env: { PATH, HOME, TMPDIR, PORT: '0', DATA_DIR: folder, ...env } });
  const clean = async (): Promise<void> => void (dataDir === undefined && (await rm(folder, { recursive: true, force: true })));
  const dispose = async (): Promise<void> => {
    await child.stop('SIGTERM', 20_000);
    await clean();
  };
  try {
    const url = (await child.line(READY, readyWithin))[1]!;
    await ready(url, child, started + readyWithin);
    const readyAfter = Date.now() - started;
    return { url, pid: child.pid, dataDir: folder, readyAfter, output: child.output, stop: () => child.stop('SIGTERM', 20_000), kill: async () => void (await child.stop('SIGKILL')), [Symbol.asyncDispose]: dispose };
  } catch (failure) {
    await child.stop('SIGKILL');
    await clean();
    throw failure;
  }
}

async function ready(url: string, child: Child, until: number): Promise<void> {
  for (let last = 'no answer'; ; await sleep(50)) {
    try {
      const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(3000) });
      if (response.ok) return;
      last = `${response.status} ${await response.text()}`;
    } catch (failure) {
      last = String(failure);
    }
    if (Date.now() > until) throw new Error(`The gateway is not ready (${last}). It said:\n${child.output()}`);
  }
}
