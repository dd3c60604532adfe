import { expect, it } from 'vitest';
import { createPacing } from './pacing.js';

it('lets a burst pass, then one at a time, and another burst after a rest', () => {
  let time = 0;
  const wait = createPacing({ burst: 3, everyMs: 1000, now: () => time });
  expect([wait(), wait(), wait(), wait()]).toEqual([0, 0, 0, 1000]);
  time = 1000;
  expect(wait()).toBe(1000);
  time = 1500;
  expect(wait()).toBe(1500);
  time = 60_000;
  expect([wait(), wait(), wait(), wait()]).toEqual([0, 0, 0, 1000]);
});
