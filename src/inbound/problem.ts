import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { MASKED, Refusal } from '../kernel/refusal.js';
import type { Logger } from '../outbound/log.js';

export const PROBLEM = 'application/problem+json';

/** An error body of RFC 9457, with our code. Doors with an error dialect of their own answer in that one. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
}

export const problemOf = ({ status, message, code }: Pick<Refusal, 'status' | 'message' | 'code'>): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail: message,
  code,
});

export function sendProblem(reply: FastifyReply, refusal: Refusal): FastifyReply {
  if (refusal.retryAfter !== undefined) reply.header('retry-after', Math.ceil(refusal.retryAfter));
  if (refusal.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
  return reply.code(refusal.status).type(PROBLEM).send(problemOf(refusal));
}

/**
 * A failure as a Refusal: the HTTP host's own refusals of a request are translated, anything unknown is masked and
 * keeps what happened as its cause. Every door may use it before it speaks its dialect.
 */
export function toRefusal(failure: unknown): Refusal {
  if (failure instanceof Refusal) return failure;
  const { code, statusCode } = (failure instanceof Error ? failure : {}) as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refusal('PAYLOAD_TOO_LARGE', 'The body is larger than is accepted.', { cause: failure });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Refusal('UNSUPPORTED_MEDIA_TYPE', 'The body is of a media type that is not accepted here.', { cause: failure });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new Refusal('INVALID_ARGUMENT', 'The request cannot be read.', { cause: failure });
  return new Refusal('INTERNAL', MASKED, { cause: failure });
}

/** What answers when no door has handled a failure. */
export function createErrorHandler(log: Logger) {
  return function answerFailure(failure: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const refusal = toRefusal(failure);
    if (refusal.code === 'INTERNAL') log.error({ correlator: request.id, err: failure }, 'a request failed unexpectedly');
    return sendProblem(reply, refusal);
  };
}

export function answerUnknownPath(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(reply, new Refusal('NOT_FOUND', 'There is nothing at this path.'));
}
