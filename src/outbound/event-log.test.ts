import { setMaxListeners } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { announce, anEvent } from '../../test/support/events.js';
import { databaseKinds } from '../../test/support/databases.js';
import { eventually } from '../../test/support/eventually.js';
import { collectLog } from '../../test/support/log.js';
import { IMPORTED } from '../kernel/peering/messages.js';
import { Refusal } from '../kernel/refusal.js';
import { createEventLog } from './event-log.js';
import { createRelay } from './relay.js';
import type { EventLog, EventLogOptions } from './event-log.js';
import type { Relay } from './relay.js';
import type { Database } from './storage/database.js';
import type { LoggedEvent } from '../kernel/event.js';
import type { TestDatabase } from '../../test/support/databases.js';

const TYPE = 'test.thing-changed';
const many = (count: number, about = {}): ReturnType<typeof anEvent>[] => Array.from({ length: count }, () => anEvent(about));
const range = (from: number, to: number): bigint[] => Array.from({ length: to - from + 1 }, (_, index) => BigInt(from + index));

/** Takes events until there are so many. */
async function take(stream: AsyncIterableIterator<LoggedEvent>, count: number): Promise<bigint[]> {
  const taken: bigint[] = [];
  while (taken.length < count) {
    const { value, done } = await stream.next();
    if (done) break;
    taken.push((value as LoggedEvent).position);
  }
  return taken;
}

describe.each(databaseKinds)('event log (%s)', (_name, open) => {
  let test: TestDatabase;
  let db: Database;
  let relay: Relay;
  let logs: EventLog[] = [];
  let ending = new AbortController();

  const openLog = async (options: Partial<EventLogOptions> = {}): Promise<EventLog> => {
    const log = createEventLog({ db, log: collectLog(), ...options });
    logs.push(log);
    await log.start();
    return log;
  };
  const placed = (count: number): Promise<void> =>
    eventually(async () => expect((await db.prisma.eventLogHead.findUnique({ where: { id: 1 } }))?.position).toBe(BigInt(count)));

  beforeAll(async () => {
    test = await open();
    db = test.db;
  });
  beforeEach(async () => {
    await test.clear();
    ending = new AbortController();
    setMaxListeners(0, ending.signal);
    relay = createRelay({ db, log: collectLog() });
    await relay.start();
  });
  afterEach(async () => {
    ending.abort();
    await relay.stop();
    await Promise.all(logs.map((log) => log.close()));
    logs = [];
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('reads what is placed, filtered and bounded', async () => {
    const log = await openLog();
    expect(await log.head()).toBe(0n);
    expect(await log.span()).toEqual({ oldest: 1n, head: 0n });
    const event = anEvent({ owner: { clientId: 'client-2', userId: 'user-2' }, correlator: null });
    await announce(db, anEvent(), event, anEvent({ type: 'test.other' }), anEvent({ subject: 'thing-2' }));
    await placed(4);
    expect((await log.read(0n, 2)).map(({ position }) => position)).toEqual([1n, 2n]);
    expect(await log.read(1n, 1)).toEqual([{ ...event, position: 2n }]);
    expect((await log.read(0n, 9, { types: [TYPE] })).map(({ position }) => position)).toEqual([1n, 2n, 4n]);
    expect((await log.read(0n, 9, { subject: 'thing-2' })).map(({ position }) => position)).toEqual([4n]);
    expect(await log.head()).toBe(4n);
  });

  it('hands no messages of peering round, and loses nothing for them', async () => {
    const log = await openLog();
    const stream = log.follow({ types: [TYPE, IMPORTED], signal: ending.signal });
    await announce(db, anEvent({ type: IMPORTED }), anEvent(), ...many(3, { type: IMPORTED }), anEvent());
    expect(await take(stream, 2)).toEqual([2n, 6n]);
    expect((await log.read(0n, 9, { types: [IMPORTED] })).map(({ position }) => position)).toEqual([1n, 3n, 4n, 5n]);
    expect((await log.read(0n, 9, { types: [IMPORTED, TYPE], except: [IMPORTED] })).map(({ position }) => position)).toEqual([2n, 6n]);
  });

  it('follows from now on, by type and by a test of its own', async () => {
    const log = await openLog();
    await announce(db, anEvent());
    await placed(1);
    await eventually(async () => expect((await log.span()).head).toBe(1n));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const all = log.follow({ types: [TYPE], signal: ending.signal });
    const own = log.follow({ types: [TYPE, 'test.other'], where: ({ owner }) => owner.clientId === 'client-9', signal: ending.signal });
    await announce(db, anEvent(), anEvent({ type: 'test.other' }), anEvent({ owner: { clientId: 'client-9', userId: null } }));
    await announce(db, anEvent({ type: 'test.other', owner: { clientId: 'client-9', userId: null } }));
    expect(await take(all, 2)).toEqual([2n, 4n]);
    expect(await take(own, 2)).toEqual([4n, 5n]);
    expect(log.state()).toEqual({ ok: true, followers: 2 });
  });

  it('takes part from the call on, not from the first look', async () => {
    const log = await openLog();
    const stream = log.follow({ types: [TYPE], signal: ending.signal });
    await announce(db, anEvent());
    await placed(1);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await take(stream, 1)).toEqual([1n]);
  });

  it('resumes after a cursor: first the table, over several pages, then live', async () => {
    const log = await openLog({ room: 50 });
    for (let batch = 0; batch < 6; batch += 1) await announce(db, ...many(200));
    await placed(1200);
    const stream = log.follow({ after: 3n, types: [TYPE], signal: ending.signal });
    expect(await take(stream, 1197)).toEqual(range(4, 1200));
    await announce(db, ...many(3));
    expect(await take(stream, 3)).toEqual(range(1201, 1203));
  });

  it('resumes at the very end of the log', async () => {
    const log = await openLog();
    await announce(db, anEvent());
    await placed(1);
    const stream = log.follow({ after: 1n, types: [TYPE], signal: ending.signal });
    const next = take(stream, 1);
    await announce(db, anEvent());
    expect(await next).toEqual([2n]);
  });

  it('loses and doubles nothing when streams join while events are written', async () => {
    const log = await openLog();
    let count = 0;
    const writing = (async () => {
      for (; count < 400; count += 8) await announce(db, ...many(8));
    })();
    const joined: Promise<bigint[]>[] = [];
    for (let stream = 0; stream < 12; stream += 1) {
      await new Promise((resolve) => setTimeout(resolve, 15));
      joined.push(take(log.follow({ after: 0n, types: [TYPE], signal: ending.signal }), 400));
    }
    await writing;
    for (const positions of await Promise.all(joined)) expect(positions).toEqual(range(1, 400));
  });

  it('reads an event once, whatever the number of followers', async () => {
    let reads = 0;
    const prisma = db.prisma.$extends({ query: { outboxEvent: { findMany: ({ args, query }) => ((reads += 1), query(args)) } } });
    const log = createEventLog({ db: { ...db, prisma: prisma as unknown as Database['prisma'] }, log: collectLog(), pollMs: 60_000 });
    logs.push(log);
    await log.start();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const streams = Array.from({ length: 500 }, () => log.follow({ types: [TYPE], signal: ending.signal }));
    reads = 0;
    await announce(db, anEvent());
    expect(await Promise.all(streams.map((stream) => take(stream, 1)))).toEqual(streams.map(() => [1n]));
    expect(reads).toBeLessThanOrEqual(2);
  });

  it('ends a follower that falls too far behind, after what it holds, and no other', async () => {
    const log = await openLog({ room: 10 });
    const slow = log.follow({ types: [TYPE], signal: ending.signal });
    const quick = log.follow({ types: [TYPE], signal: ending.signal });
    const seen: bigint[] = [];
    const reading = (async () => {
      for await (const { position } of quick) if (seen.push(position) === 40) return;
    })();
    for (let event = 0; event < 40; event += 1) {
      await announce(db, anEvent());
      await eventually(() => expect(seen).toHaveLength(event + 1));
    }
    await reading;
    expect(await take(slow, 10)).toEqual(range(1, 10));
    await expect(slow.next()).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('10 events behind') });
    expect(await slow.next()).toEqual({ value: undefined, done: true });
    expect(log.state().followers).toBe(0);
  });

  it('refuses a cursor that is older than what is kept, and one that is not of this log', async () => {
    const log = await openLog();
    await announce(db, ...many(6));
    await placed(6);
    await db.prisma.outboxEvent.deleteMany({ where: { position: { lte: 3n } } });
    const from = (after: bigint): Promise<unknown> => log.follow({ after, types: [TYPE], signal: ending.signal }).next();
    await expect(from(2n)).rejects.toMatchObject({ code: 'OUT_OF_RANGE', field: 'after' });
    await expect(from(2n)).rejects.toBeInstanceOf(Refusal);
    await expect(from(7n)).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
    expect(await from(3n)).toMatchObject({ value: { position: 4n } });
    await db.prisma.outboxEvent.deleteMany();
    await expect(from(5n)).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
  });

  it('ends a stream by its signal, by return and by closing, also while it waits', async () => {
    const log = await openLog();
    const [first, second, third] = [1, 2, 3].map(() => log.follow({ types: [TYPE], signal: ending.signal }));
    const waiting = [first!.next(), second!.next(), third!.next()];
    await second!.return?.();
    expect(await waiting[1]).toEqual({ value: undefined, done: true });
    expect(log.state().followers).toBe(2);
    ending.abort();
    expect(await waiting[0]).toEqual({ value: undefined, done: true });
    const other = new AbortController();
    const last = log.follow({ types: [TYPE], signal: other.signal });
    const end = last.next();
    await log.close();
    expect(await end).toEqual({ value: undefined, done: true });
    expect(log.state().followers).toBe(0);
    const dead = log.follow({ types: [TYPE], signal: AbortSignal.abort() });
    expect(await dead.next()).toEqual({ value: undefined, done: true });
    expect(log.state().followers).toBe(0);
  });

  it('finds events by itself when no notification arrives', async () => {
    const deaf = { ...db, listen: async () => async () => undefined };
    const log = createEventLog({ db: deaf, log: collectLog(), pollMs: 30 });
    logs.push(log);
    await log.start();
    const stream = log.follow({ types: [TYPE], signal: ending.signal });
    await announce(db, anEvent());
    expect(await take(stream, 1)).toEqual([1n]);
  });

  it('goes on after a time without the database', async () => {
    let down = false;
    const guarded = db.prisma.$extends({
      query: { outboxEvent: { findMany: ({ args, query }) => (down ? Promise.reject(new Error('gone')) : query(args)) } },
    });
    const log = createEventLog({ db: { ...db, prisma: guarded as unknown as Database['prisma'] }, log: collectLog(), pollMs: 30 });
    logs.push(log);
    await log.start();
    const stream = log.follow({ types: [TYPE], signal: ending.signal });
    down = true;
    await announce(db, anEvent(), anEvent());
    await eventually(() => expect(log.state()).toMatchObject({ ok: false, reason: 'The event log cannot be read (Error).' }));
    down = false;
    expect(await take(stream, 2)).toEqual([1n, 2n]);
    await eventually(() => expect(log.state().ok).toBe(true));
  });
});
