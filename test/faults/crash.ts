import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startSandboxSrm, type SandboxSrm } from '../../src/sandbox/srm.js';
import { createClient, type Client } from '../journeys/client.js';
import { aManifest, aName, createInstance, DELETE_INSTANCE, EAM, LISBON, submitApp, untilStatus } from '../journeys/stories.js';
import { eventually } from '../support/eventually.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { builtProgram } from './built.js';
import { startTurnstile, type Held, type Moment, type Turnstile } from './turnstile.js';

export interface Crashable extends AsyncDisposable {
  readonly srm: SandboxSrm;
  readonly turnstile: Turnstile;
  /** The gateway that runs now. */
  client(): Client;
  /** kill -9, and the program again on the same data. `meanwhile` happens while nobody runs. */
  crash(meanwhile?: () => unknown): Promise<void>;
}

/** The built program on a folder of its own, in front of a simulated SRM whose every request can be stopped. */
export async function startCrashable(generation: 'A' | 'B', env: Readonly<Record<string, string>> = {}): Promise<Crashable> {
  builtProgram();
  const srm = await startSandboxSrm({ generation, settleMs: [20, 100] });
  const turnstile = await startTurnstile(srm.url);
  const dataDir = await mkdtemp(join(tmpdir(), 'northbound-crash-'));
  const start = (): Promise<TestGateway> => startGateway({ dataDir, env: { SRM_HOST: turnstile.url, SRM_TIMEOUT_MS: '1000', LOG_LEVEL: 'warn', ...env } });
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

/** Where a gateway is killed: at a moment of a request to the SRM, or right after its own answer. */
export type KillPoint = readonly [name: string, at: readonly [Moment, request: string] | 'answer', fate: Fate];

export const CREATE_POINTS: readonly KillPoint[] = [
  ['before the SRM’s list', ['arrives', 'GET /deployedServiceFunction'], 'lost'],
  ['when the deploy request arrives at the SRM', ['arrives', 'POST /deployedServiceFunction'], 'lost'],
  ['when the deploy request arrives at the SRM, which carries it out later', ['arrives', 'POST /deployedServiceFunction'], 'carried out'],
  ['after the SRM did it and before it answers', ['done', 'POST /deployedServiceFunction'], 'lost'],
  ['right after the SRM’s answer', ['answered', 'POST /deployedServiceFunction'], 'carried out'],
  ['right after the 202', 'answer', 'lost'],
];

export const DELETE_POINTS: readonly KillPoint[] = [
  ['when the removal arrives at the SRM', ['arrives', 'DELETE /deployedServiceFunction'], 'lost'],
  ['after the SRM did it and before it answers', ['done', 'DELETE /deployedServiceFunction'], 'lost'],
  ['right after the 202', 'answer', 'lost'],
];

export const SUBMIT_POINTS: readonly KillPoint[] = [
  ['when the registration arrives at the SRM', ['arrives', 'POST /serviceFunction'], 'lost'],
  ['after the SRM did it and before it answers', ['done', 'POST /serviceFunction'], 'lost'],
  ['right after the SRM’s answer', ['answered', 'POST /serviceFunction'], 'carried out'],
];

/** Does `work`, kills the gateway at the point, and starts it again. @returns what `work` came to before the end, if anything. */
async function killed<T>(world: Crashable, [, at, fate]: KillPoint, work: () => Promise<T>): Promise<T | undefined> {
  if (at === 'answer') {
    const done = await work();
    await world.crash();
    return done;
  }
  const caught = world.turnstile.stopAt(...at);
  const working = work().catch(() => undefined);
  const held: Held = await caught;
  if (fate === 'lost') {
    await world.crash(() => held.drop());
    return working;
  }
  // The old request goes on when the new process has begun already.
  await world.crash();
  await held.release();
  return working;
}

const upstreamOf = (world: Crashable, appName: string): string[] => [...world.srm.instances.values()].filter((one) => one.appName === appName).map(({ id }) => id);

/** An instance that was asked for is there once in the SRM, and ready here. */
export async function expectOneInstance(world: Crashable, point: KillPoint): Promise<void> {
  const name = aName();
  const appId = await submitApp(world.client(), { name });
  const id = await killed(world, point, () => createInstance(world.client(), appId));
  const { appInstances: { nodes } } = await world.client().ask<{ appInstances: { nodes: { id: string }[] } }>('query ($appId: ID) { appInstances(filter: {appId: $appId}) { nodes { id } } }', { appId });
  expect(nodes).toHaveLength(1);
  if (id !== undefined) expect(nodes[0]!.id).toBe(id);
  await eventually(() => untilStatus(world.client(), nodes[0]!.id, 'ready'), 90_000);
  expect(upstreamOf(world, name)).toHaveLength(1);
  await expectRemovable(world, nodes[0]!.id, name);
}

/** It is ours: with its deletion it goes from the SRM. */
async function expectRemovable(world: Crashable, id: string, name: string): Promise<void> {
  await world.client().ask(DELETE_INSTANCE, { id });
  await expectGone(world, id, name);
}

const expectGone = (world: Crashable, id: string, name: string): Promise<void> =>
  eventually(async () => {
    expect((await world.client().rest('GET', `${EAM}/app-instances/${id}`)).status).toBe(404);
    expect(upstreamOf(world, name)).toEqual([]);
  }, 90_000);

/** An instance whose end was asked for is gone, in the SRM and here. */
export async function expectNoInstance(world: Crashable, point: KillPoint): Promise<void> {
  const name = aName();
  const id = await createInstance(world.client(), await submitApp(world.client(), { name }), LISBON);
  await untilStatus(world.client(), id, 'ready');
  await killed(world, point, () => world.client().ask(DELETE_INSTANCE, { id }));
  await expectGone(world, id, name);
}

/** An app whose submission was not acknowledged is not there, and can be submitted again; one that was, is there once. */
export async function expectWholeApp(world: Crashable, point: KillPoint): Promise<void> {
  const manifest = aManifest();
  const answer = await killed(world, point, () => world.client().rest<{ appId: string }>('POST', `${EAM}/apps`, manifest));
  const registered = (): string[] => [...world.srm.apps.values()].filter(({ name }) => name === manifest.name).map(({ id }) => id);
  const visible = async (): Promise<string[]> => (await world.client().rest<{ appId: string; name: string }[]>('GET', `${EAM}/apps`)).body.filter(({ name }) => name === manifest.name).map(({ appId }) => appId);
  if (answer !== undefined) expect(await visible()).toEqual([answer.body.appId]);
  // Acknowledged or not, what is seen here is what the SRM has.
  let retried: { readonly status: number } | undefined;
  if ((await visible()).length === 0) {
    retried = await eventually(async () => {
      const again = await world.client().rest('POST', `${EAM}/apps`, manifest);
      expect(again.status).toBe(201);
      return again;
    }, 60_000);
  }
  expect(await visible()).toHaveLength(1);
  await eventually(() => expect(registered()).toHaveLength(1));
  if (retried === undefined) expect((await world.client().rest('POST', `${EAM}/apps`, manifest)).status).toBe(409);
}
