import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startSandboxSrm, type SandboxSrm } from '../../src/sandbox/srm.js';
import { createClient, type Client } from '../journeys/client.js';
import { freePorts } from '../support/child.js';
import { eventually } from '../support/eventually.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { builtProgram } from './built.js';
import { startTurnstile, type Moment, type Turnstile } from './turnstile.js';

export interface NetworkWorld extends AsyncDisposable {
  readonly srm: SandboxSrm;
  readonly turnstile: Turnstile;
  client(): Client;
  /** kill -9, and the program again on the same data. `meanwhile` happens while nobody runs. */
  crash(meanwhile?: () => unknown): Promise<void>;
}

/** How the network may be known again after an answer was lost: it tells of its own accord, or it lists what it has. */
export type Knowledge = 'tells' | 'lists';

/** The built program in front of a simulated SRM whose every request can be stopped, and a core that grants when the test says so. */
export async function startNetworkWorld(knowledge: Knowledge, env: Readonly<Record<string, string>> = {}): Promise<NetworkWorld> {
  builtProgram();
  const srm = await startSandboxSrm({ generation: 'B', settleMs: [20, 100], core: { notifies: knowledge === 'tells', lists: knowledge === 'lists' } });
  const turnstile = await startTurnstile(srm.url);
  const dataDir = await mkdtemp(join(tmpdir(), 'northbound-network-'));
  const [port] = (await freePorts(1)) as [number];
  const start = (): Promise<TestGateway> => startGateway({ dataDir, readyWithin: 90_000, env: { PORT: String(port), SRM_HOST: turnstile.url, SRM_TIMEOUT_MS: '4000', LOG_LEVEL: 'warn', ...env } });
  let gateway = await start();
  return {
    srm,
    turnstile,
    client: () => createClient(gateway.url),
    async crash(meanwhile) {
      await gateway.kill();
      await meanwhile?.();
      gateway = await start();
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await turnstile[Symbol.asyncDispose]();
      await srm.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What becomes of the request that was under way: it is lost, or it is carried out although nobody waits for it. */
export type Fate = 'lost' | 'carried out';
export type KillPoint = readonly [name: string, at: readonly [Moment, request: string] | 'answer', fate: Fate, ends: 'AVAILABLE' | 'UNAVAILABLE'];

const CREATE = 'POST /sessions';
const REMOVE = 'DELETE /sessions';

export const CREATE_POINTS: Readonly<Record<Knowledge, readonly KillPoint[]>> = {
  tells: [
    ['when the request arrives at the SRM, which loses it', ['arrives', CREATE], 'lost', 'UNAVAILABLE'],
    ['when the request arrives at the SRM, which carries it out later', ['arrives', CREATE], 'carried out', 'AVAILABLE'],
    ['after the SRM did it and before it answers', ['done', CREATE], 'lost', 'AVAILABLE'],
    ['right after the SRM’s answer', ['answered', CREATE], 'carried out', 'AVAILABLE'],
    ['right after the gateway’s answer', 'answer', 'lost', 'AVAILABLE'],
  ],
  lists: [
    ['after the SRM did it and before it answers', ['done', CREATE], 'lost', 'AVAILABLE'],
    ['right after the SRM’s answer', ['answered', CREATE], 'carried out', 'AVAILABLE'],
    ['right after the gateway’s answer', 'answer', 'lost', 'AVAILABLE'],
  ],
};

export const REMOVE_POINTS: readonly KillPoint[] = [
  ['when the removal arrives at the SRM, which loses it', ['arrives', REMOVE], 'lost', 'UNAVAILABLE'],
  ['after the SRM did it and before it answers', ['done', REMOVE], 'lost', 'UNAVAILABLE'],
  ['right after the gateway’s answer', 'answer', 'lost', 'UNAVAILABLE'],
];

/** Does `work`, kills the gateway at the point, and starts it again. */
async function killed(world: NetworkWorld, [, at, fate]: KillPoint, work: () => Promise<unknown>): Promise<void> {
  if (at === 'answer') {
    await work();
    return world.crash();
  }
  const caught = world.turnstile.stopAt(...at);
  const working = work().catch(() => undefined);
  const held = await caught;
  if (fate === 'lost') await world.crash(() => held.drop());
  else await world.crash().then(() => held.release());
  await working;
}

interface Session {
  readonly id: string;
  readonly qosStatus: string;
  readonly statusInfo: string | null;
}

let devices = 0;

/** A device of which the core grants nothing of its own accord. */
async function aDevice(me: Client): Promise<{ readonly phoneNumber: string }> {
  devices += 1;
  const phoneNumber = `+35196000000${devices}`;
  await me.ask('mutation ($input: KnownDeviceInput!) { upsertKnownDevice(input: $input) { device { id } } }', {
    input: { phoneNumber, publicAddress: `203.0.${devices}.88`, privateAddress: `10.47.${devices}.88`, services: ['quality-on-demand'] },
  });
  return { phoneNumber };
}

const create = (world: NetworkWorld, device: object): Promise<unknown> =>
  world.client().ask('mutation ($input: CreateQodSessionInput!) { createQodSession(input: $input) { session { id } } }', { input: { device, applicationServer: { ipv4Address: '198.51.100.1' }, qosProfile: 'QOS_E', duration: 3600 } });
const remove = (world: NetworkWorld, id: string): Promise<unknown> => world.client().ask('mutation ($id: ID!) { deleteQodSession(id: $id) { session { id } } }', { id });

const sessionsOf = async (world: NetworkWorld, device: object): Promise<readonly Session[]> =>
  (await world.client().ask<{ qodSessionsByDevice: Session[] }>('query ($device: DeviceInput) { qodSessionsByDevice(device: $device) { id qosStatus statusInfo } }', { device })).qodSessionsByDevice;

const grantAll = (world: NetworkWorld): void => [...world.srm.sessions.keys()].forEach((id) => void world.srm.grant(id));

/** There is one session here, in the end as the point says, and as much of it in the network as that means. */
export async function expectOneSession(world: NetworkWorld, point: KillPoint): Promise<void> {
  const device = await aDevice(world.client());
  await killed(world, point, () => create(world, device));
  grantAll(world);
  const id = await eventually(async () => {
    const sessions = await sessionsOf(world, device);
    expect(sessions).toMatchObject([{ qosStatus: point[3], statusInfo: point[3] === 'AVAILABLE' ? null : 'NETWORK_TERMINATED' }]);
    expect(world.srm.sessions.size).toBe(point[3] === 'AVAILABLE' ? 1 : 0);
    return sessions[0]!.id;
  }, 60_000);
  await remove(world, id);
  await expectNothing(world, device);
}

/** A session whose end was asked for is gone, here and in the network. */
export async function expectNoSession(world: NetworkWorld, point: KillPoint): Promise<void> {
  const device = await aDevice(world.client());
  await create(world, device);
  grantAll(world);
  const [session] = await eventually(async () => {
    const sessions = await sessionsOf(world, device);
    expect(sessions).toMatchObject([{ qosStatus: 'AVAILABLE' }]);
    return sessions;
  });
  await killed(world, point, () => remove(world, session!.id));
  await expectNothing(world, device);
}

const expectNothing = (world: NetworkWorld, device: object): Promise<void> =>
  eventually(async () => {
    expect(await sessionsOf(world, device)).toEqual([]);
    expect([...world.srm.sessions.keys()]).toEqual([]);
  }, 90_000);
