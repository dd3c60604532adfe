import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTurns } from './turns.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('visits every member once in the time, a few at a time', () => {
  const visited: number[] = [];
  const turns = createTurns<number>(1200, (member) => visited.push(member));
  for (let member = 0; member < 24; member++) turns.add(member);
  vi.advanceTimersByTime(100);
  expect(visited).toHaveLength(2);
  vi.advanceTimersByTime(1100);
  expect(visited.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, nth) => nth));
});

it('rests while it has no members', () => {
  const turns = createTurns<string>(1200, () => undefined);
  expect(vi.getTimerCount()).toBe(0);
  turns.add('a');
  turns.add('b');
  expect([vi.getTimerCount(), turns.size, [...turns.members]]).toEqual([1, 2, ['a', 'b']]);
  expect([turns.delete('a'), turns.delete('a'), turns.delete('b')]).toEqual([true, false, true]);
  expect([vi.getTimerCount(), turns.size]).toEqual([0, 0]);
});
