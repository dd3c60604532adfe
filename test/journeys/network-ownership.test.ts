import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EDGE_SCOPES } from '../../src/modules/edge/edge.scopes.js';
import { NETWORK_SCOPES } from '../../src/modules/network/network.scopes.js';
import { startIssuer, type TestIssuer } from '../support/oidc.js';
import type { Client } from './client.js';
import { createInstance, submitApp, untilStatus } from './stories.js';
import { startWorld, type World } from './world.js';

/** Whose assignments and influences are whose, with the tokens of a real identity provider. */

const PROVISIONING = '/qos-provisioning/v0.3';
const INFLUENCE = '/traffic-influence/v0.10';
const UPSERT_DEVICE = 'mutation ($input: KnownDeviceInput!) { upsertKnownDevice(input: $input) { device { id } } }';
const CREATE_ASSIGNMENT = 'mutation ($input: CreateQosAssignmentInput!) { createQosAssignment(input: $input) { assignment { id device { phoneNumber } } } }';
const CREATE_INFLUENCE = 'mutation ($input: CreateTrafficInfluenceForDeviceInput!) { createTrafficInfluenceForDevice(input: $input) { trafficInfluence { id device { phoneNumber } } } }';
const PHONE = '+351950000001';

let issuer: TestIssuer;
let world: World;
const as = {} as Record<'portal' | 'ana' | 'ben' | 'rival' | 'bare' | 'operator', Client>;

beforeAll(async () => {
  issuer = await startIssuer({
    scopes: [...new Set([...Object.values(NETWORK_SCOPES), ...Object.values(EDGE_SCOPES)])],
    clients: { portal: {}, rival: {}, bare: { scopes: ['qos-profiles:read'] }, operator: { roles: ['admin'] } },
    users: { ana: {}, ben: {} },
  });
  world = await startWorld({ srm: { core: { grantMs: [10, 30] } }, env: { OAUTH_ISSUER: issuer.issuer, OAUTH_AUDIENCE: issuer.audience, SRM_ZONE_ADDRESSES: '*=203.0.113.80' } });
  const requests = { portal: { client: 'portal' }, ana: { client: 'portal', user: 'ana' }, ben: { client: 'portal', user: 'ben' }, rival: { client: 'rival' }, bare: { client: 'bare' }, operator: { client: 'operator' } } as const;
  for (const [who, request] of Object.entries(requests)) as[who as keyof typeof as] = world.as(await issuer.token(request));
  await as.operator.ask(UPSERT_DEVICE, { input: { phoneNumber: PHONE, subject: 'ana', publicAddress: '198.51.100.1', privateAddress: '10.45.0.1', services: ['qos-provisioning', 'traffic-influence'] } });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await issuer.stop();
});

const codeOf = async (client: Client, query: string, variables: object): Promise<string | undefined> => (await client.graphql(query, variables)).errors[0]?.extensions.code;

describe('an assignment', () => {
  it('of a user is for the user’s device, is shown without it, and is nobody else’s', async () => {
    const input = { qosProfile: 'QOS_E' };
    expect(await codeOf(as.ana, CREATE_ASSIGNMENT, { input: { ...input, device: { phoneNumber: PHONE } } })).toBe('UNNECESSARY_IDENTIFIER');
    expect(await codeOf(as.ben, CREATE_ASSIGNMENT, { input })).toSatisfy((code: string) => ['MISSING_IDENTIFIER', 'IDENTIFIER_NOT_FOUND'].includes(code));
    expect(await codeOf(as.portal, CREATE_ASSIGNMENT, { input })).toBe('MISSING_IDENTIFIER');
    expect(await codeOf(as.bare, CREATE_ASSIGNMENT, { input })).toBe('PERMISSION_DENIED');
    const { createQosAssignment: { assignment } } = await as.ana.ask<{ createQosAssignment: { assignment: { id: string; device: null } } }>(CREATE_ASSIGNMENT, { input });
    expect(assignment.device).toBeNull();

    const path = `${PROVISIONING}/qos-assignments/${assignment.id}`;
    for (const [who, status] of [['ana', 200], ['portal', 200], ['operator', 200], ['ben', 403], ['rival', 403], ['bare', 403]] as const) expect([who, (await as[who].rest('GET', path)).status]).toEqual([who, status]);
    for (const who of ['ben', 'rival'] as const) expect((await as[who].rest('DELETE', path)).status).toBe(403);
    const device = { phoneNumber: PHONE };
    expect((await as.rival.rest('POST', `${PROVISIONING}/retrieve-qos-assignment`, { device })).status).toBe(403);
    expect((await as.rival.rest('POST', `${PROVISIONING}/qos-assignments`, { device, ...input })).status).toBe(409);
    expect(await as.ana.rest('POST', `${PROVISIONING}/retrieve-qos-assignment`, {})).toMatchObject({ status: 200, body: { assignmentId: assignment.id } });
    expect(await as.rival.ask('{ qosAssignments { totalCount } }')).toEqual({ qosAssignments: { totalCount: 0 } });
    expect((await as.ana.rest('DELETE', path)).status).toBe(204);
    expect((await as.ana.rest('GET', path)).status).toBe(404);
  });
});

describe('an influence', () => {
  it('of a user is nobody else’s, and can lead to nobody else’s app', async () => {
    const appId = await submitApp(as.ana);
    await untilStatus(as.ana, await createInstance(as.ana, appId), 'ready');
    const input = { apiConsumerId: 'shop', appId };
    expect(await codeOf(as.rival, CREATE_INFLUENCE, { input: { ...input, device: { phoneNumber: PHONE } } })).toBe('INVALID_ARGUMENT');
    const { createTrafficInfluenceForDevice: { trafficInfluence } } = await as.ana.ask<{ createTrafficInfluenceForDevice: { trafficInfluence: { id: string; device: null } } }>(CREATE_INFLUENCE, { input });
    expect(trafficInfluence.device).toBeNull();

    const path = `${INFLUENCE}/traffic-influences/${trafficInfluence.id}`;
    for (const [who, status] of [['ana', 200], ['portal', 200], ['operator', 200], ['ben', 403], ['rival', 403], ['bare', 403]] as const) expect([who, (await as[who].rest('GET', path)).status]).toEqual([who, status]);
    for (const who of ['ben', 'rival'] as const) expect((await as[who].rest('DELETE', path)).status).toBe(403);
    expect((await as.rival.rest<object[]>('GET', `${INFLUENCE}/traffic-influences`)).body).toEqual([]);
    expect((await as.portal.rest('DELETE', path)).status).toBe(202);
  });
});
