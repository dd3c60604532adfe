import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apis } from '../../rest-compat/apis.js';
import { DEVICE, SESSION_ID } from '../../rest-compat/network.examples.js';
import { Refusal, type RefusalCode } from '../../src/kernel/refusal.js';
import { BARE_ANSWER, BARE_SESSION, CREDENTIAL, QOD, RICH_ANSWER, RICH_REQUEST, RICH_SESSION } from './rest-network.samples.js';
import { restDoor, type RestDoor } from './rest.door.js';

const next: { session: object; refusal: Refusal | undefined } = { session: RICH_SESSION, refusal: undefined };

function answer<Value>(value: () => Value): () => Value {
  return () => {
    const { refusal } = next;
    next.refusal = undefined;
    if (refusal) throw refusal;
    return value();
  };
}

const roots = {
  createQodSession: answer(() => ({ session: next.session })),
  qodSession: answer(() => next.session),
  extendQodSession: answer(() => ({ session: next.session })),
  deleteQodSession: answer(() => ({ session: next.session })),
  qodSessionsByDevice: answer(() => [RICH_SESSION, BARE_SESSION]),
};

let door: RestDoor;
let asPlanned: RestDoor;
beforeAll(async () => {
  [door, asPlanned] = await Promise.all([restDoor(roots), restDoor(roots, apis('features'))]);
});
afterAll(() => Promise.all([door.app.close(), asPlanned.app.close()]));

const post = (path: string, payload: object, at = door) => at.send({ method: 'POST', url: QOD + path, payload });
const asked = () => door.asked.at(-1)!;

describe('a session', () => {
  it('is created with everything that it can have', async () => {
    next.session = RICH_SESSION;
    const created = await post('/sessions', { ...RICH_REQUEST, sinkCredential: CREDENTIAL });
    expect([created.statusCode, created.json()]).toEqual([201, RICH_ANSWER]);
    expect(created.headers['location']).toBeUndefined();
    expect(asked()).toMatchObject({ document: 'CreateQodSession', variables: { input: { ...RICH_REQUEST, sinkCredential: CREDENTIAL } } });
  });

  it('is created with as little as it needs, for a list of addresses', async () => {
    next.session = BARE_SESSION;
    const created = await post('/sessions', { applicationServer: BARE_ANSWER.applicationServer, qosProfile: 'QOS_S', duration: 60 });
    expect([created.statusCode, created.json()]).toEqual([201, BARE_ANSWER]);
  });

  it('is read, made longer and deleted', async () => {
    next.session = RICH_SESSION;
    expect((await door.send({ url: `${QOD}/sessions/${SESSION_ID}` })).json()).toEqual(RICH_ANSWER);
    const longer = await post(`/sessions/${SESSION_ID}/extend`, { requestedAdditionalDuration: 1800 });
    expect([longer.statusCode, longer.json(), asked().variables]).toEqual([200, RICH_ANSWER, { id: SESSION_ID, seconds: 1800 }]);
    const gone = await door.send({ method: 'DELETE', url: `${QOD}/sessions/${SESSION_ID}` });
    expect([gone.statusCode, gone.body, gone.headers['content-type'], gone.headers['content-length']]).toEqual([204, '', undefined, undefined]);
  });

  it('is deleted with a media type, as the test plan has it', async () => {
    const gone = await asPlanned.send({ method: 'DELETE', url: `${QOD}/sessions/${SESSION_ID}` });
    expect([gone.statusCode, gone.body, gone.headers['content-type']]).toEqual([204, '', 'application/json']);
  });

  it('is listed by its device, or by nothing when the token tells that', async () => {
    const listed = await post('/retrieve-sessions', { device: DEVICE });
    expect([listed.statusCode, listed.json(), asked().variables]).toEqual([200, [RICH_ANSWER, BARE_ANSWER], { device: DEVICE }]);
    await post('/retrieve-sessions', {});
    expect(asked().variables).toEqual({});
  });

  it('is created once for a key', async () => {
    await door.send({ method: 'POST', url: `${QOD}/sessions`, payload: RICH_REQUEST, headers: { 'idempotency-key': 'key-1' } });
    expect(asked().ctx.idempotencyKey).toBe('key-1');
  });
});

describe('a request is refused', () => {
  it.each<[string, object]>([
    ['without a server', { applicationServer: undefined }],
    ['with an empty server', { applicationServer: {} }],
    ['with a server list beside a subnet', { applicationServer: { ipv4Address: '203.0.113.1', ipAddresses: ['203.0.113.2'] } }],
    ['with an empty server list', { applicationServer: { ipAddresses: [] } }],
    ['with a subnet in a server list', { applicationServer: { ipAddresses: ['203.0.113.0/24'] } }],
    ['with 17 servers', { applicationServer: { ipAddresses: Array.from({ length: 17 }, (_, last) => `203.0.113.${last}`) } }],
    ['with a server twice', { applicationServer: { ipAddresses: ['203.0.113.1', '203.0.113.1'] } }],
    ['with empty ports', { devicePorts: {} }],
    ['with an empty list of ports', { applicationServerPorts: { ports: [] } }],
    ['with a port above 65535', { applicationServerPorts: { ports: [65_536] } }],
    ['with a range that ends before it begins', { devicePorts: { ranges: [{ from: 2, to: 1 }] } }],
    ['with a range without an end', { devicePorts: { ranges: [{ from: 2 }] } }],
    ['with an empty device', { device: {} }],
    ['with a phone number without +', { device: { phoneNumber: '123456789' } }],
    ['with an address alone', { device: { ipv4Address: { publicAddress: '198.51.100.1' } } }],
    ['with an identifier that is not known', { device: { imei: '1' } }],
    ['with a profile name of two letters', { qosProfile: 'AB' }],
    ['with no duration', { duration: undefined }],
    ['with a duration of no seconds', { duration: 0 }],
    ['with a duration that is no whole number', { duration: 1.5 }],
    ['with a duration that GraphQL cannot carry', { duration: 2_147_483_648 }],
    ['with an empty credential', { sinkCredential: {} }],
    ['with an expiry without a time zone', { sinkCredential: { ...CREDENTIAL, accessTokenExpiresUtc: '2027-01-31T12:00:00' } }],
    ['with null', { devicePorts: null }],
    ['with a member that is not known', { appInstanceId: SESSION_ID }],
    ['with an unknown member at depth', { applicationServerPorts: { ports: [1], from: 1 } }],
  ])('%s', async (_, change) => {
    const before = door.asked.length;
    const refused = await post('/sessions', { ...RICH_REQUEST, ...change });
    expect(refused.json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
    expect(refused.body).not.toContain('canary');
    expect(door.asked).toHaveLength(before);
  });

  it.each<[string, object]>([
    ['PLAIN', { credentialType: 'PLAIN', identifier: 'me', secret: 'canary-secret' }],
    ['REFRESHTOKEN', { ...CREDENTIAL, credentialType: 'REFRESHTOKEN', refreshToken: 'canary-refresh', refreshTokenEndpoint: 'https://consumer.example/token' }],
    ['of another type', { ...CREDENTIAL, accessTokenType: 'mac' }],
    ['for a key', { credentialType: 'PRIVATE_KEY_JWT', clientId: 'gw', tokenUri: 'https://consumer.example/token', jwksUri: 'https://consumer.example/jwks' }],
  ])('by the domain for a credential %s: the door lets it through, without the secrets of types that are not served', async (_, sinkCredential) => {
    await post('/sessions', { ...RICH_REQUEST, sinkCredential });
    const input = asked().variables['input'] as { readonly sinkCredential: object };
    expect(Object.keys(input.sinkCredential).sort()).toEqual(['accessToken', 'accessTokenExpiresUtc', 'accessTokenType', 'clientId', 'credentialType', 'tokenUri']);
    expect(JSON.stringify(input)).not.toMatch(/canary-(secret|refresh)/);
  });

  it('by the domain for a sink without TLS', async () => {
    next.refusal = new Refusal('INVALID_SINK', 'The sink must be an https address.');
    expect((await post('/sessions', { ...RICH_REQUEST, sink: 'http://consumer.example/' })).json()).toEqual({ status: 400, code: 'INVALID_SINK', message: 'The sink must be an https address.' });
  });

  it.each(['1', 'x'.repeat(36), '5B0F8A64-90C4-4C0E-8F0E-3A1D7C9E2B65', '5b0f8a64-90c4-7c0e-8f0e-3a1d7c9e2b65'])('for the id %s', async (id) => {
    expect((await door.send({ url: `${QOD}/sessions/${id}` })).json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
  });

  it.each<[object]>([[{}], [{ requestedAdditionalDuration: 0 }], [{ requestedAdditionalDuration: '60' }], [{ requestedAdditionalDuration: 60, more: 1 }]])('for the extension %j', async (payload) => {
    expect((await post(`/sessions/${SESSION_ID}/extend`, payload)).json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
  });
});

describe('the codes of refusals', () => {
  const said: readonly (readonly [RefusalCode, number, string, string])[] = [
    ['DURATION_OUT_OF_RANGE', 400, 'QUALITY_ON_DEMAND.DURATION_OUT_OF_RANGE', 'INVALID_ARGUMENT'],
    ['INVALID_CREDENTIAL', 400, 'INVALID_CREDENTIAL', 'INVALID_ARGUMENT'],
    ['INVALID_TOKEN', 400, 'INVALID_TOKEN', 'INVALID_TOKEN'],
    ['QOS_PROFILE_NOT_APPLICABLE', 422, 'QUALITY_ON_DEMAND.QOS_PROFILE_NOT_APPLICABLE', 'QUALITY_ON_DEMAND.QOS_PROFILE_NOT_APPLICABLE'],
    ['IDEMPOTENCY_KEY_REUSED', 422, 'QUALITY_ON_DEMAND.IDEMPOTENCY_KEY_REUSED', 'QUALITY_ON_DEMAND.IDEMPOTENCY_KEY_REUSED'],
    ['CONFLICT', 409, 'CONFLICT', 'CONFLICT'],
    ['IDENTIFIER_NOT_FOUND', 404, 'IDENTIFIER_NOT_FOUND', 'IDENTIFIER_NOT_FOUND'],
    ['UNSUPPORTED_IDENTIFIER', 422, 'UNSUPPORTED_IDENTIFIER', 'UNSUPPORTED_IDENTIFIER'],
    ['QUOTA_EXCEEDED', 429, 'QUOTA_EXCEEDED', 'QUOTA_EXCEEDED'],
    ['NOT_IMPLEMENTED', 501, 'NOT_IMPLEMENTED', 'NOT_IMPLEMENTED'],
    ['UNAVAILABLE', 503, 'UNAVAILABLE', 'UNAVAILABLE'],
  ];

  it.each(said)('%s is %i %s by the definition, %s by the test plan', async (code, status, byDefinition, byPlan) => {
    for (const [at, name] of [[door, byDefinition], [asPlanned, byPlan]] as const) {
      next.refusal = new Refusal(code, 'No.');
      const refused = await post('/sessions', RICH_REQUEST, at);
      expect([refused.statusCode, refused.json()]).toEqual([status, { status, code: name, message: 'No.' }]);
    }
  });

  it('SESSION_EXTENSION_NOT_ALLOWED has the name of the API', async () => {
    next.refusal = new Refusal('SESSION_EXTENSION_NOT_ALLOWED', 'No.');
    expect((await post(`/sessions/${SESSION_ID}/extend`, { requestedAdditionalDuration: 60 })).json()).toEqual({ status: 409, code: 'QUALITY_ON_DEMAND.SESSION_EXTENSION_NOT_ALLOWED', message: 'No.' });
  });
});
