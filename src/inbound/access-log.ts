import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../outbound/log.js';

/** What the end of an exchange tells those who count. */
export interface Exchange {
  readonly method: string;
  /** The pattern of the path, never the path: ids would make a figure of each. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Asked for every few seconds by machines: their lines would hide the others. */
const QUIET: ReadonlySet<string> = new Set(['/health/live', '/health/ready', '/metrics']);

/**
 * One line per exchange, written when the answer is out or the client has left: method, route, status, milliseconds,
 * correlator, client. Neither bodies nor query strings nor headers are in it.
 */
export function createAccessLog(log: Logger, count?: (exchange: Exchange) => void) {
  return function watch(request: FastifyRequest, reply: FastifyReply): void {
    const start = performance.now();
    // Comes once: not by `once`, whose wrapper is felt where the request is small.
    reply.raw.on('close', function ended() {
      const ms = performance.now() - start;
      const exchange = { method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.raw.statusCode, seconds: ms / 1000 };
      count?.(exchange);
      const level = QUIET.has(exchange.route) ? 'debug' : 'info';
      if (!log.isLevelEnabled(level)) return;
      const { method, route, status } = exchange;
      const left = reply.raw.writableFinished ? undefined : true;
      log[level]({ method, route, status, ms: Math.round(ms * 10) / 10, correlator: request.id, client: request.caller?.clientId, left }, 'exchange');
    });
  };
}
