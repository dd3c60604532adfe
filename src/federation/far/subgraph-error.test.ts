import { describe, expect, it } from 'vitest';
import { subgraphErrors, type Origin } from './subgraph-error.js';

const origin: Origin = { name: 'stock', headers: { authorization: 'Bearer t0ken-of-someone', 'x-northbound-subgraph-secret': 'shared-s3cret' } };
const only = (error: unknown) => subgraphErrors([error], origin)[0]!;

describe('the errors of a far subgraph', () => {
  it('keep their sentence when their code is of our list and the subgraph shares a secret with us', () => {
    expect(only({ message: 'Not\nhere.', path: ['a', 0, 'b'], extensions: { code: 'NOT_FOUND', retryAfter: 3, field: 'id', stack: 'x' } }).toJSON()).toEqual({
      message: 'Not here.',
      path: ['a', 0, 'b'],
      extensions: { code: 'NOT_FOUND', retryAfter: 3, field: 'id' },
    });
  });

  it('keep the code alone when it shares none', () => {
    const error = subgraphErrors([{ message: 'words', path: ['a'], extensions: { code: 'ALREADY_EXISTS', field: 'words', retryAfter: 3 } }], { name: 'stock', headers: {} })[0]!;
    expect(error.toJSON()).toEqual({ message: 'The subgraph stock answered ALREADY_EXISTS.', path: ['a'] });
    expect(error.originalError).toMatchObject({ code: 'ALREADY_EXISTS', retryAfter: 3, cause: { message: 'words' } });
  });

  it.each([undefined, 'OTHER', 'toString', 5, 'INTERNAL'])('keep it in the cause when the code is %s', (code) => {
    const error = only({ message: 'words', extensions: { code, retryAfter: 1 } });
    expect(error.message).not.toContain('words');
    expect(error.extensions).toEqual({});
    expect(error.originalError?.message).toBe('the subgraph stock said: words');
  });

  it('hold nothing that the subgraph was told in confidence', () => {
    const message = 'Bearer t0ken-of-someone t0ken-of-someone shared-s3cret';
    expect(only({ message, extensions: { code: 'NOT_FOUND', field: 'shared-s3cret' } }).toJSON()).toMatchObject({ message: '[redacted] [redacted] [redacted]', extensions: { field: '[redacted]' } });
    expect(only({ message }).originalError?.message).toBe('the subgraph stock said: [redacted] [redacted] [redacted]');
  });

  it.each([['an object'], [[]], [[{}]], [[-1]], [[1.5]], [Array.from({ length: 1000 }, () => 'a')]])('have no path where %j is given for one', (path) => {
    expect(only({ message: 'x', path, extensions: { code: 'NOT_FOUND' } }).path).toBeUndefined();
  });

  it.each([-1, '5', Number.NaN, 1e9])('have no retryAfter of %s', (retryAfter) => {
    expect(only({ message: 'x', extensions: { code: 'UNAVAILABLE', retryAfter } }).extensions).toEqual({ code: 'UNAVAILABLE' });
  });

  it('are bounded in length and number', () => {
    expect(only({ message: 'x'.repeat(10_000), extensions: { code: 'NOT_FOUND' } }).message).toHaveLength(501);
    const many = (path?: readonly unknown[]) => subgraphErrors(Array.from({ length: 5000 }, () => ({ message: 'x', path })), origin);
    expect(many(['_entities', 1, 'a'])).toHaveLength(1001);
    expect(many(['_entities', 1, 'a']).at(-1)?.message).toBe('4000 more errors of the subgraph stock are left out.');
    expect([many(), many(['_entities'])].map(({ length }) => length)).toEqual([21, 21]);
  });
});
