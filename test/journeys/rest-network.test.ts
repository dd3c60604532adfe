import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { Client } from './client.js';
import { aManifest, aName, EAM, LISBON, NOBODY, OEG } from './stories.js';
import { startWorld, type World } from './world.js';

/** The network's REST doors from end to end. The client holds every answer to its official definition. */

const QOD = '/quality-on-demand/v1';
const PROVISIONING = '/qos-provisioning/v0.3';
const INFLUENCE = '/traffic-influence/v0.10';
const UPSERT_DEVICE = 'mutation ($input: KnownDeviceInput!) { upsertKnownDevice(input: $input) { device { id } } }';
const services = ['quality-on-demand', 'qos-profiles', 'qos-provisioning', 'traffic-influence', 'simple-edge-discovery'];

let world: World;
let me: Client;
let devices = 0;

/** A device of the operator, as a caller names it. */
async function aDevice(): Promise<{ readonly ipv4Address: { readonly publicAddress: string; readonly privateAddress: string } }> {
  devices += 1;
  const place = { publicAddress: `198.51.100.${devices}`, privateAddress: `10.45.0.${devices}` };
  await me.ask(UPSERT_DEVICE, { input: { ...place, phoneNumber: `+35192000000${devices}`, country: 'PT', network: '26801', services, edgeCloudZones: [LISBON] } });
  return { ipv4Address: place };
}

beforeAll(async () => {
  world = await startWorld({ srm: { core: { grantMs: [20, 60] } }, env: { SRM_ZONE_ADDRESSES: '*=203.0.113.80' } });
  me = world.as();
});
afterAll(() => world[Symbol.asyncDispose]());

interface Session {
  readonly sessionId: string;
  readonly qosStatus: string;
  readonly duration: number;
  readonly startedAt?: string;
  readonly expiresAt?: string;
}

const applicationServer = { ipv4Address: '203.0.113.0/24' };
const applicationServerPorts = { ranges: [{ from: 5000, to: 5010 }], ports: [443] };

describe('CAMARA Quality-On-Demand', () => {
  it('takes a session from its creation to its end', async () => {
    const device = await aDevice();
    const wanted = { device, applicationServer, applicationServerPorts, qosProfile: 'QOS_E', duration: 600 };
    const created = await me.rest<Session>('POST', `${QOD}/sessions`, wanted);
    expect(created).toMatchObject({ status: 201, body: wanted });
    const path = `${QOD}/sessions/${created.body.sessionId}`;
    await eventually(async () => expect((await me.rest<Session>('GET', path)).body).toMatchObject({ ...wanted, qosStatus: 'AVAILABLE', startedAt: expect.any(String) }));

    const key = { 'idempotency-key': aName('key') };
    const longer = await me.rest<Session>('POST', `${path}/extend`, { requestedAdditionalDuration: 60 }, key);
    expect(longer).toMatchObject({ status: 200, body: { duration: 660, qosStatus: 'AVAILABLE' } });
    expect(await me.rest<Session>('POST', `${path}/extend`, { requestedAdditionalDuration: 60 }, key)).toMatchObject({ status: 200, body: longer.body });
    expect((await me.rest<Session[]>('POST', `${QOD}/retrieve-sessions`, { device })).body).toEqual([longer.body]);
    const overlapping = await me.rest('POST', `${QOD}/sessions`, { ...wanted, applicationServer: { ipAddresses: ['203.0.113.9'] } });
    expect(overlapping).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });

    expect(await me.rest('DELETE', path)).toMatchObject({ status: 204, text: '' });
    expect(await me.rest('GET', path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect((await me.rest('POST', `${QOD}/retrieve-sessions`, { device })).body).toEqual([]);
    await eventually(() => expect(world.srm.sessions.size).toBe(0));
  });

  it('answers a list of addresses as it was sent', async () => {
    const wanted = { device: await aDevice(), applicationServer: { ipAddresses: ['203.0.113.9', '2001:db8::9'] }, qosProfile: 'QOS_S', duration: 60 };
    const { status, body } = await me.rest<Session>('POST', `${QOD}/sessions`, wanted);
    expect([status, body]).toEqual([201, { ...body, ...wanted }]);
    expect((await me.rest('DELETE', `${QOD}/sessions/${body.sessionId}`)).status).toBe(204);
  });

  it('refuses as it is written', async () => {
    const device = await aDevice();
    const wanted = { device, applicationServer, qosProfile: 'QOS_E', duration: 600 };
    const CREDENTIAL = { credentialType: 'ACCESSTOKEN', accessToken: 'x', accessTokenExpiresUtc: '2126-01-31T12:00:00Z', accessTokenType: 'bearer' };
    const sink = 'https://consumer.example/events';
    const cases: readonly (readonly [object, number, string])[] = [
      [{ duration: 86_401 }, 400, 'QUALITY_ON_DEMAND.DURATION_OUT_OF_RANGE'],
      [{ qosProfile: 'QOS_NONE' }, 400, 'INVALID_ARGUMENT'],
      [{ sink: 'http://consumer.example/events' }, 400, 'INVALID_SINK'],
      [{ sink: '' }, 400, 'INVALID_SINK'],
      [{ sink, sinkCredential: { credentialType: 'PLAIN', identifier: 'me', secret: 'canary' } }, 400, 'INVALID_CREDENTIAL'],
      [{ sink, sinkCredential: { ...CREDENTIAL, accessTokenType: 'mac' } }, 400, 'INVALID_TOKEN'],
      [{ sink, sinkCredential: { credentialType: 'PRIVATE_KEY_JWT' } }, 422, 'PRIVATE_KEY_JWT_NOT_CONFIGURED'],
      [{ device: undefined }, 422, 'MISSING_IDENTIFIER'],
      [{ device: { networkAccessIdentifier: 'me@operator.example' } }, 422, 'UNSUPPORTED_IDENTIFIER'],
      [{ device: { phoneNumber: '+351999999999' } }, 404, 'IDENTIFIER_NOT_FOUND'],
      [{ device: {} }, 400, 'INVALID_ARGUMENT'],
    ];
    for (const [change, status, code] of cases) expect([change, await me.rest('POST', `${QOD}/sessions`, { ...wanted, ...change })]).toMatchObject([change, { status, body: { status, code } }]);
    expect(await me.rest('GET', `${QOD}/sessions/${NOBODY}`)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await me.rest('POST', `${QOD}/sessions/${NOBODY}/extend`, { requestedAdditionalDuration: 1 })).toMatchObject({ status: 404 });
    expect(world.log()).not.toContain('canary');
  });

  it('makes one session of one key, whichever door it comes through first', async () => {
    const wanted = { device: await aDevice(), applicationServer, qosProfile: 'QOS_E', duration: 600 };
    const key = { 'idempotency-key': aName('key') };
    const [first, second] = await Promise.all([me.rest<Session>('POST', `${QOD}/sessions`, wanted, key), me.rest<Session>('POST', `${QOD}/sessions`, wanted, key)]);
    expect(second.body.sessionId).toBe(first.body.sessionId);
    expect(await me.rest('POST', `${QOD}/sessions`, { ...wanted, duration: 60 }, key)).toMatchObject({ status: 422, body: { code: 'QUALITY_ON_DEMAND.IDEMPOTENCY_KEY_REUSED' } });
    expect((await me.rest('DELETE', `${QOD}/sessions/${first.body.sessionId}`)).status).toBe(204);
  });
});

describe('CAMARA QoS Profiles and Simple Edge Discovery', () => {
  it('tell what a device can have, and which zone is next to it', async () => {
    const device = await aDevice();
    const { body: all } = await me.rest<{ name: string }[]>('POST', '/qos-profiles/v1/retrieve-qos-profiles', {});
    expect(all.map(({ name }) => name)).toEqual(['QOS_E', 'QOS_L', 'QOS_M', 'QOS_S']);
    expect((await me.rest<object[]>('POST', '/qos-profiles/v1/retrieve-qos-profiles', { device, name: 'QOS_E', status: 'ACTIVE' })).body).toEqual([all[0]]);
    expect((await me.rest('GET', '/qos-profiles/v1/qos-profiles/QOS_E')).body).toEqual(all[0]);
    expect(await me.rest('GET', '/qos-profiles/v1/qos-profiles/QOS_NONE')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await me.rest('GET', `/qos-profiles/v1/qos-profiles/${'x'.repeat(256)}`)).toMatchObject({ status: 404 });
    const closest = await me.rest('POST', '/simple-edge-discovery/v2/retrieve-closest-edge-cloud-zone', { device });
    expect([closest.status, closest.body]).toEqual([200, { edgeCloudZoneId: LISBON, edgeCloudZoneName: 'lisbon-1', edgeCloudProvider: 'Atlantic_Telecom', device }]);
    expect(await me.rest('POST', '/simple-edge-discovery/v2/retrieve-closest-edge-cloud-zone', {})).toMatchObject({ status: 422, body: { code: 'MISSING_IDENTIFIER' } });
  });
});

interface Assignment {
  readonly assignmentId: string;
  readonly status: string;
}

describe('CAMARA QoS Provisioning', () => {
  it('takes an assignment from its creation to its end', async () => {
    const device = await aDevice();
    const wanted = { device, qosProfile: 'QOS_S' };
    const created = await me.rest<Assignment>('POST', `${PROVISIONING}/qos-assignments`, wanted);
    expect(created).toMatchObject({ status: 201, body: wanted });
    const path = `${PROVISIONING}/qos-assignments/${created.body.assignmentId}`;
    await eventually(async () => expect((await me.rest<Assignment>('GET', path)).body.status).toBe('AVAILABLE'));
    expect((await me.rest('POST', `${PROVISIONING}/retrieve-qos-assignment`, { device })).body).toEqual((await me.rest('GET', path)).body);
    expect(await me.rest('POST', `${PROVISIONING}/qos-assignments`, wanted)).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });

    const revoked = await me.rest<Assignment | undefined>('DELETE', path);
    expect([202, 204]).toContain(revoked.status);
    await eventually(async () => expect((await me.rest('GET', path)).status).toBe(404));
    expect(await me.rest('POST', `${PROVISIONING}/retrieve-qos-assignment`, { device })).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    await eventually(() => expect(world.srm.sessions.size).toBe(0));
  });
});

interface Influence {
  readonly trafficInfluenceID: string;
  readonly state: string;
}

/** An app with an instance in Lisbon. @returns its id */
async function aPlacedApp(): Promise<string> {
  const { body: { appId } } = await me.rest<{ appId: string }>('POST', `${EAM}/apps`, aManifest());
  const { body: { appInstanceId } } = await me.rest<{ appInstanceId: string }>('POST', `${EAM}/app-instances`, { name: aName('inst'), appId, edgeCloudZoneId: LISBON });
  await eventually(async () => expect((await me.rest<{ status: string }>('GET', `${EAM}/app-instances/${appInstanceId}`)).body.status).toBe('ready'));
  return appId;
}

describe('CAMARA Traffic Influence', () => {
  it('takes an influence from its creation to its end', async () => {
    const [appId, device] = await Promise.all([aPlacedApp(), aDevice()]);
    const wanted = { apiConsumerId: 'consumer-1', appId, edgeCloudZoneId: LISBON, destinationTrafficFilters: { destinationPort: 443, destinationProtocol: 'TCP' } };
    const created = await me.rest<Influence>('POST', `${INFLUENCE}/traffic-influence-devices`, { ...wanted, device });
    expect(created).toMatchObject({ status: 201, body: { ...wanted, device } });
    const location = created.headers.get('location')!;
    expect(location).toBe(`${world.url}${INFLUENCE}/traffic-influences/${created.body.trafficInfluenceID}`);
    const path = new URL(location).pathname;
    await eventually(async () => expect((await me.rest<Influence>('GET', path)).body).toEqual({ ...wanted, trafficInfluenceID: created.body.trafficInfluenceID, state: 'active' }));
    expect((await me.rest<Influence[]>('GET', `${INFLUENCE}/traffic-influences?appId=${appId}`)).body).toHaveLength(1);
    expect((await me.rest<Influence[]>('GET', `${INFLUENCE}/traffic-influences?appId=${NOBODY}`)).body).toEqual([]);

    const changed = await me.rest<Influence>('PATCH', path, { destinationTrafficFilters: { destinationPort: 8443 } });
    expect(changed).toMatchObject({ status: 200, body: { ...wanted, destinationTrafficFilters: { destinationPort: 8443 } } });
    expect(changed.headers.get('location')).toBe(location);

    expect(await me.rest('DELETE', path)).toMatchObject({ status: 202, text: '' });
    await eventually(async () => expect(await me.rest('GET', path)).toMatchObject({ status: 404 }));
    await eventually(() => expect(world.srm.influences.size).toBe(0));
  });

  it('refuses as it is written', async () => {
    const [appId, device] = await Promise.all([aPlacedApp(), aDevice()]);
    const wanted = { apiConsumerId: 'consumer-1', appId, device };
    const subscriptionRequest = { protocol: 'HTTP', sink: 'http://consumer.example/ti', types: ['org.camaraproject.traffic-influence.v1.traffic-influence-change'], config: { subscriptionDetail: {} } };
    const cases: readonly (readonly [object, number, string])[] = [
      [{ subscriptionRequest }, 400, 'INVALID_ARGUMENT'],
      [{ appId: NOBODY }, 400, 'INVALID_ARGUMENT'],
      [{ device: undefined }, 422, 'MISSING_IDENTIFIER'],
      [{ device: { phoneNumber: '+351999999999' } }, 404, 'IDENTIFIER_NOT_FOUND'],
    ];
    for (const [change, status, code] of cases) {
      expect([change, await me.rest('POST', `${INFLUENCE}/traffic-influence-devices`, { ...wanted, ...change })]).toMatchObject([change, { status, body: { status, code } }]);
    }
    expect(await me.rest('PATCH', `${INFLUENCE}/traffic-influences/${NOBODY}`, {})).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });
});

describe('the Open Exposure Gateway’s own paths', () => {
  it('take a session from its creation to its end, and its id is told', async () => {
    const wanted = { device: await aDevice(), applicationServer: { ipv4Address: '203.0.113.1' }, qosProfile: 'qos-e' };
    const created = await me.rest<Session>('POST', `${OEG}/sessions`, wanted);
    expect(created).toMatchObject({ status: 201, body: { ...wanted, qosProfile: 'QOS_E', duration: 3600 } });
    const path = new URL(created.headers.get('location')!).pathname;
    await eventually(async () => expect((await me.rest<Session>('GET', path)).body.qosStatus).toBe('AVAILABLE'));
    expect((await me.rest<Session>('GET', `${QOD}/sessions/${created.body.sessionId}`)).body).toEqual((await me.rest('GET', path)).body);
    expect((await me.rest('DELETE', path)).status).toBe(204);
    expect((await me.rest('GET', path)).status).toBe(404);
    expect(await me.rest('POST', `${OEG}/sessions`, {})).toMatchObject({ status: 400, body: { code: 'INVALID_ARGUMENT', message: expect.stringContaining('applicationServer') } });
  });

  it('take an influence from its creation to its end', async () => {
    const [appId, device] = await Promise.all([aPlacedApp(), aDevice()]);
    const created = await me.rest<Influence>('POST', `${OEG}/traffic-influences`, { appId, edgeCloudZoneId: LISBON, device });
    expect(created).toMatchObject({ status: 201, body: { appId, apiConsumerId: 'unspecified', device } });
    const path = new URL(created.headers.get('location')!).pathname;
    await eventually(async () => expect((await me.rest<Influence>('GET', path)).body.state).toBe('active'));
    expect((await me.rest<Influence[]>('GET', `${OEG}/traffic-influences`)).body.map(({ trafficInfluenceID }) => trafficInfluenceID)).toEqual([created.body.trafficInfluenceID]);
    expect((await me.rest('DELETE', path)).status).toBe(202);
    await eventually(async () => expect((await me.rest('GET', path)).status).toBe(404));
  });
});

describe('both doors', () => {
  const CREATE = 'mutation ($input: CreateQodSessionInput!) { createQodSession(input: $input) { session { id } } }';
  const credential = { credentialType: 'ACCESSTOKEN', accessToken: 'x', accessTokenExpiresUtc: '2126-01-31T12:00:00Z', accessTokenType: 'bearer' };
  const sink = 'https://consumer.example/events';

  it.each<[string, object]>([
    ['an empty server', { applicationServer: {} }],
    ['a server list beside a subnet', { applicationServer: { ipv4Address: '203.0.113.1', ipAddresses: ['203.0.113.2'] } }],
    ['a subnet in a server list', { applicationServer: { ipAddresses: ['203.0.113.0/24'] } }],
    ['17 servers', { applicationServer: { ipAddresses: Array.from({ length: 17 }, (_, last) => `203.0.113.${last}`) } }],
    ['a server twice', { applicationServer: { ipAddresses: ['2001:db8::1', '2001:DB8:0::1'] } }],
    ['a server that is none', { applicationServer: { ipv4Address: '203.0.113.256' } }],
    ['empty ports', { devicePorts: {} }],
    ['no port in a list', { applicationServerPorts: { ports: [] } }],
    ['a port above 65535', { applicationServerPorts: { ports: [65_536] } }],
    ['a range that ends before it begins', { devicePorts: { ranges: [{ from: 2, to: 1 }] } }],
    ['an empty device', { device: {} }],
    ['a phone number without +', { device: { phoneNumber: '351910000001' } }],
    ['an address alone', { device: { ipv4Address: { publicAddress: '198.51.100.1' } } }],
    ['an identifier that is not served', { device: { networkAccessIdentifier: 'me@operator.example' } }],
    ['no device', { device: undefined }],
    ['a short profile name', { qosProfile: 'AB' }],
    ['a profile that is not there', { qosProfile: 'QOS_NONE' }],
    ['no second', { duration: 0 }],
    ['more seconds than the profile allows', { duration: 86_401 }],
    ['a sink without TLS', { sink: 'http://consumer.example/events' }],
    ['a sink in a private network', { sink: 'https://10.0.0.1/events' }],
    ['a sink that is no address', { sink: 'events' }],
    ['a credential without a sink', { sinkCredential: credential }],
    ['a credential that is not served', { sink, sinkCredential: { credentialType: 'PLAIN' } }],
    ['a credential without a token', { sink, sinkCredential: { credentialType: 'ACCESSTOKEN' } }],
    ['a token of another type', { sink, sinkCredential: { ...credential, accessTokenType: 'mac' } }],
    ['a token that has expired', { sink, sinkCredential: { ...credential, accessTokenExpiresUtc: '2020-01-31T12:00:00Z' } }],
    ['a key that the gateway has not', { sink, sinkCredential: { credentialType: 'PRIVATE_KEY_JWT', clientId: 'gw', tokenUri: 'https://consumer.example/token' } }],
  ])('refuse %s with one code', async (_, change) => {
    const input = { device: { phoneNumber: '+351920000001' }, applicationServer, qosProfile: 'QOS_E', duration: 600, ...change };
    const [{ errors }, { status, body }] = await Promise.all([me.graphql(CREATE, { input }), me.rest<{ code: string }>('POST', `${QOD}/sessions`, input)]);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(errors[0]!.extensions.code).toBe(body.code.replace('QUALITY_ON_DEMAND.', ''));
  });
});
