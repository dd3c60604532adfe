import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { handParties, heartbeatWorld, type HeartbeatWorld } from '../../../../test/support/heartbeat-world.js';
import { handClock } from '../../../../test/support/qod-world.js';
import { pause } from '../../../outbound/pulse.js';
import { createFakePeerSource, type FakePeerSource } from '../client/peer.source.fake.js';

describe.each(databaseKinds)('beats that are due (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: HeartbeatWorld;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(() => {
    world = heartbeatWorld(test.db);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('are made when they are due, and the next one is a tick later', async () => {
    const due = new Date(world.clock.now().getTime() - 1_000);
    const [id] = (await world.plant(1, ['a'], due)) as [string];
    await world.heartbeat.start();
    await eventually(async () => expect((await world.peerings.find(id))?.lastCheckAt).toEqual(world.clock.now()));
    expect((await world.peerings.find(id))?.nextBeatAt).toEqual(world.schedule.next(id, due, world.clock.now()));
    await world.heartbeat.stop();
    expect(await test.db.prisma.peering.findUnique({ where: { organizationId: id } })).toMatchObject({ leasedBy: null, leasedUntil: null });
  });

  it('change nothing when they are cut off', async () => {
    const [id] = (await world.plant(1, ['a'], world.clock.now())) as [string];
    (world.source as FakePeerSource).peer(id).delayMs = 20_000;
    await world.heartbeat.start();
    await eventually(() => expect((world.source as FakePeerSource).asked).not.toEqual([]));
    const before = await world.peerings.find(id);
    await world.heartbeat.stop();
    expect(await world.peerings.find(id)).toEqual(before);
  });

  it('are all made, however many more they are than fit at a time', async () => {
    world = heartbeatWorld(test.db, { width: 4 });
    const ids = await world.plant(30, ['a'], world.clock.now());
    await world.heartbeat.start();
    await eventually(async () => expect(await test.db.prisma.peering.count({ where: { organizationId: { in: [...ids] }, revision: 1 } })).toBe(30));
    await world.heartbeat.stop();
    expect((world.source as FakePeerSource).asked).toHaveLength(30);
    expect(world.heartbeat.state()).toEqual({ ok: true, lag: 0 });
  });

  it('are taken over from a process that died', async () => {
    const [id] = (await world.plant(1, ['a'], world.clock.now())) as [string];
    expect(await world.leaseRows.claimDue('5f0c4a9e-0f3a-4b5c-8d7e-6a1b2c3d4e5f', 50, 10, world.clock.now())).toMatchObject([{ organizationId: id }]);
    await world.heartbeat.start();
    await eventually(async () => expect((await world.peerings.find(id))?.revision).toBe(1));
    await world.heartbeat.stop();
  });

  it('are made again when the organization was edited meanwhile', async () => {
    const due = new Date(world.clock.now().getTime() - 1_000);
    const [id] = (await world.plant(1, ['a'], due)) as [string];
    const source = world.source as FakePeerSource;
    source.peer(id).delayMs = 100;
    await world.heartbeat.start();
    await eventually(() => expect(source.asked).toHaveLength(1));
    world.clock.pass(10);
    await test.db.transact((tx) => world.peerings.hasten(tx, id, world.clock.now()));
    await eventually(async () => expect((await world.peerings.find(id))?.revision).toBe(2));
    await world.heartbeat.stop();
    expect(source.asked).toHaveLength(2);
  });

  it('wait when the organization is no more, until the peering is ended', async () => {
    const [id] = (await world.plant(1, ['a'], world.clock.now())) as [string];
    world.parties.known.delete(id);
    let claims = 0;
    const { find } = world.parties;
    Object.assign(world.parties, { find: (one: string) => ((claims += one === id ? 1 : 0), find(one)) });
    await world.heartbeat.start();
    await eventually(() => expect(claims).toBe(1));
    await pause(300, new AbortController().signal);
    expect([claims, (world.source as FakePeerSource).asked]).toEqual([1, []]);
    await world.heartbeat.stop();
    await test.clear();
  });
});

describeOnServer('beats of many, by two replicas', (open) => {
  it('are each made once', async () => {
    await using test = await open();
    const [clock, source, parties] = [handClock(), createFakePeerSource(), handParties()];
    const [one, two] = [heartbeatWorld(test.db, { clock, source, parties }), heartbeatWorld(await test.another(), { clock, source, parties })];
    const ids = await one.plant(200, ['a', 'b', 'c'], clock.now());
    await Promise.all([one.heartbeat.start(), two.heartbeat.start()]);
    for (let round = 1; round <= 3; round++) {
      await eventually(async () => expect(await test.db.prisma.peering.count({ where: { revision: round } })).toBe(200), 30_000);
      clock.pass(600_000);
      one.heartbeat.wake();
      two.heartbeat.wake();
    }
    await Promise.all([one.heartbeat.stop(), two.heartbeat.stop()]);
    const rows = await test.db.prisma.peering.findMany({ select: { organizationId: true, revision: true } });
    const asked = new Map<string, number>();
    for (const { organizationId } of source.asked) asked.set(organizationId, (asked.get(organizationId) ?? 0) + 1);
    expect(rows.filter(({ organizationId, revision }) => asked.get(organizationId) !== 3 * revision)).toEqual([]);
    expect(asked.size).toBe(ids.length);
  }, 100_000);
});
