import { describe, expect, it } from 'vitest';
import { allowedHeaders, secretsOf } from './headers.js';

const forwarded = { authorization: 'Bearer t0ken-of-someone', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

describe('what a far subgraph is told', () => {
  it('is the allowed headers and the secret, whatever else stands there', () => {
    const more = { ...forwarded, cookie: 'x', 'x-forwarded-for': '10.0.0.1' };
    expect(allowedHeaders({ forwarded: more, correlator: 'c-1' }, 'shared-s3cret')).toEqual({ ...forwarded, 'x-correlator': 'c-1', 'x-northbound-subgraph-secret': 'shared-s3cret' });
  });

  it('is the idempotency key with its hash, where a secret is shared', () => {
    const told = { idempotencyKey: 'k-1', requestHash: 'f00d' };
    expect(allowedHeaders(told, 'shared-s3cret')).toMatchObject({ 'idempotency-key': 'k-1', 'x-northbound-request-hash': 'f00d' });
    expect(allowedHeaders(told, undefined)).toEqual({});
    expect(Object.keys(allowedHeaders({ idempotencyKey: null, requestHash: null }, 'shared-s3cret'))).toEqual(['x-northbound-subgraph-secret']);
  });

  it('leaves out what there is not', () => {
    expect(allowedHeaders({ correlator: 'c-1', forwarded: {} }, undefined)).toEqual({ 'x-correlator': 'c-1' });
    expect(allowedHeaders({}, undefined)).toEqual({});
  });
});

describe('the secrets in it', () => {
  it('are the token with and without its scheme, and what the gateway is known by', () => {
    expect(secretsOf(allowedHeaders({ forwarded }, 'shared-s3cret'))).toEqual(['Bearer t0ken-of-someone', 't0ken-of-someone', 'shared-s3cret']);
    expect(secretsOf({})).toEqual([]);
  });

  it('are not so short that words would hold them', () => {
    expect(secretsOf({ authorization: 'Basic abc', 'x-northbound-subgraph-secret': 'it' })).toEqual(['Basic abc']);
  });
});
