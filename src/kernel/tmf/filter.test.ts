import { describe, expect, it } from 'vitest';
import { checkFilters, fitsFilters } from './filter.js';

describe('checkFilters', () => {
  const refused = (filters: { path: string; anyOf: string[] }[]): void => expect(() => checkFilters(filters)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'filter' }));

  it.each(['name', '@type', 'relatedParty.role', 'relatedParty.@referredType', 'x-our_own', 'a1.b2'])('takes %s', (path) => checkFilters([{ path, anyOf: ['x'] }]));
  it.each(['', '.', 'a.', '.a', 'a.b.c', 'a b', "a'", 'a"', 'a\0', '1a', '__proto__', 'a[0]', 'x'.repeat(101)])('refuses the path %j', (path) => refused([{ path, anyOf: ['x'] }]));

  it('bounds conditions and values', () => {
    checkFilters(Array.from({ length: 20 }, () => ({ path: 'name', anyOf: Array.from({ length: 100 }, String) })));
    refused(Array.from({ length: 21 }, () => ({ path: 'name', anyOf: ['x'] })));
    refused([{ path: 'name', anyOf: [] }]);
    refused([{ path: 'name', anyOf: Array.from({ length: 101 }, String) }]);
    refused([{ path: 'name', anyOf: ['x', 'a\0b'] }]);
  });
});

describe('fitsFilters', () => {
  const document = { name: 'K8aaS', isBundle: false, count: 5, none: null, tags: ['a', 'b', ['c']], ref: { id: 'r' }, parties: [{ role: 'owner', names: ['x', ['y']] }, { role: 'guest' }, 'text'] };
  const fits = (path: string, ...anyOf: string[]): boolean => fitsFilters(document, [{ path, anyOf }]);

  it('compares texts, numbers and truth as text, exactly', () => {
    expect([fits('name', 'K8aaS'), fits('isBundle', 'false'), fits('count', '5'), fits('name', 'x', 'K8aaS')]).toEqual([true, true, true, true]);
    expect([fits('name', 'k8aas'), fits('count', '5.0'), fits('none', 'null'), fits('absent', ''), fits('ref', '{"id":"r"}')]).toEqual([false, false, false, false, false]);
  });

  it('takes an array for its elements, and an array in an array for nothing', () => {
    expect([fits('tags', 'b'), fits('parties.role', 'guest'), fits('parties.names', 'x'), fits('ref.id', 'r')]).toEqual([true, true, true, true]);
    expect([fits('tags', 'c'), fits('parties.names', 'y'), fits('parties', 'owner'), fits('name.length', '5'), fits('constructor', 'x')]).toEqual([false, false, false, false, false]);
  });

  it('wants all of the conditions', () => {
    const both = (name: string) => fitsFilters(document, [{ path: 'name', anyOf: [name] }, { path: 'count', anyOf: ['5'] }]);
    expect([both('K8aaS'), both('other'), fitsFilters(document, [])]).toEqual([true, false, true]);
  });
});
