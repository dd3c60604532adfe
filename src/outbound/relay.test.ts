import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { announce, anEvent } from '../../test/support/events.js';
import { databaseKinds, describeOnServer } from '../../test/support/databases.js';
import { eventually } from '../../test/support/eventually.js';
import { collectLog } from '../../test/support/log.js';
import { LOG_CHANNEL } from './event-log.js';
import { record } from './outbox.js';
import { createRelay } from './relay.js';
import type { Relay } from './relay.js';
import type { Database } from './storage/database.js';
import type { TestDatabase } from '../../test/support/databases.js';

const positions = async ({ prisma }: Database): Promise<(bigint | null)[]> =>
  (await prisma.outboxEvent.findMany({ orderBy: { seq: 'asc' } })).map(({ position }) => position);

const upTo = (count: number): bigint[] => Array.from({ length: count }, (_, index) => BigInt(index + 1));

describe.each(databaseKinds)('outbox and relay (%s)', (_name, open) => {
  let test: TestDatabase;
  let db: Database;
  const running: Relay[] = [];
  const startRelay = async (on: Database, options: { pollMs?: number; batch?: number } = {}): Promise<Relay> => {
    const relay = createRelay({ db: on, log: collectLog(), ...options });
    running.push(relay);
    await relay.start();
    return relay;
  };

  beforeAll(async () => {
    test = await open();
    db = test.db;
  });
  beforeEach(() => test.clear());
  afterEach(async () => {
    await Promise.all(running.splice(0).map((relay) => relay.stop()));
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('records what it is given, and nothing when the transaction fails', async () => {
    const event = anEvent({ owner: { clientId: 'client-7', userId: 'user-7' }, time: new Date('2026-03-29T01:30:00.123Z') });
    await announce(db, event);
    const failing = db.prisma.$transaction(async (tx) => {
      await record(tx, [anEvent()]);
      throw new Error('the change failed');
    });
    await expect(failing).rejects.toThrow('the change failed');
    const rows = await db.prisma.outboxEvent.findMany();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ id: event.id, type: event.type, subject: event.subject, clientId: 'client-7', userId: 'user-7', time: event.time, data: event.data, position: null });
  });

  it('records nothing without events', async () => {
    await db.prisma.$transaction((tx) => record(tx, []));
    expect(await db.prisma.outboxEvent.count()).toBe(0);
  });

  it('places events one after the other, in the order in which they were recorded', async () => {
    await announce(db, anEvent(), anEvent(), anEvent());
    await startRelay(db);
    await eventually(async () => expect(await positions(db)).toEqual(upTo(3)));
    await announce(db, anEvent());
    await eventually(async () => expect(await positions(db)).toEqual(upTo(4)));
    expect((await db.prisma.eventLogHead.findUnique({ where: { id: 1 } }))?.position).toBe(4n);
  });

  it('is woken by the commit, and wakes the readers', async () => {
    await startRelay(db, { pollMs: 60_000 });
    const told: string[] = [];
    const end = await db.listen(LOG_CHANNEL, (payload) => void told.push(payload));
    await announce(db, anEvent());
    await eventually(() => expect(told).toHaveLength(1));
    expect(await positions(db)).toEqual([1n]);
    await end();
  });

  it('finds by itself what nobody woke it for', async () => {
    await startRelay(db, { pollMs: 50 });
    const { id, type, subject, time } = anEvent();
    await db.prisma.outboxEvent.create({ data: { id, type, subject, clientId: 'client-1', time, data: {} } });
    await eventually(async () => expect(await positions(db)).toEqual([1n]));
  });

  it('works a backlog off in batches and tells its length', async () => {
    for (let batch = 0; batch < 4; batch += 1) await announce(db, ...Array.from({ length: 60 }, () => anEvent()));
    const relay = await startRelay(db, { batch: 50 });
    await eventually(async () => expect(await positions(db)).toEqual(upTo(240)));
    await eventually(() => expect(relay.state()).toEqual({ ok: true, lag: 0 }));
  });

  it('is not well when it does not run', () => {
    expect(createRelay({ db, log: collectLog() }).state()).toEqual({ ok: false, lag: 0, reason: 'The relay is not running.' });
  });
});

describeOnServer('several relays', (open) => {
  it('place events without a gap or a double while many write, and positions never fill in behind a reader', async () => {
    await using test = await open();
    const others = await Promise.all([test.another(), test.another()]);
    const relays = others.map((db) => createRelay({ db, log: collectLog(), pollMs: 20, batch: 7 }));
    await Promise.all(relays.map((relay) => relay.start()));

    const seen: bigint[] = [];
    let writing = true;
    const reading = (async () => {
      for (;;) {
        const wasWriting = writing;
        const rows = await test.db.prisma.outboxEvent.findMany({ where: { position: { gt: seen.at(-1) ?? 0n } }, orderBy: { position: 'asc' } });
        for (const { position } of rows) if (position !== null) seen.push(position);
        if (!wasWriting && seen.length === 300) return;
      }
    })();
    const writers = Array.from({ length: 6 }, async () => {
      for (let round = 0; round < 25; round += 1) {
        await test.db.prisma.$transaction(async (tx) => {
          await record(tx, [anEvent(), anEvent()]);
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
        });
      }
    });
    await Promise.all(writers);
    writing = false;
    await reading;
    expect(seen).toEqual(upTo(300));
    await Promise.all(relays.map((relay) => relay.stop()));
  });

  it('a transaction that was recorded early and committed late gets a later position', async () => {
    await using test = await open();
    const relay = createRelay({ db: test.db, log: collectLog(), pollMs: 20 });
    await relay.start();
    const early = anEvent();
    const late = anEvent();
    await test.db.prisma.$transaction(async (tx) => {
      await record(tx, [early]);
      await announce(test.db, late);
      await eventually(async () => expect(await test.db.prisma.outboxEvent.findUnique({ where: { id: late.id } })).toMatchObject({ position: 1n }));
    });
    await eventually(async () => expect(await test.db.prisma.outboxEvent.findUnique({ where: { id: early.id } })).toMatchObject({ position: 2n }));
    await relay.stop();
  });

  it('says so while the database cannot be asked, and goes on afterwards', async () => {
    await using test = await open();
    const log = collectLog();
    const broken = { ...test.db, pool: { query: () => Promise.reject(Object.assign(new Error('password is hunter2'), { code: 'ECONNREFUSED' })) } } as unknown as Database;
    const relay = createRelay({ db: broken, log, pollMs: 20 });
    await relay.start();
    await eventually(() => expect(relay.state()).toEqual({ ok: false, lag: 0, reason: 'The relay cannot place events (Error ECONNREFUSED).' }));
    expect(JSON.stringify(log.lines)).not.toContain('hunter2');
    await relay.stop();
  });
});
