import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anEvent } from '../../test/support/events.js';
import { databaseKinds } from '../../test/support/databases.js';
import { collectLog } from '../../test/support/log.js';
import { newId } from '../kernel/id.js';
import { createRetention, KEEP_MS, PARKED_EVENT, prune } from './retention.js';
import type { Pruned } from './retention.js';
import type { Database } from './storage/database.js';
import type { TestDatabase } from '../../test/support/databases.js';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const DAY = 86_400_000;
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY);

describe.each(databaseKinds)('retention (%s)', (_name, open) => {
  let test: TestDatabase;
  let db: Database;

  /** Placed events, by age in days. */
  const logOf = async (...ages: readonly number[]): Promise<void> => {
    const data = ages.map((age, index) => {
      const { id, type, subject } = anEvent();
      return { id, type, subject, clientId: 'client-1', time: daysAgo(age), data: {}, position: BigInt(index + 1) };
    });
    await db.prisma.outboxEvent.createMany({ data });
    await db.prisma.eventLogHead.create({ data: { position: BigInt(ages.length) } });
  };
  const pruneFor = (...readers: readonly string[]): Promise<Pruned> => prune(db, { now: NOW, keepMs: KEEP_MS, readers });
  const left = async (): Promise<(bigint | null)[]> => (await db.prisma.outboxEvent.findMany({ orderBy: { seq: 'asc' } })).map(({ position }) => position);

  beforeAll(async () => {
    test = await open();
    db = test.db;
  });
  beforeEach(() => test.clear());
  afterAll(() => test[Symbol.asyncDispose]());

  it('deletes old events from the oldest on, never leaving a gap, and never what is not placed', async () => {
    await logOf(9, 8, 6, 9, 1);
    const { id, type, subject } = anEvent();
    await db.prisma.outboxEvent.create({ data: { id, type, subject, clientId: 'client-1', time: daysAgo(30), data: {} } });
    expect((await pruneFor()).events).toBe(2);
    expect(await left()).toEqual([3n, 4n, 5n, null]);
  });

  it('deletes all of them when all are old, and remembers where the log ended', async () => {
    await logOf(9, 9, 8);
    expect((await pruneFor()).events).toBe(3);
    expect((await db.prisma.eventLogHead.findFirst())?.position).toBe(3n);
    expect((await pruneFor()).events).toBe(0);
  });

  it('keeps what a reader has still to read, however old', async () => {
    await logOf(9, 9, 9, 9);
    await db.prisma.consumerOffset.createMany({ data: [{ consumer: 'quick', position: 4n }, { consumer: 'slow', position: 2n }, { consumer: 'left', position: 0n }] });
    expect((await pruneFor('quick', 'slow')).events).toBe(2);
    expect(await left()).toEqual([3n, 4n]);
    expect((await pruneFor('quick', 'not yet there')).events).toBe(0);
    expect((await pruneFor('quick')).events).toBe(2);
  });

  it('deletes more than one batch', async () => {
    await logOf(...Array.from({ length: 4_500 }, () => 10), 1);
    expect((await pruneFor()).events).toBe(4_500);
    expect(await left()).toEqual([4_501n]);
  });

  it('forgets what was consumed and parked after twice the time, idempotency keys when they expire, and windows of clients after an hour', async () => {
    await db.prisma.consumedEvent.createMany({ data: [13, 15].map((age) => ({ consumer: 'one', eventId: newId(), at: daysAgo(age) })) });
    const job = { payload: {}, runAt: daysAgo(20), createdAt: daysAgo(20) };
    await db.prisma.job.createMany({ data: [{ ...job, id: newId(), kind: PARKED_EVENT, key: 'a' }, { ...job, id: newId(), kind: 'work', key: 'a' }] });
    const record = { clientId: 'client-1', userId: '', requestHash: 'h', state: 'DONE', createdAt: daysAgo(1) } as const;
    await db.prisma.idempotencyRecord.createMany({ data: [{ ...record, key: 'old', expiresAt: NOW }, { ...record, key: 'young', expiresAt: new Date(NOW.getTime() + 1) }] });
    const windows = [60, 61].map((minutes) => ({ client: String(minutes), endsAt: new Date(NOW.getTime() - minutes * 60_000), used: 1, granted: 1 }));
    await db.prisma.rateWindow.createMany({ data: windows });
    expect(await pruneFor()).toEqual({ events: 0, consumed: 1, parked: 1, idempotencyKeys: 1, subscriptions: 0, deliveries: 0, rateWindows: 1 });
    expect(await db.prisma.job.findMany()).toMatchObject([{ kind: 'work' }]);
    expect(await db.prisma.idempotencyRecord.findMany()).toMatchObject([{ key: 'young' }]);
  });

  it('forgets what was settled of a sink that goes on, and with one that ended the rest of it; what waits stays', async () => {
    const subscription = (state: 'ACTIVE' | 'ENDED') => ({ id: newId(), clientId: 'client-1', resourceId: newId(), sink: 'https://consumer.example/', eventType: 'changed', source: 'here', state, createdAt: daysAgo(20) });
    const [goesOn, ended] = [subscription('ACTIVE'), subscription('ENDED')];
    await db.prisma.eventSubscription.createMany({ data: [goesOn, ended] });
    const delivery = (of: { readonly id: string }, state: 'PENDING' | 'DELIVERED' | 'DEAD', age: number) => ({ id: newId(), subscriptionId: of.id, eventId: newId(), position: BigInt(age), cloudEvent: {}, state, createdAt: daysAgo(age) });
    await db.prisma.eventDelivery.createMany({ data: [delivery(goesOn, 'DELIVERED', 8), delivery(goesOn, 'DEAD', 9), delivery(goesOn, 'DELIVERED', 6), delivery(goesOn, 'PENDING', 10), delivery(ended, 'DELIVERED', 8)] });
    expect(await pruneFor()).toMatchObject({ subscriptions: 1, deliveries: 2 });
    expect((await db.prisma.eventDelivery.findMany({ orderBy: { position: 'asc' } })).map(({ position }) => position)).toEqual([6n, 10n]);
  });

  it('is a job that runs again after an hour', async () => {
    await logOf(9);
    const log = collectLog();
    const retention = createRetention({ db, clock: { now: () => NOW }, readers: [] });
    const result = await retention({}, { key: 'all', attempts: 1, signal: AbortSignal.timeout(5_000), log });
    expect(result).toEqual({ again: new Date(NOW.getTime() + 3_600_000) });
    expect(log.lines).toMatchObject([{ level: 'info', fields: { events: 1 } }]);
  });
});
