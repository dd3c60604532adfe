import { expect, it } from 'vitest';
import { createLog } from '../outbound/log.js';
import { createMetrics } from '../outbound/metrics.js';
import { createHttp } from './http.js';
import { registerMetrics } from './metrics.js';

it('/metrics gives the figures as Prometheus reads them, with every exchange at the host', async () => {
  const metrics = createMetrics();
  const app = createHttp({ log: createLog({ level: 'silent' }), count: metrics.exchange });
  registerMetrics(app, metrics);
  await app.inject({ method: 'GET', path: '/', headers: { 'x-correlator': 'c' } });
  await app.inject('/nowhere?token=s3cret');
  const { body, headers } = await app.inject('/metrics');
  expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(body).toContain('http_request_duration_seconds_count{method="GET",route="/",status="200"} 1');
  expect(body).toContain('http_request_duration_seconds_count{method="GET",route="unknown",status="404"} 1');
  expect(body).toContain('nodejs_eventloop_lag_seconds');
  expect(body).not.toContain('s3cret');
  await app.close();
});
