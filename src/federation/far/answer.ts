import type { ExecutionResult, GraphQLError } from 'graphql';
import { Refusal, type RefusalCode } from '../../kernel/refusal.js';
import { PeerFailure, retryAfterOf, toRefusal } from '../../outbound/http.failure.js';
import type { RawAnswer } from '../../outbound/http.exchange.js';
import { isObject, type Json } from '../execute/execution.js';
import { rightsRefusal, subgraphErrors, type Origin } from './subgraph-error.js';

const JSON_TYPE = /^\s*application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
const OUT_OF_SERVICE: ReadonlySet<number> = new Set([502, 503, 504]);
const RIGHTS: ReadonlyMap<number, RefusalCode> = new Map([
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
]);

/** Whether an answer comes from a proxy before the subgraph, and not from the subgraph. */
export const isOutOfService = (answer: RawAnswer): boolean => OUT_OF_SERVICE.has(answer.status) && bodyOf(answer) === undefined;

/**
 * The result in a far subgraph's answer, whatever its status, with errors that may be shown.
 * @throws Refusal BAD_GATEWAY when there is none, UNAUTHENTICATED (401), PERMISSION_DENIED (403), UNAVAILABLE (429).
 */
export function readAnswer(answer: RawAnswer, origin: Omit<Origin, 'refused'>): ExecutionResult {
  const body = bodyOf(answer);
  const refused = RIGHTS.get(answer.status);
  if (body) return resultOf(body, { ...origin, refused });
  if (refused) throw rightsRefusal(origin.name, refused, `status ${answer.status}`);
  throw unusable(answer, origin.name);
}

/**
 * One event of a far subgraph's stream.
 * @throws Refusal BAD_GATEWAY when it is not a result.
 */
export function readEvent(event: unknown, origin: Origin): ExecutionResult {
  if (isResult(event)) return resultOf(event, origin);
  throw malformed(origin.name, 'an event that is no result');
}

interface Body {
  readonly data?: Json | null;
  readonly errors?: readonly unknown[] | null;
}

function bodyOf({ headers, text }: RawAnswer): Body | undefined {
  if (!JSON_TYPE.test(String(headers['content-type'] ?? ''))) return undefined;
  try {
    const body: unknown = JSON.parse(text);
    return isResult(body) ? body : undefined;
  } catch {
    // What is no JSON is no result; the parser's own words would quote the subgraph's.
    return undefined;
  }
}

const isRecord = (value: unknown): value is Json => isObject(value) && !Array.isArray(value);

/** As GraphQL has it: an object of data, or errors, or both. An empty list of errors says nothing and is overlooked. */
function isResult(body: unknown): body is Body {
  if (!isRecord(body)) return false;
  const { data, errors } = body;
  if (data !== undefined && data !== null && !isRecord(data)) return false;
  if (errors !== undefined && errors !== null && !Array.isArray(errors)) return false;
  return isRecord(data) || (Array.isArray(errors) && errors.length > 0);
}

function resultOf({ data = null, errors }: Body, origin: Origin): ExecutionResult {
  const told: readonly GraphQLError[] | undefined = errors?.length ? subgraphErrors(errors, origin) : undefined;
  return told ? { data, errors: told } : { data };
}

function unusable(answer: RawAnswer, name: string): Refusal {
  if (answer.status !== 429) return malformed(name, `status ${answer.status}, no result in it`);
  return new Refusal('UNAVAILABLE', `The subgraph ${name} asks for fewer requests.`, { cause: new PeerFailure('malformed', true, { detail: 'status 429' }), retryAfter: retryAfterOf(answer.headers) ?? 5 });
}

export const malformed = (name: string, detail: string): Refusal => toRefusal(`subgraph ${name}`, new PeerFailure('malformed', true, { detail }));
