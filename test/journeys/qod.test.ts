import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { Client } from './client.js';
import { aName, createInstance, LISBON, submitApp, untilStatus } from './stories.js';
import { startWorld, type World } from './world.js';

/** Sessions through the graph, from the door to the simulated network and back. */

const QOD = '/quality-on-demand/v1';
const SESSION = 'id qosStatus statusInfo statusReason duration startedAt expiresAt device { phoneNumber ipv4Address { publicAddress privateAddress } } applicationServer { ipv4Address ipAddresses } qosProfile';
const CREATE = `mutation ($input: CreateQodSessionInput!) { createQodSession(input: $input) { session { ${SESSION} } } }`;
const EXTEND = `mutation ($id: ID!, $more: Int!) { extendQodSession(id: $id, additionalDuration: $more) { session { ${SESSION} } } }`;
const DELETE = `mutation ($id: ID!) { deleteQodSession(id: $id) { session { ${SESSION} } } }`;
const READ = `query ($id: ID!) { qodSession(id: $id) { ${SESSION} profile { name maxDuration { value unit } } appInstance { id name status } } }`;
const CHANGES =
  'subscription ($id: ID, $instance: ID, $after: String) { qodSessionStatusChanged(sessionId: $id, appInstanceId: $instance, after: $after) { cursor previousStatus qosStatus statusInfo duration expiresAt removed session { id qosStatus } } }';

interface Session {
  readonly id: string;
  readonly qosStatus: string;
  readonly statusInfo: string | null;
  readonly duration: number;
  readonly startedAt: string | null;
  readonly expiresAt: string | null;
}

interface Change {
  readonly cursor: string;
  readonly previousStatus: string | null;
  readonly qosStatus: string;
  readonly statusInfo: string | null;
  readonly removed: boolean;
  readonly session: { readonly id: string } | null;
}

let world: World;
let me: Client;
let devices = 0;
beforeAll(async () => {
  world = await startWorld({ srm: { core: { grantMs: [20, 60] } } });
  me = world.as();
});
afterEach(() => world.srm.set({}));
afterAll(() => world[Symbol.asyncDispose]());

/** A device that the operator knows, by its number; the last part of its address chooses what the simulated network does. */
async function aDevice(at: Client = me, last?: number): Promise<{ readonly phoneNumber: string }> {
  devices += 1;
  const [octet, phoneNumber] = [last ?? devices, `+35193000000${devices}`];
  const input = { phoneNumber, publicAddress: `203.0.113.${octet}`, privateAddress: `10.46.${devices}.${octet}`, services: ['quality-on-demand'], edgeCloudZones: [LISBON] };
  await at.ask('mutation ($input: KnownDeviceInput!) { upsertKnownDevice(input: $input) { device { id } } }', { input });
  return { phoneNumber };
}

const wanted = async (about: object = {}, last?: number): Promise<object> => ({ device: await aDevice(me, last), applicationServer: { ipv4Address: '198.51.100.0/24' }, qosProfile: 'QOS_E', duration: 600, ...about });

async function create(input: object): Promise<Session> {
  return (await me.ask<{ createQodSession: { session: Session } }>(CREATE, { input })).createQodSession.session;
}
const read = async (id: string): Promise<Session> => (await me.ask<{ qodSession: Session }>(READ, { id })).qodSession;
const until = (id: string, what: object): Promise<Session> =>
  eventually(async () => {
    const session = await read(id);
    expect(session).toMatchObject(what);
    return session;
  });
/** Waits until the network has so many sessions of the input's device: a busy one may answer late. */
const inNetwork = (input: object, count: number): Promise<void> =>
  eventually(() => {
    const { phoneNumber } = (input as { device: { phoneNumber: string } }).device;
    const theirs = [...world.srm.sessions.values()].filter(({ request }) => JSON.stringify(request).includes(phoneNumber));
    expect(theirs).toHaveLength(count);
  });
const codeOf = async (query: string, variables: object): Promise<string | undefined> => (await me.graphql(query, variables)).errors[0]?.extensions.code;
const told = ({ previousStatus, qosStatus, statusInfo, removed }: Change): unknown[] => [previousStatus, qosStatus, statusInfo, removed];

describe('a session', () => {
  it('lives through the graph, and every change is streamed', async () => {
    const appId = await submitApp(me);
    const instance = await createInstance(me, appId);
    await untilStatus(me, instance, 'ready');
    await using changes = me.stream<Change>('sse', CHANGES, { instance });
    await world.streaming(1);
    const input = await wanted({ appInstanceId: instance });
    const { id, qosStatus } = await create(input);
    expect(['REQUESTED', 'AVAILABLE']).toContain(qosStatus);
    const { startedAt, expiresAt } = await until(id, { qosStatus: 'AVAILABLE', duration: 600, statusInfo: null });
    expect(Date.parse(expiresAt!) - Date.parse(startedAt!)).toBe(600_000);
    expect(await read(id)).toMatchObject({ device: { ...(input as { device: object }).device, ipv4Address: null }, profile: { name: 'QOS_E' }, appInstance: { id: instance, status: 'ready' } });
    expect(await me.ask('query ($id: ID!) { appInstance(id: $id) { qodSessions(first: 5) { totalCount nodes { id } } } }', { id: instance })).toEqual({ appInstance: { qodSessions: { totalCount: 1, nodes: [{ id }] } } });

    expect(await me.ask(EXTEND, { id, more: 60 })).toMatchObject({ extendQodSession: { session: { duration: 660, expiresAt: new Date(Date.parse(startedAt!) + 660_000).toISOString() } } });
    expect(world.srm.sessions.size).toBe(1);
    expect(await me.ask(DELETE, { id })).toMatchObject({ deleteQodSession: { session: { id, qosStatus: 'UNAVAILABLE', statusInfo: 'DELETE_REQUESTED' } } });
    expect(await codeOf(READ, { id })).toBe('NOT_FOUND');
    const seen = await changes.until(({ removed }) => removed);
    expect(seen.map(told)).toEqual([
      [null, 'REQUESTED', null, false],
      ['REQUESTED', 'AVAILABLE', null, false],
      ['AVAILABLE', 'UNAVAILABLE', 'DELETE_REQUESTED', true],
    ]);
    await eventually(() => expect(world.srm.sessions.size).toBe(0));

    await using again = me.stream<Change>('websocket', CHANGES, { id, after: seen[0]!.cursor });
    expect((await again.until(({ removed }) => removed)).map(({ cursor }) => cursor)).toEqual(seen.slice(1).map(({ cursor }) => cursor));
  });

  it('ends at its time, lets the network go, and can be read for 360 seconds', async () => {
    const { id } = await create(await wanted({ duration: 100 }));
    const { startedAt, expiresAt } = await until(id, { qosStatus: 'AVAILABLE' });
    world.pass(100_000);
    await eventually(() => expect(world.srm.sessions.size).toBe(0));
    expect(await read(id)).toMatchObject({ qosStatus: 'UNAVAILABLE', statusInfo: 'DURATION_EXPIRED', duration: 100, startedAt, expiresAt });
    world.pass(350_000);
    expect(await read(id)).toMatchObject({ qosStatus: 'UNAVAILABLE' });
    world.pass(11_000);
    await eventually(async () => expect(await codeOf(READ, { id })).toBe('NOT_FOUND'));
  });

  it('is over when the network says so', async () => {
    const { id } = await create(await wanted());
    await until(id, { qosStatus: 'AVAILABLE' });
    world.srm.terminate([...world.srm.sessions.keys()][0]!);
    await until(id, { qosStatus: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED' });
    expect(await codeOf(EXTEND, { id, more: 1 })).toBe('SESSION_EXTENSION_NOT_ALLOWED');
    await eventually(() => expect(world.srm.sessions.size).toBe(0));
  });

  it('that the network refuses is UNAVAILABLE, in the answer already or soon after', async () => {
    const input = await wanted({}, 66);
    const { id } = await create(input);
    await until(id, { qosStatus: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED', startedAt: null });
    expect(await codeOf(CREATE, { input })).toBe('CONFLICT');
    await eventually(() => expect(world.srm.sessions.size).toBe(0));
  });

  it('waits for an SRM that is down', async () => {
    await world.srm.set({ refuse: true });
    const { id, qosStatus, startedAt, expiresAt } = await create(await wanted());
    expect({ qosStatus, startedAt, expiresAt }).toEqual({ qosStatus: 'REQUESTED', startedAt: null, expiresAt: null });
    await world.srm.set({});
    await until(id, { qosStatus: 'AVAILABLE' });
    await me.ask(DELETE, { id });
    await eventually(() => expect(world.srm.sessions.size).toBe(0));
  });
});

describe('requests for the same packets', () => {
  it('make one session through both doors at once', async () => {
    const input = await wanted();
    const answers = await Promise.all([
      ...[1, 2, 3].map(async () => (await me.graphql<object>(CREATE, { input })).errors[0]?.extensions.code ?? 'made'),
      ...[1, 2, 3].map(async () => ((await me.rest('POST', `${QOD}/sessions`, input)).status === 201 ? 'made' : 'CONFLICT')),
    ]);
    expect(answers.toSorted()).toEqual([...Array.from({ length: 5 }, () => 'CONFLICT'), 'made']);
    await inNetwork(input, 1);
  });

  it.each(['graph', 'REST'])('of one idempotency key are one session in the network, at the %s’s door', async (door) => {
    const [input, key] = [await wanted(), aName('key')];
    const ask = async (): Promise<string> => {
      if (door === 'graph') return (await me.graphql<{ createQodSession: { session: Session } }>(CREATE, { input }, key)).data!.createQodSession.session.id;
      return (await me.rest<{ sessionId: string }>('POST', `${QOD}/sessions`, input, { 'idempotency-key': key })).body.sessionId;
    };
    const ids = await Promise.all(Array.from({ length: 5 }, ask));
    expect(new Set([...ids, await ask()]).size).toBe(1);
    await inNetwork(input, 1);
  });

  it('of one idempotency key at both doors at once are one session, and the door that comes later is told that the key is another request’s', async () => {
    const [input, key] = [await wanted(), aName('key')];
    const graph = async () => (await me.graphql(CREATE, { input }, key)).errors[0]?.extensions.code ?? 'made';
    const rest = async () => {
      const { status, body } = await me.rest<{ code?: string }>('POST', `${QOD}/sessions`, input, { 'idempotency-key': key });
      return status === 201 ? 'made' : body.code?.split('.').at(-1);
    };
    const answers = await Promise.all([graph(), rest(), graph(), rest()]);
    expect([...new Set(answers)].toSorted()).toEqual(['IDEMPOTENCY_KEY_REUSED', 'made']);
    await inNetwork(input, 1);
  });
});

it('a network without quality on demand refuses, keeps nothing, and says so', async () => {
  await using old = await startWorld({ srm: { generation: 'A' } });
  const client = old.as();
  const input = { device: await aDevice(client), applicationServer: { ipv4Address: '198.51.100.7' }, qosProfile: 'QOS_E', duration: 600 };
  for (const _again of [1, 2]) expect((await client.graphql(CREATE, { input }, 'key')).errors[0]?.extensions.code).toBe('NOT_IMPLEMENTED');
  expect(await client.ask('{ qodSessions { totalCount } networkCapabilities { qualityOnDemand } }')).toEqual({ qodSessions: { totalCount: 0 }, networkCapabilities: { qualityOnDemand: false } });
  expect((await client.rest('POST', `${QOD}/sessions`, input)).status).toBe(501);
});
