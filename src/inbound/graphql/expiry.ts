import type { Caller } from '../../kernel/caller.js';

/** Longest wait of a timer, in milliseconds: what is further away is waited for in steps. */
const LONGEST = 2 ** 31 - 1;

/**
 * Calls `over` when the caller's token ends, since a stream may outlive it.
 * @returns what gives it up; nothing is waited for when the caller has no such moment
 */
export function atExpiry({ validUntil }: Caller, over: () => void): () => void {
  if (validUntil === undefined) return () => undefined;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const left = validUntil.getTime() - Date.now();
    timer = setTimeout(left > LONGEST ? wait : over, Math.min(Math.max(left, 0), LONGEST)).unref();
  };
  wait();
  return () => clearTimeout(timer);
}
