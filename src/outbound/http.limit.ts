import { onAbort } from './on-abort.js';

/** The end of waiting for a peer: at the deadline, or when the caller's signal fires, whichever is first. */
export interface Limit {
  /** Which of the two it was; undefined while one may wait. */
  readonly over: 'timeout' | 'ended' | undefined;
  /** Who hears of the end; one at a time. */
  listener: (() => void) | undefined;
  /** Must be called when nobody waits any more. */
  clear(): void;
}

/** A timer and one closure; an AbortController for each call would cost as much as the rest of the call's bookkeeping. */
export function startLimit(signal: AbortSignal | undefined, deadlineMs: number): Limit {
  let over: Limit['over'];
  const end = (how: 'timeout' | 'ended'): void => {
    if (over !== undefined) return;
    over = how;
    limit.clear();
    limit.listener?.();
  };
  const timer = setTimeout(end, deadlineMs, 'timeout');
  const forget = signal && onAbort(signal, () => end('ended'));
  const limit: Limit = {
    get over() {
      return over;
    },
    listener: undefined,
    clear() {
      clearTimeout(timer);
      forget?.();
    },
  };
  if (signal?.aborted) end('ended');
  return limit;
}
