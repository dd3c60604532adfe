import type { Log } from '../../../kernel/context.js';
import { Refusal } from '../../../kernel/refusal.js';
import { exchange, type RawAnswer } from '../../../outbound/http.exchange.js';
import { PeerFailure, retryAfterOf } from '../../../outbound/http.failure.js';
import type { PeerMetrics } from '../../../outbound/http.js';
import { startLimit } from '../../../outbound/http.limit.js';
import { createLane } from '../../../outbound/lanes.js';
import { onAbort } from '../../../outbound/on-abort.js';
import type { PeerGuard } from '../../../outbound/peer-guard.js';
import { traced } from '../../../outbound/tracing.js';
import { faultOfFailure, faultOfStatus, mayPass, toldUrl, unusable, type Asked } from './fault.rules.js';
import { PeerFault, type PeerCall } from './peer.types.js';

/** One request to an OSS or its token endpoint. */
export interface WireRequest {
  readonly who: Asked['who'];
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** To the same origin, three at most. Another origin is followed only when nothing is told to it. */
  readonly follow: 'no' | 'same-origin' | 'anywhere';
}

export interface WireOptions {
  readonly guard: PeerGuard;
  /** Of one request, in milliseconds. */
  readonly timeoutMs: number;
  /** Requests under way at a time, to all. */
  readonly total: number;
  /** Waits before the second and the third attempt, in milliseconds. */
  readonly delaysMs: readonly number[];
  readonly log: Log;
  readonly metrics?: PeerMetrics | undefined;
}

/** @throws PeerFault, or the signal's reason once that has ended */
export type Wire = (wanted: WireRequest, call: PeerCall) => Promise<RawAnswer>;

const MAX_BYTES = 10 * 1024 * 1024;
const MAX_REDIRECTS = 3;
/** Seconds; an OSS that wants a longer pause has failed. */
const LONGEST_PAUSE = 10;
const DEFAULT_ATTEMPTS = 3;
const REQUEST_ID = /^[\x21-\x7e]{1,256}$/;

/** Sends requests, as often as the rules allow while their faults may pass. */
export function createWire({ guard, timeoutMs, total, delaysMs, log, metrics }: WireOptions): Wire {
  const lane = createLane(total);

  /** One request, while the place is ours. */
  async function once(wanted: WireRequest, url: URL, signal: AbortSignal): Promise<RawAnswer> {
    signal.throwIfAborted();
    const started = performance.now();
    const limit = startLimit(signal, timeoutMs);
    const tell = (outcome: string): void => metrics?.upstream('OSS', outcome, (performance.now() - started) / 1000);
    try {
      const { method, headers, body = null } = wanted;
      const answer = await exchange(guard.agent, { method, origin: url.origin, path: url.pathname + url.search, headers, body }, limit, MAX_BYTES);
      tell(`${Math.floor(answer.status / 100)}xx`);
      return answer;
    } catch (failure) {
      if (!(failure instanceof PeerFailure)) throw failure;
      tell(failure.kind);
      if (failure.kind === 'ended') signal.throwIfAborted();
      throw faultOfFailure({ who: wanted.who, url: toldUrl(url) }, failure);
    } finally {
      limit.clear();
    }
  }

  async function followed(wanted: WireRequest, signal: AbortSignal): Promise<RawAnswer> {
    let { url } = wanted;
    for (let left = MAX_REDIRECTS; ; left -= 1) {
      const answer = await once(wanted, url, signal);
      if (!REDIRECTS.has(answer.status)) return answer;
      const asked = { who: wanted.who, url: toldUrl(url) };
      if (wanted.follow === 'no' || left === 0) throw unusable(asked, wanted.follow === 'no' ? 'sent us elsewhere' : 'sent us elsewhere too often', answer.status);
      url = target(wanted, url, answer, asked);
    }
  }

  function target(wanted: WireRequest, from: URL, { headers, status }: RawAnswer, asked: Asked): URL {
    const { location } = headers;
    if (typeof location !== 'string' || !URL.canParse(location, from.href)) throw unusable(asked, 'sent us elsewhere without saying where', status);
    const to = new URL(location, from.href);
    if (to.origin !== from.origin && wanted.follow !== 'anywhere') throw unusable(asked, 'sent us to another host, which is not told the credentials', status);
    try {
      return admitted(guard, to.href, wanted.who);
    } catch (refused) {
      throw refused instanceof PeerFault ? unusable(asked, 'sent us to a host that may not be called', status) : refused;
    }
  }

  /** What is over, or may pass; with the pause that the other side asks for, in seconds. */
  async function attempt(wanted: WireRequest, signal: AbortSignal): Promise<Attempt> {
    try {
      const answer = await orEnded(signal, lane.run(() => followed(wanted, signal)));
      if (answer.status !== 429 && answer.status < 500) return { answer };
      return { fault: faultOfStatus({ who: wanted.who, url: toldUrl(wanted.url) }, answer.status), retryAfter: retryAfterOf(answer.headers) };
    } catch (fault) {
      if (!(fault instanceof PeerFault)) throw fault;
      return { fault };
    }
  }

  async function send(wanted: WireRequest, { signal, attempts = DEFAULT_ATTEMPTS }: PeerCall): Promise<RawAnswer> {
    for (let count = 1; ; count += 1) {
      const { answer, fault, retryAfter } = await attempt(wanted, signal);
      if (answer) return answer;
      log.debug({ peer: wanted.who, url: fault.told.url, failure: fault.code, attempt: count }, 'a peered OSS gave no usable answer');
      const waitMs = retryAfter === undefined ? delaysMs[count - 1] : retryAfter * 1000;
      if (!mayPass(fault) || count >= attempts || waitMs === undefined || waitMs > LONGEST_PAUSE * 1000) throw fault;
      await pausedFor(waitMs, signal);
    }
  }

  return (wanted, call) => {
    const id: Readonly<Record<string, string>> = REQUEST_ID.test(call.correlator) ? { 'x-request-id': call.correlator, 'x-correlator': call.correlator } : {};
    return traced(`${wanted.who} ${wanted.method}`, { peer: wanted.who, method: wanted.method }, () => send({ ...wanted, headers: { ...wanted.headers, ...id } }, call));
  };
}

type Attempt = { readonly answer: RawAnswer; readonly fault?: undefined; readonly retryAfter?: undefined } | { readonly answer?: undefined; readonly fault: PeerFault; readonly retryAfter?: number | undefined };

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** @throws PeerFault CONFIG_INVALID */
export function admitted(guard: PeerGuard, address: string, who: Asked['who']): URL {
  try {
    return guard.admit(address, { name: `The address of the ${who}`, code: 'INVALID_ARGUMENT', field: 'organizationId' });
  } catch (error) {
    throw error instanceof Refusal ? new PeerFault('CONFIG_INVALID', error.message) : error;
  }
}

/** Waits for shared work no longer than the signal; the work goes on for others. @throws what it throws, or the signal's reason */
export async function orEnded<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let forget = (): void => undefined;
  const end = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else forget = onAbort(signal, () => reject(signal.reason));
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    forget();
  }
}

/** @throws the signal's reason */
async function pausedFor(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await orEnded(signal, new Promise<void>((resolve) => void (timer = setTimeout(resolve, ms))));
  } finally {
    clearTimeout(timer);
  }
}
