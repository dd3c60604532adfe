import type { Caller } from './caller.js';

/** A line of the log; the fields never hold a secret. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What a subgraph elsewhere is told of a request, so that it can identify the caller itself. Nothing else travels; never logged. */
export interface Forwarded {
  /** The request's own `Authorization`. */
  readonly authorization?: string | undefined;
  /** W3C trace context. */
  readonly traceparent?: string | undefined;
}

/** One call to a subgraph while an operation was executed. */
export interface SubgraphCall {
  readonly subgraph: string;
  /** What was asked for: root fields, or entities by their representations. */
  readonly kind: 'fields' | 'entities';
  /** Representations sent, each entity once. Absent for root fields. */
  readonly entities?: number;
  /** Milliseconds until its answer was there. */
  readonly milliseconds: number;
  readonly errors: number;
}

/** Notes how an operation is executed, for an admin who asked to see it. */
export interface Explain {
  /** The steps of its plan, before they run. */
  planned(plan: unknown): void;
  called(call: SubgraphCall): void;
}

/** Milliseconds after which a request is over, whatever is still waited for. */
export const REQUEST_MS = 120_000;

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
  readonly forwarded?: Forwarded | undefined;
  readonly explain?: Explain | undefined;
  /** Whether the client has left. Cheaper to ask than `signal`, which is made when it is first read. */
  readonly left?: boolean | undefined;
}
