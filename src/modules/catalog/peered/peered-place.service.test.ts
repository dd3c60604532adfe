import { afterAll, beforeAll, expect, it } from 'vitest';
import { aLoss, anImport, anUpdate, aSpec, assigned, catalogNow, catalogWorld, type CatalogWorld } from '../../../../test/support/catalog-world.js';
import { describeOnServer, type TestDatabase } from '../../../../test/support/databases.js';

const organization = (nth: number) => ({ id: `a3c5e6f7-1111-4222-8333-44445555666${nth}`, name: `OSS ${nth}` });

describeOnServer('catalogs that several peerings share, on two processes', (open) => {
  let test: TestDatabase;
  let worlds: readonly CatalogWorld[];
  beforeAll(async () => {
    test = await open();
    worlds = await Promise.all([test.db, await test.another()].map((db) => catalogWorld(db)));
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('are made once, and hold what all of them brought', async () => {
    const places = [assigned('gold', { mobile: ['a', 'b'], fixed: ['b'] })];
    const story = (nth: number) => {
      const about = { organization: organization(nth) };
      return [anImport(1, [aSpec('a', { localId: `a${nth}` }), aSpec('b', { localId: `b${nth}` })], places, about), anUpdate(2, { updated: [aSpec('a', { localId: `a${nth}`, version: '2' })] }, about), aLoss(3, about), anImport(4, [aSpec('b', { localId: `b${nth}` })], places, about)];
    };
    const all = await Promise.all([0, 1, 2, 3, 4, 5].map((nth) => worlds[nth % 2]!.hear(...story(nth))));
    expect(all).toHaveLength(6);
    const { categories, catalogs, candidates } = (await catalogNow(test.db)) as Record<string, [string, Record<string, unknown[]>][]>;
    expect([catalogs!.length, candidates!.length]).toEqual([1, 6]);
    expect(categories!.map(([, document]) => [document['name'], document['serviceCandidate']!.length])).toEqual(expect.arrayContaining([['mobile', 6], ['fixed', 6]]));
    await Promise.all([0, 1, 2, 3, 4, 5].map((nth) => worlds[nth % 2]!.hear(aLoss(5, { organization: organization(nth) }))));
    expect(await catalogNow(test.db)).toEqual({ specifications: [], candidates: [], categories: [], catalogs: [] });
  });

  it('take in messages of one organization on both at once, and users who write meanwhile', async () => {
    const about = { organization: organization(7) };
    const message = (generation: number) => anImport(generation, [aSpec('x', { version: String(generation) })], [assigned(`c${generation % 2}`, { one: ['x'] })], about);
    const user = async () => {
      const { createServiceCategory } = await worlds[0]!.ask<{ createServiceCategory: { serviceCategory: { id: string } } }>('mutation { createServiceCategory(input: { name: "mine" }) { serviceCategory { id } } }');
      await worlds[1]!.ask('mutation ($id: ID!) { deleteServiceCategory(id: $id) { id } }', { id: createServiceCategory.serviceCategory.id });
    };
    await Promise.all([...[5, 2, 8, 1, 7, 3, 6, 4].map((generation, at) => worlds[at % 2]!.hear(message(generation))), user(), user()]);
    const { specifications, catalogs } = (await catalogNow(test.db)) as Record<string, [string, Record<string, unknown>][]>;
    expect(specifications!.map(([id, { version }]) => [id, version])).toEqual([['x', '8']]);
    expect(catalogs!.map(([, { name }]) => name)).toEqual(['c0']);
  });
});
