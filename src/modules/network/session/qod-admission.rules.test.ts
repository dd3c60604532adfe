import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../../test/support/databases.js';
import { aClient, aContext, aSession, PHONE, qodWorld, type QodWorld } from '../../../../test/support/qod-world.js';
import { newId } from '../../../kernel/id.js';

const ctx = aContext();
const other = aContext(aClient('client-2'));

describe.each(databaseKinds)('sessions (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: QodWorld;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.clear();
    world = qodWorld(test.db);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const create = (about = {}, as = ctx) => world.service.create(as, aSession(about));
  const extend = (id: string, seconds: number, as = ctx) => world.service.extend(as, id, seconds);
  const remove = (id: string) => world.service.delete(ctx, id);

  describe('for packets that another is for', () => {
    it('are in conflict, whoever has the other, and its owner alone is told which', async () => {
      const { id } = await create({ applicationServer: { ipv4Address: '198.51.100.0/24' }, applicationServerPorts: { ranges: [{ from: 5_000, to: 5_010 }] } });
      const again = { applicationServer: { ipAddresses: ['198.51.100.7'] }, applicationServerPorts: { ports: [80, 5_005] } };
      const words = 'of the device is for the same packets: server address 198.51.100.7, every device port, server port 5005.';
      await expect(create(again)).rejects.toMatchObject({ code: 'CONFLICT', message: `Session ${id} ${words}` });
      const wider = { applicationServer: { ipAddresses: ['192.0.2.1', '198.51.100.9'] }, applicationServerPorts: { ranges: [{ from: 1, to: 79 }, { from: 5_000, to: 6_000 }] } };
      const own = 'server address 198.51.100.9, every device port, server ports 5000 to 6000.';
      await expect(create(wider, other)).rejects.toMatchObject({ code: 'CONFLICT', message: `Another session of the device is for some of the same packets, among these: ${own}` });
      await expect(create(wider)).rejects.toMatchObject({ message: expect.stringContaining('server address 198.51.100.9, every device port, server ports 5000 to 5010.') as string });
      expect(await create({ ...again, applicationServerPorts: { ports: [80, 5_011] } })).toMatchObject({ qosStatus: 'AVAILABLE' });
      expect(await create({ ...again, device: { phoneNumber: '+351910000002' } })).toMatchObject({ qosStatus: 'AVAILABLE' });
    });

    it('are free again when the other is deleted, or its time is over', async () => {
      const first = await create();
      await remove(first.id);
      await create();
      world.clock.pass(60_000);
      expect(await create()).toMatchObject({ qosStatus: 'AVAILABLE' });
    });

    it('are free again when the other was refused and then deleted', async () => {
      world.flows.answer = 'refuse';
      const { id } = await create();
      await remove(id);
      world.flows.answer = 'grant';
      expect(await create()).toMatchObject({ qosStatus: 'AVAILABLE' });
    });

    it('are made once when two ask at the same time', async () => {
      const all = await Promise.allSettled([create(), create({}, other), create({ applicationServer: { ipv4Address: '203.0.113.0/24' } })]);
      expect(all.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
      for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'CONFLICT' });
      expect(await test.db.prisma.qodSession.count()).toBe(1);
    });

    it('are a hundred at most for a device', async () => {
      const { id } = await create({ devicePorts: { ports: [1] } });
      const row = (await test.db.prisma.qodSession.findUnique({ where: { id } }))!;
      const others = Array.from({ length: 99 }, (_, i) => ({ ...row, id: newId(), device: {}, applicationServer: { ipv4Address: '203.0.113.10' }, devicePorts: { ports: [2 + i] }, applicationServerPorts: undefined }));
      await test.db.prisma.qodSession.createMany({ data: others as never });
      await expect(create({ devicePorts: { ports: [101] } })).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
      expect(await world.service.ofDevice(ctx, PHONE)).toHaveLength(100);
    });
  });

  describe('asked for with an idempotency key', () => {
    const keyed = aContext(ctx.caller, 'key-1');

    it('are one session and one flow, also when the requests come at once', async () => {
      const all = await Promise.all([create({}, keyed), create({}, keyed), create({}, keyed)]);
      expect(new Set(all.map(({ id }) => id)).size).toBe(1);
      expect(await test.db.prisma.networkFlow.count()).toBe(1);
      expect(world.flows.asked).toHaveLength(1);
    });

    it('are answered as they are now, and as they were when they are gone', async () => {
      const first = await create({}, keyed);
      world.clock.pass(5_000);
      expect((await extend(first.id, 10)).duration).toBe(70);
      expect(await create({}, keyed)).toMatchObject({ id: first.id, duration: 70 });
      await remove(first.id);
      expect(await create({}, keyed)).toMatchObject({ id: first.id, qosStatus: 'REQUESTED', createdAt: first.createdAt });
    });

    it('are extended once', async () => {
      const { id } = await create();
      const [a, b] = await Promise.all([extend(id, 10, keyed), extend(id, 10, keyed)]);
      expect([a.duration, b.duration]).toEqual([70, 70]);
      expect(await world.service.get(ctx, id)).toMatchObject({ duration: 70 });
    });
  });
});

describeOnServer('sessions that several replicas are asked for at once', (open) => {
  it('are one for the same packets, and one for the same key', async () => {
    await using test = await open();
    const worlds = [qodWorld(test.db), qodWorld(await test.another()), qodWorld(await test.another())];
    for (let round = 1; round <= 5; round += 1) {
      const input = aSession({ devicePorts: { ports: [round] } });
      const made = await Promise.allSettled(worlds.flatMap((world) => [world.service.create(ctx, input), world.service.create(other, input)]));
      expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const one of made) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'CONFLICT' });
      const keyed = aContext(ctx.caller, `key-${round}`);
      const again = await Promise.all(worlds.map((world) => world.service.create(keyed, aSession({ devicePorts: { ports: [100 + round] } }))));
      expect(new Set(again.map(({ id }) => id)).size).toBe(1);
    }
    expect(await test.db.prisma.networkFlow.count()).toBe(10);
    expect(worlds.flatMap(({ flows }) => flows.asked)).toHaveLength(10);
  });
});
