import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';

const shared = { ...base.test, exclude: [], testTimeout: 60_000 };

/** These use the one broker of the run. */
const ON_KAFKA = ['test/integration/{kafka,peering-kafka}.test.ts'];

/** The tests against real servers; test/integration/setup.ts brings those that the environment does not. */
export default defineConfig({
  test: {
    globalSetup: ['test/integration/setup.ts'],
    projects: [
      {
        resolve: base.resolve,
        test: {
          ...shared,
          name: 'servers',
          // The suites of what is stored and queued run again, on a real PostgreSQL.
          include: [
            'test/integration/**/*.test.ts',
            'test/faults/storage-kill.test.ts',
            'src/outbound/**/*.test.ts',
            'src/inbound/{consumer,topic-reader}.test.ts',
            'src/modules/federations/**/{creation.service,federation-token.store,hosted-federation.service,placement.service,zone.service}.test.ts',
            'src/modules/network/**/{device.store,flow.service,flow.worker,qod-expiry.worker,qod-session.service,qos-assignment.service,qos-profile.service,traffic-influence.service}.test.ts',
          ],
          exclude: ON_KAFKA,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve: base.resolve,
        test: { ...shared, name: 'kafka', include: ON_KAFKA, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
