import { failureFields } from '../outbound/failure.js';
import { unreadable } from '../outbound/peering-codec.js';
import { PUBLISHER } from '../outbound/publisher.js';
import { topicOf } from '../outbound/topics.js';
import { createDelivery } from './delivery.js';
import { readLog } from './log-reader.js';
import { readTopics } from './topic-reader.js';
import type { Consumer, Delivery } from './delivery.js';
import type { EventLog } from '../outbound/event-log.js';
import type { Kafka } from '../outbound/kafka.js';
import type { WorkState } from '../outbound/relay.js';
import type { Database } from '../outbound/storage/database.js';
import type { DeadLetter, OnDead, TopicOf } from '../outbound/topics.js';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';

export type { Consumer } from './delivery.js';

export interface Consumers {
  start(): Promise<void>;
  /** Waits for the events that are being handled; one that waits to be tried again is left for the next start. */
  stop(): Promise<void>;
  /** By consumer name. */
  state(): Readonly<Record<string, ConsumerState>>;
  /** By consumer and topic, as `catalog east-west-peering-failure`: records that are not read yet. Empty without Kafka. */
  lags(): ReadonlyMap<string, number>;
  /** Who reads the log by a ConsumerOffset, for retention. */
  readonly readers: readonly string[];
}

export interface ConsumerState extends WorkState {
  /** Events given up since the start, unreadable ones too. */
  readonly parked: number;
}

export interface ConsumersOptions {
  readonly events: EventLog;
  readonly db: Database;
  readonly consumers: readonly Consumer[];
  readonly clock: Clock;
  readonly log: Log;
  /** Given: each consumer is a consumer group `northbound.<name>` of the topics that its types are in. */
  readonly kafka?: Kafka | undefined;
  /** @default messages of peering in the topics of their types, all other events in northbound.events */
  readonly topicOf?: TopicOf;
  /** What it throws is logged. */
  readonly onDead?: OnDead | undefined;
  /** Milliseconds between looks at the log when no wake-up arrives. @default 1000 */
  readonly pollMs?: number;
  /** Tries of one event before it is parked. @default 8 */
  readonly tries?: number;
  /** Waits between tries. @default 200 ms, doubling to 5 s, with jitter */
  readonly retry?: { readonly first: number; readonly most: number };
}

/** What takes events from one place to one consumer. */
export interface Feed {
  /** `unreadable` counts records since the start. */
  state(): WorkState & { readonly unreadable?: number; readonly lags?: ReadonlyMap<string, number> };
  stop(): Promise<void>;
}

/**
 * Feeds the consumers, each at its own pace, from the log in process or from Kafka. Events arrive at least once and are handled once: handling,
 * the memory of it and the offset are one transaction. The memory is the same on both ways, so that one may be changed for the other.
 */
export function createConsumers(options: ConsumersOptions): Consumers {
  const { db, events, consumers, kafka, clock, log } = options;
  const onDead = async (letter: DeadLetter): Promise<void> => {
    try {
      await options.onDead?.(letter);
    } catch (error) {
      log.error({ consumer: letter.consumer, place: letter.place, ...failureFields(error) }, 'nobody could be told of a message that was given up');
    }
  };
  // What comes by Kafka is looked at when it is read
  const deliveries = consumers.map((consumer) => createDelivery(consumer, { ...options, onDead, ...(!kafka && { unreadable }) }));
  const feeds = new Map<string, Feed>();

  const feed = (delivery: Delivery): Feed =>
    kafka ? readTopics({ kafka, topicOf: options.topicOf ?? topicOf, clock, log, onDead }, delivery) : readLog({ db, events, log, pollMs: options.pollMs ?? 1_000 }, delivery);

  return {
    async start() {
      for (const delivery of deliveries) feeds.set(delivery.consumer.name, feeds.get(delivery.consumer.name) ?? feed(delivery));
    },
    async stop() {
      await Promise.all([...feeds.values()].map((running) => running.stop()));
      feeds.clear();
    },
    state: () => Object.fromEntries(deliveries.map((delivery) => [delivery.consumer.name, stateOf(delivery, feeds.get(delivery.consumer.name))])),
    lags: () => new Map([...feeds].flatMap(([name, running]) => [...(running.state().lags ?? [])].map(([topic, lag]) => [`${name} ${topic}`, lag] as const))),
    readers: kafka ? [PUBLISHER] : consumers.map(({ name }) => name),
  };
}

function stateOf(delivery: Delivery, feed: Feed | undefined): ConsumerState {
  if (!feed) return { ok: false, lag: 0, reason: 'The consumer is not running.', parked: delivery.parked() };
  const { unreadable: lost = 0, lags: _byTopic, ...state } = feed.state();
  return { ...state, parked: delivery.parked() + lost };
}
