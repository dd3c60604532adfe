import { errorOf, NorthboundError, type ErrorCode, type GraphqlError } from './error.js';

/** What the gateway answered. Fields that failed are null in `data`, and `errors` has their paths. */
export interface Answer<Data> {
  /** Undefined when nothing was executed; null when a field failed that may not be null. */
  readonly data: Data | null | undefined;
  readonly errors: readonly GraphqlError[];
  /** What the gateway tells beside the answer, when it was asked to by a header. */
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
  readonly status: number;
  /** With `x-correlator`, and `RateLimit-*` where a limit is set. */
  readonly headers: Headers;
}

export const CORRELATOR = 'x-correlator';

/** What a status means when nothing else was said: a proxy on the way may have given it. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'TOO_MANY_REQUESTS',
  502: 'BAD_GATEWAY',
  503: 'UNAVAILABLE',
  504: 'TIMEOUT',
};

/**
 * Reads a JSON answer to its end.
 * @throws NorthboundError when it is not GraphQL's: then its words are not ours to show
 */
export async function readAnswer<Data>(response: Response): Promise<Answer<Data>> {
  const result = parseResult<Data>(await response.text());
  if (result === undefined) throw badAnswer(response);
  const { data, errors = [], extensions } = result;
  return { data, errors, extensions, status: response.status, headers: response.headers };
}

export interface Result<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphqlError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** @returns undefined when the text is no result of GraphQL */
export function parseResult<Data>(text: string): Result<Data> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isResult<Data>(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isResult<Data>(value: unknown): value is Result<Data> {
  if (typeof value !== 'object' || value === null) return false;
  const errors = 'errors' in value ? value.errors : undefined;
  if (errors !== undefined) return Array.isArray(errors) && errors.length > 0;
  return 'data' in value && typeof value.data === 'object';
}

export function badAnswer({ status, headers }: Response): NorthboundError {
  const code = CODES[status] ?? 'BAD_ANSWER';
  return new NorthboundError(code, `The answer of status ${status} is not GraphQL's.`, { status, retryAfter: retryAfterOf(headers), correlator: headers.get(CORRELATOR) ?? undefined });
}

/** The error that an answer with errors amounts to. */
export const errorOfAnswer = ({ errors, status, headers }: Answer<unknown>): NorthboundError =>
  errorOf(errors, { status, retryAfter: retryAfterOf(headers), correlator: headers.get(CORRELATOR) ?? undefined });

/** Seconds; a date counts from now. */
function retryAfterOf(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}
