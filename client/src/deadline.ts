import { NorthboundError } from './error.js';

/** A signal that fires at a deadline, or when the caller's does. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** The time no longer counts; the caller's signal still does. */
  met(): void;
  /** Lets go of the timer and of the caller's signal. */
  end(): void;
  abort(reason: unknown): void;
  /**
   * What to throw for a failure of work under the signal: the caller's reason, TIMEOUT, the failure itself when it is
   * ours, or else NETWORK.
   */
  failureOf(failure: unknown): unknown;
}

/** Milliseconds; a longer timer would go off at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * By hand and not by `AbortSignal.any` and `timeout`, which browsers of 2023 lack, and which would keep a listener on
 * the caller's signal for as long as that lives.
 */
export function startDeadline(milliseconds: number, outer?: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const late = (): void => controller.abort(new NorthboundError('TIMEOUT', `No answer came within ${milliseconds} ms.`));
  const timer = milliseconds <= LONGEST_TIMER ? setTimeout(late, milliseconds) : undefined;
  const leave = (): void => controller.abort(outer?.reason);
  outer?.addEventListener('abort', leave);
  if (outer?.aborted) leave();
  return {
    signal: controller.signal,
    met: () => clearTimeout(timer),
    end() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', leave);
    },
    abort: (reason) => controller.abort(reason),
    failureOf(failure) {
      if (controller.signal.aborted) return controller.signal.reason;
      if (failure instanceof NorthboundError) return failure;
      return new NorthboundError('NETWORK', 'The gateway could not be reached, or the connection broke.', { cause: failure });
    },
  };
}

/** Resolves after so many milliseconds, or at once when the signal fires. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
