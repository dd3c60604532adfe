import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, mergePatch, readDocument, selectFields, withoutNulls, type Json, type JsonObject } from './document.js';

// -0 has no text of its own in JSON.
const json = (depth = 4) => fc.jsonValue({ maxDepth: depth, depthSize: 'small' }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
const holdsNull = (value: Json | undefined): boolean => isObject(value) && Object.values(value).some((member) => member === null || holdsNull(member));

describe('withoutNulls', () => {
  it('leaves out members that are null at any depth, and keeps null elements and what is empty', () => {
    expect(withoutNulls({ a: null, b: { c: null, d: [null, { e: null, f: 1 }] }, g: [], h: '' })).toEqual({ b: { d: [null, { f: 1 }] }, g: [], h: '' });
  });

  it('changes nothing the second time', () => {
    fc.assert(fc.property(json(), (value) => void expect(withoutNulls(withoutNulls(value))).toEqual(withoutNulls(value))));
  });
});

describe('mergePatch', () => {
  it('merges objects, replaces arrays as a whole and takes away what is null', () => {
    const target = { a: { b: 1, c: 2 }, d: [1, 2], e: 'x', f: 3 };
    expect(mergePatch(target, { a: { b: null, n: { o: null, p: 1 } }, d: [{ q: null }], e: { r: 1 } })).toEqual({ a: { c: 2, n: { p: 1 } }, d: [{ q: null }], e: { r: 1 }, f: 3 });
    expect(target).toEqual({ a: { b: 1, c: 2 }, d: [1, 2], e: 'x', f: 3 });
    expect(mergePatch({ a: 1 }, ['b'])).toEqual(['b']);
    expect(mergePatch(['a'], { b: 1 })).toEqual({ b: 1 });
  });

  it('leaves no null member, and is the same when it is done twice', () => {
    fc.assert(
      fc.property(json(), json(), (target, patch) => {
        const once = mergePatch(withoutNulls(target), patch);
        if (isObject(patch)) expect(holdsNull(once)).toBe(false);
        expect(mergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  it('is nothing but data for names that objects have of their own', () => {
    const patch = JSON.parse('{"__proto__": {"isAdmin": true}, "constructor": {"x": 1}}') as JsonObject;
    const merged = mergePatch({}, patch) as JsonObject;
    expect(Object.keys(merged)).toEqual(['__proto__', 'constructor']);
    expect(merged['isAdmin']).toBeUndefined();
    expect(({} as JsonObject)['isAdmin']).toBeUndefined();
  });
});

describe('selectFields', () => {
  const document = { id: '1', href: 'h', name: 'n', '@type': 'T' };
  it('adds id and href and nothing else, and passes over names that are not there', () => {
    expect(selectFields(document, ['name', 'nobody'])).toEqual({ id: '1', href: 'h', name: 'n' });
    expect(selectFields(document, ['none'])).toEqual({ id: '1', href: 'h' });
    expect(selectFields(document, undefined)).toBe(document);
  });
});

describe('readDocument', () => {
  const nested = (levels: number): unknown => JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels));

  it('takes every object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json()), (value) => {
        const document = JSON.parse(JSON.stringify(value)) as JsonObject;
        fc.pre(!JSON.stringify(document).includes('\\u0000'));
        expect(readDocument(document, 'document')).toBe(document);
      }),
    );
    expect(readDocument(nested(32), 'document')).toBeDefined();
    expect(readDocument({ '😀': '😀' }, 'document')).toBeDefined();
  });

  it.each<[string, unknown]>([
    ['text', 'x'],
    ['null', null],
    ['an array', [{}]],
    ['what is too deep', nested(33)],
    ['what is so deep that it would end a recursion', nested(200_000)],
    ['arrays that are too deep', { a: JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown }],
    ['NUL in a text', { a: { b: ['x\0y'] } }],
    ['NUL in a name', { 'a\0': 1 }],
    ['half a character', { a: '\ud800' }],
    ['half a character in a name', { '\udc00x': 1 }],
    ['a number that JSON cannot hold', { a: JSON.parse('1e999') as unknown }],
    ['more than 1 MiB', { a: 'x'.repeat(1_048_576) }],
    ['more than 1 MiB in bytes', { a: 'é'.repeat(600_000) }],
  ])('refuses %s', (_what, candidate) => {
    expect(() => readDocument(candidate, 'patch')).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'patch' }));
  });
});
