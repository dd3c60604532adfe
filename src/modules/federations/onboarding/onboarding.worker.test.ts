import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { Killed, mortal, partnerWorld } from '../../../../test/support/partner-world.js';
import { fakeFederationManager, type FmMethod } from '../manager/fm.source.fake.js';
import type { Dialect } from '../manager/fm.types.js';

/** The embedded one: its one session shows the same as a server's, in a fraction of the time. */
const [, open] = databaseKinds[0]!;

/** At about every fourth point, the same ones each time; six times, since an attempt is not repeated for ever. */
function often(seed: number): () => boolean {
  let state = seed;
  let deaths = 0;
  return function dies() {
    state = (state * 48_271) % 2_147_483_647;
    if (state % 4 !== 0 || deaths === 6) return false;
    deaths += 1;
    return true;
  };
}

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

    /** Lives on after each death, as the next process does. */
    async function live(ms: number, dies: () => boolean): Promise<void> {
      dying.dieWhen(dies);
      for (const end = world.clock.now().getTime() + ms; world.clock.now().getTime() < end; ) {
        try {
          await world.live(end - world.clock.now().getTime());
        } catch (death) {
          if (!(death instanceof Killed)) throw death;
        }
      }
      dying.dieWhen(() => false);
    }

    /** An instance comes and goes. */
    async function story(coming: () => boolean, going: () => boolean): Promise<void> {
      const before = fake.calls.length;
      const id = await world.placed(appId, zones['zone-1']!);
      await live(100_000, coming);
      const count = (method: FmMethod): number => fake.calls.slice(before).filter(([name]) => name === method).length;
      expect([world.standing(), count('uploadArtefact'), count('onboard'), count('install')]).toEqual([[1, 1, 1], 1, 1, 1]);
      expect(await world.appInstance(id)).toMatchObject({ status: 'ready' });
      await world.end(id);
      await live(100_000, going);
      expect([world.standing(), await world.appInstance(id), await world.onboardings()]).toEqual([[0, 0, 0], null, []]);
    }
    return story;
  }

  it.each(['1.2.0', '1.3.0'] as const)('there is one of everything, and in the end nothing (%s)', async (dialect) => {
    const story = await begin(dialect);
    await story(often(7), often(11));
  });
});
