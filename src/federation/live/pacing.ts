export interface PacingOptions {
  /** How often in a row it may be done at once. */
  readonly burst: number;
  /** Milliseconds after which it may be done once more. */
  readonly everyMs: number;
  /** Milliseconds of a clock. */
  readonly now: () => number;
}

/** @returns the milliseconds to wait before something is done the next time; each call counts as one time */
export function createPacing({ burst, everyMs, now }: PacingOptions): () => number {
  let free = burst;
  let at = now();
  return function wait() {
    const time = now();
    free = Math.min(burst, free + (time - at) / everyMs) - 1;
    at = time;
    return free >= 0 ? 0 : -free * everyMs;
  };
}
