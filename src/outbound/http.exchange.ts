import { errors, type Dispatcher } from 'undici';
import { PeerFailure, type FailureKind } from './http.failure.js';

export interface Wire {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface RawAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
}

/**
 * One request and its whole answer. The signal ends it at any point, also between two bytes of the body; its reason is
 * the kind of the failure (`timeout` or `ended`).
 * @param maxBytes bound of the answer's body, in bytes.
 * @throws PeerFailure
 */
export function exchange(pool: Dispatcher, wire: Wire, signal: AbortSignal, maxBytes: number): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let head: Omit<RawAnswer, 'text'> = { status: 0, headers: {} };
    let controller: Dispatcher.DispatchController | undefined;
    let over = false;

    const fail = (error: Error): void => {
      if (over) return;
      finish();
      reject(error);
      controller?.abort(error);
    };
    const stop = (): void => fail(new PeerFailure(signal.reason as FailureKind, controller !== undefined));
    const finish = (): void => {
      over = true;
      signal.removeEventListener('abort', stop);
    };

    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop);
    pool.dispatch({ ...wire }, {
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
        size += chunk.length;
        if (size > maxBytes) fail(new PeerFailure('oversized', true));
        else chunks.push(chunk);
      },
      onResponseEnd: () => {
        if (over) return;
        finish();
        resolve({ ...head, text: Buffer.concat(chunks, size).toString() });
      },
      onResponseError: (_, error) => fail(asFailure(error, controller !== undefined)),
    });
  });
}

function asFailure(error: Error & { code?: unknown }, sent: boolean): Error {
  if (error instanceof errors.InvalidArgumentError) return error;
  const detail = typeof error.code === 'string' ? error.code : error.name;
  if (!sent) return new PeerFailure('unreachable', false, { detail });
  return new PeerFailure(error instanceof errors.HTTPParserError ? 'malformed' : 'cut', true, { detail });
}
