import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { Killed, mortal, partnerWorld } from '../../../../test/support/partner-world.js';
import { fakeFederationManager, type FmMethod } from '../manager/fm.source.fake.js';
import type { Dialect } from '../manager/fm.types.js';

/** The embedded one: its one session shows the same as a server's, and a story takes a fraction of the time. */
const [, open] = databaseKinds[0]!;

describe('an app at a partner, wherever the process dies', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  async function begin(dialect: Dialect) {
    await test.clear();
    const fake = fakeFederationManager({ partners: { partner: dialect }, instances: 'READY' });
    const dying = mortal(test.db, fake);
    const world = partnerWorld({ db: dying.db, fake, manager: dying.manager });
    const { zones } = await world.federated(['zone-1']);
    const appId = await world.submitted();
    /** Lives on after its death, as the next process does. */
    const live = async (ms: number): Promise<void> => {
      const end = world.clock.now().getTime() + ms;
      while (world.clock.now().getTime() < end) {
        try {
          await world.live(end - world.clock.now().getTime());
        } catch (death) {
          if (!(death instanceof Killed)) throw death;
        }
      }
    };
    return { fake, dying, world, live, appId, zoneId: zones['zone-1']! };
  }

  it.each(['1.2.0', '1.3.0'] as const)('there is one of everything, and in the end nothing (%s)', async (dialect) => {
    let points = 0;
    for (let isSpared = false; !isSpared; ) {
      points += 1;
      const { fake, dying, world, live, appId, zoneId } = await begin(dialect);
      const id = await world.placed(appId, zoneId);
      dying.killAt(points);
      await live(20_000);
      const count = (method: FmMethod): number => fake.calls.filter(([name]) => name === method).length;
      expect([points, world.standing(), count('uploadArtefact'), count('onboard'), count('install')]).toEqual([points, [1, 1, 1], 1, 1, 1]);
      expect(await world.appInstance(id)).toMatchObject({ status: 'ready' });
      await world.end(id);
      await live(20_000);
      isSpared = dying.spare();
      expect([points, world.standing(), await world.appInstance(id), await world.onboardings()]).toEqual([points, [0, 0, 0], null, []]);
    }
    expect(points).toBeGreaterThan(30);
  });
});
