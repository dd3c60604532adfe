import { KAFKA_VERSIONS, type KafkaVersion, startKafka } from '../support/kafka.js';
import { findPostgres, startPostgres } from '../support/postgres.js';

type Stop = () => Promise<void>;

/**
 * Starts the servers that the environment does not bring along, once for the whole run: PostgreSQL, and Apache Kafka
 * in the release TEST_KAFKA_VERSION. What cannot be had is said in TEST_…_MISSING, and the tests that need it are
 * skipped with that reason in their names.
 */
export default async function setup(): Promise<Stop> {
  const stops = (await Promise.all([bringPostgres(), bringKafka()])).filter((stop) => stop !== undefined);
  return async () => void (await Promise.all(stops.map((stop) => stop())));
}

async function bringPostgres(): Promise<Stop | undefined> {
  if (process.env.TEST_DATABASE_URL) return undefined;
  const found = findPostgres();
  if ('missing' in found) {
    process.env.TEST_DATABASE_MISSING = found.missing;
    return undefined;
  }
  const server = await startPostgres();
  process.env.TEST_DATABASE_URL = server.url;
  return server.stop;
}

async function bringKafka(): Promise<Stop | undefined> {
  if (process.env.TEST_KAFKA_BROKERS) return undefined;
  const version = process.env.TEST_KAFKA_VERSION ?? '4.1.1';
  if (!(version in KAFKA_VERSIONS)) throw new Error(`TEST_KAFKA_VERSION must be one of ${Object.keys(KAFKA_VERSIONS).join(', ')}`);
  try {
    const server = await startKafka(version as KafkaVersion);
    process.env.TEST_KAFKA_BROKERS = server.brokers.join(',');
    return server.stop;
  } catch (failure) {
    process.env.TEST_KAFKA_MISSING = `no Apache Kafka: ${(failure as Error).message.split('\n', 1)[0]}`;
    console.warn(failure);
    return undefined;
  }
}
