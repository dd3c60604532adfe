import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choose, withoutSpecs, type Wish } from './selection.rules.js';

const NOTHING = { selection: {}, assignments: [] };
const into = (catalog: string, category: string, ...specifications: string[]) => [{ name: catalog, categories: [{ name: category, specifications }] }];
const refusal = (field: string) => expect.objectContaining({ code: 'INVALID_ARGUMENT', field });

describe('names', () => {
  const before = { selection: { o1: 'old', o2: 'twice', o3: 'twice', new1: 'other' }, assignments: [] };
  const resolved = (entry: string, select: Wish['select'] = [{ id: 'new1', name: 'new' }]) => choose(before, { select, serviceCatalogs: into('C', 'K', entry) }, 'add').assignments[0]!.categories[0]!.specifications;

  it('mean what the request calls so, then what was chosen earlier, then an id', () => {
    expect(resolved('new')).toEqual(['new1']);
    expect(resolved('old')).toEqual(['o1']);
    expect(resolved('o2')).toEqual(['o2']);
    expect(resolved(' old ')).toEqual(['o1']);
    expect(resolved('old', [{ id: 'x', name: 'old' }])).toEqual(['x']);
    expect(resolved('o1', [{ id: 'x', name: 'o1' }])).toEqual(['x']);
  });

  it('must mean one, and the words name all they mean', () => {
    const field = 'serviceCatalogs.0.categories.0.specifications.0';
    expect(() => resolved('twice')).toThrow(refusal(field));
    expect(() => resolved('twice')).toThrow(/o2, o3/);
    expect(() => resolved('n', [{ id: 'p', name: 'n' }, { id: 'q', name: 'n' }])).toThrow(/p, q/);
    expect(() => resolved('nobody')).toThrow(refusal(field));
    expect(() => resolved('  ')).toThrow(refusal(field));
    expect(resolved('new', [{ id: 'p', name: 'twice' }, { id: 'q', name: 'twice' }, { id: 'new1', name: 'new' }])).toEqual(['new1']);
  });
});

describe('a choice', () => {
  it.each<[Wish, string]>([
    [{ select: [] }, 'select'],
    [{ select: [{ id: ' ', name: 'a' }] }, 'select.0.id'],
    [{ select: [{ id: 'a', name: '' }] }, 'select.0.name'],
    [{ select: [{ id: 'a', name: 'x'.repeat(256) }] }, 'select.0.name'],
    [{ select: [{ id: 'a\u0000', name: 'a' }] }, 'select.0.id'],
    [{ select: [{ id: 'a', name: 'one' }, { id: 'a', name: 'two' }] }, 'select.1.name'],
    [{ select: [{ id: 'a', name: 'a' }], deselect: ['b', 'a'] }, 'deselect.1'],
    [{ select: Array.from({ length: 10_001 }, (_, n) => ({ id: `s${n}`, name: 'n' })) }, 'select'],
    [{ select: [{ id: 'a', name: 'a' }], serviceCatalogs: into(' ', 'K', 'a') }, 'serviceCatalogs.0.name'],
    [{ select: [{ id: 'a', name: 'a' }], serviceCatalogs: into('C', '', 'a') }, 'serviceCatalogs.0.categories.0.name'],
    [{ select: [{ id: 'a', name: 'a' }], serviceCatalogs: Array.from({ length: 10_000 }, (_, n) => ({ name: `${'c'.repeat(200)}${n}`, categories: [] })) }, 'serviceCatalogs'],
  ])('that cannot be is refused, naming where (%#)', (wish, field) => {
    expect(() => choose(NOTHING, wish, 'add')).toThrow(refusal(field));
  });

  it('does not empty a peering', () => {
    const before = { selection: { a: 'a' }, assignments: [] };
    expect(() => choose(before, { deselect: ['a'] }, 'update')).toThrow(refusal('deselect'));
    expect(() => choose(NOTHING, {}, 'update')).toThrow(refusal('select'));
    expect(choose(before, { deselect: ['a'], select: [{ id: 'b', name: 'b' }] }, 'update')).toMatchObject({ selection: { b: 'b' }, dropped: ['a'] });
  });

  it('keeps words that mean something to JavaScript', () => {
    const select = ['__proto__', 'constructor', 'toString'].map((id) => ({ id, name: id }));
    const { selection, assignments } = choose(NOTHING, { select, serviceCatalogs: into('__proto__', 'constructor', '__proto__', 'toString') }, 'add');
    expect(Object.entries(selection)).toHaveLength(3);
    expect(assignments).toEqual(into('__proto__', 'constructor', '__proto__', 'toString'));
  });

  it('takes empty categories with what they held, and leaves those that were empty', () => {
    const before = { selection: { a: 'a', b: 'b' }, assignments: [...into('C', 'K', 'a'), { name: 'D', categories: [{ name: 'L', specifications: ['a', 'b'] }, { name: 'M', specifications: [] }] }] };
    expect(choose(before, { deselect: ['a'] }, 'update').assignments).toEqual([{ name: 'D', categories: [{ name: 'L', specifications: ['b'] }, { name: 'M', specifications: [] }] }]);
    expect(withoutSpecs(before.assignments, new Set(['a', 'b']))).toEqual([{ name: 'D', categories: [{ name: 'M', specifications: [] }] }]);
  });

  const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const name = fc.constantFrom('one', 'two', 'three');
  const wish = fc.record({
    select: fc.uniqueArray(ids, { minLength: 1 }).map((chosen) => chosen.map((id) => ({ id, name: `name of ${id}` }))),
    places: fc.array(fc.record({ catalog: name, category: name, nth: fc.nat() })),
  }).map(({ select, places }): Wish => ({ select, serviceCatalogs: places.map(({ catalog, category, nth }) => ({ name: catalog, categories: [{ name: category, specifications: [select[nth % select.length]!.name] }] })) }));

  it('made twice is made once, and whatever the order everything is there', () => {
    fc.assert(fc.property(fc.array(wish, { minLength: 1, maxLength: 4 }), (wishes) => {
      let state: Pick<ReturnType<typeof choose>, 'selection' | 'assignments'> = NOTHING;
      for (const one of wishes) state = choose(state, one, 'add');
      for (const one of wishes) expect(choose(state, one, 'add')).toMatchObject({ selection: state.selection, assignments: state.assignments });
      expect(Object.keys(state.selection).sort()).toEqual([...new Set(wishes.flatMap(({ select }) => select!.map(({ id }) => id)))].sort());
      for (const { categories } of state.assignments) for (const { specifications } of categories) for (const id of specifications) expect(state.selection).toHaveProperty(id);
    }));
  });

  it('never assigns what is not chosen, and names each place once', () => {
    fc.assert(fc.property(wish, wish, fc.uniqueArray(ids), (first, second, dropped) => {
      const before = choose(NOTHING, first, 'add');
      const deselect = dropped.filter((id) => !second.select!.some((one) => one.id === id));
      const after = choose(before, { ...second, deselect }, 'update');
      expect(after.assignments.flatMap(({ categories }) => categories.flatMap(({ specifications }) => specifications)).every((id) => id in after.selection)).toBe(true);
      expect(new Set(after.assignments.map(({ name: catalog }) => catalog)).size).toBe(after.assignments.length);
      expect(deselect.some((id) => id in after.selection)).toBe(false);
    }));
  });
});
