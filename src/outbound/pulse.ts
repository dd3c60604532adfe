import { setTimeout as sleep } from 'node:timers/promises';
import { failureFields } from './failure.js';
import type { Log } from '../kernel/context.js';

export interface BackoffOptions {
  /** Milliseconds before the second try. */
  readonly first: number;
  /** The longest wait, in milliseconds. */
  readonly most: number;
  /** 0 to 1, for the jitter. @default Math.random */
  readonly random?: () => number;
}

/** Milliseconds to wait after the `attempt`th failure (from 1): doubling, with half of it left to chance so that replicas part ways. */
export function backoff(attempt: number, { first, most, random = Math.random }: BackoffOptions): number {
  const full = Math.min(most, first * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full / 2 + (full / 2) * random());
}

/** Waits, but no longer than `signal` lasts. @returns false when the signal ended it. */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return sleep(ms, true, { signal }).catch(() => false);
}

export interface Pulse {
  /** Work now, or again after the round that runs. */
  wake(): void;
  /** The failure of the last round; undefined when it went well. */
  failure(): unknown;
  /** No further round; waits for the one that runs, which sees its signal. */
  stop(): Promise<void>;
}

export interface PulseOptions {
  /** For the log. */
  readonly name: string;
  readonly log: Log;
  /** Milliseconds between rounds when nobody wakes: wake-ups can be lost, rows cannot. */
  readonly everyMs: number;
  /** Waits between failing rounds. @default 200 ms, doubling to 5 s */
  readonly retry?: BackoffOptions;
}

/** Runs `work` at once, whenever woken, and every `everyMs`: never twice at a time, never dying of a failure. */
export function startPulse(work: (signal: AbortSignal) => Promise<void>, { name, log, everyMs, retry = { first: 200, most: 5_000 } }: PulseOptions): Pulse {
  const ending = new AbortController();
  let woken = true;
  let ring = (): void => undefined;
  let failure: unknown;
  let failures = 0;

  const nextTurn = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const round = async (): Promise<void> => {
    woken = false;
    try {
      await work(ending.signal);
      if (failures > 0) log.info({ failures }, `${name} works again`);
      failure = undefined;
      failures = 0;
    } catch (error) {
      if (ending.signal.aborted) return;
      failure = error;
      failures += 1;
      if (failures === 1) log.warn(failureFields(error), `${name} failed and will try again`);
      await pause(backoff(failures, retry), ending.signal);
    }
  };

  const run = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await round();
      if (!woken && failures === 0 && !ending.signal.aborted) await nextTurn();
    }
  };
  const running = run();

  return {
    wake() {
      woken = true;
      ring();
    },
    failure: () => failure,
    async stop() {
      ending.abort();
      ring();
      await running;
    },
  };
}
