import { failureFields, nameFailure } from './failure.js';
import { makeTopics } from './kafka-topic.js';
import { startPulse } from './pulse.js';
import { within } from './within.js';
import type { Group, GroupOptions, ReceivedRecord } from './kafka.js';
import type { Consumer, EachMessagePayload, IHeaders, Kafka as KafkaClient } from 'kafkajs';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';

export interface GroupHost {
  readonly client: KafkaClient;
  readonly log: Log;
  readonly clock: Clock;
}

const SESSION_MS = 30_000;

/** How long the broker may hold a question when it has nothing, in milliseconds; leaving waits for the answer. */
const WAIT_MS = 1_000;

/** Without a sign from the broker for this long the group is not well, in milliseconds. */
const SILENCE_MS = 2 * SESSION_MS;

/** How long leaving may take, in milliseconds; the broker finds out by itself afterwards. */
const LEAVE_MS = 5_000;

interface Vitals {
  /** Milliseconds since 1970; 0 while not a member. */
  seen: number;
  /** Since the last sign of life. */
  failure: unknown;
  /** By topic and partition. */
  readonly lags: Map<string, { readonly topic: string; readonly lag: number }>;
}

/** One membership after another: kafkajs gives up on failures that it holds to be final, and we do not. */
export function runGroup(host: GroupHost, options: GroupOptions): Group {
  const vitals: Vitals = { seen: 0, failure: undefined, lags: new Map() };
  const membership = async (signal: AbortSignal): Promise<void> => {
    try {
      await beMember(host, options, vitals, signal);
    } catch (error) {
      vitals.failure = error;
      throw error;
    }
  };
  const pulse = startPulse(membership, { name: `kafka group ${options.group}`, log: host.log, everyMs: 1_000, retry: { first: 500, most: 15_000 } });

  return {
    state() {
      const lags = byTopic(vitals);
      const lag = [...lags.values()].reduce((sum, topic) => sum + topic, 0);
      if (vitals.failure !== undefined) return { ok: false, lag, lags, reason: `Kafka cannot be read (${nameFailure(vitals.failure)}).` };
      const quiet = host.clock.now().getTime() - vitals.seen;
      return quiet < SILENCE_MS ? { ok: true, lag, lags } : { ok: false, lag, lags, reason: 'Kafka has not admitted the consumer yet.' };
    },
    leave: () => pulse.stop(),
  };
}

async function beMember({ client, log, clock }: GroupHost, { group, topics, handle }: GroupOptions, vitals: Vitals, signal: AbortSignal): Promise<void> {
  const consumer = client.consumer({
    groupId: group,
    sessionTimeout: SESSION_MS,
    maxWaitTimeInMs: WAIT_MS,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 300, maxRetryTime: 5_000, retries: 4 },
  });
  const lost = watch(consumer, vitals, { log, clock, group });
  const each = (payload: EachMessagePayload): Promise<void> => handle(toReceived(payload, signal));
  try {
    await makeTopics(client.admin(), topics);
    await consumer.connect();
    await consumer.subscribe({ topics: topics.map(({ name }) => name), fromBeginning: true });
    await consumer.run({ eachMessage: each, partitionsConsumedConcurrently: 3 });
    const failure = await Promise.race([lost, ended(signal)]);
    if (failure) throw failure;
  } finally {
    vitals.seen = 0;
    await within(LEAVE_MS, AbortSignal.timeout(LEAVE_MS), 'Kafka was not left in time.', consumer.disconnect());
  }
}

function toReceived({ topic, partition, message: { key, value, headers, offset }, heartbeat }: EachMessagePayload, signal: AbortSignal): ReceivedRecord {
  const bytes = value ?? Buffer.alloc(0);
  return {
    topic,
    partition,
    offset,
    key: key?.toString() ?? null,
    bytes,
    value: bytes.toString(),
    headers: toText(headers ?? {}),
    place: `${topic}/${partition}@${offset}`,
    beat: heartbeat,
    signal,
  };
}

const toText = (headers: IHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, given]) => [given].flat().slice(-1).map((value) => [name, String(value ?? '')])));

function byTopic({ lags }: Vitals): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { topic, lag } of lags.values()) sums.set(topic, (sums.get(topic) ?? 0) + lag);
  return sums;
}

/** @returns what resolves when the library has given the membership up. */
function watch(consumer: Consumer, vitals: Vitals, { log, clock, group }: { log: Log; clock: Clock; group: string }): Promise<Error | undefined> {
  const alive = (): void => {
    vitals.seen = clock.now().getTime();
    vitals.failure = undefined;
  };
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    vitals.lags.clear();
    log.info({ group, partitions: Object.values(payload.memberAssignment).flat().length }, 'joined a kafka group');
    alive();
  });
  consumer.on(consumer.events.HEARTBEAT, alive);
  consumer.on(consumer.events.FETCH, alive);
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => vitals.lags.set(`${payload.topic}/${payload.partition}`, { topic: payload.topic, lag: Number(payload.offsetLag) }));
  return new Promise((resolve) => {
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      vitals.failure = error;
      log.warn({ group, restart, ...failureFields(error) }, 'a kafka consumer failed');
      if (!restart) resolve(error);
    });
  });
}

const ended = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
