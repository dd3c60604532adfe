import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsumers } from '../../src/inbound/consumer.js';
import { systemClock } from '../../src/kernel/clock.js';
import { peeredCatalog } from '../../src/modules/catalog/peered/peered.service.js';
import { CATALOG_TOPICS } from '../../src/modules/catalog/peered/peered.rules.js';
import { createEventLog } from '../../src/outbound/event-log.js';
import { createKafka } from '../../src/outbound/kafka.js';
import { PUBLISHER } from '../../src/outbound/publisher.js';
import { openDatabase } from '../../src/outbound/storage/database.js';
import { builtProgram } from '../faults/built.js';
import { catalogAfter, snapshotOf } from '../support/catalog-snapshot.js';
import { databaseKinds } from '../support/databases.js';
import { announce } from '../support/events.js';
import { eventually } from '../support/eventually.js';
import { startGateway } from '../support/gateway.js';
import { provideKafka, startKafka } from '../support/kafka.js';
import { collectLog } from '../support/log.js';
import { aStory } from '../support/peering-story.js';
import { databaseMissing, freshDatabase } from '../support/servers.js';
import type { ReceivedRecord } from '../../src/outbound/kafka.js';
import type { Database } from '../../src/outbound/storage/database.js';
import type { DomainEvent } from '../../src/kernel/event.js';
import type { CatalogSnapshot } from '../support/catalog-snapshot.js';
import type { TestGateway } from '../support/gateway.js';

/** How long the broker is away, in milliseconds; KAFKA_AWAY_MS asks for more. */
const AWAY_MS = Number(process.env['KAFKA_AWAY_MS'] ?? 10_000);
const ORGANIZATIONS = 42;
/** Each as far as it goes, so that every message is somebody's last. */
const stories = Array.from({ length: ORGANIZATIONS }, (_, n) => aStory(`organization-${n}`).slice(0, 1 + (n % 7)));
/** From one message of each to another, side by side. */
const chapter = (from: number, to: number): readonly DomainEvent[] => Array.from({ length: to - from }, (_, at) => stories.flatMap((story) => story[from + at] ?? [])).flat();

/** To compare is quick, to tell where they differ is not. */
async function expectSame(db: Database, expected: CatalogSnapshot, withinMs: number): Promise<void> {
  const text = JSON.stringify(expected);
  for (const until = Date.now() + withinMs; Date.now() < until; await sleep(250)) if (JSON.stringify(await snapshotOf(db)) === text) return;
  expect(await snapshotOf(db)).toEqual(expected);
}

const noKafka = await provideKafka('4.1.1').then(() => '', (failure: Error) => failure.message);
const missing = databaseMissing ?? noKafka;

describe.skipIf(missing !== '')(`the catalog of gateways that share a broker and a database${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  let broker: Awaited<ReturnType<typeof startKafka>>;
  let url: string;
  let db: Database;
  let survivor: TestGateway;
  const records: ReceivedRecord[] = [];
  const told: DomainEvent[] = [];
  const closers: (() => Promise<unknown>)[] = [];

  const start = (): Promise<TestGateway> => {
    const env = { DATABASE_URL: url, SECRET_KEY, KAFKA_BROKERS: broker.brokers.join(), LOG_LEVEL: 'warn', HEARTBEAT_CRON: 'off' };
    return startGateway({ readyWithin: 60_000, env });
  };
  const tell = async (events: readonly DomainEvent[], pieces = 6): Promise<void> => {
    told.push(...events);
    const size = Math.ceil(events.length / pieces);
    for (let n = 0; n < events.length; n += size) {
      await announce(db, ...events.slice(n, n + size));
      await sleep(100);
    }
  };
  const expectCatalog = async (withinMs: number): Promise<void> => expectSame(db, await catalogAfter(told), withinMs);

  beforeAll(async () => {
    builtProgram();
    broker = await startKafka('4.1.1');
    url = await freshDatabase();
    db = await openDatabase({ url, log: collectLog() });
    const kafka = createKafka({ brokers: broker.brokers, clientId: 'test', log: collectLog(), clock: systemClock });
    const group = kafka.join({ group: 'foreign', topics: CATALOG_TOPICS.map((name) => ({ name })), handle: async (record) => void records.push(record) });
    closers.push(() => broker.stop(), () => db.close(), () => kafka.close(), () => group.leave());
  }, 120_000);
  afterAll(async () => {
    await survivor?.[Symbol.asyncDispose]();
    for (const close of closers.reverse()) await close();
  });

  it('is whole when one of two that share the work leaves in the middle', { timeout: 120_000 }, async () => {
    const [leaving, staying] = await Promise.all([start(), start()]);
    survivor = staying;
    const telling = tell(chapter(0, 2), 20);
    await sleep(1_000);
    expect(await leaving.stop()).toBe(0);
    await telling;
    await leaving[Symbol.asyncDispose]();
    await expectCatalog(60_000);
    expect((await snapshotOf(db)).ServiceSpecification.length).toBeGreaterThan(ORGANIZATIONS);
  });

  it('comes a second time when the one is killed after Kafka has the messages and before that is marked', { timeout: 90_000 }, async () => {
    const client = await db.pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT position FROM "ConsumerOffset" WHERE consumer = $1 FOR UPDATE', [PUBLISHER]);
    const events = chapter(2, 4);
    await tell(events, 1);
    const seen = (): Set<unknown> => new Set(records.map(({ value }) => (JSON.parse(value) as { id: string }).id));
    await eventually(() => expect(events.every(({ id }) => seen().has(id))).toBe(true), 30_000);
    await survivor.kill();
    // Its statement would still be done by the database
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
    await client.query('ROLLBACK');
    client.release();
    await survivor[Symbol.asyncDispose]();
    survivor = await start();
    await eventually(() => expect(records.length).toBeGreaterThanOrEqual(told.length + events.length), 30_000);
    expect(seen().size).toBe(told.length);
  });

  // The broker waits half a minute for a member of the group that died: once for both
  it(`is whole after that, and when the broker is away for ${AWAY_MS / 1_000} s`, { timeout: AWAY_MS + 150_000 }, async () => {
    await broker.kill();
    await tell(chapter(4, 7));
    await sleep(AWAY_MS);
    const health = (await (await fetch(`${survivor.url}/health/ready`)).json()) as { status: string; checks: { sources: { kafka: object } } };
    expect(health).toMatchObject({ status: 'degraded', checks: { sources: { kafka: { ok: false, lag: expect.any(Number) } } } });
    await broker.start();
    await expectCatalog(90_000);
    await eventually(async () => expect(await (await fetch(`${survivor.url}/health/ready`)).json()).toMatchObject({ status: 'ready' }), 60_000);
  });

  it('comes out the same for a consumer that begins with the oldest message, repetitions and all', { timeout: 90_000 }, async () => {
    const [, open] = databaseKinds[0]!;
    await using fresh = await open();
    const log = collectLog();
    const catalog = peeredCatalog({ clock: systemClock });
    const kafka = createKafka({ brokers: broker.brokers, clientId: 'replay', log, clock: systemClock });
    const consumer = { name: 'replay', types: CATALOG_TOPICS, handle: catalog.hear };
    const consumers = createConsumers({ db: fresh.db, events: createEventLog({ db: fresh.db, log }), kafka, clock: systemClock, log, consumers: [consumer] });
    await consumers.start();
    const expected = await snapshotOf(db);
    await expectSame(fresh.db, expected, 60_000);
    await eventually(async () => expect(await fresh.db.prisma.consumedEvent.count()).toBe(told.length), 10_000);
    await consumers.stop();
    await kafka.close();
  });
});

const SECRET_KEY = randomBytes(32).toString('hex');
