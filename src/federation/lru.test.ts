import { expect, it } from 'vitest';
import { createLru } from './lru.js';

it('keeps the entries used last', () => {
  const lru = createLru<number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  expect(lru.get('a')).toBe(1);
  lru.set('c', 3);
  expect([lru.get('a'), lru.get('b'), lru.get('c'), lru.size]).toEqual([1, undefined, 3, 2]);
});

it('keeps the sum of weights, and never what weighs more by itself', () => {
  const lru = createLru<number>(10, 5);
  lru.set('a', 1, 3);
  lru.set('b', 2, 3);
  lru.set('c', 3, 6);
  expect([lru.get('a'), lru.get('b'), lru.get('c')]).toEqual([undefined, 2, undefined]);
  lru.set('b', 4, 5);
  expect([lru.get('b'), lru.size]).toEqual([4, 1]);
});
