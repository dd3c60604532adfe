import { expect } from 'vitest';
import type { Client } from '../journeys/client.js';
import { EAM, LISBON, OEG } from '../journeys/stories.js';
import { eventually } from '../support/eventually.js';
import { PLANTED } from './planted.js';

const QOD = '/quality-on-demand/v1/sessions';
const PROVISIONING = '/qos-provisioning/v0.3/qos-assignments';
const INFLUENCE = '/traffic-influence/v0.10/traffic-influence-devices';
const UPSERT_DEVICE = 'mutation ($input: KnownDeviceInput!) { upsertKnownDevice(input: $input) { device { id } } }';
const CREATE = 'mutation ($input: CreateQodSessionInput!) { createQodSession(input: $input) { session { id qosStatus sink } } }';
const LEDGER = '{ eventSubscriptions(first: 50) { nodes { id sink credentialType deliveries(first: 10) { nodes { state cloudEvent } } } } }';

const services = ['quality-on-demand', 'qos-provisioning', 'traffic-influence'];

/** A device of the user, so that his token tells it. */
export const giveDevice = (admin: Client, subject: string): Promise<unknown> =>
  admin.ask(UPSERT_DEVICE, { input: { subject, publicAddress: '198.51.100.9', privateAddress: '10.45.0.9', country: 'PT', network: '26801', services, edgeCloudZones: [LISBON] } });

/** Sessions, an assignment and influences with credentials for their sinks, right and wrong ones, through every door. */
export async function liveInNetwork(me: Client, sink: string, appId: string): Promise<void> {
  const sinkCredential = { credentialType: 'ACCESSTOKEN', accessToken: PLANTED.sinkToken, accessTokenExpiresUtc: new Date(Date.now() + 3_600_000).toISOString(), accessTokenType: 'bearer' };
  const session = (last: number, more: object = {}) => ({ applicationServer: { ipv4Address: `203.0.113.${last}` }, qosProfile: 'QOS_E', duration: 600, sink, sinkCredential, ...more });
  const wrong = [
    { credentialType: 'PLAIN', identifier: PLANTED.misplaced, secret: PLANTED.misplaced },
    { ...sinkCredential, credentialType: 'REFRESHTOKEN', accessToken: PLANTED.misplaced, refreshToken: PLANTED.misplaced, refreshTokenEndpoint: sink },
    { ...sinkCredential, accessToken: PLANTED.misplaced, accessTokenType: 'mac' },
    { ...sinkCredential, accessToken: [PLANTED.misplaced] },
    { ...sinkCredential, accessTokenExpiresUtc: PLANTED.misplaced },
    { ...sinkCredential, password: PLANTED.misplaced },
  ];

  const created = await me.rest<{ sessionId: string }>('POST', QOD, session(1), { 'idempotency-key': 'a-session' });
  expect(created.status).toBe(201);
  await me.rest('POST', QOD, session(1), { 'idempotency-key': 'a-session' });
  await me.rest('POST', QOD, session(1));
  await me.graphql(CREATE, { input: session(2) }, 'another-session');
  for (const credential of wrong) {
    await me.rest('POST', QOD, session(3, { sinkCredential: credential }));
    await me.graphql(CREATE, { input: session(3, { sinkCredential: credential }) });
    await me.rest('POST', PROVISIONING, { qosProfile: 'QOS_S', sink, sinkCredential: credential });
  }
  await me.rest('POST', `${OEG}/sessions`, session(4));
  expect((await me.rest('POST', PROVISIONING, { qosProfile: 'QOS_S', sink, sinkCredential })).status).toBe(201);

  const subscriptionRequest = { protocol: 'HTTP', sink, sinkCredential, types: ['org.camaraproject.traffic-influence.v1.traffic-influence-change'], config: { subscriptionDetail: {} } };
  await me.rest('POST', INFLUENCE, { apiConsumerId: 'me', appId, subscriptionRequest });
  await me.rest('POST', INFLUENCE, { apiConsumerId: 'me', appId, subscriptionRequest: { ...subscriptionRequest, sinkCredential: wrong[2] } });
  await me.rest('POST', `${OEG}/traffic-influences`, { appId, notificationUri: sink, notificationAuthToken: PLANTED.sinkToken });
  await me.rest('POST', `${OEG}/traffic-influences`, { appId, notificationUri: 'nowhere', notificationAuthToken: PLANTED.misplaced });

  await eventually(async () => expect((await me.rest<{ qosStatus: string }>('GET', `${QOD}/${created.body.sessionId}`)).body.qosStatus).toBe('AVAILABLE'));
  await me.graphql(LEDGER);
  await me.rest('DELETE', `${QOD}/${created.body.sessionId}`);
  await me.rest('GET', `${EAM}/apps/${appId}`);
}
