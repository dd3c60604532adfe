import { randomBytes } from 'node:crypto';
import { Kafka as KafkaClient, logLevel } from 'kafkajs';
import { afterEach, describe, expect, it } from 'vitest';
import { createConsumers } from '../../src/inbound/consumer.js';
import { systemClock } from '../../src/kernel/clock.js';
import { ALARMS, FAILED, IMPORTED, TOPICS, UPDATED } from '../../src/kernel/peering/messages.js';
import { createEventLog } from '../../src/outbound/event-log.js';
import { createKafka } from '../../src/outbound/kafka.js';
import { toPeeringRecord } from '../../src/outbound/peering-codec.js';
import { createPublisher } from '../../src/outbound/publisher.js';
import { createRelay } from '../../src/outbound/relay.js';
import { deadLettersOf, everyTopic, topicOf } from '../../src/outbound/topics.js';
import { databaseKinds, describeOnServer } from '../support/databases.js';
import { announce } from '../support/events.js';
import { eventually } from '../support/eventually.js';
import { collectLog } from '../support/log.js';
import { aMessage, aSpec, aStory } from '../support/peering-story.js';
import { kafkaBrokers, kafkaMissing } from '../support/servers.js';
import type { Consumer } from '../../src/inbound/consumer.js';
import type { Kafka, ReceivedRecord } from '../../src/outbound/kafka.js';
import type { DeadLetter, TopicOf } from '../../src/outbound/topics.js';
import type { Database } from '../../src/outbound/storage/database.js';
import type { DomainEvent } from '../../src/kernel/event.js';
import type { TestDatabase } from '../support/databases.js';

const brokers = kafkaBrokers ?? [];
const missing = kafkaMissing === undefined ? '' : ` (skipped: ${kafkaMissing})`;
const CATALOG_TYPES = TOPICS.filter((topic) => topic !== ALARMS);
const fresh = (): string => randomBytes(6).toString('hex');
const signal = (): AbortSignal => AbortSignal.timeout(30_000);
const namesOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id).sort();

const closers: (() => Promise<unknown>)[] = [];
/** Readers go first, and together: each waits for what it has asked the broker for. */
const readers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(readers.splice(0).map((leave) => leave()));
  for (const close of closers.splice(0).reverse()) await close();
});
const opened = async (open: () => Promise<TestDatabase>): Promise<TestDatabase> => {
  const test = await open();
  closers.push(() => test[Symbol.asyncDispose]());
  return test;
};
const connect = (log = collectLog()): Kafka => {
  const kafka = createKafka({ brokers, clientId: `test-${fresh()}`, log, clock: systemClock });
  closers.push(() => kafka.close());
  return kafka;
};
/** The six topics under names of the test's own: the broker is everybody's. */
const ownTopics = (): TopicOf => {
  const prefix = `test.${fresh()}`;
  return (type) => ({ ...topicOf(type), name: `${prefix}.${topicOf(type).name}` });
};

async function startPublishing(db: Database, topics: TopicOf): Promise<void> {
  const log = collectLog();
  const relay = createRelay({ db, log });
  const events = createEventLog({ db, log });
  const publisher = createPublisher({ db, events, kafka: connect(), source: 'https://gateway.example', log, topicOf: topics });
  for (const part of [relay, events, publisher]) await part.start();
  closers.push(async () => {
    await publisher.stop();
    await events.close();
    await relay.stop();
  });
}

function startConsuming(db: Database, topics: TopicOf, consumer: Consumer, onDead: (letter: DeadLetter) => Promise<void> = async () => undefined) {
  const log = collectLog();
  const consumers = createConsumers({ db, events: createEventLog({ db, log }), kafka: connect(log), clock: systemClock, log, topicOf: topics, consumers: [consumer], onDead, tries: 2, retry: { first: 5, most: 10 } });
  void consumers.start();
  readers.push(() => consumers.stop());
  return consumers;
}

/** What a foreign TMF-API sees that reads a topic from its start. */
function listen(topic: string): ReceivedRecord[] {
  const records: ReceivedRecord[] = [];
  const group = connect().join({ group: `test-${fresh()}`, topics: [{ name: topic }], handle: async (record) => void records.push(record) });
  readers.push(() => group.leave());
  return records;
}

describe.skipIf(kafkaBrokers === undefined)(`topics of peering${missing}`, () => {
  const admin = new KafkaClient({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  const settingsOf = async (topic: string): Promise<Record<string, string>> => {
    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: topic, configNames: ['cleanup.policy', 'retention.ms', 'max.message.bytes'] }] });
    return Object.fromEntries(resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]));
  };

  it('are made as they are to be, and left alone where they are', async () => {
    await admin.connect();
    closers.push(() => admin.disconnect());
    const topics = ownTopics();
    const [imported, updated] = [topics(IMPORTED), topics(UPDATED)];
    await admin.createTopics({ topics: [{ topic: updated.name, numPartitions: 2 }] });
    // Two replicas at once
    await Promise.all([connect(), connect()].map((kafka) => kafka.ensureTopics([...everyTopic(topics), deadLettersOf(imported.name)], signal())));
    const { topics: made } = await admin.fetchTopicMetadata({ topics: [imported.name, updated.name, deadLettersOf(imported.name).name] });
    expect(made.map(({ name, partitions }) => [name, partitions.length, partitions[0]!.replicas.length])).toEqual(
      expect.arrayContaining([[imported.name, 6, 1], [updated.name, 2, 1], [`${imported.name}.dlq`, 1, 1]]),
    );
    expect(await settingsOf(imported.name)).toEqual({ 'cleanup.policy': 'delete', 'retention.ms': '604800000', 'max.message.bytes': '2097152' });
    expect(await settingsOf(updated.name)).toMatchObject({ 'max.message.bytes': '1048588' });
  });

  it('take a message of nearly 2 MiB, and one that is longer but shrinks; what does not is refused by name', async () => {
    const topics = ownTopics();
    const kafka = connect();
    await kafka.ensureTopics([topics(IMPORTED)], signal());
    const long = (filling: string): ReturnType<typeof toPeeringRecord> =>
      toPeeringRecord(aMessage(IMPORTED, { generation: 1, reason: 'add', specs: [aSpec('a', '1', { filling })], serviceCatalogs: [] }, 'one'));
    const given = [long(randomBytes(950_000).toString('hex')), long('long '.repeat(800_000))];
    for (const record of given) await kafka.publish(topics(IMPORTED).name, [record], signal());
    await expect(kafka.publish(topics(IMPORTED).name, [long(randomBytes(4_000_000).toString('hex'))], signal())).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    await kafka.publish(topics(IMPORTED).name, [long('after')], signal());
    const seen = listen(topics(IMPORTED).name);
    await eventually(() => expect(seen).toHaveLength(3), 25_000);
    expect(seen.slice(0, 2).map(({ value }) => value)).toEqual(given.map(({ value }) => value));
  });
});

describe.skipIf(kafkaBrokers === undefined).each(databaseKinds.slice(-1))(`messages of peering through Kafka, %s${missing}`, (_kind, open) => {
  it('are as foreign consumers know them, and a consumer of ours has each once', async () => {
    const test = await opened(open);
    const topics = ownTopics();
    const seen: DomainEvent[] = [];
    const stories = Array.from({ length: 5 }, (_, n) => aStory(`organization-${n}`));
    for (const story of stories) await announce(test.db, ...story);
    await startPublishing(test.db, topics);
    const consumers = startConsuming(test.db, topics, { name: `test-${fresh()}`, types: CATALOG_TYPES, handle: async (event) => void seen.push(event) });
    const [imported, events] = [listen(topics(IMPORTED).name), listen(topics('').name)];
    await eventually(() => expect(namesOf(seen)).toEqual(namesOf(stories.flat())), 25_000);
    await eventually(() => expect(imported).toHaveLength(15), 25_000);
    expect(new Set(imported.map(({ headers, key }) => [headers['content-type'], key?.startsWith('organization-')].join()))).toEqual(new Set(['application/cloudevents+json; charset=UTF-8,true']));
    // One organization, one partition
    expect(new Set(imported.map(({ key, partition }) => `${key} ${partition}`)).size).toBe(5);
    for (const story of stories) {
      const generations = imported.filter(({ key }) => key === story[0]!.subject).map(({ headers }) => headers['x-generation']);
      expect(generations).toEqual(['2', '5', '7']);
    }
    expect(events).toEqual([]);
    await eventually(() => expect(Object.values(consumers.state())[0]).toMatchObject({ ok: true, lag: 0, parked: 0 }));
  }, 60_000);

  it('of another producer that say nothing go to the dead letters; what comes after them is handled', async () => {
    const test = await opened(open);
    const topics = ownTopics();
    const letters: DeadLetter[] = [];
    const seen: string[] = [];
    const name = `test-${fresh()}`;
    const [poison, good] = [aStory('one')[0]!, aStory('one')[0]!];
    const consumer: Consumer = {
      name,
      types: [FAILED],
      async handle({ id }) {
        if (id === poison.id) throw new TypeError('no');
        seen.push(id);
      },
    };
    startConsuming(test.db, topics, consumer, async (letter) => void letters.push(letter));
    const kafka = connect();
    await kafka.ensureTopics([topics(FAILED)], signal());
    const bytes = Buffer.from([0xff, 0x00, 0xfe]);
    await kafka.publish(topics(FAILED).name, [{ key: 'one', value: bytes, headers: { mine: 'yes' }, time: new Date() }, toPeeringRecord(poison), toPeeringRecord(good)], signal());
    await eventually(() => expect(seen).toEqual([good.id]), 25_000);
    const dead = listen(deadLettersOf(topics(FAILED).name).name);
    await eventually(() => expect(dead).toHaveLength(2), 25_000);
    expect(dead.map(({ key, headers }) => [key, headers['x-error'], headers['x-original-topic'], headers['x-original-offset'], headers['x-consumer-group']])).toEqual([
      ['one', 'It is not JSON.', topics(FAILED).name, '0', `northbound.${name}`],
      ['one', 'TypeError', topics(FAILED).name, '1', `northbound.${name}`],
    ]);
    expect(dead[0]!.bytes).toEqual(bytes);
    expect(dead[0]!.headers['mine']).toBe('yes');
    expect(letters.map(({ topic, reason }) => [topic, reason])).toEqual([[FAILED, 'It is not JSON.'], [FAILED, 'TypeError']]);
  }, 60_000);
});

const onServer = kafkaBrokers === undefined ? (_name: string, _body: unknown): void => undefined : describeOnServer;

onServer('two members of a group', (open: () => Promise<TestDatabase>) => {
  it('share the partitions of all its topics, and when one goes nothing is lost or handled twice', async () => {
    const test = await opened(open);
    const topics = ownTopics();
    const [db, other] = [await test.another(), await test.another()];
    await startPublishing(test.db, topics);
    const name = `test-${fresh()}`;
    const by = new Map<string, string[]>([['one', []], ['other', []]]);
    const consumer = (member: string): Consumer => ({ name, types: CATALOG_TYPES, handle: async ({ id }) => void by.get(member)!.push(id) });
    startConsuming(db, topics, consumer('one'));
    const leaving = startConsuming(other, topics, consumer('other'));
    await eventually(() => expect(Object.values(leaving.state())[0]?.ok).toBe(true), 25_000);
    const stories = Array.from({ length: 60 }, (_, n) => aStory(`organization-${n}`));
    for (const story of stories.slice(0, 30)) await announce(test.db, ...story);
    await eventually(() => expect(Math.min(...[...by.values()].map((ids) => ids.length))).toBeGreaterThan(10), 25_000);
    const left = leaving.stop();
    for (const story of stories.slice(30)) await announce(test.db, ...story);
    await left;
    await eventually(() => expect([...by.values()].flat().sort()).toEqual(namesOf(stories.flat())), 30_000);
    expect(by.get('one')!.length).toBeGreaterThan(by.get('other')!.length);
  }, 90_000);
});
