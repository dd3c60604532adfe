import { Refusal } from '../kernel/refusal.js';
import { startPulse } from './pulse.js';
import type { GroupOptions, Kafka, KafkaRecord } from './kafka.js';
import type { Pulse } from './pulse.js';
import type { Log } from '../kernel/context.js';

export interface FakeKafka extends Kafka {
  /** What a topic holds, in the order of arrival. */
  records(topic: string): readonly KafkaRecord[];
  /** While down nothing is taken and nothing is delivered. */
  setDown(down: boolean): void;
  /** Everyone reads from the first record again, as after a loss of offsets. */
  rewind(): void;
}

/** Kafka in memory, for tests: one partition for a topic, groups that commit when a record has been handled. */
export function fakeKafka(log: Log): FakeKafka {
  const topics = new Map<string, KafkaRecord[]>();
  const committed = new Map<string, number>();
  const members = new Set<Pulse>();
  let down = false;

  const refuseWhenDown = (): void => {
    if (down) throw new Refusal('UNAVAILABLE', 'Kafka is down.');
  };
  const recordsOf = (topic: string): KafkaRecord[] => topics.get(topic) ?? topics.set(topic, []).get(topic)!;
  const wakeAll = (): void => members.forEach((member) => member.wake());

  const readOn = async ({ group, topic, handle }: GroupOptions, signal: AbortSignal): Promise<void> => {
    refuseWhenDown();
    for (let next = committed.get(group) ?? 0; !signal.aborted && !down; next = committed.get(group) ?? 0) {
      const record = recordsOf(topic)[next];
      if (!record) return;
      await handle({ key: record.key, value: record.value, place: `${topic}/0@${next}`, beat: async () => undefined, signal });
      if ((committed.get(group) ?? 0) === next) committed.set(group, next + 1);
    }
  };

  return {
    async ensureTopic(topic) {
      refuseWhenDown();
      recordsOf(topic);
    },
    async publish(topic, records, signal) {
      signal.throwIfAborted();
      refuseWhenDown();
      recordsOf(topic).push(...records);
      wakeAll();
    },
    join(options) {
      const { group, topic } = options;
      committed.set(group, committed.get(group) ?? 0);
      const member = startPulse((signal) => readOn(options, signal), { name: `fake group ${group}`, log, everyMs: 20, retry: { first: 10, most: 20 } });
      members.add(member);
      return {
        state: () => ({ ok: !down, lag: recordsOf(topic).length - (committed.get(group) ?? 0), ...(down && { reason: 'Kafka is down.' }) }),
        async leave() {
          members.delete(member);
          await member.stop();
        },
      };
    },
    async close() {
      await Promise.all([...members].map((member) => member.stop()));
    },
    records: (topic) => recordsOf(topic),
    setDown(isDown) {
      down = isDown;
      wakeAll();
    },
    rewind() {
      for (const group of committed.keys()) committed.set(group, 0);
      wakeAll();
    },
  };
}
