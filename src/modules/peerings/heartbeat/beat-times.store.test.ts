import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { heartbeatWorld, type HeartbeatWorld } from '../../../../test/support/heartbeat-world.js';
import { beatTimes, type BeatTimes } from './beat-times.store.js';
import { CATCH_UP_MS, phaseOf, scheduleOf } from './schedule.rules.js';

const now = new Date('2026-03-01T12:00:00Z');
const inMinutes = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

describe.each(databaseKinds)('the times of beats at a start (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: HeartbeatWorld;
  let times: BeatTimes;
  beforeAll(async () => {
    test = await open();
    times = beatTimes(test.db);
  });
  beforeEach(async () => {
    await test.clear();
    world = heartbeatWorld(test.db);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const nextOf = async (id: string) => (await world.peerings.find(id))?.nextBeatAt;
  /** SQL and JavaScript may differ in the last digit. */
  const near = (at: Date | null | undefined, expected: Date | null): void => expect(Math.abs((at?.getTime() ?? NaN) - (expected?.getTime() ?? NaN))).toBeLessThanOrEqual(1);

  it('are the schedule’s for those that have none, or one that is further away', async () => {
    const schedule = scheduleOf('*/5 * * * *');
    const ids = [...(await world.plant(20, ['a'], null)), ...(await world.plant(20, ['a'], inMinutes(3_000)))];
    expect(await times.align(schedule.tickAfter(now), now)).toBe(40);
    for (const id of ids) near(await nextOf(id), schedule.first(id, now));
    expect(await times.align(schedule.tickAfter(now), now)).toBeLessThan(40);
  });

  it('stay as they are when they fit', async () => {
    const [due] = (await world.plant(1, ['a'], inMinutes(-0.2))) as [string];
    const [soon] = (await world.plant(1, ['a'], inMinutes(2))) as [string];
    await times.align(scheduleOf('*/5 * * * *').tickAfter(now), now);
    expect([await nextOf(due), await nextOf(soon)]).toEqual([inMinutes(-0.2), inMinutes(2)]);
  });

  it('spread what was missed', async () => {
    const ids = await world.plant(50, ['a'], inMinutes(-90));
    await times.align(scheduleOf('*/5 * * * *').tickAfter(now), now);
    for (const id of ids) near(await nextOf(id), new Date(now.getTime() + Math.floor(phaseOf(id) * CATCH_UP_MS)));
  });

  it('are none without a heartbeat, and for peerings that do not stand', async () => {
    const [id, over] = (await world.plant(2, ['a'], inMinutes(2))) as [string, string];
    await test.db.prisma.peering.update({ where: { organizationId: over }, data: { status: 'terminated', nextBeatAt: null } });
    await times.align(undefined, now);
    expect(await nextOf(id)).toBeNull();
    await times.align(scheduleOf('*/5 * * * *').tickAfter(now), now);
    expect([await nextOf(id), await nextOf(over)]).toEqual([expect.any(Date), null]);
  });
});
