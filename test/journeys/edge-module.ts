import 'reflect-metadata';
import { DEVELOPER, type Caller } from '../../src/kernel/caller.js';
import type { RequestContext } from '../../src/kernel/context.js';
import { AppDeploymentResolver } from '../../src/modules/edge/app-deployment.resolver.js';
import { AppInstanceResolver } from '../../src/modules/edge/app-instance.resolver.js';
import { AppResolver } from '../../src/modules/edge/app.resolver.js';
import type { SubmitAppInput } from '../../src/modules/edge/app.types.js';
import { createEdge } from '../../src/modules/edge/index.js';
import type { SrmCall, SrmSource } from '../../src/modules/edge/srm.types.js';
import { createEventLog } from '../../src/outbound/event-log.js';
import { enqueueJobs } from '../../src/outbound/job-table.js';
import type { JobHandler, Jobs } from '../../src/outbound/jobs.js';
import { createOnce } from '../../src/outbound/once.js';
import type { Database } from '../../src/outbound/storage/database.js';
import { createVault } from '../../src/outbound/storage/secrets.js';
import { collectLog } from '../support/log.js';
import { anAppInput } from './stories.js';

/** A clock that stands until it is moved. */
export interface TestClock {
  now(): Date;
  /** Milliseconds. */
  pass(ms: number): void;
}

/** The module `edge` alone, on a real database, in front of a fake SRM; its jobs run when the test says so. */
export interface EdgeModule {
  readonly apps: AppResolver;
  readonly instances: AppInstanceResolver;
  readonly deployments: AppDeploymentResolver;
  readonly clock: TestClock;
  readonly ctx: RequestContext;
  as(caller: Partial<Caller>): RequestContext;
  /** Runs each job that is due, once. @returns how many there were. */
  step(): Promise<number>;
  /** Passes time and runs what becomes due, second by second. */
  live(ms: number): Promise<void>;
  /** An app that the SRM has. @returns its id. */
  submitted(about?: object): Promise<string>;
  readonly call: SrmCall;
}

export const SRM_TIMEOUT_MS = 1_000;
/** The first wait after a failed job; the next ones are twice as long each. Milliseconds. */
const RETRY_MS = 1_000;

export function edgeModule(db: Database, srm: SrmSource): EdgeModule {
  let now = Date.UTC(2026, 10, 21, 12);
  const clock: TestClock = { now: () => new Date(now), pass: (ms) => void (now += ms) };
  const log = collectLog();
  const { jobs, step } = steppedJobs(db, clock);
  const sinks = { admit: () => Promise.resolve(), register: () => Promise.resolve(), end: () => Promise.resolve() };
  const edge = createEdge({
    db, srm, vault: createVault(Buffer.alloc(32, 7)), jobs, once: createOnce(db, clock), events: createEventLog({ db, log }), sinks, clock,
    countries: new Map(), sourceBase: 'http://gateway.example', srmTimeoutMs: SRM_TIMEOUT_MS,
  });
  const as = (caller: Partial<Caller>): RequestContext =>
    ({ caller: { ...DEVELOPER, ...caller }, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log });
  const ctx = as({});
  const apps = edge.subgraph.container.get(AppResolver) as AppResolver;
  return {
    apps,
    instances: edge.subgraph.container.get(AppInstanceResolver) as AppInstanceResolver,
    deployments: edge.subgraph.container.get(AppDeploymentResolver) as AppDeploymentResolver,
    clock,
    ctx,
    as,
    step,
    async live(ms) {
      for (const end = now + ms; now < end; now += RETRY_MS) await step();
    },
    submitted: async (about = {}) => (await apps.submitApp(anAppInput(about) as SubmitAppInput, ctx)).app.id,
    call: { signal: ctx.signal, correlator: 'test' },
  };
}

interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: unknown;
  readonly attempts: number;
}

/** The real table, and a runner that takes one step at a time, in the order in which jobs fell due. */
function steppedJobs(db: Database, clock: TestClock): { readonly jobs: Jobs; step(): Promise<number> } {
  const handlers = new Map<string, JobHandler>();
  const jobs: Jobs = {
    enqueue: (tx, job) => enqueueJobs(tx, [job], clock.now()),
    enqueueAll: (tx, jobs) => enqueueJobs(tx, jobs, clock.now()),
    handle: (kind, handler) => void handlers.set(kind, handler),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    state: () => ({ ok: true, lag: 0, running: 0 }),
  };
  const later = (job: JobRow, runAt: Date, attempts: number) => db.prisma.job.updateMany({ where: { id: job.id }, data: { runAt, attempts } });

  async function run(job: JobRow): Promise<void> {
    const attempts = job.attempts + 1;
    try {
      const result = await handlers.get(job.kind)!(job.payload, { key: job.key, attempts, signal: new AbortController().signal, log: collectLog() });
      if (result) await later(job, result.again, 0);
      else await db.prisma.job.deleteMany({ where: { id: job.id } });
    } catch (failure) {
      if (!(failure instanceof Error) || failure.name !== 'Refusal') throw failure;
      await later(job, new Date(clock.now().getTime() + RETRY_MS * 2 ** (attempts - 1)), attempts);
    }
  }

  return {
    jobs,
    async step() {
      const due = await db.prisma.job.findMany({ where: { runAt: { lte: clock.now() } }, orderBy: [{ runAt: 'asc' }, { createdAt: 'asc' }] });
      for (const job of due) await run(job);
      return due.length;
    },
  };
}
