import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { createDurations } from './metrics.histogram.js';

/**
 * What the parts of the program report. Each call costs about a microsecond. Names and codes given here come from our
 * own closed lists; what a caller sends never becomes a label.
 */
export interface Metrics {
  /** An exchange at the HTTP host; `route` is the pattern of its path. */
  exchange(exchange: { readonly method: string; readonly route: string; readonly status: number; readonly seconds: number }): void;
  /** An operation, or a document that was never executed (`invalid`); `code` is that of its first error. */
  operation(kind: 'query' | 'mutation' | 'subscription' | 'invalid', code: string | null): void;
  /** A call to a peer, e.g. `upstream('SRM', '2xx', 0.04)`. */
  upstream(peer: string, outcome: string, seconds: number): void;
  job(kind: string, outcome: 'done' | 'again' | 'failed', seconds: number): void;
  delivery(outcome: 'delivered' | 'retried' | 'dead'): void;
  /** A subscription has opened (1) or closed (-1). */
  subscriptions(door: 'sse' | 'websocket', change: 1 | -1): void;
  /** What an operation costs, in points. */
  cost(points: number): void;
  /** An operation was refused, as its client had sent too many. */
  rateLimited(): void;
  /** A figure that is read when the metrics are: `read` is quick, and what it throws leaves the figure out. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** The same for several of one name, told apart by a label. The values of the label come from a closed list. */
  gauges(name: string, help: string, label: string, read: () => ReadonlyMap<string, number> | Promise<ReadonlyMap<string, number>>): void;
  /** Of durations. @returns what takes each, in seconds */
  histogram(name: string, help: string): (seconds: number) => void;
  /** The text that Prometheus reads, and its media type. */
  print(): Promise<{ readonly text: string; readonly type: string }>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const POINTS = [1, 5, 10, 50, 100, 500, 1_000, 2_500, 5_000, 10_000, 50_000, 100_000];

export interface MetricsOptions {
  /** Whether the figures of the process itself (memory, event loop, …) are there. @default true */
  readonly process?: boolean;
}

export function createMetrics({ process = true }: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (process) collectDefaultMetrics({ register: registry });

  const exchanges = createDurations({ name: 'http_request_duration_seconds', help: 'Exchanges at the HTTP host.', labelNames: ['method', 'route', 'status'], buckets: SECONDS });
  const operations = countOperations(registers);
  const upstream = createDurations({ name: 'northbound_upstream_call_duration_seconds', help: 'Calls to the systems behind.', labelNames: ['peer', 'outcome'], buckets: SECONDS });
  const jobs = new Histogram({ name: 'northbound_job_duration_seconds', help: 'Runs of queued work.', labelNames: ['kind', 'outcome'], buckets: SECONDS, registers });
  const deliveries = new Counter({ name: 'northbound_sink_deliveries_total', help: 'Attempts to deliver an event to a sink.', labelNames: ['outcome'], registers });
  const subscriptions = new Gauge({ name: 'northbound_subscriptions_open', help: 'Open subscriptions.', labelNames: ['door'], registers });
  const costs = new Histogram({ name: 'northbound_graphql_operation_cost_points', help: 'Cost of the operations that callers write; measured with COST_MODE=measure.', buckets: POINTS, registers });
  const rateLimited = new Counter({ name: 'northbound_rate_limited_total', help: 'Operations refused with TOO_MANY_REQUESTS.', registers });

  return {
    cost: (points) => costs.observe(points),
    rateLimited: () => rateLimited.inc(),
    exchange: ({ method, route, status, seconds }) => exchanges.observe([method, route, status], seconds),
    operation: operations,
    upstream: (peer, outcome, seconds) => upstream.observe([peer, outcome], seconds),
    job: (kind, outcome, seconds) => jobs.observe({ kind, outcome }, seconds),
    delivery: (outcome) => deliveries.inc({ outcome }),
    subscriptions: (door, change) => subscriptions.inc({ door }, change),
    gauge: (name, help, read) => addGauge(registry, { name, help }, async (gauge) => gauge.set(await read())),
    gauges: (name, help, label, read) =>
      addGauge(registry, { name, help, labelNames: [label] }, async (gauge) => {
        for (const [value, figure] of await read()) gauge.set({ [label]: value }, figure);
      }),
    histogram(name, help) {
      const histogram = new Histogram({ name, help, buckets: SECONDS, registers });
      return (seconds) => histogram.observe(seconds);
    },
    async print() {
      return { text: [await registry.metrics(), exchanges.print(), upstream.print()].join('\n'), type: registry.contentType };
    },
  };
}

/** Most operations succeed: those are counted here and told to prom-client when it is read, as telling it costs each of them. */
function countOperations(registers: Registry[]): Metrics['operation'] {
  const succeeded = new Map<string, number>();
  const counter = new Counter({
    name: 'northbound_graphql_operations_total',
    help: 'Operations executed, through any door.',
    labelNames: ['kind', 'outcome', 'code'],
    registers,
    collect() {
      for (const [kind, count] of succeeded) this.inc({ kind, outcome: 'ok', code: '' }, count);
      succeeded.clear();
    },
  });
  return (kind, code) => {
    if (code === null) succeeded.set(kind, (succeeded.get(kind) ?? 0) + 1);
    else counter.inc({ kind, outcome: 'error', code });
  };
}

function addGauge(registry: Registry, about: { readonly name: string; readonly help: string; readonly labelNames?: string[] }, fill: (gauge: Gauge) => Promise<void>): void {
  new Gauge({
    ...about,
    registers: [registry],
    async collect() {
      try {
        await fill(this);
      } catch {
        // One figure that cannot be read must not take the others with it; Prometheus shows the gap.
        if (about.labelNames) this.reset();
        else this.remove();
      }
    },
  });
}
