import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createConsumers } from '../../src/inbound/consumer.js';
import { systemClock } from '../../src/kernel/clock.js';
import { createEventLog } from '../../src/outbound/event-log.js';
import { createKafka } from '../../src/outbound/kafka.js';
import { createPublisher } from '../../src/outbound/publisher.js';
import { createRelay } from '../../src/outbound/relay.js';
import { topicOf as standing } from '../../src/outbound/topics.js';
import { databaseKinds } from '../support/databases.js';
import { announce, anEvent } from '../support/events.js';
import { eventually } from '../support/eventually.js';
import { provideKafka, startKafka } from '../support/kafka.js';
import { collectLog } from '../support/log.js';
import { kafkaBrokers, kafkaMissing } from '../support/servers.js';
import type { Consumer } from '../../src/inbound/consumer.js';
import type { Kafka, KafkaRecord } from '../../src/outbound/kafka.js';
import type { Database } from '../../src/outbound/storage/database.js';
import type { TopicPlan } from '../../src/outbound/topics.js';

const fresh = (): string => randomBytes(6).toString('hex');
const record = (key: string, value: string): KafkaRecord => ({ key, value, headers: { ce_id: value }, time: new Date() });
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const connect = (brokers: readonly string[], log = collectLog()): Kafka => {
  const kafka = createKafka({ brokers, clientId: `test-${fresh()}`, log, clock: systemClock });
  closers.push(() => kafka.close());
  return kafka;
};
const signal = (): AbortSignal => AbortSignal.timeout(30_000);

describe.skipIf(kafkaBrokers === undefined)(`kafka client${kafkaMissing === undefined ? '' : ` (skipped: ${kafkaMissing})`}`, () => {
  const brokers = kafkaBrokers ?? [];

  it('makes a topic, twice without complaint, publishes, and a group reads from the start, in order for each key', async () => {
    const kafka = connect(brokers);
    const topic = `test.${fresh()}`;
    await kafka.ensureTopics([{ name: topic }], signal());
    await kafka.ensureTopics([{ name: topic }], signal());
    const sent = Array.from({ length: 60 }, (_, n) => record(`key-${n % 4}`, `${n}`));
    await kafka.publish(topic, sent, signal());
    const seen = new Map<string, number[]>();
    const group = kafka.join({ group: `test-${fresh()}`, topics: [{ name: topic }], handle: async ({ key, value }) => void seen.set(key!, [...(seen.get(key!) ?? []), Number(value)]) });
    closers.push(() => group.leave());
    await eventually(() => expect([...seen.values()].flat()).toHaveLength(60), 25_000);
    for (const values of seen.values()) expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(group.state()).toMatchObject({ ok: true, lag: 0 });
  });

  it('brings a record again until it is handled, then goes on where it was after a restart', async () => {
    const kafka = connect(brokers);
    const topic = `test.${fresh()}`;
    const group = `test-${fresh()}`;
    await kafka.ensureTopics([{ name: topic }], signal());
    const tries: string[] = [];
    const first = kafka.join({
      group,
      topics: [{ name: topic }],
      async handle({ value }) {
        tries.push(value);
        if (tries.length < 3) throw new Error('not yet');
      },
    });
    await kafka.publish(topic, [record('a', '1'), record('a', '2')], signal());
    await eventually(() => expect(tries).toEqual(['1', '1', '1', '2']), 25_000);
    await first.leave();
    const after: string[] = [];
    const second = kafka.join({ group, topics: [{ name: topic }], handle: async ({ value }) => void after.push(value) });
    closers.push(() => second.leave());
    await kafka.publish(topic, [record('a', '3')], signal());
    await eventually(() => expect(after).toEqual(['3']), 25_000);
  });

  it('leaves at once when a handler waits, and the record comes again', async () => {
    const kafka = connect(brokers);
    const topic = `test.${fresh()}`;
    const name = `test-${fresh()}`;
    await kafka.ensureTopics([{ name: topic }], signal());
    let waiting = false;
    const group = kafka.join({
      group: name,
      topics: [{ name: topic }],
      handle: (received) =>
        new Promise((_resolve, reject) => {
          waiting = true;
          received.signal.addEventListener('abort', () => reject(new Error('stopped')));
        }),
    });
    await kafka.publish(topic, [record('a', '1')], signal());
    await eventually(() => expect(waiting).toBe(true), 25_000);
    const before = Date.now();
    await group.leave();
    expect(Date.now() - before).toBeLessThan(6_000);
    const seen: string[] = [];
    const next = kafka.join({ group: name, topics: [{ name: topic }], handle: async ({ value }) => void seen.push(value) });
    closers.push(() => next.leave());
    await eventually(() => expect(seen).toEqual(['1']), 45_000);
  }, 90_000);
});

describe('a broker that does not answer', () => {
  it('is given up within the deadline, without a word of noise above debug', async () => {
    const log = collectLog();
    const kafka = createKafka({ brokers: ['127.0.0.1:9'], clientId: 'test', log, clock: systemClock, deadlineMs: 1_000 });
    const before = Date.now();
    await expect(kafka.publish('test', [record('a', '1')], signal())).rejects.toThrow();
    expect(Date.now() - before).toBeLessThan(2_000);
    expect(log.lines.filter(({ level }) => level !== 'debug')).toEqual([]);
    const group = kafka.join({ group: 'test', topics: [{ name: 'test' }], handle: async () => undefined });
    await eventually(() => expect(group.state()).toMatchObject({ ok: false, reason: expect.stringContaining('Kafka cannot be read') }), 20_000);
    await group.leave();
    await kafka.close();
  });
});

/** From the outbox through the broker to one consumer. */
async function pipeline(db: Database, brokers: readonly string[], consumer: Consumer) {
  const log = collectLog();
  const name = fresh();
  const topicOf = (type: string): TopicPlan => ({ ...standing(type), name: `test.${name}.${standing(type).name}` });
  const kafka = connect(brokers, log);
  const relay = createRelay({ db, log });
  const events = createEventLog({ db, log });
  const publisher = createPublisher({ db, events, kafka, source: 'https://gateway.example', log, topicOf });
  const consumers = createConsumers({ db, events, kafka, clock: systemClock, log, topicOf, consumers: [consumer] });
  for (const part of [relay, events, publisher, consumers]) await part.start();
  const end = async (): Promise<void> => {
    await consumers.stop();
    await publisher.stop();
    await events.close();
    await relay.stop();
  };
  return { relay, publisher, consumers, [Symbol.asyncDispose]: end };
}

const namesOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id).sort();

describe.skipIf(kafkaBrokers === undefined).each(databaseKinds)(`outbox to consumer by kafka, %s${kafkaMissing === undefined ? '' : ` (skipped: ${kafkaMissing})`}`, (_kind, open) => {
  it('brings each event once, and subjects in order', async () => {
    await using test = await open();
    const seen: { readonly id: string; readonly subject: string; readonly position: bigint }[] = [];
    const consumer: Consumer = { name: `test-${fresh()}`, types: ['test.thing-changed'], handle: async (event) => void seen.push(event) };
    await using parts = await pipeline(test.db, kafkaBrokers ?? [], consumer);
    const { publisher, consumers } = parts;
    const announced = Array.from({ length: 80 }, (_, n) => anEvent({ subject: `thing-${n % 5}` }));
    for (let n = 0; n < 80; n += 4) await announce(test.db, ...announced.slice(n, n + 4));
    await eventually(() => expect(namesOf(seen)).toEqual(namesOf(announced)), 25_000);
    for (const subject of new Set(seen.map((event) => event.subject))) {
      const positions = seen.filter((event) => event.subject === subject).map(({ position }) => position);
      expect(positions).toEqual([...positions].sort((a, b) => Number(a - b)));
    }
    expect(publisher.state()).toEqual({ ok: true, lag: 0 });
    await eventually(() => expect(consumers.state()[consumer.name]).toMatchObject({ ok: true, lag: 0, parked: 0 }));
  }, 60_000);
});

const ownBroker = kafkaBrokers === undefined ? (kafkaMissing ?? '') : await provideKafka('4.1.1').then(() => undefined, (failure: Error) => failure.message);

describe.skipIf(ownBroker !== undefined)(`a broker that is killed${ownBroker === undefined ? '' : ` (skipped: ${ownBroker})`}`, () => {
  let broker: Awaited<ReturnType<typeof startKafka>>;
  beforeAll(async () => {
    broker = await startKafka('4.1.1');
  });
  afterAll(() => broker?.stop());

  it('holds up no transaction, shows as a reason, and loses nothing', async () => {
    const [, open] = databaseKinds[0]!;
    await using test = await open();
    const seen: string[] = [];
    const consumer: Consumer = { name: `test-${fresh()}`, types: ['test.thing-changed'], handle: async ({ id }) => void seen.push(id) };
    await using parts = await pipeline(test.db, broker.brokers, consumer);
    const { relay, publisher, consumers } = parts;
    const announced = Array.from({ length: 30 }, () => anEvent());
    await announce(test.db, ...announced.slice(0, 10));
    await eventually(() => expect(seen).toHaveLength(10), 25_000);

    await broker.kill();
    for (const event of announced.slice(10, 20)) {
      const before = Date.now();
      await announce(test.db, event);
      expect(Date.now() - before).toBeLessThan(1_000);
    }
    await eventually(() => expect(publisher.state()).toMatchObject({ ok: false, lag: 10, reason: expect.stringContaining('Kafka does not take events') }), 30_000);
    await eventually(() => expect(consumers.state()[consumer.name]).toMatchObject({ ok: false, reason: expect.stringContaining('Kafka cannot be read') }), 60_000);
    expect(relay.state()).toEqual({ ok: true, lag: 0 });

    await broker.start();
    await announce(test.db, ...announced.slice(20));
    await eventually(() => expect([...seen].sort()).toEqual(namesOf(announced)), 90_000);
    await eventually(() => expect(publisher.state()).toEqual({ ok: true, lag: 0 }));
    await eventually(() => expect(consumers.state()[consumer.name]?.ok).toBe(true));
  }, 240_000);
});
