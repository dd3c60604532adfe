import { isTopic, TOPICS } from '../kernel/peering/messages.js';

/** A topic, and how it is made when it is not there. What is left out is the broker's own default. */
export interface TopicPlan {
  readonly name: string;
  readonly partitions?: number;
  /** Copies of each record, if there are so many brokers. */
  readonly copies?: number;
  /** The broker's settings of a topic, e.g. `retention.ms`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Where events of a type are. */
export type TopicOf = (type: string) => TopicPlan;

/** The topic of all events that are no messages of peering. */
export const EVENTS_TOPIC = 'northbound.events';

const WEEK_MS = 7 * 86_400_000;
const MESSAGE_SETTINGS = { 'cleanup.policy': 'delete', 'retention.ms': String(WEEK_MS), 'max.message.bytes': String(2 * 1_048_576) } as const;

/** A message of peering has the topic of its type. */
export const topicOf: TopicOf = (type) => (isTopic(type) ? { name: type, partitions: 6, copies: 3, settings: MESSAGE_SETTINGS } : { name: EVENTS_TOPIC });

/** For what nobody could read, or work with. */
export const deadLettersOf = (topic: string): TopicPlan => ({ name: `${topic}.dlq`, partitions: 1, copies: 3, settings: MESSAGE_SETTINGS });

/** Of these types, each topic once. */
export const topicsOf = (types: readonly string[], find: TopicOf): readonly TopicPlan[] => [...new Map(types.map(find).map((plan) => [plan.name, plan])).values()];

/** All that we write to. */
export const everyTopic = (find: TopicOf): readonly TopicPlan[] => topicsOf(['', ...TOPICS], find);

/** A message of peering, or an event that Kafka does not take, that was given up. */
export interface DeadLetter {
  /** Who gave it up. */
  readonly consumer: string;
  readonly topic: string;
  /** Of a message of peering: the organization it is about, if its producer keeps to that. */
  readonly key: string | null;
  readonly place: string;
  /** Without values of the message. */
  readonly reason: string;
}

/** Told of each, at least once. */
export type OnDead = (letter: DeadLetter) => Promise<void>;
