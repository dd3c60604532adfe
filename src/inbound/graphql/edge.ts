import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../kernel/context.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Operations } from '../operations.js';
import { present } from '../present.js';
import { sendRefused } from './answer.js';
import { createGraphiqlPage } from './graphiql.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { readAccept, STREAM_TYPE } from './media-type.js';
import { guardHook, type OriginGuard } from './origin-guard.js';
import { readQueryString } from './params.js';
import { createPostLane, openStream, type ContextOf, type Handler } from './post.js';
import { createSharedStreams } from './shared-stream.js';
import { createEventStreams, type EventStreams } from './sse.js';
import { createStarter, type Starter } from './start.js';
import { openWebSocket, type WebSocketDoor } from './websocket.js';
import { createYogaLane } from './yoga.js';

export interface SubscriptionMetrics {
  /** A subscription has opened (1) or closed (-1). */
  subscriptions(door: 'sse' | 'websocket', change: 1 | -1): void;
}

export interface GraphqlDoorOptions {
  readonly operations: Operations;
  /** As made by `createContextFactory`. */
  readonly contextOf: ContextOf;
  readonly log: Log;
  /** Where the door stands. @default /graphql */
  readonly path?: string;
  readonly limits?: Limits;
  /** Whether browsers are shown GraphiQL. @default true */
  readonly graphiql?: boolean;
  /** Given while no identity provider is configured: see `createOriginGuard`. */
  readonly guard?: OriginGuard | undefined;
  readonly metrics?: SubscriptionMetrics | undefined;
  /** Streams are told to come back when the drain begins. */
  readonly drain?: { onDrain(close: () => Promise<void>): void } | undefined;
}

export interface GraphqlDoor {
  readonly streams: EventStreams;
  readonly sockets: WebSocketDoor;
}

/** Milliseconds for WebSockets to close by themselves when the server is closed without a drain. */
const LAST_CALL = 1000;

/**
 * The GraphQL door: POST and GET by GraphQL over HTTP, GraphiQL for browsers, event streams, and WebSockets.
 *
 * Against requests forged across sites: a mutation must be a POST of `application/json`, for which a browser asks
 * leave first, and other media types are answered 415; GET only reads, and a page of another site cannot read the
 * answer. Tokens are bearer tokens, which a browser never adds by itself. Without an identity provider `guard` turns
 * away what comes from other sites at all.
 */
export async function registerGraphql(app: FastifyInstance, options: GraphqlDoorOptions): Promise<GraphqlDoor> {
  const { operations, contextOf, log, path = '/graphql', limits = DEFAULT_LIMITS, guard, metrics, drain } = options;
  const starter = createStarter({ operations, limits });
  const shared = createSharedStreams(operations);
  const streams = createEventStreams({ shared, count: (change) => metrics?.subscriptions('sse', change) });
  const sockets = openWebSocket({ server: app.server, path, contextOf, starter, shared, log, guard, count: (change) => metrics?.subscriptions('websocket', change) });

  await app.register(async (scope) => {
    scope.removeContentTypeParser('text/plain');
    scope.setErrorHandler((failure: FastifyError, request, reply) => refuse(failure, request, reply, log));
    if (guard !== undefined) scope.addHook('onRequest', guardHook(guard));
    const yoga = createYogaLane({ path, operations, starter, contextOf });
    scope.post(path, createPostLane({ contextOf, starter, streams, limits }, yoga));
    scope.get(path, { exposeHeadRoute: false }, createGetLane({ ...options, path }, { starter, streams, yoga }));
    scope.route({ method: ['PUT', 'PATCH', 'DELETE', 'HEAD'], url: path, onRequest: refuseMethod, handler: refuseMethod });
  });

  const sendAway = async (): Promise<void> => {
    streams.drain();
    await sockets.drain();
  };
  drain?.onDrain(sendAway);
  app.addHook('preClose', async () => {
    await Promise.race([sendAway(), sleep(LAST_CALL, undefined, { ref: false })]);
    sockets.close();
  });
  return { streams, sockets };
}

interface Lanes {
  readonly starter: Starter;
  readonly streams: EventStreams;
  readonly yoga: Handler;
}

function createGetLane({ contextOf, path = '/graphql', graphiql = true }: GraphqlDoorOptions, { starter, streams, yoga }: Lanes): Handler {
  const page = graphiql ? createGraphiqlPage(path) : yoga;
  return async function get(request, reply) {
    const accepted = readAccept(request.headers.accept);
    if (accepted.page) return page(request, reply);
    if (request.headers.accept?.includes(STREAM_TYPE) !== true || !accepted.stream) return yoga(request, reply);
    const ctx = await contextOf(request);
    const query = request.url.indexOf('?');
    const started = starter.start(readQueryString(new URLSearchParams(query < 0 ? '' : request.url.slice(query))), ctx);
    if ('prepared' in started && started.prepared.kind === 'mutation') return refuseMutation(reply);
    return openStream({ request, reply, started, starter, streams });
  };
}

function refuseMutation(reply: FastifyReply): never {
  reply.header('allow', 'POST');
  throw new Refusal('METHOD_NOT_ALLOWED', 'A mutation is sent by POST; GET only reads.');
}

async function refuseMethod(_request: FastifyRequest, reply: FastifyReply): Promise<never> {
  reply.header('allow', 'GET, POST');
  throw new Refusal('METHOD_NOT_ALLOWED', 'GraphQL is asked by GET and POST.');
}

/** What Fastify itself refuses, by its status. */
const REFUSALS: Readonly<Record<number, Refusal>> = {
  400: new Refusal('INVALID_ARGUMENT', 'The body must be JSON.'),
  413: new Refusal('PAYLOAD_TOO_LARGE', 'The body is too large.'),
  415: new Refusal('UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json.'),
};

function refuse(failure: FastifyError, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const refusal = failure instanceof Refusal ? failure : REFUSALS[failure.statusCode ?? 500];
  return sendRefused(reply, refusal?.status ?? 500, present(refusal ?? failure, { correlator: request.id, log }));
}
