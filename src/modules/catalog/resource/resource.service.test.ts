import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { existsSync, readFileSync } from 'node:fs';
import { admin, catalogWorld, forgetCatalog, type CatalogWorld } from '../../../../test/support/catalog-world.js';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import type { LoggedEvent } from '../../../kernel/event.js';

const SAMPLE = '../shared/specs/tmf/samples/openslice-service-specification-cfs.json';

interface Document {
  readonly id: string;
  readonly href: string;
  readonly [member: string]: unknown;
}

const KINDS = ['ServiceSpecification', 'ServiceCandidate', 'ServiceCategory', 'ServiceCatalog'] as const;
type Kind = (typeof KINDS)[number];
const path = (kind: Kind) => `service${kind.slice('Service'.length)}`;
const plural = (kind: Kind) => (kind === 'ServiceCategory' ? 'serviceCategories' : `${path(kind)}s`);

describe.each(databaseKinds)('resources of the catalog (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: CatalogWorld;
  beforeAll(async () => {
    test = await open();
    world = await catalogWorld(test.db);
  });
  beforeEach(() => forgetCatalog(test.db));
  afterAll(() => test[Symbol.asyncDispose]());

  const create = async (kind: Kind, document: unknown, ctx = admin()): Promise<Document> =>
    (await world.ask<Record<string, Record<string, { document: Document }>>>(`mutation ($document: JSON) { create${kind}(input: { document: $document }) { ${path(kind)} { document } } }`, { document }, ctx))[`create${kind}`]![path(kind)]!.document;
  const update = async (kind: Kind, id: string, patch: unknown): Promise<Document> =>
    (await world.ask<Record<string, Record<string, { document: Document }>>>(`mutation ($id: ID!, $patch: JSON!) { update${kind}(id: $id, patch: $patch) { ${path(kind)} { document } } }`, { id, patch }))[`update${kind}`]![path(kind)]!.document;
  const get = async (kind: Kind, id: string): Promise<Document> => (await world.ask<Record<string, { document: Document }>>(`query ($id: ID!) { ${path(kind)}(id: $id) { document } }`, { id }))[path(kind)]!.document;
  const remove = (kind: Kind, id: string) => world.ask(`mutation ($id: ID!) { delete${kind}(id: $id) { id } }`, { id });
  const list = async (kind: Kind, filter: unknown = null) =>
    (await world.ask<Record<string, { nodes: { document: Document }[]; totalCount: number }>>(`query ($filter: [ResourceFilter!]) { ${plural(kind)}(filter: $filter) { totalCount nodes { document } } }`, { filter }))[plural(kind)]!.nodes.map(({ document }) => document);
  const minimal = (kind: Kind, name = 'K8aaS') => (kind === 'ServiceCandidate' ? { name, serviceSpecification: { id: '9600' } } : { name });
  const told = async () => (await test.db.prisma.outboxEvent.findMany({ orderBy: { seq: 'asc' } })).map((event) => ({ ...event, owner: event }) as unknown as LoggedEvent);

  describe.each(KINDS)('%s', (kind) => {
    it('is made with what every item of a list has, read, changed and deleted', async () => {
      const made = await create(kind, { ...minimal(kind), id: 'mine', href: 'http://else.where/1', '@schemaLocation': null });
      const href = `http://gateway.test/tmf-api/serviceCatalogManagement/v4/${path(kind)}/${made.id}`;
      expect(made).toMatchObject({ href, name: 'K8aaS', lifecycleStatus: 'In study', '@type': expect.any(String), lastUpdate: world.clock.now().toISOString(), ...(kind === 'ServiceSpecification' && { isBundle: false }) });
      expect(made.id).not.toBe('mine');
      expect(made).not.toHaveProperty('@schemaLocation');
      expect(await get(kind, made.id)).toEqual(made);
      expect(await list(kind, [{ path: 'href', anyOf: [href] }])).toEqual([made]);
      world.clock.pass(1_000);
      const changed = await update(kind, made.id, { id: made.id, href, description: 'new', lastUpdate: '2000-01-01T00:00:00Z' });
      expect(changed).toEqual({ ...made, description: 'new', lastUpdate: world.clock.now().toISOString() });
      expect(await update(kind, made.id, { description: null })).not.toHaveProperty('description');
      await remove(kind, made.id);
      await expect(get(kind, made.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(remove(kind, made.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(update(kind, made.id, { name: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('is told at hubs', async () => {
      const made = await create(kind, minimal(kind));
      const changed = await update(kind, made.id, { description: 'new' });
      await remove(kind, made.id);
      const notices = (await told()).flatMap((event) => world.toHubNotices(event));
      expect(notices.map(({ api, eventType, member, resource }) => [api, eventType, member, resource])).toEqual([
        ['serviceCatalogManagement', `${kind}CreateEvent`, path(kind), made],
        ['serviceCatalogManagement', `${kind}ChangeEvent`, path(kind), changed],
        ['serviceCatalogManagement', `${kind}DeleteEvent`, path(kind), changed],
      ]);
    });

    it('is made once for an idempotency key', async () => {
      const keyed = admin({ idempotencyKey: 'key-1', requestHash: kind });
      const [made, again] = [await create(kind, minimal(kind), keyed), await create(kind, minimal(kind), keyed)];
      expect(again).toEqual(made);
      await test.db.prisma.idempotencyRecord.deleteMany();
    });
  });

  it('keeps what it does not know, and takes a period that ends before it begins', async () => {
    const document = { name: 'x', 'x-own': { deep: [1, { a: null }] }, validFor: { startDateTime: '2026-02-01T00:00:00Z', endDateTime: '2026-01-01T00:00:00Z' } };
    expect(await create('ServiceSpecification', document)).toMatchObject({ 'x-own': { deep: [1, {}] }, validFor: document.validFor });
  });

  it('takes the dialects of OpenSlice and HypO, also in a patch', async () => {
    const made = await create('ServiceSpecification', { name: 'x', uuid: 'u-1', serviceSpecCharacteristic: [{ uuid: 'c', name: 'nodes', serviceSpecCharacteristicValue: [{ value: { value: '1', alias: null } }] }], relatedParties: [{ id: 'p' }], targetServiceSchema: {} });
    expect(made).toMatchObject({ specCharacteristic: [{ name: 'nodes', characteristicValueSpecification: [{ value: { value: '1', alias: null } }] }], relatedParty: [{ id: 'p', '@referredType': expect.any(String) }] });
    expect(made).not.toHaveProperty('targetEntitySchema');
    expect(await update('ServiceSpecification', made.id, { serviceSpecCharacteristics: [{ name: 'flavour' }] })).toMatchObject({ specCharacteristic: [{ name: 'flavour' }] });
    expect(await update('ServiceSpecification', made.id, { serviceSpecCharacteristic: null })).not.toHaveProperty('specCharacteristic');
  });

  it.skipIf(!existsSync(SAMPLE))(`takes a specification as OpenSlice has it (needs ${SAMPLE})`, async () => {
    const made = await create('ServiceSpecification', JSON.parse(readFileSync(SAMPLE, 'utf8')));
    expect(made['specCharacteristic']).toBeInstanceOf(Array);
  });

  it('knows a link from both of its ends, whichever was written', async () => {
    const category = await create('ServiceCategory', { name: 'mobile' });
    const candidate = await create('ServiceCandidate', { ...minimal('ServiceCandidate'), version: '1', category: [{ id: category.id, name: 'mobile' }, { id: 'unknown' }] });
    expect((await get('ServiceCategory', category.id))['serviceCandidate']).toEqual([{ id: candidate.id, href: candidate.href, name: 'K8aaS', version: '1', '@referredType': 'ServiceCandidate' }]);
    await update('ServiceCandidate', candidate.id, { name: 'renamed' });
    expect((await get('ServiceCategory', category.id))['serviceCandidate']).toMatchObject([{ name: 'renamed' }]);
    await update('ServiceCategory', category.id, { name: 'radio' });
    expect((await get('ServiceCandidate', candidate.id))['category']).toMatchObject([{ id: 'unknown' }, { id: category.id, name: 'radio' }]);
    await update('ServiceCategory', category.id, { serviceCandidate: [] });
    expect((await get('ServiceCandidate', candidate.id))['category']).toMatchObject([{ id: 'unknown' }]);
    await update('ServiceCategory', category.id, { serviceCandidate: [{ id: candidate.id }] });
    await remove('ServiceCategory', category.id);
    expect((await get('ServiceCandidate', candidate.id))['category']).toMatchObject([{ id: 'unknown' }]);
    const other = await create('ServiceCategory', { name: 'other', serviceCandidate: [{ id: candidate.id }] });
    await remove('ServiceCandidate', candidate.id);
    expect((await get('ServiceCategory', other.id))['serviceCandidate']).toEqual([]);
  });

  it('has a tree of categories, by children and by parents', async () => {
    const named = await create('ServiceCategory', { name: 'named' });
    const root = await create('ServiceCategory', { name: 'root', category: [{ id: named.id }] });
    const naming = await create('ServiceCategory', { name: 'naming', parentId: root.id });
    expect([root['isRoot'], naming['isRoot']]).toEqual([true, false]);
    expect(await world.ask('query ($id: ID!) { serviceCategory(id: $id) { parent { name } children { name parent { name } } } }', { id: root.id })).toEqual({ serviceCategory: { parent: null, children: [{ name: 'named', parent: null }, { name: 'naming', parent: { name: 'root' } }] } });
    await remove('ServiceCategory', named.id);
    expect((await get('ServiceCategory', root.id))['category']).toEqual([]);
  });

  it('is one statement for each level of a tree, however many there are', async () => {
    for (const name of ['a', 'b', 'c']) {
      const candidates: Document[] = [];
      for (const nth of [1, 2]) {
        const spec = await create('ServiceSpecification', { name: `${name}${nth}` });
        candidates.push(await create('ServiceCandidate', { name: spec['name'], serviceSpecification: { id: spec.id } }));
      }
      const category = await create('ServiceCategory', { name, serviceCandidate: candidates.map(({ id }) => ({ id })) });
      await create('ServiceCatalog', { name, category: [{ id: category.id }] });
    }
    const statements: string[] = [];
    const query = test.db.pool.query.bind(test.db.pool) as (...given: unknown[]) => unknown;
    Object.assign(test.db.pool, { query: (...given: unknown[]) => (statements.push(String(given[0])), query(...given)) });
    const { serviceCatalogs } = await world.ask<{ serviceCatalogs: { nodes: { serviceCategories: { serviceCandidates: { serviceSpecification: unknown }[] }[] }[] } }>('{ serviceCatalogs { nodes { name serviceCategories { name serviceCandidates { name serviceSpecification { name } } } } } }');
    Object.assign(test.db.pool, { query });
    expect(serviceCatalogs.nodes.flatMap(({ serviceCategories }) => serviceCategories.flatMap(({ serviceCandidates }) => serviceCandidates.map(({ serviceSpecification }) => serviceSpecification)))).toHaveLength(6);
    expect(statements).toHaveLength(4);
  });
});
