import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CREATE_POINTS, DELETE_POINTS, expectNoInstance, expectOneInstance, expectWholeApp, startCrashable, SUBMIT_POINTS, type Crashable } from '../faults/crash.js';
import { databaseMissing, freshDatabase } from '../support/servers.js';

const noPostgres = databaseMissing === undefined ? '' : ` (skipped: ${databaseMissing})`;

const on = async (work: (world: Crashable) => Promise<void>): Promise<void> => {
  await using world = await startCrashable('B', { DATABASE_URL: await freshDatabase(), SECRET_KEY: randomBytes(32).toString('hex') });
  await work(world);
};

const [list, , later, done] = CREATE_POINTS;
const STORIES = [
  ...[list!, later!, done!].map((point) => ({ name: `${point[0]}: the instance comes, once`, play: () => on((world) => expectOneInstance(world, point)) })),
  ...DELETE_POINTS.slice(1, 2).map((point) => ({ name: `${point[0]}: the instance goes`, play: () => on((world) => expectNoInstance(world, point)) })),
  ...SUBMIT_POINTS.slice(1, 2).map((point) => ({ name: `${point[0]}: the app is there once or not at all`, play: () => on((world) => expectWholeApp(world, point)) })),
];
const outcomes = new Map<string, Promise<unknown>>();

// A dead process's work is another's when its lease has ended, after a minute: these stories wait while the others are played.
beforeAll(() => {
  if (noPostgres !== '') return;
  for (const { name, play } of STORIES) outcomes.set(name, play().then(() => 'came out right', (failure: unknown) => failure));
});

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

describe.skipIf(noPostgres !== '')(`kill -9 on PostgreSQL${noPostgres}`, () => {
  it.each(STORIES)('$name', { timeout: 240_000 }, async ({ name }) => {
    expect(await outcomes.get(name)).toBe('came out right');
  });
});
