import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../journeys/client.js';
import { startWorld, type World } from '../journeys/world.js';
import { eventually } from '../support/eventually.js';

const CREATE = 'mutation ($input: CreateQodSessionInput!) { createQodSession(input: $input) { session { id qosStatus } } }';
const DELETE = 'mutation ($id: ID!) { deleteQodSession(id: $id) { session { id } } }';
const READ = 'query ($id: ID!) { qodSession(id: $id) { qosStatus statusInfo } }';
const CREATE_ASSIGNMENT = 'mutation ($input: CreateQosAssignmentInput!) { createQosAssignment(input: $input) { assignment { id } } }';
const REVOKE = 'mutation ($id: ID!) { revokeQosAssignment(id: $id) { revoked } }';

/** Grants after 2 s, and forgets that it was told to remove what it has not granted. */
const STUBBORN = 99;

let devices = 0;

describe.each([['tells of it', true], ['is silent', false]])('a network that %s', (_name, notifies) => {
  let world: World;
  let me: Client;
  beforeAll(async () => {
    world = await startWorld({ srm: { core: { grantMs: [20, 60], notifies } } });
    me = world.as();
  });
  afterEach(() => world.srm.set({}));
  afterAll(() => world[Symbol.asyncDispose]());

  async function aDevice(last: number): Promise<{ readonly phoneNumber: string }> {
    devices += 1;
    const phoneNumber = `+35197000000${devices}`;
    const input = { phoneNumber, publicAddress: `203.0.${devices}.${last}`, privateAddress: `10.48.${devices}.${last}`, services: ['quality-on-demand', 'qos-provisioning'] };
    await me.ask('mutation ($input: KnownDeviceInput!) { upsertKnownDevice(input: $input) { device { id } } }', { input });
    return { phoneNumber };
  }
  async function create(last: number): Promise<string> {
    const input = { device: await aDevice(last), applicationServer: { ipv4Address: '198.51.100.7' }, qosProfile: 'QOS_E', duration: 3600 };
    return (await me.ask<{ createQodSession: { session: { id: string } } }>(CREATE, { input })).createQodSession.session.id;
  }
  /** The network has granted what nobody wants any more. */
  const granted = (): Promise<void> => eventually(() => expect([...world.srm.sessions.values()].every(({ settlesAt }) => settlesAt !== null && settlesAt <= Date.now())).toBe(true));
  const nothingLeft = (): Promise<void> => eventually(() => expect([...world.srm.sessions.keys()]).toEqual([]), 20_000);

  it('grants a session after it was deleted: it is removed there once more', async () => {
    const id = await create(STUBBORN);
    await me.ask(DELETE, { id });
    expect((await me.graphql(READ, { id })).errors[0]?.extensions.code).toBe('NOT_FOUND');
    expect(world.srm.sessions.size).toBe(1);
    await granted();
    world.pass(10_000);
    await nothingLeft();
  });
  it.runIf(notifies)('grants an assignment after it was revoked: it is removed there once more', async () => {
    const { createQosAssignment: { assignment } } = await me.ask<{ createQosAssignment: { assignment: { id: string } } }>(CREATE_ASSIGNMENT, { input: { device: await aDevice(STUBBORN), qosProfile: 'QOS_E' } });
    expect(await me.ask(REVOKE, { id: assignment.id })).toEqual({ revokeQosAssignment: { revoked: true } });
    await granted();
    world.pass(10_000);
    await nothingLeft();
  });
  it('loses the answer to a session that it makes', async () => {
    await world.srm.set({ cut: true, done: true, only: 'POST /sessions' });
    const id = await create(1);
    await world.srm.set({});
    expect(world.srm.sessions.size).toBe(1);
    const [upstreamId] = [...world.srm.sessions.keys()];
    if (notifies) {
      await eventually(async () => expect(await me.ask(READ, { id })).toEqual({ qodSession: { qosStatus: 'AVAILABLE', statusInfo: null } }));
      await me.ask(DELETE, { id });
      return nothingLeft();
    }
    // Nobody can know its id: the caller is told, and it is never asked for twice.
    world.pass(4_000);
    await eventually(async () => expect(await me.ask(READ, { id })).toEqual({ qodSession: { qosStatus: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED' } }));
    expect([...world.srm.sessions.keys()]).toEqual([upstreamId]);
  });
  it.runIf(notifies)('is given addresses that stand in no log', async () => {
    const id = await create(2);
    await eventually(async () => expect(await me.ask(READ, { id })).toMatchObject({ qodSession: { qosStatus: 'AVAILABLE' } }));
    const signatures = [...world.srm.sessions.values()].map(({ notify }) => notify!.split('.').at(-1)!);
    expect(signatures.every((signature) => signature.length === 22)).toBe(true);
    for (const signature of signatures) expect(world.log()).not.toContain(signature);
  });
});
