import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apis } from '../../rest-compat/apis.js';
import { PEERING, SUMMARY } from '../../rest-compat/peering/peering.examples.js';
import { ROLE_ADMIN } from '../../src/kernel/caller.js';
import { Refusal } from '../../src/kernel/refusal.js';
import { page, restDoor, type RestDoor } from './rest.door.js';

const SEED = fileURLToPath(new URL('../../../shared/specs/tmf/seed/', import.meta.url));
const seeded = existsSync(SEED);
const unless = seeded ? '' : ' (skipped: ../shared is not there)';

const ID = PEERING.id;
const K8S = 'c04f3d66-5350-49ea-8b31-ff325f149232';
const held = { organizationId: ID, document: PEERING };

/** The one organization that is known. */
const known = <Answer>(answer: Answer) => ({ organizationId, input }: { organizationId?: string; input?: { organizationId: string } }): Answer => {
  if ((organizationId ?? input!.organizationId) !== ID) throw new Refusal('NOT_FOUND', 'The organization is not found.');
  return answer;
};

const roots = {
  peering: known(held),
  peerings: page([held, held], 12),
  discoverPeering: known({ peering: held, specs: [{ id: SUMMARY.id, document: SUMMARY }] }),
  addPeering: known({ peering: held }),
  updatePeering: known({ peering: held }),
  endPeering: known({ peering: held }),
};

let door: RestDoor;
let strict: RestDoor;
beforeAll(async () => {
  [door, strict] = await Promise.all([restDoor(roots), restDoor(roots, apis('yaml', true))]);
});
afterAll(() => Promise.all([door.app.close(), strict.app.close()]));

const URL_ = '/peering-api/peering';
const asked = () => door.asked.at(-1)!.variables;
const organization = { id: ID, name: 'Harbour OSS' };
const post = (path: string, payload: object) => door.send({ method: 'POST', url: URL_ + path, payload });
const patch = (payload?: object) => door.send({ method: 'PATCH', url: `${URL_}/${ID}`, ...(payload && { payload }) });

describe('the list', () => {
  it('is of what stands', async () => {
    const answer = await door.send({ url: URL_ });
    expect([answer.statusCode, answer.json(), answer.headers['x-total-count'], answer.headers['x-result-count']]).toEqual([200, [PEERING, PEERING], '12', '2']);
    expect(asked()).toEqual({ status: ['active', 'degraded', 'unreachable'], first: 100, offset: 0 });
  });

  it('is of other statuses, in pages', async () => {
    await door.send({ url: `${URL_}?status=discovered,active&offset=4&limit=2` });
    expect(asked()).toEqual({ status: ['discovered', 'active'], first: 2, offset: 4 });
    await door.send({ url: `${URL_}?status=degraded&status=active` });
    expect(asked()['status']).toEqual(['degraded', 'active']);
  });

  it.each(['status=lost', 'status=', 'status=active,', 'state=active', 'limit=x'])('refuses ?%s', async (query) => {
    expect((await door.send({ url: `${URL_}?${query}` })).statusCode).toBe(400);
  });
});

describe('discover', () => {
  it('shows what the OSS offers, member by member as it came', async () => {
    const answer = await post('', { organization, serviceSpecs: {}, peeredSpecs: {}, serviceCatalogs: [] });
    expect([answer.statusCode, answer.body]).toEqual([200, JSON.stringify([SUMMARY])]);
    expect(asked()).toEqual({ organizationId: ID });
  });

  it.each([['the id alone', { organization: ID }], ['nulls', { organization, serviceSpecs: null, peeredSpecs: null, serviceCatalogs: null }], ['what it does not know', { organization: { ...organization, deep: [null] }, more: 1 }]])('takes %s', async (_, body) => {
    expect((await post('', body)).statusCode).toBe(200);
  });

  it.each(['$organizationTmfAPIResponse$', 'organizationResponseFromStep1', '', '6d7ce3c4-3a2b-4f6e-8f0a-1b2c3d4e5f60'])('refuses the text %j for an organization', async (text) => {
    for (const path of ['', '/add']) {
      const answer = await post(path, { organization: text, serviceSpecs: { [K8S]: 'K8aaS' } });
      expect([answer.statusCode, answer.json().code, answer.json().message]).toEqual([400, '400', expect.stringContaining('organization must be an organization')]);
    }
  });

  it('does not find an organization that is not there', async () => {
    for (const path of ['', '/add']) expect((await post(path, { organization: { id: '6d7ce3c4-3a2b-4f6e-8f0a-1b2c3d4e5f60' } })).statusCode).toBe(404);
  });
});

const WRONG: readonly (readonly [string, object])[] = [
  ['no organization', {}],
  ['null for it', { organization: null }],
  ['a list for it', { organization: [] }],
  ['one without id', { organization: { name: 'x' } }],
  ['one whose id is a number', { organization: { id: 1 } }],
  ['a list for serviceSpecs', { organization, serviceSpecs: [] }],
  ['a list for peeredSpecs', { organization, peeredSpecs: [] }],
  ['a name that is no text', { organization, serviceSpecs: { [K8S]: null } }],
  ['a map for serviceCatalogs', { organization, serviceCatalogs: {} }],
  ['a catalog without a name', { organization, serviceCatalogs: [{ categories: [] }] }],
  ['categories as a map', { organization, serviceCatalogs: [{ name: 'a', categories: {} }] }],
  ['a specification by object', { organization, serviceCatalogs: [{ name: 'a', categories: [{ name: 'b', specifications: [{ id: K8S }] }] }] }],
];

describe.each(['', '/add'])('POST /peering%s', (path) => {
  it.each(WRONG)('refuses %s', async (_, body) => {
    const answer = await post(path, body);
    expect([answer.statusCode, answer.json()]).toEqual([400, expect.objectContaining({ code: '400', reason: 'Bad Request', '@type': 'Error' })]);
  });
});

describe('add', () => {
  it('hands on what was chosen, and where it goes by name', async () => {
    const serviceCatalogs = [{ name: 'a', categories: [{ name: 'b', specifications: ['K8aaS'] }, { name: 'c', specifications: null }] }, { name: 'd' }];
    const answer = await post('/add', { organization, serviceSpecs: { [K8S]: 'K8aaS', other: 'Other' }, peeredSpecs: { ignored: 1 }, serviceCatalogs });
    expect([answer.statusCode, answer.json()]).toEqual([200, PEERING]);
    expect(asked()).toEqual({
      input: {
        organizationId: ID,
        select: [{ id: K8S, name: 'K8aaS' }, { id: 'other', name: 'Other' }],
        serviceCatalogs: [{ name: 'a', categories: [{ name: 'b', specifications: ['K8aaS'] }, { name: 'c', specifications: [] }] }, { name: 'd', categories: [] }],
      },
    });
  });

  it('leaves it to the graph to refuse that nothing is chosen', async () => {
    await post('/add', { organization });
    expect(asked()).toEqual({ input: { organizationId: ID, select: [], serviceCatalogs: [] } });
  });

  it.skipIf(!seeded)(`takes the seed's body, with the organization in its place${unless}`, async () => {
    const body = JSON.parse(readFileSync(`${SEED}peering-add.json`, 'utf8')) as object;
    expect((await post('/add', body)).statusCode).toBe(400);
    expect((await post('/add', { ...body, organization })).statusCode).toBe(200);
    expect(asked()).toMatchObject({ input: { select: [{ id: K8S, name: 'K8aaS' }], serviceCatalogs: [{ name: 'test-peer-catalog', categories: [{ name: 'test-peer-category', specifications: ['K8aaS'] }] }] } });
  });
});

describe('one peering', () => {
  it('is read', async () => {
    expect((await door.send({ url: `${URL_}/${ID}` })).json()).toEqual(PEERING);
    const none = await door.send({ url: `${URL_}/add` });
    expect([none.statusCode, none.json().code]).toEqual([404, '404']);
  });

  it('is ended', async () => {
    const answer = await door.send({ method: 'DELETE', url: `${URL_}/${ID}` });
    expect([answer.statusCode, answer.json(), asked()]).toEqual([200, PEERING, { organizationId: ID }]);
    const withBody = await door.send({ method: 'DELETE', url: `${URL_}/${ID}`, payload: '{"organization":', headers: { 'content-type': 'application/json' } });
    expect(withBody.statusCode).toBe(200);
  });

  it('is looked at again by a PATCH that says nothing', async () => {
    const nothing = { input: { organizationId: ID, select: [], deselect: [] } };
    for (const answer of [await patch(), await patch({}), await door.send({ method: 'PATCH', url: `${URL_}/${ID}`, headers: { 'content-type': 'application/json' } })]) {
      expect([answer.statusCode, answer.json(), asked()]).toEqual([200, PEERING, nothing]);
    }
  });

  it('is chosen otherwise by PATCH', async () => {
    await patch({ organization: '$placeholder$', serviceSpecs: { [K8S]: 'K8aaS', gone: null }, peeredSpecs: { x: 1 }, serviceCatalogs: [{ name: 'a' }] });
    expect(asked()).toEqual({ input: { organizationId: ID, select: [{ id: K8S, name: 'K8aaS' }], deselect: ['gone'], serviceCatalogs: [{ name: 'a', categories: [] }] } });
    await patch({ serviceCatalogs: null });
    expect(asked()).toEqual({ input: { organizationId: ID, select: [], deselect: [], serviceCatalogs: [] } });
  });

  it.each([[{ serviceSpecs: [] }], [{ serviceSpecs: { a: 1 } }], [{ serviceCatalogs: {} }], [{ serviceCatalogs: [{ name: null }] }]])('refuses the PATCH %o', async (body) => {
    expect((await patch(body)).statusCode).toBe(400);
  });

  it.each(['GET', 'PATCH', 'DELETE'] as const)('%s of one that is not there is 404', async (method) => {
    expect((await door.send({ method, url: `${URL_}/6d7ce3c4-3a2b-4f6e-8f0a-1b2c3d4e5f60` })).statusCode).toBe(404);
  });
});

it('shows four members and no more where clients know no more', async () => {
  const { organization: party, serviceSpecs, peeredSpecs, serviceCatalogs } = PEERING;
  const four = { organization: party, serviceSpecs, peeredSpecs, serviceCatalogs };
  const body = { organization, serviceSpecs: { [K8S]: 'K8aaS' } };
  expect((await strict.send({ url: URL_ })).json()).toEqual([four, four]);
  expect((await strict.send({ url: `${URL_}/${ID}` })).json()).toEqual(four);
  expect((await strict.send({ method: 'POST', url: `${URL_}/add`, payload: body })).json()).toEqual(four);
  expect((await strict.send({ method: 'PATCH', url: `${URL_}/${ID}` })).json()).toEqual(four);
  expect((await strict.send({ method: 'DELETE', url: `${URL_}/${ID}` })).json()).toEqual(four);
  expect((await strict.send({ method: 'POST', url: URL_, payload: body })).json()).toEqual([SUMMARY]);
});

it('needs the role admin for everything', async () => {
  for (const request of [{ url: URL_ }, { url: `${URL_}/${ID}` }, { method: 'POST', url: URL_ }, { method: 'POST', url: `${URL_}/add` }, { method: 'PATCH', url: `${URL_}/${ID}` }, { method: 'DELETE', url: `${URL_}/${ID}` }] as const) {
    const status = async (scopes?: readonly string[]) => (await door.sendAs(scopes, request)).statusCode;
    expect([await status(), await status(['bad']), await status(['peerings', 'openid'])]).toEqual([401, 401, 403]);
    expect([401, 403]).not.toContain(await status([ROLE_ADMIN]));
  }
});
