import type { FastifyReply } from 'fastify';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { isRefusalCode, STATUS } from '../../kernel/refusal.js';
import { codeOf } from '../operations.js';
import { JSON_TYPE, readAccept, RESPONSE_TYPE } from './media-type.js';

type SingleType = typeof JSON_TYPE | typeof RESPONSE_TYPE;

const CONTENT_TYPE = { [JSON_TYPE]: `${JSON_TYPE}; charset=utf-8`, [RESPONSE_TYPE]: `${RESPONSE_TYPE}; charset=utf-8` } as const;

/** Sends the result of a well-formed request. */
export function sendResult(reply: FastifyReply, type: SingleType, result: ExecutionResult): FastifyReply {
  const status = result.errors === undefined ? 200 : statusOf(type, result);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(status).header('content-type', CONTENT_TYPE[type]).send(JSON.stringify(result));
}

/** Refuses the request as a whole: it was malformed, or its caller is not to be served. */
export function sendRefused(reply: FastifyReply, status: number, error: GraphQLError): FastifyReply {
  const { retryAfter } = error.extensions;
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (typeof retryAfter === 'number') reply.header('retry-after', Math.ceil(retryAfter));
  const type = readAccept(reply.request.headers.accept).single ?? JSON_TYPE;
  return reply.code(status).header('content-type', CONTENT_TYPE[type]).send(JSON.stringify({ errors: [error] }));
}

/**
 * GraphQL over HTTP: as `application/json` every well-formed request is answered 200, since a proxy on the way may
 * answer in that type too; as `application/graphql-response+json` the status tells that nothing was executed. That
 * goes as well for an execution of which nothing came, because the caller showed no token.
 */
function statusOf(type: SingleType, { data, errors = [] }: ExecutionResult): number {
  if (type === JSON_TYPE) return 200;
  if (data !== undefined) return data === null && errors.every((error) => codeOf(error) === 'UNAUTHENTICATED') ? 401 : 200;
  const code = codeOf(errors[0]);
  return isRefusalCode(code) ? STATUS[code] : 400;
}
