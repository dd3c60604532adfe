import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EDGE_SCOPES } from '../../src/modules/edge/edge.scopes.js';
import { NETWORK_SCOPES } from '../../src/modules/network/network.scopes.js';
import { startIssuer, type TestIssuer } from '../support/oidc.js';
import type { Client } from './client.js';
import { GRAZ, LISBON, PORTO } from './stories.js';
import { startWorld, type World } from './world.js';

/** Profiles, devices and the zone next to a device, through both doors. */

const UPSERT_DEVICE = 'mutation ($input: KnownDeviceInput!) { upsertKnownDevice(input: $input) { device { id } } }';
const UPSERT_PROFILE = 'mutation ($input: QosProfileInput!) { upsertQosProfile(input: $input) { qosProfile { name status maxDuration { nanoseconds } } } }';
const PROFILES = 'query ($filter: QosProfileFilter) { qosProfiles(filter: $filter, first: 100) { nodes { name } } }';
const CLOSEST = 'query ($device: DeviceInput) { closestEdgeCloudZone(device: $device) { edgeCloudZoneId edgeCloudZone { id name status } device { phoneNumber ipv6Address } } }';
const REST_PROFILES = '/qos-profiles/v1/retrieve-qos-profiles';
const REST_CLOSEST = '/simple-edge-discovery/v2/retrieve-closest-edge-cloud-zone';

const services = ['quality-on-demand', 'qos-profiles', 'simple-edge-discovery'];
const LISBOETA = { phoneNumber: '+351920000001', ipv6Address: '2001:db8:77:1::1', country: 'PT', network: '26801', services, edgeCloudZones: [GRAZ, PORTO, LISBON] };
const VIENNESE = { phoneNumber: '+436620000001', subject: 'ana', country: 'AT', network: '23201', services, edgeCloudZones: [GRAZ] };
const UNSERVED = { phoneNumber: '+351920000003', services: [] };

let world: World;
let issuer: TestIssuer;
let admin: Client;
let client: Client;
let ana: Client;
let ben: Client;

beforeAll(async () => {
  issuer = await startIssuer({ scopes: [...new Set([...Object.values(NETWORK_SCOPES), EDGE_SCOPES.EdgeCloudZone])], clients: { portal: {}, operator: { roles: ['admin'] } }, users: { ana: {}, ben: {} } });
  world = await startWorld({ env: { OAUTH_ISSUER: issuer.issuer, OAUTH_AUDIENCE: issuer.audience } });
  const as = async (request: Parameters<TestIssuer['token']>[0]): Promise<Client> => world.as(await issuer.token(request));
  [admin, client, ana, ben] = await Promise.all([as({ client: 'operator' }), as({ client: 'portal' }), as({ client: 'portal', user: 'ana' }), as({ client: 'portal', user: 'ben' })]);
  for (const input of [LISBOETA, VIENNESE, UNSERVED]) await admin.ask(UPSERT_DEVICE, { input });
  await admin.ask(UPSERT_PROFILE, { input: { name: 'QOS_AT', countryAvailability: [{ countryName: 'AT', networks: ['23201'] }], maxDuration: { value: 2, unit: 'Hours' } } });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await issuer.stop();
});

const names = (profiles: readonly { readonly name: string }[]): string[] => profiles.map(({ name }) => name);
const SEEDS = ['QOS_E', 'QOS_L', 'QOS_M', 'QOS_S'];

/** What both doors say to the same question, each in its own form. */
async function bothRefuse(who: Client, device: object | undefined, expected: { readonly status: number; readonly code: string }): Promise<void> {
  const body = device === undefined ? {} : { device };
  const [rest, graphql] = await Promise.all([who.rest<{ code: string; message: string }>('POST', REST_CLOSEST, body), who.graphql(CLOSEST, body)]);
  expect([rest.status, rest.body.code]).toEqual([expected.status, expected.code]);
  const [error] = graphql.errors;
  expect([error?.extensions.code, error?.message]).toEqual([rest.body.code, rest.body.message]);
}

describe('profiles', () => {
  it('are listed for everybody, for a device, and for the user whose token it is', async () => {
    const listed = async (who: Client, filter: object): Promise<string[]> => {
      const [{ qosProfiles }, rest] = await Promise.all([who.ask<{ qosProfiles: { nodes: { name: string }[] } }>(PROFILES, { filter }), who.rest<{ name: string }[]>('POST', REST_PROFILES, filter)]);
      expect(rest.status).toBe(200);
      expect(names(rest.body)).toEqual(names(qosProfiles.nodes));
      return names(rest.body);
    };
    expect(await listed(client, {})).toEqual(['QOS_AT', ...SEEDS]);
    expect(await listed(client, { device: { phoneNumber: LISBOETA.phoneNumber } })).toEqual(SEEDS);
    expect(await listed(client, { device: { phoneNumber: VIENNESE.phoneNumber } })).toEqual(['QOS_AT', ...SEEDS]);
    expect(await listed(client, { name: 'QOS_AT', device: { phoneNumber: LISBOETA.phoneNumber } })).toEqual([]);
    expect(await listed(ana, {})).toContain('QOS_AT');
    expect(await listed(ben, { status: 'DEPRECATED' })).toEqual([]);
  });

  it('tell their rates and durations as they were written, and exactly', async () => {
    const rest = await client.rest<object>('GET', '/qos-profiles/v1/qos-profiles/QOS_AT');
    expect(rest).toMatchObject({ status: 200, body: { name: 'QOS_AT', status: 'ACTIVE', countryAvailability: [{ countryName: 'AT', networks: ['23201'] }], maxDuration: { value: 2, unit: 'Hours' } } });
    expect(rest.text).not.toMatch(/null|nanoseconds|networkName/);
    const told = await client.ask('{ qosProfile(name: "QOS_AT") { maxDuration { value unit nanoseconds } } networkCapabilities { maxDuration deviceIdentifiers qosProfiles { name } } }');
    expect(told).toEqual({
      qosProfile: { maxDuration: { value: 2, unit: 'Hours', nanoseconds: '7200000000000' } },
      networkCapabilities: { maxDuration: 86_400, deviceIdentifiers: ['phoneNumber', 'ipv4Address', 'ipv6Address'], qosProfiles: ['QOS_AT', ...SEEDS].map((name) => ({ name })) },
    });
  });

  it('are written by whom the scope allows', async () => {
    expect((await client.graphql(UPSERT_PROFILE, { input: { name: 'QOS_MINE' } })).errors).toEqual([]);
    const reader = world.as(await issuer.token({ client: 'portal', scopes: ['qos-profiles:read'] }));
    expect((await reader.graphql(UPSERT_PROFILE, { input: { name: 'QOS_MINE' } })).errors[0]?.extensions.code).toBe('PERMISSION_DENIED');
    await admin.ask('mutation { setQosProfileStatus(name: "QOS_MINE", status: INACTIVE) { qosProfile { status } } }');
    expect((await client.rest('POST', REST_PROFILES, { status: 'INACTIVE' })).body).toEqual([{ name: 'QOS_MINE', status: 'INACTIVE' }]);
    expect(await client.rest('GET', '/qos-profiles/v1/qos-profiles/QOS_NONE')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await client.rest('GET', '/qos-profiles/v1/qos-profiles/Q')).toMatchObject({ status: 400, body: { code: 'INVALID_ARGUMENT' } });
  });
});

describe('the zone next to a device', () => {
  it('is the first active one, and the graph knows it', async () => {
    const device = { phoneNumber: LISBOETA.phoneNumber };
    expect(await client.rest('POST', REST_CLOSEST, { device })).toMatchObject({ status: 200, body: { edgeCloudZoneId: PORTO, edgeCloudZoneName: 'porto-1', edgeCloudProvider: 'Atlantic_Telecom', device } });
    const sameSubnet = { ipv6Address: '2001:DB8:77:1::BEEF' };
    expect(await client.ask(CLOSEST, { device: sameSubnet })).toEqual({
      closestEdgeCloudZone: { edgeCloudZoneId: PORTO, edgeCloudZone: { id: PORTO, name: 'porto-1', status: 'active' }, device: { phoneNumber: null, ...sameSubnet } },
    });
  });

  it('is refused by the rules of CAMARA in their order, in the same words at both doors', async () => {
    await bothRefuse(ana, { phoneNumber: VIENNESE.phoneNumber }, { status: 422, code: 'UNNECESSARY_IDENTIFIER' });
    await bothRefuse(client, undefined, { status: 422, code: 'MISSING_IDENTIFIER' });
    await bothRefuse(ben, undefined, { status: 422, code: 'MISSING_IDENTIFIER' });
    await bothRefuse(client, { networkAccessIdentifier: 'a@example.org' }, { status: 422, code: 'UNSUPPORTED_IDENTIFIER' });
    await bothRefuse(client, { phoneNumber: '+351929999999' }, { status: 404, code: 'IDENTIFIER_NOT_FOUND' });
    await bothRefuse(client, { phoneNumber: UNSERVED.phoneNumber }, { status: 422, code: 'SERVICE_NOT_APPLICABLE' });
    await bothRefuse(ana, undefined, { status: 422, code: 'SERVICE_NOT_APPLICABLE' });
  });

  it('is refused for a device that is none', async () => {
    for (const device of [{}, { phoneNumber: '351' }, { ipv4Address: { publicAddress: '198.51.100.1' } }, { ipv6Address: 'x' }]) {
      for (const who of [client, ana]) {
        expect(await who.rest('POST', REST_CLOSEST, { device })).toMatchObject({ status: 400, body: { code: 'INVALID_ARGUMENT' } });
        expect((await who.graphql(CLOSEST, { device })).errors[0]?.extensions.code).toBe('INVALID_ARGUMENT');
      }
    }
  });

  it('names no device in the log', () => {
    expect(world.log()).not.toMatch(/3519[12]0000|4366[02]0000|2001:db8:77/i);
  });
});

describe('with a directory elsewhere', () => {
  it('devices are those that it knows, and its silence is told as such', async () => {
    let answers = true;
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        if (!answers) return;
        const known = body === JSON.stringify({ phoneNumber: '+351930000001' });
        response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(known ? { id: 'far-1', country: 'PT', services, edgeCloudZones: [LISBON] } : {}));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await using far = await startWorld({ env: { DEVICE_DIRECTORY: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } });
      const me = far.as();
      const device = { phoneNumber: '+351930000001' };
      expect(await me.rest('POST', REST_CLOSEST, { device })).toMatchObject({ status: 200, body: { edgeCloudZoneId: LISBON, device } });
      expect(await me.rest('POST', REST_CLOSEST, { device: { phoneNumber: LISBOETA.phoneNumber } })).toMatchObject({ status: 404, body: { code: 'IDENTIFIER_NOT_FOUND' } });
      answers = false;
      expect(await me.rest('POST', REST_CLOSEST, { device })).toMatchObject({ status: 504, body: { code: 'TIMEOUT' } });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
