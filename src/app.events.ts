import type { Config } from './config.js';
import { createConsumers, type Consumer, type Consumers } from './inbound/consumer.js';
import type { Check } from './inbound/health.js';
import type { Clock } from './kernel/clock.js';
import type { Log } from './kernel/context.js';
import { createEventLog, type EventLog } from './outbound/event-log.js';
import { createJobs, type Jobs } from './outbound/jobs.js';
import { createKafka } from './outbound/kafka.js';
import type { Metrics } from './outbound/metrics.js';
import { createPublisher, PUBLISHER } from './outbound/publisher.js';
import { createRelay } from './outbound/relay.js';
import { createRetention, RETENTION_JOB } from './outbound/retention.js';
import type { Database } from './outbound/storage/database.js';
import type { OnDead } from './outbound/topics.js';

export interface EventsOptions {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** CloudEvents source of what goes to Kafka. */
  readonly publicUrl: string;
}

/** The log of events, those who read it, and the work after the answer. */
export interface Events {
  readonly log: EventLog;
  readonly jobs: Jobs;
  readonly checks: Readonly<Record<string, Check>>;
  readonly sources: Readonly<Record<string, Check>>;
  /** Consumers are given late, since modules need the log and the jobs first. */
  start(consumers: readonly Consumer[], onDead: OnDead): Promise<void>;
  stop(): Promise<void>;
}

export function createEvents({ config, db, clock, log, metrics, publicUrl }: EventsOptions): Events {
  const events = createEventLog({ db, log });
  const relay = createRelay({ db, log });
  const jobs = createJobs({ db, clock, log });
  const kafka = config.kafkaBrokers && createKafka({ brokers: config.kafkaBrokers, clientId: 'northbound', log, clock });
  let hear: OnDead | undefined;
  const onDead: OnDead = async (letter) => hear?.(letter);
  const publisher = kafka && createPublisher({ db, events, kafka, source: publicUrl, log, onDead });
  let consumers: Consumers | undefined;
  const consumersState = () => ({ ok: Object.values(consumers?.state() ?? {}).every(({ ok }) => ok), ...consumers?.state() });

  metrics.gauge('northbound_outbox_lag', 'Events that have no position yet.', () => relay.state().lag);
  metrics.gauge('northbound_jobs_waiting', 'Jobs that are due.', () => jobs.state().lag);
  metrics.gauge('northbound_jobs_running', 'Jobs that run in this process.', () => jobs.state().running);
  metrics.gauge('northbound_events_parked', 'Events that a consumer could not deal with since the start.', () => Object.values(consumers?.state() ?? {}).reduce((sum, { parked }) => sum + parked, 0));
  if (publisher) {
    metrics.gauge('northbound_kafka_lag', 'Events that Kafka does not have yet.', () => publisher.state().lag);
    metrics.gauges('northbound_kafka_unread', 'Records that a consumer has not read yet.', 'reader', () => consumers?.lags() ?? new Map());
  }

  return {
    log: events,
    jobs,
    // Without Kafka nothing but the sinks waits: shown among the sources, where one that is ill leaves the gateway ready.
    sources: publisher ? { kafka: () => publisher.state(), consumers: consumersState } : {},
    checks: {
      relay: () => relay.state(),
      jobs: () => jobs.state(),
      ...(!kafka && { consumers: consumersState }),
    },
    async start(list, told) {
      hear = told;
      consumers = createConsumers({ events, db, consumers: list, clock, log, kafka, onDead });
      const readers = [...consumers.readers, ...(publisher ? [PUBLISHER] : [])];
      jobs.handle(RETENTION_JOB.kind, createRetention({ db, clock, readers }), { exclusive: true });
      await events.start();
      await Promise.all([relay.start(), publisher?.start(), consumers.start(), jobs.start()]);
      await db.prisma.$transaction((tx) => jobs.enqueue(tx, { ...RETENTION_JOB, payload: {}, runAt: clock.now() }));
    },
    async stop() {
      await jobs.stop();
      await consumers?.stop();
      await Promise.all([relay.stop(), publisher?.stop()]);
      await events.close();
      await kafka?.close();
    },
  };
}
