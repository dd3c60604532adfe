import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { Client } from './client.js';
import {
  aName, CREATE_DEPLOYMENT, createDeployment, createInstance, DELETE_DEPLOYMENT, DELETE_INSTANCE, DEPLOYMENT_CHANGES, EAM, GRAZ, LISBON, NOBODY, PORTO, submitApp, UPDATE_DEPLOYMENT, VIENNA,
} from './stories.js';
import { startWorld, type World } from './world.js';

let world: World;
let me: Client;
beforeAll(async () => {
  world = await startWorld();
  me = world.as();
});
afterAll(() => world[Symbol.asyncDispose]());

interface Deployment {
  readonly status: string;
  readonly edgeCloudZoneIds: readonly string[];
  readonly appInstances: readonly { readonly id: string; readonly status: string; readonly edgeCloudZoneId: string }[];
}

const read = async (id: string): Promise<Deployment | undefined> =>
  (await me.graphql<{ appDeployment: Deployment }>('query ($id: ID!) { appDeployment(id: $id) { status edgeCloudZoneIds appInstances { id status edgeCloudZoneId } } }', { id })).data?.appDeployment;

const untilDeployed = (id: string, zones: readonly string[]): Promise<void> =>
  eventually(async () => {
    const deployment = await read(id);
    expect(deployment?.appInstances.map(({ edgeCloudZoneId, status }) => [edgeCloudZoneId, status]).sort()).toEqual(zones.map((zone) => [zone, 'ready']).sort());
    expect(deployment).toMatchObject({ status: 'ready', edgeCloudZoneIds: zones });
  });

const untilGone = (id: string): Promise<void> =>
  eventually(async () => expect((await me.rest(`GET`, `${EAM}/deployments/${id}`)).status).toBe(404));

describe('a deployment', () => {
  it('runs an app in its zones, moves with its zones, and ends with all of its instances', async () => {
    const appId = await submitApp(me);
    await using changes = me.stream<{ previousStatus: string | null; status: string; removed: boolean }>('sse', DEPLOYMENT_CHANGES, { appId });
    await world.streaming(1);
    const id = await createDeployment(me, appId, [LISBON, PORTO]);
    await untilDeployed(id, [LISBON, PORTO]);

    await me.ask(UPDATE_DEPLOYMENT, { input: { id, name: 'moved', edgeCloudZoneIds: [PORTO, VIENNA] } });
    await untilDeployed(id, [PORTO, VIENNA]);
    expect([...world.srm.instances.values()].map(({ zoneId }) => zoneId).sort()).toEqual([PORTO, VIENNA]);

    await me.ask(DELETE_DEPLOYMENT, { id });
    await untilGone(id);
    expect(world.srm.instances.size).toBe(0);
    const seen = await changes.until(({ removed }) => removed);
    expect(seen.map(({ previousStatus, status }) => `${previousStatus} → ${status}`)).toEqual([
      'null → instantiating', 'instantiating → ready', 'ready → instantiating', 'instantiating → ready', 'ready → terminating', 'terminating → terminating',
    ]);
  });

  it('is changed and ended through CAMARA’s door as well', async () => {
    const appId = await submitApp(me);
    const created = await me.rest<{ appDeploymentId: string }>('POST', `${EAM}/deployments`, { appDeploymentName: 'north', appId, edgeCloudZones: [LISBON] });
    expect(created.status).toBe(202);
    const path = `${EAM}/deployments/${created.body.appDeploymentId}`;
    expect(created.headers.get('location')).toBe(world.url + path);
    const patched = await me.rest<{ appInstances: string[] }>('PATCH', path, { edgeCloudZones: [LISBON, VIENNA] }, { 'content-type': 'application/merge-patch+json' });
    expect(patched).toMatchObject({ status: 200, body: { appDeploymentName: 'north', appId, edgeCloudZones: [LISBON, VIENNA] } });
    expect(patched.body.appInstances).toHaveLength(2);
    expect((await me.rest('DELETE', path)).status).toBe(202);
    expect((await me.rest('DELETE', path)).status).toSatisfy((status: number) => status === 202 || status === 404);
    await untilGone(created.body.appDeploymentId);
  });

  it('begins nothing at all when one of its zones cannot be had', async () => {
    const appId = await submitApp(me);
    await createInstance(me, appId, VIENNA);
    const attempts = [
      [[LISBON, GRAZ], 'INCOMPATIBLE_STATE'], [[LISBON, NOBODY], 'NOT_FOUND'], [[LISBON, VIENNA], 'ALREADY_EXISTS'], [[LISBON, LISBON], 'INVALID_ARGUMENT'], [[], 'INVALID_ARGUMENT'],
    ] as const;
    for (const [edgeCloudZoneIds, code] of attempts) {
      const { errors } = await me.graphql(CREATE_DEPLOYMENT, { input: { name: aName(), appId, edgeCloudZoneIds } });
      expect(errors[0]?.extensions.code, edgeCloudZoneIds.join()).toBe(code);
    }
    expect(await me.ask('query ($id: ID!) { app(id: $id) { appDeployments { totalCount } appInstances { totalCount } } }', { id: appId })).toEqual({ app: { appDeployments: { totalCount: 0 }, appInstances: { totalCount: 1 } } });
  });

  it('keeps what it has when a change of it is refused', async () => {
    const appId = await submitApp(me);
    const id = await createDeployment(me, appId, [LISBON]);
    await untilDeployed(id, [LISBON]);
    const refused = await me.graphql(UPDATE_DEPLOYMENT, { input: { id, name: 'half', edgeCloudZoneIds: [PORTO, GRAZ] } });
    expect(refused.errors[0]?.extensions.code).toBe('INCOMPATIBLE_STATE');
    const other = await createInstance(me, appId, VIENNA);
    const taken = await me.graphql(UPDATE_DEPLOYMENT, { input: { id, name: 'half', edgeCloudZoneIds: [PORTO, VIENNA] } });
    expect(taken.errors[0]?.extensions.code).toBe('ALREADY_EXISTS');
    await untilDeployed(id, [LISBON]);
    await me.ask(DELETE_INSTANCE, { id: other });
  });

  it('loses a zone whose instance is deleted by itself, and ends with the last', async () => {
    const appId = await submitApp(me);
    const id = await createDeployment(me, appId, [LISBON, PORTO]);
    await untilDeployed(id, [LISBON, PORTO]);
    const [first, second] = (await read(id))!.appInstances;
    await me.ask(DELETE_INSTANCE, { id: first!.id });
    expect((await read(id))?.edgeCloudZoneIds).toEqual([second!.edgeCloudZoneId]);
    await untilDeployed(id, [second!.edgeCloudZoneId]);
    await me.ask(DELETE_INSTANCE, { id: second!.id });
    await untilGone(id);
  });

  it('may take back a zone it has just given up, as soon as that is free', async () => {
    const appId = await submitApp(me);
    const id = await createDeployment(me, appId, [LISBON, PORTO]);
    await untilDeployed(id, [LISBON, PORTO]);
    await me.ask(UPDATE_DEPLOYMENT, { input: { id, edgeCloudZoneIds: [LISBON] } });
    await eventually(async () => expect((await me.graphql(UPDATE_DEPLOYMENT, { input: { id, edgeCloudZoneIds: [LISBON, PORTO] } })).errors).toEqual([]));
    await untilDeployed(id, [LISBON, PORTO]);
  });
});
