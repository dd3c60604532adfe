import { failureFields, nameFailure } from './failure.js';
import { giveBack, renewLeases, settleDone, settleLater } from './job-table.js';
import { backoff } from './pulse.js';
import type { ClaimedJob } from './job-table.js';
import type { JobHandler } from './jobs.js';
import type { Database } from './storage/database.js';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';

/** Runs claimed jobs and settles them. */
export interface Runner {
  /** @param mostMs the longest wait after a failure. @default that of the options */
  run(job: ClaimedJob, handler: JobHandler, mostMs?: number): void;
  /** Jobs that run now: of one kind, or all. */
  running(kind?: string): number;
  /** Renews the leases of what runs; a job whose lease is gone is told to let go. */
  renew(): Promise<void>;
  /** Waits until nothing runs, but no longer than this. */
  settled(withinMs: number): Promise<void>;
  /** Tells everything that runs to let go. */
  cutOff(): void;
}

export interface RunnerOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseMs: number;
  readonly retry: { readonly first: number; readonly most: number };
  /** There is room for another job, or a time has come. */
  wake(): void;
}

interface Running {
  readonly job: ClaimedJob;
  readonly stopping: AbortController;
  readonly finished: Promise<void>;
}

type Outcome = { readonly done: true } | { readonly cut: true } | { readonly again: Date; readonly failure?: string };

export function createRunner({ db, clock, log, leaseMs, retry, wake }: RunnerOptions): Runner {
  const running = new Map<string, Running>();
  const wakeAt = createAlarm(clock, wake);

  const attempt = async (job: ClaimedJob, handler: JobHandler, mostMs: number, signal: AbortSignal): Promise<Outcome> => {
    try {
      const result = await handler(job.payload, { key: job.key, attempts: job.attempts, signal, log });
      return result ? { again: result.again } : { done: true };
    } catch (error) {
      if (signal.aborted) return { cut: true };
      const again = new Date(clock.now().getTime() + backoff(job.attempts, { first: Math.min(retry.first, mostMs), most: mostMs }));
      log.warn({ ...nameOf(job), again, ...failureFields(error) }, 'a job failed and will be tried again');
      return { again, failure: nameFailure(error) };
    }
  };

  const settle = async (job: ClaimedJob, outcome: Outcome): Promise<void> => {
    if ('cut' in outcome) return giveBack(db, job, clock.now());
    if ('done' in outcome) return settleDone(db, job);
    await settleLater(db, job, outcome.again, outcome.failure);
    wakeAt(outcome.again);
  };

  /** Never rejects: a job that cannot be settled keeps its lease until it ends. */
  const runAndSettle = async (job: ClaimedJob, handler: JobHandler, mostMs: number, signal: AbortSignal): Promise<void> => {
    try {
      await settle(job, await attempt(job, handler, mostMs, signal));
    } catch (error) {
      log.error({ ...nameOf(job), ...failureFields(error) }, 'a job could not be settled and will run again when its lease ends');
    }
    running.delete(job.lease);
    wake();
  };

  return {
    run(job, handler, mostMs = retry.most) {
      const stopping = new AbortController();
      running.set(job.lease, { job, stopping, finished: runAndSettle(job, handler, mostMs, stopping.signal) });
    },
    running: (kind) => (kind === undefined ? running.size : [...running.values()].filter(({ job }) => job.kind === kind).length),
    async renew() {
      if (running.size === 0) return;
      const asked = [...running];
      const held = await renewLeases(db, asked.map(([lease]) => lease), leaseMs);
      for (const [lease, { job, stopping }] of asked) {
        if (held.has(lease) || !running.has(lease) || stopping.signal.aborted) continue;
        log.warn(nameOf(job), 'a job lost its lease: it was not renewed in time');
        stopping.abort();
      }
    },
    async settled(withinMs) {
      if (running.size === 0) return;
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, withinMs)));
      await Promise.race([deadline, Promise.all([...running.values()].map(({ finished }) => finished))]);
      clearTimeout(timer);
    },
    cutOff() {
      for (const { stopping } of running.values()) stopping.abort();
    },
  };
}

const nameOf = ({ kind, key, attempts }: ClaimedJob): object => ({ kind, key, attempts });

/** The longest time ahead that is worth a timer, in milliseconds; the poll finds the rest. */
const SOON_MS = 60_000;

/** Wakes when a time has come: the poll would too, but late. A timer may ring a millisecond early by the clock; it is set again then. */
function createAlarm(clock: Clock, wake: () => void): (time: Date) => void {
  return function ringAt(time) {
    const wait = time.getTime() - clock.now().getTime();
    if (wait > SOON_MS) return;
    setTimeout(() => (clock.now() < time ? ringAt(time) : wake()), Math.max(wait, 1)).unref();
  };
}
