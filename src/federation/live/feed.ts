import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/context.js';
import { onAbort } from '../../outbound/on-abort.js';
import type { Source } from './sources.js';

/** A text that is read again and again, and what is known of it. */
export interface Feed {
  readonly name: string;
  /** The text as it was read last, or as it was known before it could be read. */
  readonly text: string | undefined;
  /** When it was last read. */
  readonly readAt: Date | undefined;
  /** Why the last reading failed; undefined while it did not. */
  readonly problem: string | undefined;
  /** Reads for the first time, and from then on at the pace. Settles after the first reading, whatever came of it. */
  start(): Promise<void>;
  close(): void;
}

export interface FeedOptions {
  readonly source: Source;
  /** What is known of the text before it is read. */
  readonly known?: string | undefined;
  /** Called after a reading that brought another text. */
  readonly changed: () => void;
  /** Milliseconds between two readings, give or take a tenth, so that many readers make no wave. */
  readonly paceMs: number;
  /** Milliseconds that one reading may take. */
  readonly timeoutMs: number;
  readonly log: Log;
  readonly clock: Clock;
}

const JITTER = 0.1;

export function createFeed({ source, known, changed, paceMs, timeoutMs, log, clock }: FeedOptions): Feed {
  const closed = new AbortController();
  let text = known;
  let readAt: Date | undefined;
  let problem: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** Not AbortSignal.any with AbortSignal.timeout: the garbage collector of Node 20 may take the timer before it fires. */
  async function inTime<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(new Error(`Nothing was read within ${timeoutMs} ms.`)), timeoutMs);
    const forget = onAbort(closed.signal, () => over.abort(closed.signal.reason));
    if (closed.signal.aborted) over.abort(closed.signal.reason);
    try {
      return await work(over.signal);
    } finally {
      clearTimeout(timer);
      forget();
    }
  }

  async function read(): Promise<void> {
    try {
      const found = await inTime((signal) => source.read(signal));
      if (closed.signal.aborted) return;
      readAt = clock.now();
      if (problem !== undefined) log.info({ source: source.name }, 'a schema can be read again');
      problem = undefined;
      if (found === text) return;
      text = found;
      changed();
    } catch (failure) {
      if (!closed.signal.aborted) note(failure);
    }
  }

  /** Told once for as long as it lasts. */
  function note(failure: unknown): void {
    const before = problem;
    problem = failure instanceof Error ? failure.message : String(failure);
    if (before === undefined) log.warn({ source: source.name, err: failure, known: text !== undefined }, 'a schema cannot be read');
  }

  function later(): void {
    if (closed.signal.aborted) return;
    const spread = 1 - JITTER + Math.random() * 2 * JITTER;
    timer = setTimeout(() => void read().then(later), paceMs * spread).unref();
  }

  return {
    name: source.name,
    get text() {
      return text;
    },
    get readAt() {
      return readAt;
    },
    get problem() {
      return problem;
    },
    async start() {
      await read();
      later();
    },
    close() {
      closed.abort();
      clearTimeout(timer);
    },
  };
}
