import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLE_ADMIN } from '../../src/kernel/caller.js';
import { MASKED, Refusal, type RefusalCode } from '../../src/kernel/refusal.js';
import { page, restDoor, type RestDoor } from './rest.door.js';

/** What holds for every TM Forum API and for the peering API, in their own words. */

const ID = '933929cd-1761-44f5-96e7-e6e138d17b94';
const JSON_UTF8 = 'application/json;charset=utf-8';
const failing: { with: Error | undefined } = { with: undefined };
const one = (document: object) => () => {
  if (failing.with) throw failing.with;
  return { id: ID, document };
};
const ORGANIZATION = { id: ID, href: `https://gateway.example/tmf-api/party/v4/organization/${ID}`, tradingName: 'Harbour' };
const ALARM = { ...ORGANIZATION, alarmType: 'communicationsAlarm' };

let door: RestDoor;
beforeAll(async () => {
  door = await restDoor({
    organization: one(ORGANIZATION),
    organizations: page([{ id: ID, document: ORGANIZATION }]),
    createOrganization: { organization: { id: ID, document: ORGANIZATION } },
    updateOrganization: { organization: { id: ID, document: ORGANIZATION } },
    serviceSpecification: one(ORGANIZATION),
    serviceSpecifications: page([{ id: ID, document: ORGANIZATION }]),
    alarm: one(ALARM),
    alarms: page([{ id: ID, document: ALARM }]),
    peering: one({ id: ID }),
    peerings: page([{ id: ID, document: { id: ID } }]),
  });
});
afterAll(() => door.app.close());

const APIS = [
  ['/tmf-api/party/v4', 'organization'],
  ['/tmf-api/serviceCatalogManagement/v4', 'serviceSpecification'],
  ['/tmf-api/alarmManagement/v4', 'alarm'],
  ['/tmf-api/alarm/v4', 'alarm'],
  ['/peering-api', 'peering'],
] as const;

const json = { 'content-type': 'application/json' };

describe.each(APIS)('%s', (base, name) => {
  const url = `${base}/${name}`;

  it.each<[string, number, string, InjectOptions]>([
    ['an unknown path', 404, 'Not Found', { url: `${base}/nothing/at/all` }],
    ['a path in another case', 404, 'Not Found', { url: `${base}/${name[0]!.toUpperCase()}${name.slice(1)}/${ID}` }],
    ['a wrong verb', 405, 'Method Not Allowed', { method: 'PUT', url }],
    ['an Accept without JSON', 406, 'Not Acceptable', { url, headers: { accept: 'application/xml' } }],
    ['another media type', 415, 'Unsupported Media Type', { method: 'POST', url, payload: 'name: x', headers: { 'content-type': 'text/plain' } }],
    ['a JSON patch', 415, 'Unsupported Media Type', { method: 'PATCH', url: `${url}/${ID}`, payload: '[]', headers: { 'content-type': 'application/json-patch+json' } }],
    ['no body', 400, 'Bad Request', { method: 'POST', url }],
    ['JSON that is broken', 400, 'Bad Request', { method: 'POST', url, payload: '{', headers: json }],
    ['a list', 400, 'Bad Request', { method: 'POST', url, payload: '[]', headers: json }],
    ['a text', 400, 'Bad Request', { method: 'PATCH', url: `${url}/${ID}`, payload: '"x"', headers: json }],
    ['a body that is too large', 413, 'Content Too Large', { method: 'POST', url, payload: { text: 'x'.repeat(9000) } }],
    ['an id with NUL', 400, 'Bad Request', { url: `${url}/a%00` }],
    ['an unknown parameter', 400, 'Bad Request', { url: `${url}?nmae=x` }],
    ['a limit of 0', 400, 'Bad Request', { url: `${url}?limit=0` }],
    ['a limit of 1001', 400, 'Bad Request', { url: `${url}?limit=1001` }],
    ['a negative offset', 400, 'Bad Request', { url: `${url}?offset=-1` }],
  ])('answers %s with %i', async (_, status, reason, request) => {
    const answer = await door.send(request);
    expect(answer.json()).toEqual({ code: String(status), reason, message: expect.stringMatching(/^\S.*\.$/), status: String(status), '@type': 'Error' });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([status, JSON_UTF8]);
  });

  const broken = [{ method: 'POST', url, payload: '{', headers: json }, { method: 'PATCH', url: `${url}/${ID}`, payload: '{', headers: { 'content-type': 'text/plain' } }] as const;

  it.each(broken)('asks who it is and what for before $method is looked at', async (request) => {
    const asked = door.asked.length;
    const stranger = await door.sendAs(undefined, request);
    expect([stranger.statusCode, stranger.json(), stranger.headers['www-authenticate']]).toEqual([401, expect.objectContaining({ code: '401', reason: 'Unauthorized', '@type': 'Error' }), 'Bearer']);
    expect((await door.sendAs(['bad'], request)).statusCode).toBe(401);
    const reader = await door.sendAs(['openid', 'alarms:read'], request);
    expect([reader.statusCode, reader.json()]).toEqual([403, expect.objectContaining({ code: '403', reason: 'Forbidden' })]);
    expect((await door.sendAs([ROLE_ADMIN], request)).statusCode).toBe(request.method === 'POST' ? 400 : 415);
    expect(door.asked).toHaveLength(asked);
  });

  it('lists with counts, and answers HEAD and OPTIONS', async () => {
    const list = await door.send({ url });
    expect([list.statusCode, list.headers['x-total-count'], list.headers['x-result-count'], list.headers['content-type']]).toEqual([200, '1', '1', JSON_UTF8]);
    const head = await door.send({ method: 'HEAD', url });
    expect([head.statusCode, head.body, head.headers['x-total-count'], head.headers['content-length']]).toEqual([200, '', '1', list.headers['content-length']]);
    expect((await door.send({ method: 'OPTIONS', url })).headers['allow']).toContain('GET, HEAD, OPTIONS');
  });

  it.each<[RefusalCode, number, string, string]>([
    ['NOT_FOUND', 404, '404', 'Not Found'],
    ['CONFLICT', 409, '409', 'Conflict'],
    ['ABORTED', 409, '409', 'Conflict'],
    ['PEERED_SPEC', 409, 'PEERED_SPEC', 'Belongs to a peered OSS'],
    ['TRANSIT_SPEC', 400, 'TRANSIT_SPEC', 'Import of an import'],
    ['PEER_UNREACHABLE', 502, 'PEER_UNREACHABLE', 'Peered OSS failed'],
    ['PEER_TIMEOUT', 504, 'PEER_TIMEOUT', 'Peered OSS timed out'],
    ['TOO_MANY_REQUESTS', 429, '429', 'Too Many Requests'],
  ])('says %s of the graph as %i', async (refused, status, code, reason) => {
    failing.with = new Refusal(refused, 'It is not to be.', { retryAfter: 1.2, cause: new Error('upstream words') });
    const answer = await door.send({ url: `${url}/${ID}` });
    expect([answer.statusCode, answer.json()]).toEqual([status, { code, reason, message: 'It is not to be.', status: String(status), '@type': 'Error' }]);
    expect(answer.headers['retry-after']).toBe('2');
    failing.with = undefined;
  });

  it('masks what nobody expected', async () => {
    failing.with = new Error('canary');
    expect((await door.send({ url: `${url}/${ID}` })).json()).toEqual({ code: '500', reason: 'Internal Server Error', message: MASKED, status: '500', '@type': 'Error' });
    failing.with = undefined;
  });
});

it('the catalog is read with any token, alarms with their scope, the rest by admins', async () => {
  const status = async (scopes: readonly string[], url: string) => (await door.sendAs(scopes, { url })).statusCode;
  expect(await status(['openid'], '/tmf-api/serviceCatalogManagement/v4/serviceSpecification')).toBe(200);
  expect(await status(['openid'], '/tmf-api/alarmManagement/v4/alarm')).toBe(403);
  expect(await status(['alarms:read'], '/tmf-api/alarmManagement/v4/alarm')).toBe(200);
  expect(await status(['alarms:read', 'openid'], '/tmf-api/party/v4/organization')).toBe(403);
  expect(await status(['alarms:read', 'openid'], '/peering-api/peering')).toBe(403);
});

it('what is merge-patched may say so', async () => {
  for (const type of ['application/merge-patch+json', 'application/json', 'application/json; charset=UTF-8']) {
    const answer = await door.send({ method: 'PATCH', url: `/tmf-api/party/v4/organization/${ID}`, payload: '{"status":"closed","name":null}', headers: { 'content-type': type } });
    expect([answer.statusCode, door.asked.at(-1)!.variables]).toEqual([200, { id: ID, patch: { status: 'closed', name: null } }]);
  }
});

it('a create is bound to its key', async () => {
  await door.send({ method: 'POST', url: '/tmf-api/party/v4/organization', payload: { tradingName: 'Harbour' }, headers: { 'idempotency-key': 'key-1' } });
  expect(door.asked.at(-1)!.ctx).toMatchObject({ idempotencyKey: 'key-1' });
});
