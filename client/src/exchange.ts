import { CORRELATOR, readAnswer, type Answer } from './answer.js';
import { startDeadline, type Deadline } from './deadline.js';
import type { Operation } from './document.js';
import { NorthboundError, type ErrorCode } from './error.js';
import { createTokens, type TokenSource } from './token.js';
import { toWire } from './wire.js';

export interface ExchangeOptions {
  readonly url: string;
  readonly token?: TokenSource | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly trusted?: boolean | undefined;
  readonly useGet?: boolean | undefined;
  readonly timeoutMs: number;
}

export interface Call {
  readonly operation: Operation;
  readonly variables?: object | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly correlator?: string | undefined;
}

/** The way to the gateway and back. */
export interface Exchange {
  /** Asks once, and a second time where the first showed that the token or the hash does not hold. */
  ask<Data>(call: Call, options: { readonly signal?: AbortSignal | undefined; readonly timeoutMs?: number | undefined }): Promise<Answer<Data>>;
  /**
   * Opens an event stream. The body is the caller's to end.
   * @param deadline counts until the stream is open
   * @param refused a token that was refused under way
   */
  open(call: Call, deadline: Deadline, refused?: string): Promise<Opened>;
  /** The gateway does not know the document's hash: from now on its text is sent. */
  forgetHash(operation: Operation): void;
  /** Whether another token can be had for one that was refused. */
  readonly renewable: boolean;
}

export interface Opened {
  readonly response: Response;
  /** With which it was asked for. */
  readonly token: string | undefined;
  /** Whether the document was named by its hash. */
  readonly byHash: boolean;
}

const ANSWER = 'application/graphql-response+json, application/json;q=0.9';
const STREAM = 'text/event-stream';

/** Whether the gateway does not know the document's hash, or knows of no hashes at all. */
export const saysUnknownHash = (code: ErrorCode | undefined): boolean => code === 'PERSISTED_QUERY_NOT_FOUND' || code === 'PERSISTED_QUERY_NOT_SUPPORTED';

export function createExchange(options: ExchangeOptions): Exchange {
  const { url, headers, trusted = false, useGet = false, timeoutMs } = options;
  const tokens = createTokens(options.token);
  /** Hashes that the gateway does not know. */
  const unknown = new Set<string>();
  // Called as a function of its own: a browser's `fetch` wants no other `this`.
  const send = options.fetch ?? ((address: string, init: RequestInit) => fetch(address, init));

  const knowsHash = ({ hash }: Operation): boolean => trusted && hash !== undefined && !unknown.has(hash);

  async function sendWith(token: string | undefined, call: Call, accept: string, { signal }: Deadline): Promise<Opened> {
    const byHash = knowsHash(call.operation);
    const wire = toWire({ ...call, url, byHash, get: useGet && accept === ANSWER });
    const body = wire.body === undefined ? {} : { body: wire.body };
    const response = await send(wire.url, { method: wire.method, ...body, headers: headersOf(token, call, accept, wire.body !== undefined), signal });
    return { response, token, byHash };
  }

  function headersOf(token: string | undefined, { correlator }: Call, accept: string, hasBody: boolean): Headers {
    const all = new Headers(headers);
    all.set('accept', accept);
    if (hasBody) all.set('content-type', 'application/json');
    if (token !== undefined) all.set('authorization', `Bearer ${token}`);
    if (correlator !== undefined) all.set(CORRELATOR, correlator);
    return all;
  }

  /** 401 says that nothing was executed, so that even a mutation may be sent again with another token. */
  async function sendAuthorised(call: Call, accept: string, deadline: Deadline, refused?: string): Promise<Opened> {
    const token = await tokenWithin(deadline, refused);
    const opened = await sendWith(token, call, accept, deadline);
    if (opened.response.status !== 401 || token === undefined || !tokens.renewable) return opened;
    const next = await tokenWithin(deadline, token);
    if (next === undefined || next === token) return opened;
    await opened.response.body?.cancel();
    return sendWith(next, call, accept, deadline);
  }

  /** The caller's function knows no signal; whoever waits for it does. */
  async function tokenWithin({ signal }: Deadline, refused?: string): Promise<string | undefined> {
    try {
      return await untilAborted(tokens.get(refused), signal);
    } catch (cause) {
      if (signal.aborted) throw cause;
      throw new NorthboundError('NO_TOKEN', 'No access token could be had.', { cause });
    }
  }

  function forgetHash({ hash }: Operation): void {
    if (hash !== undefined) unknown.add(hash);
  }

  async function askWithin<Data>(deadline: Deadline, call: Call): Promise<Answer<Data>> {
    const { response, byHash } = await sendAuthorised(call, ANSWER, deadline);
    const answer = await readAnswer<Data>(response);
    if (!byHash || !saysUnknownHash(answer.errors[0]?.extensions?.code)) return answer;
    forgetHash(call.operation);
    return askWithin(deadline, call);
  }

  return {
    forgetHash,
    renewable: tokens.renewable,
    async ask<Data>(call: Call, given: { readonly signal?: AbortSignal | undefined; readonly timeoutMs?: number | undefined }) {
      const deadline = startDeadline(given.timeoutMs ?? timeoutMs, given.signal);
      try {
        return await askWithin<Data>(deadline, call);
      } catch (failure) {
        throw deadline.failureOf(failure);
      } finally {
        deadline.end();
      }
    },
    open: (call, deadline, refused) => sendAuthorised(call, STREAM, deadline, refused),
  };
}

async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let leave = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
