import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toCursor } from '../../src/kernel/event.js';
import { eventually } from '../support/eventually.js';
import { startSink } from '../support/sink.js';
import type { Client } from './client.js';
import { createInstance, LISBON, NOBODY, PORTO, submitApp, untilStatus } from './stories.js';
import { startWorld, type World } from './world.js';

/** Traffic influence through the real doors, in front of a simulated core. */

const UPSERT_DEVICE = 'mutation ($input: KnownDeviceInput!) { upsertKnownDevice(input: $input) { device { id } } }';
const SHOWN = 'id state stateReason appId app { name } appInstance { id status } edgeCloudZone { name } edgeCloudRegion sourceTrafficFilters { sourcePort } destinationTrafficFilters { destinationPort destinationProtocol } device { phoneNumber } subscription { sink types }';
const CREATE = `mutation ($input: CreateTrafficInfluenceInput!) { createTrafficInfluence(input: $input) { trafficInfluence { ${SHOWN} } } }`;
const CREATE_FOR_DEVICE = `mutation ($input: CreateTrafficInfluenceForDeviceInput!) { createTrafficInfluenceForDevice(input: $input) { trafficInfluence { ${SHOWN} } } }`;
const UPDATE = `mutation ($input: UpdateTrafficInfluenceInput!) { updateTrafficInfluence(input: $input) { trafficInfluence { ${SHOWN} } } }`;
const DELETE = `mutation ($id: ID!) { deleteTrafficInfluence(id: $id) { trafficInfluence { id state } } }`;
const READ = `query ($id: ID!) { trafficInfluence(id: $id) { ${SHOWN} } }`;
const OF_INSTANCE = 'query ($id: ID!) { appInstance(id: $id) { trafficInfluences(first: 5) { totalCount nodes { id state } } } }';
const CHANGES = 'subscription ($appId: ID, $after: String) { trafficInfluenceStateChanged(appId: $appId, after: $after) { trafficInfluenceId previousState state removed trafficInfluence { id } } }';
const TYPE = 'org.camaraproject.traffic-influence.v1.traffic-influence-change';

interface Influence {
  readonly id: string;
  readonly state: string;
  readonly stateReason: string | null;
}
interface Change {
  readonly previousState: string | null;
  readonly state: string;
  readonly removed: boolean;
}

let world: World;
let me: Client;
let devices = 0;

async function aDevice() {
  devices += 1;
  const phoneNumber = `+35194000000${devices}`;
  await me.ask(UPSERT_DEVICE, { input: { phoneNumber, publicAddress: `198.51.100.${devices}`, privateAddress: `10.45.0.${devices}`, services: ['traffic-influence'] } });
  return { phoneNumber };
}

/** An app that runs in a zone. */
async function anApp(zones: readonly string[] = [LISBON]) {
  const appId = await submitApp(me);
  const instances = [];
  for (const zone of zones) {
    instances.push(await createInstance(me, appId, zone));
    await untilStatus(me, instances.at(-1)!, 'ready');
  }
  return { appId, instances };
}

const create = async (input: object): Promise<Influence> =>
  (await me.ask<{ createTrafficInfluenceForDevice: { trafficInfluence: Influence } }>(CREATE_FOR_DEVICE, { input: { apiConsumerId: 'shop', ...input } })).createTrafficInfluenceForDevice.trafficInfluence;
const refusalOf = async (query: string, variables: object) => (await me.graphql(query, variables)).errors[0]?.extensions;
const until = (id: string, expected: object): Promise<void> =>
  eventually(async () => expect((await me.graphql<{ trafficInfluence: object }>(READ, { id })).data?.trafficInfluence).toMatchObject(expected));
const untilGone = (id: string): Promise<void> => eventually(async () => expect((await refusalOf(READ, { id }))?.code).toBe('NOT_FOUND'));
const upstream = () => [...world.srm.influences.values()].map(({ request }) => request);

beforeAll(async () => {
  world = await startWorld({ srm: { core: { grantMs: [20, 60] } }, env: { SRM_ZONE_ADDRESSES: '*=203.0.113.80' } });
  me = world.as();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('a traffic influence', () => {
  it('leads a device to an instance, is changed, and ends', async () => {
    const { appId, instances } = await anApp([LISBON, PORTO]);
    const device = await aDevice();
    await using sink = await startSink();
    const subscription = { protocol: 'HTTP', sink: sink.url, types: [TYPE] };
    const { id, ...created } = await create({ appId, appInstanceId: instances[0], device, subscription, destinationTrafficFilters: { destinationPort: 443 } });
    expect(created).toMatchObject({ device, app: { name: expect.any(String) }, appInstance: { id: instances[0], status: 'ready' }, subscription: { sink: sink.url, types: [TYPE] }, destinationTrafficFilters: { destinationPort: 443, destinationProtocol: null } });
    await until(id, { state: 'active', device: null });
    expect(upstream()).toEqual([expect.objectContaining({ appId, destinationTrafficFilters: { destinationPort: 443 } })]);
    expect(await me.ask(OF_INSTANCE, { id: instances[0] })).toEqual({ appInstance: { trafficInfluences: { totalCount: 1, nodes: [{ id, state: 'active' }] } } });

    expect(await me.ask(UPDATE, { input: { id, appInstanceId: instances[1], destinationTrafficFilters: { destinationPort: 8443, destinationProtocol: 'TCP' } } })).toMatchObject({
      updateTrafficInfluence: { trafficInfluence: { appInstance: { id: instances[1] }, destinationTrafficFilters: { destinationPort: 8443, destinationProtocol: 'TCP' } } },
    });
    await until(id, { state: 'active' });
    await eventually(() => expect(upstream()).toEqual([expect.objectContaining({ destinationTrafficFilters: { destinationPort: 8443, destinationProtocol: 'TCP' } })]));

    expect(await me.ask(DELETE, { id })).toEqual({ deleteTrafficInfluence: { trafficInfluence: { id, state: 'deletion_in_progress' } } });
    await untilGone(id);
    expect(upstream()).toEqual([]);

    const words = ['ordered', 'created', 'active', 'ordered', 'created', 'active', 'deletion in progress', 'deleted'];
    await using changes = me.stream<Change>('sse', CHANGES, { appId, after: toCursor(0n) });
    const seen = await changes.until(({ removed }) => removed);
    expect(seen.map(({ state }) => state.replaceAll('_', ' '))).toEqual(words);
    // The state at creation is not asked for.
    const told = (await sink.received(words.length - 1)).map(({ body }) => (body as { data: { state: string; selected_appInstanceId?: string[] } }).data);
    expect(told.map(({ state }) => state)).toEqual(words.slice(1));
    expect(told.filter(({ state }) => state === 'active').map(({ selected_appInstanceId }) => selected_appInstanceId)).toEqual(instances.map((instance) => [instance]));
  });

  it('leads to all instances of the app in a region', async () => {
    const { appId } = await anApp([LISBON, PORTO]);
    const { id } = await create({ appId, device: await aDevice(), edgeCloudRegion: 'eu-west' });
    await until(id, { state: 'active', appInstance: null, edgeCloudRegion: 'eu-west' });
    expect(upstream().filter((request) => request['appId'] === appId)).toHaveLength(2);
  });

  it('for every device is more than a core of today can do, and says so', async () => {
    const { appId } = await anApp();
    const refusal = { code: 'NOT_IMPLEMENTED', message: 'The network needs a single device with its private IPv4 address.' };
    expect(await refusalOf(CREATE, { input: { apiConsumerId: 'shop', appId } })).toMatchObject({ code: refusal.code });
    const { status, body } = await me.rest('POST', '/traffic-influence/v0.10/traffic-influences', { apiConsumerId: 'shop', appId });
    expect([status, body]).toEqual([501, { status: 501, ...refusal }]);
    expect((await me.rest('GET', `/traffic-influence/v0.10/traffic-influences?appId=${appId}`)).body).toEqual([]);
  });

  it('that the core ends is in error, and can only be deleted', async () => {
    const { appId } = await anApp();
    const { id } = await create({ appId, device: await aDevice() });
    await until(id, { state: 'active' });
    world.srm.terminate([...world.srm.influences.values()].find(({ request }) => request['appId'] === appId)!.id);
    await until(id, { state: 'error', stateReason: expect.any(String) });
    expect(await refusalOf(UPDATE, { input: { id, sourceTrafficFilters: { sourcePort: 1 } } })).toMatchObject({ code: 'DENIED_WAIT' });
    await me.ask(DELETE, { id });
    await untilGone(id);
  });

  it('is refused for what is not the caller’s, or not there', async () => {
    const { appId } = await anApp();
    const device = await aDevice();
    const attempt = (input: object) => refusalOf(CREATE_FOR_DEVICE, { input: { apiConsumerId: 'shop', appId, device, ...input } });
    expect(await attempt({ appId: NOBODY })).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'appId' });
    expect(await attempt({ appInstanceId: NOBODY })).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'appInstanceId' });
    expect(await attempt({ edgeCloudZoneId: PORTO })).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'edgeCloudZoneId' });
    expect(await attempt({ appId: await submitApp(me) })).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'appId' });
    expect(await attempt({ device: null })).toMatchObject({ code: 'MISSING_IDENTIFIER' });
    expect(await refusalOf(DELETE, { id: NOBODY })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a network without traffic influence', () => {
  it.each([
    ['of generation A, which says yes and does nothing', { generation: 'A' as const }],
    ['whose core has no such function', { core: { influence: false } }],
  ])('%s, refuses it and keeps nothing', async (_which, srm) => {
    await using other = await startWorld({ srm, env: { SRM_ZONE_ADDRESSES: '*=203.0.113.80' } });
    const caller = other.as();
    await caller.ask(UPSERT_DEVICE, { input: { phoneNumber: '+351940000999', publicAddress: '198.51.100.9', privateAddress: '10.45.0.9', services: ['traffic-influence'] } });
    const appId = await submitApp(caller);
    await untilStatus(caller, await createInstance(caller, appId), 'ready');
    const input = { apiConsumerId: 'shop', appId, device: { phoneNumber: '+351940000999' } };
    expect((await caller.graphql(CREATE_FOR_DEVICE, { input }, 'key')).errors[0]?.extensions.code).toBe('NOT_IMPLEMENTED');
    expect(await caller.ask('{ trafficInfluences { totalCount } }')).toEqual({ trafficInfluences: { totalCount: 0 } });
  });
});
