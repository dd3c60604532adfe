import { isTopic } from '../kernel/peering/messages.js';
import { Refusal } from '../kernel/refusal.js';
import { fromEnvelope } from '../outbound/envelope.js';
import { fromPeeringRecord } from '../outbound/peering-codec.js';
import { deadLettersOf, topicsOf } from '../outbound/topics.js';
import type { Feed } from './consumer.js';
import type { Delivery } from './delivery.js';
import type { Kafka, KafkaRecord, ReceivedRecord } from '../outbound/kafka.js';
import type { OnDead, TopicOf } from '../outbound/topics.js';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';
import type { Topic } from '../kernel/peering/messages.js';

export interface TopicReaderOptions {
  readonly kafka: Kafka;
  readonly topicOf: TopicOf;
  readonly clock: Clock;
  readonly log: Log;
  /** Never rejects. */
  readonly onDead: OnDead;
}

/**
 * Feeds one consumer from Kafka, as one group of all topics that its types are in. Messages of peering may be of other producers: one
 * that cannot be read, or worked with, goes to the topic's dead letters, with what was wrong, and is then done with.
 */
export function readTopics({ kafka, topicOf, clock, log, onDead }: TopicReaderOptions, delivery: Delivery): Feed {
  const { name, types } = delivery.consumer;
  const group = `northbound.${name}`;
  const messages = new Map<string, Topic>(types.filter(isTopic).map((type) => [topicOf(type).name, type]));
  let unreadable = 0;

  const bury = async (record: ReceivedRecord, reason: string): Promise<void> => {
    const plan = deadLettersOf(record.topic);
    await kafka.ensureTopics([plan], record.signal);
    const letter = toDeadLetter(record, reason, { group, now: clock.now() });
    try {
      await kafka.publish(plan.name, [letter], record.signal);
    } catch (failure) {
      if (!(failure instanceof Refusal && failure.code === 'PAYLOAD_TOO_LARGE')) throw failure;
      // Its topic may take longer ones than that of the dead letters; it would come again for ever
      log.error({ consumer: name, place: record.place, bytes: record.bytes.length }, 'a message is too long for the dead letters, which tell where it was');
      await kafka.publish(plan.name, [{ ...letter, value: '', headers: { ...letter.headers, 'x-original-bytes': String(record.bytes.length) } }], record.signal);
    }
  };

  const handleEvent = async ({ value, place, beat, signal }: ReceivedRecord): Promise<void> => {
    const event = fromEnvelope(value);
    if (!event) return log.warn({ consumer: name, place }, 'a record that is no event of ours was passed over');
    if (!types.includes(event.type)) return;
    for (const concerned of await delivery.concerned([event])) await delivery.deliver(concerned, { signal, beat });
  };

  const handleMessage = async (record: ReceivedRecord, topic: Topic): Promise<void> => {
    const read = fromPeeringRecord(record.value, topic);
    const { key, place, beat, signal } = record;
    if ('reason' in read) {
      await bury(record, read.reason);
      unreadable += 1;
      log.error({ consumer: name, place, reason: read.reason }, 'a message could not be read and went to the dead letters');
      return onDead({ consumer: name, topic, key, place, reason: read.reason });
    }
    for (const concerned of await delivery.concerned([read.event])) await delivery.deliver(concerned, { signal, beat, place, bury: (reason) => bury(record, reason) });
  };

  const membership = kafka.join({
    group,
    topics: topicsOf(types, topicOf),
    async handle(record) {
      const topic = messages.get(record.topic);
      await (topic === undefined ? handleEvent(record) : handleMessage(record, topic));
    },
  });
  return { state: () => ({ ...membership.state(), unreadable }), stop: membership.leave };
}

/** As it came, and where it came from. */
function toDeadLetter({ topic, partition, offset, key, bytes, headers }: ReceivedRecord, reason: string, { group, now }: { readonly group: string; readonly now: Date }): KafkaRecord {
  const origin = { 'x-original-topic': topic, 'x-original-partition': String(partition), 'x-original-offset': offset };
  return { key, value: bytes, headers: { ...headers, 'x-error': reason, ...origin, 'x-consumer-group': group }, time: now };
}
