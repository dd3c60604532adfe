/** How long a callback is tried, in milliseconds. */
export const TRIED_FOR_MS = 86_400_000;
const FIRST_MS = 1_000;
const LONGEST_MS = 600_000;

/** What a partner said to a callback; without a status it said nothing. */
export interface CallbackAnswer {
  readonly status?: number;
}

/** Refusals that stay: trying again would tell the same to somebody who does not want to hear it. */
const FINAL: readonly number[] = [400, 410, 422];

/**
 * What follows from an answer: the callback was taken, is given up, or is tried again after so many milliseconds.
 * @param ageMs since it was first to be sent
 * @param jitter 0 to 1
 */
export function afterAnswer({ status }: CallbackAnswer, ageMs: number, jitter: number): 'taken' | 'given-up' | number {
  if (status !== undefined && status >= 200 && status < 300) return 'taken';
  if ((status !== undefined && FINAL.includes(status)) || ageMs >= TRIED_FOR_MS) return 'given-up';
  // Half as long again as it has been tried already, so that the waits grow with what they follow.
  const wait = Math.min(LONGEST_MS, Math.max(FIRST_MS, ageMs / 2));
  return Math.round(wait * (0.8 + 0.4 * jitter));
}
