import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/kernel/id.js';
import { DEVELOPER } from '../../src/kernel/caller.js';
import type { RequestContext } from '../../src/kernel/context.js';
import type { HubApi } from '../../src/kernel/notice.js';
import { buildSubgraph } from '../../src/federation/subgraph/subgraph.js';
import { nearRunner } from '../../src/federation/near/near.js';
import { createPeerGuard, type PeerGuard } from '../../src/outbound/peer-guard.js';
import { databaseKinds, type TestDatabase } from '../support/databases.js';
import { anEvent, announce } from '../support/events.js';
import { eventually } from '../support/eventually.js';
import { collectLog } from '../support/log.js';
import { startNotifications } from '../support/notifications.js';
import { startSink, type TestSink } from '../support/sink.js';

const TYPE = 'test.alarm-raised';
const ctx: RequestContext = { caller: DEVELOPER, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log: collectLog() };

let test: TestDatabase;
let guard: PeerGuard;
let own: { host: string; port: number }[] = [];
let w: Awaited<ReturnType<typeof startNotifications>>;
let sink: TestSink;
let ask: (query: string, variables?: Record<string, unknown>) => Promise<Record<string, { readonly id: string } & Record<string, unknown>>>;

beforeAll(async () => {
  test = await databaseKinds[0]![1]();
  guard = createPeerGuard({ allowedHosts: ['*'], insecureHosts: [], ownAddresses: () => own });
});
beforeEach(async () => {
  await test.clear();
  own = [];
  sink = await startSink();
  w = await startNotifications(test.db, {
    hubs: {
      guard,
      types: [TYPE],
      toNotices: ({ type, subject, data }) => (type === TYPE ? [{ api: 'alarmManagement', eventType: 'AlarmCreateEvent', member: 'alarm', resource: { id: subject, ...data } }] : []),
    },
  });
  const near = nearRunner((await buildSubgraph(w.subgraph)).schema);
  ask = async (query, variables = {}) => {
    const { data, errors } = await near.call(query)(variables, ctx);
    if (errors?.length) throw errors[0]!.originalError ?? errors[0]!;
    return data as Awaited<ReturnType<typeof ask>>;
  };
});
afterEach(async () => {
  await w[Symbol.asyncDispose]();
  await sink.stop();
});
afterAll(async () => {
  await guard.close();
  await test[Symbol.asyncDispose]();
});

async function register(callback: string, query?: string, api: HubApi = 'alarmManagement'): Promise<string> {
  const { registerHub } = await ask('mutation($input: RegisterHubInput!) { registerHub(input: $input) { hub { id } } }', { input: { api, callback, ...(query !== undefined && { query }) } });
  return (registerHub as unknown as { hub: { id: string } }).hub.id;
}
const hub = async (id: string) => (await ask('query($id: ID!) { hub(id: $id) { id active failures eventCount endReason } }', { id }))['hub'];
const raise = (...subjects: readonly string[]) => announce(test.db, ...subjects.map((subject) => anEvent({ type: TYPE, subject, data: { state: 'raised' } })));
const idsAt = (path: string) => sink.deliveries.filter((delivery) => delivery.path.startsWith(path)).map(({ body }) => (body as { event: { alarm: { id: string } } }).event.alarm.id);

describe('a hub', () => {
  it('is sent the events of its API in order, as TMF writes them, at the address of each type', async () => {
    const id = await register(`${sink.url}/listener`);
    await raise('a-1', 'a-2', 'a-3');
    const [first] = await sink.received(3);
    expect(idsAt('/events/listener')).toEqual(['a-1', 'a-2', 'a-3']);
    expect(first).toMatchObject({
      path: '/events/listener/alarmCreateEvent',
      headers: { 'content-type': 'application/json', 'x-correlator': expect.any(String) },
      body: { eventId: expect.any(String), eventTime: expect.any(String), eventType: 'AlarmCreateEvent', timeOcurred: expect.any(String), domain: 'alarmManagement', correlationId: 'correlator-1', event: { alarm: { id: 'a-1', state: 'raised' } } },
    });
    expect(first!.headers).not.toHaveProperty('authorization');
    await eventually(async () => expect(await hub(id)).toMatchObject({ active: true, failures: 0, eventCount: 3 }));
    const ledger = () => ask('{ eventDeliveries { nodes { state eventType cloudEvent } } }');
    await eventually(async () => expect((await ledger())['eventDeliveries']).toMatchObject({ nodes: Array(3).fill({ state: 'DELIVERED', eventType: 'AlarmCreateEvent' }) }));
  });

  it('that is slow, silent or broken holds up no other', async () => {
    const [silent] = await Promise.all([startSink(), register(`${sink.url}/fine`)]);
    try {
      const slow = await register(silent.url);
      silent.answer('silent', 'reset', 500);
      await raise('a-1', 'a-2');
      await sink.received(2);
      expect(idsAt('/events/fine')).toEqual(['a-1', 'a-2']);
      expect(await test.db.prisma.eventDelivery.findMany({ where: { subscriptionId: slow } })).toMatchObject(Array(2).fill({ state: 'PENDING', attempts: 0 }));
    } finally {
      await silent.stop();
    }
  });

  it('is not followed to where it redirects, and tried again later', async () => {
    const id = await register(`${sink.url}/moved`);
    sink.answer({ status: 307, headers: { location: `${sink.url}/elsewhere` } });
    await raise('a-1');
    await sink.received(1);
    await eventually(async () => expect(await test.db.prisma.eventDelivery.findFirst({ where: { subscriptionId: id } })).toMatchObject({ attempts: 1, state: 'PENDING', lastStatus: 307 }));
    w.pass(1_000);
    await sink.received(2);
    expect(idsAt('/events/elsewhere')).toEqual([]);
    expect(idsAt('/events/moved')).toEqual(['a-1', 'a-1']);
  });

  it('may be on a private address, but not at the gateway itself, nor where a cloud keeps its secrets', async () => {
    const { port } = new URL(sink.url);
    await register(sink.url);
    own = [{ host: '127.0.0.1', port: Number(port) }];
    await expect(register(`${sink.url}/own`)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'callback' });
    for (const callback of ['http://169.254.169.254/latest', 'http://[fe80::1]/', 'http://[::ffff:169.254.169.254]/', 'ftp://client.example/', 'http://user:pass@client.example/', '/relative']) {
      await expect(register(callback)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'callback' });
    }
    await raise('a-1');
    await eventually(async () => expect((await test.db.prisma.eventDelivery.findFirstOrThrow()).lastError).toMatch(/may not be called/));
    expect(sink.deliveries).toEqual([]);
  });

  it('hears nothing after it is taken back, and nobody hears of what happened before', async () => {
    await raise('before');
    await eventually(async () => expect(await test.db.prisma.outboxEvent.count({ where: { position: null } })).toBe(0));
    const id = await register(sink.url);
    await raise('during');
    await sink.received(1);
    await ask('mutation($id: ID!) { unregisterHub(api: alarmManagement, id: $id) { id } }', { id });
    await register(`${sink.url}/next`);
    await raise('after');
    await sink.received(2);
    expect([idsAt('/events/next'), sink.deliveries.length]).toEqual([['after'], 2]);
  });

  it('needs the role admin', async () => {
    const near = nearRunner((await buildSubgraph(w.subgraph)).schema);
    const client = { ...ctx, caller: { ...DEVELOPER, kind: 'two-legged' as const, admin: false, scopes: new Set(['northbound:notifications:read']) } };
    for (const query of ['{ hubs { totalCount } }', '{ hub(id: "x") { id } }', `mutation { registerHub(input: {api: party, callback: "${sink.url}"}) { hub { id } } }`, `mutation { unregisterHub(api: party, id: "${newId()}") { id } }`]) {
      expect((await near.call(query)({}, client)).errors?.[0]).toMatchObject({ originalError: { code: 'PERMISSION_DENIED' } });
    }
  });
});
