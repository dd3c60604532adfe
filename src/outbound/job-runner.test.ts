import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer } from '../../test/support/databases.js';
import { eventually } from '../../test/support/eventually.js';
import { collectLog } from '../../test/support/log.js';
import { systemClock } from '../kernel/clock.js';
import { createJobs } from './jobs.js';
import type { JobRun, Jobs, JobsOptions, NewJob } from './jobs.js';
import type { Database } from './storage/database.js';
import type { TestDatabase } from '../../test/support/databases.js';

const soon = (ms: number): Date => new Date(Date.now() + ms);
const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A promise and what settles it. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe.each(databaseKinds)('running jobs (%s)', (_name, open) => {
  let test: TestDatabase;
  let db: Database;
  let started: Jobs[] = [];

  const make = (options: Partial<JobsOptions> = {}): Jobs => {
    const jobs = createJobs({ db, clock: systemClock, log: collectLog(), pollMs: 50, retry: { first: 20, most: 100 }, ...options });
    started.push(jobs);
    return jobs;
  };
  const enqueue = (jobs: Jobs, about: Partial<NewJob> = {}): Promise<void> =>
    db.prisma.$transaction((tx) => jobs.enqueue(tx, { kind: 'work', key: 'a', payload: {}, ...about }));
  const rows = () => db.prisma.job.findMany({ orderBy: { key: 'asc' } });

  beforeAll(async () => {
    test = await open();
    db = test.db;
  });
  beforeEach(() => test.clear());
  afterEach(async () => {
    await Promise.all(started.map((jobs) => jobs.stop(0)));
    started = [];
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('waits for what runs when it stops, and takes no more', async () => {
    const jobs = make();
    let finished = 0;
    jobs.handle('work', async () => {
      await rest(1500);
      finished += 1;
    });
    await jobs.start();
    await enqueue(jobs);
    await eventually(() => expect(jobs.state().running).toBe(1));
    // Due while the first one is still running, and not before `stop` is called, however slow the machine is.
    await enqueue(jobs, { key: 'b', runAt: soon(1000) });
    await jobs.stop();
    expect(finished).toBe(1);
    expect(await rows()).toMatchObject([{ key: 'b', leasedBy: null }]);
    expect(jobs.state()).toMatchObject({ ok: false, reason: 'Jobs are not running.' });
  });

  it('signals what does not end in time, and the job keeps its place without a try lost', async () => {
    const jobs = make();
    jobs.handle('work', (_payload, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))));
    await jobs.start();
    await enqueue(jobs);
    await eventually(() => expect(jobs.state().running).toBe(1));
    await jobs.stop(50);
    expect(await rows()).toMatchObject([{ attempts: 0, leasedBy: null, leasedUntil: null, lastError: null }]);
    const next = make();
    const runs: number[] = [];
    next.handle('work', async (_payload, { attempts }) => void runs.push(attempts));
    await next.start();
    await eventually(() => expect(runs).toEqual([1]));
  });

  it('keeps the lease of a long job', async () => {
    const jobs = make({ leaseMs: 300 });
    let runs = 0;
    let lost = false;
    jobs.handle('work', async (_payload, { signal }) => {
      runs += 1;
      await rest(1_000);
      lost = signal.aborted;
    });
    await jobs.start();
    await enqueue(jobs);
    await eventually(async () => expect(await rows()).toEqual([]));
    expect({ runs, lost }).toEqual({ runs: 1, lost: false });
  });

  it('tells a handler whose lease was taken, and lets it settle nothing', async () => {
    const jobs = make({ leaseMs: 300 });
    const runs: JobRun[] = [];
    const second = gate();
    jobs.handle('work', async (_payload, run) => {
      runs.push(run);
      if (runs.length === 2) return second.opened;
      await new Promise((resolve) => run.signal.addEventListener('abort', resolve));
    });
    await jobs.start();
    await enqueue(jobs);
    await eventually(() => expect(runs).toHaveLength(1));
    await db.pool.query(`UPDATE "Job" SET "leasedBy" = 'someone else', "leasedUntil" = clock_timestamp() + interval '600 ms'`);
    await eventually(() => expect(runs[0]?.signal.aborted).toBe(true));
    await rest(50);
    expect(await rows()).toHaveLength(1);
    await eventually(() => expect(runs).toHaveLength(2));
    second.open();
    await eventually(async () => expect(await rows()).toEqual([]));
  });

  it('frees, at the start, the leases of a dead process when nobody else can hold one; else waits for their end', async () => {
    const jobs = make();
    let runs = 0;
    jobs.handle('work', async () => void (runs += 1));
    await enqueue(jobs, { runAt: soon(3_600_000) });
    const left = db.embedded ? '1 hour' : '700 ms';
    await db.pool.query(`UPDATE "Job" SET "leasedBy" = 'dead', attempts = 1, "leasedUntil" = clock_timestamp() + $1::interval`, [left]);
    const before = Date.now();
    await jobs.start();
    await eventually(async () => expect(await rows()).toEqual([]));
    expect(runs).toBe(1);
    if (!db.embedded) expect(Date.now() - before).toBeGreaterThan(500);
  });
});

describeOnServer('job runners side by side', (open) => {
  it('share the work, run nothing twice, and one at a time of an exclusive kind', async () => {
    await using test = await open();
    const databases = await Promise.all([test.another(), test.another()]);
    const ran = new Map<string, number>();
    const byRunner = [0, 0];
    let single = 0;
    let mostSingle = 0;
    const runners = databases.map((db, index) => {
      const jobs = createJobs({ db, clock: systemClock, log: collectLog(), pollMs: 20 });
      jobs.handle('work', async (_payload, { key }) => {
        ran.set(key, (ran.get(key) ?? 0) + 1);
        byRunner[index]! += 1;
        await rest(3);
      });
      jobs.handle('single', async () => {
        mostSingle = Math.max(mostSingle, (single += 1));
        await rest(5);
        single -= 1;
      }, { exclusive: true });
      return jobs;
    });
    await Promise.all(runners.map((jobs) => jobs.start()));
    await test.db.prisma.$transaction(async (tx) => {
      for (let key = 0; key < 120; key += 1) await runners[0]!.enqueue(tx, { kind: key % 6 === 0 ? 'single' : 'work', key: `${key}`, payload: {} });
    });
    await eventually(async () => expect(await test.db.prisma.job.count()).toBe(0), 20_000);
    expect([...ran.values()]).toEqual(Array.from({ length: 100 }, () => 1));
    expect(Math.min(...byRunner)).toBeGreaterThan(0);
    expect(mostSingle).toBe(1);
    await Promise.all(runners.map((jobs) => jobs.stop()));
  });

  it('lose no wake-up when jobs are enqueued all the while they end', async () => {
    await using test = await open();
    const jobs = createJobs({ db: test.db, clock: systemClock, log: collectLog(), pollMs: 60_000 });
    let asked = 0;
    let seen = 0;
    jobs.handle('work', async (payload) => void (seen = Math.max(seen, (payload as { n: number }).n)));
    await jobs.start();
    while (asked < 400) {
      asked += 1;
      await test.db.prisma.$transaction((tx) => jobs.enqueue(tx, { kind: 'work', key: 'a', payload: { n: asked } }));
    }
    await eventually(async () => expect(await test.db.prisma.job.count()).toBe(0));
    expect(seen).toBe(400);
    await jobs.stop();
  });
});
