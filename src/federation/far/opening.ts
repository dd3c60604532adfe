import { Refusal } from '../../kernel/refusal.js';
import type { RawAnswer } from '../../outbound/http.exchange.js';
import { PeerFailure } from '../../outbound/http.failure.js';
import type { Limit } from '../../outbound/http.limit.js';
import type { AllowedHeaders } from './headers.js';
import type { Inflow } from './inflow.js';

/** A subscription that is to be opened at a far subgraph. */
export interface Wanted {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: AllowedHeaders;
  /** Ends the opening only. */
  readonly limit: Limit;
}

/** A stream; or an answer instead of one. */
export type Opened = Inflow | RawAnswer;

/** @throws PeerFailure, or a Refusal when the subgraph denies the caller the right. */
export type OpenStream = (wanted: Wanted) => Promise<Opened>;

export interface StreamOptions {
  readonly name: string;
  /** Bound of one event. */
  readonly maxBytes: number;
  /** Milliseconds without a byte after which a stream is broken. */
  readonly silenceMs: number;
}

/** The end of a stream that did not end in good order. Nothing is opened again from here: the gap would go unseen. */
export const broken = (name: string, why: string | PeerFailure): Refusal =>
  new Refusal('UNAVAILABLE', `The stream of the subgraph ${name} broke off.`, { cause: typeof why === 'string' ? new PeerFailure('cut', true, { detail: why }) : why, retryAfter: 1 });

/** Notices a stream that brings nothing, not even what keeps it alive. */
export interface Silence {
  heard(): void;
  stop(): void;
}

/** @param mayBeSilent whether it is we who do not read. */
export function watchSilence(silenceMs: number, mayBeSilent: () => boolean, onSilence: () => void): Silence {
  let stopped = false;
  let silent = false;
  const timer = setTimeout(() => {
    silent = !mayBeSilent();
    // What arrived while the process was busy is read first.
    setImmediate(() => {
      if (stopped) return;
      if (silent) onSilence();
      else timer.refresh();
    });
  }, silenceMs).unref();
  return {
    heard() {
      silent = false;
      // To refresh a timer that was cleared would start it again.
      if (!stopped) timer.refresh();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
