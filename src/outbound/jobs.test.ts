import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds } from '../../test/support/databases.js';
import { eventually } from '../../test/support/eventually.js';
import { collectLog } from '../../test/support/log.js';
import { Refusal } from '../kernel/refusal.js';
import { systemClock } from '../kernel/clock.js';
import { createJobs } from './jobs.js';
import type { Jobs, JobsOptions, NewJob } from './jobs.js';
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

describe.each(databaseKinds)('jobs (%s)', (_name, open) => {
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

  it('runs a job once and forgets it', async () => {
    const jobs = make({ pollMs: 60_000 });
    const runs: unknown[] = [];
    jobs.handle('work', async (payload, { key, attempts }) => void runs.push({ payload, key, attempts }));
    await jobs.start();
    await enqueue(jobs, { payload: { zone: 'north' } });
    await eventually(() => expect(runs).toEqual([{ payload: { zone: 'north' }, key: 'a', attempts: 1 }]));
    await eventually(async () => expect(await rows()).toEqual([]));
    expect(jobs.state()).toEqual({ ok: true, lag: 0, running: 0 });
  });

  it('has no job of a transaction that failed', async () => {
    const jobs = make();
    const failing = db.prisma.$transaction(async (tx) => {
      await jobs.enqueue(tx, { kind: 'work', key: 'a', payload: {} });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await rows()).toEqual([]);
  });

  it('keeps one row for a kind and key, with the newer payload and the earlier time', async () => {
    const jobs = make();
    const times = [soon(60_000), soon(30_000), soon(90_000)];
    for (const [index, runAt] of times.entries()) await enqueue(jobs, { payload: { index }, runAt });
    expect(await rows()).toEqual([expect.objectContaining({ payload: { index: 2 }, runAt: times[1], attempts: 0, leasedBy: null })]);
  });

  it('waits for its time', async () => {
    const jobs = make();
    const runs: number[] = [];
    jobs.handle('work', async () => void runs.push(Date.now()));
    await jobs.start();
    const runAt = soon(400);
    await enqueue(jobs, { runAt });
    await eventually(() => expect(runs).toHaveLength(1));
    expect(runs[0]).toBeGreaterThanOrEqual(runAt.getTime());
    expect(runs[0]).toBeLessThan(runAt.getTime() + 1_000);
  });

  it('runs a job again when it asks for it, as if for the first time', async () => {
    const jobs = make({ pollMs: 60_000 });
    const attempts: number[] = [];
    jobs.handle('work', async (_payload, run) => {
      attempts.push(run.attempts);
      return attempts.length < 3 ? { again: soon(30) } : undefined;
    });
    await jobs.start();
    await enqueue(jobs);
    await eventually(async () => expect(await rows()).toEqual([]));
    expect(attempts).toEqual([1, 1, 1]);
  });

  it('waits no longer after a failure than its kind may', async () => {
    const jobs = make({ retry: { first: 60_000, most: 60_000 } });
    let runs = 0;
    jobs.handle('work', async () => { if ((runs += 1) < 3) throw new Error('not yet'); }, { mostMs: 30 });
    await jobs.start();
    await enqueue(jobs);
    await eventually(() => expect(runs).toBe(3));
  });

  it('tries a failing job again, later and later, and writes down why without the words of the error', async () => {
    const log = collectLog();
    const jobs = make({ log });
    const attempts: number[] = [];
    jobs.handle('work', async (_payload, run) => {
      attempts.push(run.attempts);
      if (attempts.length === 2) throw new Refusal('UNAVAILABLE', 'The SRM does not answer.');
      if (attempts.length < 4) throw Object.assign(new TypeError('password=hunter2'), { code: 'E_ODD' });
      await rest(10);
    });
    await jobs.start();
    await enqueue(jobs);
    await eventually(async () => expect(await rows()).toMatchObject([{ lastError: 'TypeError E_ODD' }]));
    await eventually(async () => expect(await rows()).toEqual([]));
    expect(attempts).toEqual([1, 2, 3, 4]);
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(3);
    expect(JSON.stringify(log.lines)).toContain('UNAVAILABLE: The SRM does not answer.');
    expect(JSON.stringify(log.lines)).not.toContain('hunter2');
  });

  it('runs once more what was enqueued while it ran, with the newer payload', async () => {
    const jobs = make({ pollMs: 60_000 });
    const seen: unknown[] = [];
    const first = gate();
    jobs.handle('work', async (payload) => {
      seen.push(payload);
      if (seen.length === 1) await first.opened;
    });
    await jobs.start();
    await enqueue(jobs, { payload: { n: 1 } });
    await eventually(() => expect(seen).toHaveLength(1));
    await enqueue(jobs, { payload: { n: 2 } });
    await enqueue(jobs, { payload: { n: 3 } });
    await rest(100);
    expect(seen).toHaveLength(1);
    first.open();
    await eventually(async () => expect(await rows()).toEqual([]));
    expect(seen).toEqual([{ n: 1 }, { n: 3 }]);
  });

  it('respects the time of what was enqueued while it ran', async () => {
    const jobs = make();
    const running = gate();
    const ends: Record<string, () => Promise<void | { again: Date }>> = {
      done: async () => undefined,
      again: async () => ({ again: soon(3_600_000) }),
    };
    jobs.handle('work', async (_payload, { key }) => running.opened.then(() => ends[key]?.()));
    await jobs.start();
    for (const key of Object.keys(ends)) await enqueue(jobs, { key });
    await eventually(() => expect(jobs.state().running).toBe(2));
    const runAt = soon(60_000);
    for (const key of Object.keys(ends)) await enqueue(jobs, { key, runAt });
    running.open();
    await eventually(() => expect(jobs.state().running).toBe(0));
    expect(await rows()).toMatchObject([
      { key: 'again', runAt, leasedBy: null, attempts: 0 },
      { key: 'done', runAt, leasedBy: null, attempts: 0 },
    ]);
  });

  it('runs so many of a kind at a time and no more, whatever the other kinds do', async () => {
    const jobs = make();
    const counts = { work: 0, single: 0 };
    const most = { work: 0, single: 0 };
    let four = (): void => undefined;
    const together = new Promise<void>((resolve) => (four = resolve));
    const count = (kind: 'work' | 'single') => async (): Promise<void> => {
      most[kind] = Math.max(most[kind], (counts[kind] += 1));
      if (counts.work === 4) four();
      // However slowly they are claimed: so many are there at once, and a fifth would be seen
      if (kind === 'work') await together;
      await rest(20);
      counts[kind] -= 1;
    };
    jobs.handle('work', count('work'));
    jobs.handle('single', count('single'), { exclusive: true });
    await jobs.start();
    for (let key = 0; key < 12; key += 1) {
      await enqueue(jobs, { key: `${key}` });
      if (key < 5) await enqueue(jobs, { kind: 'single', key: `${key}` });
    }
    await eventually(async () => expect(await rows()).toEqual([]));
    expect(most).toEqual({ work: 4, single: 1 });
  });

  it('leaves jobs without a handler, and refuses two handlers of a kind', async () => {
    const jobs = make();
    jobs.handle('other', async () => undefined);
    expect(() => jobs.handle('other', async () => undefined)).toThrow('two handlers');
    await jobs.start();
    await enqueue(jobs);
    await rest(150);
    expect(await rows()).toMatchObject([{ kind: 'work', attempts: 0 }]);
  });

  it('says that the database is gone, and goes on when it is back', async () => {
    let down = false;
    const pool = { query: (text: string, values: unknown[]) => (down ? Promise.reject(new Error('gone')) : db.pool.query(text, values)) };
    const jobs = make({ db: { ...db, pool: pool as unknown as Database['pool'] } });
    let runs = 0;
    jobs.handle('work', async () => void (runs += 1));
    await jobs.start();
    down = true;
    await enqueue(jobs);
    await eventually(() => expect(jobs.state()).toMatchObject({ ok: false, reason: 'Jobs cannot be taken (Error).' }));
    down = false;
    await eventually(() => expect(runs).toBe(1));
  });
});
