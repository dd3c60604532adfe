import { afterAll, beforeAll, describe, it } from 'vitest';
import { CREATE_POINTS, DELETE_POINTS, expectNoInstance, expectOneInstance, expectWholeApp, startCrashable, SUBMIT_POINTS, type Crashable, type KillPoint } from './crash.js';

/** Where a deployment is hardest to tell from one that never was. */
const hardest = ([, at, fate]: KillPoint): boolean => at !== 'answer' && (at[0] === 'done' || (at[0] === 'arrives' && fate === 'carried out'));

// Every point for both generations, and PostgreSQL: test/integration/kill.test.ts.
describe.each([
  ['B', CREATE_POINTS, DELETE_POINTS.filter(hardest), SUBMIT_POINTS.filter(hardest)],
  ['A', CREATE_POINTS.filter(hardest), [], []],
] as const)('kill -9 in front of an SRM of generation %s', (generation, creates, deletes, submits) => {
  let world: Crashable;
  beforeAll(async () => {
    world = await startCrashable(generation);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it.each(creates)('%s: the instance comes, once', { timeout: 120_000 }, (...point) => expectOneInstance(world, point));
  it.each(deletes)('%s: the instance goes', { timeout: 120_000 }, (...point) => expectNoInstance(world, point));
  it.each(submits)('%s: the app is there once or not at all', { timeout: 120_000 }, (...point) => expectWholeApp(world, point));
});
