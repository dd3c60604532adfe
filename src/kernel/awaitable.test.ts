import { expect, it } from 'vitest';
import { andThen } from './awaitable.js';

it('goes on at once with what is there, and later with what has to be waited for', async () => {
  expect(andThen(1, (value) => value + 1)).toBe(2);
  await expect(andThen(Promise.resolve(1), (value) => value + 1)).resolves.toBe(2);
  await expect(andThen(Promise.reject(new Error('no')), () => 1)).rejects.toThrow('no');
  expect(() => andThen(1, () => { throw new Error('at once'); })).toThrow('at once');
});
