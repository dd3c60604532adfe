import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aFailure, aLoss, anEnd, anImport, anUpdate, aSpec, assigned, catalogNow, catalogWorld, forgetCatalog, ORGANIZATION, STORY, type CatalogWorld } from '../../../../test/support/catalog-world.js';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { insertCandidates } from '../candidate/candidate.service.js';
import { candidateId, otherLocalId } from './peered-document.rules.js';

const OTHER = { id: 'b3c5e6f7-1111-4222-8333-444455556666', name: 'Porto OSS' };

const TREE = `{ serviceCatalogs { nodes { name serviceCategories { name serviceCandidates { name serviceSpecification { id version } } } } } }`;

interface Tree {
  readonly serviceCatalogs: { readonly nodes: readonly { readonly name: string; readonly serviceCategories: readonly { readonly name: string; readonly serviceCandidates: readonly { readonly serviceSpecification: { readonly id: string; readonly version: string } }[] }[] }[] };
}

/** Catalogs as text: `gold: mobile(a@1, b@1)`. */
async function tree(world: CatalogWorld): Promise<readonly string[]> {
  const { serviceCatalogs } = await world.ask<Tree>(TREE);
  const inside = ({ name, serviceCandidates }: Tree['serviceCatalogs']['nodes'][number]['serviceCategories'][number]): string => `${name}(${serviceCandidates.map(({ serviceSpecification: { id, version } }) => `${id}@${version}`).sort().join(', ')})`;
  return serviceCatalogs.nodes.map(({ name, serviceCategories }) => `${name}: ${serviceCategories.map(inside).sort().join(' ')}`).sort();
}

/** Id of the only category of a name. */
async function categoryNamed(world: CatalogWorld, name: string): Promise<string> {
  const { serviceCategories } = await world.ask<{ serviceCategories: { nodes: { id: string }[] } }>('query ($name: String!) { serviceCategories(filter: [{ path: "name", anyOf: [$name] }]) { nodes { id } } }', { name });
  return serviceCategories.nodes[0]!.id;
}

async function newCategory(world: CatalogWorld, name: string): Promise<string> {
  const { createServiceCategory } = await world.ask<{ createServiceCategory: { serviceCategory: { id: string } } }>('mutation ($name: String!) { createServiceCategory(input: { name: $name }) { serviceCategory { id } } }', { name });
  return createServiceCategory.serviceCategory.id;
}

describe.each(databaseKinds)('what peered OSSs offer (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: CatalogWorld;
  beforeAll(async () => {
    test = await open();
    world = await catalogWorld(test.db);
  });
  beforeEach(() => forgetCatalog(test.db));
  afterAll(() => test[Symbol.asyncDispose]());

  const ids = async (): Promise<readonly string[]> => (await world.ask<{ serviceSpecifications: { nodes: { id: string }[] } }>('{ serviceSpecifications { nodes { id } } }')).serviceSpecifications.nodes.map(({ id }) => id).sort();
  const events = async () => (await test.db.prisma.outboxEvent.findMany({ orderBy: { seq: 'asc' } })).map(({ data }) => data as { organizationId: string | null; changes: { kind: string; change: string; id: string; name: string }[] });

  it('is shown in the catalogs and categories that it is assigned to', async () => {
    await world.hear(STORY[0]!);
    expect(await tree(world)).toEqual(['gold: fixed(c@1) mobile(a@1, b@1)']);
    const { serviceSpecification: spec } = await world.ask('{ serviceSpecification(id: "a") { name isBundle lifecycleStatus atType href document origin { remoteId organization { id } } serviceCandidates { id serviceCategories { name serviceCatalogs { name } } } } }');
    expect(spec).toMatchObject({
      name: 'spec a', isBundle: false, lifecycleStatus: 'Active', atType: 'CustomerFacingServiceSpecification', href: 'http://gateway.test/tmf-api/serviceCatalogManagement/v4/serviceSpecification/a',
      origin: { remoteId: 'a', organization: { id: ORGANIZATION.id } },
      serviceCandidates: [{ id: candidateId(ORGANIZATION.id, 'a'), serviceCategories: [{ name: 'mobile', serviceCatalogs: [{ name: 'gold' }] }] }],
      document: { relatedParty: [{ id: ORGANIZATION.id, name: ORGANIZATION.name, role: 'ORGANIZATION', '@referredType': 'Organization', extendedInfo: 'a' }] },
    });
  });

  it('follows the story to its end, and leaves nothing when the peering is over', async () => {
    const seen: (readonly string[])[] = [];
    for (const told of STORY) {
      await world.hear(told);
      seen.push(await tree(world));
    }
    expect(seen).toEqual([
      ['gold: fixed(c@1) mobile(a@1, b@1)'],
      ['gold: mobile(a@2, d@1)', 'silver: fixed(c@1)'],
      [],
      ['gold: mobile(a@3, d@1)', 'silver: fixed(c@1)'],
      ['gold: mobile(d@1)', 'silver: fixed(c@2)'],
      [],
      ['bronze: mobile(c@4, e@1)'],
    ]);
    await world.hear(anEnd(8));
    expect(await catalogNow(test.db)).toEqual({ specifications: [], candidates: [], categories: [], catalogs: [] });
  });

  it('is the same after every order and repetition of the story that was tried', async () => {
    await world.hear(...STORY);
    const wanted = await catalogNow(test.db);
    const orders = fc.sample(fc.shuffledSubarray([...STORY, ...STORY.slice(0, 4)], { minLength: STORY.length + 4, maxLength: STORY.length + 4 }), { numRuns: test.db.embedded ? 6 : 60, seed: 5 });
    for (const told of orders) {
      await forgetCatalog(test.db);
      await world.hear(...told);
      expect({ order: told.map(({ message }) => message.generation), catalog: await catalogNow(test.db) }).toEqual({ order: expect.anything(), catalog: wanted });
    }
  });

  it('comes back the same after a loss: ids, catalogs and all', async () => {
    const specs = [aSpec('a'), aSpec('b')];
    const places = [assigned('gold', { mobile: ['a', 'b'] })];
    await world.hear(anImport(1, specs, places));
    const before = await catalogNow(test.db);
    await world.hear(aLoss(2));
    expect(await ids()).toEqual([]);
    await expect(world.ask('{ serviceSpecification(id: "a") { id } }')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await world.hear(anImport(3, specs, places));
    expect(await catalogNow(test.db)).toEqual(before);
  });

  it('shares catalogs and categories with others, and with what is kept here', async () => {
    await world.ask('mutation ($id: ID!) { createServiceCatalog(input: { name: "gold", categoryIds: [$id] }) { serviceCatalog { id } } }', { id: await newCategory(world, 'mobile') });
    await world.hear(anImport(1, [aSpec('a')], [assigned('gold', { mobile: ['a'], fixed: ['a'] }), assigned('silver', { x: ['a'] })]));
    await world.hear(anImport(1, [aSpec('z')], [assigned('gold', { mobile: ['z'], fixed: ['z'] })], { organization: OTHER }));
    expect(await tree(world)).toEqual(['gold: fixed(a@1, z@1) mobile(a@1, z@1)', 'silver: x(a@1)']);
    await world.hear(aLoss(2));
    expect(await tree(world)).toEqual(['gold: fixed(z@1) mobile(z@1)']);
    await world.hear(anEnd(2, { organization: OTHER }));
    expect(await tree(world)).toEqual(['gold: mobile()']);
  });

  it('has ids of its own where another origin has them, and keeps them', async () => {
    await world.hear(anImport(1, [aSpec('a')]), aLoss(2), anImport(1, [aSpec('a', { name: 'theirs' })], [], { organization: OTHER }), anImport(3, [aSpec('a')]));
    expect(await ids()).toEqual(['a', otherLocalId(OTHER.id, 'a')].sort());
    await world.hear(anEnd(4), anUpdate(2, { updated: [aSpec('a', { name: 'theirs', version: '2' })] }, { organization: OTHER }));
    expect(await ids()).toEqual([otherLocalId(OTHER.id, 'a')]);
  });

  it('leave a candidate of ours alone that has the id of theirs', async () => {
    const taken = candidateId(ORGANIZATION.id, 'a');
    await test.db.transact((tx) => insertCandidates(tx, [{ id: taken, document: { name: 'mine' } }], new Date()));
    await world.hear(anImport(1, [aSpec('a')], [assigned('gold', { mobile: ['a'] })]), anUpdate(2, { updated: [aSpec('a', { version: '2' })] }));
    expect(await tree(world)).toEqual(['gold: mobile(a@2)']);
    const { serviceCandidates } = await world.ask<{ serviceCandidates: { nodes: object[] } }>('{ serviceCandidates { nodes { id name } } }');
    expect(new Set(serviceCandidates.nodes)).toEqual(new Set([{ id: taken, name: 'mine' }, { id: candidateId(ORGANIZATION.id, 'a 2'), name: 'spec a' }]));
  });

  it('have an id each, whatever a foreign producer gives them', async () => {
    const theirs = otherLocalId(OTHER.id, 'a');
    await world.hear(anImport(1, [aSpec('r1', { localId: 'x' }), aSpec('r2', { localId: 'x' }), aSpec('a', { localId: theirs })]));
    await world.hear(anUpdate(2, { removed: ['r1'] }), anUpdate(3, { added: [aSpec('r3', { localId: 'x' })] }), anUpdate(4, { added: [aSpec('r1', { localId: 'x' })] }));
    expect(await ids()).toEqual(['x', theirs, otherLocalId(ORGANIZATION.id, 'r2'), otherLocalId(ORGANIZATION.id, 'r3')].sort());
    await world.hear(anImport(1, [aSpec('a', { localId: 'x' })], [], { organization: OTHER }));
    expect(await ids()).toHaveLength(5);
  });

  it('leaves its ids to the next when its peering is over, not while its OSS is away', async () => {
    await world.hear(anImport(1, [aSpec('a'), aSpec('b')]), aLoss(2), anImport(1, [aSpec('a')], [], { organization: OTHER }));
    expect(await ids()).toEqual([otherLocalId(OTHER.id, 'a')]);
    await world.hear(anEnd(2, { organization: OTHER }), anEnd(3), anImport(3, [aSpec('a'), aSpec('b')], [], { organization: OTHER }));
    expect(await ids()).toEqual(['a', 'b']);
    await world.hear(anImport(4, [aSpec('a')]));
    expect(await ids()).toEqual(['a', 'b', otherLocalId(ORGANIZATION.id, 'a')].sort());
  });

  it('keeps the newest failure, and changes nothing for it', async () => {
    await world.hear(STORY[0]!);
    const before = await catalogNow(test.db);
    await world.hear(aFailure(5), aFailure(3));
    expect(await catalogNow(test.db)).toEqual(before);
    const { rows } = await test.db.pool.query('SELECT "lastFailure" FROM "PeeredCatalog"');
    expect(rows).toEqual([{ lastFailure: expect.objectContaining({ generation: 5, phase: 'update', code: 'CONNECT' }) }]);
  });

  it('cannot be changed here', async () => {
    await world.hear(STORY[0]!);
    const candidate = candidateId(ORGANIZATION.id, 'a');
    const refused = { code: 'PEERED_SPEC' };
    await expect(world.ask('mutation { updateServiceSpecification(id: "a", patch: { name: "mine" }) { serviceSpecification { id } } }')).rejects.toMatchObject(refused);
    await expect(world.ask('mutation { deleteServiceSpecification(id: "a") { id } }')).rejects.toMatchObject(refused);
    await expect(world.ask('mutation ($id: ID!) { updateServiceCandidate(id: $id, patch: { category: [] }) { serviceCandidate { id } } }', { id: candidate })).rejects.toMatchObject(refused);
    await expect(world.ask('mutation ($id: ID!) { deleteServiceCandidate(id: $id) { id } }', { id: candidate })).rejects.toMatchObject(refused);
    const category = await categoryNamed(world, 'mobile');
    await expect(world.ask('mutation ($id: ID!) { updateServiceCategory(id: $id, patch: { serviceCandidate: [] }) { serviceCategory { id } } }', { id: category })).rejects.toMatchObject(refused);
    await expect(world.ask('mutation ($id: ID!) { deleteServiceCategory(id: $id) { id } }', { id: category })).rejects.toMatchObject(refused);
    expect(await tree(world)).toEqual(['gold: fixed(c@1) mobile(a@1, b@1)']);
  });

  it('may be put into further categories by users, and is there again when it comes back', async () => {
    await world.hear(STORY[0]!);
    const candidate = candidateId(ORGANIZATION.id, 'a');
    const id = await newCategory(world, 'mine');
    const put = (patch: object) => world.ask('mutation ($id: ID!, $patch: JSON!) { updateServiceCategory(id: $id, patch: $patch) { serviceCategory { document } } }', { id, patch });
    const inMine = async () => (await world.ask<{ serviceCategory: { serviceCandidates: unknown } }>('query ($id: ID!) { serviceCategory(id: $id) { serviceCandidates { id serviceCategories { name } } } }', { id })).serviceCategory.serviceCandidates;
    await put({ serviceCandidate: [{ id: candidate, name: 'spec a' }] });
    const there = [{ id: candidate, serviceCategories: [{ name: 'mobile' }, { name: 'mine' }] }];
    expect(await inMine()).toEqual(there);
    await world.hear(aLoss(2));
    expect(await inMine()).toEqual([]);
    await put({ description: 'still mine' });
    await world.hear(anImport(3, [aSpec('a', { version: '2' })], [assigned('gold', { mobile: ['a'] })]));
    expect(await inMine()).toEqual(there);
    await put({ serviceCandidate: [] });
    await world.hear(aLoss(4), anImport(5, [aSpec('a')], [assigned('gold', { mobile: ['a'] })]));
    expect(await inMine()).toEqual([]);
  });

  it('cannot be taken out of a category that a peering has assigned it to since a user put it there', async () => {
    const id = await newCategory(world, 'mobile');
    await world.ask('mutation ($id: ID!) { createServiceCatalog(input: { name: "gold", categoryIds: [$id] }) { serviceCatalog { id } } }', { id });
    await world.hear(anImport(1, [aSpec('a')]));
    const put = (patch: object) => world.ask('mutation ($id: ID!, $patch: JSON!) { updateServiceCategory(id: $id, patch: $patch) { serviceCategory { document } } }', { id, patch });
    await put({ serviceCandidate: [{ id: candidateId(ORGANIZATION.id, 'a') }] });
    await world.hear(anUpdate(2, { serviceCatalogs: [assigned('gold', { mobile: ['a'] })] }));
    await expect(put({ serviceCandidate: [] })).rejects.toMatchObject({ code: 'PEERED_SPEC' });
    await world.hear(anUpdate(3, { serviceCatalogs: [] }));
    await put({ serviceCandidate: [] });
    expect(await tree(world)).toEqual(['gold: mobile()']);
  });

  it('is listed by organization, in pages', async () => {
    await world.hear(anImport(1, ['a', 'b', 'c'].map((id) => aSpec(id))), anImport(1, [aSpec('z')], [], { organization: OTHER }));
    type Page = { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: { id: string }[] };
    const pages = async (after: string | null) =>
      (await world.ask<{ _entities: { serviceSpecifications: Page }[] }>('query ($of: [_Any!]!, $after: String) { _entities(representations: $of) { ... on Organization { serviceSpecifications(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { id } } } } }', { after, of: [ORGANIZATION.id, OTHER.id, 'nobody'].map((id) => ({ __typename: 'Organization', id })) }))._entities.map(({ serviceSpecifications: { totalCount, pageInfo, nodes } }) => [totalCount, pageInfo.hasNextPage, nodes.map(({ id }) => id), pageInfo.endCursor] as const);
    const first = await pages(null);
    expect(first.map(([total, more, nodes]) => [total, more, nodes])).toEqual([[3, true, ['a', 'b']], [1, false, ['z']], [0, false, []]]);
    expect((await pages(first[0]![3]))[0]!.slice(1, 3)).toEqual([false, ['c']]);
  });

  it('has members of their types, whatever was sent', async () => {
    const spec = aSpec('a');
    await world.hear(anImport(1, [{ ...spec, serviceSpecification: { ...spec.serviceSpecification, isBundle: 'yes', lifecycleStatus: 7, '@type': null, version: 2, 'x-own': { kept: true } } }]));
    const { serviceSpecification } = await world.ask('{ serviceSpecification(id: "a") { document } }');
    expect(serviceSpecification).toMatchObject({ document: { isBundle: false, lifecycleStatus: 'In study', '@type': 'CustomerFacingServiceSpecification', 'x-own': { kept: true } } });
  });

  it('leaves categories that users have touched', async () => {
    await world.hear(STORY[0]!);
    await world.ask('mutation ($id: ID!) { updateServiceCategory(id: $id, patch: { description: "kept" }) { serviceCategory { id } } }', { id: await categoryNamed(world, 'mobile') });
    await world.hear(anEnd(2));
    expect(await tree(world)).toEqual(['gold: mobile()']);
  });

  it('is told once for each resource, and not at all when nothing has changed', async () => {
    const story = [anImport(1, [aSpec('a')], [assigned('gold', { mobile: ['a'] })]), anImport(2, [aSpec('a')], [assigned('gold', { mobile: ['a'] })]), anUpdate(3, { updated: [aSpec('a', { version: '2' })] }), aLoss(4)];
    await world.hear(...story);
    const told = (await events()).map(({ organizationId, changes }) => [organizationId === ORGANIZATION.id, ...changes.map(({ kind, change, name }) => `${change} ${kind} ${name}`)]);
    expect(told).toEqual([
      [true, 'CREATED ServiceSpecification spec a', 'CREATED ServiceCatalog gold', 'CREATED ServiceCategory mobile', 'CREATED ServiceCandidate spec a'],
      [true, 'CHANGED ServiceSpecification spec a', 'CHANGED ServiceCandidate spec a', 'CHANGED ServiceCategory mobile'],
      [true, 'DELETED ServiceSpecification spec a', 'DELETED ServiceCandidate spec a', 'DELETED ServiceCategory mobile', 'DELETED ServiceCatalog gold'],
    ]);
  });

  it('is told in events of at most 500 changes', async () => {
    await world.hear(anImport(1, Array.from({ length: 400 }, (_, at) => aSpec(`s${at}`))));
    expect((await events()).map(({ changes }) => changes.length)).toEqual([500, 300]);
  });

  it('refuses what is no message of ours', async () => {
    await expect(world.hear({ ...STORY[0]!, message: { ...STORY[0]!.message, generation: 0 } })).rejects.toThrow();
    expect(await ids()).toEqual([]);
  });
});
