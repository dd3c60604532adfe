import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/** The tests against real servers; test/integration/setup.ts brings those that the environment does not. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    // The suites of what is stored and queued run again, on a real PostgreSQL.
    include: [
      'test/integration/**/*.test.ts',
      'test/faults/storage-kill.test.ts',
      'src/outbound/**/*.test.ts',
      'src/inbound/{consumer,topic-reader}.test.ts',
      'src/modules/network/**/{device.store,flow.service,flow.worker,qod-expiry.worker,qod-session.service,qos-assignment.service,qos-profile.service,traffic-influence.service}.test.ts',
    ],
    exclude: [],
    globalSetup: ['test/integration/setup.ts'],
    // One file at a time: the servers are shared, and so are the cores.
    fileParallelism: false,
    testTimeout: 60_000,
  },
});
