import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterAnswer, TRIED_FOR_MS } from './callback-sender.rules.js';

describe('what follows from the answer to a callback', () => {
  it('is an end for what is taken and for what is refused for good', () => {
    expect([200, 204, 299].map((status) => afterAnswer({ status }, 0, 0))).toEqual(['taken', 'taken', 'taken']);
    expect([400, 410, 422].map((status) => afterAnswer({ status }, 0, 0))).toEqual(['given-up', 'given-up', 'given-up']);
  });

  it('is a wait that grows, until a day has gone', () => {
    const unanswered = fc.constantFrom(undefined, 302, 401, 403, 404, 429, 500, 503);
    fc.assert(
      fc.property(unanswered, fc.double({ min: 0, max: 1, noNaN: true }), (status, jitter) => {
        let [age, tries] = [0, 0];
        for (let next = afterAnswer({ ...(status !== undefined && { status }) }, age, jitter); typeof next === 'number'; next = afterAnswer({ ...(status !== undefined && { status }) }, age, jitter)) {
          expect(next).toBeGreaterThanOrEqual(Math.min(480_000, Math.max(800, age / 2 * 0.8 - 1)));
          expect(next).toBeLessThanOrEqual(720_000);
          age += next;
          tries += 1;
        }
        expect(age).toBeGreaterThanOrEqual(TRIED_FOR_MS);
        expect(tries).toBeLessThan(300);
      }),
      { numRuns: 30 },
    );
  });
});
