import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { CREATE_POINTS, expectNoSession, expectOneSession, REMOVE_POINTS, startNetworkWorld, type NetworkWorld } from '../faults/network-crash.js';
import { databaseMissing, freshDatabase } from '../support/servers.js';

describe.each(['tells', 'lists'] as const)('kill -9 on the embedded database, in front of a network that %s', (knowledge) => {
  let world: NetworkWorld;
  beforeAll(async () => {
    world = await startNetworkWorld(knowledge);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it.each(CREATE_POINTS[knowledge])('%s: the session is there, once or not at all', { timeout: 120_000 }, (...point) => expectOneSession(world, point));
  it.each(REMOVE_POINTS)('%s: the session goes', { timeout: 120_000 }, (...point) => expectNoSession(world, point));
});

const noPostgres = databaseMissing === undefined ? '' : ` (skipped: ${databaseMissing})`;

// A dead process's work is another's when its lease has ended, after a minute: they wait side by side.
describe.skipIf(noPostgres !== '').concurrent(`kill -9 on PostgreSQL${noPostgres}`, () => {
  const on = async (work: (world: NetworkWorld) => Promise<void>): Promise<void> => {
    await using world = await startNetworkWorld('tells', { DATABASE_URL: await freshDatabase(), SECRET_KEY: randomBytes(32).toString('hex') });
    await work(world);
  };
  it.each(CREATE_POINTS.tells.slice(1, 4))('%s: the session is there, once', { timeout: 240_000 }, (...point) => on((world) => expectOneSession(world, point)));
  it.each(REMOVE_POINTS.slice(1, 2))('%s: the session goes', { timeout: 240_000 }, (...point) => on((world) => expectNoSession(world, point)));
});
