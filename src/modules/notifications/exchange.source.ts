import { request, type Dispatcher } from 'undici';
import { Refusal } from '../../kernel/refusal.js';
import { PrivateNetwork } from '../../outbound/sinks.guard.js';

/** Of an answer's body, in bytes; what is more is not read. */
export const MOST_BYTES = 64 * 1024;

export interface Posting {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The whole exchange, in milliseconds. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** What came of it; without an answer, why not, in words that hold no address. */
export type Posted<Answer> = { readonly answer: Answer } | { readonly failure: string };

/** One POST to an address that a caller gave. Redirects are not followed. Never rejects. */
export async function post<Answer>(agent: Dispatcher, posting: Posting, read: (answer: Dispatcher.ResponseData) => Promise<Answer>): Promise<Posted<Answer>> {
  const { url, headers, body, deadlineMs, signal } = posting;
  // Not AbortSignal.any with AbortSignal.timeout: the garbage collector of Node 20 may take the timer before it fires.
  const stopping = new AbortController();
  const timer = setTimeout(() => stopping.abort(SILENT), deadlineMs);
  const stop = (): void => stopping.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return { answer: await read(await request(url, { method: 'POST', dispatcher: agent, signal: stopping.signal, headers, body })) };
  } catch (failure) {
    return { failure: failure === SILENT ? `no answer within ${deadlineMs} ms` : wordsOf(failure) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

const SILENT = new Error('There was no answer in time');

/** The words of a foreign error stay out: they quote addresses. */
export function wordsOf(failure: unknown): string {
  if (failure instanceof Refusal || failure instanceof PrivateNetwork) return failure.message;
  if (!(failure instanceof Error)) return 'no answer';
  return `no connection (${'code' in failure && typeof failure.code === 'string' ? failure.code : failure.name})`;
}
