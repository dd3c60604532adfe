import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // Node gives type-graphql and @apollo/subgraph graphql's CommonJS build; ours must be the same copy.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  test: {
    include: ['src/**/*.test.ts', 'rest-compat/**/*.test.ts', 'client/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/integration/**', '**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    // Much of the time is waited, for servers and for deadlines.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
