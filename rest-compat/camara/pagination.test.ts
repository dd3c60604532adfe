import { describe, expect, it } from 'vitest';
import { fromOffsetCursor } from '../../src/kernel/page.js';
import { cursorOf, pageHeaders, paginationOf } from './pagination.js';

const relations = (page: number, totalCount: number): Record<string, string> => {
  const { link } = pageHeaders('https://gateway.example/zones', { status: undefined }, paginationOf({ page, perPage: 20 }, totalCount));
  return Object.fromEntries([...link!.matchAll(/page=(\d+)&perPage=20>; rel="(\w+)"/g)].map(([, target, rel]) => [rel!, target!]));
};

describe('pageHeaders', () => {
  it.each<[string, number, number, Record<string, string>]>([
    ['the only page', 1, 20, { first: '1', last: '1' }],
    ['the first of three', 1, 41, { first: '1', next: '2', last: '3' }],
    ['the last of three', 3, 41, { first: '1', prev: '2', last: '3' }],
    ['a page beyond the last', 9, 41, { first: '1', prev: '3', last: '3' }],
    ['the page of an empty list', 1, 0, { first: '1', last: '1' }],
  ])('links %s', (_, page, totalCount, links) => {
    expect(relations(page, totalCount)).toEqual(links);
  });

  it('leaves out filters that were not given', () => {
    const { link } = pageHeaders('/zones', { status: undefined, region: 'a b' }, paginationOf({ page: 1, perPage: 20 }, 1));
    expect(link).toContain('</zones?region=a+b&page=1&perPage=20>');
  });
});

it('an empty list has no page', () => {
  expect(paginationOf({ page: 1, perPage: 20 }, 0)).toEqual({ page: 1, perPage: 20, totalCount: 0, totalPages: 0 });
});

it('the farthest page still has a cursor that lists can read', () => {
  expect(fromOffsetCursor(cursorOf({ page: 3, perPage: 20 }))).toBe(40);
  expect(fromOffsetCursor(cursorOf({ page: 2_147_483_647, perPage: 100 }))).toBe(999_999_999);
});
