import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { officialSchemas } from '../contract/rest.official.js';
import { eventually } from '../support/eventually.js';
import { startSink, type TestSink } from '../support/sink.js';
import type { Client } from './client.js';
import { aManifest, aName, EAM, LISBON } from './stories.js';
import { startWorld, type World } from './world.js';

/** The sinks of the network's resources, through the real doors, on the way of a real event. */

const UPSERT_DEVICE = 'mutation ($input: KnownDeviceInput!) { upsertKnownDevice(input: $input) { device { id } } }';
const CREATE_SESSION = 'mutation ($input: CreateQodSessionInput!) { createQodSession(input: $input) { session { id qosStatus } } }';
const DELETE_SESSION = 'mutation ($id: ID!) { deleteQodSession(id: $id) { session { id } } }';
const CREATE_ASSIGNMENT = 'mutation ($input: CreateQosAssignmentInput!) { createQosAssignment(input: $input) { assignment { id } } }';
const REVOKE_ASSIGNMENT = 'mutation ($id: ID!) { revokeQosAssignment(id: $id) { revoked } }';
const CREATE_INFLUENCE = 'mutation ($input: CreateTrafficInfluenceForDeviceInput!) { createTrafficInfluenceForDevice(input: $input) { trafficInfluence { id } } }';
const UPDATE_INFLUENCE = 'mutation ($input: UpdateTrafficInfluenceInput!) { updateTrafficInfluence(input: $input) { trafficInfluence { id } } }';
const DELETE_INFLUENCE = 'mutation ($id: ID!) { deleteTrafficInfluence(id: $id) { trafficInfluence { id } } }';
const REPLAY = 'mutation ($id: ID!) { replayDelivery(id: $id) { delivery { id eventId state } } }';
const LEDGER = `query ($id: ID!) { eventSubscriptions(resourceId: $id) { nodes {
  active endReason credentialType eventCount deliveries(first: 20) { nodes { id eventId state attempts lastStatus lastError } }
} } }`;

const services = ['quality-on-demand', 'qos-provisioning', 'traffic-influence'];
const HOUR = 3_600_000;

interface Ledger {
  readonly active: boolean;
  readonly endReason: string | null;
  readonly deliveries: { readonly nodes: readonly { readonly id: string; readonly eventId: string; readonly state: string; readonly attempts: number }[] };
}

interface CloudEvent {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly data: Readonly<Record<string, unknown>>;
}

let world: World;
let me: Client;
let sink: TestSink;
let devices = 0;

/** A device of the operator, as a caller names it. */
async function aDevice(): Promise<object> {
  devices += 1;
  const place = { publicAddress: `198.51.100.${devices}`, privateAddress: `10.45.0.${devices}` };
  await me.ask(UPSERT_DEVICE, { input: { ...place, services, edgeCloudZones: [LISBON] } });
  return { ipv4Address: place };
}

async function aSession(about: object = {}): Promise<string> {
  const input = { device: await aDevice(), applicationServer: { ipv4Address: '203.0.113.9' }, qosProfile: 'QOS_E', duration: 600, sink: sink.url, ...about };
  return (await me.ask<{ createQodSession: { session: { id: string } } }>(CREATE_SESSION, { input })).createQodSession.session.id;
}

const events = (): readonly CloudEvent[] => sink.deliveries.map(({ body }) => body as CloudEvent);
const ledgerOf = async (id: string): Promise<Ledger> => (await me.ask<{ eventSubscriptions: { nodes: Ledger[] } }>(LEDGER, { id })).eventSubscriptions.nodes[0]!;
const bearer = (ms: number) => ({ credentialType: 'ACCESSTOKEN', accessToken: 'planted-token', accessTokenExpiresUtc: new Date(Date.now() + ms).toISOString(), accessTokenType: 'bearer' });

/** What is wrong with the events, by the official definition, where that is there. */
async function faultsOf(definition: string, schema: string): Promise<readonly string[]> {
  const official = await officialSchemas(`camara/released/${definition}.yaml`);
  return events().flatMap((event) => official?.faults(schema, event) ?? []);
}

beforeEach(async () => {
  sink = await startSink();
});
afterEach(() => sink.stop());

describe('the sinks of the network', () => {
  beforeAll(async () => {
    world = await startWorld({ srm: { core: { grantMs: [20, 60] } }, env: { SRM_ZONE_ADDRESSES: '*=203.0.113.80' } });
    me = world.as();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('of a session hear that it is granted and that it is deleted, and the ledger shows both', async () => {
    const id = await aSession({ sinkCredential: bearer(HOUR) });
    await sink.received(1);
    await me.ask(DELETE_SESSION, { id });
    await sink.received(2);
    expect(events()).toMatchObject([
      { type: 'org.camaraproject.quality-on-demand.v1.qos-status-changed', source: `${world.url}/quality-on-demand/v1/sessions/${id}`, data: { sessionId: id, qosStatus: 'AVAILABLE' } },
      { data: { sessionId: id, qosStatus: 'UNAVAILABLE', statusInfo: 'DELETE_REQUESTED' } },
    ]);
    expect(events()[0]!.data).not.toHaveProperty('statusInfo');
    expect(sink.deliveries.map(({ headers }) => [headers['authorization'], headers['content-type']])).toEqual(Array(2).fill(['Bearer planted-token', 'application/cloudevents+json']));
    for (const version of ['r3.2', 'r4.1']) expect(await faultsOf(`quality-on-demand.${version}`, 'EventQosStatusChanged')).toEqual([]);

    await eventually(async () => expect(await ledgerOf(id)).toMatchObject({ active: false, endReason: 'SUBSCRIPTION_DELETED', credentialType: 'ACCESSTOKEN', eventCount: 2, deliveries: { nodes: Array(2).fill({ state: 'DELIVERED', attempts: 1, lastStatus: 204 }) } }));
    const { deliveries: { nodes: [first] } } = await ledgerOf(id);
    await me.ask(REPLAY, { id: first!.id });
    await sink.received(3);
    expect(events()[2]).toEqual(events()[0]);
    expect(world.log()).not.toContain('planted-token');
  });

  it('of a session hear that its time is over, once', async () => {
    const id = await aSession();
    await sink.received(1);
    world.pass(601_000);
    await sink.received(2);
    expect(events()[1]!.data).toEqual({ sessionId: id, qosStatus: 'UNAVAILABLE', statusInfo: 'DURATION_EXPIRED' });
    world.pass(400_000);
    await eventually(async () => expect((await me.graphql('query ($id: ID!) { qodSession(id: $id) { id } }', { id })).errors[0]?.extensions.code).toBe('NOT_FOUND'));
    expect(sink.deliveries).toHaveLength(2);
  });

  it('of a session whose token has expired hear nothing more, which the ledger shows', async () => {
    const [id, quiet] = [await aSession({ sinkCredential: bearer(3 * HOUR), duration: 86_400 }), await aSession({ sinkCredential: bearer(3 * HOUR), duration: 86_400 })];
    await sink.received(2);
    world.pass(3 * HOUR);
    await me.ask(DELETE_SESSION, { id });
    for (const session of [id, quiet]) await eventually(async () => expect(await ledgerOf(session)).toMatchObject({ active: false, endReason: 'ACCESS_TOKEN_EXPIRED' }));
    const { deliveries: { nodes } } = await ledgerOf(id);
    expect(nodes.map(({ state }) => state)).toEqual(['DELIVERED']);
    expect((await me.graphql(REPLAY, { id: nodes[0]!.id })).errors[0]?.extensions.code).toBe('INCOMPATIBLE_STATE');
    expect(sink.deliveries).toHaveLength(2);
  });

  it('of an assignment hear that it is granted and that it is revoked', async () => {
    const input = { device: await aDevice(), qosProfile: 'QOS_S', sink: sink.url };
    const { createQosAssignment: { assignment: { id } } } = await me.ask<{ createQosAssignment: { assignment: { id: string } } }>(CREATE_ASSIGNMENT, { input });
    await sink.received(1);
    await me.ask(REVOKE_ASSIGNMENT, { id });
    await sink.received(2);
    expect(events().map(({ type, data }) => [type, data['assignmentId'], data['status'], data['statusInfo']])).toEqual([
      ['org.camaraproject.qos-provisioning.v0.status-changed', id, 'AVAILABLE', undefined],
      ['org.camaraproject.qos-provisioning.v0.status-changed', id, 'UNAVAILABLE', 'DELETE_REQUESTED'],
    ]);
    for (const version of ['r3.2', 'r4.1']) expect(await faultsOf(`qos-provisioning.${version}`, 'EventStatusChanged')).toEqual([]);
  });

  it('of an influence hear of every state from the first on; another sink hears what comes after it took over', async () => {
    await using other = await startSink();
    const { body: { appId } } = await me.rest<{ appId: string }>('POST', `${EAM}/apps`, aManifest());
    const { body: { appInstanceId } } = await me.rest<{ appInstanceId: string }>('POST', `${EAM}/app-instances`, { name: aName('inst'), appId, edgeCloudZoneId: LISBON });
    await eventually(async () => expect((await me.rest<{ status: string }>('GET', `${EAM}/app-instances/${appInstanceId}`)).body.status).toBe('ready'));
    const subscription = { protocol: 'HTTP', sink: sink.url, types: ['org.camaraproject.traffic-influence.v1.traffic-influence-change'], config: { initialEvent: true } };
    const input = { apiConsumerId: 'consumer-1', appId, appInstanceId, device: await aDevice(), subscription };
    const { createTrafficInfluenceForDevice: { trafficInfluence: { id } } } = await me.ask<{ createTrafficInfluenceForDevice: { trafficInfluence: { id: string } } }>(CREATE_INFLUENCE, { input });
    const state = ({ data }: CloudEvent): unknown => data['state'];
    await eventually(() => expect(events().map(state)).toContain('active'));
    expect(events().map(state)[0]).toBe('ordered');
    const before = events().length;
    await me.ask(UPDATE_INFLUENCE, { input: { id, destinationTrafficFilters: { destinationPort: 8443 }, subscription: { ...subscription, sink: other.url } } });
    await me.ask(DELETE_INFLUENCE, { id });
    await eventually(() => expect(other.deliveries.map(({ body }) => state(body as CloudEvent))).toContain('deleted'));
    expect(other.deliveries.at(-1)!.body).toMatchObject({ data: { trafficInfluenceID: id, appId, state: 'deleted' } });
    expect(events()).toHaveLength(before);
    expect(await faultsOf('traffic-influence.r1.3', 'CloudEvent')).toEqual([]);
  });

  it('cannot be of a kind that the gateway cannot honour', async () => {
    const refused = async (about: object): Promise<string | undefined> => {
      const input = { device: await aDevice(), applicationServer: { ipv4Address: '203.0.113.9' }, qosProfile: 'QOS_E', duration: 600, sink: sink.url, ...about };
      return (await me.graphql(CREATE_SESSION, { input })).errors[0]?.extensions.code;
    };
    expect(await refused({ sink: 'https://169.254.169.254/latest' })).toBe('INVALID_SINK');
    expect(await refused({ sink: 'http://consumer.example/' })).toBe('INVALID_SINK');
    expect(await refused({ sinkCredential: { credentialType: 'PRIVATE_KEY_JWT', clientId: 'x', tokenUri: 'https://consumer.example/token' } })).toBe('PRIVATE_KEY_JWT_NOT_CONFIGURED');
    expect((await fetch(`${world.url}/.well-known/jwks.json`)).status).toBe(404);
  });
});

describe('a gateway with a key, in the reading of the test plans', () => {
  const folder = mkdtempSync(join(tmpdir(), 'northbound-key-'));
  const asked: URLSearchParams[] = [];
  const issuer = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      asked.push(new URLSearchParams(text));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":"granted-1","token_type":"Bearer","expires_in":600}');
    });
  });

  beforeAll(async () => {
    const file = join(folder, 'key.pem');
    writeFileSync(file, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    world = await startWorld({ srm: { core: { grantMs: [20, 60] } }, env: { SINK_PRIVATE_KEY_FILE: file, CAMARA_READING: 'features' } });
    me = world.as();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    issuer.closeAllConnections();
    await new Promise((resolve) => issuer.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it('shows sinks a token of its own, got with an assertion that its published key proves', async () => {
    const tokenUri = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/token`;
    await aSession({ sinkCredential: { credentialType: 'PRIVATE_KEY_JWT', clientId: 'northbound-at-consumer', tokenUri } });
    const [delivery] = await sink.received(1);
    expect(delivery).toMatchObject({ headers: { authorization: 'Bearer granted-1' }, body: { type: 'org.camaraproject.qod.v1.qos-status-changed', data: { qosStatus: 'AVAILABLE' } } });
    const keys = createRemoteJWKSet(new URL(`${world.url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(asked[0]!.get('client_assertion')!, keys, { issuer: 'northbound-at-consumer', subject: 'northbound-at-consumer', audience: tokenUri });
    expect(payload.exp! - payload.iat!).toBeLessThanOrEqual(300);
    expect(world.log()).not.toContain('granted-1');
  });
});
