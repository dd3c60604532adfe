import { failureFields, nameFailure } from './failure.js';
import { claimJobs, enqueueJob, freeLeases, giveBack, JOBS_CHANNEL, kindsDue, renewLeases, settleDone, settleLater } from './job-table.js';
import { backoff, startPulse } from './pulse.js';
import type { ClaimedJob, NewJob } from './job-table.js';
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
}

export interface Jobs {
  /**
   * Adds work in the transaction that calls for it. One row for a kind and key: the payload becomes the newer one, the time the earlier one.
   * A job that is enqueued while it runs runs once more afterwards.
   */
  enqueue(tx: Tx, job: NewJob): Promise<void>;
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

interface Kind {
  readonly handler: JobHandler;
  readonly concurrency: number;
  readonly exclusive: boolean;
  running: number;
}

interface Running {
  readonly job: ClaimedJob;
  readonly stopping: AbortController;
  readonly finished: Promise<void>;
}

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
  const running = new Map<string, Running>();
  const timers = new Set<NodeJS.Timeout>();
  let pulse: Pulse | undefined;
  let renewal: Pulse | undefined;
  let unlisten = async (): Promise<void> => undefined;
  let lag = 0;

  const take = async (): Promise<void> => {
    const due = await kindsDue(db, [...kinds.keys()], clock.now());
    lag = due.reduce((sum, { jobs }) => sum + jobs, 0);
    for (const { kind: name } of due) {
      const kind = kinds.get(name);
      if (!kind || kind.running >= kind.concurrency) continue;
      const claimed = await claimJobs(db, { kind: name, exclusive: kind.exclusive, limit: kind.concurrency - kind.running, now: clock.now(), leaseMs });
      lag -= claimed.length;
      for (const job of claimed) begin(kind, job);
    }
  };

  const begin = (kind: Kind, job: ClaimedJob): void => {
    const stopping = new AbortController();
    kind.running += 1;
    const finished = run(kind, job, stopping.signal).finally(() => {
      kind.running -= 1;
      running.delete(job.lease);
      pulse?.wake();
    });
    running.set(job.lease, { job, stopping, finished });
  };

  /** Never rejects: a job that cannot be settled keeps its lease until it ends. */
  const run = async (kind: Kind, job: ClaimedJob, signal: AbortSignal): Promise<void> => {
    try {
      await settle(job, await attempt(kind, job, signal));
    } catch (error) {
      log.error({ ...nameOf(job), ...failureFields(error) }, 'a job could not be settled and will run again when its lease ends');
    }
  };

  const attempt = async (kind: Kind, job: ClaimedJob, signal: AbortSignal): Promise<Outcome> => {
    try {
      const result = await kind.handler(job.payload, { key: job.key, attempts: job.attempts, signal, log });
      return result ? { again: result.again } : { done: true };
    } catch (error) {
      if (signal.aborted) return { cut: true };
      const again = new Date(clock.now().getTime() + backoff(job.attempts, retry));
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

  /** The poll would find it too, but up to `pollMs` later. */
  const wakeAt = (time: Date): void => {
    const wait = time.getTime() - clock.now().getTime();
    if (wait > 60_000) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      pulse?.wake();
    }, Math.max(wait, 0));
    timers.add(timer.unref());
  };

  const renew = async (): Promise<void> => {
    if (running.size === 0) return;
    const held = await renewLeases(db, [...running.keys()], leaseMs);
    for (const [lease, { job, stopping }] of running) {
      if (held.has(lease) || stopping.signal.aborted) continue;
      log.warn(nameOf(job), 'a job lost its lease: it took too long to renew it');
      stopping.abort();
    }
  };

  return {
    enqueue: (tx, job) => enqueueJob(tx, job, clock.now()),
    handle(kind, handler, { concurrency = 4, exclusive = false } = {}) {
      if (kinds.has(kind)) throw new Error(`There are two handlers for jobs of the kind ${kind}.`);
      kinds.set(kind, { handler, exclusive, concurrency: exclusive ? 1 : concurrency, running: 0 });
    },
    async start() {
      if (db.embedded) await freeLeases(db);
      unlisten = await db.listen(JOBS_CHANNEL, () => pulse?.wake());
      renewal = startPulse(renew, { name: 'job leases', log, everyMs: leaseMs / 3, retry: { first: 200, most: leaseMs / 6 } });
      pulse = startPulse(take, { name: 'jobs', log, everyMs: pollMs });
    },
    async stop(deadlineMs = 10_000) {
      await pulse?.stop();
      pulse = undefined;
      for (const timer of timers) clearTimeout(timer);
      await settled(running, deadlineMs);
      for (const { stopping } of running.values()) stopping.abort();
      await settled(running, GRACE_MS);
      await renewal?.stop();
      await unlisten();
    },
    state() {
      const counts = { lag, running: running.size };
      if (!pulse) return { ok: false, ...counts, reason: 'Jobs are not running.' };
      const failure = pulse.failure();
      return failure === undefined ? { ok: true, ...counts } : { ok: false, ...counts, reason: `Jobs cannot be taken (${nameFailure(failure)}).` };
    },
  };
}

type Outcome = { readonly done: true } | { readonly cut: true } | { readonly again: Date; readonly failure?: string };

const nameOf = ({ kind, key, attempts }: ClaimedJob): object => ({ kind, key, attempts });

async function settled(running: ReadonlyMap<string, Running>, withinMs: number): Promise<void> {
  if (running.size === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, withinMs)));
  await Promise.race([deadline, Promise.all([...running.values()].map(({ finished }) => finished))]);
  clearTimeout(timer);
}
