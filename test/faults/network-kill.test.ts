import { afterAll, beforeAll, describe, it } from 'vitest';
import { CREATE_POINTS, expectNoSession, expectOneSession, REMOVE_POINTS, startNetworkWorld, type KillPoint, type NetworkWorld } from './network-crash.js';

/** Where the network knows what the gateway does not. */
const isHard = ([, at]: KillPoint): boolean => at !== 'answer' && at[0] === 'done';

// Every point, and PostgreSQL: test/integration/network-kill.test.ts.
describe.each(['tells', 'lists'] as const)('kill -9 in front of a network that %s', (knowledge) => {
  let world: NetworkWorld;
  beforeAll(async () => {
    world = await startNetworkWorld(knowledge);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it.each(CREATE_POINTS[knowledge].filter(isHard))('%s: the session is there, once', { timeout: 120_000 }, (...point) => expectOneSession(world, point));
  it.each(knowledge === 'tells' ? REMOVE_POINTS.filter(isHard) : [])('%s: the session goes', { timeout: 120_000 }, (...point) => expectNoSession(world, point));
});
