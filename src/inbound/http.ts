import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import cors from '@fastify/cors';
import { fastify, type ConnectionError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Refusal } from '../kernel/refusal.js';
import type { Logger } from '../outbound/log.js';
import { createAccessLog, type Exchange } from './access-log.js';
import { CORRELATOR, correlatorOf } from './correlator.js';
import { registerLanding } from './landing.js';
import { answerUnknownPath, createErrorHandler, PROBLEM, problemOf, sendProblem, toRefusal } from './problem.js';
import { RATE_HEADERS } from './rate.js';
import { createSecureHeaders } from './secure-headers.js';

export interface HttpOptions {
  readonly log: Logger;
  /** Where clients reach us; with https, browsers are told to stay with it. */
  readonly publicUrl?: string | undefined;
  /** Largest body that is read, in bytes. @default 1 MiB */
  readonly bodyLimit?: number;
  /** Origins whose pages may call us. @default none */
  readonly corsOrigins?: readonly string[];
  readonly timeouts?: Partial<Timeouts>;
  /** Called at the end of every exchange. */
  readonly count?: (exchange: Exchange) => void;
  /** Whether the page at `/` is served. @default true */
  readonly landing?: boolean;
  /** Answers, in a door's dialect, what could not be routed to it. @returns false when the address is no door's */
  readonly refuseUnroutable?: (failure: unknown, request: FastifyRequest, reply: FastifyReply) => boolean;
}

/** Milliseconds. Slow senders hold a place, so they get only so long. */
export interface Timeouts {
  /** Until all headers are there. @default 10 000 */
  readonly headers: number;
  /** Until the whole request is there. @default 30 000 */
  readonly request: number;
  /** For which a connection without a request is kept: longer than load balancers keep theirs, so that they end first. @default 72 000 */
  readonly idle: number;
}

const TIMEOUTS: Timeouts = { headers: 10_000, request: 30_000, idle: 72_000 };
/** Room for a token of 16 KiB and the other headers. */
const MAX_HEADER_BYTES = 32 * 1024;

/**
 * The HTTP host that every door hangs on. Every answer bears `x-correlator` (the request's, when it has CAMARA's form)
 * and the security headers; a handler that takes the raw answer over writes `reply.getHeaders()` with its own. They stand
 * on the reply since Fastify writes those in one go, while headers set on the raw answer cost a small request a tenth.
 * What no door answers is a problem+json.
 */
export function createHttp(options: HttpOptions): FastifyInstance {
  const { log, publicUrl, bodyLimit = 1024 * 1024, corsOrigins = [], count, landing = true } = options;
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const app = fastify({
    logger: false,
    bodyLimit,
    genReqId: correlatorOf,
    requestIdHeader: false,
    // CAMARA's profile names have up to 256 characters; the host's own bound is 100.
    routerOptions: { maxParamLength: 512 },
    trustProxy: false,
    keepAliveTimeout: timeouts.idle,
    requestTimeout: timeouts.request,
    http: { headersTimeout: timeouts.headers, connectionsCheckingInterval: Math.min(2_000, timeouts.headers / 2), maxHeaderSize: MAX_HEADER_BYTES },
    // While we drain, what still comes on an open connection is answered; the drain closes the connection after it.
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors(error, incoming, reply) {
      reply.header(CORRELATOR, incoming.id);
      const refusal = toRefusal(error);
      if (!options.refuseUnroutable?.(refusal, incoming, reply)) void sendProblem(reply, refusal);
    },
  });
  const setSecureHeaders = createSecureHeaders(publicUrl);
  const watch = createAccessLog(log, count);

  app.decorateRequest('answer', null);
  app.decorateRequest('caller', null);
  app.addHook('onRequest', function prepare(request, reply, done) {
    request.answer = reply.raw;
    reply.header(CORRELATOR, request.id);
    setSecureHeaders(reply);
    watch(request, reply);
    done();
  });
  if (corsOrigins.length > 0) allowOrigins(app, corsOrigins);
  app.setErrorHandler(createErrorHandler(log));
  app.setNotFoundHandler(answerUnknownPath);
  if (landing) registerLanding(app);
  return app;
}

const EXPOSED = [CORRELATOR, 'ETag', 'Location', 'Link', 'Retry-After', 'X-Total-Count', 'X-Total-Pages', 'X-Result-Count', ...RATE_HEADERS];
const PREFLIGHT_SECONDS = 600;

function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  void app.register(cors, { origin: [...origins], methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], exposedHeaders: EXPOSED, maxAge: PREFLIGHT_SECONDS });
}

const UNREADABLE: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Answers what is no HTTP, or came too slowly. There is no request yet, so the answer is written by hand. */
function answerUnreadable({ code }: ConnectionError, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const status = UNREADABLE[code] ?? 400;
  const refusal = new Refusal('INVALID_ARGUMENT', 'The request cannot be read as HTTP, or did not arrive in time.');
  const body = JSON.stringify(problemOf({ ...refusal, message: refusal.message, status }));
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, `Content-Type: ${PROBLEM}`, `Content-Length: ${Buffer.byteLength(body)}`, `${CORRELATOR}: ${randomUUID()}`, 'Connection: close'];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
