/** How a subscription waits before it comes back. Milliseconds. */
export interface Backoff {
  /** @param hint what the gateway asked for, if it did @returns how long to wait now */
  next(hint?: number): number;
  /** The stream works again. */
  reset(): void;
}

const FIRST = 500;
const LONGEST = 30_000;
const LONGEST_HINT = 3_600_000;

/**
 * Twice as long each time, up to half a minute, less a random part of up to half, so that those who were cut off
 * together do not come back together. A hint is kept to: the gateway has spread its hints already.
 * @param random from 0 up to 1
 */
export function createBackoff(random: () => number = Math.random): Backoff {
  let failures = 0;
  return {
    next(hint) {
      const most = Math.min(LONGEST, FIRST * 2 ** failures);
      failures += 1;
      const own = most * (1 - random() / 2);
      // The first hint stands alone; whoever fails on takes its own, longer waits.
      const wished = Math.min(hint ?? 0, LONGEST_HINT);
      return hint !== undefined && failures === 1 ? wished : Math.max(wished, own);
    },
    reset() {
      failures = 0;
    },
  };
}
