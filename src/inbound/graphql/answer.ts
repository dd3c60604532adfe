import type { FastifyReply } from 'fastify';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { isRefusalCode, STATUS } from '../../kernel/refusal.js';
import { codeOf } from '../operations.js';
import { JSON_TYPE, readAccept, RESPONSE_TYPE } from './media-type.js';

export type SingleType = typeof JSON_TYPE | typeof RESPONSE_TYPE;

const CONTENT_TYPE = { [JSON_TYPE]: `${JSON_TYPE}; charset=utf-8`, [RESPONSE_TYPE]: `${RESPONSE_TYPE}; charset=utf-8` } as const;

export const contentTypeOf = (type: SingleType): string => CONTENT_TYPE[type];

/** Sends the result of a well-formed request. */
export function sendResult(reply: FastifyReply, type: SingleType, result: ExecutionResult): FastifyReply {
  const status = result.errors === undefined ? 200 : statusOf(type, result);
  if (status >= 400) setChallenge(reply, status, result.errors?.[0]);
  return reply.code(status).header('content-type', CONTENT_TYPE[type]).send(JSON.stringify(result));
}

/** Sends the results of a batch; 429 only when the caller was refused each of them. */
export function sendResults(reply: FastifyReply, results: readonly ExecutionResult[]): FastifyReply {
  const status = results.every(isTooMany) ? STATUS.TOO_MANY_REQUESTS : 200;
  if (status !== 200) setChallenge(reply, status, results[0]?.errors?.[0]);
  return reply.code(status).header('content-type', CONTENT_TYPE[JSON_TYPE]).send(JSON.stringify(results));
}

const isTooMany = ({ data, errors }: ExecutionResult): boolean => data === undefined && codeOf(errors?.[0]) === 'TOO_MANY_REQUESTS';

/** Refuses the request as a whole: it was malformed, or its caller is not to be served. */
export function sendRefused(reply: FastifyReply, status: number, error: GraphQLError): FastifyReply {
  setChallenge(reply, status, error);
  const type = readAccept(reply.request.headers.accept).single ?? JSON_TYPE;
  return reply.code(status).header('content-type', CONTENT_TYPE[type]).send(JSON.stringify({ errors: [error] }));
}

function setChallenge(reply: FastifyReply, status: number, error: GraphQLError | undefined): void {
  const retryAfter = error?.extensions['retryAfter'];
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (typeof retryAfter === 'number') reply.header('retry-after', Math.ceil(retryAfter));
}

/**
 * GraphQL over HTTP: as `application/json` every well-formed request is answered 200, since a proxy on the way may
 * answer in that type too; as `application/graphql-response+json` the status tells that nothing was executed. That
 * goes as well for an execution of which nothing came, because the caller showed no token. A caller who asks too often is
 * told so in either type, as it is the caller that is refused and not what was asked.
 */
function statusOf(type: SingleType, result: ExecutionResult): number {
  const { data, errors = [] } = result;
  if (isTooMany(result)) return STATUS.TOO_MANY_REQUESTS;
  if (type === JSON_TYPE) return 200;
  if (data !== undefined) return data === null && errors.every((error) => codeOf(error) === 'UNAUTHENTICATED') ? 401 : 200;
  const code = codeOf(errors[0]);
  return isRefusalCode(code) ? STATUS[code] : 400;
}
