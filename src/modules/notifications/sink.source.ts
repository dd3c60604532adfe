import { request } from 'undici';
import type { SinkGuard } from '../../outbound/sinks.guard.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Attempt } from './notifications.rules.js';

/** The whole exchange with a sink, in milliseconds. */
const DEADLINE_MS = 5_000;
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

export function sinkSource(guard: SinkGuard): SinkSource {
  return {
    close: () => guard.agent.close(),
    async post({ sink, cloudEvent, accessToken, correlator, signal }) {
      try {
        const { statusCode, headers, body } = await request(guard.admit(sink), {
          method: 'POST',
          dispatcher: guard.agent,
          signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
          headers: {
            'content-type': 'application/cloudevents+json',
            'x-correlator': correlator,
            ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }),
          },
          body: JSON.stringify(cloudEvent),
        });
        await body.dump({ limit: MOST_BYTES });
        return { status: statusCode, retryAfter: secondsOf(headers['retry-after']), failure: null };
      } catch (failure) {
        return { status: undefined, retryAfter: undefined, failure: wordsOf(failure) };
      }
    },
  };
}

function secondsOf(header: string | string[] | undefined): number | undefined {
  const seconds = Number(Array.isArray(header) ? header[0] : header);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 7_200) : undefined;
}

function wordsOf(failure: unknown): string {
  if (failure instanceof Refusal) return failure.message;
  if (!(failure instanceof Error)) return 'no answer';
  if (failure.name === 'TimeoutError') return `no answer within ${DEADLINE_MS} ms`;
  const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : failure.name;
  return failure.message === 'The name leads into a private network' ? failure.message : `no connection (${code})`;
}
