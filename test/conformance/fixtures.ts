import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { BASE_PATH, type Environment } from './environment.js';
import { type Answer, call } from './exchange.js';
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

/** What a scenario finds in place. Each is made through the API when it is first asked for. */
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
  request(method: string, path: string, body?: unknown): Promise<Answer>;
}

const READY_MS = 15_000;

export function createFixtures(environment: Environment): Fixtures {
  const request = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const headers = { authorization: `Bearer ${await environment.token()}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    return call(new URL(environment.gateway.url + BASE_PATH + path), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  };
  const make = async (path: string, idName: string, sent: Record<string, unknown>): Promise<Made> => {
    const answer = await request('POST', path, sent);
    assert.ok(answer.status === 201 || answer.status === 202, `fixture: POST ${path} answered ${answer.status} ${answer.text}`);
    return { id: (answer.json as Record<string, string>)[idName] ?? assert.fail(`fixture: POST ${path} gave no ${idName}`), sent };
  };
  const zones = once(async () => {
    const answer = await request('GET', '/edge-cloud-zones?perPage=100');
    assert.equal(answer.status, 200, `fixture: GET /edge-cloud-zones answered ${answer.text}`);
    return (answer.json as { edgeCloudZones: readonly Zone[] }).edgeCloudZones;
  });
  const zone = async (): Promise<Zone> => (await zones()).find((one) => one.edgeCloudZoneStatus === 'active') ?? assert.fail('fixture: there is no active zone');
  const app = once(() => make('/apps', 'appId', manifest()));
  const instance = once(async () => make('/app-instances', 'appInstanceId', { name: newName('instance'), appId: (await app()).id, edgeCloudZoneId: (await zone()).edgeCloudZoneId }));
  const deployment = once(async () => make('/deployments', 'appDeploymentId', { appDeploymentName: newName('deployment'), appId: (await app()).id, edgeCloudZones: [(await zone()).edgeCloudZoneId] }));
  const runningInstance = once(async () => {
    const made = await instance();
    await settled(() => request('GET', `/app-instances/${made.id}`));
    return made;
  });
  return { zones, zone, app, instance, runningInstance, deployment, request };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
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
