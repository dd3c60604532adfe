import type { Admin } from 'kafkajs';

/** Makes a topic as the broker's defaults say. It is looked for first: whoever may not make topics may still use one. */
export async function makeTopic(admin: Admin, topic: string): Promise<void> {
  try {
    await admin.connect();
    const topics = await admin.listTopics();
    if (!topics.includes(topic)) await admin.createTopics({ topics: [{ topic }], waitForLeaders: true, timeout: 5_000 });
  } finally {
    await admin.disconnect();
  }
}
