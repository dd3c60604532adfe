import { errors, type Dispatcher } from 'undici';
import { createBytes } from './bytes.js';
import { PeerFailure } from './http.failure.js';
import type { Limit } from './http.limit.js';

export interface Wire {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** For a dispatcher that serves many; a pool has its own. */
  readonly origin?: string;
}

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface RawAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
}

/**
 * One request and its whole answer. The limit ends it at any point, also between two bytes of the body.
 * @param maxBytes bound of the answer's body, in bytes.
 * @throws PeerFailure
 */
export function exchange(pool: Dispatcher, wire: Wire, limit: Limit, maxBytes: number): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const body = createBytes();
    let head: Omit<RawAnswer, 'text'> = { status: 0, headers: {} };
    let controller: Dispatcher.DispatchController | undefined;
    let over = false;

    const fail = (error: Error): void => {
      if (over) return;
      finish();
      reject(error);
      controller?.abort(error);
    };
    const stop = (): void => fail(new PeerFailure(limit.over ?? 'ended', controller !== undefined));
    const finish = (): void => {
      over = true;
      limit.listener = undefined;
    };

    if (limit.over) return stop();
    limit.listener = stop;
    pool.dispatch(wire, {
      onRequestStart: (started) => {
        // It may have waited for a connection longer than the caller did: then nothing is sent.
        if (over) started.abort(new Error('no longer wanted'));
        else controller = started;
      },
      onResponseStart: (_, status, headers) => {
        head = { status, headers };
        if (Number(headers['content-length']) > maxBytes) fail(new PeerFailure('oversized', true));
      },
      onResponseData: (_, chunk) => {
        if (body.length + chunk.length > maxBytes) fail(new PeerFailure('oversized', true));
        else body.append(chunk);
      },
      onResponseEnd: () => {
        if (over) return;
        finish();
        resolve({ status: head.status, headers: head.headers, text: body.take().toString() });
      },
      onResponseError: (_, error) => fail(asFailure(error, controller !== undefined, head.status || undefined)),
    });
  });
}

/**
 * @param sent whether the request had begun to go out.
 * @param status of the answer, if it had begun.
 */
export function asFailure(error: Error & { code?: unknown }, sent: boolean, status?: number): Error {
  if (error instanceof errors.InvalidArgumentError) return error;
  const detail = typeof error.code === 'string' ? error.code : error.name;
  if (!sent) return new PeerFailure('unreachable', false, { detail });
  return new PeerFailure(error instanceof errors.HTTPParserError ? 'malformed' : 'cut', true, { detail, status });
}
