import { describe, expect, it } from 'vitest';
import type { Operation } from './document.js';
import { toWire, type WireOptions } from './wire.js';

const QUERY: Operation = { text: 'query Q { a }', kind: 'query', hash: 'f'.repeat(64) };
const wire = (about: Partial<WireOptions> = {}) => toWire({ url: '/graphql', operation: QUERY, byHash: false, get: false, ...about });
const bodyOf = (about: Partial<WireOptions>): unknown => JSON.parse(wire(about).body ?? 'null');

describe('a request', () => {
  it('is posted with its text, and with no more than it has', () => {
    expect(wire()).toEqual({ url: '/graphql', method: 'POST', body: '{"query":"query Q { a }"}' });
    expect(bodyOf({ variables: { a: 1 }, idempotencyKey: 'k' })).toEqual({ query: QUERY.text, variables: { a: 1 }, extensions: { idempotencyKey: 'k' } });
    expect(bodyOf({ variables: {} })).toEqual({ query: QUERY.text });
  });

  it('names its document by the hash, where there is one', () => {
    expect(bodyOf({ byHash: true })).toEqual({ extensions: { persistedQuery: { version: 1, sha256Hash: QUERY.hash } } });
    expect(bodyOf({ byHash: true, operation: { text: '{ a }', kind: 'query' } })).toEqual({ query: '{ a }' });
  });

  it('goes by GET only for a query without a key', () => {
    const { url, method, body } = wire({ get: true, byHash: true, variables: { a: 'ü&' }, url: '/graphql?tenant=1' });
    expect([method, body, [...new URL(url, 'http://x.example').searchParams.keys()]]).toEqual(['GET', undefined, ['tenant', 'variables', 'extensions']]);
    expect(new URL(url, 'http://x.example').searchParams.get('variables')).toBe('{"a":"ü&"}');
    expect(wire({ get: true, idempotencyKey: 'k' }).method).toBe('POST');
    expect(wire({ get: true, operation: { text: 'mutation { a }', kind: 'mutation' } }).method).toBe('POST');
  });

  it('is posted when its address would grow too long', () => {
    expect(wire({ get: true, variables: { a: 'x'.repeat(3000) } }).method).toBe('GET');
    expect(wire({ get: true, variables: { a: 'x'.repeat(5000) } }).method).toBe('POST');
  });
});
