import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { clearFederations, federationWorld, POLL_MS, type FederationWorld } from '../../../../test/support/federation-world.js';
import { Refusal } from '../../../kernel/refusal.js';
import { fakeFederationManager, type FakeFederationManager } from '../manager/fm.source.fake.js';
import type { UpdateFederationInput } from './federation-input.types.js';
import { MISSES } from './federation.rules.js';

const refusal = (work: Promise<unknown>): Promise<Refusal> => work.then(() => Promise.reject(new Error('accepted')), (failure: unknown) => (failure instanceof Refusal ? failure : Promise.reject(failure as Error)));

describe.each(databaseKinds)('a federation that stands (%s)', (_, open) => {
  let test: TestDatabase;
  let manager: FakeFederationManager;
  let world: FederationWorld;
  let context: string;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await clearFederations(test.db);
    manager = fakeFederationManager({ partners: { op: '1.2.0' } });
    world = federationWorld(test.db, manager);
    context = await world.founded();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const update = (input: Partial<UpdateFederationInput>) => world.side.services.changes.update(world.ctx, { federationContextId: context, objectType: 'MOBILE_NETWORK_CODES', operationType: 'ADD_CODES', ...input });
  const remove = () => world.side.services.changes.remove(world.ctx, context);
  const changes = async () => (await world.events()).slice(1).map(({ change, status, removed }) => `${change} ${status}${removed ? ' removed' : ''}`);
  const rows = () => test.db.prisma.federation.findMany({ select: { phase: true, status: true, statusReason: true } });

  it('takes other networks, and tells only of what changes', async () => {
    const row = await update({ addMobileNetworkCodes: { mcc: '202', mncs: ['05'] } });
    expect(row.allowedNetworks).toEqual({ mobile: { mcc: '202', mncs: ['01', '05'] }, fixed: ['30'] });
    await update({ addMobileNetworkCodes: { mcc: '202', mncs: ['05'] } });
    await update({ objectType: 'FIXED_NETWORK_CODES', operationType: 'REMOVE_CODES', removeFixedNetworkCodes: ['30'] });
    expect((await world.row(context)).allowedNetworks.fixed).toEqual([]);
    expect(await changes()).toEqual(['NETWORK_CODES AVAILABLE', 'NETWORK_CODES AVAILABLE']);
    expect((await refusal(update({ addMobileNetworkCodes: { mcc: '268', mncs: ['05'] } }))).code).toBe('CONFLICT');
  });

  it.each([
    [{ addMobileNetworkCodes: null }, 'addMobileNetworkCodes'],
    [{ addMobileNetworkCodes: { mcc: '202', mncs: ['1'] } }, 'addMobileNetworkCodes.mncs.0'],
    [{ addFixedNetworkCodes: ['30'] }, 'addFixedNetworkCodes'],
    [{ addMobileNetworkCodes: { mcc: '202', mncs: ['05'] }, removeMobileNetworkCodes: { mcc: '202', mncs: ['01'] } }, 'removeMobileNetworkCodes'],
    [{ objectType: 'FIXED_NETWORK_CODES', operationType: 'REMOVE_CODES', addFixedNetworkCodes: ['30'] }, 'addFixedNetworkCodes'],
    [{ objectType: 'FIXED_NETWORK_CODES', operationType: 'UPDATE_CODES', removeFixedNetworkCodes: ['30'] }, 'addFixedNetworkCodes'],
  ] as readonly [Partial<UpdateFederationInput>, string][])('refuses lists that do not fit: %o', async (input, field) => {
    expect(await refusal(update(input))).toMatchObject({ code: 'INVALID_ARGUMENT', field });
    expect(manager.calls.filter(([method]) => method === 'update')).toEqual([]);
  });

  it('whose change was not answered is looked at', async () => {
    manager.fail('update', 'unanswered but done');
    expect((await refusal(update({ addMobileNetworkCodes: { mcc: '202', mncs: ['05'] } }))).code).toBe('TIMEOUT');
    await world.step();
    expect((await world.row(context)).allowedNetworks.mobile?.mncs).toEqual(['01', '05']);
  });

  it('is removed at the partner, and told of', async () => {
    expect(await remove()).toBe(context);
    expect([manager.federations.size, await rows(), await test.db.prisma.partnerZone.count()]).toEqual([0, [], 0]);
    expect(await changes()).toEqual(['STATUS NOT_AVAILABLE removed']);
    expect((await refusal(remove())).code).toBe('NOT_FOUND');
    await world.live(POLL_MS + 1_000);
    expect(await test.db.prisma.job.count()).toBe(0);
    await world.founded();
  });

  it('is not removed while zones are accepted: what stands is named', async () => {
    await world.side.services.zones.accept(world.ctx, { federationContextId: context, zoneIds: ['zone-1', 'zone-2'] });
    expect(await refusal(remove())).toMatchObject({ code: 'CONFLICT', message: 'The federation is in use: 2 accepted zones (zone-1, zone-2). Remove these first.' });
    expect(manager.calls.filter(([method]) => method === 'remove')).toEqual([]);
  });

  it('stands as before when the partner cannot be reached, or says no', async () => {
    manager.fail('remove', 'unreachable');
    expect((await refusal(remove())).code).toBe('UNAVAILABLE');
    expect(await rows()).toMatchObject([{ phase: 'STANDING', status: 'AVAILABLE' }]);
    manager.federations.get(context)!.zones.set('zone-1', 'left behind');
    expect((await refusal(remove())).code).toBe('CONFLICT');
    expect([await rows(), await changes()]).toMatchObject([[{ phase: 'STANDING' }], []]);
    await world.live(2_000);
    // Also when the worker is told so, and it is looked at as before.
    await test.db.prisma.federation.updateMany({ data: { phase: 'REMOVING' } });
    await world.live(2 * POLL_MS + 2_000);
    expect([await rows(), await test.db.prisma.job.count()]).toMatchObject([[{ phase: 'STANDING' }], 1]);
  });

  it.each(['unanswered', 'unanswered but done'] as const)('whose removal was %s goes as soon as there is an answer', async (failure) => {
    manager.fail('remove', failure);
    expect((await refusal(remove())).code).toBe('TIMEOUT');
    expect((await refusal(world.founded())).code).toBe('ABORTED');
    manager.fail('remove', 'unreachable');
    await world.live(5_000);
    expect([manager.federations.size, await rows(), await changes()]).toEqual([0, [], ['STATUS NOT_AVAILABLE removed']]);
  });

  it('that died while it was removed is removed', async () => {
    await test.db.prisma.federation.updateMany({ data: { phase: 'REMOVING' } });
    await world.live(POLL_MS + 1_000);
    expect([manager.federations.size, await rows()]).toEqual([0, []]);
  });

  it(`fails for the time being after ${MISSES} looks in vain, and comes back`, async () => {
    manager.down(true);
    await world.live((MISSES - 1) * POLL_MS + 1_000);
    expect(await rows()).toMatchObject([{ status: 'AVAILABLE' }]);
    await world.live(2 * POLL_MS);
    expect(await rows()).toMatchObject([{ status: 'TEMPORARY_FAILURE' }]);
    await world.live(3 * POLL_MS);
    expect(await changes()).toEqual(['STATUS TEMPORARY_FAILURE']);
    manager.down(false);
    await world.live(POLL_MS + 1_000);
    expect(await changes()).toEqual(['STATUS TEMPORARY_FAILURE', 'STATUS AVAILABLE']);
  });

  it('that the partner has forgotten has failed, and is only forgotten here', async () => {
    await world.side.services.zones.accept(world.ctx, { federationContextId: context, zoneIds: ['zone-1'] });
    manager.vanish(context);
    await world.live(POLL_MS + 1_000);
    expect(await rows()).toMatchObject([{ status: 'FAILED', statusReason: 'The partner does not know the federation any more.' }]);
    manager.down(true);
    await remove();
    expect(await rows()).toEqual([]);
  });

  it('is not written over by a look that began before it was changed', async () => {
    manager.federations.get(context)!.fixed = ['30', '31'];
    const half = { ...manager, details: async (...of: Parameters<typeof manager.details>) => {
      const old = await manager.details(...of);
      await update({ objectType: 'FIXED_NETWORK_CODES', operationType: 'ADD_CODES', addFixedNetworkCodes: ['39'] });
      return old;
    } };
    const slow = federationWorld(test.db, half);
    slow.clock.pass(POLL_MS + 1_000);
    await slow.step();
    expect((await world.row(context)).allowedNetworks.fixed).toEqual(['30', '31', '39']);
  });

  it('is everybody’s who may look, and found by what the partner calls it', async () => {
    const { federations } = world.side.services;
    expect((await federations.get(context)).contextId).toBe(context);
    await expect(federations.get('another')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await federations.find(['another', context])).toMatchObject([null, { contextId: context }]);
    expect((await federations.page(1, null)).totalCount).toBe(1);
  });
});
