import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { SrmFaults } from '../../src/sandbox/srm.js';
import type { Client } from '../journeys/client.js';
import { startWorld, type World } from '../journeys/world.js';
import { eventually } from '../support/eventually.js';

/** How long a creation or a removal waits for the network before it answers. */
const DRIVE_MS = 2_000;
/** What a loaded machine may add to that. */
const SLACK_MS = 1_500;
const PAUSE_MS = 5_000;
const QOD = '/quality-on-demand/v1';

let world: World;
let me: Client;
beforeAll(async () => {
  world = await startWorld({ srm: { core: { grantMs: [50, 200] } }, env: { DEVICE_DIRECTORY: 'any' } });
  me = world.as();
});
afterEach(() => world.srm.set({}));
afterAll(() => world[Symbol.asyncDispose]());

interface Session {
  readonly id: string;
  readonly qosStatus: string;
  readonly statusInfo: string | null;
  readonly statusReason: string | null;
}

const FIELDS = 'id qosStatus statusInfo statusReason';
const CREATE = `mutation($input: CreateQodSessionInput!) { createQodSession(input: $input) { session { ${FIELDS} } } }`;
const DELETE = 'mutation($id: ID!) { deleteQodSession(id: $id) { session { id } } }';

let devices = 0;
const aSession = (): object => {
  devices += 1;
  // Their last numbers choose no life of their own.
  const address = `${devices >> 5}.${(devices & 31) + 1}`;
  return { device: { ipv4Address: { publicAddress: `198.51.${address}`, privateAddress: `10.45.${address}` } }, applicationServer: { ipv4Address: '192.0.2.1' }, qosProfile: 'QOS_E', duration: 3600 };
};

interface Made {
  readonly status: number;
  readonly id: string | undefined;
  readonly code: string | undefined;
}

async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  const from = performance.now();
  const value = await work;
  expect(performance.now() - from).toBeLessThan(DRIVE_MS + SLACK_MS);
  return value;
}

/** One at each door, both at once. */
const createAtBoth = (): Promise<Made[]> => Promise.all([inTime(viaGraphql()), inTime(viaRest())]);

async function viaGraphql(): Promise<Made> {
  const { data, errors } = await me.graphql<{ createQodSession: { session: Session } }>(CREATE, { input: aSession() });
  return { status: errors[0] ? 501 : 201, id: data?.createQodSession.session.id, code: errors[0]?.extensions.code };
}

async function viaRest(): Promise<Made> {
  const { status, body } = await me.rest<{ sessionId?: string; code?: string }>('POST', `${QOD}/sessions`, aSession());
  return { status, id: body.sessionId, code: body.code };
}

const read = async (id: string): Promise<Session> => (await me.ask<{ qodSession: Session }>(`query($id: ID!) { qodSession(id: $id) { ${FIELDS} } }`, { id })).qodSession;

async function removeAll(ids: readonly string[]): Promise<void> {
  const [first, ...others] = ids;
  if (first !== undefined) expect((await inTime(me.graphql(DELETE, { id: first }))).errors).toEqual([]);
  for (const id of others) expect((await inTime(me.rest('DELETE', `${QOD}/sessions/${id}`))).status).toBe(204);
}

/** What is removed soon after it was asked for is removed once more when so much time has gone. */
const SETTLE_MS = 10_000;

/** Neither here nor there anything is left; a pause of the circuit included. */
const untilNothingIsLeft = (): Promise<void> =>
  eventually(async () => {
    expect(await world.db.prisma.qodSession.count()).toBe(0);
    expect(world.srm.sessions.size).toBe(0);
    expect(await world.db.prisma.networkFlow.count({ where: { upstreamId: { not: null } } })).toBe(0);
  }, PAUSE_MS + SETTLE_MS);

/** The same, without the wait for the second removal. */
async function untilNothingIsLeftLater(): Promise<void> {
  world.pass(SETTLE_MS);
  await untilNothingIsLeft();
}

/** What goes wrong, and what becomes of the session when it no longer does. */
const FAULTS: readonly (readonly [string, SrmFaults, 'AVAILABLE' | 'UNAVAILABLE'])[] = [
  ['takes no connections', { refuse: true }, 'AVAILABLE'],
  ['has too much to do', { status: 429 }, 'AVAILABLE'],
  ['is silent', { silent: true }, 'UNAVAILABLE'],
  ['is silent and does it', { silent: true, done: true }, 'AVAILABLE'],
  ['is slow', { latencyMs: 3_000 }, 'AVAILABLE'],
  ['sends a byte now and then', { trickle: true }, 'AVAILABLE'],
  ['answers 500', { status: 500 }, 'UNAVAILABLE'],
  ['answers 500 and does it', { status: 500, done: true }, 'AVAILABLE'],
  ['answers nonsense', { malformed: true }, 'AVAILABLE'],
  ['breaks off', { cut: true }, 'AVAILABLE'],
  ['refuses', { status: 400 }, 'UNAVAILABLE'],
];

it.each(FAULTS)('while an SRM %s, sessions are accepted in time, and the network has just those that are in force', async (_, faults, expected) => {
  await world.srm.set(faults.refuse ? faults : { ...faults, only: 'POST /sessions' });
  const made = await createAtBoth();
  expect(made.map(({ status }) => status)).toEqual([201, 201]);
  await world.srm.set({});
  const ids = made.map(({ id }) => id!);
  for (const id of ids) {
    await eventually(async () => expect(await read(id)).toMatchObject({ qosStatus: expected, statusInfo: expected === 'AVAILABLE' ? null : 'NETWORK_TERMINATED' }), PAUSE_MS + 10_000);
    expect((await read(id)).statusReason ?? '').not.toMatch(/127\.0\.0\.1|ECONN|something went wrong|http/i);
  }
  expect(world.srm.sessions.size).toBe(expected === 'AVAILABLE' ? 2 : 0);
  await removeAll(ids);
  await untilNothingIsLeftLater();
});

it.each<[string, SrmFaults]>([
  ['that says so', { status: 501, only: 'POST /sessions' }],
  ['of generation A', { wrongGeneration: true }],
])('an SRM without sessions, %s, is told of at both doors alike, and nothing stays', async (_, faults) => {
  await world.srm.set(faults);
  expect((await createAtBoth()).map(({ status, code }) => [status, code])).toEqual([
    [501, 'NOT_IMPLEMENTED'],
    [501, 'NOT_IMPLEMENTED'],
  ]);
  await untilNothingIsLeft();
});

it.each(FAULTS.filter(([, { refuse, silent, status, done, cut }]) => (refuse || silent || status === 429 || status === 500 || cut) && !done))('while an SRM %s, sessions are removed in time, and from the network when that is over', async (_, faults) => {
  const ids = (await createAtBoth()).map(({ id }) => id!);
  for (const id of ids) await eventually(async () => expect((await read(id)).qosStatus).toBe('AVAILABLE'));
  expect(world.srm.sessions.size).toBe(2);
  await world.srm.set(faults.refuse ? faults : { ...faults, only: 'DELETE /sessions' });
  await removeAll(ids);
  for (const id of ids) expect((await me.rest('GET', `${QOD}/sessions/${id}`)).status).toBe(404);
  await world.srm.set({});
  await untilNothingIsLeftLater();
});

it('what the network grants after it was removed is removed once more', async () => {
  const device = { ipv4Address: { publicAddress: '198.51.100.99', privateAddress: '10.45.0.99' } };
  const { data } = await me.graphql<{ createQodSession: { session: Session } }>(CREATE, { input: { ...aSession(), device } });
  const removals = (): number => world.srm.requests.filter(({ method }) => method === 'DELETE').length;
  const before = removals();
  await removeAll([data!.createQodSession.session.id]);
  await eventually(() => expect(removals()).toBe(before + 1));
  expect(world.srm.sessions.size).toBe(1);
  await untilNothingIsLeft();
  expect(removals()).toBe(before + 2);
});

it('what the network ends of its own accord is over, and the network is left with nothing', async () => {
  const [{ id }] = (await createAtBoth()) as [Made, Made];
  await eventually(async () => expect((await read(id!)).qosStatus).toBe('AVAILABLE'));
  await eventually(() => expect(world.srm.sessions.size).toBe(2));
  const ended = await world.db.prisma.networkFlow.findFirstOrThrow({ where: { resourceId: id! } });
  expect(world.srm.terminate(ended.upstreamId!)).toBe(true);
  await eventually(async () => expect(await read(id!)).toMatchObject({ qosStatus: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED' }));
  await eventually(() => expect(world.srm.sessions.size).toBe(1));
});
