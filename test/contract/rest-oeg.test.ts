import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APP_ID, DEPLOYMENT_ID, INSTANCE_ID, MANIFEST, OTHER_ZONE_ID, ZONE_ID } from '../../rest-compat/edge.examples.js';
import { Refusal } from '../../src/kernel/refusal.js';
import { BASE, OEG, page, restDoor, type RestDoor } from './rest.door.js';
import { officialSchemas } from './rest.official.js';
import { BARE_APP, CONTAINER_APP, NEW_INSTANCE, READY_INSTANCE, RICH_ANSWER, RICH_APP, RICH_MANIFEST, UNPLACED_ZONE, ZONE } from './rest.samples.js';

const official = await officialSchemas('oeg/openapi.yaml');

const SECOND = { ...NEW_INSTANCE, id: DEPLOYMENT_ID, edgeCloudZoneId: OTHER_ZONE_ID, edgeCloudZone: UNPLACED_ZONE };
const none = { instances: false };

let door: RestDoor;
beforeAll(async () => {
  door = await restDoor({
    app: RICH_APP,
    apps: page([RICH_APP, CONTAINER_APP, BARE_APP]),
    submitApp: { app: RICH_APP },
    deleteApp() {
      throw new Refusal('INCOMPATIBLE_STATE', 'The app has instances or deployments; delete these first.');
    },
    appInstances: () => page(none.instances ? [] : [READY_INSTANCE, { ...SECOND, edgeCloudZone: null }]),
    createAppInstance: { appInstance: NEW_INSTANCE },
    createAppDeployment: { appDeployment: { id: DEPLOYMENT_ID, appInstances: [SECOND, NEW_INSTANCE] } },
    deleteAppInstance: { appInstance: NEW_INSTANCE },
    edgeCloudZones: page([ZONE, UNPLACED_ZONE]),
    edgeCloudZone: ({ id }: { id: string }) => {
      if (id === ZONE_ID) return ZONE;
      throw new Refusal('NOT_FOUND', 'The edge cloud zone is not found.');
    },
  });
});
afterAll(() => door.app.close());

const post = (path: string, payload: object) => door.send({ method: 'POST', url: OEG + path, payload });
const get = (path: string) => door.send({ url: OEG + path });
const asked = () => door.asked.at(-1)!;

const oegManifest = { ...RICH_MANIFEST, requiredResources: { ...RICH_MANIFEST.requiredResources, addons: { monitoring: true } } };
const shownZone = { edgeCloudZoneId: ZONE_ID, edgeCloudZoneName: 'porto-1', edgeCloudZoneStatus: 'active', edgeCloudProvider: 'ExampleOperator', edgeCloudRegion: 'north' };
const shownOther = { edgeCloudZoneId: OTHER_ZONE_ID, edgeCloudZoneName: 'edge-2', edgeCloudZoneStatus: 'unknown', edgeCloudProvider: 'ExampleOperator' };
const sentZone = { edgeCloudZoneId: ZONE_ID, edgeCloudZoneName: 'porto-1', edgeCloudProvider: 'ExampleOperator' };
const sentOther = { ...sentZone, edgeCloudZoneId: OTHER_ZONE_ID };

describe('apps', () => {
  it('are submitted with addons as switches', async () => {
    const answer = await post('/apps', oegManifest);
    expect([answer.statusCode, answer.json(), answer.headers['location']]).toEqual([201, { appId: APP_ID }, `${BASE}${OEG}/apps/${APP_ID}`]);
    expect(asked().variables).toMatchObject({ input: { requiredResources: { kubernetes: { addons: ['monitoring'] } } } });
  });

  it('may lack provider and resources, and bring an id and a prefixed checksum', async () => {
    const { appProvider: _provider, requiredResources: _resources, ...least } = MANIFEST;
    const answer = await post('/apps', { ...least, appId: OTHER_ZONE_ID, appRepo: { type: 'PUBLICREPO', imagePath: 'nginx', checksum: `sha256:${'b'.repeat(64)}` } });
    expect(answer.json()).toEqual({ appId: APP_ID });
    expect(asked().variables).toEqual({ input: { ...least, appProvider: 'unspecified', appRepo: { type: 'PUBLICREPO', imagePath: 'nginx', checksum: 'b'.repeat(64) } } });
  });

  it.each([
    ['a package type of another API', { packageType: 'CSAR' }],
    ['addons as a list', { requiredResources: RICH_MANIFEST.requiredResources }],
    ['a member that is not known', { colour: 'blue' }],
  ])('are refused with %s', async (_, change) => {
    expect((await post('/apps', { ...oegManifest, ...change })).json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
  });

  it('are read inside appManifest, listed bare', async () => {
    const shown = { ...RICH_ANSWER, requiredResources: { ...RICH_ANSWER.requiredResources, addons: { monitoring: true, ingress: false } } };
    expect((await get(`/apps/${APP_ID}`)).json()).toEqual({ appManifest: shown });
    const { requiredResources: _none, ...bare } = MANIFEST;
    expect((await get('/apps')).json()).toEqual([shown, { ...MANIFEST, appId: APP_ID }, { ...bare, appId: APP_ID }]);
  });

  it('with instances are not deleted, and the conflict is named as in the document', async () => {
    const answer = await door.send({ method: 'DELETE', url: `${OEG}/apps/${APP_ID}` });
    expect([answer.statusCode, answer.json()]).toEqual([409, { status: 409, code: 'CONFLICT', message: 'The app has instances or deployments; delete these first.' }]);
  });
});

describe('instances', () => {
  it('in one zone are one instance', async () => {
    const answer = await post('/appinstances', { appId: APP_ID, appZones: [{ EdgeCloudZone: sentZone, kubernetesClusterRef: OTHER_ZONE_ID }] });
    expect(answer.statusCode).toBe(202);
    expect(answer.headers['location']).toBe(`${BASE}${OEG}/appinstances?appInstanceId=${INSTANCE_ID}`);
    expect(answer.json()).toEqual({ appInstances: [{ appInstanceId: INSTANCE_ID, status: 'instantiating', edgeCloudZone: sentZone }] });
    expect(asked()).toMatchObject({
      document: 'CreateAppInstance',
      variables: { input: { name: expect.stringMatching(/^[A-Za-z][A-Za-z0-9_]{1,63}$/), appId: APP_ID, edgeCloudZoneId: ZONE_ID, kubernetesClusterRef: OTHER_ZONE_ID } },
    });
  });

  it('in several zones are one deployment: all or nothing', async () => {
    const answer = await post('/appinstances', { appId: APP_ID, appZones: [{ EdgeCloudZone: sentZone }, { EdgeCloudZone: sentOther }] });
    expect(answer.json().appInstances).toEqual([
      { appInstanceId: DEPLOYMENT_ID, status: 'instantiating', edgeCloudZone: sentOther },
      { appInstanceId: INSTANCE_ID, status: 'instantiating', edgeCloudZone: sentZone },
    ]);
    expect(asked()).toMatchObject({ document: 'CreateDeployedInstances', variables: { input: { name: expect.stringMatching(/^[A-Za-z][A-Za-z0-9_]{1,63}$/), edgeCloudZoneIds: [ZONE_ID, OTHER_ZONE_ID] } } });
  });

  it('in several zones need the scopes of a deployment, before anything is done', async () => {
    const before = door.asked.length;
    const scopes = ['edge-application-management:instances:write', 'edge-application-management:deployments:write'];
    const payload = { appId: APP_ID, appZones: [{ EdgeCloudZone: sentZone }, { EdgeCloudZone: sentOther }] };
    const answer = await door.sendAs(scopes, { method: 'POST', url: `${OEG}/appinstances`, payload });
    expect(answer.json()).toEqual({ status: 403, code: 'PERMISSION_DENIED', message: 'The access token lacks the scope edge-application-management:instances:read.' });
    expect(door.asked).toHaveLength(before);
  });

  it.each([
    ['a flat zone', [sentZone]],
    ['no zone', []],
    ['a zone twice', [{ EdgeCloudZone: sentZone }, { EdgeCloudZone: sentZone }]],
  ])('are refused with %s', async (_, appZones) => {
    expect((await post('/appinstances', { appId: APP_ID, appZones })).json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
  });

  it('are listed by filter with their zones', async () => {
    const answer = await get(`/appinstances?appId=${APP_ID}&appInstanceId=${INSTANCE_ID}&region=north`);
    expect(asked().variables).toEqual({ filter: { appId: APP_ID, appInstanceId: INSTANCE_ID, region: 'north' } });
    expect(answer.json().appInstanceInfo).toEqual([
      {
        appInstanceId: INSTANCE_ID, status: 'ready', kubernetesClusterRef: OTHER_ZONE_ID, edgeCloudZone: shownZone,
        componentEndpointInfo: [{ interfaceId: 'eth0', accessPoints: { port: 443, fqdn: 'cache.example', ipv4Addresses: ['192.0.2.10'] } }],
      },
      { appInstanceId: DEPLOYMENT_ID, status: 'instantiating' },
    ]);
  });

  it('are an empty list when there are none', async () => {
    none.instances = true;
    const answer = await get('/appinstances');
    none.instances = false;
    expect([answer.statusCode, answer.json()]).toEqual([200, { appInstanceInfo: [] }]);
  });

  it('are deleted with no content; there is no address for one to be read', async () => {
    expect((await door.send({ method: 'DELETE', url: `${OEG}/appinstances/${INSTANCE_ID}` })).statusCode).toBe(202);
    const answer = await get(`/appinstances/${INSTANCE_ID}`);
    expect([answer.statusCode, answer.headers['allow'], answer.json().code]).toEqual([405, 'DELETE, OPTIONS', 'METHOD_NOT_ALLOWED']);
  });
});

describe('zones', () => {
  it('are listed each in an object of its own', async () => {
    expect((await get('/edge-cloud-zones?region=north&status=active')).json()).toEqual([{ EdgeCloudZone: shownZone }, { EdgeCloudZone: shownOther }]);
    expect(asked().variables).toEqual({ filter: { region: 'north', status: 'active' }, first: 100 });
    expect((await get('/edge-cloud-zones?status=gone')).statusCode).toBe(400);
  });

  it('are read one by one as they are, or not found', async () => {
    expect((await get(`/edge-cloud-zones/${ZONE_ID}`)).json()).toEqual(shownZone);
    expect((await get('/edge-cloud-zones/zone%2F1')).json()).toEqual({ status: 404, code: 'NOT_FOUND', message: 'The edge cloud zone is not found.' });
    expect(asked().variables).toEqual({ id: 'zone/1' });
  });
});

describe.skipIf(official === undefined)(`against the gateway's own document${official === undefined ? ' (skipped: ../shared/specs is not there)' : ''}`, () => {
  it('every answer holds', async () => {
    expect(official!.faults('AppManifest', (await get(`/apps/${APP_ID}`)).json().appManifest)).toEqual([]);
    for (const app of (await get('/apps')).json()) expect(official!.faults('AppManifest', app)).toEqual([]);
    for (const instance of (await get('/appinstances')).json().appInstanceInfo) expect(official!.faults('AppInstanceInfo', instance)).toEqual([]);
    expect(official!.faults('EdgeCloudZones', (await get('/edge-cloud-zones')).json())).toEqual([]);
    expect(official!.faults('EdgeCloudZone', (await get(`/edge-cloud-zones/${ZONE_ID}`)).json())).toEqual([]);
    expect(official!.faults('ErrorInfo', (await get('/nothing')).json())).toEqual([]);
  });
});
