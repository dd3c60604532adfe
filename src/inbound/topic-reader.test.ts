import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds } from '../../test/support/databases.js';
import { announce, anEvent } from '../../test/support/events.js';
import { eventually } from '../../test/support/eventually.js';
import { collectLog } from '../../test/support/log.js';
import { anAlarm, aStory } from '../../test/support/peering-story.js';
import { systemClock } from '../kernel/clock.js';
import { ALARMS, FAILED, IMPORTED, isTopic, TERMINATED, TOPICS, UNREACHABLE, UPDATED } from '../kernel/peering/messages.js';
import { Refusal } from '../kernel/refusal.js';
import { createEventLog } from '../outbound/event-log.js';
import { fakeKafka } from '../outbound/kafka.fake.js';
import { toPeeringRecord } from '../outbound/peering-codec.js';
import { createPublisher } from '../outbound/publisher.js';
import { createRelay } from '../outbound/relay.js';
import { PARKED_EVENT } from '../outbound/retention.js';
import { createConsumers } from './consumer.js';
import type { Consumer, Consumers, ConsumersOptions } from './consumer.js';
import type { EventLog } from '../outbound/event-log.js';
import type { FakeKafka } from '../outbound/kafka.fake.js';
import type { Relay } from '../outbound/relay.js';
import type { DeadLetter } from '../outbound/topics.js';
import type { DomainEvent, LoggedEvent } from '../kernel/event.js';
import type { CollectedLog } from '../../test/support/log.js';
import type { TestDatabase } from '../../test/support/databases.js';

const CATALOG_TYPES = TOPICS.filter((topic) => topic !== ALARMS);
const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id).sort();
const recording = (name: string, seen: LoggedEvent[], types: readonly string[] = CATALOG_TYPES): Consumer => ({ name, types, handle: async (event) => void seen.push(event) });

describe.each(databaseKinds)('messages of peering (%s)', (_kind, open) => {
  describe.each(['the log', 'Kafka'])('by %s', (way) => {
    let test: TestDatabase;
    let relay: Relay;
    let events: EventLog;
    let kafka: FakeKafka | undefined;
    let publisher: Relay | undefined;
    let log: CollectedLog;
    let letters: DeadLetter[];
    let started: Consumers[] = [];

    const start = async (consumers: readonly Consumer[], options: Partial<ConsumersOptions> = {}): Promise<Consumers> => {
      const onDead = async (letter: DeadLetter): Promise<void> => void letters.push(letter);
      const made = createConsumers({ db: test.db, events, kafka, clock: systemClock, log, consumers, pollMs: 50, tries: 3, retry: { first: 5, most: 10 }, onDead, ...options });
      started.push(made);
      await made.start();
      return made;
    };
    const parked = () => test.db.prisma.job.findMany({ where: { kind: PARKED_EVENT } });

    beforeAll(async () => {
      test = await open();
    });
    beforeEach(async () => {
      await test.clear();
      log = collectLog();
      letters = [];
      relay = createRelay({ db: test.db, log });
      events = createEventLog({ db: test.db, log });
      await relay.start();
      await events.start();
      kafka = way === 'Kafka' ? fakeKafka(log) : undefined;
      publisher = kafka && createPublisher({ db: test.db, events, kafka, source: 'https://gateway.example', log, pollMs: 50 });
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

    it('come to those who want them, beside other events, each once', async () => {
      const [catalog, alarms]: [LoggedEvent[], LoggedEvent[]] = [[], []];
      const consumers = await start([recording('catalog', catalog, [...CATALOG_TYPES, 'test.thing-changed']), recording('alarms', alarms, [ALARMS])]);
      const story = aStory('one');
      const [alarm, other] = [anAlarm('one', 'raise', 8), anEvent()];
      await announce(test.db, ...story, alarm, other, anEvent({ type: 'test.other' }));
      await eventually(() => expect(idsOf(catalog)).toEqual(idsOf([...story, other])));
      await eventually(() => expect(alarms).toMatchObject([{ id: alarm.id, type: ALARMS, subject: 'one', correlator: 'correlator-1', data: alarm.data }]));
      for (const event of story) expect(catalog.find(({ id }) => id === event.id)).toMatchObject({ type: event.type, subject: 'one', data: event.data });
      await eventually(() => expect(consumers.state()).toMatchObject({ catalog: { ok: true, lag: 0, parked: 0 }, alarms: { ok: true, lag: 0, parked: 0 } }));
      if (way === 'Kafka') expect(Object.fromEntries(consumers.lags())).toMatchObject({ [`catalog ${IMPORTED}`]: 0, [`alarms ${ALARMS}`]: 0 });
    });

    it('of one topic stay in the order of their organization', async () => {
      const seen: LoggedEvent[] = [];
      await start([recording('catalog', seen)]);
      const stories = ['one', 'two', 'three'].map(aStory);
      for (const story of stories) await announce(test.db, ...story);
      await eventually(() => expect(seen).toHaveLength(21));
      for (const story of stories) {
        for (const topic of CATALOG_TYPES) {
          const at = (list: readonly DomainEvent[]): string[] => list.filter(({ type, subject }) => type === topic && subject === story[0]!.subject).map(({ id }) => id);
          expect(at(seen)).toEqual(at(story));
        }
      }
    });

    it('that always fail are given up, told of, and hold up nothing', async () => {
      const story = aStory('one');
      const poison = story[2]!;
      const seen: string[] = [];
      const consumers = await start([
        {
          name: 'catalog',
          types: CATALOG_TYPES,
          async handle({ id }) {
            if (id === poison.id) throw new TypeError('password=hunter2');
            seen.push(id);
          },
        },
      ]);
      await announce(test.db, ...story);
      await eventually(() => expect([...seen].sort()).toEqual(idsOf(story.filter((event) => event !== poison))));
      await eventually(() => expect(consumers.state()).toMatchObject({ catalog: { ok: true, parked: 1 } }));
      expect(letters).toEqual([{ consumer: 'catalog', topic: UPDATED, key: 'one', place: expect.any(String), reason: 'TypeError' }]);
      const [row] = await parked();
      if (way === 'the log') expect(row).toMatchObject({ key: `catalog:${poison.id}`, lastError: 'TypeError' });
      else {
        expect(row).toBeUndefined();
        const [letter] = kafka!.records(`${UPDATED}.dlq`);
        expect(letter).toMatchObject({ key: 'one', headers: { 'x-error': 'TypeError', 'x-original-topic': UPDATED, 'x-original-partition': '0', 'x-original-offset': '0', 'x-generation': '3' } });
        expect(JSON.parse(String(letter!.value))).toEqual(JSON.parse(String(toPeeringRecord(poison).value)));
      }
      expect(JSON.stringify([log.lines, letters])).not.toContain('hunter2');
    });

    it('that say nothing we can read are given up at once', async () => {
      const seen: LoggedEvent[] = [];
      const [strange, ...rest] = aStory('one');
      const consumers = await start([recording('catalog', seen)], { tries: 1_000, retry: { first: 60_000, most: 60_000 } });
      await announce(test.db, { ...strange!, data: { ...strange!.data, schemaVersion: '2.0' } }, ...rest);
      await eventually(() => expect(idsOf(seen)).toEqual(idsOf(rest)));
      await eventually(() => expect(consumers.state()).toMatchObject({ catalog: { ok: true, parked: 1 } }));
      expect(letters).toMatchObject([{ consumer: 'catalog', topic: FAILED, key: 'one', reason: expect.stringContaining('data.schemaVersion') }]);
      if (way === 'Kafka') expect(kafka!.records(`${FAILED}.dlq`)).toMatchObject([{ headers: { 'x-error': expect.stringContaining('data.schemaVersion') } }]);
      else expect(await parked()).toMatchObject([{ attempts: 0, lastError: expect.stringContaining('data.schemaVersion') }]);
    });

    it('are tried for ever while the failure is one that passes', async () => {
      let fails = 20;
      const seen: string[] = [];
      const consumers = await start([
        {
          name: 'catalog',
          types: CATALOG_TYPES,
          async handle({ id }) {
            if ((fails -= 1) >= 0) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
            seen.push(id);
          },
        },
      ]);
      const story = aStory('one');
      await announce(test.db, ...story);
      await eventually(() => expect([...seen].sort()).toEqual(idsOf(story)));
      expect(consumers.state()).toMatchObject({ catalog: { parked: 0 } });
      expect(letters).toEqual([]);
    });

    it('are given up though nobody can be told', async () => {
      const seen: LoggedEvent[] = [];
      const [strange, next] = aStory('one');
      await start([recording('catalog', seen)], { onDead: () => Promise.reject(new Error('password=hunter2')) });
      await announce(test.db, { ...strange!, data: {} }, next!);
      await eventually(() => expect(idsOf(seen)).toEqual([next!.id]));
      await eventually(() => expect(log.lines.some(({ level, message }) => level === 'error' && message.includes('nobody could be told'))).toBe(true));
      expect(JSON.stringify(log.lines)).not.toContain('hunter2');
    });

    if (way === 'the log') {
      it('that cannot be read do not go to those who take many together', async () => {
        const seen: DomainEvent[] = [];
        const [strange, ...rest] = aStory('one');
        const handleAll = async (given: readonly DomainEvent[]): Promise<void> => void seen.push(...given);
        await announce(test.db, ...rest.slice(0, 2), { ...strange!, data: {} }, ...rest.slice(2));
        await start([{ name: 'catalog', types: CATALOG_TYPES, handle: (event) => handleAll([event]), handleAll }]);
        await eventually(() => expect(idsOf(seen)).toEqual(idsOf(rest)));
        await eventually(() => expect(letters).toHaveLength(1));
      });
    }

    if (way === 'Kafka') {
      const foreign = (event: DomainEvent, change: (envelope: Record<string, unknown>) => object = (envelope) => envelope) => {
        const record = toPeeringRecord(event);
        return { ...record, value: JSON.stringify(change(JSON.parse(String(record.value)) as Record<string, unknown>)) };
      };
      const publish = (topic: string, record: ReturnType<typeof foreign> | { value: Buffer | string }): Promise<void> =>
        kafka!.publish(topic, [{ key: null, headers: {}, time: new Date(), ...record }], AbortSignal.timeout(1_000));

      it('may be another producer’s, and the same again is known', async () => {
        const seen: LoggedEvent[] = [];
        await start([recording('catalog', seen)]);
        const [, first, second] = aStory('one');
        const bare = foreign(first!, (envelope) => ({ ...envelope, correlationid: undefined, source: '/elsewhere', mood: 'good' }));
        await publish(IMPORTED, { ...bare, key: null as never });
        await publish(IMPORTED, bare);
        await publish(UPDATED, foreign(second!));
        await eventually(() => expect(idsOf(seen)).toEqual(idsOf([first!, second!])));
        expect(seen.find(({ id }) => id === first!.id)).toMatchObject({ correlator: null, owner: { clientId: ' ', userId: null } });
      });

      it('that are no messages go to the dead letters byte for byte, once for each topic, and what follows is handled', async () => {
        const seen: LoggedEvent[] = [];
        const consumers = await start([recording('catalog', seen)]);
        const bytes = Buffer.from([0xff, 0x00, 0xfe]);
        await publish(TERMINATED, { value: bytes });
        await publish(UNREACHABLE, { value: '' });
        const last = aStory('one')[5]!;
        await publish(TERMINATED, foreign(last));
        await eventually(() => expect(idsOf(seen)).toEqual([last.id]));
        await eventually(() => expect(consumers.state()).toMatchObject({ catalog: { parked: 2 } }));
        const [letter] = kafka!.records(`${TERMINATED}.dlq`);
        expect(letter).toMatchObject({ key: null, headers: { 'x-error': 'It is not JSON.', 'x-original-offset': '0', 'x-consumer-group': 'northbound.catalog' } });
        expect(Buffer.from(letter!.value)).toEqual(bytes);
        expect(letters.map(({ topic, reason }) => [topic, reason]).sort()).toEqual([[TERMINATED, 'It is not JSON.'], [UNREACHABLE, 'It is not JSON.']]);
      });

      it('that are too long for the dead letters are told of there, and hold up nothing', async () => {
        const seen: LoggedEvent[] = [];
        const taken = kafka!.publish;
        const narrow: FakeKafka = { ...kafka!, publish: (topic, records, signal) => (topic.endsWith('.dlq') && records[0]!.value.length > 1_000 ? Promise.reject(new Refusal('PAYLOAD_TOO_LARGE', 'Too long.')) : taken(topic, records, signal)) };
        await start([recording('catalog', seen)], { kafka: narrow });
        const [failed] = aStory('one');
        await publish(FAILED, { value: 'x'.repeat(2_000) });
        await publish(FAILED, foreign(failed!));
        await eventually(() => expect(idsOf(seen)).toEqual([failed!.id]));
        expect(kafka!.records(`${FAILED}.dlq`)).toMatchObject([{ value: '', headers: { 'x-error': 'It is not JSON.', 'x-original-offset': '0', 'x-original-bytes': '2000' } }]);
      });

      it('wait while the dead letters cannot be written, and none is lost', async () => {
        const seen: LoggedEvent[] = [];
        kafka!.setClosed([`${FAILED}.dlq`]);
        await start([recording('catalog', seen)]);
        const [failed] = aStory('one');
        await publish(FAILED, { value: 'no' });
        await publish(FAILED, foreign(failed!));
        await eventually(() => expect(log.lines.some(({ message }) => message.includes('failed and will try again'))).toBe(true));
        expect(seen).toEqual([]);
        kafka!.setClosed([]);
        await eventually(() => expect(idsOf(seen)).toEqual([failed!.id]));
        expect(kafka!.records(`${FAILED}.dlq`)).toHaveLength(1);
      });

      it('are read again from the start without being handled again', async () => {
        const seen: LoggedEvent[] = [];
        await start([recording('catalog', seen)]);
        const story = aStory('one');
        await announce(test.db, ...story);
        await eventually(() => expect(seen).toHaveLength(7));
        kafka!.rewind();
        await announce(test.db, aStory('two')[1]!);
        await eventually(() => expect(seen).toHaveLength(8));
        expect(seen.filter(({ type }) => isTopic(type))).toHaveLength(8);
      });
    }
  });
});
