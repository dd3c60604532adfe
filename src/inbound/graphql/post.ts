import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import type { RequestContext } from '../../kernel/context.js';
import { Refusal } from '../../kernel/refusal.js';
import { present } from '../present.js';
import type { RequestSource } from '../request.js';
import { sendResult } from './answer.js';
import type { Limits } from './limits.js';
import { JSON_TYPE, readAccept } from './media-type.js';
import { KEY_HEADER, readParams } from './params.js';
import type { EventStreams } from './sse.js';
import type { Started, Starter } from './start.js';

export type ContextOf = (request: RequestSource) => Promise<RequestContext>;

export interface LaneOptions {
  readonly contextOf: ContextOf;
  readonly starter: Starter;
  readonly streams: EventStreams;
  readonly limits: Limits;
}

export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * `POST` with `application/json`: straight from Fastify's body to the engine and back, without the WHATWG request and
 * response between, which cost more than a small operation does. What takes no JSON is handed to `otherwise`.
 */
export function createPostLane({ contextOf, starter, streams, limits }: LaneOptions, otherwise: Handler): Handler {
  async function batch(requests: readonly unknown[], ctx: RequestContext, reply: FastifyReply): Promise<FastifyReply> {
    if (requests.length === 0) throw new Refusal('INVALID_ARGUMENT', 'The array holds no operation.');
    if (requests.length > limits.batch) throw new Refusal('INVALID_ARGUMENT', `The array holds ${requests.length} operations; at most ${limits.batch} are allowed.`);
    if (reply.request.headers[KEY_HEADER] !== undefined) {
      throw new Refusal('INVALID_ARGUMENT', 'An Idempotency-Key header stands for one operation; in an array each gives its own extensions.idempotencyKey.');
    }
    const answers = await runAll(requests.map((request) => startOne(request, ctx)), starter);
    return reply.header('content-type', `${JSON_TYPE}; charset=utf-8`).send(JSON.stringify(answers));
  }

  function startOne(request: unknown, ctx: RequestContext): Started {
    try {
      const started = starter.start(readParams(request), ctx);
      return isSubscription(started) ? { errors: [present(needsStream(), ctx)] } : started;
    } catch (failure) {
      return { errors: [present(failure, ctx)] };
    }
  }

  return async function post(request, reply) {
    const accepted = readAccept(request.headers.accept);
    if (accepted.single === undefined && !accepted.stream) return otherwise(request, reply);
    const ctx = await contextOf(request);
    if (Array.isArray(request.body)) return batch(request.body, ctx, reply);
    const started = starter.start(readParams(request.body, request.headers), ctx);
    if (accepted.streamOnly || (accepted.stream && isSubscription(started))) return openStream({ request, reply, started, starter, streams });
    if (isSubscription(started)) throw needsStream();
    return sendResult(reply, accepted.single ?? JSON_TYPE, await starter.run(started));
  };
}

export const isSubscription = (started: Started): boolean => 'prepared' in started && started.prepared.kind === 'subscription';

export const needsStream = (): Refusal =>
  new Refusal('NOT_ACCEPTABLE', 'A subscription is answered as text/event-stream, or over a WebSocket with graphql-transport-ws.');

interface StreamCall {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly started: Started;
  readonly starter: Starter;
  readonly streams: EventStreams;
}

/** Answers as an event stream; a query and a mutation give one event. */
export async function openStream({ request, reply, started, starter, streams }: StreamCall): Promise<FastifyReply> {
  if ('prepared' in started && started.prepared.kind === 'subscription') {
    reply.hijack();
    // The stream outlives its request by hours, and the body would be kept as long.
    request.body = undefined;
    await streams.follow(reply.raw, headersOf(reply), started);
    return reply;
  }
  const result = await starter.run(started);
  reply.hijack();
  streams.answer(reply.raw, headersOf(reply), result);
  return reply;
}

/** What hooks have set so far; a hijacked reply does not send it by itself. */
const headersOf = (reply: FastifyReply): OutgoingHttpHeaders => reply.getHeaders() as OutgoingHttpHeaders;

/** Reads at once; writes one after another, in the order in which the caller gave them. */
async function runAll(all: readonly Started[], starter: Starter): Promise<readonly ExecutionResult[]> {
  if (!all.some((started) => 'prepared' in started && started.prepared.kind === 'mutation')) return Promise.all(all.map(starter.run));
  const answers: ExecutionResult[] = [];
  for (const started of all) answers.push(await starter.run(started));
  return answers;
}
