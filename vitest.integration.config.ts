import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/** The tests against real servers; test/integration/setup.ts brings those that the environment does not. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/integration/**/*.test.ts'],
    exclude: [],
    globalSetup: ['test/integration/setup.ts'],
    // One file at a time: the servers are shared, and so are the cores.
    fileParallelism: false,
    testTimeout: 60_000,
  },
});
