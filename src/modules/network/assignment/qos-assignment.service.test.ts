import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../../test/support/databases.js';
import { A_PHONE, clearInfluences, influenceWorld, IPV6_PHONE, type InfluenceWorld } from '../../../../test/support/influence-world.js';
import { eventually } from '../../../../test/support/eventually.js';
import { aClient, aContext } from '../../../../test/support/qod-world.js';
import { newId } from '../../../kernel/id.js';
import { RETENTION_MS } from '../resource.rules.js';

const ctx = aContext();
const other = aContext(aClient('client-2'));
const ann = aContext(aClient('client-1', 'ann'));
const AN_ASSIGNMENT = { device: A_PHONE, qosProfile: 'QOS_E' };

describe.each(databaseKinds)('assignments (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: InfluenceWorld;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await clearInfluences(test.db);
    world = influenceWorld(test.db);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const create = (as = ctx, about: object = {}) => world.assignments.create(as, { ...AN_ASSIGNMENT, ...about });
  const granted = async () => {
    const { id } = await create();
    await world.grant(world.upstream()[0]!);
    return world.assignments.get(ctx, id);
  };
  const history = async (id: string) => (await world.events(id)).map(({ previousStatus, status, statusInfo, removed }) => [previousStatus, status, statusInfo, removed]);

  it('ask for a session to everywhere, for as long as the network can say', async () => {
    const assignment = await create();
    expect(assignment).toMatchObject({ status: 'REQUESTED', statusInfo: null, startedAt: null, qosProfile: 'QOS_E', device: { phoneNumber: A_PHONE.phoneNumber } });
    expect([...world.network.flows.values()].map(({ request }) => request)).toEqual([
      {
        kind: 'session',
        device: { phoneNumber: A_PHONE.phoneNumber, ipv4Address: { publicAddress: '198.51.100.7', privateAddress: '10.45.0.7' } },
        applicationServer: { ipv4Address: '0.0.0.0/0' },
        qosProfile: 'qos-e',
        duration: 2_147_483_647,
      },
    ]);
  });

  it('of a device with IPv6 alone are for all of IPv6', async () => {
    await create(ctx, { device: IPV6_PHONE });
    expect([...world.network.flows.values()][0]!.request).toMatchObject({ device: { ipv6Address: '2001:db8::6' }, applicationServer: { ipv6Address: '::/0' } });
  });

  it('are in force when the network says so', async () => {
    const { id } = await create();
    world.clock.pass(700);
    await world.grant(world.upstream()[0]!);
    expect(await world.assignments.get(ctx, id)).toMatchObject({ status: 'AVAILABLE', startedAt: world.clock.now() });
    expect(await history(id)).toEqual([
      [null, 'REQUESTED', null, false],
      ['REQUESTED', 'AVAILABLE', null, false],
    ]);
  });

  it('are answered AVAILABLE where the network grants at once', async () => {
    world = influenceWorld(test.db, { network: { at: 'AVAILABLE' } });
    expect(await create()).toMatchObject({ status: 'AVAILABLE', startedAt: world.clock.now() });
  });

  it('are one for a device, whoever asks', async () => {
    await create();
    for (const as of [ctx, other]) await expect(create(as)).rejects.toMatchObject({ code: 'CONFLICT', message: 'There is another existing provisioning for the same device.' });
    expect(world.network.flows.size).toBe(1);
    expect(await create(other, { device: IPV6_PHONE })).toMatchObject({ status: 'REQUESTED' });
  });

  it('that the network refuses stand for 360 seconds, and hold the device so long', async () => {
    const { id } = await create();
    await world.tell(world.upstream()[0]!, 'FAILED_RESOURCES_ALLOCATION');
    const refused = await world.assignments.get(ctx, id);
    expect(refused).toMatchObject({ status: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED', startedAt: null });
    expect(refused.statusReason).toBeTruthy();
    world.clock.pass(RETENTION_MS - 1);
    await expect(create(other)).rejects.toMatchObject({ code: 'CONFLICT' });
    world.clock.pass(1);
    await expect(world.assignments.get(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(world.assignments.revoke(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await world.assignments.find(ctx, [id])).toEqual([null]);
    expect(await world.assignments.page(ctx, null, null)).toMatchObject({ rows: [], totalCount: 0 });
    expect(await create(other)).toMatchObject({ status: 'REQUESTED' });
  });

  it('that the network ends are over, and keep when they began', async () => {
    const { id, startedAt } = await granted();
    await world.tell(world.upstream()[0]!, 'SESSION_TERMINATION');
    expect(await world.assignments.get(ctx, id)).toMatchObject({ status: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED', startedAt });
    expect((await history(id)).at(-1)).toEqual(['AVAILABLE', 'UNAVAILABLE', 'NETWORK_TERMINATED', false]);
  });

  it('leave nothing behind where the network has no such function, not even their key', async () => {
    world = influenceWorld(test.db, { network: { lacks: ['session'] } });
    const keyed = aContext(ctx.caller, 'key-1');
    await Promise.all([create(keyed), create(keyed)].map((one) => expect(one).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' })));
    expect(await test.db.prisma.qosAssignment.count()).toBe(0);
    expect(await test.db.prisma.networkFlow.count()).toBe(0);
    world = influenceWorld(test.db);
    expect(await create(keyed)).toMatchObject({ status: 'REQUESTED' });
  });

  it('stay asked for while the network cannot be reached', async () => {
    world.network.down(true);
    const { id } = await create();
    expect(await world.assignments.get(ctx, id)).toMatchObject({ status: 'REQUESTED' });
  });

  describe('that are revoked', () => {
    it('are gone when the network has let go of them', async () => {
      const { id, startedAt } = await granted();
      expect(await world.assignments.revoke(ctx, id)).toMatchObject({ revoked: true, assignment: { id, status: 'UNAVAILABLE', statusInfo: 'DELETE_REQUESTED', startedAt } });
      expect(world.network.flows.size).toBe(0);
      await expect(world.assignments.get(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(world.assignments.revoke(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await history(id)).slice(2)).toEqual([
        ['AVAILABLE', 'AVAILABLE', 'DELETE_REQUESTED', false],
        ['AVAILABLE', 'UNAVAILABLE', 'DELETE_REQUESTED', true],
      ]);
      expect(await create(other)).toMatchObject({ status: 'REQUESTED' });
    });

    it('stay AVAILABLE until it has, hold the device, and go once', async () => {
      const { id } = await granted();
      world.network.down(true);
      for (const _again of [1, 2]) expect(await world.assignments.revoke(ctx, id)).toMatchObject({ revoked: false, assignment: { status: 'AVAILABLE', statusInfo: 'DELETE_REQUESTED' } });
      await expect(create(other)).rejects.toMatchObject({ code: 'CONFLICT' });
      world.network.down(false);
      world.clock.pass(600_000);
      await world.engine.flows.drive(id, 1_000);
      await expect(world.assignments.get(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await history(id)).map(([, status]) => status)).toEqual(['REQUESTED', 'AVAILABLE', 'AVAILABLE', 'UNAVAILABLE']);
    });

    it('before the network granted them are gone at once, and what it grants then goes too', async () => {
      const { id } = await create();
      const [upstream] = world.upstream();
      world.network.fail('remove', (await import('../upstream/network.source.fake.js')).outOfReach());
      expect(await world.assignments.revoke(ctx, id)).toMatchObject({ revoked: true });
      await world.grant(upstream!);
      world.clock.pass(600_000);
      await world.engine.flows.drive(id, 1_000);
      expect(world.network.flows.size).toBe(0);
      expect((await history(id)).at(-1)).toEqual(['REQUESTED', 'UNAVAILABLE', 'DELETE_REQUESTED', true]);
    });

    it('after the network ended them are gone at once', async () => {
      const { id } = await granted();
      await world.tell(world.upstream()[0]!, 'SESSION_TERMINATION');
      expect(await world.assignments.revoke(ctx, id)).toMatchObject({ revoked: true, assignment: { status: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED' } });
      expect(await create(other)).toMatchObject({ status: 'REQUESTED' });
    });
  });

  describe('belong to whoever asked for them', () => {
    it('another client and another user are refused by id and by device, and are shown nothing', async () => {
      const { id } = await create();
      await expect(world.assignments.get(other, id)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      await expect(world.assignments.get(ann, id)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      await expect(world.assignments.revoke(other, id)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      await expect(world.assignments.ofDevice(other, A_PHONE)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      expect(await world.assignments.find(other, [id])).toEqual([null]);
      expect((await world.assignments.page(other, null, null)).totalCount).toBe(0);
      expect(await world.assignments.ofDevice(ctx, A_PHONE)).toMatchObject({ id });
      expect(await world.assignments.find(ctx, [id, newId(), 'x'])).toEqual([expect.objectContaining({ id }), null, null]);
    });

    it('a device without one has none', async () => {
      await expect(world.assignments.ofDevice(ctx, A_PHONE)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(world.assignments.get(ctx, newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(world.assignments.get(ctx, 'no-uuid')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'id' });
    });

    it('a device that the token tells is not shown', async () => {
      expect(await create(ann, { device: null })).toMatchObject({ device: null });
    });
  });

  describe('asked for with an idempotency key', () => {
    it('are one, answered as they are now', async () => {
      const keyed = aContext(ctx.caller, 'key-1');
      const { id } = await create(keyed);
      await world.grant(world.upstream()[0]!);
      expect(await create(keyed)).toMatchObject({ id, status: 'AVAILABLE' });
      await world.assignments.revoke(ctx, id);
      expect(await create(keyed)).toMatchObject({ id, status: 'REQUESTED', createdAt: expect.any(Date) });
      expect(world.network.calls.filter(([method]) => method === 'create')).toHaveLength(1);
    });
  });

  it('keep the sink for as long as they live, and refuse what is no profile before anything else', async () => {
    const { id } = await create(ctx, { sink: 'https://sink.example/x' });
    expect(world.sinks.done).toEqual([['register', id, 'https://sink.example/x']]);
    await expect(create(ctx, { qosProfile: 'no profile!' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'qosProfile' });
    await expect(create(ctx, { qosProfile: 'QOS_X', device: IPV6_PHONE })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'qosProfile' });
  });

  it('are cleared away in bulk when their time is over, and only then', async () => {
    const { id } = await create();
    await world.tell(world.upstream()[0]!, 'FAILED_RESOURCES_ALLOCATION');
    const row = await test.db.prisma.qosAssignment.findUniqueOrThrow({ where: { id } });
    const more = Array.from({ length: 1_200 }, (_, index) => ({ ...row, id: newId(), deviceId: `d${index}`, device: {} }));
    await test.db.prisma.qosAssignment.createMany({ data: more });
    await test.db.prisma.qosAssignment.create({ data: { ...row, id: newId(), device: {}, dueAt: null, status: 'AVAILABLE' } });
    world.clock.pass(RETENTION_MS);
    const purge = world.startPurge();
    await eventually(async () => expect(await test.db.prisma.qosAssignment.count()).toBe(1));
    await purge.stop();
  });

  it('asked for many times at once are one', async () => {
    const results = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => create(aContext(aClient(`client-${index}`)))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'CONFLICT' });
    expect(world.network.flows.size).toBe(1);
  });
});

describeOnServer('assignments of one device asked for at two gateways at once', (open) => {
  it('are one', async () => {
    await using test = await open();
    const worlds = [influenceWorld(test.db), influenceWorld(await test.another())];
    for (let round = 0; round < 20; round += 1) {
      await clearInfluences(test.db);
      const results = await Promise.allSettled(worlds.map((world, index) => world.assignments.create(aContext(aClient(`client-${index}`)), AN_ASSIGNMENT)));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });
});
