/**
 * The closed list of ways in which the gateway says no, with one table from code to HTTP status.
 * Every door reads this table; nothing else decides a status. Codes are CAMARA's (Commonalities r4.2), which the
 * other dialects translate from.
 */
export const STATUS = {
  INVALID_ARGUMENT: 400,
  OUT_OF_RANGE: 400,
  DURATION_OUT_OF_RANGE: 400,
  INVALID_CREDENTIAL: 400,
  INVALID_TOKEN: 400,
  INVALID_SINK: 400,
  TRANSIT_SPEC: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  INVALID_TOKEN_CONTEXT: 403,
  NOT_FOUND: 404,
  IDENTIFIER_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  ABORTED: 409,
  ALREADY_EXISTS: 409,
  CONFLICT: 409,
  DENIED_WAIT: 409,
  INCOMPATIBLE_STATE: 409,
  SESSION_EXTENSION_NOT_ALLOWED: 409,
  PEERED_SPEC: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  MISSING_IDENTIFIER: 422,
  UNSUPPORTED_IDENTIFIER: 422,
  UNNECESSARY_IDENTIFIER: 422,
  SERVICE_NOT_APPLICABLE: 422,
  QOS_PROFILE_NOT_APPLICABLE: 422,
  PRIVATE_KEY_JWT_NOT_CONFIGURED: 422,
  QUOTA_EXCEEDED: 429,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  NOT_IMPLEMENTED: 501,
  BAD_GATEWAY: 502,
  PEER_UNREACHABLE: 502,
  PEER_REFUSED: 502,
  PEER_INVALID_RESPONSE: 502,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
  PEER_TIMEOUT: 504,
} as const satisfies Record<string, number>;

export type RefusalCode = keyof typeof STATUS;

export interface RefusalDetail {
  /** What really happened, for the log; it is never shown to a caller. */
  readonly cause?: unknown;
  /** Seconds after which the same request may succeed; becomes `Retry-After`. */
  readonly retryAfter?: number;
  /** Where in the caller's input the fault lies, e.g. `componentSpec.0.networkInterfaces`. */
  readonly field?: string;
}

/** An expected failure. `message` is one sentence for the caller and holds no upstream words and no secret. */
export class Refusal extends Error {
  readonly status: number;
  readonly retryAfter: number | undefined;
  readonly field: string | undefined;

  constructor(
    readonly code: RefusalCode,
    message: string,
    detail: RefusalDetail = {},
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'Refusal';
    this.status = STATUS[code];
    this.retryAfter = detail.retryAfter;
    this.field = detail.field;
  }
}

export const isRefusalCode = (code: unknown): code is RefusalCode => typeof code === 'string' && Object.hasOwn(STATUS, code);

/** What a caller is told of a failure that nobody expected. */
export const MASKED = 'The gateway met an error of its own; it is logged under this correlator.';
