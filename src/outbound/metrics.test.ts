import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.js';

describe('the metrics', () => {
  it('show what was reported', async () => {
    const metrics = createMetrics({ process: false });
    metrics.operation('query', null);
    metrics.operation('mutation', 'NOT_FOUND');
    metrics.upstream('SRM', '2xx', 0.2);
    metrics.job('deploy', 'done', 1);
    metrics.delivery('retried');
    metrics.subscriptions('sse', 1);
    metrics.subscriptions('sse', 1);
    metrics.subscriptions('sse', -1);
    const { text } = await metrics.print();
    expect(text).toContain('northbound_graphql_operations_total{kind="query",outcome="ok",code=""} 1');
    expect(text).toContain('northbound_graphql_operations_total{kind="mutation",outcome="error",code="NOT_FOUND"} 1');
    expect(text).toContain('northbound_upstream_call_duration_seconds_bucket{le="0.25",peer="SRM",outcome="2xx"} 1');
    expect(text).toContain('northbound_job_duration_seconds_sum{kind="deploy",outcome="done"} 1');
    expect(text).toContain('northbound_sink_deliveries_total{outcome="retried"} 1');
    expect(text).toContain('northbound_subscriptions_open{door="sse"} 1');
  });

  it('read a gauge when they are read, and leave out one that fails', async () => {
    const metrics = createMetrics({ process: false });
    let lag = 4;
    metrics.gauge('northbound_outbox_lag_events', 'Events that wait for the relay.', () => lag);
    metrics.gauge('northbound_broken', 'Cannot be read.', () => Promise.reject(new Error('no')));
    expect((await metrics.print()).text).toContain('northbound_outbox_lag_events 4');
    lag = 0;
    const { text } = await metrics.print();
    expect(text).toContain('northbound_outbox_lag_events 0');
    expect(text).not.toMatch(/^northbound_broken /m);
  });

  it('read several gauges of one name', async () => {
    const metrics = createMetrics({ process: false });
    let isBroken = false;
    metrics.gauges('northbound_things', 'Things.', 'state', async () => {
      if (isBroken) throw new Error('no');
      return new Map([['new', 2], ['old', 0]]);
    });
    expect((await metrics.print()).text).toContain('northbound_things{state="new"} 2\nnorthbound_things{state="old"} 0');
    isBroken = true;
    expect((await metrics.print()).text).not.toMatch(/^northbound_things[{ ]/m);
  });

  it('show durations of a name', async () => {
    const metrics = createMetrics({ process: false });
    metrics.histogram('northbound_lateness_seconds', 'How late.')(0.3);
    const { text } = await metrics.print();
    expect(text).toContain('northbound_lateness_seconds_bucket{le="0.25"} 0');
    expect(text).toContain('northbound_lateness_seconds_bucket{le="0.5"} 1');
  });

  it('cost little', () => {
    const metrics = createMetrics({ process: false });
    const report = (): void => {
      metrics.exchange({ method: 'POST', route: '/graphql', status: 200, seconds: 0.002 });
      metrics.operation('query', null);
    };
    for (let i = 0; i < 10_000; i++) report();
    const start = process.cpuUsage();
    for (let i = 0; i < 50_000; i++) report();
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 50_000).toBeLessThan(12);
  });
});
