import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/tmf/document.js';
import { BORROWED_ID, K8AAS_ID, LAZY_ID, OSS_CLIENT, OSS_SPECIFICATIONS, OSS_USER, startSandboxOss, type SandboxOss, type SandboxOssOptions } from './index.js';

const SPECS = '/tmf-api/serviceCatalogManagement/v4/serviceSpecification';
const running: SandboxOss[] = [];
afterEach(async () => {
  for (const oss of running.splice(0)) await oss.close();
});

async function anOss(options?: SandboxOssOptions): Promise<SandboxOss> {
  const oss = await startSandboxOss(options);
  running.push(oss);
  return oss;
}

const json = async (response: Response): Promise<JsonObject & JsonObject[]> => (await response.json()) as JsonObject & JsonObject[];
const get = (oss: SandboxOss, path = '', headers: Record<string, string> = {}): Promise<Response> => fetch(`${oss.url}${SPECS}${path}`, { headers });
const control = (oss: SandboxOss, method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${oss.url}/sandbox/${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
const token = (oss: SandboxOss, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> => fetch(oss.tokenUri, { method: 'POST', headers, body: new URLSearchParams(form) });
const PASSWORD = { grant_type: 'password', client_id: OSS_CLIENT, username: OSS_USER.name, password: OSS_USER.password };

describe('the simulated OSS', () => {
  it('lists summaries, with the columns that the query leaves', async () => {
    const oss = await anOss();
    const plain = await json(await get(oss));
    expect(plain).toHaveLength(OSS_SPECIFICATIONS.length);
    const k8aas = plain.find(({ uuid }) => uuid === K8AAS_ID)!;
    expect(Object.keys(k8aas).sort()).toEqual(['@type', 'description', 'id', 'isBundle', 'lastUpdate', 'lifecycleStatus', 'name', 'uuid', 'version']);
    expect(plain.find(({ uuid }) => uuid === LAZY_ID)).toMatchObject({ id: null });
    const filtered = await json(await get(oss, '?type=ResourceFacingServiceSpecification'));
    expect(filtered.map(({ name }) => name)).toEqual(['node-pool']);
    expect(filtered[0]).not.toHaveProperty('lastUpdate');
    expect(await json(await get(oss, '?offset=3&limit=1'))).toHaveLength(OSS_SPECIFICATIONS.length);
    expect((await json(await get(oss, '?fields=lifecycleStatus')))[0]).toHaveProperty('lifecycleStatus');
    for (const query of ['?fields=nothing', '?colour=red']) expect((await get(oss, query)).status).toBe(500);
    expect((await get(oss)).headers.has('x-total-count')).toBe(false);
  });

  it('has the id of a specification in the list once it was asked for', async () => {
    const oss = await anOss();
    expect(await json(await get(oss, `/${LAZY_ID}`))).toMatchObject({ id: LAZY_ID });
    expect((await json(await get(oss))).find(({ uuid }) => uuid === LAZY_ID)).toMatchObject({ id: LAZY_ID });
  });

  it('answers 200 and nothing for what it has not, and lists in any order', async () => {
    const oss = await anOss();
    const unknown = await get(oss, '/0c9d8a5e-0000-4000-8000-000000000000');
    expect([unknown.status, await unknown.text()]).toEqual([200, '']);
    const orders = new Set<string>();
    for (let count = 0; count < 40 && orders.size < 2; count += 1) {
      const { serviceSpecCharacteristic } = (await json(await get(oss, `/${K8AAS_ID}`))) as unknown as { serviceSpecCharacteristic: JsonObject[] };
      expect(serviceSpecCharacteristic.map(({ name }) => name).sort()).toEqual(['Node size', 'SSPEC_GRAPH_NOTATION', 'Worker count']);
      orders.add(serviceSpecCharacteristic.map(({ name }) => name).join());
    }
    expect(orders.size).toBe(2);
  });

  it('touches what somebody looks at in the portal', async () => {
    const oss = await anOss();
    const before = (await json(await get(oss, `/${K8AAS_ID}`)))['lastUpdate'];
    expect((await get(oss, `/${K8AAS_ID}/relationship_graph`)).status).toBe(200);
    expect((await json(await get(oss, `/${K8AAS_ID}`)))['lastUpdate']).not.toBe(before);
    expect(await json(await get(oss, `/${BORROWED_ID}`))).toMatchObject({ relatedParty: expect.arrayContaining([expect.objectContaining({ role: 'ORGANIZATION' })]) });
  });

  it('is open to everybody, and not to a token that is no good', async () => {
    const moment = { now: new Date('2026-11-21T10:00:00Z') };
    const oss = await anOss({ clock: { now: () => moment.now } });
    const given = await json(await token(oss, PASSWORD));
    expect(given).toMatchObject({ expires_in: 300, refresh_expires_in: 1800, token_type: 'Bearer' });
    const bearer = (value: unknown): Record<string, string> => ({ authorization: `Bearer ${String(value)}` });
    expect((await get(oss, '', bearer(given['access_token']))).status).toBe(200);
    expect((await get(oss, '', bearer('another'))).status).toBe(401);
    moment.now = new Date('2026-11-21T10:05:00Z');
    expect((await get(oss, '', bearer(given['access_token']))).status).toBe(401);
    const form = { grant_type: 'refresh_token', client_id: OSS_CLIENT, refresh_token: String(given['refresh_token']) };
    const next = await json(await token(oss, form));
    expect((await get(oss, '', bearer(next['access_token']))).status).toBe(200);
    expect(await json(await token(oss, form))).toMatchObject({ error: 'invalid_grant' });
    oss.revoke();
    expect((await get(oss, '', bearer(next['access_token']))).status).toBe(401);
    expect(oss.requests.slice(0, 2)).toEqual([{ method: 'POST', path: new URL(oss.tokenUri).pathname, authorization: 'none', grant: 'password' }, { method: 'GET', path: SPECS, authorization: 'bearer', grant: null }]);
  });

  it.each([
    [{ ...PASSWORD, password: 'wrong' }, 401, 'invalid_grant'],
    [{ ...PASSWORD, client_id: 'somebody' }, 401, 'invalid_client'],
    [{ ...PASSWORD, scope: 'admin read' }, 400, 'invalid_scope'],
    [{ ...PASSWORD, grant_type: 'client_credentials' }, 401, 'unauthorized_client'],
    [{ ...PASSWORD, grant_type: 'implicit' }, 400, 'unsupported_grant_type'],
  ])('refuses %j', async (form, status, error) => {
    const answer = await token(await anOss({ behaviour: { scopes: ['profile'] } }), form);
    expect([answer.status, await json(answer)]).toEqual([status, expect.objectContaining({ error })]);
  });

  it('does not look at the secret of its public client', async () => {
    const basic = `Basic ${Buffer.from(`${OSS_CLIENT}:whatever`).toString('base64')}`;
    const { client_id: _client, ...form } = PASSWORD;
    expect((await token(await anOss(), form, { authorization: basic })).status).toBe(200);
  });

  it('takes another port when its own is taken', async () => {
    const first = await anOss();
    const second = await anOss({ port: Number(new URL(first.url).port) });
    expect(second.url).not.toBe(first.url);
    expect((await get(second)).status).toBe(200);
  });
});

describe('its control', () => {
  it('changes, adds and removes specifications', async () => {
    const oss = await anOss();
    expect(await json(await control(oss, 'PATCH', `specifications/${K8AAS_ID}`, { version: '0.2.0' }))).toMatchObject({ version: '0.2.0', name: 'K8aaS' });
    expect(await json(await get(oss, `/${K8AAS_ID}`))).toMatchObject({ version: '0.2.0' });
    const added = await json(await control(oss, 'POST', 'specifications', { name: 'New' }));
    expect(await json(await get(oss, `/${String(added['id'])}`))).toMatchObject({ name: 'New', lifecycleStatus: 'In study' });
    expect((await control(oss, 'DELETE', `specifications/${K8AAS_ID}`)).status).toBe(204);
    expect(await (await get(oss, `/${K8AAS_ID}`)).text()).toBe('');
    expect((await control(oss, 'PATCH', `specifications/${K8AAS_ID}`, {})).status).toBe(404);
    expect((await json(await control(oss, 'GET', '')))).toMatchObject({ behaviour: { down: 'no' }, specifications: expect.arrayContaining([expect.objectContaining({ name: 'New' })]) });
  });

  it('takes it down and up again', async () => {
    const oss = await anOss();
    expect(await json(await control(oss, 'PATCH', 'behaviour', { down: '503' }))).toMatchObject({ behaviour: { down: '503' } });
    expect([(await get(oss)).status, (await token(oss, PASSWORD)).status]).toEqual([503, 503]);
    await control(oss, 'PATCH', 'behaviour', { down: 'no' });
    expect((await get(oss)).status).toBe(200);
    expect(await json(await control(oss, 'PATCH', 'behaviour', { down: 'refuse', seconds: 0.2 }))).toMatchObject({ behaviour: { down: 'refuse' } });
    await expect.poll(() => get(oss).then(() => 'there', () => 'away'), { interval: 10 }).toBe('away');
    await expect.poll(() => get(oss).then(() => 'there', () => 'away'), { interval: 20 }).toBe('there');
  });

  it('makes it slow, and another password right', async () => {
    const oss = await anOss();
    await control(oss, 'PATCH', 'behaviour', { delayMs: 60, password: 'another' });
    const started = performance.now();
    expect((await token(oss, PASSWORD)).status).toBe(401);
    expect(performance.now() - started).toBeGreaterThan(50);
    const wrong = await control(oss, 'PATCH', 'behaviour', { down: 'maybe' });
    expect([wrong.status, await json(wrong)]).toEqual([400, expect.objectContaining({ message: expect.stringContaining('down') })]);
    expect((await control(oss, 'POST', 'revoke')).status).toBe(200);
    expect((await fetch(`${oss.url}/elsewhere`)).status).toBe(404);
    expect((await fetch(`${oss.url}/sandbox/%E0%A4`)).status).toBe(400);
  });
});
