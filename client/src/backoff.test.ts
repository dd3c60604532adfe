import { expect, it } from 'vitest';
import { createBackoff } from './backoff.js';

it('waits twice as long each time, up to half a minute', () => {
  const backoff = createBackoff(() => 0);
  expect(Array.from({ length: 8 }, () => backoff.next())).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  backoff.reset();
  expect(backoff.next()).toBe(500);
});

it('takes up to half of it off by chance', () => {
  const backoff = createBackoff(() => 0.999);
  expect(backoff.next()).toBeCloseTo(250, -1);
  expect(backoff.next()).toBeCloseTo(500, -1);
});

it('keeps to a hint, and stays away longer only when it goes on failing', () => {
  const backoff = createBackoff(() => 0);
  expect(createBackoff().next(Infinity)).toBe(3_600_000);
  expect([backoff.next(120), backoff.next(120), backoff.next(60_000), backoff.next(120)]).toEqual([120, 1000, 60_000, 4000]);
});
