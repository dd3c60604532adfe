import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks at who is to leave. */
const STEP_MS = 20;

/** Milliseconds until those who were sent away may come back, at least and at most: they are not to come together. */
const BACK_MS = [500, 3000] as const;

/**
 * Sends all away one by one, each at a moment of the window (milliseconds) that chance chooses. Without a window it is
 * done at once. Settles when the last was told.
 * @param sendAway is given the milliseconds after which that one may come back; it must not throw
 */
export async function sendAwayWithin<T>(windowMs: number, all: Iterable<T>, sendAway: (one: T, backInMs: number) => void): Promise<void> {
  const began = performance.now();
  const waiting = Array.from(all, (one) => ({ one, at: Math.random() * windowMs })).sort((a, b) => b.at - a.at);
  while (waiting.length > 0) {
    const passed = performance.now() - began;
    while (waiting.length > 0 && waiting.at(-1)!.at <= passed) sendAway(waiting.pop()!.one, comingBack());
    if (waiting.length > 0) await sleep(STEP_MS, undefined, { ref: false });
  }
}

export const comingBack = (): number => BACK_MS[0] + Math.floor(Math.random() * (BACK_MS[1] - BACK_MS[0]));
