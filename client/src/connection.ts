import { badAnswer, CORRELATOR, errorOfAnswer, parseResult, readAnswer, type Result } from './answer.js';
import type { Deadline } from './deadline.js';
import { NorthboundError } from './error.js';
import { createEventText, type EventText, type ServerEvent } from './event-text.js';

/** Milliseconds without a byte after which a stream is dead: the gateway sends a sign of life every 12 s. */
const SILENCE = 40_000;

/** One event stream that is open. */
export interface Connection<Data> {
  readonly correlator: string | undefined;
  /**
   * The next result, or undefined after the gateway has said that there are no more.
   * @throws NorthboundError NETWORK when the stream breaks, falls silent, or ends before that; `retryAfter` as the gateway wished
   */
  next(): Promise<Result<Data> | undefined>;
  close(): void;
}

/**
 * @param response to a request for `text/event-stream`
 * @throws NorthboundError when it is none: the gateway's reason, or BAD_ANSWER
 */
export async function connect<Data>(response: Response, deadline: Deadline): Promise<Connection<Data>> {
  const type = response.headers.get('content-type') ?? '';
  if (response.status !== 200 || !type.startsWith('text/event-stream') || response.body === null) throw await refusalOf(response);
  deadline.met();
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const text = createEventText();
  const ready: ServerEvent[] = [];
  // A stream that broke refuses to be cancelled, and is closed all the same.
  const close = (): void => void reader.cancel().catch(() => undefined);
  // Not every `fetch` that may be given heeds the signal once it has answered.
  deadline.signal.addEventListener('abort', close);

  async function read(): Promise<void> {
    const watch = setTimeout(() => deadline.abort(broken('Nothing came through the stream any more.', text)), SILENCE);
    try {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw broken('The connection broke.', text, cause);
      });
      if (done) throw broken('The stream ended before it was complete.', text);
      ready.push(...text.push(decoder.decode(value, { stream: true })));
    } finally {
      clearTimeout(watch);
    }
  }

  return {
    correlator: response.headers.get(CORRELATOR) ?? undefined,
    async next() {
      for (;;) {
        const event = ready.shift();
        if (event === undefined) await read();
        else if (event.type === 'complete') return undefined;
        else if (event.type === 'next') return resultOf<Data>(event, response);
      }
    },
    close,
  };
}

async function refusalOf(response: Response): Promise<NorthboundError> {
  const answer = await readAnswer(response);
  return answer.errors.length > 0 ? errorOfAnswer(answer) : badAnswer(response);
}

function resultOf<Data>({ data }: ServerEvent, response: Response): Result<Data> {
  const result = parseResult<Data>(data);
  if (result === undefined) throw badAnswer(response);
  return result;
}

const broken = (message: string, { retry }: EventText, cause?: unknown): NorthboundError =>
  new NorthboundError('NETWORK', message, { retryAfter: retry === undefined ? undefined : retry / 1000, cause });
