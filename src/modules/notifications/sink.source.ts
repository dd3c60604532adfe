import type { Dispatcher } from 'undici';
import type { Clock } from '../../kernel/clock.js';
import type { SinkGuard } from '../../outbound/sinks.guard.js';
import { MOST_BYTES, post, wordsOf } from './exchange.source.js';
import type { Attempt } from './notifications.rules.js';

/** The whole exchange with a sink, in milliseconds. */
export const SINK_DEADLINE_MS = 5_000;
/** The longest wait that a sink may ask for, in seconds. */
const LONGEST_WAIT = 7_200;

export interface SinkCall {
  readonly sink: string;
  readonly cloudEvent: unknown;
  readonly accessToken: string | null;
  readonly correlator: string;
  readonly signal: AbortSignal;
}

/** What the sink answered; without a status there was no answer, and `failure` says why in words that hold no address. */
export interface SinkAnswer extends Attempt {
  readonly failure: string | null;
}

export interface SinkSource {
  /** Never rejects. Redirects are not followed. */
  post(call: SinkCall): Promise<SinkAnswer>;
  close(): Promise<void>;
}

export interface SinkSourceOptions {
  readonly guard: SinkGuard;
  readonly clock: Clock;
  /** @default SINK_DEADLINE_MS */
  readonly deadlineMs?: number;
}

const SINK = { name: 'sink', code: 'INVALID_SINK', field: 'sink' } as const;

export function sinkSource({ guard, clock, deadlineMs = SINK_DEADLINE_MS }: SinkSourceOptions): SinkSource {
  async function read({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<SinkAnswer> {
    await body.dump({ limit: MOST_BYTES });
    return { status: statusCode, retryAfter: secondsOf(headers['retry-after'], clock.now()), failure: null };
  }

  return {
    close: () => guard.agent.close(),
    async post({ sink, cloudEvent, accessToken, correlator, signal }) {
      const url = admitted(guard, sink);
      if (!(url instanceof URL)) return { ...NO_ANSWER, failure: url };
      const headers = { 'content-type': 'application/cloudevents+json', 'x-correlator': correlator, ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }) };
      const posted = await post(guard.agent, { url, headers, body: JSON.stringify(cloudEvent), deadlineMs, signal }, read);
      return 'answer' in posted ? posted.answer : { ...NO_ANSWER, failure: posted.failure };
    },
  };
}

const NO_ANSWER = { status: undefined, retryAfter: undefined } as const;

/** @returns why not, for an address that may not be called (any more) */
function admitted(guard: SinkGuard, sink: string): URL | string {
  try {
    return guard.admit(sink, SINK);
  } catch (refusal) {
    return wordsOf(refusal);
  }
}

/** Retry-After as seconds or as a date (RFC 9110 §10.2.3); what is neither is passed over. */
function secondsOf(header: string | string[] | undefined, now: Date): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : /[a-z]/i.test(text) ? (Date.parse(text) - now.getTime()) / 1000 : NaN;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), LONGEST_WAIT);
}
