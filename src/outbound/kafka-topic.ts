import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../kernel/refusal.js';
import type { Admin, ITopicConfig } from 'kafkajs';
import type { TopicPlan } from './topics.js';

/**
 * Makes those of the topics that are not there. They are looked for first: whoever may not make topics may still use them, and
 * those that are there stay as they are. @throws Refusal UNAVAILABLE (they cannot be made), or the failure to reach the broker
 */
export async function makeTopics(admin: Admin, plans: readonly TopicPlan[]): Promise<void> {
  try {
    await admin.connect();
    const there = new Set(await admin.listTopics());
    const missing = plans.filter(({ name }) => !there.has(name));
    if (missing.length > 0) await make(admin, missing);
  } finally {
    await admin.disconnect();
  }
}

async function make(admin: Admin, plans: readonly TopicPlan[]): Promise<void> {
  const { brokers } = await admin.describeCluster();
  const topics = plans.map((plan) => toConfig(plan, brokers.length));
  const names = plans.map(({ name }) => name);
  try {
    await admin.createTopics({ topics, waitForLeaders: false, timeout: 5_000 });
    await untilKnown(admin, names);
  } catch (cause) {
    throw new Refusal('UNAVAILABLE', `It has no topics ${names.join(', ')}, and does not make them.`, { cause });
  }
}

/** Milliseconds between looks, and how many. */
const LOOK_MS = 100;
const LOOKS = 50;

/** A broker that has made a topic does not know of it at once; the library, which can wait for that, takes it for a failure. */
async function untilKnown(admin: Admin, topics: string[]): Promise<void> {
  for (let look = 1; ; look += 1) {
    try {
      return void (await admin.fetchTopicMetadata({ topics }));
    } catch (error) {
      if (look === LOOKS || !isRetriable(error)) throw error;
      await sleep(LOOK_MS);
    }
  }
}

const isRetriable = (error: unknown): boolean => error instanceof Error && 'retriable' in error && error.retriable === true;

const toConfig = ({ name, partitions, copies, settings = {} }: TopicPlan, brokers: number): ITopicConfig => ({
  topic: name,
  ...(partitions !== undefined && { numPartitions: partitions }),
  ...(copies !== undefined && { replicationFactor: Math.min(copies, brokers) }),
  configEntries: Object.entries(settings).map(([setting, value]) => ({ name: setting, value })),
});
