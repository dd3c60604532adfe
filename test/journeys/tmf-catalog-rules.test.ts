import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './client.js';
import { startWorld, type World } from './world.js';

/** What TM Forum's conformance kit for TMF633 asks for, by the numbers of its parts, with the statuses of v4. */

type Resource = Readonly<Record<string, unknown>> & { readonly id: string; readonly href: string; readonly name: string };

const CATALOG = '/tmf-api/serviceCatalogManagement/v4';
const UNKNOWN = '933929cd-1761-44f5-96e7-e6e138d17b94';

let world: World;
let me: Client;
beforeAll(async () => {
  world = await startWorld();
  me = world.as();
});
afterAll(() => world[Symbol.asyncDispose]());

const list = async (path: string) => (await me.rest<readonly Resource[]>('GET', CATALOG + path)).body;
const create = async (name: string, body: object) => me.rest<Resource>('POST', `${CATALOG}/${name}`, body);

describe('a service candidate', () => {
  let candidate: Resource;
  beforeAll(async () => {
    const answer = await create('serviceCandidate', { name: 'TMF candidate', serviceSpecification: { id: '9600', href: 'https://elsewhere.example/9600' }, category: [{ id: '7590' }] });
    expect([answer.status, answer.headers.get('location')]).toEqual([201, answer.body.href]);
    candidate = answer.body;
  });

  it('S1 is created although what it refers to is not there', () => {
    expect(candidate).toMatchObject({ id: expect.any(String), href: expect.stringContaining(`${CATALOG}/serviceCandidate/`), name: 'TMF candidate', serviceSpecification: { id: '9600' } });
  });

  it('S2 is listed; S3 by its name; S4 with the members that are asked for', async () => {
    for (const each of await list('/serviceCandidate')) expect(each).toMatchObject({ id: expect.any(String), href: expect.any(String), name: expect.any(String) });
    expect(await list('/serviceCandidate?name=TMF%20candidate')).toEqual([candidate]);
    for (const each of await list('/serviceCandidate?name=TMF%20candidate&fields=name,id')) expect(Object.keys(each).sort()).toEqual(['href', 'id', 'name']);
    expect(await list('/serviceCandidate?name=none')).toEqual([]);
  });

  it('S6 is patched', async () => {
    const { status, body } = await me.rest<Resource>('PATCH', `${CATALOG}/serviceCandidate/${candidate.id}`, { name: 'Another name' });
    expect([status, body.name, body['serviceSpecification']]).toEqual([200, 'Another name', expect.objectContaining({ id: '9600' })]);
  });

  it('E1 needs a name and a specification; E2 keeps its id', async () => {
    expect((await create('serviceCandidate', { serviceSpecification: { id: '9600' } })).status).toBe(400);
    expect((await create('serviceCandidate', { name: 'x' })).status).toBe(400);
    expect((await me.rest('PATCH', `${CATALOG}/serviceCandidate/${candidate.id}`, { id: 'another' })).status).toBe(400);
  });

  it('S5 is deleted, and is gone', async () => {
    const deleted = await me.rest('DELETE', `${CATALOG}/serviceCandidate/${candidate.id}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await me.rest('GET', `${CATALOG}/serviceCandidate/${candidate.id}`)).status).toBe(404);
    expect((await me.rest('DELETE', `${CATALOG}/serviceCandidate/${candidate.id}`)).status).toBe(404);
  });
});

describe('a service specification', () => {
  const FULL = {
    name: 'TMF full', '@type': 'CustomerFacingServiceSpecification', lifecycleStatus: 'In Design', isBundle: true, version: '2.1', description: 'Everything.',
    validFor: { startDateTime: '2027-01-01T00:00:00Z', endDateTime: '2026-01-01T00:00:00Z' },
    relatedParty: [{ id: '1', role: 'Owner', '@referredType': 'Individual' }],
    specCharacteristic: [{ name: 'size', valueType: 'INTEGER', configurable: true, minCardinality: 0, maxCardinality: 1, characteristicValueSpecification: [{ isDefault: true, value: 3 }] }],
    serviceSpecRelationship: [{ id: '2', relationshipType: 'dependency' }],
    vendorExtension: { kept: [1, 2] },
  };
  let full: Resource;
  let minimal: Resource;
  beforeAll(async () => {
    full = (await create('serviceSpecification', FULL)).body;
    minimal = (await create('serviceSpecification', { name: 'TMF minimal', '@type': 'ResourceFacingServiceSpecification', lifecycleStatus: 'Active', isBundle: false })).body;
  });

  it('S7 is created whole, also with a time that ends before it begins', () => {
    expect(full).toMatchObject(FULL);
    expect(minimal).toMatchObject({ id: expect.any(String), href: expect.any(String), name: 'TMF minimal', isBundle: false });
  });

  it('S8 is listed; every one is complete', async () => {
    const all = await list('/serviceSpecification');
    expect(all.length).toBeGreaterThanOrEqual(2);
    for (const each of all) expect(each).toMatchObject({ id: expect.any(String), href: expect.any(String), name: expect.any(String), '@type': expect.any(String), lifecycleStatus: expect.any(String), isBundle: expect.any(Boolean) });
  });

  it('S9 is found by its name; S10 with exactly four members', async () => {
    expect((await list('/serviceSpecification?name=TMF%20full')).map(({ id }) => id)).toEqual([full.id]);
    expect(await list('/serviceSpecification?name=TMF%20full&fields=name,isBundle')).toEqual([{ id: full.id, href: full.href, name: 'TMF full', isBundle: true }]);
    expect((await list('/serviceSpecification?relatedParty.role=Owner&isBundle=true')).map(({ id }) => id)).toEqual([full.id]);
    expect((await list('/serviceSpecification?name=TMF%20full,TMF%20minimal')).map(({ name }) => name)).toEqual(['TMF full', 'TMF minimal']);
    expect((await list(`/serviceSpecification?href=${encodeURIComponent(full.href)}`)).map(({ id }) => id)).toEqual([full.id]);
  });

  it('S12 is patched: objects merge, arrays are replaced, null deletes', async () => {
    const { status, body } = await me.rest<Resource>('PATCH', `${CATALOG}/serviceSpecification/${full.id}`, { description: null, validFor: { endDateTime: '2028-01-01T00:00:00Z' }, relatedParty: [] }, { 'content-type': 'application/merge-patch+json' });
    expect([status, body]).toEqual([200, expect.objectContaining({ validFor: { startDateTime: '2027-01-01T00:00:00Z', endDateTime: '2028-01-01T00:00:00Z' }, relatedParty: [], vendorExtension: { kept: [1, 2] } })]);
    expect(body).not.toHaveProperty('description');
    expect((await me.rest('GET', `${CATALOG}/serviceSpecification/${full.id}`)).body).toEqual(body);
  });

  it('E3 needs a name; E4 keeps its id, and takes it repeated', async () => {
    expect((await create('serviceSpecification', { isBundle: false })).status).toBe(400);
    expect((await me.rest('PATCH', `${CATALOG}/serviceSpecification/${full.id}`, { id: 'another' })).status).toBe(400);
    expect((await me.rest('PATCH', `${CATALOG}/serviceSpecification/${full.id}`, { name: null })).status).toBe(400);
    expect((await me.rest('PATCH', `${CATALOG}/serviceSpecification/${full.id}`, { id: full.id, href: full.href, version: '2.2' })).status).toBe(200);
  });

  it('speaks the names of OpenSlice to those who ask', async () => {
    const { body } = await me.rest<Resource>('GET', `${CATALOG}/serviceSpecification/${full.id}?dialect=openslice&fields=serviceSpecCharacteristic`);
    expect(body).toEqual({ id: full.id, href: full.href, serviceSpecCharacteristic: [expect.objectContaining({ name: 'size', serviceSpecCharacteristicValue: [expect.objectContaining({ value: 3 })] })] });
  });

  it('is paged, with its counts', async () => {
    const { body, headers } = await me.rest<readonly Resource[]>('GET', `${CATALOG}/serviceSpecification?offset=1&limit=1`);
    expect([body.length, headers.get('x-total-count'), headers.get('x-result-count'), headers.get('content-type')]).toEqual([1, '2', '1', 'application/json;charset=utf-8']);
    expect((await me.rest('GET', `${CATALOG}/serviceSpecification?offset=5`)).body).toEqual([]);
  });

  it('S11 is deleted', async () => {
    for (const { id } of [full, minimal]) expect((await me.rest('DELETE', `${CATALOG}/serviceSpecification/${id}`)).status).toBe(204);
    expect((await me.rest('GET', `${CATALOG}/serviceSpecification/${full.id}`)).status).toBe(404);
  });
});

describe.each(['serviceCategory', 'serviceCatalog'])('a %s', (name) => {
  it('is created, read, patched, listed and deleted', async () => {
    const created = await create(name, { name: 'Edge', category: [{ id: UNKNOWN }] });
    expect([created.status, created.headers.get('location')]).toEqual([201, created.body.href]);
    const url = `${CATALOG}/${name}/${created.body.id}`;
    expect((await me.rest('GET', url)).body).toEqual(created.body);
    expect((await me.rest<Resource>('PATCH', url, { description: 'Near.' })).body).toMatchObject({ name: 'Edge', description: 'Near.' });
    expect((await list(`/${name}?name=Edge&fields=description`))).toEqual([{ id: created.body.id, href: created.body.href, description: 'Near.' }]);
    expect((await create(name, {})).status).toBe(400);
    expect((await me.rest('DELETE', url)).status).toBe(204);
    expect((await me.rest('GET', url)).status).toBe(404);
  });
});

describe.each(['importJob', 'exportJob'])('S13 an %s', (name) => {
  it('is created, listed, filtered and deleted; it needs an address', async () => {
    const url = 'http://127.0.0.1:9/resources.json';
    const created = await create(name, { url, path: 'serviceSpecification' });
    expect([created.status, created.body]).toEqual([201, expect.objectContaining({ id: expect.any(String), href: expect.any(String), url })]);
    expect((await list(`/${name}`)).map(({ id }) => id)).toEqual([created.body.id]);
    expect((await list(`/${name}?url=${encodeURIComponent(url)}&fields=url`))).toEqual([{ id: created.body.id, href: created.body.href, url }]);
    expect((await create(name, {})).status).toBe(400);
    expect((await me.rest('PATCH', `${CATALOG}/${name}/${created.body.id}`, {})).status).toBe(405);
    expect((await me.rest('DELETE', `${CATALOG}/${name}/${created.body.id}`)).status).toBe(204);
  });
});
