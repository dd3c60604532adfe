import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOPICS } from '../../src/kernel/peering/messages.js';
import { createEventLog } from '../../src/outbound/event-log.js';
import { fakeKafka } from '../../src/outbound/kafka.fake.js';
import { createPublisher } from '../../src/outbound/publisher.js';
import { openDatabase } from '../../src/outbound/storage/database.js';
import { createClient, type Client } from '../journeys/client.js';
import { eventually } from '../support/eventually.js';
import { collectLog } from '../support/log.js';
import { startSink, type TestSink } from '../support/sink.js';
import { dump, filesWith, startOverheard, type Overheard } from './planted.js';
import { liveInPeering, OF_PEERS, startEchoingOss, type EchoingOss } from './planted.peering.js';

describe('secrets of organizations, and the tokens that their OSSs give', () => {
  let oss: EchoingOss;
  let sink: TestSink;
  let gateway: Overheard;
  /** Everything that any door answered, and every event that streams brought. */
  const answers: string[] = [];

  beforeAll(async () => {
    [oss, sink] = await Promise.all([startEchoingOss(), startSink()]);
    gateway = await startOverheard({ SECRET_KEY: randomBytes(32).toString('hex'), SUBGRAPH_PORT: '0', SUBGRAPH_SECRET: 'a-secret-between-router-and-us', HEARTBEAT_CRON: 'off' });
    await liveInPeering(listening(createClient(gateway.url)), oss, sink.url, (frame) => void answers.push(JSON.stringify(frame)));
    await eventually(() => expect(JSON.stringify(sink.deliveries)).toContain('OrganizationDeleteEvent'));
    await sleep(300);
  }, 120_000);
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await Promise.all([oss[Symbol.asyncDispose](), sink.stop()]);
  });

  /** The client, with all that it is answered written down. */
  const listening = (client: Client): Client => ({
    ...client,
    async graphql<Data>(...args: Parameters<Client['graphql']>) {
      const answer = await client.graphql<Data>(...args);
      answers.push(answer.text);
      return answer;
    },
    async rest<Body>(...args: Parameters<Client['rest']>) {
      const answer = await client.rest<Body>(...args);
      answers.push(JSON.stringify([...answer.headers]), answer.text);
      return answer;
    },
  });

  /** As it is, and as JSON, URLs, forms and Basic credentials write it. */
  const formsOf = (secret: string): readonly string[] =>
    [...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), new URLSearchParams({ s: secret }).toString().slice(2), Buffer.from(secret).toString('base64'), basic(secret)])];
  const basic = (secret: string): string => Buffer.from(`gateway:${new URLSearchParams({ s: secret }).toString().slice(2)}`).toString('base64');
  function expectClean(text: string, where: string): void {
    for (const [name, secret] of Object.entries(OF_PEERS)) for (const form of formsOf(secret)) expect(text.includes(form), `${name} in ${where}`).toBe(false);
  }

  it('did reach those they were meant for', () => {
    const heard = oss.heard.join('\n');
    for (const secret of [OF_PEERS.password, OF_PEERS.openslicePassword, OF_PEERS.nextPassword, OF_PEERS.access]) expect(formsOf(secret).some((form) => heard.includes(form)), secret).toBe(true);
    for (const secret of [OF_PEERS.clientSecret, OF_PEERS.opensliceSecret]) expect(heard).toContain(`Basic ${basic(secret)}`);
    expect(heard).not.toContain(OF_PEERS.misplaced);
  });

  it('are in no answer of either door, and in no event that a stream brought', () => {
    expect(answers.length).toBeGreaterThan(150);
    expect(answers.join('')).toContain('********');
    for (const text of answers) expectClean(text, text.slice(0, 300));
  });

  it('were not sent to the listeners of hubs', () => {
    const bodies = sink.deliveries.map(({ body, path, headers }) => JSON.stringify([path, headers, body]));
    for (const type of ['OrganizationCreateEvent', 'OrganizationAttributeValueChangeEvent', 'OrganizationDeleteEvent', 'ServiceSpecificationCreateEvent', 'AlarmCreateEvent', 'AlarmStateChangeEvent']) expect(bodies.some((body) => body.includes(type)), type).toBe(true);
    for (const body of bodies) expectClean(body, body.slice(0, 300));
  });

  it('are not in the log, at its most talkative', () => {
    expect(gateway.said()).toContain('"level":"debug"');
    for (const line of gateway.said().split('\n')) expectClean(line, line.slice(0, 600));
  });

  it('are in the database sealed, if at all, in no file, and in nothing that Kafka would be told', async () => {
    await gateway.stop();
    expectClean(gateway.said(), 'the log at the end');
    const rows = await dump(gateway.dataDir);
    expect(rows).toContain('EXTERNAL_TMF_API_PASSWORD');
    expectClean(rows, 'the database');
    expect(filesWith(gateway.dataDir, ...Object.values(OF_PEERS).flatMap(formsOf))).toEqual([]);
    const records = await published(gateway.dataDir);
    for (const topic of TOPICS) expect(records.some((record) => record.includes(`"type":"${topic}"`)), topic).toBe(true);
    for (const record of records) expectClean(record, record.slice(0, 300));
  });
});

/** Every record that a publisher makes of the log of a gateway that has ended. */
async function published(dataDir: string): Promise<readonly string[]> {
  const log = collectLog();
  const db = await openDatabase({ dataDir, log });
  const events = createEventLog({ db, log });
  const kafka = fakeKafka(log);
  const publisher = createPublisher({ db, events, kafka, source: 'https://gateway.example', log });
  await publisher.start();
  await eventually(() => expect([publisher.state(), kafka.topics().length > 0]).toEqual([{ ok: true, lag: 0 }, true]));
  await publisher.stop();
  await db.close();
  return kafka.topics().flatMap((topic) => kafka.records(topic)).map(({ key, headers, value }) => JSON.stringify([key, headers]) + value);
}
