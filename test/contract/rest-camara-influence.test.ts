import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apis } from '../../rest-compat/apis.js';
import { APP_ID } from '../../rest-compat/edge.examples.js';
import { DEVICE, INFLUENCE_ID } from '../../rest-compat/network.examples.js';
import { Refusal, type RefusalCode } from '../../src/kernel/refusal.js';
import { BARE_INFLUENCE, INFLUENCE, INFLUENCE_ANSWER, INFLUENCE_INPUT, INFLUENCE_REQUEST, RICH_INFLUENCE } from './rest-network.samples.js';
import { BASE, page, restDoor, type RestDoor } from './rest.door.js';

const next: { refusal: RefusalCode | undefined } = { refusal: undefined };

const roots = {
  trafficInfluence: RICH_INFLUENCE,
  trafficInfluences: page([RICH_INFLUENCE, BARE_INFLUENCE]),
  createTrafficInfluence() {
    if (next.refusal) throw new Refusal(next.refusal, 'No.');
    return { trafficInfluence: BARE_INFLUENCE };
  },
  createTrafficInfluenceForDevice: { trafficInfluence: RICH_INFLUENCE },
  updateTrafficInfluence: { trafficInfluence: RICH_INFLUENCE },
  deleteTrafficInfluence: { trafficInfluence: RICH_INFLUENCE },
};

let door: RestDoor;
let asPlanned: RestDoor;
beforeAll(async () => {
  [door, asPlanned] = await Promise.all([restDoor(roots), restDoor(roots, apis('features'))]);
});
afterAll(() => Promise.all([door.app.close(), asPlanned.app.close()]));

const post = (path: string, payload: object) => door.send({ method: 'POST', url: INFLUENCE + path, payload });
const patch = (payload: object, at = door) => at.send({ method: 'PATCH', url: `${INFLUENCE}/traffic-influences/${INFLUENCE_ID}`, payload });
const asked = () => door.asked.at(-1)!;
const LOCATION = `${BASE}${INFLUENCE}/traffic-influences/${INFLUENCE_ID}`;
const BARE_ANSWER = { trafficInfluenceID: INFLUENCE_ID, apiConsumerId: 'consumer-1', appId: APP_ID, state: 'ordered' };

describe('an influence', () => {
  it('is created for every device', async () => {
    const created = await post('/traffic-influences', INFLUENCE_REQUEST);
    expect([created.statusCode, created.json(), created.headers['location']]).toEqual([201, BARE_ANSWER, LOCATION]);
    expect(asked()).toMatchObject({ document: 'CreateTrafficInfluence', variables: { input: INFLUENCE_INPUT } });
  });

  it('is created for one device, which is told in this answer alone', async () => {
    const created = await post('/traffic-influence-devices', { ...INFLUENCE_REQUEST, device: DEVICE });
    expect([created.statusCode, created.json(), created.headers['location']]).toEqual([201, { ...INFLUENCE_ANSWER, device: DEVICE }, LOCATION]);
    expect(asked()).toMatchObject({ document: 'CreateTrafficInfluenceForDevice', variables: { input: { ...INFLUENCE_INPUT, device: DEVICE } } });
    expect((await door.send({ url: `${INFLUENCE}/traffic-influences/${INFLUENCE_ID}` })).json()).toEqual(INFLUENCE_ANSWER);
  });

  it('is created once for a key', async () => {
    for (const url of ['/traffic-influences', '/traffic-influence-devices']) {
      await door.send({ method: 'POST', url: INFLUENCE + url, payload: { apiConsumerId: 'c', appId: APP_ID }, headers: { 'idempotency-key': 'key-1' } });
      expect(asked().ctx.idempotencyKey).toBe('key-1');
    }
  });

  it('says for itself what is read-only', async () => {
    await post('/traffic-influences', { apiConsumerId: 'c', appId: APP_ID, trafficInfluenceID: 'mine', state: 'active' });
    expect(asked().variables).toEqual({ input: { apiConsumerId: 'c', appId: APP_ID } });
    await patch({ apiConsumerId: 'other', appId: INFLUENCE_ID, trafficInfluenceID: 1, state: null, edgeCloudRegion: 'south' });
    expect(asked().variables).toEqual({ input: { id: INFLUENCE_ID, edgeCloudRegion: 'south' } });
  });

  it('is listed, of one app or of all', async () => {
    const listed = await door.send({ url: `${INFLUENCE}/traffic-influences?appId=${APP_ID}` });
    expect([listed.json(), listed.headers['x-total-count'], asked().variables]).toEqual([[INFLUENCE_ANSWER, BARE_ANSWER], '2', { appId: APP_ID }]);
    await door.send({ url: `${INFLUENCE}/traffic-influences` });
    expect(asked().variables).toEqual({});
    expect((await door.send({ url: `${INFLUENCE}/traffic-influences?appId=1` })).statusCode).toBe(400);
  });

  it('is changed: 200 by the definition, 202 by the test plan', async () => {
    const { apiConsumerId: _consumer, appId: _app, ...change } = INFLUENCE_REQUEST;
    const changed = await patch(change);
    expect([changed.statusCode, changed.json(), changed.headers['location']]).toEqual([200, INFLUENCE_ANSWER, LOCATION]);
    const { apiConsumerId: _noConsumer, appId: _noApp, ...input } = INFLUENCE_INPUT;
    expect(asked()).toMatchObject({ document: 'UpdateTrafficInfluence', variables: { input: { id: INFLUENCE_ID, ...input } } });
    expect((await patch(change, asPlanned)).statusCode).toBe(202);
  });

  it('is deleted with no content', async () => {
    expect(await door.send({ method: 'DELETE', url: `${INFLUENCE}/traffic-influences/${INFLUENCE_ID}` })).toMatchObject({ statusCode: 202, body: '' });
  });
});

describe('an influence is refused', () => {
  const { subscriptionRequest } = INFLUENCE_REQUEST;
  it.each<[string, object]>([
    ['without a consumer', { apiConsumerId: undefined }],
    ['without an app', { appId: undefined }],
    ['with an app that is no id', { appId: 'a' }],
    ['with an address for an instance', { appInstanceId: '10.0.0.1' }],
    ['with a port above 65535', { destinationTrafficFilters: { destinationPort: 65_536 } }],
    ['with a filter that is not known', { sourceTrafficFilters: { sourcePort: 1, protocol: 'TCP' } }],
    ['with a device on the path for all', { device: DEVICE }],
    ['over another protocol', { subscriptionRequest: { ...subscriptionRequest, protocol: 'MQTT3' } }],
    ['with two event types', { subscriptionRequest: { ...subscriptionRequest, types: [...subscriptionRequest.types, ...subscriptionRequest.types] } }],
    ['with an event of another API', { subscriptionRequest: { ...subscriptionRequest, types: ['org.camaraproject.other.v1.event'] } }],
    ['with a configuration without detail', { subscriptionRequest: { ...subscriptionRequest, config: {} } }],
    ['with no event at most', { subscriptionRequest: { ...subscriptionRequest, config: { subscriptionDetail: {}, subscriptionMaxEvents: 0 } } }],
    ['with a member that is not known', { colour: 'blue' }],
  ])('%s', async (_, change) => {
    const refused = await post('/traffic-influences', { ...INFLUENCE_REQUEST, ...change });
    expect(refused.json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
    expect(refused.body).not.toContain('canary');
  });

  it.each<[RefusalCode, number, string]>([
    ['INVALID_SINK', 400, 'INVALID_ARGUMENT'],
    ['INVALID_CREDENTIAL', 400, 'INVALID_ARGUMENT'],
    ['INVALID_TOKEN', 400, 'INVALID_ARGUMENT'],
    ['OUT_OF_RANGE', 400, 'OUT_OF_RANGE'],
    ['DENIED_WAIT', 409, 'DENIED_WAIT'],
    ['INCOMPATIBLE_STATE', 409, 'CONFLICT'],
    ['UNSUPPORTED_IDENTIFIER', 422, 'UNSUPPORTED_IDENTIFIER'],
    ['IDEMPOTENCY_KEY_REUSED', 422, 'TRAFFIC_INFLUENCE.IDEMPOTENCY_KEY_REUSED'],
  ])('%s is %i %s', async (code, status, name) => {
    next.refusal = code;
    const refused = await post('/traffic-influences', INFLUENCE_REQUEST);
    next.refusal = undefined;
    expect([refused.statusCode, refused.json()]).toEqual([status, { status, code: name, message: 'No.' }]);
  });
});
