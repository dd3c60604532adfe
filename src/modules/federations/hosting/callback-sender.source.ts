import { request, type Dispatcher } from 'undici';
import { Refusal } from '../../../kernel/refusal.js';
import { onAbort } from '../../../outbound/on-abort.js';
import { PrivateNetwork } from '../../../outbound/sinks.guard.js';

/** Of an answer's body, in bytes; what is more is not read. */
const MOST_BYTES = 64 * 1024;

export interface Posting {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Without a status there was no answer; `failure` says why in words that hold no address. */
export type Answer = { readonly status: number; readonly text: string } | { readonly failure: string };

/** POSTs to addresses that partners gave. Redirects are not followed. */
export interface CallbackSource {
  /** @param read whether the answer's body is wanted. Never rejects. */
  post(posting: Posting, read: boolean): Promise<Answer>;
}

export interface CallbackSourceOptions {
  /** Connects to no address that the guard refuses. */
  readonly agent: Dispatcher;
  /** The whole exchange, in milliseconds. */
  readonly deadlineMs: number;
}

export function callbackSource({ agent, deadlineMs }: CallbackSourceOptions): CallbackSource {
  return {
    async post({ url, headers, body, signal }, read) {
      const stopping = new AbortController();
      const timer = setTimeout(() => stopping.abort(SILENT), deadlineMs);
      const stop = (): void => stopping.abort(signal.reason);
      const release = onAbort(signal, stop);
      if (signal.aborted) stop();
      try {
        const answer = await request(url, { method: 'POST', dispatcher: agent, signal: stopping.signal, headers, body });
        if (read) return { status: answer.statusCode, text: await textOf(answer) };
        await answer.body.dump({ limit: MOST_BYTES });
        return { status: answer.statusCode, text: '' };
      } catch (failure) {
        return { failure: stopping.signal.reason === SILENT ? `no answer within ${deadlineMs} ms` : wordsOf(failure) };
      } finally {
        clearTimeout(timer);
        release();
      }
    },
  };
}

const SILENT = new Error('There was no answer in time');

/** Nothing when it is longer than the bound. */
async function textOf({ body }: Dispatcher.ResponseData): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body) {
    parts.push(part as Buffer);
    length += (part as Buffer).length;
    if (length > MOST_BYTES) return '';
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The words of a foreign error stay out: they quote addresses. */
export function wordsOf(failure: unknown): string {
  if (failure instanceof Refusal || failure instanceof PrivateNetwork) return failure.message;
  if (!(failure instanceof Error)) return 'no answer';
  return `no connection (${'code' in failure && typeof failure.code === 'string' ? failure.code : failure.name})`;
}
