import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { KAFKA_VERSIONS, type KafkaVersion, startKafka } from '../support/kafka.js';
import { findPostgres, startPostgres } from '../support/postgres.js';
import { kafkaMissing } from '../support/servers.js';

const postgres = findPostgres();
const noPostgres = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';

describe.skipIf(noPostgres !== '')(`a private PostgreSQL${noPostgres}`, () => {
  it('holds databases that do not know of each other', async () => {
    await using server = await startPostgres();
    const [one, two] = await Promise.all([server.createDatabase('one'), server.createDatabase('two')]);
    await ask(one, 'CREATE TABLE seen (id int)');
    await expect(ask(two, 'SELECT * FROM seen')).rejects.toThrow('does not exist');
    expect(Number(await ask(one, "SELECT current_setting('server_version_num')"))).toBeGreaterThanOrEqual(150_000);
  });
});

async function ask(url: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

const noKafka = kafkaMissing === undefined ? '' : ` (skipped: ${kafkaMissing})`;

describe.skipIf(noKafka !== '').each(Object.keys(KAFKA_VERSIONS) as KafkaVersion[])(`a private Apache Kafka %s${noKafka}`, (version) => {
  it('keeps messages in order, and over a crash', { timeout: 120_000 }, async () => {
    await using server = await startKafka(version);
    const kafka = new Kafka({ brokers: [...server.brokers], logLevel: logLevel.NOTHING, retry: { retries: 10, initialRetryTime: 100 } });
    const sent = Array.from({ length: 200 }, (_, n) => String(n));
    await produce(kafka, sent.slice(0, 100));
    await server.kill();
    await server.start();
    await produce(kafka, sent.slice(100));
    expect(await consume(kafka, sent.length)).toEqual(sent);
  });
});

async function produce(kafka: Kafka, values: readonly string[]): Promise<void> {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  try {
    for (const value of values) await producer.send({ topic: 'peers', acks: -1, messages: [{ key: 'one-subject', value }] });
  } finally {
    await producer.disconnect();
  }
}

async function consume(kafka: Kafka, count: number): Promise<readonly string[]> {
  const consumer = kafka.consumer({ groupId: 'peers' });
  const values: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: ['peers'], fromBeginning: true });
  try {
    await new Promise<void>((resolve, reject) => {
      const take = async ({ message }: { message: { value: Buffer | null } }): Promise<void> => {
        values.push(String(message.value));
        if (values.length === count) resolve();
      };
      consumer.run({ eachMessage: take }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return values;
}
