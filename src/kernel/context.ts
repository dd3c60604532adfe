import type { Caller } from './caller.js';

/** A line of the log; the fields never hold a secret. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What every operation knows of the request it belongs to, whichever door it came through. */
export interface RequestContext {
  readonly caller: Caller;
  /** `x-correlator` of the request, or one we made: it joins log lines, outgoing calls and events. */
  readonly correlator: string;
  readonly idempotencyKey: string | null;
  /** Hash of what the caller sent, without the key: the same key with another hash is refused. */
  readonly requestHash: string | null;
  /** Ends when the client leaves or the request's deadline passes. */
  readonly signal: AbortSignal;
  readonly log: Log;
}
