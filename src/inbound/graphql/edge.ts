import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../kernel/context.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Operations } from '../operations.js';
import { present } from '../present.js';
import type { RateLimiter } from '../../outbound/rate-limit.js';
import { setRateHeaders } from '../rate.js';
import { sendRefused } from './answer.js';
import { createCostGate, type CostPolicy } from './cost.js';
import { createGetLane } from './get.js';
import { createGraphiqlPage } from './graphiql.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { guardHook, type OriginGuard } from './origin-guard.js';
import { createPostLane, type ContextOf } from './post.js';
import { createSharedStreams } from './shared-stream.js';
import { createEventStreams, type EventStreams } from './sse.js';
import { createStarter } from './start.js';
import type { TrustedDocuments } from './trusted.js';
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
  /** Documents that are named by their hashes. @default none */
  readonly documents?: TrustedDocuments | undefined;
  /** Absent: costs are not reckoned beyond what `limits` says of a document. */
  readonly cost?: CostPolicy | undefined;
  /** Absent: callers are not counted. */
  readonly rate?: RateLimiter | undefined;
  /** Whether browsers are shown GraphiQL. @default true */
  readonly graphiql?: boolean;
  /** Given while no identity provider is configured: see `createOriginGuard`. */
  readonly guard?: OriginGuard | undefined;
  readonly metrics?: SubscriptionMetrics | undefined;
  /** Milliseconds over which the streams of a graph end that another took the place of. @default 10 000 */
  readonly retireWithin?: number;
  /** Streams are told to come back when the drain begins. */
  readonly drain?: { onDrain(close: () => Promise<void>): void } | undefined;
}

export interface GraphqlDoor {
  readonly streams: EventStreams;
  readonly sockets: WebSocketDoor;
}

/** Milliseconds over which a drain ends the streams. */
const DRAIN_WINDOW = 1000;

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
  const { operations, contextOf, log, path = '/graphql', limits = DEFAULT_LIMITS, guard, documents, rate, metrics, drain, retireWithin = 10_000 } = options;
  const cost = options.cost && createCostGate(options.cost, operations);
  const announce = rate && ((reply: FastifyReply) => setRateHeaders(reply, rate));
  const starter = createStarter({ operations, limits, documents, cost, rate });
  const shared = createSharedStreams(operations);
  const streams = createEventStreams({ shared, count: (change) => metrics?.subscriptions('sse', change) });
  const sockets = openWebSocket({ server: app.server, path, contextOf, starter, shared, log, guard, count: (change) => metrics?.subscriptions('websocket', change) });

  await app.register(async (scope) => {
    scope.removeContentTypeParser('text/plain');
    scope.setErrorHandler((failure: FastifyError, request, reply) => refuse(failure, request, reply, log));
    if (guard !== undefined) scope.addHook('onRequest', guardHook(guard));
    const yoga = createYogaLane({ path, operations, starter, contextOf });
    const page = options.graphiql === false ? undefined : createGraphiqlPage(path);
    const lane = { contextOf, starter, streams, limits, cost, announce };
    scope.post(path, createPostLane(lane, yoga));
    scope.get(path, { exposeHeadRoute: false }, createGetLane(lane, { page, otherwise: yoga }));
    scope.route({ method: ['PUT', 'PATCH', 'DELETE', 'HEAD'], url: path, onRequest: refuseMethod, handler: refuseMethod });
  });

  const sendAway = async (windowMs: number): Promise<void> => void (await Promise.all([streams.drain(windowMs), sockets.drain(windowMs)]));
  const retire = async (): Promise<void> => void (await Promise.all([streams.retire(retireWithin), sockets.retire(retireWithin)]));
  operations.onSwap(() => void retire());
  drain?.onDrain(() => sendAway(DRAIN_WINDOW));
  app.addHook('preClose', async () => {
    await Promise.race([sendAway(0), sleep(LAST_CALL, undefined, { ref: false })]);
    sockets.close();
  });
  return { streams, sockets };
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
