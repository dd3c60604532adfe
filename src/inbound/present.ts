import { GraphQLError, Kind, type GraphQLFormattedError } from 'graphql';
import type { Log } from '../kernel/context.js';
import { isRefusalCode, MASKED, Refusal, type RefusalCode } from '../kernel/refusal.js';

/** Where a failure that is not shown is written down. */
export interface PresentContext {
  readonly correlator: string;
  readonly log: Log;
  /** Once it has fired nobody waits for the answer, and what breaks then is no fault of ours. */
  readonly signal?: AbortSignal;
  readonly left?: boolean | undefined;
}

/** Codes of a document or of variables that the caller got wrong; they exist in the GraphQL door only. */
const REQUEST_CODES: ReadonlySet<unknown> = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);

/**
 * The one place where a failure gets the words that a caller reads. A `Refusal` keeps its sentence, code, `retryAfter`
 * (seconds) and `field`; a fault in the caller's document or variables is told; everything else is masked, and its
 * cause goes to the log under the correlator.
 * `locations` are given for faults of the request alone: those of an executed field would point into the document of
 * a subgraph, which the caller never saw; such an error has a `path`.
 */
export const presentError = (error: GraphQLError, ctx: PresentContext): GraphQLFormattedError => present(error, ctx).toJSON();

/**
 * As `presentError`, for anything that was thrown, and as the instance that an `ExecutionResult` wants.
 * `executed` is false when the error came instead of an execution: what the engine itself says then is about the
 * variables.
 */
export function present(failure: unknown, ctx: PresentContext, executed = true): GraphQLError {
  const error = failure instanceof GraphQLError ? failure : undefined;
  const cause = rootOf(failure);
  if (cause instanceof Refusal) return refused(cause, error, ctx);
  if (error !== undefined) {
    const { code, retryAfter, field } = error.extensions ?? {};
    // A far subgraph of ours has presented it already.
    if (isRefusalCode(code)) return shown(error.message, error, { code, retryAfter, field });
    if (error.path === undefined) {
      if (isVariableFault(error)) return variableFault(error);
      if (REQUEST_CODES.has(code) || error.positions !== undefined) return presentRequestError(error);
      if (!executed && cause === error) return shown(error.message, error, { code: 'BAD_USER_INPUT' });
    }
  }
  const fields = { correlator: ctx.correlator, err: cause, path: error?.path };
  if (!isNews(cause, ctx)) return shown(MASKED, error, { code: 'INTERNAL' satisfies RefusalCode });
  if (ctx.signal?.aborted === true) ctx.log.debug(fields, 'an operation was abandoned by its caller');
  else ctx.log.error(fields, 'an operation failed unexpectedly');
  return shown(MASKED, error, { code: 'INTERNAL' satisfies RefusalCode });
}

/**
 * Presents what parsing, validation and planning found; `extensions.limit` names the limit when one was passed. What no
 * code foresaw is masked, and for the log: `isOurFault` tells it.
 */
export function presentRequestError(error: GraphQLError): GraphQLError {
  const cause = rootOf(error);
  if (cause instanceof Refusal) return shown(cause.message, undefined, { code: cause.code });
  if (isOurFault(error)) return shown(MASKED, undefined, { code: 'INTERNAL' satisfies RefusalCode });
  const known = error.extensions?.['code'];
  const code = REQUEST_CODES.has(known) ? known : isSyntaxError(error) ? 'GRAPHQL_PARSE_FAILED' : 'GRAPHQL_VALIDATION_FAILED';
  const limit = error.extensions?.['limit'] ?? (/contains more tha[nt] \d+ tokens/.test(error.message) ? 'tokens' : undefined);
  const { nodes, source, positions } = error;
  return new GraphQLError(error.message, { nodes, source, positions, extensions: withoutGaps({ code, limit }) });
}

/** Whether an error that came instead of a prepared document is about the program, and not about the document. */
export const isOurFault = (error: GraphQLError): boolean => error.nodes === undefined && error.positions === undefined && !(rootOf(error) instanceof GraphQLError);

const isSyntaxError = (error: GraphQLError): boolean => error.nodes === undefined && error.positions !== undefined;

function refused(refusal: Refusal, error: GraphQLError | undefined, ctx: PresentContext): GraphQLError {
  const { code, retryAfter, field } = refusal;
  if (refusal.cause !== undefined && isNews(refusal, ctx)) {
    const fields = { correlator: ctx.correlator, code, err: refusal.cause, path: error?.path };
    if (ctx.left === true) ctx.log.debug(fields, refusal.message);
    else ctx.log.warn(fields, refusal.message);
  }
  return shown(refusal.message, error, { code, retryAfter, field });
}

/** The request that a failure was written down for. */
const written = new WeakMap<object, string>();

/** One failure may stand at a hundred places of an answer: it is one line of the log, with the first of them. */
function isNews(failure: unknown, { correlator }: PresentContext): boolean {
  if (typeof failure !== 'object' || failure === null) return true;
  if (written.get(failure) === correlator) return false;
  written.set(failure, correlator);
  return true;
}

function shown(message: string, error: GraphQLError | undefined, extensions: Record<string, unknown>): GraphQLError {
  return new GraphQLError(message, { path: error?.path, extensions: withoutGaps(extensions) });
}

const withoutGaps = (extensions: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(extensions).filter(([, value]) => value !== undefined));

/** The failure under all the wrappings that execution put around it. */
function rootOf(failure: unknown): unknown {
  let root = failure;
  for (let depth = 0; depth < 10; depth++) {
    const inner: unknown = root instanceof GraphQLError ? root.originalError : undefined;
    if (inner === undefined || inner === null) return root;
    root = inner;
  }
  return root;
}

const VARIABLE = /^Variable "\$([^"]+)"/;

/** A near subgraph coerces again with its own scalars, and its error has lost the node: then the words tell. */
const isVariableFault = (error: GraphQLError): boolean =>
  error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION || VARIABLE.test(error.message);

/**
 * graphql-js quotes the value that it could not read, and with a member missing the whole object around it: a secret
 * beside the fault would come back in the answer. So the place and the reason are told, and the value is not.
 */
function variableFault(error: GraphQLError): GraphQLError {
  const name = VARIABLE.exec(error.message)?.[1];
  const at = /^Variable "\$[^"]+" got invalid value /.test(error.message) && name !== undefined ? placeOf(error.message, name) : undefined;
  const message = at === undefined ? error.message : `Variable "$${name}" has an invalid value at "${at}"; ${reasonOf(error)}`;
  const { nodes, source, positions } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: withoutGaps({ code: 'BAD_USER_INPUT', field: at ?? name }) });
}

/** Names and indices only: whatever else stands between quotes belongs to the value. */
function placeOf(message: string, name: string): string {
  const places = [...message.matchAll(/ at "([\w.[\]]+)"; /g)].map((match) => match[1]!);
  return places.findLast((place) => place.startsWith(`${name}.`) || place.startsWith(`${name}[`)) ?? name;
}

const REASONS = [
  /Field "\w+" of required type "[\w[\]!]+" was not provided\.$/,
  /Field "\w+" is not defined by type "\w+"\./,
  /Expected (?:non-nullable )?type "[\w[\]!]+" (?:not to be null|to be an object)\.$/,
  /Exactly one key must be specified for OneOf type "\w+"\.$/,
  /Value "\w+" does not exist in "\w+" enum\.(?: Did you mean .*)?$/,
];

function reasonOf(error: GraphQLError): string {
  for (const reason of REASONS) {
    const match = reason.exec(error.message);
    if (match) return match[0];
  }
  const [, type] = /; Expected type "(\w+)"\./.exec(error.message) ?? /; (?:Enum ")?(\w+)"? cannot represent /.exec(error.message) ?? [];
  return type === undefined ? 'it is not of the expected type.' : `it is no ${type}.`;
}
