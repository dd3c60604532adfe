import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aFailure, aLoss, anEnd, anImport, anUpdate, asEvent, aSpec, assigned, STORY, type Told } from '../../../../test/support/catalog-world.js';
import { assignmentsOf, hear, heardOf, NOTHING_HEARD, placesOf, type CatalogState } from './peered.rules.js';

interface Seen {
  readonly state: CatalogState;
  readonly contents: ReadonlyMap<string, string>;
}

const NOTHING: Seen = { state: NOTHING_HEARD, contents: new Map() };

/** What is in the catalog after a message, in the way that the store does it. */
function step({ state, contents }: Seen, { topic, message }: Told): Seen {
  const { next, shown, hidden } = hear(state, heardOf(topic, message));
  const after = new Map(contents);
  for (const remoteId of hidden) after.delete(remoteId);
  for (const { remoteId, serviceSpecification } of shown) after.set(remoteId, JSON.stringify(serviceSpecification));
  return { state: next, contents: after };
}

const seen = ({ state, contents }: Seen): object => ({
  contents: [...contents].sort(),
  places: [...placesOf(state.assignments, new Set(contents.keys()))].map(([id, places]) => [id, places.map(({ catalog, category }) => `${catalog}/${category}`).sort()]).sort(),
});

const after = (told: readonly Told[]): object => seen(told.reduce(step, NOTHING));

function* permutations<Item>(items: readonly Item[]): Generator<Item[]> {
  if (items.length === 0) yield [];
  for (const [at, item] of items.entries()) for (const rest of permutations(items.toSpliced(at, 1))) yield [item, ...rest];
}

describe('messages about an organization', () => {
  it.each([['of six', 6], ['of seven, with a new import at the end', 7]])('lead to the same catalog in every permutation: the story %s', (_name, length) => {
    const story = STORY.slice(0, length);
    const wanted = after(story);
    let count = 0;
    for (const told of permutations(story)) {
      count += 1;
      const found = after(told);
      if (JSON.stringify(found) !== JSON.stringify(wanted)) expect({ order: told.map(({ message }) => message.generation), found }).toEqual({ order: [], found: wanted });
    }
    expect(count).toBe(length === 6 ? 720 : 5_040);
  });

  it('lead to the same catalog however often each comes, and failures between them change nothing', () => {
    const wanted = after(STORY);
    const often = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: STORY.length, maxLength: STORY.length });
    fc.assert(
      fc.property(often, fc.infiniteStream(fc.nat()), (times, numbers) => {
        const told = [...STORY.flatMap((one, at) => Array.from({ length: times[at]! }, () => one)), aFailure(3), aFailure(9)];
        const shuffled = told.map((one) => ({ one, at: numbers.next().value as number })).sort((one, other) => one.at - other.at).map(({ one }) => one);
        expect(after(shuffled)).toEqual(wanted);
      }),
      { numRuns: 200 },
    );
  });

  it('lead to the same catalog whatever the story is', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const specs = fc.uniqueArray(id, { maxLength: 4 });
    const catalogs = fc.array(fc.tuple(fc.constantFrom('gold', 'silver'), fc.constantFrom('x', 'y'), specs).map(([catalog, category, ids]) => assigned(catalog, { [category]: ids })), { maxLength: 3 });
    const message = fc.oneof(
      fc.tuple(specs, catalogs).map(([ids, told]) => (generation: number): Told => anImport(generation, ids.map((one) => aSpec(one, { version: String(generation) })), told)),
      fc.tuple(specs, specs, fc.option(catalogs, { nil: undefined })).map(([ids, removed, told]) => (generation: number): Told => anUpdate(generation, { updated: ids.map((one) => aSpec(one, { version: String(generation) })), removed: removed.filter((one) => !ids.includes(one)), ...(told && { serviceCatalogs: told }) })),
      fc.constant(aLoss),
      fc.constant(anEnd),
    );
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(), { minLength: 24, maxLength: 24 }), (makers, numbers) => {
        const story = makers.map((make, at) => make(at + 1));
        const twice = [...story, ...story].map((one, at) => ({ one, at: numbers[at]! })).sort((one, other) => one.at - other.at).map(({ one }) => one);
        expect(after(twice)).toEqual(after(story));
      }),
      { numRuns: 400 },
    );
  });

  it('ends with what the last import brought', () => {
    expect(after(STORY)).toEqual({
      contents: [['c', expect.stringContaining('"version":"4"')], ['e', expect.any(String)]],
      places: [['c', ['bronze/mobile']], ['e', ['bronze/mobile']]],
    });
    expect(after(STORY.slice(0, 6))).toEqual({ contents: [], places: [] });
  });

  it('are counted by an event each', () => {
    expect(new Set(STORY.map((told) => asEvent(told).id)).size).toBe(STORY.length);
  });
});

describe('assignments', () => {
  it('have each name and each spec once', () => {
    const told = [assigned('gold', { x: ['a', 'a'] }), assigned('gold', { x: ['b'], y: [] })];
    expect(assignmentsOf(told)).toEqual([{ name: 'gold', categories: [{ name: 'x', specs: ['a', 'b'] }, { name: 'y', specs: [] }] }]);
  });
});
