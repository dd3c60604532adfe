import { afterAll, beforeAll, describe, it } from 'vitest';
import { CREATE_POINTS, DELETE_POINTS, expectNoInstance, expectOneInstance, expectWholeApp, startCrashable, SUBMIT_POINTS, type Crashable } from './crash.js';

// On PostgreSQL: test/integration/kill.test.ts.
describe.each(['A', 'B'] as const)('kill -9 in front of an SRM of generation %s', (generation) => {
  let world: Crashable;
  beforeAll(async () => {
    world = await startCrashable(generation);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it.each(CREATE_POINTS)('%s: the instance comes, once', { timeout: 120_000 }, (...point) => expectOneInstance(world, point));
  it.each(DELETE_POINTS)('%s: the instance goes', { timeout: 120_000 }, (...point) => expectNoInstance(world, point));
  it.each(SUBMIT_POINTS)('%s: the app is there once or not at all', { timeout: 120_000 }, (...point) => expectWholeApp(world, point));
});
