import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

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
  /** A figure that is read when the metrics are: `read` is quick, and what it throws leaves the figure out. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** The text that Prometheus reads, and its media type. */
  print(): Promise<{ readonly text: string; readonly type: string }>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface MetricsOptions {
  /** Whether the figures of the process itself (memory, event loop, …) are there. @default true */
  readonly process?: boolean;
}

export function createMetrics({ process = true }: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (process) collectDefaultMetrics({ register: registry });

  const exchanges = new Histogram({ name: 'http_request_duration_seconds', help: 'Exchanges at the HTTP host.', labelNames: ['method', 'route', 'status'], buckets: SECONDS, registers });
  const operations = new Counter({ name: 'northbound_graphql_operations_total', help: 'Operations executed, through any door.', labelNames: ['kind', 'outcome', 'code'], registers });
  const upstream = new Histogram({ name: 'northbound_upstream_call_duration_seconds', help: 'Calls to the systems behind.', labelNames: ['peer', 'outcome'], buckets: SECONDS, registers });
  const jobs = new Histogram({ name: 'northbound_job_duration_seconds', help: 'Runs of queued work.', labelNames: ['kind', 'outcome'], buckets: SECONDS, registers });
  const deliveries = new Counter({ name: 'northbound_sink_deliveries_total', help: 'Attempts to deliver an event to a sink.', labelNames: ['outcome'], registers });
  const subscriptions = new Gauge({ name: 'northbound_subscriptions_open', help: 'Open subscriptions.', labelNames: ['door'], registers });

  return {
    exchange: ({ method, route, status, seconds }) => exchanges.observe({ method, route, status }, seconds),
    operation: (kind, code) => operations.inc({ kind, outcome: code === null ? 'ok' : 'error', code: code ?? '' }),
    upstream: (peer, outcome, seconds) => upstream.observe({ peer, outcome }, seconds),
    job: (kind, outcome, seconds) => jobs.observe({ kind, outcome }, seconds),
    delivery: (outcome) => deliveries.inc({ outcome }),
    subscriptions: (door, change) => subscriptions.inc({ door }, change),
    gauge: (name, help, read) => addGauge(registry, name, help, read),
    async print() {
      return { text: await registry.metrics(), type: registry.contentType };
    },
  };
}

function addGauge(registry: Registry, name: string, help: string, read: () => number | Promise<number>): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      try {
        this.set(await read());
      } catch {
        // One figure that cannot be read must not take the others with it; Prometheus shows the gap.
        this.remove();
      }
    },
  });
}
