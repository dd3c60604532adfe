import { createDatabase } from './postgres.js';

/** The servers that the integration tests use, as `test/integration/setup.ts` or the environment gives them. */

/** URL of a PostgreSQL server, or undefined. */
export const databaseUrl: string | undefined = process.env.TEST_DATABASE_URL || undefined;

/** Why there is no PostgreSQL; it belongs in the name of a test that is skipped for it. */
export const databaseMissing: string | undefined = databaseUrl === undefined ? (process.env.TEST_DATABASE_MISSING ?? 'TEST_DATABASE_URL is not set') : undefined;

/** `host:port` of each Kafka broker, or undefined. */
export const kafkaBrokers: readonly string[] | undefined = process.env.TEST_KAFKA_BROKERS?.split(',');

/** Why there is no Kafka; it belongs in the name of a test that is skipped for it. */
export const kafkaMissing: string | undefined = kafkaBrokers === undefined ? (process.env.TEST_KAFKA_MISSING ?? 'TEST_KAFKA_BROKERS is not set') : undefined;

let made = 0;

/** An empty database of its own for one test. @returns its URL. @throws when there is no server. */
export function freshDatabase(): Promise<string> {
  if (databaseUrl === undefined) throw new Error(databaseMissing);
  return createDatabase(databaseUrl, `test_${process.pid}_${Date.now()}_${(made += 1)}`);
}
