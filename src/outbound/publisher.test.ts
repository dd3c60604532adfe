import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { announce, anEvent } from '../../test/support/events.js';
import { databaseKinds, describeOnServer } from '../../test/support/databases.js';
import { anAlarm, aStory } from '../../test/support/peering-story.js';
import { eventually } from '../../test/support/eventually.js';
import { collectLog } from '../../test/support/log.js';
import { fromEnvelope } from './envelope.js';
import { createEventLog } from './event-log.js';
import { fakeKafka } from './kafka.fake.js';
import { createPublisher, inParts, PUBLISHER } from './publisher.js';
import { createRelay } from './relay.js';
import { EVENTS_TOPIC } from './topics.js';
import { ALARMS, FAILED, IMPORTED, TERMINATED, TOPICS, UNREACHABLE, UPDATED } from '../kernel/peering/messages.js';
import type { EventLog } from './event-log.js';
import type { KafkaRecord } from './kafka.js';
import type { FakeKafka } from './kafka.fake.js';
import type { DeadLetter } from './topics.js';
import type { Relay } from './relay.js';
import type { Database } from './storage/database.js';
import type { TestDatabase } from '../../test/support/databases.js';

const SOURCE = 'https://gateway.example';

describe.each(databaseKinds)('kafka publisher (%s)', (_name, open) => {
  let test: TestDatabase;
  let db: Database;
  let relay: Relay;
  let events: EventLog;
  let kafka: FakeKafka;
  let publisher: Relay;

  const ids = (): (string | undefined)[] => kafka.records(EVENTS_TOPIC).map(({ value }) => fromEnvelope(String(value))?.id);
  const offset = async (): Promise<bigint | undefined> => (await db.prisma.consumerOffset.findUnique({ where: { consumer: PUBLISHER } }))?.position;

  beforeAll(async () => {
    test = await open();
    db = test.db;
  });
  beforeEach(async () => {
    await test.clear();
    kafka = fakeKafka(collectLog());
    relay = createRelay({ db, log: collectLog() });
    events = createEventLog({ db, log: collectLog() });
    publisher = createPublisher({ db, events, kafka, source: SOURCE, log: collectLog(), batch: 10, pollMs: 100 });
    await relay.start();
    await events.start();
  });
  afterEach(async () => {
    await publisher.stop();
    await events.close();
    await relay.stop();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('copies every event in order, keyed by subject, in an envelope', async () => {
    const announced = Array.from({ length: 35 }, (_, n) => anEvent({ subject: `thing-${n % 3}` }));
    await announce(db, ...announced);
    await publisher.start();
    await eventually(() => expect(ids()).toEqual(announced.map(({ id }) => id)));
    const [first] = kafka.records(EVENTS_TOPIC);
    expect(first).toMatchObject({ key: 'thing-0', headers: { ce_id: announced[0]!.id, 'content-type': 'application/cloudevents+json; charset=UTF-8' }, time: announced[0]!.time });
    expect(fromEnvelope(String(first!.value))).toEqual({ ...announced[0], position: 1n });
    await eventually(async () => expect(await offset()).toBe(35n));
    await eventually(() => expect(publisher.state()).toEqual({ ok: true, lag: 0 }));
  });

  it('reads few at a time when they are long', async () => {
    const limits: number[] = [];
    const counted: EventLog = { ...events, read: (after, limit, filter) => (limits.push(limit), events.read(after, limit, filter)) };
    publisher = createPublisher({ db, events: counted, kafka, source: SOURCE, log: collectLog(), batch: 10, pollMs: 100 });
    const noise = (): string => randomBytes(600_000).toString('base64');
    const announced = Array.from({ length: 8 }, (_, n) => anEvent({ data: { text: n < 6 ? noise() : 'short' } }));
    await announce(db, ...announced);
    await eventually(async () => expect(await events.head()).toBe(8n));
    await publisher.start();
    await eventually(() => expect(ids()).toEqual(announced.map(({ id }) => id)));
    expect(limits).toEqual([3, 3, 2]);
  });

  it('says that Kafka is away and how much waits, holds up nobody, and loses nothing', async () => {
    await publisher.start();
    kafka.setDown(true);
    const announced = Array.from({ length: 25 }, () => anEvent());
    await announce(db, ...announced);
    await eventually(() => expect(publisher.state()).toEqual({ ok: false, lag: 25, reason: 'Kafka does not take events (UNAVAILABLE: Kafka is down.).' }));
    expect(await events.head()).toBe(25n);
    expect(relay.state().ok).toBe(true);
    kafka.setDown(false);
    await eventually(() => expect(ids()).toEqual(announced.map(({ id }) => id)));
  });

  it('publishes again what it could not mark: at least once, and still in order', async () => {
    const announced = [anEvent(), anEvent()];
    await announce(db, ...announced);
    await publisher.start();
    await eventually(async () => expect(await offset()).toBe(2n));
    await publisher.stop();
    await db.prisma.consumerOffset.update({ where: { consumer: PUBLISHER }, data: { position: 0n } });
    await publisher.start();
    await eventually(() => expect(ids()).toEqual([...announced, ...announced].map(({ id }) => id)));
  });

  it('sends messages of peering to the topics of their types alone, each in its order', async () => {
    const [one, other] = [aStory('one'), aStory('other')];
    const announced = [...one, anEvent(), ...other, anAlarm('one', 'raise', 8)];
    await announce(db, ...announced);
    await publisher.start();
    await eventually(async () => expect(await offset()).toBe(BigInt(announced.length)));
    expect(ids()).toEqual([announced[7]!.id]);
    for (const topic of [FAILED, IMPORTED, UPDATED, UNREACHABLE, TERMINATED, ALARMS]) {
      const told = kafka.records(topic).map(({ key, value }) => ({ key, id: (JSON.parse(String(value)) as { id: string }).id }));
      expect(told).toEqual(announced.filter(({ type }) => type === topic).map(({ id, subject }) => ({ key: subject, id })));
    }
  });

  it('has every topic made before there is anything to send, and says which cannot be made', async () => {
    await publisher.start();
    await eventually(() => expect(kafka.topics()).toEqual([EVENTS_TOPIC, ...TOPICS].sort()));
    expect(publisher.state()).toEqual({ ok: true, lag: 0 });
    await publisher.stop();
    kafka.setClosed([IMPORTED]);
    await announce(db, anEvent());
    await publisher.start();
    await eventually(() => expect(publisher.state()).toMatchObject({ ok: false, lag: 1, reason: expect.stringContaining(IMPORTED) }));
    kafka.setClosed([]);
    await eventually(() => expect(ids()).toHaveLength(1));
  });

  it('leaves out what is too long for the broker, says so, and goes on', async () => {
    const letters: DeadLetter[] = [];
    publisher = createPublisher({ db, events, kafka, source: SOURCE, log: collectLog(), pollMs: 100, onDead: async (letter) => void letters.push(letter) });
    const announced = [anEvent(), anEvent({ data: { long: 'x'.repeat(3_000_000) } }), anEvent()];
    await announce(db, ...announced);
    await publisher.start();
    await eventually(() => expect(ids()).toEqual([announced[0]!.id, announced[2]!.id]));
    expect(letters).toMatchObject([{ consumer: PUBLISHER, topic: EVENTS_TOPIC, key: 'thing-1', reason: 'It is too long for the broker.' }]);
  });

  it('is not well when it does not run', () => {
    expect(publisher.state()).toEqual({ ok: false, lag: 0, reason: 'The publisher is not running.' });
  });
});

describeOnServer('several kafka publishers', (open) => {
  it('take turns: every event once, in order', async () => {
    await using test = await open();
    const kafka = fakeKafka(collectLog());
    const databases = await Promise.all([test.another(), test.another()]);
    const relay = createRelay({ db: test.db, log: collectLog(), pollMs: 20 });
    await relay.start();
    const parts = databases.map((db) => {
      const events = createEventLog({ db, log: collectLog(), pollMs: 20 });
      return { events, publisher: createPublisher({ db, events, kafka, source: SOURCE, log: collectLog(), batch: 3, pollMs: 5 }) };
    });
    for (const { events, publisher } of parts) {
      await events.start();
      await publisher.start();
    }
    const announced: string[] = [];
    for (let batch = 0; batch < 30; batch += 1) {
      const written = [anEvent(), anEvent()];
      announced.push(...written.map(({ id }) => id));
      await announce(test.db, ...written);
    }
    await eventually(() => expect(kafka.records(EVENTS_TOPIC).map(({ headers }) => headers['ce_id'])).toEqual(announced));
    for (const { events, publisher } of parts) {
      await publisher.stop();
      await events.close();
    }
    await relay.stop();
  });
});

describe('parts of a publication', () => {
  it('keep the order, are no longer than said, and as few as that allows; what is longer goes alone', () => {
    const record = (bytes: number): KafkaRecord => ({ key: 'a', value: 'x'.repeat(bytes), headers: {}, time: new Date() });
    const sizes = (...given: readonly number[]): number[][] => inParts(given.map(record), 10).map((part) => part.map(({ value }) => value.length));
    expect(sizes()).toEqual([]);
    expect(sizes(4, 6, 1)).toEqual([[4, 6], [1]]);
    expect(sizes(11, 1, 12, 2, 8, 1)).toEqual([[11], [1], [12], [2, 8], [1]]);
  });
});
