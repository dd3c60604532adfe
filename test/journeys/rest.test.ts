import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { Client } from './client.js';
import { aManifest, aName, EAM, LISBON, NOBODY, OEG, PORTO } from './stories.js';
import { startWorld, type World } from './world.js';

let world: World;
let me: Client;
beforeAll(async () => {
  world = await startWorld({ env: { SRM_COUNTRIES: 'eu-west=PT,*=AT' } });
  me = world.as();
});
afterAll(() => world[Symbol.asyncDispose]());

const pathOf = (location: string | null): string => new URL(location!).pathname + new URL(location!).search;

describe('CAMARA Edge Application Management', () => {
  it('takes an app from submission to its end', async () => {
    const manifest = aManifest();
    const submitted = await me.rest<{ appId: string }>('POST', `${EAM}/apps`, manifest);
    expect(submitted.status).toBe(201);
    const { appId } = submitted.body;
    expect(submitted.headers.get('location')).toBe(`${world.url}${EAM}/apps/${appId}`);
    expect((await me.rest('GET', `${EAM}/apps/${appId}`)).body).toEqual({ appId, ...manifest });
    expect((await me.rest<object[]>('GET', `${EAM}/apps`)).body).toContainEqual({ appId, ...manifest });

    const wanted = { name: aName('inst'), appId, edgeCloudZoneId: LISBON };
    const created = await me.rest<{ appInstanceId: string }>('POST', `${EAM}/app-instances`, wanted);
    expect(created.status).toBe(202);
    expect(created.body).toEqual({ ...wanted, appInstanceId: created.body.appInstanceId, appProvider: manifest.appProvider, status: 'instantiating' });
    const path = pathOf(created.headers.get('location'));
    await eventually(async () => expect((await me.rest(`GET`, path)).body).toEqual({ ...created.body, status: 'ready' }));
    expect((await me.rest('GET', `${EAM}/app-instances?appId=${appId}&region=eu-west`)).body).toEqual([{ ...created.body, status: 'ready' }]);
    expect((await me.rest('GET', `${EAM}/app-instances?appId=${appId}&region=eu-central`)).body).toEqual([]);

    expect(await me.rest('DELETE', `${EAM}/apps/${appId}`)).toMatchObject({ status: 409, body: { status: 409, code: 'INCOMPATIBLE_STATE' } });
    expect(await me.rest('DELETE', path)).toMatchObject({ status: 202, text: '' });
    await eventually(async () => expect(await me.rest('GET', path)).toMatchObject({ status: 404, body: { status: 404, code: 'NOT_FOUND' } }));
    expect((await me.rest('DELETE', `${EAM}/apps/${appId}`)).status).toBe(202);
    expect((await me.rest('GET', `${EAM}/apps/${appId}`)).status).toBe(404);
    await eventually(() => expect([world.srm.apps.size, world.srm.instances.size]).toEqual([0, 0]));
  });

  it('lists zones page by page, with the country that was configured', async () => {
    const page = await me.rest<{ edgeCloudZones: object[] }>('GET', `${EAM}/edge-cloud-zones?edgeCloudRegion=eu-west&perPage=1&page=2`);
    expect(page.body).toEqual({
      edgeCloudZones: [{ edgeCloudZoneId: PORTO, edgeCloudZoneName: 'porto-1', edgeCloudZoneStatus: 'active', edgeCloudProvider: 'Atlantic_Telecom', edgeCloudRegion: 'eu-west', countryCode: 'PT' }],
      pagination: { page: 2, perPage: 1, totalCount: 2, totalPages: 2 },
    });
    expect(page.headers.get('x-total-count')).toBe('2');
    expect(page.headers.get('link')).toContain(`<${world.url}${EAM}/edge-cloud-zones?`);
    expect((await me.rest<{ edgeCloudZones: object[] }>('GET', `${EAM}/edge-cloud-zones?countryCode=AT&status=inactive`)).body.edgeCloudZones).toHaveLength(1);
  });
});

interface OegInstance {
  readonly appInstanceId: string;
  readonly status: string;
  readonly edgeCloudZone: { readonly edgeCloudZoneId: string; readonly edgeCloudZoneName: string };
}

describe('the Open Exposure Gateway’s own paths', () => {
  it('take an app from submission to its end, over two zones at once', async () => {
    const { requiredResources: _none, appProvider: _nobody, ...manifest } = aManifest();
    const submitted = await me.rest<{ appId: string }>('POST', `${OEG}/apps`, { ...manifest, appId: NOBODY });
    expect(submitted.status).toBe(201);
    const { appId } = submitted.body;
    expect(appId).not.toBe(NOBODY);
    expect((await me.rest('GET', `${OEG}/apps/${appId}`)).body).toMatchObject({ appManifest: { appId, name: manifest.name } });

    const { body: zones } = await me.rest<{ EdgeCloudZone: { edgeCloudZoneId: string } }[]>('GET', `${OEG}/edge-cloud-zones?region=eu-west`);
    expect(zones.map(({ EdgeCloudZone }) => EdgeCloudZone.edgeCloudZoneId)).toEqual([LISBON, PORTO]);
    expect((await me.rest('GET', `${OEG}/edge-cloud-zones/${LISBON}`)).body).toEqual(zones[0]!.EdgeCloudZone);

    const created = await me.rest<{ appInstances: OegInstance[] }>('POST', `${OEG}/appinstances`, { appId, appZones: zones });
    expect(created.status).toBe(202);
    expect(created.body.appInstances.map(({ status, edgeCloudZone }) => [status, edgeCloudZone.edgeCloudZoneName])).toEqual([['instantiating', 'lisbon-1'], ['instantiating', 'porto-1']]);
    const path = pathOf(created.headers.get('location'));
    const listed = () => me.rest<{ appInstanceInfo: OegInstance[] }>('GET', path).then(({ body }) => body.appInstanceInfo);
    await eventually(async () => expect((await listed()).map(({ status }) => status)).toEqual(['ready', 'ready']));

    for (const { appInstanceId } of created.body.appInstances) expect((await me.rest('DELETE', `${OEG}/appinstances/${appInstanceId}`)).status).toBe(202);
    await eventually(async () => expect(await listed()).toEqual([]));
    expect((await me.rest('DELETE', `${OEG}/apps/${appId}`)).status).toBe(202);
    await eventually(() => expect([world.srm.apps.size, world.srm.instances.size]).toEqual([0, 0]));
    // With its last instance the deployment behind the two ended too.
    expect((await me.rest(`GET`, `${EAM}/deployments`)).body).toEqual([]);
  });

  it('show what came through the other doors, and the other doors what came through them', async () => {
    const { body: { appId } } = await me.rest<{ appId: string }>('POST', `${OEG}/apps`, aManifest());
    const seen = await me.ask<{ app: { name: string; requiredResources: object } }>('query ($id: ID!) { app(id: $id) { name requiredResources { ... on ContainerResources { numCPU } } } }', { id: appId });
    expect(seen.app.requiredResources).toEqual({ numCPU: '500m' });
    expect((await me.rest(`GET`, `${EAM}/apps/${appId}`)).body).toMatchObject({ appId, name: seen.app.name, requiredResources: { infraKind: 'container' } });
  });
});
