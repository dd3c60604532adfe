import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that a test started, with the end of what it said. */
export interface Child {
  readonly pid: number;
  /** Standard output and error together, at most the last 64 KiB. */
  output(): string;
  /** Resolves with the exit code, or the signal's name, when the program has ended. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Waits for a line of output that matches. @throws when the program ends or `ms` pass before that. */
  line(pattern: RegExp, ms: number): Promise<RegExpExecArray>;
  /** Sends the signal, waits for the end, and sends SIGKILL after `ms`. Harmless when it has ended already. */
  stop(signal?: NodeJS.Signals, ms?: number): Promise<number | NodeJS.Signals>;
}

const KEPT = 64 * 1024;

/** Starts a program that never outlives the process that started it. */
export function startChild(command: string, args: readonly string[], options: SpawnOptions = {}): Child {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const ended = endOf(child);
  let output = '';
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-KEPT));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  void ended.then(() => process.removeListener('exit', killAtExit), () => process.removeListener('exit', killAtExit));
  return {
    pid: child.pid ?? -1,
    output: () => output,
    ended,
    line: (pattern, ms) => lineOf(() => output, ended, pattern, ms, command),
    stop: (signal = 'SIGTERM', ms = 15_000) => stop(child, ended, signal, ms),
  };
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? 0));
  });
  ended.catch(() => undefined); // whoever waits for it is told; nobody has to
  return ended;
}

async function lineOf(output: () => string, ended: Child['ended'], pattern: RegExp, ms: number, command: string): Promise<RegExpExecArray> {
  let end: string | undefined;
  ended.then((code) => (end = `ended with ${code}`), (failure: Error) => (end = failure.message));
  for (const until = Date.now() + ms; ; await sleep(20)) {
    const match = pattern.exec(output());
    if (match) return match;
    if (end !== undefined || Date.now() > until) throw new Error(`${command} ${end ?? `did not say ${pattern} within ${ms} ms`}. It said:\n${output()}`);
  }
}

async function stop(child: ChildProcess, ended: Child['ended'], signal: NodeJS.Signals, ms: number): Promise<number | NodeJS.Signals> {
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  try {
    return await ended;
  } finally {
    clearTimeout(timer);
  }
}

/** Runs a program to its end. @returns its output. @throws with the output when it fails or takes longer than `ms`. */
export async function run(command: string, args: readonly string[], options: SpawnOptions = {}, ms = 120_000): Promise<string> {
  const child = startChild(command, args, options);
  const timer = setTimeout(() => void child.stop('SIGKILL'), ms);
  const code = await child.ended.finally(() => clearTimeout(timer));
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${child.output()}`);
  return child.output();
}

/** Free ports of the loopback address; all are held until the last is known, so that none is given twice. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening()));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listening() {
  return new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
