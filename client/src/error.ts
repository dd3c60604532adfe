/** Of the gateway; what they mean is the same at all of its doors. */
export type GatewayCode =
  | 'ABORTED'
  | 'ALREADY_EXISTS'
  | 'BAD_GATEWAY'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'DENIED_WAIT'
  | 'DURATION_OUT_OF_RANGE'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'IDENTIFIER_NOT_FOUND'
  | 'INCOMPATIBLE_STATE'
  | 'INTERNAL'
  | 'INVALID_ARGUMENT'
  | 'INVALID_CREDENTIAL'
  | 'INVALID_SINK'
  | 'INVALID_TOKEN'
  | 'INVALID_TOKEN_CONTEXT'
  | 'METHOD_NOT_ALLOWED'
  | 'MISSING_IDENTIFIER'
  | 'NOT_ACCEPTABLE'
  | 'NOT_FOUND'
  | 'NOT_IMPLEMENTED'
  | 'OUT_OF_RANGE'
  | 'PAYLOAD_TOO_LARGE'
  | 'PEERED_SPEC'
  | 'PEER_INVALID_RESPONSE'
  | 'PEER_REFUSED'
  | 'PEER_TIMEOUT'
  | 'PEER_UNREACHABLE'
  | 'PERMISSION_DENIED'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | 'PRIVATE_KEY_JWT_NOT_CONFIGURED'
  | 'QOS_PROFILE_NOT_APPLICABLE'
  | 'QUERY_NOT_IN_SAFELIST'
  | 'QUOTA_EXCEEDED'
  | 'SERVICE_NOT_APPLICABLE'
  | 'SESSION_EXTENSION_NOT_ALLOWED'
  | 'TIMEOUT'
  | 'TOO_MANY_REQUESTS'
  | 'TRANSIT_SPEC'
  | 'UNAUTHENTICATED'
  | 'UNAVAILABLE'
  | 'UNNECESSARY_IDENTIFIER'
  | 'UNSUPPORTED_IDENTIFIER'
  | 'UNSUPPORTED_MEDIA_TYPE';

/**
 * Of this package: nothing came, nothing that is GraphQL, or the token function failed. `TIMEOUT` is also that of the
 * client's own deadline.
 */
export type ClientCode = 'BAD_ANSWER' | 'NETWORK' | 'NO_TOKEN';

/** A gateway that is newer than the client may have further codes. */
export type ErrorCode = GatewayCode | ClientCode | (string & {});

/** One error of an answer. */
export interface GraphqlError {
  readonly message: string;
  /** The field that failed, by the names in the answer; absent when the request as a whole was refused. */
  readonly path?: readonly (string | number)[];
  readonly extensions?: {
    readonly code?: ErrorCode;
    /** Seconds. */
    readonly retryAfter?: number;
    /** The member of the variables that is wrong. */
    readonly field?: string;
    readonly [name: string]: unknown;
  };
}

export interface ErrorDetail {
  readonly errors?: readonly GraphqlError[] | undefined;
  readonly path?: readonly (string | number)[] | undefined;
  readonly field?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly correlator?: string | undefined;
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

/** A request that did not succeed. Code, message, path and field are those of the first error. */
export class NorthboundError extends Error {
  override readonly name = 'NorthboundError';
  /** All that the gateway told; empty when it told nothing. */
  readonly errors: readonly GraphqlError[];
  readonly path: readonly (string | number)[] | undefined;
  readonly field: string | undefined;
  /** Seconds after which the same request may succeed. */
  readonly retryAfter: number | undefined;
  /** By which the gateway's operators find the request in their logs. */
  readonly correlator: string | undefined;
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    detail: ErrorDetail = {},
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.errors = detail.errors ?? [];
    this.path = detail.path;
    this.field = detail.field;
    this.retryAfter = detail.retryAfter;
    this.correlator = detail.correlator;
    this.status = detail.status;
  }
}

/** @param errors at least one */
export function errorOf(errors: readonly GraphqlError[], { retryAfter, correlator, status }: Pick<ErrorDetail, 'retryAfter' | 'correlator' | 'status'> = {}): NorthboundError {
  const { message = 'The gateway told no reason.', path, extensions = {} } = errors[0] ?? {};
  const { code = 'INTERNAL', field } = extensions;
  return new NorthboundError(code, message, { errors, path, field, retryAfter: extensions.retryAfter ?? retryAfter, correlator, status });
}
