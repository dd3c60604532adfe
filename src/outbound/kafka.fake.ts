import { Refusal } from '../kernel/refusal.js';
import { startPulse } from './pulse.js';
import type { GroupOptions, Kafka, KafkaRecord, ReceivedRecord } from './kafka.js';
import type { Pulse } from './pulse.js';
import type { Log } from '../kernel/context.js';

/** Bytes of a batch that the fake takes. */
export const FAKE_LIMIT = 2_097_152;

export interface FakeKafka extends Kafka {
  /** What a topic holds, in the order of arrival. */
  records(topic: string): readonly KafkaRecord[];
  /** Names of the topics that there are. */
  topics(): readonly string[];
  /** These topics are gone, and nobody may make them. */
  setClosed(topics: readonly string[]): void;
  /** While down nothing is taken and nothing is delivered. */
  setDown(down: boolean): void;
  /** Everyone reads from the first record again, as after a loss of offsets. */
  rewind(): void;
}

/** Kafka in memory, for tests: one partition for a topic, topics side by side, groups that commit when a record has been handled. */
export function fakeKafka(log: Log): FakeKafka {
  const topics = new Map<string, KafkaRecord[]>();
  const committed = new Map<string, number>();
  const members = new Set<Pulse>();
  let down = false;
  let closed: readonly string[] = [];

  const refuseWhenDown = (): void => {
    if (down) throw new Refusal('UNAVAILABLE', 'Kafka is down.');
  };
  const recordsOf = (topic: string): KafkaRecord[] => topics.get(topic) ?? topics.set(topic, []).get(topic)!;
  const wakeAll = (): void => members.forEach((member) => member.wake());

  const reachedBy = (group: string, topic: string): number => committed.get(`${group} ${topic}`) ?? 0;

  const readTopic = async ({ group, handle }: GroupOptions, topic: string, signal: AbortSignal): Promise<void> => {
    refuseWhenDown();
    for (let next = reachedBy(group, topic); !signal.aborted && !down; next = reachedBy(group, topic)) {
      const record = recordsOf(topic)[next];
      if (!record) return;
      await handle(toReceived(record, topic, next, signal));
      if (reachedBy(group, topic) === next) committed.set(`${group} ${topic}`, next + 1);
    }
  };

  const lagsOf = ({ group, topics: plans }: GroupOptions): ReadonlyMap<string, number> =>
    new Map(plans.map(({ name }) => [name, recordsOf(name).length - reachedBy(group, name)]));

  return {
    async ensureTopics(plans) {
      refuseWhenDown();
      const refused = plans.filter(({ name }) => closed.includes(name)).map(({ name }) => name);
      if (refused.length > 0) throw new Refusal('UNAVAILABLE', `It has no topics ${refused.join(', ')}, and does not make them.`);
      for (const { name } of plans) recordsOf(name);
    },
    async publish(topic, records, signal) {
      signal.throwIfAborted();
      refuseWhenDown();
      if (records.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0) > FAKE_LIMIT) throw new Refusal('PAYLOAD_TOO_LARGE', 'Too much at a time.');
      recordsOf(topic).push(...records);
      wakeAll();
    },
    join(options) {
      const readOn = async (signal: AbortSignal): Promise<void> => void (await Promise.all(options.topics.map(({ name }) => readTopic(options, name, signal))));
      const member = startPulse(readOn, { name: `fake group ${options.group}`, log, everyMs: 20, retry: { first: 10, most: 20 } });
      members.add(member);
      return {
        state() {
          const lags = lagsOf(options);
          return { ok: !down, lag: [...lags.values()].reduce((sum, lag) => sum + lag, 0), lags, ...(down && { reason: 'Kafka is down.' }) };
        },
        async leave() {
          members.delete(member);
          await member.stop();
        },
      };
    },
    async close() {
      await Promise.all([...members].map((member) => member.stop()));
    },
    records: (topic) => topics.get(topic) ?? [],
    topics: () => [...topics.keys()].sort(),
    setClosed(names) {
      closed = names;
      for (const name of names) topics.delete(name);
    },
    setDown(isDown) {
      down = isDown;
      wakeAll();
    },
    rewind() {
      committed.clear();
      wakeAll();
    },
  };
}

function toReceived({ key, value, headers }: KafkaRecord, topic: string, offset: number, signal: AbortSignal): ReceivedRecord {
  const bytes = Buffer.from(value);
  const place = `${topic}/0@${offset}`;
  return { topic, partition: 0, offset: String(offset), key, bytes, value: bytes.toString(), headers, place, beat: async () => undefined, signal };
}
