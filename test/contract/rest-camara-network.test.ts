import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZONE_ID } from '../../rest-compat/edge.examples.js';
import { ASSIGNMENT_ID, DEVICE } from '../../rest-compat/network.examples.js';
import { Refusal } from '../../src/kernel/refusal.js';
import { ASSIGNMENT, ASSIGNMENT_ANSWER, BARE_PROFILE, CLOSEST_ZONE, CREDENTIAL, DISCOVERY, PROFILES, PROVISIONING, RICH_PROFILE, SINK } from './rest-network.samples.js';
import { page, restDoor, type RestDoor } from './rest.door.js';

const next: { revoked: boolean; zone: object } = { revoked: true, zone: CLOSEST_ZONE };

let door: RestDoor;
beforeAll(async () => {
  door = await restDoor({
    qosProfile: ({ name }: { name: string }) => {
      if (name === 'QOS_E') return RICH_PROFILE;
      throw new Refusal('NOT_FOUND', 'The QoS profile is not found.');
    },
    qosProfiles: page([RICH_PROFILE, BARE_PROFILE], 120),
    createQosAssignment: { assignment: ASSIGNMENT },
    qosAssignment: ASSIGNMENT,
    revokeQosAssignment: () => ({ revoked: next.revoked, assignment: ASSIGNMENT }),
    qosAssignmentByDevice: ({ device }: { device?: { phoneNumber?: string } }) => {
      if (device?.phoneNumber) throw new Refusal('NOT_FOUND', 'The device has no QoS assignment.');
      return ASSIGNMENT;
    },
    closestEdgeCloudZone: () => next.zone,
  });
});
afterAll(() => door.app.close());

const post = (path: string, payload: object) => door.send({ method: 'POST', url: path, payload });
const asked = () => door.asked.at(-1)!;

describe('QoS profiles', () => {
  it('are read by name', async () => {
    expect((await door.send({ url: `${PROFILES}/qos-profiles/QOS_E` })).json()).toEqual(RICH_PROFILE);
    expect((await door.send({ url: `${PROFILES}/qos-profiles/QOS_Z` })).json()).toEqual({ status: 404, code: 'NOT_FOUND', message: 'The QoS profile is not found.' });
    for (const name of ['AB', 'a%20b%20c', 'x'.repeat(257)]) {
      expect((await door.send({ url: `${PROFILES}/qos-profiles/${name}` })).json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
    }
  });

  it('are found by device, name and status', async () => {
    const found = await post(`${PROFILES}/retrieve-qos-profiles`, { device: DEVICE, name: 'QOS_E', status: 'ACTIVE' });
    expect([found.statusCode, found.json(), found.headers['x-total-count']]).toEqual([200, [RICH_PROFILE, BARE_PROFILE], '120']);
    expect(asked().variables).toEqual({ filter: { device: DEVICE, name: 'QOS_E', status: 'ACTIVE' } });
    expect((await post(`${PROFILES}/retrieve-qos-profiles`, {})).statusCode).toBe(200);
  });

  it.each<[object]>([[{ device: {} }], [{ status: 'GONE' }], [{ name: 'A' }], [{ names: ['QOS_E'] }], [{ device: { ipv6Address: 'fe80::1%eth0' } }]])('are not looked for by %j', async (payload) => {
    expect((await post(`${PROFILES}/retrieve-qos-profiles`, payload)).json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
  });
});

describe('QoS assignments', () => {
  it('are created and read', async () => {
    const created = await post(`${PROVISIONING}/qos-assignments`, { device: DEVICE, qosProfile: 'QOS_S', sink: SINK, sinkCredential: CREDENTIAL });
    expect([created.statusCode, created.json()]).toEqual([201, ASSIGNMENT_ANSWER]);
    expect(asked().variables).toMatchObject({ input: { device: DEVICE, qosProfile: 'QOS_S', sink: SINK, sinkCredential: CREDENTIAL } });
    expect((await door.send({ url: `${PROVISIONING}/qos-assignments/${ASSIGNMENT_ID}` })).json()).toEqual(ASSIGNMENT_ANSWER);
    expect((await post(`${PROVISIONING}/retrieve-qos-assignment`, { device: DEVICE })).json()).toEqual(ASSIGNMENT_ANSWER);
  });

  it('are created once for a key', async () => {
    await door.send({ method: 'POST', url: `${PROVISIONING}/qos-assignments`, payload: { qosProfile: 'QOS_S' }, headers: { 'idempotency-key': 'key-1' } });
    expect(asked().ctx.idempotencyKey).toBe('key-1');
  });

  it('are not found where a device has none', async () => {
    expect((await post(`${PROVISIONING}/retrieve-qos-assignment`, { device: { phoneNumber: '+351910000001' } })).json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('are revoked at once, or as soon as the network lets go', async () => {
    const revoke = () => door.send({ method: 'DELETE', url: `${PROVISIONING}/qos-assignments/${ASSIGNMENT_ID}` });
    expect(await revoke()).toMatchObject({ statusCode: 204, body: '' });
    next.revoked = false;
    const underWay = await revoke();
    expect([underWay.statusCode, underWay.json()]).toEqual([202, ASSIGNMENT_ANSWER]);
  });

  it.each<[object]>([[{}], [{ qosProfile: 'QOS_S', duration: 60 }], [{ qosProfile: 'QOS S' }], [{ qosProfile: 'QOS_S', device: {} }], [{ qosProfile: 'QOS_S', sinkCredential: {} }]])(
    'are not created from %j',
    async (payload) => {
      expect((await post(`${PROVISIONING}/qos-assignments`, payload)).json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
    },
  );
});

describe('the closest edge cloud zone', () => {
  const path = `${DISCOVERY}/retrieve-closest-edge-cloud-zone`;
  const zone = { edgeCloudZoneId: ZONE_ID, edgeCloudZoneName: 'porto-1', edgeCloudProvider: 'ExampleOperator' };

  it('is one object, with the device that was sent', async () => {
    const found = await post(path, { device: DEVICE });
    expect([found.statusCode, found.json(), asked().variables]).toEqual([200, { ...zone, device: DEVICE }, { device: DEVICE }]);
  });

  it('has no device when the token told it', async () => {
    next.zone = { ...CLOSEST_ZONE, device: null };
    expect((await post(path, {})).json()).toEqual(zone);
  });

  it.each<[object]>([[{ device: {} }], [{ devices: [] }], [{ device: { ipv4Address: { publicAddress: '198.51.100.1', publicPort: 1023 } } }]])('is not looked for by %j', async (payload) => {
    expect((await post(path, payload)).json()).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
  });
});
