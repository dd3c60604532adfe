import { afterAll, beforeAll, describe, it } from 'vitest';
import { CREATE_POINTS, expectOneInstance, startCrashable, type Crashable, type KillPoint } from './crash.js';

/** Where an instance is hardest to tell from one that never was. */
const hardest = ([, at, fate]: KillPoint): boolean => at !== 'answer' && (at[0] === 'done' || (at[0] === 'arrives' && fate === 'carried out'));

// Deletions, submissions, every point for generation A, and PostgreSQL: test/integration/kill.test.ts.
describe.each([
  ['B', CREATE_POINTS],
  ['A', CREATE_POINTS.filter(hardest)],
] as const)('kill -9 in front of an SRM of generation %s', (generation, points) => {
  let world: Crashable;
  beforeAll(async () => {
    world = await startCrashable(generation);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it.each(points)('%s: the instance comes, once', { timeout: 120_000 }, (...point) => expectOneInstance(world, point));
});
