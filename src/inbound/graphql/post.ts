import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import { andThen, type Awaitable } from '../../kernel/awaitable.js';
import type { RequestContext } from '../../kernel/context.js';
import { Refusal, STATUS } from '../../kernel/refusal.js';
import { present } from '../present.js';
import type { RequestSource } from '../request.js';
import { sendRefused, sendResult, sendResults } from './answer.js';
import type { CostGate } from './cost.js';
import type { Limits } from './limits.js';
import { JSON_TYPE, readAccept, type Accepted } from './media-type.js';
import { KEY_HEADER, readParams } from './params.js';
import type { EventStreams } from './sse.js';
import type { Started, Starter } from './start.js';
import { runTelling } from './told.js';

export type ContextOf = (request: RequestSource) => Awaitable<RequestContext>;

export interface LaneOptions {
  readonly contextOf: ContextOf;
  readonly starter: Starter;
  readonly streams: EventStreams;
  readonly limits: Limits;
  /** Absent where costs are not reckoned. */
  readonly cost?: CostGate | undefined;
  /** Tells the caller how it stands, on an answer that Fastify does not send itself. */
  readonly announce?: ((reply: FastifyReply) => void) | undefined;
}

export type Handler = (request: FastifyRequest, reply: FastifyReply) => Awaitable<FastifyReply | void>;

/**
 * `POST` with `application/json`: straight from Fastify's body to the engine and back, without the WHATWG request and
 * response between, which cost more than a small operation does. What takes no JSON is handed to `otherwise`.
 */
export function createPostLane({ contextOf, starter, streams, limits, cost, announce }: LaneOptions, otherwise: Handler): Handler {
  async function batch(requests: readonly unknown[], ctx: RequestContext, reply: FastifyReply): Promise<FastifyReply> {
    if (requests.length === 0) throw new Refusal('INVALID_ARGUMENT', 'The array holds no operation.');
    if (requests.length > limits.batch) throw new Refusal('INVALID_ARGUMENT', `The array holds ${requests.length} operations; at most ${limits.batch} are allowed.`);
    if (reply.request.headers[KEY_HEADER] !== undefined) {
      throw new Refusal('INVALID_ARGUMENT', 'An Idempotency-Key header stands for one operation; in an array each gives its own extensions.idempotencyKey.');
    }
    const started = requests.map((request) => startOne(request, ctx));
    const tooMuch = cost?.judge(sumOf(started), ctx);
    if (tooMuch !== undefined) return sendRefused(reply, STATUS.INVALID_ARGUMENT, tooMuch);
    return sendResults(reply, await runAll(started, (one) => runTelling(starter, one, reply.request.headers)));
  }

  function startOne(request: unknown, ctx: RequestContext): Started {
    try {
      const started = starter.start(readParams(request), ctx);
      return isSubscription(started) ? { errors: [present(needsStream(), ctx)] } : started;
    } catch (failure) {
      return { errors: [present(failure, ctx)] };
    }
  }

  function answer(accepted: Accepted, request: FastifyRequest, reply: FastifyReply, ctx: RequestContext): Awaitable<FastifyReply | void> {
    if (Array.isArray(request.body)) return batch(request.body, ctx, reply);
    const started = starter.start(readParams(request.body, request.headers), ctx);
    if (accepted.streamOnly || (accepted.stream && isSubscription(started))) return openStream({ request, reply, started, starter, streams, announce });
    if (isSubscription(started)) throw needsStream();
    const type = accepted.single ?? JSON_TYPE;
    return andThen(runTelling(starter, started, request.headers), (result) => void sendResult(reply, type, result));
  }

  // What needs no waiting is answered at once: the promises of asynchronous functions are a fifth of a small request.
  return function post(request, reply) {
    const accepted = readAccept(request.headers.accept);
    if (accepted.single === undefined && !accepted.stream) return otherwise(request, reply);
    return andThen(contextOf(request), (ctx) => answer(accepted, request, reply, ctx));
  };
}

export const isSubscription = (started: Started): boolean => 'prepared' in started && started.prepared.kind === 'subscription';

export const needsStream = (): Refusal =>
  new Refusal('NOT_ACCEPTABLE', 'A subscription is answered as text/event-stream, or over a WebSocket with graphql-transport-ws.');

const sumOf = (all: readonly Started[]): number => all.reduce((sum, started) => sum + (('prepared' in started && started.cost) || 0), 0);

interface StreamCall {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly started: Started;
  readonly starter: Starter;
  readonly streams: EventStreams;
  readonly announce: LaneOptions['announce'];
}

/** Answers as an event stream; a query and a mutation give one event. */
export async function openStream({ request, reply, started: asked, starter, streams, announce }: StreamCall): Promise<FastifyReply> {
  const started = isSubscription(asked) ? await starter.admit(asked) : asked;
  if ('prepared' in started && started.prepared.kind === 'subscription') {
    announce?.(reply);
    reply.hijack();
    // The stream outlives its request by hours, and the body would be kept as long.
    request.body = undefined;
    await streams.follow(reply.raw, headersOf(reply), { ...started, lastEventId: lastEventIdOf(request) });
    return reply;
  }
  const result = await starter.run(started);
  announce?.(reply);
  reply.hijack();
  streams.answer(reply.raw, headersOf(reply), result);
  return reply;
}

/** What an EventSource says when it comes back by itself. */
function lastEventIdOf({ headers }: FastifyRequest): string | undefined {
  const id = headers['last-event-id'];
  return typeof id === 'string' ? id : undefined;
}

/** What hooks have set so far; a hijacked reply does not send it by itself. */
const headersOf = (reply: FastifyReply): OutgoingHttpHeaders => reply.getHeaders() as OutgoingHttpHeaders;

/** Reads at once; writes one after another, in the order in which the caller gave them. */
async function runAll(all: readonly Started[], run: Starter['run']): Promise<readonly ExecutionResult[]> {
  if (!all.some((started) => 'prepared' in started && started.prepared.kind === 'mutation')) return Promise.all(all.map(run));
  const answers: ExecutionResult[] = [];
  for (const started of all) answers.push(await run(started));
  return answers;
}
