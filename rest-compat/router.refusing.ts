import type { FastifyReply } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { toRefusal } from '../src/inbound/problem.js';
import type { Log } from '../src/kernel/context.js';
import { isRefusalCode, MASKED, Refusal } from '../src/kernel/refusal.js';
import type { Dialect } from './route.js';

/** Answers a failure in the API's own words. What nobody expected is masked, and logged. */
export function refuse(dialect: Dialect, failure: unknown, reply: FastifyReply, log: Pick<Log, 'warn' | 'error'>): FastifyReply {
  const refusal = toRefusal(failure);
  // Without a cause it came out of an operation, which has logged it.
  if (refusal.cause !== undefined && refusal.status >= 500) log[refusal.code === 'INTERNAL' ? 'error' : 'warn']({ err: refusal.cause }, refusal.message);
  if (refusal.status === 401) reply.header('www-authenticate', 'Bearer');
  if (refusal.retryAfter !== undefined) reply.header('retry-after', Math.ceil(refusal.retryAfter));
  const { status, body } = dialect.present(refusal);
  return sendJson(reply.code(status), dialect.mediaType, body);
}

/** Sent as bytes, since the host adds a charset to the media type of texts, and CAMARA wants none. */
export const sendJson = (reply: FastifyReply, mediaType: string, body: unknown): FastifyReply =>
  reply.header('content-type', mediaType).send(Buffer.from(JSON.stringify(body)));

/** The first error of an executed operation. Errors of the operations are presented already, so they may be shown. */
export function refusalOf(error: GraphQLFormattedError): Refusal {
  const { code, retryAfter, field } = error.extensions ?? {};
  if (code === 'BAD_USER_INPUT') return new Refusal('INVALID_ARGUMENT', 'The request holds a value that cannot be read.', { cause: error });
  if (!isRefusalCode(code)) return new Refusal('INTERNAL', MASKED, { cause: error });
  return new Refusal(code, error.message, {
    ...(typeof retryAfter === 'number' ? { retryAfter } : {}),
    ...(typeof field === 'string' ? { field } : {}),
  });
}

export const nothingHere = (): Refusal => new Refusal('NOT_FOUND', 'There is no resource at this path.');
