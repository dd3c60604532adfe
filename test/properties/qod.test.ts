import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../support/databases.js';
import { aContext, aSession, handClock, qodWorld, type HandClock, type QodWorld } from '../support/qod-world.js';
import { Refusal } from '../../src/kernel/refusal.js';

/** What the caller, the network, the clock and the machine may do; sessions are told apart by their port. */
type Step =
  | { readonly do: 'create' | 'delete' | 'grant' | 'refuse' | 'terminate'; readonly port: number }
  | { readonly do: 'extend'; readonly port: number; readonly seconds: number }
  | { readonly do: 'pass'; readonly seconds: number }
  | { readonly do: 'alarm' | 'restart' };

// Mostly one port, so that much happens to one session.
const port = fc.constantFrom(1, 1, 1, 2);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('create' as const, 'create' as const, 'grant' as const), port }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('delete' as const, 'refuse' as const, 'terminate' as const, 'terminate' as const), port }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('extend' as const), port, seconds: fc.constantFrom(1, 60, 939, 941, 2_000) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pass' as const), seconds: fc.constantFrom(1, 30, 59, 60, 299, 355, 359, 4_000) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('alarm' as const, 'alarm' as const, 'restart' as const) }) },
);

/** A busy machine tries fewer stories; in milliseconds. */
const ENOUGH_MS = 12_000;

const DURATION = 60;
const LONGEST = 1_000;
const GRANT_WITHIN = 600;
const KEPT = 360;

/** A session as CAMARA describes it, in seconds; written down anew, without the program's rules. */
class Expected {
  started: number | undefined;
  ends: number | undefined;
  duration = DURATION;
  ended: { info: string; at: number; noted: boolean; notedAt: number } | undefined;
  constructor(readonly id: string, readonly port: number, readonly asked: number) {}

  /** @param noted whether somebody writes it down */
  time(now: number, noted: boolean): void {
    const at = this.ends ?? this.asked + GRANT_WITHIN;
    if (!this.ended && now >= at) this.ended = { info: this.ends === undefined ? 'NETWORK_TERMINATED' : 'DURATION_EXPIRED', at, noted: false, notedAt: now };
    if (noted && this.ended && !this.ended.noted) this.ended = { ...this.ended, noted, notedAt: now };
  }
  end(info: string, now: number): void {
    this.time(now, true);
    if (this.ended) return;
    if (this.started !== undefined) this.duration = Math.max(1, now - this.started);
    this.ended = { info, at: now, noted: true, notedAt: now };
  }
  grant(now: number): void {
    this.time(now, true);
    if (this.ended || this.started !== undefined) return;
    this.started = now;
    this.ends = now + DURATION;
  }
  get status(): string {
    return this.ended ? 'UNAVAILABLE' : this.started === undefined ? 'REQUESTED' : 'AVAILABLE';
  }
  isInTheWay(now: number): boolean {
    return !this.ended || (this.ended.info === 'NETWORK_TERMINATED' && (!this.ended.noted || now < this.ended.notedAt + KEPT));
  }
}

const ctx = aContext();
const EPOCH = Date.parse('2026-03-01T12:00:00.000Z');

/** The program and the expectation, side by side. */
class Run {
  readonly clock: HandClock = handClock();
  world: QodWorld;
  /** The latest session of each port whose row is there. */
  readonly live = new Map<string, Expected>();
  constructor(readonly test: TestDatabase) {
    this.world = this.start();
  }
  start(): QodWorld {
    const world = qodWorld(this.test.db, { clock: this.clock });
    world.flows.answer = 'silence';
    return world;
  }
  get now(): number {
    return (this.clock.now().getTime() - EPOCH) / 1_000;
  }
  of(wanted: number): Expected | undefined {
    return [...this.live.values()].filter((one) => one.port === wanted).at(-1);
  }

  async take(what: Step): Promise<void> {
    for (const session of this.live.values()) session.time(this.now, false);
    switch (what.do) {
      case 'create': return this.create(what.port);
      case 'extend': return this.extend(what.port, what.seconds);
      case 'delete': return this.delete(what.port);
      case 'grant': return this.tell(what.port, 'granted');
      case 'refuse': return this.tell(what.port, 'refused');
      case 'terminate': return this.tell(what.port, 'terminated');
      case 'pass': return this.clock.pass(what.seconds * 1_000);
      case 'alarm': return this.alarm();
      case 'restart': this.world = this.start();
    }
  }

  async create(wanted: number): Promise<void> {
    const isFree = ![...this.live.values()].some((one) => one.port === wanted && one.isInTheWay(this.now));
    const made = await attempt(this.world.service.create(ctx, aSession({ duration: DURATION, devicePorts: { ports: [wanted] } })));
    if (!isFree) return void expect(made).toMatchObject({ code: 'CONFLICT' });
    expect(made).toMatchObject({ qosStatus: 'REQUESTED' });
    const { id } = made as { id: string };
    this.live.set(id, new Expected(id, wanted, this.now));
  }
  async extend(wanted: number, seconds: number): Promise<void> {
    const session = this.of(wanted);
    if (!session) return;
    const longer = await attempt(this.world.service.extend(ctx, session.id, seconds));
    if (session.status !== 'AVAILABLE') return void expect(longer).toMatchObject({ code: 'SESSION_EXTENSION_NOT_ALLOWED' });
    session.duration = Math.min(LONGEST, session.duration + seconds);
    session.ends = session.started! + session.duration;
  }
  async delete(wanted: number): Promise<void> {
    const session = this.of(wanted);
    if (!session) return;
    session.end('DELETE_REQUESTED', this.now);
    expect(await this.world.service.delete(ctx, session.id)).toMatchObject({ statusInfo: session.ended!.info });
    this.live.delete(session.id);
  }
  async tell(wanted: number, kind: 'granted' | 'refused' | 'terminated'): Promise<void> {
    const session = this.of(wanted);
    const [flow] = session ? await this.world.flows.all(session.id) : [];
    if (!session || !flow) return;
    await this.world.flows.tell(flow.id, kind === 'granted' ? { kind } : kind === 'refused' ? { kind, code: 'INVALID_ARGUMENT', reason: 'no' } : { kind, reason: 'no more' });
    if (kind === 'granted') session.grant(this.now);
    else session.end('NETWORK_TERMINATED', this.now);
  }
  async alarm(): Promise<void> {
    for (const session of this.live.values()) {
      if (session.ended?.noted && this.now >= session.ended.notedAt + KEPT) this.live.delete(session.id);
      else session.time(this.now, true);
    }
    // Stopped at once: one batch is done.
    this.world.expiry.start();
    await this.world.expiry.stop();
  }

  async check(): Promise<void> {
    for (const session of this.live.values()) session.time(this.now, false);
    const rows = (await this.world.service.page(ctx, null, 100, null)).rows;
    const moment = (seconds: number | undefined): Date | null => (seconds === undefined ? null : new Date(EPOCH + seconds * 1_000));
    expect(rows.map(({ id }) => id).toSorted()).toEqual([...this.live.keys()].toSorted());
    for (const { id, qosStatus, statusInfo, duration, startedAt, expiresAt } of rows) {
      const { status, ended, started, ends, duration: lasts } = this.live.get(id)!;
      expect({ qosStatus, statusInfo, duration, startedAt, expiresAt }).toEqual({ qosStatus: status, statusInfo: ended?.info ?? null, duration: lasts, startedAt: moment(started), expiresAt: moment(ended?.at ?? ends) });
    }
  }

  /** What was told of each session leads from its creation to its state, and the network holds nothing for what has ended. */
  async checkTraces(): Promise<void> {
    const { prisma } = this.test.db;
    const told = new Map<string, { readonly data: unknown }[]>();
    for (const event of await prisma.outboxEvent.findMany({ orderBy: { seq: 'asc' } })) told.set(event.subject, [...(told.get(event.subject) ?? []), event]);
    const rows = new Map((await prisma.qodSession.findMany()).map((row) => [row.id, row]));
    for (const [id, events] of told) {
      let status: unknown = null;
      for (const { data } of events) {
        const { previousStatus, qosStatus, removed } = data as Record<string, unknown>;
        expect(previousStatus).toBe(status);
        expect(qosStatus !== status || removed).toBe(true);
        status = qosStatus;
      }
      const row = rows.get(id);
      expect(status).toBe(row?.status ?? 'UNAVAILABLE');
      expect(events.filter(({ data }) => (data as Record<string, unknown>)['qosStatus'] === 'UNAVAILABLE' && !(data as Record<string, unknown>)['removed']).length).toBeLessThanOrEqual(1);
    }
    for (const { resourceId, phase } of await prisma.networkFlow.findMany()) {
      const status = rows.get(resourceId)?.status ?? 'UNAVAILABLE';
      expect(phase === 'REMOVING').toBe(status === 'UNAVAILABLE');
    }
    const held = new Set((await prisma.networkFlow.findMany({ where: { phase: { not: 'REMOVING' } } })).map(({ resourceId }) => resourceId));
    for (const row of rows.values()) if (row.status !== 'UNAVAILABLE') expect(held.has(row.id)).toBe(true);
  }
}

const attempt = (work: Promise<object>): Promise<object> =>
  work.catch((failure: unknown) => {
    if (failure instanceof Refusal) return failure;
    throw failure;
  });

let test: TestDatabase;
beforeAll(async () => {
  test = await databaseKinds[0]![1]();
});
afterAll(() => test[Symbol.asyncDispose]());

it('a session lives as CAMARA says, whatever caller, network, clock and restarts do in whatever order', async () => {
  const until = Date.now() + ENOUGH_MS;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 30 }), async (steps) => {
      if (Date.now() > until) return;
      await test.clear();
      const run = new Run(test);
      for (const one of steps) {
        await run.take(one);
        await run.check();
      }
      await run.checkTraces();
    }),
    { numRuns: 40 },
  );
}, 120_000);
