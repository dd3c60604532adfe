import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Asked, askAsClient } from './door.js';
import type { Environment } from './environment.js';
import type { Answer } from './exchange.js';
import { manifest, newName } from './samples.js';

export interface Zone {
  readonly edgeCloudZoneId: string;
  readonly edgeCloudZoneStatus: string;
  readonly edgeCloudProvider: string;
  readonly edgeCloudRegion: string;
  readonly countryCode: string;
}

/** A resource that the scenario needs, with what was sent to make it. */
export interface Made {
  readonly id: string;
  readonly sent: Readonly<Record<string, unknown>>;
}

/** What a scenario of Edge Application Management finds in place. Each is made through the API when it is first asked for. */
export interface Fixtures {
  /** Every zone, whatever its status. */
  zones(): Promise<readonly Zone[]>;
  /** An active zone. */
  zone(): Promise<Zone>;
  app(): Promise<Made>;
  /** An instance of `app` in `zone`. */
  instance(): Promise<Made>;
  /** The same, once it is ready. */
  runningInstance(): Promise<Made>;
  /** A deployment of `app` to `zone`. */
  deployment(): Promise<Made>;
  request(operationId: string, asked?: Omit<Asked, 'headers'>): Promise<Answer>;
}

const READY_MS = 15_000;

export function createFixtures(environment: Environment): Fixtures {
  const request: Fixtures['request'] = (operationId, asked) => askAsClient(environment, 'eam', operationId, asked);
  const make = async (operationId: string, idName: string, sent: Record<string, unknown>): Promise<Made> => {
    const answer = await request(operationId, { body: sent });
    assert.ok(answer.status === 201 || answer.status === 202, `fixture: ${operationId} answered ${answer.status} ${answer.text}`);
    return { id: (answer.json as Record<string, string>)[idName] ?? assert.fail(`fixture: ${operationId} gave no ${idName}`), sent };
  };
  const zones = once(async () => {
    const answer = await request('getEdgeCloudZones', { query: { perPage: '100' } });
    assert.equal(answer.status, 200, `fixture: getEdgeCloudZones answered ${answer.text}`);
    return (answer.json as { edgeCloudZones: readonly Zone[] }).edgeCloudZones;
  });
  const zone = async (): Promise<Zone> => (await zones()).find((one) => one.edgeCloudZoneStatus === 'active') ?? assert.fail('fixture: there is no active zone');
  const app = once(() => make('submitApp', 'appId', manifest()));
  const instance = once(async () => make('createAppInstance', 'appInstanceId', { name: newName('instance'), appId: (await app()).id, edgeCloudZoneId: (await zone()).edgeCloudZoneId }));
  const deployment = once(async () => make('createAppDeployment', 'appDeploymentId', { appDeploymentName: newName('deployment'), appId: (await app()).id, edgeCloudZones: [(await zone()).edgeCloudZoneId] }));
  const runningInstance = once(async () => {
    const made = await instance();
    await settled(() => request('getAppInstance', { path: { appInstanceId: made.id } }));
    return made;
  });
  return { zones, zone, app, instance, runningInstance, deployment, request };
}

/** What is made when it is first asked for, and kept. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

async function settled(read: () => Promise<Answer>): Promise<void> {
  for (const until = Date.now() + READY_MS; ; await sleep(100)) {
    const { json, text } = await read();
    if ((json as { status?: string } | undefined)?.status === 'ready') return;
    assert.ok(Date.now() < until, `fixture: the instance is not ready: ${text}`);
  }
}
