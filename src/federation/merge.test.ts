import { expect, it } from 'vitest';
import { copyOf, merge } from './merge.js';

it('joins objects and lists, and lets no null replace what is there', () => {
  const target = { a: { x: 1 }, list: [{ id: 1 }, null, [{ id: 2 }]], kept: 'yes', open: null };
  merge(target, { a: { y: 2 }, list: [{ n: 'one' }, { n: 'lost' }, [{ n: 'two' }]], kept: null, open: null, late: null });
  expect(target).toEqual({ a: { x: 1, y: 2 }, list: [{ id: 1, n: 'one' }, null, [{ id: 2, n: 'two' }]], kept: 'yes', open: null, late: null });
});

it('leaves prototypes alone, whatever a subgraph answers', () => {
  merge({}, JSON.parse('{"__proto__": {"polluted": true}, "a": {"__proto__": {"polluted": true}}}') as Record<string, unknown>);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

it('copies objects and lists, not what scalars answered', () => {
  const date = new Date(0);
  const value = { list: [{ date }], bare: Object.assign(Object.create(null) as object, { a: 1 }) };
  const copy = copyOf(value);
  expect(copy).toEqual(value);
  expect(copy.list[0]).not.toBe(value.list[0]);
  expect(copy.list[0]?.date).toBe(date);
});
