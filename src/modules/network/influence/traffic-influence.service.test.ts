import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { A_PHONE, clearInfluences, influenceWorld, type InfluenceWorld } from '../../../../test/support/influence-world.js';
import { aClient, aContext } from '../../../../test/support/qod-world.js';
import { newId } from '../../../kernel/id.js';
import { notOffered } from '../upstream/network.answers.js';
import type { InfluenceRequest } from '../upstream/network.types.js';

const ctx = aContext();
const other = aContext(aClient('client-2'));
const TYPE = 'org.camaraproject.traffic-influence.v1.traffic-influence-change';

describe.each(databaseKinds)('influences (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: InfluenceWorld;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await clearInfluences(test.db);
    world = influenceWorld(test.db);
    world.edge.addZone();
    world.edge.addInstance();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const anInfluence = (about: object = {}) => ({ apiConsumerId: 'consumer-1', appId: world.edge.appId, ...about });
  const create = (about: object = {}, as = ctx) => world.influences.create(as, anInfluence(about));
  const get = (id: string, as = ctx) => world.influences.get(as, id);
  const active = async (about: object = {}) => {
    const { id } = await create(about);
    for (const upstream of world.upstream()) await world.grant(upstream);
    return get(id);
  };
  const asked = () => [...world.network.flows.values()].map(({ request }) => request as InfluenceRequest);
  const history = async (id: string) => (await world.events(id)).map(({ previousState, state, removed }) => [previousState, state, removed]);
  /** Lets everything that is due happen. */
  const settle = async () => {
    world.clock.pass(600_000);
    for (const { resourceId } of await test.db.prisma.networkFlow.findMany()) await world.engine.flows.drive(resourceId, 1_000);
  };

  it('are ordered, then created, then active', async () => {
    const influence = await create({ sourceTrafficFilters: { sourcePort: 5_000 }, destinationTrafficFilters: { destinationPort: 443, destinationProtocol: 'TCP' } });
    expect(influence).toMatchObject({ state: 'created', appId: world.edge.appId, sourceTrafficFilters: { sourcePort: 5_000 }, destinationTrafficFilters: { destinationPort: 443, destinationProtocol: 'TCP' }, device: null, subscription: null });
    await world.grant(world.upstream()[0]!);
    expect(await get(influence.id)).toMatchObject({ state: 'active' });
    expect(await history(influence.id)).toEqual([
      [null, 'ordered', false],
      ['ordered', 'created', false],
      ['created', 'active', false],
    ]);
    const [zone, instance] = [world.edge.listed[0]!, world.edge.places[0]!];
    expect(asked()).toEqual([
      { kind: 'influence', appId: world.edge.appId, server: instance.address, zone: zone.upstreamId, sourcePort: 5_000, destinationPort: 443, destinationProtocol: 'TCP', ours: { appInstanceId: instance.id, round: 1, of: 1 } },
    ]);
    expect((await world.events(influence.id)).map(({ selectedAppInstanceIds }) => selectedAppInstanceIds)).toEqual([[instance.id], [instance.id], [instance.id]]);
  });

  it('lead to every instance of the app, and are active when all of them are', async () => {
    world.edge.addInstance();
    const { id } = await create();
    const [first, second] = world.upstream();
    await world.grant(first!);
    expect(await get(id)).toMatchObject({ state: 'created' });
    await world.grant(second!);
    expect(await get(id)).toMatchObject({ state: 'active' });
  });

  it('fail with the first flow that the network refuses, and let go of the others', async () => {
    world.edge.addInstance();
    const { id } = await create();
    const [first, second] = world.upstream();
    await world.grant(first!);
    await world.tell(second!, 'FAILED_RESOURCES_ALLOCATION');
    const failed = await get(id);
    expect(failed).toMatchObject({ state: 'error' });
    expect(failed.stateReason).toBeTruthy();
    await settle();
    await expect(world.influences.update(ctx, { id, sourceTrafficFilters: { sourcePort: 1 } })).rejects.toMatchObject({ code: 'DENIED_WAIT' });
    expect((await test.db.prisma.networkFlow.findMany({ where: { phase: { not: 'REMOVING' } } })).length).toBe(0);
  });

  it('fail when the network ends them', async () => {
    const { id } = await active();
    await world.tell(world.upstream()[0]!, 'SESSION_TERMINATION');
    expect(await get(id)).toMatchObject({ state: 'error' });
  });

  it('leave nothing behind where the network has no such function, not even their key', async () => {
    world = influenceWorld(test.db, { network: { lacks: ['influence'] } });
    world.edge.addZone();
    world.edge.addInstance();
    const keyed = aContext(ctx.caller, 'key-1');
    await Promise.all([create({}, keyed), create({}, keyed)].map((one) => expect(one).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' })));
    expect(await test.db.prisma.trafficInfluence.count()).toBe(0);
    expect(await test.db.prisma.networkFlow.count()).toBe(0);
    expect(await test.db.prisma.idempotencyRecord.count()).toBe(0);
  });

  it('fail later when it turns out later that the network has no such function', async () => {
    world.network.down(true);
    const { id } = await create();
    expect(await get(id)).toMatchObject({ state: 'ordered' });
    world.network.down(false);
    world.network.fail('create', notOffered('influence', { status: 204, text: '' }));
    world.clock.pass(60_000);
    await world.engine.flows.drive(id, 1_000);
    expect(await get(id)).toMatchObject({ state: 'error', stateReason: 'The network has no traffic influence.' });
  });

  describe('for one device', () => {
    it('tell the device once, and the network of it', async () => {
      const influence = await world.influences.createForDevice(ctx, { ...anInfluence(), device: A_PHONE });
      expect(influence.device).toMatchObject(A_PHONE);
      expect((await get(influence.id)).device).toBeNull();
      expect(asked()[0]!.device).toEqual({ phoneNumber: A_PHONE.phoneNumber, ipv4Address: { publicAddress: '198.51.100.7', privateAddress: '10.45.0.7' } });
      expect(JSON.stringify(await world.events(influence.id))).not.toContain(A_PHONE.phoneNumber);
    });

    it('are asked for once with a key, and answered with their device again', async () => {
      const keyed = aContext(ctx.caller, 'key-1');
      const first = await world.influences.createForDevice(keyed, { ...anInfluence(), device: A_PHONE });
      await world.grant(world.upstream()[0]!);
      expect(await world.influences.createForDevice(keyed, { ...anInfluence(), device: A_PHONE })).toEqual({ ...first, state: 'active', updatedAt: expect.any(Date) });
      await world.influences.delete(ctx, first.id);
      expect(await world.influences.createForDevice(keyed, { ...anInfluence(), device: A_PHONE })).toMatchObject({ id: first.id, device: A_PHONE, createdAt: expect.any(Date) });
      expect(world.network.calls.filter(([method]) => method === 'create')).toHaveLength(1);
    });

    it('need the device', async () => {
      await expect(world.influences.createForDevice(ctx, anInfluence())).rejects.toMatchObject({ code: 'MISSING_IDENTIFIER' });
    });
  });

  it.each<[string, () => object, string]>([
    ['an app that is not theirs', () => ({ appId: newId() }), 'appId'],
    ['an app id that is none', () => ({ appId: 'app' }), 'appId'],
    ['an instance that is not there', () => ({ appInstanceId: newId() }), 'appInstanceId'],
    ['a zone that is not there', () => ({ edgeCloudZoneId: newId() }), 'edgeCloudZoneId'],
    ['a port that is none', () => ({ destinationTrafficFilters: { destinationPort: 65_536 } }), 'destinationTrafficFilters.destinationPort'],
    ['half a character', () => ({ destinationTrafficFilters: { destinationProtocol: '\ud800' } }), 'destinationTrafficFilters.destinationProtocol'],
    ['control characters', () => ({ apiConsumerId: 'a\u0000b' }), 'apiConsumerId'],
    ['another protocol than HTTP', () => ({ subscription: { protocol: 'MQTT5', sink: 'https://sink.example', types: [TYPE] } }), 'subscription.protocol'],
    ['another type of event', () => ({ subscription: { protocol: 'HTTP', sink: 'https://sink.example', types: ['other'] } }), 'subscription.types.0'],
    ['no type of event', () => ({ subscription: { protocol: 'HTTP', sink: 'https://sink.example', types: [] } }), 'subscription.types'],
  ])('are refused with %s', async (_what, about, field) => {
    await expect(create(about())).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field });
    expect(await test.db.prisma.trafficInfluence.count()).toBe(0);
  });

  describe('that are changed', () => {
    it('are led anew, and leave what carried them when the new is in force', async () => {
      const target = world.edge.addInstance();
      const { id } = await active({ appInstanceId: world.edge.places[0]!.id });
      const [old] = world.upstream();
      const changed = await world.influences.update(ctx, { id, appInstanceId: target.id });
      expect(changed).toMatchObject({ state: 'created', appInstanceId: target.id });
      expect(world.upstream()).toHaveLength(2);
      expect(asked()[1]).toMatchObject({ server: target.address, ours: { appInstanceId: target.id, round: 2, of: 1 } });
      await expect(world.influences.update(ctx, { id, appInstanceId: target.id })).rejects.toMatchObject({ code: 'DENIED_WAIT', message: expect.stringContaining('"active"') });
      await world.grant(world.upstream()[1]!);
      await settle();
      expect(world.network.flows.has(old!)).toBe(false);
      expect(world.upstream()).toHaveLength(1);
      expect(await get(id)).toMatchObject({ state: 'active' });
      expect((await history(id)).map(([, state]) => state)).toEqual(['ordered', 'created', 'active', 'ordered', 'created', 'active']);
      expect((await world.events(id)).at(-1)).toMatchObject({ selectedAppInstanceIds: [target.id] });
    });

    it('keep their device, which nobody tells again', async () => {
      const { id } = await world.influences.createForDevice(ctx, { ...anInfluence(), device: A_PHONE });
      await world.grant(world.upstream()[0]!);
      const changed = await world.influences.update(ctx, { id, destinationTrafficFilters: { destinationPort: 8_443 } });
      expect(changed).toMatchObject({ device: null, destinationTrafficFilters: { destinationPort: 8_443, destinationProtocol: null } });
      expect(asked()[1]!.device).toEqual(asked()[0]!.device);
    });

    it('fail as a whole when the network refuses the new', async () => {
      const { id } = await active();
      await world.influences.update(ctx, { id, sourceTrafficFilters: { sourcePort: 1 } });
      await world.tell(world.upstream()[1]!, 'FAILED_RESOURCES_ALLOCATION');
      expect(await get(id)).toMatchObject({ state: 'error' });
      await settle();
      expect(world.network.flows.size).toBe(0);
    });

    it('stay active when the change asks nothing new of the network', async () => {
      const { id } = await active();
      expect(await world.influences.update(ctx, { id, edgeCloudZoneId: world.edge.listed[0]!.id })).toMatchObject({ state: 'active', edgeCloudZoneId: world.edge.listed[0]!.id });
      expect(world.upstream()).toHaveLength(1);
    });

    it('may have another sink', async () => {
      const subscription = (sink: string) => ({ protocol: 'HTTP', sink, types: [TYPE], config: { subscriptionExpireTime: new Date('2027-01-01T00:00:00Z'), subscriptionMaxEvents: 5 } });
      const { id } = await active({ subscription: subscription('https://one.example/') });
      const changed = await world.influences.update(ctx, { id, subscription: subscription('https://two.example/') });
      expect(changed).toMatchObject({ state: 'active', subscription: { sink: 'https://two.example/', types: [TYPE], subscriptionExpireTime: new Date('2027-01-01T00:00:00Z'), subscriptionMaxEvents: 5, initialEvent: null } });
      expect(await get(id)).toEqual(changed);
      expect(world.sinks.done).toEqual([['register', id, 'https://one.example/'], ['end', id], ['register', id, 'https://two.example/']]);
    });

    it('are changed by one of two who try at once', async () => {
      const { id } = await active();
      const results = await Promise.allSettled([1, 2].map((sourcePort) => world.influences.update(ctx, { id, sourceTrafficFilters: { sourcePort } })));
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(world.upstream()).toHaveLength(2);
    });
  });

  describe('that are deleted', () => {
    it('are gone when the network has let go of them, and say so last', async () => {
      const { id } = await active();
      expect(await world.influences.delete(ctx, id)).toMatchObject({ id, state: 'deletion_in_progress' });
      expect(world.network.flows.size).toBe(0);
      await expect(get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await history(id)).slice(3)).toEqual([
        ['active', 'deletion in progress', false],
        ['deletion in progress', 'deleted', true],
      ]);
    });

    it('stay on their way out until it has', async () => {
      const { id } = await active();
      world.network.down(true);
      for (const _again of [1, 2]) expect(await world.influences.delete(ctx, id)).toMatchObject({ state: 'deletion_in_progress' });
      expect(await get(id)).toMatchObject({ state: 'deletion_in_progress' });
      await expect(world.influences.update(ctx, { id, sourceTrafficFilters: { sourcePort: 1 } })).rejects.toMatchObject({ code: 'DENIED_WAIT' });
      world.network.down(false);
      await settle();
      await expect(get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await history(id)).map(([, state]) => state)).toEqual(['ordered', 'created', 'active', 'deletion in progress', 'deleted']);
    });

    it.each(['created', 'error'] as const)('in the state %s go too', async (state) => {
      const { id } = await create();
      if (state === 'error') await world.tell(world.upstream()[0]!, 'FAILED_RESOURCES_ALLOCATION');
      expect(await get(id)).toMatchObject({ state });
      await world.influences.delete(ctx, id);
      await settle();
      await expect(get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await history(id)).at(-1)).toEqual(['deletion in progress', 'deleted', true]);
      expect(await test.db.prisma.networkFlow.count()).toBe(0);
    });
  });

  describe('belong to whoever asked for them', () => {
    it('others are refused by id, and are shown nothing', async () => {
      const { id } = await create({ appInstanceId: world.edge.places[0]!.id });
      await expect(get(id, other)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      await expect(world.influences.delete(other, id)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      await expect(world.influences.update(other, { id })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      await expect(get(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(get('no-uuid')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'id' });
      expect(await world.influences.find(other, [id])).toEqual([null]);
      expect((await world.influences.pagesOf(other, [world.edge.places[0]!.id], 10))[0]!.totalCount).toBe(0);
      expect((await world.influences.page(other, null, null, null)).totalCount).toBe(0);
    });

    it('they are listed by app and by instance', async () => {
      const [instance, lonely] = [world.edge.places[0]!, world.edge.addInstance()];
      const named = await Promise.all([1, 2, 3].map(() => create({ appInstanceId: instance.id })));
      await create();
      const [page, none] = await world.influences.pagesOf(ctx, [instance.id, lonely.id], 2);
      expect(page).toMatchObject({ totalCount: 3, hasNextPage: true });
      expect(named.map(({ id }) => id)).toEqual(expect.arrayContaining(page!.rows.map(({ id }) => id)));
      expect(none).toEqual({ rows: [], totalCount: 0, hasNextPage: false });
      expect((await world.influences.page(ctx, world.edge.appId, 100, null)).rows).toHaveLength(4);
      expect((await world.influences.page(ctx, newId(), 100, null)).rows).toHaveLength(0);
    });
  });
});
