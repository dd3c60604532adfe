import { describe, expect, it } from 'vitest';
import { canonicalJson } from './router.reading.js';

describe('canonicalJson', () => {
  it('is the same for any order of members, and another for any order of a list', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  it('refuses what is nested so deep that it could exhaust the stack', () => {
    const nested: unknown = JSON.parse(`${'['.repeat(101)}${']'.repeat(101)}`);
    expect(() => canonicalJson(nested)).not.toThrow();
    expect(() => canonicalJson([nested])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
