import { expect, it } from 'vitest';
import { sendAwayWithin } from './departures.js';

it('sends each away once, in an order and at moments that chance chooses, with different times to come back', async () => {
  const all = Array.from({ length: 200 }, (_, nth) => nth);
  const left: { nth: number; at: number; back: number }[] = [];
  const began = performance.now();
  await sendAwayWithin(200, all, (nth, back) => left.push({ nth, at: performance.now() - began, back }));
  expect(left.map(({ nth }) => nth)).not.toEqual(all);
  expect(left.map(({ nth }) => nth).toSorted((a, b) => a - b)).toEqual(all);
  expect(left.filter(({ at }) => at < 100).length).toBeGreaterThan(50);
  expect(left.at(-1)!.at).toBeGreaterThan(120);
  expect(new Set(left.map(({ back }) => back)).size).toBeGreaterThan(100);
  expect(Math.min(...left.map(({ back }) => back))).toBeGreaterThanOrEqual(500);
});

it('without a window sends all away at once', () => {
  const left: string[] = [];
  void sendAwayWithin(0, ['a', 'b'], (one) => left.push(one));
  expect(left.toSorted()).toEqual(['a', 'b']);
});
