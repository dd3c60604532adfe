import type { FastifyInstance, FastifyRequest } from 'fastify';
import { startRequestSpan, type RequestSpan } from '../outbound/tracing.js';

/**
 * A span for every request, with method, route, status, correlator and client. Call it before the doors are hung on,
 * and only when tracing has been started.
 */
export function registerSpans(app: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, RequestSpan>();
  app.addHook('onRequest', function startSpan(request, reply, done) {
    const span = startRequestSpan(request.headers);
    if (span !== undefined) {
      spans.set(request, span);
      reply.raw.once('close', () => end(span, request, reply.raw.statusCode));
    }
    done();
  });
  // Not earlier: the events by which a body arrives would leave the span's context again.
  app.addHook('preHandler', function enterSpan(request, _reply, done) {
    const span = spans.get(request);
    if (span === undefined) done();
    else span.run(done);
  });
}

function end(span: RequestSpan, request: FastifyRequest, status: number): void {
  const route = request.routeOptions.url;
  const attributes = {
    'http.request.method': request.method,
    'http.response.status_code': status,
    'northbound.correlator': request.id,
    ...(route !== undefined && { 'http.route': route }),
    ...(request.caller && { 'northbound.client': request.caller.clientId }),
  };
  span.end(`${request.method} ${route ?? ''}`.trimEnd(), attributes, status >= 500);
}
