import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen, type CircuitBreakerPolicy } from 'cockatiel';
import type { Log } from '../kernel/context.js';
import { PeerFailure, type FailureKind } from './http.failure.js';

export interface GuardOptions {
  readonly name: string;
  readonly breakAfter?: number;
  readonly pauseMs?: number;
  readonly log: Log;
}

export type Guard = <T>(work: () => Promise<T>) => Promise<T>;

/** What tells that a peer is not there; an answer that cannot be used does not. */
const OUTAGES: ReadonlySet<FailureKind> = new Set(['unreachable', 'timeout', 'cut', 'down']);

const isOutage = (error: unknown): boolean => error instanceof PeerFailure && OUTAGES.has(error.kind);

/** A circuit breaker. While one request tries again after a pause, the others are answered at once as in the pause. */
export function createGuard({ name, breakAfter = 5, pauseMs = 5000, log }: GuardOptions): Guard {
  // A trial whose caller left has told nothing: the pause goes on.
  const counts = (error: unknown): boolean => isOutage(error) || (breaker.state === CircuitState.HalfOpen && error instanceof PeerFailure && error.kind === 'ended');
  const breaker: CircuitBreakerPolicy = circuitBreaker(handleWhen(counts), { halfOpenAfter: pauseMs, breaker: new ConsecutiveBreaker(breakAfter) });
  let resumesAt = 0;
  breaker.onBreak(() => {
    resumesAt = performance.now() + pauseMs;
    log.warn({ peer: name, pauseMs }, 'a peer is left alone after repeated failures');
  });
  breaker.onReset(() => log.info({ peer: name }, 'a peer answers again'));
  const paused = (): PeerFailure => new PeerFailure('paused', false, { retryAfter: Math.max(1, Math.ceil((resumesAt - performance.now()) / 1000)) });

  return async (work) => {
    if (breaker.state === CircuitState.HalfOpen) throw paused();
    try {
      return await breaker.execute(work);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? paused() : error;
    }
  };
}
