import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { aClient, aContext, aSession, PHONE, qodWorld, type QodWorld } from '../../../../test/support/qod-world.js';
import { newId } from '../../../kernel/id.js';
import { GRANT_WITHIN_MS } from './qod-session.rules.js';
import { RETENTION_MS } from '../resource.rules.js';

const INSTANCE = newId();
const ctx = aContext();
const other = aContext(aClient('client-2'));
const user = aContext(aClient('client-1', 'ann'));

describe.each(databaseKinds)('sessions (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: QodWorld;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.clear();
    world = qodWorld(test.db, { instances: [INSTANCE] });
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const { create, extend, remove, get } = {
    create: (about = {}, as = ctx) => world.service.create(as, aSession(about)),
    extend: (id: string, seconds: number, as = ctx) => world.service.extend(as, id, seconds),
    remove: (id: string, as = ctx) => world.service.delete(as, id),
    get: (id: string, as = ctx) => world.service.get(as, id),
  };
  const requested = () => {
    world.flows.answer = 'silence';
    return create();
  };
  const events = async (id: string) =>
    (await test.db.prisma.outboxEvent.findMany({ where: { subject: id }, orderBy: { seq: 'asc' } })).map(({ data }) => {
      const { previousStatus, qosStatus, statusInfo, removed } = data as Record<string, unknown>;
      return [previousStatus, qosStatus, statusInfo, removed];
    });

  describe('that are asked for', () => {
    it('are in force when the network grants them at once, and both is told', async () => {
      const session = await create();
      expect(session).toMatchObject({ qosStatus: 'AVAILABLE', duration: 60, device: { phoneNumber: PHONE.phoneNumber }, startedAt: world.clock.now(), expiresAt: new Date(world.clock.now().getTime() + 60_000) });
      expect(await get(session.id)).toEqual(session);
      expect(await events(session.id)).toEqual([
        [null, 'REQUESTED', null, false],
        ['REQUESTED', 'AVAILABLE', null, false],
      ]);
    });

    it('have no dates until the network says something', async () => {
      const { id, ...session } = await requested();
      expect(session).toMatchObject({ qosStatus: 'REQUESTED', startedAt: null, expiresAt: null, statusInfo: null });
      world.clock.pass(5_000);
      const [flow] = await world.flows.all(id);
      await world.flows.tell(flow!.id, { kind: 'accepted', upstreamId: 'up' });
      expect(await get(id)).toMatchObject({ qosStatus: 'REQUESTED' });
      await world.flows.tell(flow!.id, { kind: 'granted' });
      expect(await get(id)).toMatchObject({ qosStatus: 'AVAILABLE', startedAt: world.clock.now() });
    });

    it('are kept for a while when the network refuses them, and let go of', async () => {
      world.flows.answer = 'refuse';
      const session = await create();
      expect(session).toMatchObject({ qosStatus: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED', statusReason: 'The network refused it.', startedAt: null });
      await expect(create()).rejects.toMatchObject({ code: 'CONFLICT' });
      world.clock.pass(RETENTION_MS);
      world.flows.answer = 'grant';
      expect(await create()).toMatchObject({ qosStatus: 'AVAILABLE' });
    });

    it('leave nothing behind where the network has no such function, not even their key', async () => {
      world.flows.answer = 'missing';
      const keyed = aContext(ctx.caller, 'key-1');
      await Promise.all([create({}, keyed), create({}, keyed)].map((one) => expect(one).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' })));
      expect(await test.db.prisma.qodSession.count()).toBe(0);
      world.flows.answer = 'grant';
      expect(await create({}, keyed)).toMatchObject({ qosStatus: 'AVAILABLE' });
    });

    it('end when it turns out later that the network has no such function', async () => {
      const { id } = await requested();
      const [flow] = await world.flows.all(id);
      await world.flows.tell(flow!.id, { kind: 'refused', code: 'NOT_IMPLEMENTED', reason: 'no such function' });
      expect(await get(id)).toMatchObject({ qosStatus: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED' });
    });

    it('need each of their addresses, and end with the first that is lost', async () => {
      world.flows.answer = 'silence';
      const { id } = await create({ applicationServer: { ipAddresses: ['192.0.2.1', '2001:db8::1'] } });
      const flows = await world.flows.all(id);
      expect(flows.map(({ request }) => (request as unknown as { applicationServer: object }).applicationServer)).toEqual(expect.arrayContaining([{ ipv4Address: '192.0.2.1' }, { ipv6Address: '2001:db8::1' }]));
      await world.flows.tell(flows[0]!.id, { kind: 'granted' });
      expect(await get(id)).toMatchObject({ qosStatus: 'REQUESTED' });
      await world.flows.tell(flows[1]!.id, { kind: 'granted' });
      expect(await get(id)).toMatchObject({ qosStatus: 'AVAILABLE' });
      world.clock.pass(10_000);
      await world.flows.tell(flows[1]!.id, { kind: 'terminated', reason: 'The network ended it.' });
      expect(await get(id)).toMatchObject({ qosStatus: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED', duration: 10 });
      expect((await world.flows.all(id)).map(({ phase }) => phase)).toEqual(['REMOVING']);
    });

    it('ask the network for as long as the profile allows, in its own name of it', async () => {
      const { id } = await requested();
      expect((await world.flows.all(id))[0]!.request).toEqual({
        kind: 'session',
        device: { phoneNumber: PHONE.phoneNumber, ipv4Address: { publicAddress: '198.51.100.7', privateAddress: '10.45.0.7' } },
        applicationServer: { ipv4Address: '203.0.113.10' },
        qosProfile: 'qos-e',
        duration: 1_000,
      });
    });

    it('are shown as they were sent', async () => {
      const sent = { applicationServer: { ipv4Address: '010.0.0.0/8' }, devicePorts: { ports: [7, 7] }, applicationServerPorts: { ranges: [{ from: 5, to: 9 }] }, appInstanceId: INSTANCE };
      const session = await create(sent);
      expect(session).toMatchObject({ applicationServer: { ipv4Address: '010.0.0.0/8', ipv6Address: null, ipAddresses: null }, devicePorts: { ports: [7, 7], ranges: null }, applicationServerPorts: { ranges: [{ from: 5, to: 9 }] }, appInstanceId: INSTANCE });
      expect((await world.flows.all(session.id))[0]!.request).toMatchObject({ applicationServer: { ipv4Address: '10.0.0.0/8' } });
    });

    it.each([
      [{ applicationServer: {} }, 'INVALID_ARGUMENT', 'applicationServer'],
      [{ applicationServer: {}, device: null }, 'INVALID_ARGUMENT', 'applicationServer'],
      [{ device: null, qosProfile: 'NONE' }, 'MISSING_IDENTIFIER', 'device'],
      [{ qosProfile: 'NONE', duration: 5_000 }, 'INVALID_ARGUMENT', 'qosProfile'],
      [{ duration: 1_001 }, 'DURATION_OUT_OF_RANGE', 'duration'],
      [{ appInstanceId: newId() }, 'INVALID_ARGUMENT', 'appInstanceId'],
    ])('are refused in CAMARA’s order: %j', async (about, code, field) => {
      await expect(create(about)).rejects.toMatchObject({ code, field });
      expect(await test.db.prisma.qodSession.count()).toBe(0);
    });
  });

  describe('that are in force', () => {
    it('are extended, at most to what the profile allows, and that is no error', async () => {
      const { id, startedAt } = await create();
      world.clock.pass(30_000);
      expect(await extend(id, 100)).toMatchObject({ duration: 160, expiresAt: new Date(startedAt!.getTime() + 160_000) });
      expect(await extend(id, 2_000_000_000)).toMatchObject({ duration: 1_000, qosStatus: 'AVAILABLE' });
      await expect(extend(id, 0)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'additionalDuration' });
    });

    it('are not extended in any other state', async () => {
      const available = await create();
      world.clock.pass(60_000);
      const { id } = await requested();
      for (const [session, state] of [[id, 'REQUESTED'], [available.id, 'UNAVAILABLE']] as const) {
        await expect(extend(session, 10)).rejects.toMatchObject({
          code: 'SESSION_EXTENSION_NOT_ALLOWED',
          message: `Extending the session duration is not allowed in the current state (${state}). The session must be in the AVAILABLE state.`,
        });
      }
    });

    it('are deleted, and let go of', async () => {
      const { id } = await create();
      world.clock.pass(20_400);
      expect(await remove(id)).toMatchObject({ id, qosStatus: 'UNAVAILABLE', statusInfo: 'DELETE_REQUESTED', duration: 20, expiresAt: world.clock.now() });
      await expect(get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(remove(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await events(id)).at(-1)).toEqual(['AVAILABLE', 'UNAVAILABLE', 'DELETE_REQUESTED', true]);
      expect(await world.flows.all(id)).toEqual([]);
    });

    it('are deleted in any other state too', async () => {
      const { id } = await requested();
      expect(await remove(id)).toMatchObject({ statusInfo: 'DELETE_REQUESTED', duration: 60 });
      expect((await events(id)).at(-1)).toEqual(['REQUESTED', 'UNAVAILABLE', 'DELETE_REQUESTED', true]);
      world.flows.answer = 'refuse';
      const refused = await create();
      expect(await remove(refused.id)).toMatchObject({ statusInfo: 'NETWORK_TERMINATED' });
      expect((await events(refused.id)).at(-1)).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'NETWORK_TERMINATED', true]);
    });

    it('are over at their time, before anybody has written it', async () => {
      const { id, expiresAt } = await create();
      world.clock.pass(60_001);
      expect(await get(id)).toMatchObject({ qosStatus: 'UNAVAILABLE', statusInfo: 'DURATION_EXPIRED', duration: 60, expiresAt });
      expect(await remove(id)).toMatchObject({ statusInfo: 'DURATION_EXPIRED' });
    });

    it('are over when the network says so first', async () => {
      const { id } = await create();
      const [flow] = await world.flows.all(id);
      world.clock.pass(60_001);
      await world.flows.tell(flow!.id, { kind: 'terminated', reason: 'The network ended it.' });
      expect(await get(id)).toMatchObject({ statusInfo: 'DURATION_EXPIRED' });
    });
  });

  describe('are read', () => {
    it('by those whose they are, and nobody else is told more than that they exist', async () => {
      const { id } = await create({}, user);
      expect(await get(id, ctx)).toMatchObject({ id });
      for (const stranger of [other, aContext(aClient('client-1', 'ben'))]) {
        await expect(get(id, stranger)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
        await expect(remove(id, stranger)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
        await expect(extend(id, 1, stranger)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
        expect(await world.service.find(stranger, [id])).toEqual([null]);
        expect((await world.service.page(stranger, null, null, null)).rows).toEqual([]);
        expect(await world.service.ofDevice(stranger, PHONE)).toEqual([]);
      }
    });

    it('by their id', async () => {
      await expect(get('none')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'id' });
      await expect(get(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await world.service.find(ctx, ['none', newId()])).toEqual([null, null]);
    });

    it('in pages, and as far as a filter lets them', async () => {
      const ids: string[] = [];
      for (let port = 1; port <= 3; port += 1) {
        ids.push((await create({ devicePorts: { ports: [port] }, ...(port === 2 && { appInstanceId: INSTANCE }) })).id);
        world.clock.pass(1);
      }
      const page = await world.service.page(ctx, null, 2, null);
      expect(page).toMatchObject({ totalCount: 3, hasNextPage: true });
      expect(page.rows.map(({ id }) => id)).toEqual(ids.slice(0, 2));
      expect((await world.service.page(ctx, { appInstanceId: INSTANCE, qosStatus: 'AVAILABLE' as never }, null, null)).rows.map(({ id }) => id)).toEqual([ids[1]]);
      const nobody = newId();
      const [mine, none] = await world.service.pagesOf(ctx, [INSTANCE, nobody], 1);
      expect([mine!.rows.map(({ id }) => id), mine!.totalCount, none]).toEqual([[ids[1]], 1, { rows: [], totalCount: 0, hasNextPage: false }]);
    });

    it('of a device, those that have not ended first', async () => {
      const [ended, live] = [await create({ devicePorts: { ports: [1] } }), await create({ devicePorts: { ports: [2] } })];
      const [flow] = await world.flows.all(ended.id);
      await world.flows.tell(flow!.id, { kind: 'terminated', reason: 'The network ended it.' });
      expect((await world.service.ofDevice(ctx, PHONE)).map(({ id }) => id)).toEqual([live.id, ended.id]);
      expect(await world.service.ofDevice(ctx, { phoneNumber: '+351910000009' })).toEqual([]);
    });
  });

  it('that the network neither grants nor refuses end', async () => {
    const { id } = await requested();
    world.clock.pass(GRANT_WITHIN_MS);
    const [flow] = await world.flows.all(id);
    await world.flows.tell(flow!.id, { kind: 'granted' });
    expect(await get(id)).toMatchObject({ qosStatus: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED' });
    expect((await world.flows.all(id)).map(({ phase }) => phase)).toEqual(['REMOVING']);
  });
});
