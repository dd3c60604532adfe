import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toCursor } from '../../src/kernel/event.js';
import { eventually } from '../support/eventually.js';
import { startSink } from '../support/sink.js';
import type { Client } from './client.js';
import { startWorld, type World } from './world.js';

/** QoS provisioning through the real doors, in front of a simulated core. */

const UPSERT_DEVICE = 'mutation ($input: KnownDeviceInput!) { upsertKnownDevice(input: $input) { device { id } } }';
const SHOWN = 'id status statusInfo statusReason qosProfile startedAt sink device { phoneNumber ipv4Address { publicAddress } } profile { name status }';
const CREATE = `mutation ($input: CreateQosAssignmentInput!) { createQosAssignment(input: $input) { assignment { ${SHOWN} } } }`;
const REVOKE = `mutation ($id: ID!) { revokeQosAssignment(id: $id) { revoked assignment { ${SHOWN} } } }`;
const READ = `query ($id: ID!) { qosAssignment(id: $id) { ${SHOWN} } }`;
const BY_DEVICE = 'query ($device: DeviceInput) { qosAssignmentByDevice(device: $device) { id } }';
const CHANGES = 'subscription ($id: ID, $after: String) { qosAssignmentStatusChanged(assignmentId: $id, after: $after) { cursor previousStatus status statusInfo removed assignment { id status } } }';

interface Assignment {
  readonly id: string;
  readonly status: string;
  readonly statusInfo: string | null;
}
interface Change {
  readonly cursor: string;
  readonly previousStatus: string | null;
  readonly status: string;
  readonly statusInfo: string | null;
  readonly removed: boolean;
  readonly assignment: { readonly id: string } | null;
}

let world: World;
let me: Client;
let numbers = 100;

/** A device of the operator; the simulated core looks at the last number of its public address. */
async function aDevice(last?: number) {
  const publicAddress = `198.51.100.${last ?? (numbers += 1)}`;
  const phoneNumber = `+3519300000${last ?? numbers}`;
  await me.ask(UPSERT_DEVICE, { input: { phoneNumber, publicAddress, privateAddress: publicAddress.replace('198.51.100', '10.45.0'), services: ['qos-provisioning'] } });
  return { phoneNumber };
}

const create = async (device: object, about: object = {}): Promise<Assignment> =>
  (await me.ask<{ createQosAssignment: { assignment: Assignment } }>(CREATE, { input: { device, qosProfile: 'QOS_E', ...about } })).createQosAssignment.assignment;
const codeOf = async (query: string, variables: object): Promise<string | undefined> => (await me.graphql(query, variables)).errors[0]?.extensions.code;
const until = (id: string, expected: object): Promise<void> =>
  eventually(async () => expect((await me.graphql<{ qosAssignment: object }>(READ, { id })).data?.qosAssignment).toMatchObject(expected));

beforeAll(async () => {
  world = await startWorld({ srm: { core: { grantMs: [20, 60] } } });
  me = world.as();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('a QoS assignment', () => {
  it('holds its device from the grant to its revocation, and every change is told', async () => {
    const device = await aDevice();
    await using sink = await startSink();
    const created = await create(device, { sink: sink.url });
    expect(created).toMatchObject({ status: 'REQUESTED', sink: sink.url, device: { ...device, ipv4Address: null }, profile: { name: 'QOS_E', status: 'ACTIVE' } });
    const { id } = created;
    await until(id, { status: 'AVAILABLE', startedAt: expect.any(String), statusInfo: null });
    expect([...world.srm.sessions.values()].map(({ request }) => request)).toEqual([expect.objectContaining({ qosProfile: 'qos-e', applicationServer: { ipv4Address: '0.0.0.0/0' } })]);
    expect(await me.ask(BY_DEVICE, { device })).toEqual({ qosAssignmentByDevice: { id } });
    expect(await codeOf(CREATE, { input: { device, qosProfile: 'QOS_S' } })).toBe('CONFLICT');

    expect(await me.ask(REVOKE, { id })).toMatchObject({ revokeQosAssignment: { revoked: true, assignment: { id, status: 'UNAVAILABLE', statusInfo: 'DELETE_REQUESTED' } } });
    expect(world.srm.sessions.size).toBe(0);
    expect(await codeOf(READ, { id })).toBe('NOT_FOUND');
    expect(await codeOf(BY_DEVICE, { device })).toBe('NOT_FOUND');

    const told = await sink.received(2);
    expect(told.map(({ body }) => (body as { data: object }).data)).toMatchObject([{ assignmentId: id, status: 'AVAILABLE' }, { assignmentId: id, status: 'UNAVAILABLE', statusInfo: 'DELETE_REQUESTED' }]);
    await using changes = me.stream<Change>('sse', CHANGES, { id, after: toCursor(0n) });
    expect((await changes.until(({ removed }) => removed)).map(({ previousStatus, status, statusInfo }) => [previousStatus, status, statusInfo])).toEqual([
      [null, 'REQUESTED', null],
      ['REQUESTED', 'AVAILABLE', null],
      ['AVAILABLE', 'AVAILABLE', 'DELETE_REQUESTED'],
      ['AVAILABLE', 'UNAVAILABLE', 'DELETE_REQUESTED'],
    ]);
  });

  it('is followed as it happens', async () => {
    await world.streaming(0);
    await using changes = me.stream<Change>('websocket', CHANGES, {});
    await world.streaming(1);
    const { id } = await create(await aDevice());
    const seen = await changes.until(({ status }) => status === 'AVAILABLE');
    expect(seen.map(({ status }) => status)).toEqual(['REQUESTED', 'AVAILABLE']);
    expect(seen.at(-1)!.assignment).toMatchObject({ id, status: 'AVAILABLE' });
  });

  it('that the core refuses stands for a while, and the device is free afterwards', async () => {
    const device = await aDevice(66);
    const { id } = await create(device);
    await until(id, { status: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED', startedAt: null, statusReason: expect.any(String) });
    expect(await codeOf(CREATE, { input: { device, qosProfile: 'QOS_E' } })).toBe('CONFLICT');
    world.pass(360_000);
    expect(await codeOf(READ, { id })).toBe('NOT_FOUND');
    expect((await create(device)).status).toBe('REQUESTED');
  });

  it('that the core ends is over', async () => {
    const { id } = await create(await aDevice());
    await until(id, { status: 'AVAILABLE' });
    const session = [...world.srm.sessions.values()].at(-1)!;
    expect(world.srm.terminate(session.id)).toBe(true);
    await until(id, { status: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED' });
  });

  it('is being revoked for as long as the SRM is away, and is gone when it is back', async () => {
    const device = await aDevice();
    const { id } = await create(device);
    await until(id, { status: 'AVAILABLE' });
    await world.srm.set({ refuse: true });
    expect(await me.ask(REVOKE, { id })).toMatchObject({ revokeQosAssignment: { revoked: false, assignment: { id, status: 'AVAILABLE', statusInfo: 'DELETE_REQUESTED' } } });
    expect(await codeOf(CREATE, { input: { device, qosProfile: 'QOS_E' } })).toBe('CONFLICT');
    await world.srm.set({});
    await eventually(async () => expect(await codeOf(READ, { id })).toBe('NOT_FOUND'), 20_000);
    expect([...world.srm.sessions.values()].filter(({ request }) => JSON.stringify(request).includes(device.phoneNumber))).toEqual([]);
  });

  it('is one for an idempotency key, whoever else asks at once', async () => {
    const device = await aDevice();
    const answers = await Promise.all([1, 2, 3, 4].map(() => me.graphql<{ createQosAssignment: { assignment: Assignment } }>(CREATE, { input: { device, qosProfile: 'QOS_E' } }, `key-${device.phoneNumber}`)));
    const ids = answers.map(({ data }) => data?.createQosAssignment.assignment.id);
    expect(new Set(ids).size).toBe(1);
    expect([...world.srm.sessions.values()].filter(({ request }) => JSON.stringify(request).includes(device.phoneNumber))).toHaveLength(1);
  });
});
