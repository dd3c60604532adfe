import { nameFailure } from './failure.js';
import { createRunner } from './job-runner.js';
import { claimJobs, countDue, enqueueJobs, freeLeases, JOBS_CHANNEL, kindsDue } from './job-table.js';
import { startPulse } from './pulse.js';
import type { NewJob } from './job-table.js';
import type { Pulse } from './pulse.js';
import type { WorkState } from './relay.js';
import type { Database, Tx } from './storage/database.js';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';

export type { NewJob } from './job-table.js';

export interface JobRun {
  readonly key: string;
  /** 1 at the first try; back to 1 when the job is enqueued again, and after `again`. */
  readonly attempts: number;
  /** Ends when the process stops or the lease is lost: someone else may run the job then. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Nothing: the job is done and its row goes. `again`: the same job runs again then. A throw: again after a growing wait. */
export type JobHandler = (payload: unknown, run: JobRun) => Promise<void | { readonly again: Date }>;

export interface HandleOptions {
  /** Jobs of the kind at a time in this process. @default 4 */
  readonly concurrency?: number;
  /** One job of the kind at a time across all replicas; `concurrency` is then 1. @default false */
  readonly exclusive?: boolean;
  /** The longest wait after a failure, in milliseconds. @default that of the jobs */
  readonly mostMs?: number;
}

export interface Jobs {
  /**
   * Adds work in the transaction that calls for it. One row for a kind and key: the payload becomes the newer one, the time the earlier one.
   * A job that is enqueued while it runs runs once more afterwards.
   */
  enqueue(tx: Tx, job: NewJob): Promise<void>;
  /** Many at once; a kind and key stand there once. */
  enqueueAll(tx: Tx, jobs: readonly NewJob[]): Promise<void>;
  /** Before `start`, once for a kind. Jobs of a kind without a handler wait. */
  handle(kind: string, handler: JobHandler, options?: HandleOptions): void;
  start(): Promise<void>;
  /** Takes no more, waits up to `deadlineMs` for what runs, then signals it. What is cut off keeps its place and runs again. @default 10 000 ms */
  stop(deadlineMs?: number): Promise<void>;
  state(): WorkState & { readonly running: number };
}

export interface JobsOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds between looks when no wake-up arrives. @default 1000 */
  readonly pollMs?: number;
  /** How long a claim lasts unless it is renewed, which happens every third of it; in milliseconds of the database's clock. @default 60 000 */
  readonly leaseMs?: number;
  /** Waits after failures. @default 1 s, doubling to 5 min, with jitter */
  readonly retry?: { readonly first: number; readonly most: number };
}

/** How old the count of what waits may be, in milliseconds. */
const LAG_AGE_MS = 1_000;

/** How long handlers that were signalled may take to let go, in milliseconds. */
const GRACE_MS = 2_000;

/**
 * Work that is done after the answer: a leased table of our own. pg-boss was weighed: it is more than these few jobs need, and its rows are not
 * written in our transactions when there is one embedded session only; a row of ours is, on both databases.
 *
 * At least once: a process that dies leaves its lease, and the job is taken over when that ends (at the next start, when embedded: nobody
 * else can hold one there). Handlers must stand being run again.
 */
export function createJobs({ db, clock, log, pollMs = 1_000, leaseMs = 60_000, retry = { first: 1_000, most: 300_000 } }: JobsOptions): Jobs {
  const kinds = new Map<string, Kind>();
  const runner = createRunner({ db, clock, log, leaseMs, retry, wake: () => pulse?.wake() });
  let pulse: Pulse | undefined;
  let renewal: Pulse | undefined;
  let unlisten = async (): Promise<void> => undefined;
  let lag = 0;
  let measuredAt = -Infinity;

  const roomFor = (name: string): number => (kinds.get(name)?.concurrency ?? 0) - runner.running(name);

  const take = async (): Promise<void> => {
    const due = await kindsDue(db, [...kinds.keys()].filter((name) => roomFor(name) > 0), clock.now());
    for (const name of due) {
      const { exclusive, handler, mostMs } = kinds.get(name)!;
      const claimed = await claimJobs(db, { kind: name, exclusive, limit: roomFor(name), now: clock.now(), leaseMs });
      for (const job of claimed) runner.run(job, handler, mostMs);
    }
    await measureLag();
  };

  /** A figure for people: what waits is not counted over and over. */
  const measureLag = async (): Promise<void> => {
    if (performance.now() - measuredAt < LAG_AGE_MS) return;
    measuredAt = performance.now();
    lag = await countDue(db, [...kinds.keys()], clock.now());
  };

  return {
    enqueue: (tx, job) => enqueueJobs(tx, [job], clock.now()),
    enqueueAll: (tx, jobs) => enqueueJobs(tx, jobs, clock.now()),
    handle(kind, handler, { concurrency = 4, exclusive = false, mostMs } = {}) {
      if (kinds.has(kind)) throw new Error(`There are two handlers for jobs of the kind ${kind}.`);
      kinds.set(kind, { handler, exclusive, mostMs, concurrency: exclusive ? 1 : concurrency });
    },
    async start() {
      if (db.embedded) await freeLeases(db);
      unlisten = await db.listen(JOBS_CHANNEL, () => pulse?.wake());
      renewal = startPulse(runner.renew, { name: 'job leases', log, everyMs: leaseMs / 3, retry: { first: 200, most: leaseMs / 6 } });
      pulse = startPulse(take, { name: 'jobs', log, everyMs: pollMs });
    },
    async stop(deadlineMs = 10_000) {
      await pulse?.stop();
      pulse = undefined;
      await runner.settled(deadlineMs);
      runner.cutOff();
      await runner.settled(GRACE_MS);
      await renewal?.stop();
      await unlisten();
    },
    state() {
      const counts = { lag, running: runner.running() };
      if (!pulse) return { ok: false, ...counts, reason: 'Jobs are not running.' };
      const failure = pulse.failure();
      return failure === undefined ? { ok: true, ...counts } : { ok: false, ...counts, reason: `Jobs cannot be taken (${nameFailure(failure)}).` };
    },
  };
}

interface Kind {
  readonly handler: JobHandler;
  readonly concurrency: number;
  readonly exclusive: boolean;
  readonly mostMs: number | undefined;
}
