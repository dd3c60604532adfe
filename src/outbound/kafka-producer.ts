import { Refusal } from '../kernel/refusal.js';
import { failureFields } from './failure.js';
import { within } from './within.js';
import type { Kafka as KafkaClient, Message, Producer } from 'kafkajs';
import type { KafkaRecord } from './kafka.js';
import type { Log } from '../kernel/context.js';

export interface SenderOptions {
  readonly client: KafkaClient;
  readonly createPartitioner: NonNullable<Parameters<KafkaClient['producer']>[0]>['createPartitioner'];
  readonly gzip: number;
  readonly log: Log;
  /** The whole of one sending, in milliseconds. */
  readonly deadlineMs: number;
}

export interface Sender {
  /** @throws Refusal PAYLOAD_TOO_LARGE when the broker will never take so long a batch, or the failure to reach it */
  send(topic: string, records: readonly KafkaRecord[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** A batch longer than this is sent compressed, so that one record can be longer than the broker's limit of 1 MiB. */
const COMPRESS_BYTES = 900_000;

/**
 * One producer, until a sending fails. The broker tells repetitions by numbers that the library takes back when a sending has failed, whether
 * the broker has the records or not: the next records would bear the same numbers, and be thrown away as a repetition. So a producer that
 * has failed is not used again.
 */
export function createSender({ client, createPartitioner, gzip, log, deadlineMs }: SenderOptions): Sender {
  let current: Promise<Producer> | undefined;

  const connect = async (): Promise<Producer> => {
    const producer = client.producer({ allowAutoTopicCreation: false, createPartitioner, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    return producer;
  };

  const leave = (left: Promise<Producer>): Promise<void> =>
    within(deadlineMs, AbortSignal.timeout(deadlineMs), 'Kafka was not left in time.', left.then((producer) => producer.disconnect()));

  const give = async (producer: Promise<Producer>, topic: string, records: readonly KafkaRecord[]): Promise<void> => {
    const messages = records.map(toMessage);
    const compression = bytesOf(messages) > COMPRESS_BYTES ? { compression: gzip } : {};
    await (await producer).send({ topic, acks: -1, timeout: 5_000, messages, ...compression });
  };

  return {
    async send(topic, records, signal) {
      const producer = (current ??= connect());
      try {
        await within(deadlineMs, signal, 'Kafka did not take the records in time.', give(producer, topic, records));
      } catch (error) {
        if (current === producer) current = undefined;
        leave(producer).catch((failure: unknown) => log.debug(failureFields(failure), 'a kafka producer could not be left'));
        throw isTooLong(error) ? new Refusal('PAYLOAD_TOO_LARGE', 'The broker does not take so much at a time.', { cause: error }) : error;
      }
    },
    async close() {
      const last = current;
      current = undefined;
      if (last) await leave(last);
    },
  };
}

const toMessage = ({ key, value, headers, time }: KafkaRecord): Message => ({ key, value, headers: { ...headers }, timestamp: String(time.getTime()) });

const bytesOf = (messages: readonly Message[]): number => messages.reduce((sum, { value }) => sum + (value === null ? 0 : Buffer.byteLength(value)), 0);

const TOO_LONG = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'];

/** The library puts the broker's word into `type`, of the error or of what it was before the last try. */
const isTooLong = (error: unknown): boolean =>
  error instanceof Error && (('type' in error && TOO_LONG.includes(String(error.type))) || (error.cause !== undefined && isTooLong(error.cause)));
