import { context, propagation } from '@opentelemetry/api';
import { Pool } from 'undici';
import { traced } from './tracing.js';
import { systemClock, type Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';
import { exchange, type RawAnswer, type Wire } from './http.exchange.js';
import { outOfService, PeerFailure, toRefusal, type FailureKind } from './http.failure.js';
import { createGuard } from './http.guard.js';
import { startLimit, type Limit } from './http.limit.js';

export interface PeerRequest {
  readonly method: Wire['method'];
  /** Begins with `/`; comes after the base path. Ids in it are already URL-encoded. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** What is ready to be sent, instead of `body`: JSON, unless the headers name another `content-type`. */
  readonly text?: string;
  /** Beside those that every request bears, and before them: names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
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
  /** Recognises an answer that only says that the peer is not there: it counts as a failed connection, and is UNAVAILABLE. */
  readonly isDown?: (answer: RawAnswer) => boolean;
  readonly log: Log;
  readonly metrics?: PeerMetrics;
  readonly clock?: Clock;
}

export function createPeer(options: PeerOptions): Peer {
  const { name, timeoutMs, maxBytes = 8 * 1024 * 1024, log, metrics, isDown, clock = systemClock } = options;
  const { origin, basePath } = addressOf(name, options.baseUrl);
  const pool = new Pool(origin, { connections: 128, headersTimeout: 0, bodyTimeout: 0, connect: { timeout: options.connectTimeoutMs ?? 2000 } });
  const guarded = createGuard(options);
  let state: PeerState = { ok: true, since: clock.now() };

  const enter = (ok: boolean, reason?: string): void => {
    if (ok && state.ok) return;
    state = { ok, since: ok === state.ok ? state.since : clock.now(), ...(reason !== undefined && { reason }) };
  };

  async function request(wanted: PeerRequest): Promise<PeerAnswer> {
    const started = performance.now();
    const wire = wireOf(basePath, wanted);
    const limit = startLimit(wanted.signal, wanted.deadlineMs ?? timeoutMs);
    const retry = wanted.retry ?? wanted.method === 'GET';
    const seconds = (): number => (performance.now() - started) / 1000;
    try {
      const answer = await guarded(() => send(wire, limit, retry));
      enter(true);
      metrics?.upstream(name, `${Math.floor(answer.status / 100)}xx`, seconds());
      return { ...answer, json: () => parse(name, answer.text) };
    } catch (failure) {
      if (!(failure instanceof PeerFailure)) throw failure;
      if (failure.kind !== 'ended' && failure.kind !== 'paused') enter(false, failure.message);
      metrics?.upstream(name, failure.kind, seconds());
      // Without the query, which is where addresses hold keys.
      const path = wanted.path.replace(/\?.*/s, '');
      const fields = { peer: name, method: wanted.method, path, correlator: wanted.correlator, failure: failure.message, sent: failure.sent, seconds: seconds() };
      if (failure.kind === 'ended') log.debug(fields, 'a peer is not waited for any more');
      else log.warn(fields, 'a peer gave no usable answer');
      throw toRefusal(name, failure);
    } finally {
      limit.clear();
    }
  }

  async function attempt(wire: Wire, limit: Limit): Promise<RawAnswer> {
    const answer = await exchange(pool, wire, limit, maxBytes);
    if (isDown?.(answer)) throw outOfService(answer);
    return answer;
  }

  async function send(wire: Wire, limit: Limit, retry: boolean): Promise<RawAnswer> {
    try {
      return await attempt(wire, limit);
    } catch (first) {
      if (!retry || !(first instanceof PeerFailure) || !mayPass(first)) throw first;
      return attempt(wire, limit).catch((second: unknown) => {
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

/** A failure that a second attempt may not meet. A peer that said when to come back is not asked before. */
const mayPass = ({ kind, retryAfter }: PeerFailure): boolean => PASSING.has(kind) && retryAfter === undefined;

const PASSING: ReadonlySet<FailureKind> = new Set(['unreachable', 'cut', 'down']);

function addressOf(name: string, baseUrl: string): { origin: string; basePath: string } {
  const url = new URL(baseUrl);
  if (url.username !== '' || url.password !== '') throw new Error(`The address of the ${name} must not hold credentials.`);
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, '') };
}

function wireOf(basePath: string, { method, path, body, text, correlator, headers: own }: PeerRequest): Wire {
  const headers: Record<string, string> = { accept: 'application/json, */*;q=0.1', ...own };
  if (body !== undefined || text !== undefined) headers['content-type'] ??= 'application/json';
  if (correlator !== undefined) headers['x-correlator'] = correlator;
  const trace: { traceparent?: string } = {};
  propagation.inject(context.active(), trace);
  // Nothing else of the trace leaves: what callers put into its baggage is not ours to pass on.
  if (trace.traceparent !== undefined) headers['traceparent'] = trace.traceparent;
  return { method, path: basePath + path, headers, body: text ?? (body === undefined ? null : JSON.stringify(body)) };
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the peer's.
    throw toRefusal(name, new PeerFailure('malformed', true, { detail: `not JSON, ${text.length} characters` }));
  }
}
