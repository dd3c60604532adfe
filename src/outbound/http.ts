import { context, propagation } from '@opentelemetry/api';
import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen, type CircuitBreakerPolicy } from 'cockatiel';
import { Pool } from 'undici';
import { traced } from './tracing.js';
import { systemClock, type Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';
import { exchange, type RawAnswer, type Wire } from './http.exchange.js';
import { PeerFailure, toRefusal } from './http.failure.js';

export interface PeerRequest {
  readonly method: Wire['method'];
  /** Begins with `/`; comes after the base path. Ids in it are already URL-encoded. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly correlator?: string;
  /** Milliseconds for the whole exchange: connecting, a second attempt and the last byte included. @default the peer's timeoutMs */
  readonly deadlineMs?: number;
  /** Whether the request may be sent a second time after a broken connection. @default true for GET only */
  readonly retry?: boolean;
}

export interface PeerAnswer extends RawAnswer {
  /** @throws Refusal BAD_GATEWAY when the body is not JSON. */
  json(): unknown;
}

export interface PeerState {
  /** Whether the last exchange came to an answer, of whatever status. True before the first. */
  readonly ok: boolean;
  readonly reason?: string;
  /** When `ok` last changed. */
  readonly since: Date;
}

/** Another system that we call over HTTP. */
export interface Peer {
  /**
   * @returns the answer whatever its status; redirects are not followed.
   * @throws Refusal UNAVAILABLE (no connection, or left alone after repeated failures; `retryAfter`), TIMEOUT (deadline
   * or signal), BAD_GATEWAY (cut, too large, not HTTP). Its cause is a PeerFailure.
   */
  request(wanted: PeerRequest): Promise<PeerAnswer>;
  state(): PeerState;
  close(): Promise<void>;
}

/** Hears of every request. */
export interface PeerMetrics {
  /** @param outcome `2xx`, `3xx`, `4xx`, `5xx` or the kind of the failure. */
  upstream(peer: string, outcome: string, seconds: number): void;
}

export interface PeerOptions {
  /** How the peer is called in messages, e.g. `SRM`. */
  readonly name: string;
  /** http(s) address with the base path, without credentials. */
  readonly baseUrl: string;
  readonly timeoutMs: number;
  /** @default 2000 */
  readonly connectTimeoutMs?: number;
  /** Bound of an answer's body. @default 8388608 (8 MiB) */
  readonly maxBytes?: number;
  /** Failed connections and timeouts in a row after which the peer is left alone. @default 5 */
  readonly breakAfter?: number;
  /** How long it is left alone, until one request may try again. @default 5000 */
  readonly pauseMs?: number;
  readonly log: Log;
  readonly metrics?: PeerMetrics;
  readonly clock?: Clock;
}

export function createPeer(options: PeerOptions): Peer {
  const { name, timeoutMs, maxBytes = 8 * 1024 * 1024, log, metrics, clock = systemClock } = options;
  const { origin, basePath } = addressOf(name, options.baseUrl);
  const pool = new Pool(origin, { connections: 128, headersTimeout: 0, bodyTimeout: 0, connect: { timeout: options.connectTimeoutMs ?? 2000 } });
  const guarded = createGuard(name, options);
  let state: PeerState = { ok: true, since: clock.now() };

  const enter = (ok: boolean, reason?: string): void => {
    state = { ok, since: ok === state.ok ? state.since : clock.now(), ...(reason !== undefined && { reason }) };
  };

  async function request(wanted: PeerRequest): Promise<PeerAnswer> {
    const started = performance.now();
    const limit = limitOf(wanted.signal, wanted.deadlineMs ?? timeoutMs);
    const wire = wireOf(basePath, wanted);
    const retry = wanted.retry ?? wanted.method === 'GET';
    const seconds = (): number => (performance.now() - started) / 1000;
    try {
      const answer = await guarded(() => send(wire, limit.signal, retry));
      enter(true);
      metrics?.upstream(name, `${Math.floor(answer.status / 100)}xx`, seconds());
      return { ...answer, json: () => parse(name, answer.text) };
    } catch (failure) {
      if (!(failure instanceof PeerFailure)) throw failure;
      if (failure.kind !== 'ended' && failure.kind !== 'paused') enter(false, failure.message);
      metrics?.upstream(name, failure.kind, seconds());
      log.warn({ peer: name, method: wanted.method, path: wanted.path, correlator: wanted.correlator, failure: failure.message, sent: failure.sent, seconds: seconds() }, 'a peer gave no usable answer');
      throw toRefusal(name, failure);
    } finally {
      limit.clear();
    }
  }

  async function send(wire: Wire, signal: AbortSignal, retry: boolean): Promise<RawAnswer> {
    try {
      return await exchange(pool, wire, signal, maxBytes);
    } catch (first) {
      if (!retry || !(first instanceof PeerFailure) || !(first.kind === 'unreachable' || first.kind === 'cut')) throw first;
      return exchange(pool, wire, signal, maxBytes).catch((second: unknown) => {
        // What the first attempt may have done is not undone by a second one that never left.
        throw second instanceof PeerFailure && first.sent && !second.sent ? new PeerFailure(second.kind, true, { detail: first.message }) : second;
      });
    }
  }

  return {
    request: (wanted) => traced(`${name} ${wanted.method}`, { peer: name, method: wanted.method }, () => request(wanted)),
    state: () => state,
    close: () => pool.destroy(),
  };
}

function addressOf(name: string, baseUrl: string): { origin: string; basePath: string } {
  const url = new URL(baseUrl);
  if (url.username !== '' || url.password !== '') throw new Error(`The address of the ${name} must not hold credentials.`);
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, '') };
}

function wireOf(basePath: string, { method, path, body, correlator }: PeerRequest): Wire {
  const headers: Record<string, string> = { accept: 'application/json, */*;q=0.1' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (correlator !== undefined) headers['x-correlator'] = correlator;
  propagation.inject(context.active(), headers);
  return { method, path: basePath + path, headers, body: body === undefined ? null : JSON.stringify(body) };
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the peer's.
    throw toRefusal(name, new PeerFailure('malformed', true, { detail: `not JSON, ${text.length} characters` }));
  }
}

/** A signal that ends with the caller's or at the deadline, and says by its reason which of the two it was. */
function limitOf(outer: AbortSignal | undefined, deadlineMs: number): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const ended = (): void => controller.abort('ended');
  const timer = setTimeout(() => controller.abort('timeout'), deadlineMs);
  if (outer?.aborted) ended();
  outer?.addEventListener('abort', ended);
  const clear = (): void => {
    clearTimeout(timer);
    outer?.removeEventListener('abort', ended);
  };
  return { signal: controller.signal, clear };
}

const isOutage = (error: unknown): boolean => error instanceof PeerFailure && (error.kind === 'unreachable' || error.kind === 'timeout' || error.kind === 'cut');

/** A circuit breaker. While one request tries again after a pause, the others are answered at once as in the pause. */
function createGuard(name: string, { breakAfter = 5, pauseMs = 5000, log }: PeerOptions): <T>(work: () => Promise<T>) => Promise<T> {
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
