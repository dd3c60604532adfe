import { Kafka as KafkaClient, logLevel, Partitioners } from 'kafkajs';
import { runGroup } from './kafka-group.js';
import { makeTopic } from './kafka-topic.js';
import { within } from './within.js';
import type { Producer } from 'kafkajs';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';
import type { WorkState } from './relay.js';

export interface KafkaRecord {
  /** Records with one key stay in order. */
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly time: Date;
}

export interface ReceivedRecord {
  readonly key: string | null;
  readonly value: string;
  /** Where it was found, for the log. */
  readonly place: string;
  /** Tells the group that we are alive; to be called now and then while a record takes long. */
  beat(): Promise<void>;
  /** Ends when the group is left: throw then, and the record comes again. */
  readonly signal: AbortSignal;
}

export interface GroupOptions {
  readonly group: string;
  readonly topic: string;
  /** Records of one partition one after the other; returning commits, throwing brings the record again. */
  handle(record: ReceivedRecord): Promise<void>;
}

export interface Group {
  /** `lag` counts records that are not read yet, as of the last batch. */
  state(): WorkState;
  leave(): Promise<void>;
}

export interface Kafka {
  /** Makes the topic with the broker's own defaults when it is not there. */
  ensureTopic(topic: string, signal: AbortSignal): Promise<void>;
  /** Returns when all in-sync replicas have the records, else rejects within the deadline; some may have arrived then. */
  publish(topic: string, records: readonly KafkaRecord[], signal: AbortSignal): Promise<void>;
  /** Joins a consumer group from the oldest record on, and stays in it through failures. */
  join(options: GroupOptions): Group;
  close(): Promise<void>;
}

export interface KafkaOptions {
  /** `host:port` of each. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly log: Log;
  readonly clock: Clock;
  /** The whole of one publication, in milliseconds. @default 10 000 */
  readonly deadlineMs?: number;
}

/**
 * The one place (with its parts kafka-group and kafka-topic) that knows kafkajs: it is asked for by name and no longer kept up, so it must be easy to replace.
 * It speaks with brokers from 0.11 to 4.x.
 */
export function createKafka({ brokers, clientId, log, clock, deadlineMs = 10_000 }: KafkaOptions): Kafka {
  const client = new KafkaClient({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    requestTimeout: 8_000,
    enforceRequestTimeout: true,
    retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries: 3 },
    // The library repeats itself at each try; what matters of it is told once, by those who use it
    logLevel: logLevel.WARN,
    logCreator: () => ({ namespace, label, log: { message } }) => log.debug({ namespace, label }, `kafka: ${message}`),
  });
  const producer = client.producer({ allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner, maxInFlightRequests: 1 });
  let connected: Promise<void> | undefined;

  const connect = (): Promise<void> =>
    (connected ??= producer.connect().catch((error: unknown) => {
      connected = undefined;
      throw error;
    }));

  return {
    ensureTopic: (topic, signal) => within(deadlineMs, signal, 'Kafka did not make the topic in time.', makeTopic(client.admin(), topic)),
    publish: (topic, records, signal) => within(deadlineMs, signal, 'Kafka did not take the records in time.', connect().then(() => send(producer, topic, records))),
    join: (options) => runGroup({ client, log, clock }, options),
    async close() {
      if (!connected) return;
      connected = undefined;
      await within(deadlineMs, AbortSignal.timeout(deadlineMs), 'Kafka was not left in time.', producer.disconnect());
    },
  };
}

async function send(producer: Producer, topic: string, records: readonly KafkaRecord[]): Promise<void> {
  const messages = records.map(({ key, value, headers, time }) => ({ key, value, headers: { ...headers }, timestamp: String(time.getTime()) }));
  await producer.send({ topic, acks: -1, timeout: 5_000, messages });
}
