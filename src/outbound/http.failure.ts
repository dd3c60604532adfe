import { Refusal } from '../kernel/refusal.js';

/**
 * unreachable: no connection (refused, no such name, connect timeout, certificate refused).
 * down: an answer that only says that the peer is not there, as a proxy before it gives.
 * paused: not asked, since the peer failed repeatedly just before.
 * timeout: no whole answer within the deadline. ended: the caller's signal ended first.
 * cut: the connection broke after the request went out. oversized, malformed: an answer that cannot be used.
 */
export type FailureKind = 'unreachable' | 'down' | 'paused' | 'timeout' | 'ended' | 'cut' | 'oversized' | 'malformed';

export interface FailureDetail {
  /** A short technical word for the log (e.g. `ECONNREFUSED`). Never what the peer wrote: it may echo a secret. */
  readonly detail?: string;
  /** Seconds after which asking again makes sense. */
  readonly retryAfter?: number | undefined;
  /** HTTP status of the answer that broke off. */
  readonly status?: number | undefined;
}

/** Why there is no usable answer; the `cause` of the Refusal that the caller gets. */
export class PeerFailure extends Error {
  readonly retryAfter: number | undefined;
  readonly detail: string | undefined;
  readonly status: number | undefined;

  constructor(
    readonly kind: FailureKind,
    /** False when the request surely never left; true when the peer may have acted on it. */
    readonly sent: boolean,
    { detail, retryAfter, status }: FailureDetail = {},
  ) {
    super(detail === undefined ? kind : `${kind} (${detail})`);
    this.name = 'PeerFailure';
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.status = status;
  }
}

const TELLING = {
  unreachable: ['UNAVAILABLE', 'cannot be reached'],
  down: ['UNAVAILABLE', 'is out of service'],
  paused: ['UNAVAILABLE', 'has not answered lately and is left alone for a few seconds'],
  timeout: ['TIMEOUT', 'did not answer in time'],
  ended: ['TIMEOUT', 'had not answered when the request ended'],
  cut: ['BAD_GATEWAY', 'broke off its answer'],
  oversized: ['BAD_GATEWAY', 'answered with more than can be taken'],
  malformed: ['BAD_GATEWAY', 'gave an answer that cannot be read'],
} as const satisfies Record<FailureKind, readonly [string, string]>;

/** @param role how the peer is called in sentences, e.g. `SRM`. */
export function toRefusal(role: string, failure: PeerFailure): Refusal {
  const [code, what] = TELLING[failure.kind];
  const retryAfter = code === 'UNAVAILABLE' ? (failure.retryAfter ?? 5) : undefined;
  return new Refusal(code, `The ${role} ${what}.`, { cause: failure, ...(retryAfter !== undefined && { retryAfter }) });
}

/** The longest wait that a peer's `Retry-After` can tell of, in seconds. */
const LONGEST_WAIT = 3600;

/** Seconds that a peer's `Retry-After` names; undefined for a date, which no peer of ours sends. */
export function retryAfterOf({ 'retry-after': value }: Readonly<Record<string, unknown>>): number | undefined {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Math.min(Math.max(1, Number(value)), LONGEST_WAIT) : undefined;
}

/** The failure that such an answer stands for. */
export const outOfService = ({ status, headers }: { readonly status: number; readonly headers: Readonly<Record<string, unknown>> }): PeerFailure =>
  new PeerFailure('down', true, { detail: `status ${status}`, retryAfter: retryAfterOf(headers) });
