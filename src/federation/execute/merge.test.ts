import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { askedBy } from './asked.js';
import { copyOf, merge } from './merge.js';

const schema = buildSchema('type Query { a: Int }');
const asked = (operation: string) => askedBy(operation, schema, undefined);

it('joins objects and lists, and lets no null replace what is there', () => {
  const target = { a: { x: 1 }, list: [{ id: 1 }, null, [{ id: 2 }]], kept: 'yes', open: null };
  merge(target, { a: { y: 2 }, list: [{ n: 'one' }, { n: 'lost' }, [{ n: 'two' }]], kept: null, open: null, late: null }, asked('{ a { y } list { n } kept open late }'));
  expect(target).toEqual({ a: { x: 1, y: 2 }, list: [{ id: 1, n: 'one' }, null, [{ id: 2, n: 'two' }]], kept: 'yes', open: null, late: null });
});

it('leaves prototypes alone, whatever a subgraph answers', () => {
  const target: Record<string, unknown> = { a: {} };
  merge(target, JSON.parse('{"__proto__": {"polluted": true}, "a": {"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "b": 1}}') as Record<string, unknown>, asked('{ a { b } }'));
  expect(target).toEqual({ a: { b: 1 } });
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

it('takes nothing that was not asked for, and nothing of another shape', () => {
  const target: Record<string, unknown> = { name: 'first', one: { x: 1 }, many: [{ x: 1 }] };
  merge(target, { name: 'forged', one: [{ y: 2 }], many: { y: 2 } }, asked('{ one { y } many { y } }'));
  expect(target).toEqual({ name: 'first', one: { x: 1 }, many: [{ x: 1 }] });
});

it('keeps the first of two leaves that are objects, and does not mix them', () => {
  const target: Record<string, unknown> = { json: { a: { b: 1 } }, list: [{ a: 1 }], text: 'old' };
  merge(target, { json: { a: { c: 2 } }, list: [{ b: 2 }, 3], text: 'new' }, asked('{ json list text }'));
  expect(target).toEqual({ json: { a: { b: 1 } }, list: [{ a: 1 }], text: 'new' });
});

it('copies objects and lists, not leaves', () => {
  const date = new Date(0);
  const value = { list: [{ date, json: { a: 1 } }], bare: Object.assign(Object.create(null) as object, { a: 1 }) };
  const copy = copyOf(value, asked('{ list { date json } bare { a } }'));
  expect(copy).toEqual(value);
  expect(copy.list[0]).not.toBe(value.list[0]);
  expect(copy.bare).not.toBe(value.bare);
  expect(copy.list[0]?.date).toBe(date);
  expect(copy.list[0]?.json).toBe(value.list[0]?.json);
});
