import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { CREATE_POINTS, DELETE_POINTS, expectNoInstance, expectOneInstance, expectWholeApp, startCrashable, SUBMIT_POINTS, type Crashable } from '../faults/crash.js';
import { databaseMissing, freshDatabase } from '../support/servers.js';

describe.each(['A', 'B'] as const)('kill -9 on the embedded database, in front of an SRM of generation %s', (generation) => {
  let world: Crashable;
  beforeAll(async () => {
    world = await startCrashable(generation);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it.each(CREATE_POINTS)('%s: the instance comes, once', { timeout: 120_000 }, (...point) => expectOneInstance(world, point));
  it.each(DELETE_POINTS)('%s: the instance goes', { timeout: 120_000 }, (...point) => expectNoInstance(world, point));
  it.each(SUBMIT_POINTS)('%s: the app is there once or not at all', { timeout: 120_000 }, (...point) => expectWholeApp(world, point));
});

const noPostgres = databaseMissing === undefined ? '' : ` (skipped: ${databaseMissing})`;

// A dead process's work is another's when its lease has ended, after a minute: they wait side by side.
describe.skipIf(noPostgres !== '').concurrent(`kill -9 on PostgreSQL${noPostgres}`, () => {
  const on = async (work: (world: Crashable) => Promise<void>): Promise<void> => {
    await using world = await startCrashable('B', { DATABASE_URL: await freshDatabase(), SECRET_KEY: randomBytes(32).toString('hex') });
    await work(world);
  };
  const [list, , later, done] = CREATE_POINTS;
  it.each([list!, later!, done!])('%s: the instance comes, once', { timeout: 240_000 }, (...point) => on((world) => expectOneInstance(world, point)));
  it.each(DELETE_POINTS.slice(1, 2))('%s: the instance goes', { timeout: 240_000 }, (...point) => on((world) => expectNoInstance(world, point)));
  it.each(SUBMIT_POINTS.slice(1, 2))('%s: the app is there once or not at all', { timeout: 240_000 }, (...point) => on((world) => expectWholeApp(world, point)));
});
