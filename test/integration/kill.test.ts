import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CREATE_POINTS, DELETE_POINTS, expectNoInstance, expectOneInstance, expectWholeApp, startCrashable, SUBMIT_POINTS, type Crashable } from '../faults/crash.js';
import { databaseMissing, freshDatabase } from '../support/servers.js';

const noPostgres = databaseMissing === undefined ? '' : ` (skipped: ${databaseMissing})`;

const onPostgres = async (): Promise<Crashable> => startCrashable('B', { DATABASE_URL: await freshDatabase(), SECRET_KEY: randomBytes(32).toString('hex') });

const [list, , later, done] = CREATE_POINTS;
const STORIES = [
  ...[list!, later!, done!].map((point) => ({ name: `${point[0]}: the instance comes, once`, play: (world: Crashable) => expectOneInstance(world, point) })),
  ...DELETE_POINTS.slice(1, 2).map((point) => ({ name: `${point[0]}: the instance goes`, play: (world: Crashable) => expectNoInstance(world, point) })),
  ...SUBMIT_POINTS.slice(1, 2).map((point) => ({ name: `${point[0]}: the app is there once or not at all`, play: (world: Crashable) => expectWholeApp(world, point) })),
];
const outcomes = new Map<string, Promise<unknown>>();

async function outcomeOf(world: Crashable, play: (world: Crashable) => Promise<void>): Promise<unknown> {
  await using held = world;
  return play(held).then(() => 'came out right', (failure: unknown) => failure);
}

// A dead process's work is another's when its lease has ended, after a minute: these stories wait while the others are played.
beforeAll(async () => {
  if (noPostgres !== '') return;
  // One start after the other: five at once, and none is ready in time
  for (const { name, play } of STORIES) outcomes.set(name, outcomeOf(await onPostgres(), play));
}, 240_000);

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
