import { expect, it } from 'vitest';
import { createHrefs } from './href.js';

const hrefs = createHrefs('https://gateway.example/', '/tmf-api/party/v4/organization');

it('makes addresses that can be followed, whatever the id is made of', () => {
  expect(hrefs.of('a b/c')).toBe('https://gateway.example/tmf-api/party/v4/organization/a%20b%2Fc');
});

it('shows id and address first, and not what was stored under these names', () => {
  const shown = hrefs.shown('1', { name: 'n', href: 'old', id: 'old' });
  expect(shown).toEqual({ id: '1', href: 'https://gateway.example/tmf-api/party/v4/organization/1', name: 'n' });
  expect(Object.keys(shown)).toEqual(['id', 'href', 'name']);
});

it('reads conditions on addresses as conditions on ids', () => {
  const name = { path: 'name', anyOf: ['x'] };
  const anyOf = [hrefs.of('a b/c'), 'https://elsewhere.example/1', `${hrefs.of('')}%`];
  expect(hrefs.filter([name, { path: 'href', anyOf }])).toEqual([name, { path: 'id', anyOf: ['a b/c', '', ''] }]);
  expect(hrefs.filter(null)).toEqual([]);
});
