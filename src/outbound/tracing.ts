import { setTimeout as sleep } from 'node:timers/promises';
import { context, propagation, SpanKind, SpanStatusCode, trace, type Attributes, type Span, type Tracer } from '@opentelemetry/api';
import type { Log } from '../kernel/context.js';

export interface TracingOptions {
  /** Base URL of an OTLP/HTTP collector, e.g. `http://collector:4318`. */
  readonly endpoint: string;
  readonly version: string;
  readonly log: Log;
}

export interface Tracing {
  /** Sends what is held, for two seconds at most, and stops. Never rejects. */
  shutdown(): Promise<void>;
}

/** Undefined while no collector is configured; then tracing costs one comparison. The API's provider is global too. */
let tracer: Tracer | undefined;

const LAST_SENDING_MS = 2_000;

/** Loads the SDK, which costs start-up time, only when it is called for. */
export async function startTracing({ endpoint, version, log }: TracingOptions): Promise<Tracing> {
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces`, timeoutMillis: 5_000 });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'northbound', 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  tracer = provider.getTracer('northbound', version);
  return {
    async shutdown() {
      tracer = undefined;
      const sent = provider.shutdown().catch((failure: unknown) => log.warn({ err: failure }, 'the last spans could not be sent'));
      await Promise.race([sent, sleep(LAST_SENDING_MS, undefined, { ref: false })]);
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

export const isTracing = (): boolean => tracer !== undefined;

/**
 * Runs `work` within a span of its own, e.g. a call to a peer. Attributes hold names and numbers, never a secret, an
 * address or a body. A failure marks the span with the error's name alone, as its words may be a peer's.
 */
export function traced<Result>(name: string, attributes: Attributes, work: () => Promise<Result>): Promise<Result> {
  if (tracer === undefined) return work();
  return tracer.startActiveSpan(name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    try {
      return await work();
    } catch (failure) {
      markFailed(span, failure);
      throw failure;
    } finally {
      span.end();
    }
  });
}

export function markFailed(span: Span, failure: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', failure instanceof Error ? failure.name : typeof failure);
}

/** The headers that carry the trace to a peer (`traceparent`, `tracestate`); none without tracing. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  if (tracer !== undefined) propagation.inject(context.active(), headers);
  return headers;
}

/** A span for a request that came in, and how to run what belongs to it. */
export interface RequestSpan {
  run<Result>(work: () => Result): Result;
  end(name: string, attributes: Attributes, failed: boolean): void;
}

/** Continues the trace that the request's headers name. Undefined without tracing. */
export function startRequestSpan(headers: Readonly<Record<string, unknown>>): RequestSpan | undefined {
  if (tracer === undefined) return undefined;
  const parent = propagation.extract(context.active(), headers);
  const span = tracer.startSpan('request', { kind: SpanKind.SERVER }, parent);
  const active = trace.setSpan(parent, span);
  return {
    run: (work) => context.with(active, work),
    end(name, attributes, failed) {
      span.updateName(name).setAttributes(attributes);
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}
