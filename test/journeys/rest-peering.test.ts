import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { Client, RestAnswer } from './client.js';
import { CATALOG, json, K8AAS, PARTY, PEERING, seedIsThere, seedOrganization, startSampleOss, unlessSeed, type Json, type Resource, type SampleOss } from './seed.js';
import { startWorld, type World } from './world.js';

/** What REST clients of a peering meet beside the three steps: refusals, pages, changes, and the order in which things go. */

const PLACES = [['K8aaS', 'serviceCandidate'], ['test-peer-category', 'serviceCategory'], ['test-peer-catalog', 'serviceCatalog']] as const;

describe.skipIf(!seedIsThere)(`a peering over REST${unlessSeed}`, () => {
  let world: World;
  let me: Client;
  let oss: SampleOss;
  let organization: Resource;

  const named = async (name: string, path: string) => (await me.rest<readonly Resource[]>('GET', `${CATALOG}/${path}?name=${name}`)).body;
  const refused = ({ status, body }: RestAnswer<unknown>) => [status, body];

  beforeAll(async () => {
    [world, oss] = await Promise.all([startWorld(), startSampleOss()]);
    me = world.as();
    organization = (await me.rest<Resource>('POST', PARTY, seedOrganization(oss.url))).body;
  });
  afterAll(async () => {
    await oss[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });

  it('is no peering before something is chosen; a placeholder stands for no organization', async () => {
    for (const path of ['seed/peering-request.json', 'seed/peering-add.json']) expect(refused(await me.rest('POST', path.includes('add') ? `${PEERING}/add` : PEERING, json(path)))).toEqual([400, expect.objectContaining({ code: '400', reason: 'Bad Request', '@type': 'Error' })]);
    expect((await me.rest<readonly Json[]>('POST', PEERING, { organization: organization.id })).body).toHaveLength(3);
    expect((await me.rest('GET', PEERING)).body).toEqual([]);
    expect((await me.rest<readonly Json[]>('GET', `${PEERING}?status=discovered`)).body).toEqual([expect.objectContaining({ id: organization.id, status: 'discovered' })]);
  });

  it('is added, listed, read and refreshed', async () => {
    const added = await me.rest<Json>('POST', `${PEERING}/add`, { ...json('seed/peering-add.json'), organization });
    expect([added.status, added.body]).toEqual([200, expect.objectContaining({ id: organization.id, organization, serviceSpecs: { [K8AAS]: 'K8aaS' }, serviceCatalogs: json('seed/peering-add.json')['serviceCatalogs'], status: 'active', failedSpecs: [] })]);
    await eventually(async () => expect(await named('K8aaS', 'serviceSpecification')).toHaveLength(1));
    for (const [name, path] of PLACES) expect(await named(name, path)).toHaveLength(1);
    const { body: peering } = await me.rest<Json>('GET', `${PEERING}/${organization.id}`);
    expect(peering['peeredSpecs']).toEqual({ [K8AAS]: 'K8aaS' });
    const list = await me.rest('GET', PEERING);
    expect([list.body, list.headers.get('x-total-count'), list.headers.get('x-result-count')]).toEqual([[peering], '1', '1']);
    for (const patch of [undefined, {}]) expect((await me.rest('PATCH', `${PEERING}/${organization.id}`, patch)).status).toBe(200);
  });

  it('says in its own words what cannot be chosen', async () => {
    const message = async (method: string, path: string, body: object) => {
      const { status, body: error } = await me.rest<Json>(method, PEERING + path, body);
      return [status, error['message']];
    };
    expect(await message('POST', '/add', { organization })).toEqual([400, expect.any(String)]);
    expect(await message('POST', '/add', { organization, serviceSpecs: { ' ': 'x' } })).toEqual([400, 'An id in serviceSpecs must not be blank.']);
    expect(await message('POST', '/add', { organization, serviceSpecs: { x: ' ' } })).toEqual([400, 'A name in serviceSpecs must not be blank.']);
    expect(await message('POST', '/add', { organization, serviceSpecs: { unknown: 'x' } })).toEqual([400, expect.stringContaining('unknown')]);
    expect(await message('PATCH', `/${organization.id}`, { serviceSpecs: { [K8AAS]: null } })).toEqual([400, expect.any(String)]);
  });

  it('keeps what it brought from being changed here, and the organization from going', async () => {
    for (const [method, content] of [['PATCH', { name: 'Mine' }], ['DELETE', undefined]] as const) {
      expect(refused(await me.rest(method, `${CATALOG}/serviceSpecification/${K8AAS}`, content))).toEqual([409, expect.objectContaining({ code: 'PEERED_SPEC', status: '409' })]);
    }
    expect(refused(await me.rest('DELETE', `${PARTY}/${organization.id}`))).toEqual([409, expect.objectContaining({ code: '409', reason: 'Conflict' })]);
  });

  it('8: is ended while the OSS is down, and then the organization', async () => {
    await oss.down();
    expect(refused(await me.rest('PATCH', `${PEERING}/${organization.id}`))).toEqual([502, expect.objectContaining({ code: 'PEER_UNREACHABLE', status: '502', '@type': 'Error' })]);
    const ended = await me.rest('DELETE', `${PEERING}/${organization.id}`);
    expect([ended.status, ended.body]).toEqual([200, expect.objectContaining({ id: organization.id, status: 'terminated' })]);
    for (const method of ['GET', 'PATCH', 'DELETE']) expect((await me.rest(method, `${PEERING}/${organization.id}`)).status).toBe(404);
    await eventually(async () => expect((await me.rest('GET', `${CATALOG}/serviceSpecification/${K8AAS}`)).status).toBe(404));
    for (const [name, path] of PLACES) expect(await named(name, path)).toEqual([]);
    expect((await me.rest('DELETE', `${PARTY}/${organization.id}`)).status).toBe(204);
    expect((await me.rest('POST', PEERING, { organization })).status).toBe(404);
  });
});
