import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APP_ID } from '../../rest-compat/edge.examples.js';
import { DEVICE, INFLUENCE_EVENT, INFLUENCE_ID, SESSION_ID } from '../../rest-compat/network.examples.js';
import { Refusal } from '../../src/kernel/refusal.js';
import { BARE_INFLUENCE, INFLUENCE_REQUEST, RICH_ANSWER, RICH_INFLUENCE, RICH_SESSION, SINK } from './rest-network.samples.js';
import { BASE, OEG, page, restDoor, type RestDoor } from './rest.door.js';

/** What clients of the Open Exposure Gateway were seen to send. */
const RECORDED = new URL('../../../shared/specs/oeg/recorded-behaviour.json', import.meta.url);
const unrecorded = !existsSync(RECORDED);

interface Recorded {
  readonly cases: readonly { readonly case: string; readonly request: { readonly method: string; readonly path: string; readonly body: object | null } }[];
}

let door: RestDoor;
beforeAll(async () => {
  door = await restDoor({
    createQodSession: { session: RICH_SESSION },
    qodSession: ({ id }: { id: string }) => {
      if (id === SESSION_ID) return RICH_SESSION;
      throw new Refusal('NOT_FOUND', 'The session is not found.');
    },
    deleteQodSession: { session: RICH_SESSION },
    createTrafficInfluence: { trafficInfluence: BARE_INFLUENCE },
    createTrafficInfluenceForDevice: { trafficInfluence: RICH_INFLUENCE },
    trafficInfluence: RICH_INFLUENCE,
    trafficInfluences: page([RICH_INFLUENCE, BARE_INFLUENCE]),
    deleteTrafficInfluence() {
      throw new Refusal('DENIED_WAIT', 'Wait.');
    },
  });
});
afterAll(() => door.app.close());

const post = (path: string, payload: object) => door.send({ method: 'POST', url: OEG + path, payload });
const asked = () => door.asked.at(-1)!;
const input = () => asked().variables['input'];

describe('a session', () => {
  it('is created with its id, for as long as is usual when nothing is said', async () => {
    const created = await post('/sessions', { device: DEVICE, applicationServer: { ipv4Address: '198.51.100.1' }, qosProfile: 'qos-e', sink: SINK });
    expect([created.statusCode, created.json(), created.headers['location']]).toEqual([201, RICH_ANSWER, `${BASE}${OEG}/sessions/${SESSION_ID}`]);
    expect(input()).toEqual({ device: DEVICE, applicationServer: { ipv4Address: '198.51.100.1' }, qosProfile: 'QOS_E', sink: SINK, duration: 3600 });
  });

  it('keeps a profile name that is not one of the four, and a duration', async () => {
    await post('/sessions', { applicationServer: { ipv4Address: '198.51.100.1' }, qosProfile: 'gold', duration: 60 });
    expect(input()).toMatchObject({ qosProfile: 'gold', duration: 60 });
  });

  it('is read and deleted', async () => {
    expect((await door.send({ url: `${OEG}/sessions/${SESSION_ID}` })).json()).toEqual(RICH_ANSWER);
    expect(await door.send({ method: 'DELETE', url: `${OEG}/sessions/${SESSION_ID}` })).toMatchObject({ statusCode: 204, body: '' });
    expect((await door.send({ url: `${OEG}/sessions/${INFLUENCE_ID}` })).json()).toEqual({ status: 404, code: 'NOT_FOUND', message: 'The session is not found.' });
    expect((await door.send({ url: `${OEG}/sessions/s1` })).json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
  });

  it.skipIf(unrecorded)(`is created from what a client was seen to send${unrecorded ? ' (skipped: ../shared/specs is not there)' : ''}`, async () => {
    const { cases } = JSON.parse(readFileSync(RECORDED, 'utf8')) as Recorded;
    const { request } = cases.find((recorded) => recorded.case === 'create session')!;
    expect((await post(request.path, request.body!)).json()).toMatchObject({ sessionId: SESSION_ID, qosStatus: expect.any(String) });
    expect(input()).toEqual({ ...request.body, qosProfile: 'QOS_E' });
  });

  it.each<[string, object]>([
    ['applicationServer', {}],
    ['qosProfile', { applicationServer: { ipv4Address: '198.51.100.1' } }],
    ['duration', { applicationServer: { ipv4Address: '198.51.100.1' }, qosProfile: 'qos-e', duration: 'x' }],
  ])('names %s when it is missing or of another form', async (member, payload) => {
    expect((await post('/sessions', payload)).json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT', message: expect.stringContaining(member) });
  });
});

describe('an influence', () => {
  const { subscriptionRequest: _other, ...target } = INFLUENCE_REQUEST;
  const answered = { trafficInfluenceID: INFLUENCE_ID, ...target, notificationUri: SINK, state: 'deletion in progress' };

  it('is created for all devices, for a consumer without a name', async () => {
    const created = await post('/traffic-influences', { appId: APP_ID });
    expect([created.statusCode, created.json(), created.headers['location']]).toEqual([
      201, { trafficInfluenceID: INFLUENCE_ID, apiConsumerId: 'consumer-1', appId: APP_ID, state: 'ordered' }, `${BASE}${OEG}/traffic-influences/${INFLUENCE_ID}`,
    ]);
    expect([asked().document, input()]).toEqual(['CreateTrafficInfluence', { appId: APP_ID, apiConsumerId: 'unspecified' }]);
  });

  it('is created for the device that is sent', async () => {
    const created = await post('/traffic-influences', { ...target, device: DEVICE, notificationUri: SINK });
    expect(created.json()).toEqual({ ...answered, device: DEVICE });
    expect([asked().document, input()]).toEqual(['CreateTrafficInfluenceForDevice', { ...target, device: DEVICE, subscription: { protocol: 'HTTP', sink: SINK, types: [INFLUENCE_EVENT] } }]);
  });

  it('for a device needs the scope for it, before anything is done', async () => {
    const before = door.asked.length;
    const request = { method: 'POST', url: `${OEG}/traffic-influences`, payload: { ...target, device: DEVICE } } as const;
    const answer = await door.sendAs(['traffic-influence:traffic-influences:write'], request);
    expect(answer.json()).toMatchObject({ status: 403, code: 'PERMISSION_DENIED' });
    expect(door.asked).toHaveLength(before);
  });

  it('takes a token beside its address', async () => {
    await post('/traffic-influences', { ...target, notificationUri: SINK, notificationAuthToken: 'canary-token' });
    expect(input()).toMatchObject({
      subscription: { sink: SINK, sinkCredential: { credentialType: 'ACCESSTOKEN', accessToken: 'canary-token', accessTokenType: 'bearer', accessTokenExpiresUtc: '9999-12-31T23:59:59Z' } },
    });
  });

  it.each<[string, object]>([
    ["the document's", { credentialtype: 'ACCESSTOKEN', accessTokenExpireUtc: '2027-01-31T12:00:00Z' }],
    ["CAMARA's", { credentialType: 'ACCESSTOKEN', accessTokenExpiresUtc: '2027-01-31T12:00:00Z' }],
  ])('takes a credential in %s spelling', async (_, spelled) => {
    await post('/traffic-influences', { ...target, notificationSink: { sink: SINK, sinkCredentials: { ...spelled, accessToken: 'canary-token', accessTokenType: 'bearer' } } });
    const sinkCredential = { credentialType: 'ACCESSTOKEN', accessToken: 'canary-token', accessTokenType: 'bearer', accessTokenExpiresUtc: '2027-01-31T12:00:00Z' };
    expect(input()).toMatchObject({ subscription: { sink: SINK, sinkCredential } });
  });

  it('is read and listed', async () => {
    expect((await door.send({ url: `${OEG}/traffic-influences/${INFLUENCE_ID}` })).json()).toEqual(answered);
    const listed = await door.send({ url: `${OEG}/traffic-influences` });
    expect([listed.json().length, listed.json()[0], listed.headers['x-total-count']]).toEqual([2, answered, '2']);
  });

  it('is refused in the one word that the document has for conflicts', async () => {
    expect((await door.send({ method: 'DELETE', url: `${OEG}/traffic-influences/${INFLUENCE_ID}` })).json()).toEqual({ status: 409, code: 'CONFLICT', message: 'Wait.' });
  });

  it.each<[string, object]>([
    ['appId', {}],
    ['appInstanceId', { ...target, appInstanceId: '10.0.0.1' }],
    ['notificationSink', { ...target, notificationUri: SINK, notificationSink: { sink: SINK } }],
    ['notificationUri', { ...target, notificationAuthToken: 'canary-token' }],
    ['credentialtype', { ...target, notificationSink: { sink: SINK, sinkCredentials: { accessToken: 'canary-token' } } }],
    ['colour', { ...target, colour: 'blue' }],
  ])('names %s when that is at fault', async (member, payload) => {
    const refused = await post('/traffic-influences', payload);
    expect(refused.json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT', message: expect.stringContaining(member) });
    expect(refused.body).not.toContain('canary');
  });

  it('is created once for a key', async () => {
    for (const [url, payload] of [['/sessions', { applicationServer: { ipv4Address: '198.51.100.1' }, qosProfile: 'qos-e' }], ['/traffic-influences', { appId: APP_ID }]] as const) {
      await door.send({ method: 'POST', url: OEG + url, payload, headers: { 'idempotency-key': 'key-1' } });
      expect(asked().ctx.idempotencyKey).toBe('key-1');
    }
  });
});
