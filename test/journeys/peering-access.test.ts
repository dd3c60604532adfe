import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALARMS, IMPORTED, UNREACHABLE } from '../../src/kernel/peering/messages.js';
import { K8AAS_ID, startSandboxOss, type SandboxOss } from '../../src/sandbox/index.js';
import { eventually } from '../support/eventually.js';
import type { Client } from './client.js';
import { startOperator, type Operator } from './operator.js';
import { ADD, CATALOG, CHECK, CREATE_ORGANIZATION, DISCOVER, END, PARTY, PEERED, PEERING, truth, type Json } from './seed.js';

/** Who may peer, and as whom we come to an OSS: the gateway with an identity provider, in front of the simulated OSS. */

const MINUTES = 60_000;

let operator: Operator;
let oss: SandboxOss;
let admin: Client;
let id: string;
let ahead = 0;

beforeAll(async () => {
  [operator, oss] = await Promise.all([
    startOperator({ HEARTBEAT_CRON: 'off' }),
    // No scope of its callers is known to it, as in the realm that OpenSlice ships
    startSandboxOss({ clock: { now: () => new Date(Date.now() + ahead) }, behaviour: { scopes: [] } }),
  ]);
  admin = operator.world.as(await operator.issuer.token({ client: 'operator' }));
});
afterAll(async () => {
  await operator[Symbol.asyncDispose]();
  await oss.close();
});

const pass = (ms: number): void => {
  ahead += ms;
  operator.world.pass(ms);
};
interface Outcome {
  readonly status: string;
  readonly failure: { readonly code: string } | null;
  readonly added: number;
}
const beat = async (): Promise<Outcome> => (await admin.ask<{ checkPeering: { outcome: Outcome } }>(CHECK, { id })).checkPeering.outcome;
/** Grants that were asked for in the meantime. */
async function grantsOf(work: () => Promise<unknown>): Promise<readonly (string | null)[]> {
  const before = oss.requests.length;
  await work();
  return oss.requests.slice(before).flatMap(({ path, grant }) => (path.includes('/openid-connect/token') ? [grant] : []));
}

describe('7: tokens for an OSS', () => {
  beforeAll(async () => {
    const connection = { baseUrl: oss.url, tokenUri: oss.tokenUri, clientId: 'osapiWebClientId', username: 'admin', password: 'openslice', scopes: ['admin', 'read'] };
    ({ createOrganization: { organization: { id } } } = await admin.ask<{ createOrganization: { organization: { id: string } } }>('mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } } }', { input: { name: 'Openslice-dev', connection } }));
  });

  it('are asked for without the scopes that its endpoint does not know, which is remembered', async () => {
    expect(await grantsOf(() => admin.ask(DISCOVER, { id }))).toEqual(['password', 'password']);
    expect(await grantsOf(() => admin.ask(ADD, { input: { organizationId: id, select: [{ id: K8AAS_ID, name: 'K8aaS' }] } }))).toEqual([]);
    expect(oss.requests.filter(({ path }) => !path.includes('/openid-connect/token')).map(({ authorization }) => authorization)).toEqual(['bearer', 'bearer']);
  });

  it('that last 300 s are refreshed from beat to beat of five minutes', async () => {
    for (let round = 0; round < 3; round += 1) {
      pass(5 * MINUTES);
      expect(await grantsOf(async () => expect(await beat()).toMatchObject({ status: 'active', failure: null }))).toEqual(['refresh_token']);
    }
  });

  it('are asked for by the password when they cannot be refreshed, and once more when one is refused', async () => {
    pass(5 * MINUTES);
    oss.revoke();
    expect(await grantsOf(async () => expect(await beat()).toMatchObject({ failure: null }))).toEqual(['refresh_token', 'password']);
    oss.revoke();
    expect(await grantsOf(async () => expect(await beat()).toMatchObject({ failure: null }))).toEqual(['refresh_token', 'password']);
  });

  it('are refused when the password is wrong: then the OSS counts as away, although its catalog is open to everybody', async () => {
    await oss.set({ password: 'changed' });
    pass(5 * MINUTES);
    oss.revoke();
    expect((await fetch(`${oss.url}${CATALOG}/serviceSpecification/${K8AAS_ID}`)).status).toBe(200);
    expect(await beat()).toMatchObject({ status: 'unreachable', failure: { code: 'AUTH_TOKEN' } });
    expect(await grantsOf(beat)).toEqual(['password']);
    const open = (await admin.ask<{ peering: Json }>(PEERED, { id })).peering;
    expect(open).toMatchObject({ visibleSpecs: [], organization: { alarms: { nodes: [{ externalAlarmId: `peering:${id}:auth` }] } } });
    await eventually(async () => expect(await truth(admin)).toMatchObject({ serviceSpecifications: [], alarms: [{ externalAlarmId: `peering:${id}:auth`, alarmType: 'securityService', probableCause: 'authenticationFailure', state: 'raised' }] }));
  });

  it('are given again when the organization holds the password of now', async () => {
    const { body } = await admin.rest<{ partyCharacteristic: readonly Json[] }>('GET', `${PARTY}/${id}`);
    const partyCharacteristic = body.partyCharacteristic.map((each) => (String(each['name']).endsWith('_PASSWORD') ? { ...each, value: 'changed' } : each));
    expect((await admin.rest('PATCH', `${PARTY}/${id}`, { partyCharacteristic })).status).toBe(200);
    expect(await beat()).toMatchObject({ status: 'active', failure: null, added: 1 });
    // With the mask the stored one is kept
    const { body: shown } = await admin.rest<Json>('GET', `${PARTY}/${id}`);
    await admin.rest('PATCH', `${PARTY}/${id}`, { partyCharacteristic: shown['partyCharacteristic'] });
    oss.revoke();
    expect(await beat()).toMatchObject({ status: 'active', failure: null });
    await eventually(async () => expect((await truth(admin)).alarms).toMatchObject([{ externalAlarmId: `peering:${id}:auth`, state: 'cleared' }]));
    const rows = await operator.world.db.prisma.outboxEvent.findMany({ where: { subject: id, type: { in: [IMPORTED, UNREACHABLE, ALARMS] } }, orderBy: { seq: 'asc' } });
    expect(rows.map(({ type, data }) => [type, (data as Json)['reason'] ?? (data as Json)['operation']])).toEqual([[IMPORTED, 'add'], [UNREACHABLE, undefined], [ALARMS, 'raise'], [IMPORTED, 'recovered'], [ALARMS, 'clear']]);
  });
});

describe('10: those who ask', () => {
  const requests: readonly (readonly [method: string, path: string])[] = [
    ['GET', PEERING], ['POST', PEERING], ['POST', `${PEERING}/add`], ['GET', `${PEERING}/nobody`], ['PATCH', `${PEERING}/nobody`], ['DELETE', `${PEERING}/nobody`],
    ['GET', PARTY], ['POST', PARTY], ['PATCH', `${PARTY}/nobody`], ['DELETE', `${PARTY}/nobody`], ['POST', `${CATALOG}/serviceSpecification`],
  ];
  const said = async (method: string, path: string, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    const response = await fetch(operator.world.url + path, { method, headers, ...(['POST', 'PATCH'].includes(method) && { body: '{"no": JSON' }) });
    return { status: response.status, challenge: response.headers.get('www-authenticate'), body: (await response.json()) as Json };
  };

  it.each(requests)('%s %s: are told who they must be before anything they sent is read', async (method, path) => {
    const user = await operator.issuer.token({ client: 'portal', user: 'ana' });
    expect(await said(method, path)).toMatchObject({ status: 401, challenge: expect.stringMatching(/^Bearer/) as unknown, body: { '@type': 'Error', status: '401' } });
    expect(await said(method, path, `${user}x`)).toMatchObject({ status: 401, challenge: expect.stringMatching(/^Bearer/) as unknown });
    expect(await said(method, path, user)).toMatchObject({ status: 403, body: { '@type': 'Error', status: '403' } });
  });

  it('are told the same by GraphQL', async () => {
    const [nobody, user] = [operator.world.as(), operator.world.as(await operator.issuer.token({ client: 'portal', user: 'ana' }))];
    const asked: readonly (readonly [string, object])[] = [
      [DISCOVER, { id }], [ADD, { input: { organizationId: 'nobody', select: [] } }], [END, { id }], [CHECK, { id }], [CREATE_ORGANIZATION, { document: 7 }], ['query ($id: ID!) { organization(id: $id) { document } }', { id }],
      ['query ($id: ID!) { peering(organizationId: $id) { document } }', { id }], ['{ peerings { totalCount } }', {}],
    ];
    for (const [query, variables] of asked) {
      expect([query, (await nobody.graphql(query, variables)).errors.map(({ extensions }) => extensions.code)]).toEqual([query, ['UNAUTHENTICATED']]);
      expect([query, (await user.graphql(query, variables)).errors.map(({ extensions }) => extensions.code)]).toEqual([query, ['PERMISSION_DENIED']]);
    }
    await using stream = user.stream('sse', 'subscription { peeringHeartbeat { status } }');
    await expect(stream.next()).rejects.toThrow('PERMISSION_DENIED');
  });

  it('reach an organization by its key no more than by itself', async () => {
    const user = operator.world.as(await operator.issuer.token({ client: 'portal', user: 'ana' }));
    const offered = '{ serviceSpecifications { nodes { name origin { remoteId organization { id name partyCharacteristic { value } peering { status } } } } } }';
    const { data, errors } = await user.graphql<Json>(offered);
    expect(errors.map(({ extensions }) => extensions.code)).toContain('PERMISSION_DENIED');
    expect(JSON.stringify(data ?? null)).not.toContain('Openslice-dev');
    expect((await user.rest<readonly Json[]>('GET', `${CATALOG}/serviceSpecification?fields=name`)).body).toMatchObject([{ id: K8AAS_ID, name: 'K8aaS' }]);
  });
});
