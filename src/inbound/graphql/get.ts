import { hash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { ExecutionResult } from 'graphql';
import { Refusal } from '../../kernel/refusal.js';
import { contentTypeOf, sendResult, type SingleType } from './answer.js';
import { STREAM_TYPE, readAccept } from './media-type.js';
import { readQueryString } from './params.js';
import { isSubscription, needsStream, openStream, type Handler, type LaneOptions } from './post.js';
import type { Started } from './start.js';
import { runTelling } from './told.js';

export interface GetLanes {
  /** For browsers; undefined where they are shown none. */
  readonly page: Handler | undefined;
  /** For who takes neither JSON nor a stream. */
  readonly otherwise: Handler;
}

/**
 * Queries and subscriptions by `GET`, with the members of the request in the query string. What is answered depends on
 * who asks, so only their own cache may keep it, and asks each time whether it still holds: `ETag` and `If-None-Match`.
 * A document named by its hash makes an address that is short and always the same.
 */
export function createGetLane({ contextOf, starter, streams, announce }: Omit<LaneOptions, 'limits'>, { page, otherwise }: GetLanes): Handler {
  return async function get(request, reply) {
    const accepted = readAccept(request.headers.accept);
    if (accepted.page && page) return page(request, reply);
    const asksStream = accepted.stream && request.headers.accept?.includes(STREAM_TYPE) === true;
    if (accepted.single === undefined && !asksStream) return otherwise(request, reply);
    reply.header('cache-control', 'no-store');
    const ctx = await contextOf(request);
    const query = request.url.indexOf('?');
    const started = starter.start(readQueryString(new URLSearchParams(query < 0 ? '' : request.url.slice(query))), ctx);
    refuseMutation(started, reply);
    if (asksStream) return openStream({ request, reply, started, starter, streams, announce });
    if (isSubscription(started)) throw needsStream();
    return sendKept(reply, accepted.single!, await runTelling(starter, started, request.headers));
  };
}

function refuseMutation(started: Started, reply: FastifyReply): void {
  if (!('prepared' in started) || started.prepared.kind !== 'mutation') return;
  reply.header('allow', 'POST');
  throw new Refusal('METHOD_NOT_ALLOWED', 'A mutation is sent by POST; GET only reads.');
}

/** Sends an answer that its reader may keep, or word that the one it has still holds. An answer with errors is not kept. */
function sendKept(reply: FastifyReply, type: SingleType, result: ExecutionResult): FastifyReply {
  if (result.errors !== undefined) return sendResult(reply, type, result);
  const body = JSON.stringify(result);
  const tag = tagOf(type, body);
  const vary = [reply.getHeader('vary'), 'accept', 'authorization'].flat().filter(Boolean).join(', ');
  reply.headers({ etag: tag, 'cache-control': 'private, no-cache', vary });
  if (holds(reply.request.headers['if-none-match'], tag)) return reply.code(304).send();
  return reply.code(200).header('content-type', contentTypeOf(type)).send(body);
}

/** Weak, since a proxy may compress what we send. */
const tagOf = (type: SingleType, body: string): string => `W/"${hash('sha256', `${type} ${body}`, 'base64url').slice(0, 27)}"`;

/** The weak comparison of RFC 9110 §13.1.2. */
function holds(given: string | undefined, tag: string): boolean {
  if (given === undefined) return false;
  return given.trim() === '*' || given.split(',').some((one) => one.trim().replace(/^W\//, '') === tag.slice(2));
}
