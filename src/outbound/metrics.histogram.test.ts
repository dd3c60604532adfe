import { Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createDurations } from './metrics.histogram.js';

const OPTIONS = { name: 'exchange_seconds', help: 'Exchanges.', labelNames: ['method', 'route', 'status'], buckets: [0.001, 0.1, 1] };
const SEEN: readonly [string, string, number, number][] = [
  ['POST', '/graphql', 200, 0.0005],
  ['POST', '/graphql', 200, 0.001],
  ['POST', '/graphql', 200, 0.5],
  ['GET', '/a"b\\c\nd', 404, 3],
];

it('prints what prom-client prints', async () => {
  const registry = new Registry();
  const theirs = new Histogram({ ...OPTIONS, buckets: [...OPTIONS.buckets], registers: [registry] });
  const ours = createDurations(OPTIONS);
  for (const [method, route, status, seconds] of SEEN) {
    theirs.observe({ method, route, status }, seconds);
    ours.observe([method, route, status], seconds);
  }
  expect(ours.print()).toBe(await registry.metrics());
});

it('prints no line of a value when nothing was observed', () => {
  expect(createDurations(OPTIONS).print()).toBe('# HELP exchange_seconds Exchanges.\n# TYPE exchange_seconds histogram\n');
});
