import { CompressionTypes, Kafka as KafkaClient, logLevel, Partitioners } from 'kafkajs';
import { runGroup } from './kafka-group.js';
import { createSender } from './kafka-producer.js';
import { makeTopics } from './kafka-topic.js';
import { within } from './within.js';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';
import type { WorkState } from './relay.js';
import type { TopicPlan } from './topics.js';

export interface KafkaRecord {
  /** Records of one topic with one key stay in order. */
  readonly key: string | null;
  readonly value: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly time: Date;
}

export interface ReceivedRecord {
  readonly topic: string;
  readonly partition: number;
  /** A decimal number. */
  readonly offset: string;
  readonly key: string | null;
  /** Its bytes as they came, whatever they are; none for a record without a value. */
  readonly bytes: Buffer;
  /** The same as text. */
  readonly value: string;
  /** The last one of each name, as text. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where it was found, for the log. */
  readonly place: string;
  /** Tells the group that we are alive; to be called now and then while a record takes long. */
  beat(): Promise<void>;
  /** Ends when the group is left: throw then, and the record comes again. */
  readonly signal: AbortSignal;
}

export interface GroupOptions {
  readonly group: string;
  /** They are made when they are not there. */
  readonly topics: readonly TopicPlan[];
  /** Records of one partition one after the other; returning commits, throwing brings the record again. */
  handle(record: ReceivedRecord): Promise<void>;
}

export interface GroupState extends WorkState {
  /** `lag` by topic, of those topics that were read. */
  readonly lags: ReadonlyMap<string, number>;
}

export interface Group {
  /** `lag` counts records that are not read yet, as of the last batch. */
  state(): GroupState;
  leave(): Promise<void>;
}

export interface Kafka {
  /** Makes those of the topics that are not there. @throws Refusal UNAVAILABLE, which names them, when they cannot be made */
  ensureTopics(plans: readonly TopicPlan[], signal: AbortSignal): Promise<void>;
  /**
   * Returns when all in-sync replicas have the records, else rejects within the deadline; some may have arrived then. They go as one
   * batch for each partition, which the broker's limit of a message's length is held against: beyond it, Refusal PAYLOAD_TOO_LARGE.
   */
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
 * The one place (with its parts kafka-group, kafka-producer and kafka-topic) that knows kafkajs: it is asked for by name and no longer kept up, so it must be easy to replace.
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
  const sender = createSender({ client, createPartitioner: Partitioners.DefaultPartitioner, gzip: CompressionTypes.GZIP, log, deadlineMs });

  return {
    ensureTopics: (plans, signal) => within(deadlineMs, signal, 'Kafka did not tell of the topics in time.', makeTopics(client.admin(), plans)),
    publish: (topic, records, signal) => sender.send(topic, records, signal),
    join: (options) => runGroup({ client, log, clock }, options),
    close: () => sender.close(),
  };
}
