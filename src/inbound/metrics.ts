import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../outbound/metrics.js';

/** `/metrics`, as Prometheus reads it. */
export function registerMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.get('/metrics', async (_request, reply) => {
    const { text, type } = await metrics.print();
    return reply.header('cache-control', 'no-store').type(type).send(text);
  });
}
