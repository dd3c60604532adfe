import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listQuery, readQuery } from './tmf.query.js';

const Thing = z.looseObject({ id: z.string(), name: z.string().optional(), isBundle: z.boolean().optional(), size: z.int().optional(), state: z.enum(['a', 'b']).optional(), '@type': z.string().optional(), relatedParty: z.array(z.looseObject({})).optional(), validFor: z.looseObject({}).optional() });
const query = listQuery(Thing, { dialect: z.enum(['other']).optional() });

const read = (sent: Record<string, unknown>) => query.parse(sent);
const issue = (sent: Record<string, unknown>) => query.safeParse(sent).error?.issues[0];

describe('the query of a list', () => {
  it('asks for the first hundred when nothing is said', () => {
    expect(read({})).toEqual({ fields: undefined, offset: 0, limit: 100, filter: [], further: {} });
  });

  it('reads pages, members and what else the list knows', () => {
    expect(read({ fields: 'name, size', offset: '20', limit: '1000', dialect: 'other' })).toEqual({ fields: ['name', 'size'], offset: 20, limit: 1000, filter: [], further: { dialect: 'other' } });
    expect(read({ fields: ['name', 'size,state'] }).fields).toEqual(['name', 'size', 'state']);
    expect(read({ fields: 'none' }).fields).toEqual(['none']);
    expect(read({ fields: '' }).fields).toBeUndefined();
  });

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['one value', { name: 'a' }, ['a']],
    ['none of it', { name: '' }, ['']],
    ['a value that is sent twice', { name: ['a', 'b'] }, ['a', 'b']],
    ['values by comma, or one with a comma', { name: 'a,b' }, ['a,b', 'a', 'b']],
  ])('takes %s', (_, sent, anyOf) => {
    expect(read(sent).filter).toEqual([{ path: 'name', anyOf }]);
  });

  it('filters by every member, and one level below', () => {
    const sent = { id: '1', isBundle: 'true', size: '3', state: 'zzz', '@type': 'T', 'relatedParty.role': 'x', 'validFor.@type': 'y' };
    expect(read(sent).filter.map(({ path }) => path).sort()).toEqual(Object.keys(sent).sort());
  });

  it.each([
    [{ nmae: 'a' }, ['nmae'], 'is no member of the resource to filter by'],
    [{ relatedParty: 'a' }, ['relatedParty'], 'holds objects; name a member below it'],
    [{ 'relatedParty.a.b': 'a' }, ['relatedParty.a.b'], 'is no member of the resource to filter by'],
    [{ 'relatedParty.': 'a' }, ['relatedParty.'], 'is no member of the resource to filter by'],
    [{ 'name.first': 'a' }, ['name.first'], 'is no member of the resource to filter by'],
    [{ ['x'.repeat(200)]: 'a' }, ['x'.repeat(100)], 'is no member of the resource to filter by'],
    [{ name: 'a\0' }, ['name'], 'holds a character that no value has'],
  ])('refuses %o', (sent, path, message) => {
    expect(issue(sent)).toMatchObject({ path, message });
  });

  it.each([[{ limit: '0' }], [{ limit: '1001' }], [{ limit: 'ten' }], [{ limit: ['1', '2'] }], [{ limit: '' }], [{ offset: '-1' }], [{ offset: '2000000001' }], [{ offset: '1.5' }], [{ dialect: 'mine' }]])('refuses %o', (sent) => {
    expect(issue(sent)?.path).toEqual([Object.keys(sent)[0]]);
  });

  it('says yes or no to whatever is sent', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(fc.property(fc.dictionary(text, fc.oneof(text, fc.array(text, { maxLength: 3 })), { maxKeys: 5 }), (sent) => {
      const result = query.safeParse(sent);
      for (const { path, anyOf } of result.data?.filter ?? []) expect([path in Thing.shape || path.startsWith('relatedParty.') || path.startsWith('validFor.'), anyOf.length > 0]).toEqual([true, true]);
    }));
  });
});

it('a resource that is read alone knows its members, and no filter', () => {
  expect(readQuery().parse({ fields: 'a,b' })).toEqual({ fields: ['a', 'b'], further: {} });
  expect(readQuery().safeParse({ name: 'x' }).success).toBe(false);
});
