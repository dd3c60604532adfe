import { fromEnvelope } from '../outbound/envelope.js';
import { EVENTS_TOPIC, PUBLISHER } from '../outbound/publisher.js';
import { createDelivery } from './delivery.js';
import { readLog } from './log-reader.js';
import type { Consumer, Delivery } from './delivery.js';
import type { EventLog } from '../outbound/event-log.js';
import type { Kafka } from '../outbound/kafka.js';
import type { WorkState } from '../outbound/relay.js';
import type { Database } from '../outbound/storage/database.js';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';

export type { Consumer } from './delivery.js';

export interface Consumers {
  start(): Promise<void>;
  /** Waits for the events that are being handled; one that waits to be tried again is left for the next start. */
  stop(): Promise<void>;
  /** By consumer name; `parked` counts events given up since the start. */
  state(): Readonly<Record<string, WorkState & { readonly parked: number }>>;
  /** Who reads the log by a ConsumerOffset, for retention. */
  readonly readers: readonly string[];
}

export interface ConsumersOptions {
  readonly events: EventLog;
  readonly db: Database;
  readonly consumers: readonly Consumer[];
  readonly clock: Clock;
  readonly log: Log;
  /** Given: each consumer is a consumer group `northbound.<name>` of the events' topic. */
  readonly kafka?: Kafka | undefined;
  /** @default northbound.events */
  readonly topic?: string;
  /** Milliseconds between looks at the log when no wake-up arrives. @default 1000 */
  readonly pollMs?: number;
  /** Tries of one event before it is parked. @default 8 */
  readonly tries?: number;
  /** Waits between tries. @default 200 ms, doubling to 5 s, with jitter */
  readonly retry?: { readonly first: number; readonly most: number };
}

/** What takes events from one place to one consumer. */
export interface Feed {
  state(): WorkState;
  stop(): Promise<void>;
}

/**
 * Feeds the consumers, each at its own pace, from the log in process or from Kafka. Events arrive at least once and are handled once: handling,
 * the memory of it and the offset are one transaction. The memory is the same on both ways, so that one may be changed for the other.
 */
export function createConsumers(options: ConsumersOptions): Consumers {
  const { db, events, consumers, kafka, log } = options;
  const deliveries = consumers.map((consumer) => createDelivery(consumer, options));
  const feeds = new Map<string, Feed>();

  const feed = (delivery: Delivery): Feed =>
    kafka ? readKafka(kafka, options.topic ?? EVENTS_TOPIC, delivery, log) : readLog({ db, events, log, pollMs: options.pollMs ?? 1_000 }, delivery);

  return {
    async start() {
      for (const delivery of deliveries) feeds.set(delivery.consumer.name, feeds.get(delivery.consumer.name) ?? feed(delivery));
    },
    async stop() {
      await Promise.all([...feeds.values()].map((running) => running.stop()));
      feeds.clear();
    },
    state: () => Object.fromEntries(deliveries.map(({ consumer, parked }) => [consumer.name, { ...stateOf(feeds.get(consumer.name)), parked: parked() }])),
    readers: kafka ? [PUBLISHER] : consumers.map(({ name }) => name),
  };
}

const stateOf = (feed: Feed | undefined): WorkState => feed?.state() ?? { ok: false, lag: 0, reason: 'The consumer is not running.' };

function readKafka(kafka: Kafka, topic: string, delivery: Delivery, log: Log): Feed {
  const { name, types } = delivery.consumer;
  const group = kafka.join({
    group: `northbound.${name}`,
    topic,
    async handle({ value, place, beat, signal }) {
      const event = fromEnvelope(value);
      if (!event) return log.warn({ consumer: name, place }, 'a record that is no event of ours was passed over');
      if (!types.includes(event.type)) return;
      for (const concerned of await delivery.concerned([event])) await delivery.deliver(concerned, { signal, beat });
    },
  });
  return { state: group.state, stop: group.leave };
}
