import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ANONYMOUS, DEVELOPER, type Caller } from '../../kernel/caller.js';
import { atExpiry } from './expiry.js';

const until = (ms: number): Caller => ({ ...ANONYMOUS, kind: 'two-legged', clientId: 'portal', validUntil: new Date(Date.now() + ms) });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells when the token ends, and not before', () => {
  const over = vi.fn();
  atExpiry(until(5_000), over);
  vi.advanceTimersByTime(4_999);
  expect(over).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(over).toHaveBeenCalledOnce();
});

it('waits for a token of months, which is longer than a timer can', () => {
  const over = vi.fn();
  atExpiry(until(60 * 86_400_000), over);
  vi.advanceTimersByTime(59 * 86_400_000);
  expect(over).not.toHaveBeenCalled();
  vi.advanceTimersByTime(86_400_000);
  expect(over).toHaveBeenCalledOnce();
});

it('is silent once it is given up, and for a caller without a token', () => {
  const over = vi.fn();
  atExpiry(until(10), over)();
  atExpiry(DEVELOPER, over);
  vi.advanceTimersByTime(1e9);
  expect(over).not.toHaveBeenCalled();
});
