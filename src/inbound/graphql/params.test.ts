import { describe, expect, it } from 'vitest';
import { canonical, readParams, readQueryString } from './params.js';

const [HASH, OTHER] = ['0a'.repeat(32), '1b'.repeat(32)];

describe('readParams', () => {
  it('fills in what was left out', () => {
    expect(readParams({ query: '{a}', unknown: 1 })).toEqual({ query: '{a}', hash: null, variables: null, operationName: null, idempotencyKey: null });
  });

  it.each([
    [undefined, 'A GraphQL request must be a JSON object.'],
    [null, 'A GraphQL request must be a JSON object.'],
    ['{a}', 'A GraphQL request must be a JSON object.'],
    [{}, '`query` is needed.'],
    [{ query: 1 }, '`query` must be a string.'],
    [{ query: '', variables: 'x' }, '`variables` must be an object.'],
    [{ query: '', variables: [] }, '`variables` must be an object.'],
    [{ query: '', operationName: 0 }, '`operationName` must be a string.'],
    [{ query: '', extensions: false }, '`extensions` must be an object.'],
    [{ query: '', extensions: { idempotencyKey: 1 } }, '`extensions.idempotencyKey` must be a string.'],
    [{ extensions: { persistedQuery: 'x' } }, '`extensions.persistedQuery` must be an object of version 1.'],
    [{ extensions: { persistedQuery: { version: 2, sha256Hash: HASH } } }, '`extensions.persistedQuery` must be an object of version 1.'],
    [{ extensions: { persistedQuery: { sha256Hash: 'abc' } } }, '`extensions.persistedQuery.sha256Hash` must be a SHA-256 of 64 hexadecimal digits.'],
    [{ documentId: 7 }, '`documentId` must be sha256: and 64 hexadecimal digits.'],
    [{ documentId: HASH }, '`documentId` must be sha256: and 64 hexadecimal digits.'],
    [{ documentId: 'sha256:abc' }, '`documentId` must be a SHA-256 of 64 hexadecimal digits.'],
    [{ documentId: `sha256:${OTHER}`, extensions: { persistedQuery: { sha256Hash: HASH } } }, '`documentId` must name the same document as extensions.persistedQuery.'],
    [{ extensions: { persistedQuery: null } }, '`query` is needed.'],
  ])('refuses %j: %s', (body, message) => expect(() => readParams(body)).toThrow(message));

  it('reads the hash of a document, in either form', () => {
    expect(readParams({ extensions: { persistedQuery: { version: 1, sha256Hash: HASH.toUpperCase() } } })).toMatchObject({ query: '', hash: HASH });
    expect(readParams({ query: '{a}', documentId: `sha256:${HASH}` })).toMatchObject({ query: '{a}', hash: HASH });
    expect(readQueryString(new URLSearchParams({ documentId: `sha256:${HASH}` }))).toMatchObject({ query: '', hash: HASH });
  });

  it('takes the key of the extensions before that of the header', () => {
    expect(readParams({ query: '', extensions: { idempotencyKey: 'a' } }, { 'idempotency-key': 'b' }).idempotencyKey).toBe('a');
    expect(readParams({ query: '' }, { 'idempotency-key': 'b' }).idempotencyKey).toBe('b');
  });
});

it('reads a query string', () => {
  const search = new URLSearchParams({ query: '{a}', variables: '{"b":1}', operationName: '', extensions: '{"idempotencyKey":"k"}' });
  expect(readQueryString(search)).toEqual({ query: '{a}', hash: null, variables: { b: 1 }, operationName: null, idempotencyKey: 'k' });
  expect(() => readQueryString(new URLSearchParams({ query: '', variables: '{' }))).toThrow('`variables` must be JSON.');
});

it('gives equal variables equal text', () => {
  expect(canonical({ b: [{ d: 1, c: null }], a: '' })).toBe('{"a":"","b":[{"c":null,"d":1}]}');
  expect(canonical(null)).toBe('null');
});
