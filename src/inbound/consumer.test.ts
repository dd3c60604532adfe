import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { announce, anEvent } from '../../test/support/events.js';
import { databaseKinds, describeOnServer } from '../../test/support/databases.js';
import { eventually } from '../../test/support/eventually.js';
import { collectLog } from '../../test/support/log.js';
import { systemClock } from '../kernel/clock.js';
import { newId } from '../kernel/id.js';
import { createEventLog } from '../outbound/event-log.js';
import { fakeKafka } from '../outbound/kafka.fake.js';
import { createPublisher } from '../outbound/publisher.js';
import { createRelay } from '../outbound/relay.js';
import { PARKED_EVENT } from '../outbound/retention.js';
import { EVENTS_TOPIC } from '../outbound/topics.js';
import { createConsumers } from './consumer.js';
import type { Consumer, Consumers, ConsumersOptions } from './consumer.js';
import type { EventLog } from '../outbound/event-log.js';
import type { FakeKafka } from '../outbound/kafka.fake.js';
import type { Relay } from '../outbound/relay.js';
import type { Database, Tx } from '../outbound/storage/database.js';
import type { DomainEvent, LoggedEvent } from '../kernel/event.js';
import type { CollectedLog } from '../../test/support/log.js';
import type { TestDatabase } from '../../test/support/databases.js';

const TYPE = 'test.thing-changed';

/** What a handler does in these tests: a row that is there twice when an event is handled twice. */
const mark = (tx: Tx, consumer: string, event: DomainEvent): Promise<unknown> =>
  tx.job.create({ data: { id: newId(), kind: `mark ${consumer}`, key: `${event.id} ${newId()}`, payload: { event: event.id }, runAt: new Date(), createdAt: new Date() } });
const marks = async ({ prisma }: Database, consumer: string): Promise<string[]> =>
  (await prisma.job.findMany({ where: { kind: `mark ${consumer}` }, select: { payload: true } })).map(({ payload }) => (payload as { event: string }).event).sort();
const idsOf = (events: readonly DomainEvent[]): string[] => events.map(({ id }) => id).sort();
/** Every event of this subject concerns the consumer, and no other. */
const WANTED = 'wanted';
const choosing = (name: string, seen: number[] = []): Consumer => ({
  ...marking(name),
  concerns: async (events) => (seen.push(events.length), new Set(events.filter(({ subject }) => subject === WANTED).map(({ id }) => id))),
});
const marking = (name: string, types: readonly string[] = [TYPE]): Consumer => ({ name, types, handle: async (event, tx) => void (await mark(tx, name, event)) });

for (const [kind, open] of databaseKinds) {
  describe.each(['the log', 'Kafka'])(`consumers of %s (${kind})`, (way) => {
    let test: TestDatabase;
    let db: Database;
    let relay: Relay;
    let events: EventLog;
    let kafka: FakeKafka | undefined;
    let publisher: Relay | undefined;
    let log: CollectedLog;
    let started: Consumers[] = [];

    const start = async (consumers: readonly Consumer[], options: Partial<ConsumersOptions> = {}): Promise<Consumers> => {
      const made = createConsumers({ db, events, kafka, clock: systemClock, log, consumers, pollMs: 50, tries: 3, retry: { first: 5, most: 10 }, ...options });
      started.push(made);
      await made.start();
      return made;
    };

    beforeAll(async () => {
      test = await open();
      db = test.db;
    });
    beforeEach(async () => {
      await test.clear();
      log = collectLog();
      relay = createRelay({ db, log });
      events = createEventLog({ db, log });
      await relay.start();
      await events.start();
      kafka = way === 'Kafka' ? fakeKafka(log) : undefined;
      publisher = kafka && createPublisher({ db, events, kafka, source: 'https://gateway.example', log, pollMs: 50 });
      await publisher?.start();
    });
    afterEach(async () => {
      await Promise.all(started.map((consumers) => consumers.stop()));
      started = [];
      await publisher?.stop();
      await kafka?.close();
      await events.close();
      await relay.stop();
    });
    afterAll(() => test[Symbol.asyncDispose]());

    it('are given the events of their types, from before and after their start, in order', async () => {
      const before = [anEvent(), anEvent({ type: 'test.other' }), anEvent({ owner: { clientId: 'client-2', userId: 'user-2' } })];
      await announce(db, ...before);
      const seen: LoggedEvent[] = [];
      const both: string[] = [];
      await start([
        { name: 'one', types: [TYPE], handle: async (event) => void seen.push(event) },
        { name: 'two', types: [TYPE, 'test.other'], handle: async ({ id }) => void both.push(id) },
      ]);
      const after = anEvent();
      await announce(db, after);
      await eventually(() => expect(seen).toEqual([{ ...before[0], position: 1n }, { ...before[2], position: 3n }, { ...after, position: 4n }]));
      await eventually(() => expect(both).toEqual([...before, after].map(({ id }) => id)));
    });

    it('keep nothing of a try that failed, and handle the event once in the end', async () => {
      let tries = 0;
      const consumers = await start([
        {
          name: 'one',
          types: [TYPE],
          async handle(event, tx) {
            await mark(tx, 'one', event);
            if ((tries += 1) < 3) throw new Error('password=hunter2');
          },
        },
      ]);
      const announced = [anEvent(), anEvent()];
      await announce(db, ...announced);
      await eventually(async () => expect(await marks(db, 'one')).toEqual(idsOf(announced)));
      expect(tries).toBe(4);
      expect(consumers.state()['one']).toMatchObject({ ok: true, parked: 0 });
      expect(JSON.stringify(log.lines)).not.toContain('hunter2');
    });

    it('park an event that always fails, and go on', async () => {
      const poison = anEvent();
      const consumers = await start([
        {
          name: 'one',
          types: [TYPE],
          async handle(event, tx) {
            await mark(tx, 'one', event);
            if (event.id === poison.id) throw new TypeError('password=hunter2');
          },
        },
        marking('two'),
      ]);
      const next = anEvent();
      await announce(db, poison, next);
      await eventually(async () => expect(await marks(db, 'one')).toEqual([next.id]));
      await eventually(async () => expect(await marks(db, 'two')).toEqual(idsOf([poison, next])));
      expect(await db.prisma.job.findMany({ where: { kind: PARKED_EVENT } })).toMatchObject([
        { key: `one:${poison.id}`, attempts: 3, lastError: 'TypeError', payload: { consumer: 'one', eventId: poison.id, type: TYPE, subject: poison.subject, position: '1' } },
      ]);
      expect(consumers.state()).toMatchObject({ one: { parked: 1 }, two: { parked: 0 } });
      expect(log.lines.filter(({ level }) => level === 'error')).toMatchObject([{ fields: { consumer: 'one', event: poison.id, tries: 3, failure: 'TypeError' } }]);
    });

    it('count no try while the database is away', async () => {
      let down = true;
      const announced = anEvent();
      await announce(db, announced);
      const away = { ...db, check: async () => (down ? Promise.reject(new Error('gone')) : db.check()) };
      const consumers = await start(
        [{ name: 'one', types: [TYPE], handle: async (event, tx) => (down ? Promise.reject(new Error('gone')) : void (await mark(tx, 'one', event))) }],
        { db: away },
      );
      await eventually(() => expect(log.lines.filter(({ message }) => message.includes('tried again')).length).toBeGreaterThan(5));
      down = false;
      await eventually(async () => expect(await marks(db, 'one')).toEqual([announced.id]));
      expect(consumers.state()['one']?.parked).toBe(0);
    });

    it('go on where they were after a restart, also when they stop in the middle of a failing event', async () => {
      const first = await start([{ name: 'one', types: [TYPE], handle: () => Promise.reject(new Error('no')) }], { tries: 1_000, retry: { first: 60_000, most: 60_000 } });
      const announced = [anEvent(), anEvent()];
      await announce(db, ...announced);
      await eventually(() => expect(log.lines.some(({ message }) => message.includes('tried again'))).toBe(true));
      await first.stop();
      expect(first.state()['one']).toMatchObject({ ok: false, reason: 'The consumer is not running.' });
      await start([marking('one')]);
      await eventually(async () => expect(await marks(db, 'one')).toEqual(idsOf(announced)));
    });

    it('handle nothing again that comes again', async () => {
      await start([marking('one')]);
      const announced = [anEvent(), anEvent()];
      await announce(db, ...announced);
      await eventually(async () => expect(await marks(db, 'one')).toEqual(idsOf(announced)));
      await db.prisma.consumerOffset.updateMany({ data: { position: 0n } });
      kafka?.rewind();
      const last = anEvent();
      await announce(db, last);
      await eventually(async () => expect(await marks(db, 'one')).toEqual(idsOf([...announced, last])));
    });

    it('are not given what they say does not concern them, and go on behind it', async () => {
      const many = Array.from({ length: 1_200 }, (_, n) => anEvent(n % 300 === 7 ? { subject: WANTED } : {}));
      await announce(db, ...many);
      const handled: string[] = [];
      const chooser = choosing('one');
      const consumers = await start([{ ...chooser, handle: async (event) => void handled.push(event.id) }]);
      const wanted = many.filter(({ subject }) => subject === WANTED).map(({ id }) => id);
      await eventually(() => expect(handled).toEqual(wanted));
      await eventually(() => expect(consumers.state()['one']).toMatchObject({ ok: true, lag: 0 }));
      if (way === 'the log') await eventually(async () => expect(await db.prisma.consumerOffset.findUnique({ where: { consumer: 'one' } })).toMatchObject({ position: 1_200n }));
      expect(await db.prisma.consumedEvent.count({ where: { consumer: 'one' } })).toBe(wanted.length);
      const last = anEvent({ subject: WANTED });
      await announce(db, anEvent(), last);
      await eventually(() => expect(handled).toEqual([...wanted, last.id]));
    });

    if (way === 'the log') {
      it('are given many together where they can take them, and each by itself when that fails', async () => {
        const announced = Array.from({ length: 250 }, () => anEvent());
        const poison = announced[120]!;
        const sizes: number[] = [];
        await announce(db, ...announced);
        const handleAll: NonNullable<Consumer['handleAll']> = async (given, tx) => {
          sizes.push(given.length);
          for (const event of given) await mark(tx, 'one', event);
          if (given.some(({ id }) => id === poison.id)) throw new TypeError('password=hunter2');
        };
        const handle: Consumer['handle'] = (event, tx) => handleAll([event], tx);
        await start([{ name: 'one', types: [TYPE], handle, handleAll, concerns: async (given) => new Set(given.map(({ id }) => id)) }]);
        await eventually(async () => expect(await marks(db, 'one')).toEqual(idsOf(announced.filter((event) => event !== poison))), 20_000);
        expect(sizes.slice(0, 3)).toEqual([100, 100, 1]);
        expect(sizes.at(-1)).toBe(50);
        expect(await db.prisma.job.count({ where: { kind: PARKED_EVENT } })).toBe(1);
        await db.prisma.consumerOffset.updateMany({ data: { position: 0n } });
        const last = anEvent();
        await announce(db, last);
        await eventually(async () => expect(await marks(db, 'one')).toEqual(idsOf([...announced.filter((event) => event !== poison), last])));
        expect(JSON.stringify(log.lines)).not.toContain('hunter2');
      });
    }

    it('are given everything while it cannot be told what concerns them', async () => {
      await start([{ ...marking('one'), concerns: () => Promise.reject(new Error('password=hunter2')) }]);
      const announced = [anEvent(), anEvent()];
      await announce(db, ...announced);
      await eventually(async () => expect(await marks(db, 'one')).toEqual(idsOf(announced)));
      expect(log.lines.some(({ level, message }) => level === 'warn' && message.includes('could not tell'))).toBe(true);
      expect(JSON.stringify(log.lines)).not.toContain('hunter2');
    });

    it('name who holds back retention', async () => {
      const consumers = await start([marking('one'), marking('two')]);
      expect(consumers.readers).toEqual(way === 'Kafka' ? ['kafka-publisher'] : ['one', 'two']);
      await announce(db, anEvent({ type: 'test.other' }));
      for (const reader of consumers.readers) {
        await eventually(async () => expect(await db.prisma.consumerOffset.findUnique({ where: { consumer: reader } })).toMatchObject({ position: 1n }));
      }
    });

    if (way === 'Kafka') {
      it('pass over records that are no events of ours', async () => {
        await start([marking('one')]);
        const record = { key: 'x', value: '{"hello":"world"}', headers: {}, time: new Date() };
        await kafka?.publish(EVENTS_TOPIC, [record], AbortSignal.timeout(1_000));
        const announced = anEvent();
        await announce(db, announced);
        await eventually(async () => expect(await marks(db, 'one')).toEqual([announced.id]));
        expect(log.lines.some(({ message }) => message.includes('no event of ours'))).toBe(true);
      });

      it('may change from Kafka to the log and back without handling anything twice', async () => {
        const onKafka = await start([marking('one')]);
        const announced = [anEvent(), anEvent()];
        await announce(db, ...announced);
        await eventually(async () => expect(await marks(db, 'one')).toEqual(idsOf(announced)));
        await onKafka.stop();
        const last = anEvent();
        await announce(db, last);
        const onLog = await start([marking('one')], { kafka: undefined });
        await eventually(async () => expect(await marks(db, 'one')).toEqual(idsOf([...announced, last])));
        await onLog.stop();
        await start([marking('one')]);
        const more = anEvent();
        await announce(db, more);
        await eventually(async () => expect(await marks(db, 'one')).toEqual(idsOf([...announced, last, more])));
      });
    }
  });
}

describeOnServer('the same consumer in several replicas', (open) => {
  it.each([
    ['looks at each', marking],
    ['says which concern it', choosing],
  ])('handles every event once that concerns it: one that %s', async (_what, consumer) => {
    await using test = await open();
    const log = collectLog();
    const relay = createRelay({ db: test.db, log, pollMs: 20 });
    await relay.start();
    const databases = await Promise.all([test.another(), test.another(), test.another()]);
    const replicas = databases.map((db) => {
      const events = createEventLog({ db, log, pollMs: 20 });
      return { events, consumers: createConsumers({ db, events, clock: systemClock, log, pollMs: 10, consumers: [consumer('one')] }) };
    });
    for (const { events, consumers } of replicas) {
      await events.start();
      await consumers.start();
    }
    const announced = Array.from({ length: 150 }, (_, n) => anEvent(n % 3 === 0 ? { subject: WANTED } : {}));
    const expected = consumer === choosing ? announced.filter(({ subject }) => subject === WANTED) : announced;
    for (let n = 0; n < 150; n += 5) await announce(test.db, ...announced.slice(n, n + 5));
    await eventually(async () => expect(await marks(test.db, 'one')).toEqual(idsOf(expected)), 20_000);
    await eventually(async () => expect(await test.db.prisma.consumerOffset.findUnique({ where: { consumer: 'one' } })).toMatchObject({ position: 150n }));
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    for (const { events, consumers } of replicas) {
      await consumers.stop();
      await events.close();
    }
    await relay.stop();
  });
});
