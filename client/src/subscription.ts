import type { Result } from './answer.js';
import { createBackoff } from './backoff.js';
import { connect, type Connection } from './connection.js';
import { sleep, startDeadline, type Deadline } from './deadline.js';
import type { Operation } from './document.js';
import { errorOf, NorthboundError, type ErrorCode, type GraphqlError } from './error.js';
import { saysUnknownHash, type Exchange, type Opened } from './exchange.js';

/** One event of a subscription. Fields that failed are null in `data`, and `errors` has their paths. */
export interface SubscriptionEvent<Data> {
  readonly data: Data | null;
  readonly errors: readonly GraphqlError[];
  /** Given as `after`, it lets a later subscription go on from here; undefined when the document does not ask for it. */
  readonly cursor: string | undefined;
  /** Of the stream: by it the gateway's operators find it in their logs. */
  readonly correlator: string | undefined;
}

export interface SubscribeOptions {
  /** Ends the subscription, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** A cursor to go on from: first comes what happened since. It is also the variable of that name. */
  readonly after?: string | undefined;
  /**
   * The stream is open, for the first time or again. `resumed` is true when nothing was missed since; when it is not,
   * this is the time to ask how things stand.
   */
  readonly onOpen?: ((about: { readonly resumed: boolean }) => void) | undefined;
  /** The stream broke, and is tried again in so many milliseconds. */
  readonly onRetry?: ((failure: NorthboundError, waitMs: number) => void) | undefined;
}

/** What may be over the next time. Anything else the gateway would say again. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['ABORTED', 'BAD_GATEWAY', 'INTERNAL', 'NETWORK', 'NO_TOKEN', 'TIMEOUT', 'TOO_MANY_REQUESTS', 'UNAVAILABLE']);

/** Milliseconds for which a stream without events has to stand before its end counts as the first failure again. */
const STABLE = 10_000;

/** Streams in a row that may end with their token before anything came: a token can be nearly over when it is used. */
const MOST_REFUSALS = 3;

export interface Subscription extends SubscribeOptions {
  readonly operation: Operation;
  readonly variables: { readonly after?: unknown };
  readonly exchange: Exchange;
  /** Milliseconds that opening the stream may take. */
  readonly timeoutMs: number;
}

/**
 * Follows a subscription over as many connections as it takes. An event is read when it is asked for: a reader that
 * falls behind is cut off by the gateway, and goes on after its last cursor.
 * @param over ends it, without an error
 * @throws NorthboundError that a further try would meet again
 */
export async function* follow<Data>(subscription: Subscription, over: AbortSignal): AsyncGenerator<SubscriptionEvent<Data>, undefined, undefined> {
  const progress = startProgress(subscription);
  while (!over.aborted) {
    const failure = yield* followOnce<Data>(subscription, progress, over);
    if (failure === undefined || over.aborted) return;
    const wait = progress.waitAfter(failure);
    subscription.onRetry?.(failure, wait);
    await sleep(wait, over);
  }
}

/** @returns why the connection ended; undefined when the subscription is complete */
async function* followOnce<Data>(subscription: Subscription, progress: Progress, over: AbortSignal): AsyncGenerator<SubscriptionEvent<Data>, NorthboundError | undefined, undefined> {
  const { operation, exchange, timeoutMs, onOpen } = subscription;
  const deadline = startDeadline(timeoutMs, over);
  try {
    const opening = exchange.open({ operation, variables: progress.variables() }, deadline, progress.refused());
    const connection = await settled(opening.then((opened) => (progress.use(opened), connect<Data>(opened.response, deadline))), deadline);
    if (connection instanceof NorthboundError) return connection;
    try {
      onOpen?.({ resumed: progress.open() });
      for (;;) {
        const result = await settled(connection.next(), deadline);
        const event = result === undefined || result instanceof NorthboundError ? result : eventOf(result, connection);
        if (event === undefined || event instanceof NorthboundError) return event;
        progress.pass(event);
        yield event;
      }
    } finally {
      connection.close();
    }
  } finally {
    deadline.end();
  }
}

async function settled<Value>(work: Promise<Value>, deadline: Deadline): Promise<Value | NorthboundError> {
  try {
    return await work;
  } catch (thrown) {
    const failure = deadline.failureOf(thrown);
    return failure instanceof NorthboundError ? failure : new NorthboundError('ABORTED', 'The subscription was ended by its caller.', { cause: failure });
  }
}

function eventOf<Data>({ data, errors = [] }: Result<Data>, { correlator }: Connection<Data>): SubscriptionEvent<Data> | NorthboundError {
  if (data === undefined) return errorOf(errors, { correlator });
  return { data, errors, cursor: data === null ? undefined : cursorOf(data), correlator };
}

function cursorOf(data: object): string | undefined {
  for (const field of Object.values(data) as unknown[]) {
    if (typeof field === 'object' && field !== null && 'cursor' in field && typeof field.cursor === 'string') return field.cursor;
  }
  return undefined;
}

/** How far a subscription has come, and what its failures mean by that. */
interface Progress {
  variables(): object;
  /** The token that the gateway did not accept, or no longer. */
  refused(): string | undefined;
  /** How this connection was asked for. */
  use(opened: Opened): void;
  /** A connection is open. @returns whether it goes on from a cursor */
  open(): boolean;
  pass(event: SubscriptionEvent<unknown>): void;
  /** @returns the milliseconds to wait before the next try @throws the failure when there is to be none */
  waitAfter(failure: NorthboundError): number;
}

function startProgress({ operation, variables, exchange, after: given }: Subscription): Progress {
  const backoff = createBackoff();
  const resumable = /\$after\s*:/.test(operation.text);
  if (given !== undefined && !resumable) throw new TypeError('The subscription declares no variable $after, so it cannot go on from a cursor.');
  let after = given ?? variables.after;
  let openSince = Infinity;
  let used: Omit<Opened, 'response'> = { token: undefined, byHash: false };
  /** Tokens that were refused since the stream last worked. */
  let refusals = 0;

  function works(): void {
    backoff.reset();
    refusals = 0;
  }

  /** Whether the next try differs from this one, with the text for the hash or another token. With 401 that was tried already. */
  function mend({ code, status }: NorthboundError): boolean {
    if (saysUnknownHash(code) && used.byHash) {
      exchange.forgetHash(operation);
      return true;
    }
    if (code !== 'UNAUTHENTICATED' || status === 401 || !exchange.renewable || refusals === MOST_REFUSALS) return false;
    refusals += 1;
    return true;
  }

  return {
    refused: () => (refusals > 0 ? used.token : undefined),
    use: ({ token, byHash }) => void (used = { token, byHash }),
    variables: () => (resumable && after !== variables.after ? { ...variables, after } : variables),
    open() {
      openSince = performance.now();
      return resumable && typeof after === 'string';
    },
    pass({ cursor, data }) {
      works();
      // After an event whose cursor is not selected nobody knows where the stream stands: it begins with what is new.
      after = cursor ?? (data === null ? after : undefined);
    },
    waitAfter(failure) {
      if (performance.now() - openSince > STABLE) works();
      openSince = Infinity;
      const mended = mend(failure);
      if (mended && refusals < 2) return 0;
      if (!mended && !PASSING.has(failure.code)) throw failure;
      return backoff.next(failure.retryAfter === undefined ? undefined : failure.retryAfter * 1000);
    },
  };
}
