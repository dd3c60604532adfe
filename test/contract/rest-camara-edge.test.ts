import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APP_ID, DEPLOYMENT_ID, INSTANCE_ID, MANIFEST, OTHER_ZONE_ID, ZONE_ID } from '../../rest-compat/edge.examples.js';
import { offsetCursor } from '../../src/kernel/page.js';
import { BASE, EAM, page, restDoor, type RestDoor } from './rest.door.js';
import { officialSchemas } from './rest.official.js';
import { BARE_APP, CONTAINER_APP, DEPLOYMENT, NEW_INSTANCE, READY_INSTANCE, RICH_ANSWER, RICH_APP, RICH_MANIFEST, UNPLACED_ZONE, ZONE } from './rest.samples.js';

const official = await officialSchemas('camara/API_definitions/edge-application-management.yaml');
const apps: Readonly<Record<string, object>> = { [APP_ID]: RICH_APP, [INSTANCE_ID]: CONTAINER_APP, [ZONE_ID]: BARE_APP };

let door: RestDoor;
beforeAll(async () => {
  door = await restDoor({
    app: ({ id }: { id: string }) => apps[id],
    apps: page([RICH_APP, CONTAINER_APP], 250),
    submitApp: { app: RICH_APP },
    deleteApp: { appId: APP_ID },
    appInstance: READY_INSTANCE,
    appInstances: page([READY_INSTANCE, NEW_INSTANCE]),
    createAppInstance: { appInstance: NEW_INSTANCE },
    deleteAppInstance: { appInstance: NEW_INSTANCE },
    appDeployment: DEPLOYMENT,
    appDeployments: page([DEPLOYMENT]),
    createAppDeployment: { appDeployment: DEPLOYMENT },
    updateAppDeployment: { appDeployment: DEPLOYMENT },
    deleteAppDeployment: { appDeployment: DEPLOYMENT },
    edgeCloudZones: page([ZONE, UNPLACED_ZONE], 45),
  });
});
afterAll(() => door.app.close());

const post = (path: string, payload: object) => door.send({ method: 'POST', url: EAM + path, payload });
const get = (path: string) => door.send({ url: EAM + path });
const asked = () => door.asked.at(-1)!;

const subscriptionRequest = {
  sink: 'https://consumer.example/events',
  sinkCredential: { credentialType: 'ACCESSTOKEN', accessToken: 'canary-token', accessTokenExpiresUtc: '2027-01-31T12:00:00Z', accessTokenType: 'bearer' },
  types: ['org.camaraproject.edge-application-management.v0.app-instance-status-change'],
  config: { subscriptionDetail: { any: 'thing' }, subscriptionExpireTime: '2027-01-31T12:00:00+01:00', subscriptionMaxEvents: 5, initialEvent: true },
};

describe('apps', () => {
  it('are submitted', async () => {
    const answer = await post('/apps', RICH_MANIFEST);
    expect(answer.statusCode).toBe(201);
    expect(answer.headers).toMatchObject({ location: `${BASE}${EAM}/apps/${APP_ID}`, 'content-type': 'application/json' });
    expect(answer.json()).toEqual({ appId: APP_ID });
    const { infraKind: _kind, networking, ...kubernetes } = RICH_MANIFEST.requiredResources;
    const additionalNetworks = [{ name: 'fast', interfaceType: 'vfio_pci' }, { name: 'slow', interfaceType: 'netdevice' }];
    expect(asked().variables).toEqual({ input: { ...RICH_MANIFEST, requiredResources: { kubernetes: { ...kubernetes, networking: { ...networking, additionalNetworks } } } } });
  });

  it('are read as they were submitted, without credentials', async () => {
    const answer = await get(`/apps/${APP_ID}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual(RICH_ANSWER);
    expect((await get(`/apps/${INSTANCE_ID}`)).json()).toEqual({ ...MANIFEST, appId: APP_ID });
    expect((await get(`/apps/${ZONE_ID}`)).json()).not.toHaveProperty('requiredResources');
  });

  it('are listed, a hundred at most, with their number', async () => {
    const answer = await get('/apps');
    expect(answer.json()).toHaveLength(2);
    expect(answer.headers['x-total-count']).toBe('250');
  });

  it('are deleted with no content', async () => {
    const answer = await door.send({ method: 'DELETE', url: `${EAM}/apps/${APP_ID}` });
    expect([answer.statusCode, answer.body, answer.headers['content-type']]).toEqual([202, '', undefined]);
    expect(asked().variables).toEqual({ id: APP_ID });
  });

  it.each([
    ['without resources', { requiredResources: undefined }],
    ['with an image that is no URI', { appRepo: { type: 'PUBLICREPO', imagePath: 'nginx' } }],
    ['with networking without a primary network', { requiredResources: { ...RICH_MANIFEST.requiredResources, networking: {} } }],
    ['with an empty object for the name', { name: {} }],
    ['with a member that is not known', { colour: 'blue' }],
    ['with a member at depth that is not known', { appRepo: { ...RICH_MANIFEST.appRepo, token: 'x' } }],
  ])('%s are refused', async (_, change) => {
    const answer = await post('/apps', { ...RICH_MANIFEST, ...change });
    expect(answer.json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
  });
});

describe('instances', () => {
  it('are created, with a sink', async () => {
    const answer = await post('/app-instances', { name: 'cache_porto', appId: APP_ID, edgeCloudZoneId: ZONE_ID, subscriptionRequest });
    expect(answer.statusCode).toBe(202);
    expect(answer.headers['location']).toBe(`${BASE}${EAM}/app-instances/${INSTANCE_ID}`);
    expect(answer.json()).toEqual({
      name: 'cache_porto', appId: APP_ID, appInstanceId: INSTANCE_ID, appProvider: 'ExampleProvider', status: 'instantiating', edgeCloudZoneId: ZONE_ID,
    });
    const { subscriptionDetail: _ignored, ...config } = subscriptionRequest.config;
    expect(asked().variables).toEqual({ input: { name: 'cache_porto', appId: APP_ID, edgeCloudZoneId: ZONE_ID, subscriptionRequest: { ...subscriptionRequest, config } } });
  });

  it('show only the endpoints that have an address', async () => {
    const answer = await get(`/app-instances/${INSTANCE_ID}`);
    expect(answer.json()).toMatchObject({
      status: 'ready',
      kubernetesClusterRef: OTHER_ZONE_ID,
      componentEndpointInfo: [{ interfaceId: 'eth0', accessPoints: { port: 443, fqdn: 'cache.example', ipv4Addresses: ['192.0.2.10'] } }],
    });
    expect(answer.json().componentEndpointInfo).toHaveLength(1);
  });

  it('are listed with filters, unknown parameters ignored', async () => {
    const answer = await get(`/app-instances?appId=${APP_ID}&region=north&colour=blue`);
    expect(answer.json()).toHaveLength(2);
    expect(asked().variables).toEqual({ filter: { appId: APP_ID, region: 'north' } });
  });

  it.each([
    ['a sink without TLS', { sink: 'http://consumer.example/events' }],
    ['two event types', { types: [subscriptionRequest.types[0], subscriptionRequest.types[0]] }],
    ['a configuration without detail', { config: {} }],
    ['an expiry without a time zone', { config: { subscriptionDetail: {}, subscriptionExpireTime: '2027-01-31T12:00:00' } }],
    ['a credential without its token', { sinkCredential: { credentialType: 'ACCESSTOKEN' } }],
  ])('are refused with %s', async (_, change) => {
    const answer = await post('/app-instances', { name: 'cache', appId: APP_ID, edgeCloudZoneId: ZONE_ID, subscriptionRequest: { ...subscriptionRequest, ...change } });
    expect(answer.json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
    expect(answer.body).not.toContain('canary');
  });

  it('are deleted with no content', async () => {
    expect((await door.send({ method: 'DELETE', url: `${EAM}/app-instances/${INSTANCE_ID}` })).statusCode).toBe(202);
  });
});

describe('deployments', () => {
  const info = { appDeploymentName: 'cache_north', appDeploymentId: DEPLOYMENT_ID, appId: APP_ID, edgeCloudZones: [ZONE_ID, OTHER_ZONE_ID], appInstances: [INSTANCE_ID] };

  it('are created', async () => {
    const answer = await post('/deployments', { appDeploymentName: 'cache_north', appId: APP_ID, edgeCloudZones: [ZONE_ID, OTHER_ZONE_ID] });
    expect([answer.statusCode, answer.json(), answer.headers['location']]).toEqual([202, { appDeploymentId: DEPLOYMENT_ID }, `${BASE}${EAM}/deployments/${DEPLOYMENT_ID}`]);
    expect(asked().variables).toEqual({ input: { name: 'cache_north', appId: APP_ID, edgeCloudZoneIds: [ZONE_ID, OTHER_ZONE_ID] } });
  });

  it('are read one by one and as a list', async () => {
    expect((await get(`/deployments/${DEPLOYMENT_ID}`)).json()).toEqual(info);
    expect((await get(`/deployments?appId=${APP_ID}`)).json()).toEqual([info]);
  });

  it.each(['application/merge-patch+json', 'application/json'])('are changed by a merge patch sent as %s', async (type) => {
    const payload = JSON.stringify({ edgeCloudZones: [ZONE_ID], kubernetesClusterRefs: null });
    const answer = await door.send({ method: 'PATCH', url: `${EAM}/deployments/${DEPLOYMENT_ID}`, payload, headers: { 'content-type': type } });
    expect([answer.statusCode, answer.json()]).toEqual([200, info]);
    expect(asked().variables).toEqual({ input: { id: DEPLOYMENT_ID, edgeCloudZoneIds: [ZONE_ID], kubernetesClusterRefs: [] } });
  });

  it('are deleted with no content', async () => {
    expect((await door.send({ method: 'DELETE', url: `${EAM}/deployments/${DEPLOYMENT_ID}` })).statusCode).toBe(202);
  });
});

describe('zones', () => {
  it('come in pages with links that keep the filters', async () => {
    const answer = await get('/edge-cloud-zones?page=2&perPage=20&status=active&edgeCloudProvider=A%20%26%20B&countryCode=PT&edgeCloudRegion=north');
    expect(answer.json().pagination).toEqual({ page: 2, perPage: 20, totalCount: 45, totalPages: 3 });
    expect(answer.headers).toMatchObject({ 'x-total-count': '45', 'x-total-pages': '3' });
    const link = (to: number, rel: string) =>
      `<${BASE}${EAM}/edge-cloud-zones?countryCode=PT&edgeCloudProvider=A+%26+B&edgeCloudRegion=north&status=active&page=${to}&perPage=20>; rel="${rel}"`;
    expect(answer.headers['link']).toBe([link(1, 'first'), link(1, 'prev'), link(3, 'next'), link(3, 'last')].join(', '));
    expect(asked().variables).toEqual({ filter: { countryCode: 'PT', provider: 'A & B', region: 'north', status: 'active' }, first: 20, after: offsetCursor(20) });
  });

  it('have a country, also where none is known, and no member that is null', async () => {
    expect((await get('/edge-cloud-zones')).json().edgeCloudZones[1]).toEqual({
      edgeCloudZoneId: OTHER_ZONE_ID, edgeCloudZoneName: 'edge-2', edgeCloudZoneStatus: 'unknown', edgeCloudProvider: 'ExampleOperator', countryCode: 'ZZ',
    });
  });

  it('are an empty page however far beyond the end', async () => {
    expect((await get('/edge-cloud-zones?page=2147483647&perPage=100')).statusCode).toBe(200);
    expect(asked().variables['after']).toBe(offsetCursor(999_999_999));
  });

  it.each(['page=0', 'page=-1', 'page=two', 'page=2147483648', 'perPage=101', 'perPage=', 'page=1&page=2', 'status=gone', 'countryCode=pt'])('are refused for %s', async (query) => {
    expect((await get(`/edge-cloud-zones?${query}`)).json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
  });
});

describe.skipIf(official === undefined)(`against the official definition${official === undefined ? ' (skipped: ../shared/specs is not there)' : ''}`, () => {
  it.each([
    ['AppManifestInfo', `/apps/${APP_ID}`],
    ['AppManifestInfo', `/apps/${INSTANCE_ID}`],
    ['AppInstanceInfo', `/app-instances/${INSTANCE_ID}`],
    ['AppDeploymentInfo', `/deployments/${DEPLOYMENT_ID}`],
    ['EdgeCloudZoneList', '/edge-cloud-zones'],
    ['ErrorInfo', '/nothing'],
  ])('%s holds for GET %s', async (schema, path) => {
    expect(official!.faults(schema, (await get(path)).json())).toEqual([]);
  });

  it('what the tests submit is valid there too', () => {
    expect(official!.faults('AppManifest', RICH_MANIFEST)).toEqual([]);
    expect(official!.faults('AppManifest', MANIFEST)).toEqual([]);
    expect(official!.faults('SubscriptionRequest', subscriptionRequest)).toEqual([]);
  });
});
