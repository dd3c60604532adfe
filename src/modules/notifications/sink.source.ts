import { request } from 'undici';
import type { Clock } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/refusal.js';
import { PrivateNetwork, type SinkGuard } from '../../outbound/sinks.guard.js';
import type { Attempt } from './notifications.rules.js';

/** The whole exchange with a sink, in milliseconds. */
export const SINK_DEADLINE_MS = 5_000;
/** The longest wait that a sink may ask for, in seconds. */
const LONGEST_WAIT = 7_200;
/** Of an answer's body, which says nothing to us. */
const MOST_BYTES = 64 * 1024;

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

export function sinkSource({ guard, clock, deadlineMs = SINK_DEADLINE_MS }: SinkSourceOptions): SinkSource {
  async function send({ sink, cloudEvent, accessToken, correlator }: SinkCall, signal: AbortSignal): Promise<SinkAnswer> {
    try {
      const { statusCode, headers, body } = await request(guard.admit(sink), {
        method: 'POST',
        dispatcher: guard.agent,
        signal,
        headers: {
          'content-type': 'application/cloudevents+json',
          'x-correlator': correlator,
          ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }),
        },
        body: JSON.stringify(cloudEvent),
      });
      await body.dump({ limit: MOST_BYTES });
      return { status: statusCode, retryAfter: secondsOf(headers['retry-after'], clock.now()), failure: null };
    } catch (failure) {
      return { status: undefined, retryAfter: undefined, failure: failure === SILENT ? `no answer within ${deadlineMs} ms` : wordsOf(failure) };
    }
  }

  return {
    close: () => guard.agent.close(),
    async post(call) {
      // Not AbortSignal.any with AbortSignal.timeout: the garbage collector of Node 20 may take the timer before it fires.
      const stopping = new AbortController();
      const timer = setTimeout(() => stopping.abort(SILENT), deadlineMs);
      const stop = (): void => stopping.abort(call.signal.reason);
      call.signal.addEventListener('abort', stop, { once: true });
      if (call.signal.aborted) stop();
      try {
        return await send(call, stopping.signal);
      } finally {
        clearTimeout(timer);
        call.signal.removeEventListener('abort', stop);
      }
    },
  };
}

const SILENT = new Error('The sink kept silent');

/** Retry-After as seconds or as a date (RFC 9110 §10.2.3); what is neither is passed over. */
function secondsOf(header: string | string[] | undefined, now: Date): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : /[a-z]/i.test(text) ? (Date.parse(text) - now.getTime()) / 1000 : NaN;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), LONGEST_WAIT);
}

/** The words of a foreign error stay out: they quote addresses. */
function wordsOf(failure: unknown): string {
  if (failure instanceof Refusal || failure instanceof PrivateNetwork) return failure.message;
  if (!(failure instanceof Error)) return 'no answer';
  return `no connection (${'code' in failure && typeof failure.code === 'string' ? failure.code : failure.name})`;
}
