import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { partnerWorld, type PartnerWorld } from '../../../../test/support/partner-world.js';
import { Refusal } from '../../../kernel/refusal.js';
import { fakeFederationManager, type FakeFederationManager } from '../manager/fm.source.fake.js';

const ROUNDS = 3;

describe.each(databaseKinds)('apps at partners, by several at once (%s)', (_, open) => {
  let test: TestDatabase;
  let fake: FakeFederationManager;
  let world: PartnerWorld;
  let zones: Readonly<Record<string, string>>;
  let contextId: string;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.clear();
    fake = fakeFederationManager({ partners: { partner: '1.3.0' }, instances: 'READY' });
    world = partnerWorld({ db: test.db, fake });
    ({ zones, contextId } = await world.federated());
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const outcome = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (failure: unknown) => (failure instanceof Refusal ? failure.code : Promise.reject(failure as Error)));
  const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (failure: unknown) => (failure instanceof Refusal ? `${failure.code}: ${failure.message}` : String(failure)));
  const nothingIsLeft = async (): Promise<void> => expect([world.standing(), await world.onboardings(), await test.db.prisma.appInstance.count()]).toEqual([[0, 0, 0], [], 0]);

  it('two instances in two zones have one onboarding', async () => {
    const appId = await world.submitted();
    const ids = await Promise.all([world.placed(appId, zones['zone-1']!, 'one'), world.placed(appId, zones['zone-2']!, 'two')]);
    await world.live(3_000);
    expect([world.standing(), (await world.onboardings()).length]).toEqual([[1, 1, 2], 1]);
    await Promise.all(ids.map(world.end));
    await world.live(5_000);
    await nothingIsLeft();
  });

  it('an instance that is deleted while it is made is gone, wherever that was', async () => {
    const appId = await world.submitted();
    for (let steps = 0; steps < 8; steps += 2) {
      const id = await world.placed(appId, zones['zone-1']!);
      for (let n = 0; n < steps; n += 1) await world.step();
      await Promise.all([world.step(), world.end(id)]);
      await world.live(20_000);
      await nothingIsLeft();
    }
  });

  it('an instance and the release of its zone exclude each other', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const appId = await world.submitted({ name: `app_${round}` });
      const results = await Promise.all([
        outcome(world.placed(appId, zones['zone-2']!)),
        outcome(world.side.services.zones.release(world.ctx, { federationContextId: contextId, zoneId: 'zone-2' })),
      ]);
      expect([['done', 'CONFLICT'], ['INCOMPATIBLE_STATE', 'done']]).toContainEqual(results);
      for (const { id } of await test.db.prisma.appInstance.findMany()) await world.end(id);
      await world.live(10_000);
      await nothingIsLeft();
      await world.side.services.zones.accept(world.ctx, { federationContextId: contextId, zoneIds: ['zone-2'] });
      await world.live(2_000);
    }
  });

  it('an instance that comes while the last one goes finds an onboarding', async () => {
    const appId = await world.submitted();
    for (let round = 0; round < ROUNDS; round += 1) {
      const last = await world.placed(appId, zones['zone-1']!);
      await world.live(3_000);
      await world.end(last);
      for (let n = 0; n < 2 * round; n += 1) await world.step();
      const [next] = await Promise.all([world.placed(appId, zones['zone-2']!), world.step()]);
      await world.live(10_000);
      expect([world.standing(), (await world.appInstance(next))?.status, await world.appInstance(last)]).toEqual([[1, 1, 1], 'ready', null]);
      await world.end(next);
      await world.live(10_000);
      await nothingIsLeft();
    }
  });

  it('onboarding an app and deleting it exclude each other', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const appId = await world.submitted({ name: `app_${round}` });
      const results = await Promise.all([outcome(world.onboarding.service.onboard(world.ctx, { appId, federationContextId: contextId })), outcome(world.apps.deleteApp(appId, world.ctx))]);
      expect([['done', 'INCOMPATIBLE_STATE'], ['NOT_FOUND', 'done']]).toContainEqual(results);
    }
  });

  it('an onboarding that is asked for by itself stays when its last instance goes, and goes when it is removed', async () => {
    const appId = await world.submitted();
    const { onboard, remove } = world.onboarding.service;
    const { id, status } = await onboard(world.ctx, { appId, federationContextId: contextId });
    await world.live(3_000);
    expect([status, world.standing()]).toEqual(['PENDING', [1, 1, 0]]);
    expect(await refusal(onboard(world.ctx, { appId, federationContextId: contextId }))).toBe('ALREADY_EXISTS: The app is onboarded to partner already.');
    const instance = await world.placed(appId, zones['zone-1']!);
    await world.live(3_000);
    expect(await refusal(remove(world.ctx, id))).toBe(`CONFLICT: The onboarding has app instances; delete these first: ${instance}.`);
    await world.end(instance);
    await world.live(3_000);
    expect([world.standing(), await world.appInstance(instance)]).toEqual([[1, 1, 0], null]);
    expect(await refusal(world.apps.deleteApp(appId, world.ctx))).toBe('INCOMPATIBLE_STATE: The app is onboarded to partner; remove that onboarding first.');
    expect(await refusal(remove(world.as({ admin: false, clientId: 'another' }), id))).toBe('NOT_FOUND: The onboarding is not found.');
    expect((await remove(world.ctx, id)).status).toBe('DEBOARDING');
    await world.live(3_000);
    expect([world.standing(), await world.onboardings()]).toEqual([[0, 0, 0], []]);
    expect(await world.onboardingStatuses()).toEqual(['PENDING', 'ONBOARDED', 'DEBOARDING', '-']);
  });

  it('an onboarding needs an accepted zone, and an app that can be sent', async () => {
    await world.side.services.zones.release(world.ctx, { federationContextId: contextId, zoneId: 'zone-1' });
    await world.side.services.zones.release(world.ctx, { federationContextId: contextId, zoneId: 'zone-2' });
    const { onboard } = world.onboarding.service;
    const appId = await world.submitted();
    expect(await refusal(onboard(world.ctx, { appId, federationContextId: contextId }))).toBe('INCOMPATIBLE_STATE: No zone of partner is accepted; accept one first.');
    const csar = await world.submitted({ name: 'csar_app', packageType: 'CSAR' });
    expect(await refusal(onboard(world.ctx, { appId: csar, federationContextId: contextId }))).toBe('INVALID_ARGUMENT: An app packaged as CSAR cannot be sent to a partner.');
    expect(await refusal(onboard(world.ctx, { appId, federationContextId: 'none' }))).toBe('NOT_FOUND: The federation is not found.');
    expect(await refusal(onboard(world.as({ admin: false, clientId: 'another' }), { appId, federationContextId: contextId }))).toBe('NOT_FOUND: The app is not found.');
  });

  it('an onboarding that failed is tried again when it is asked for again', async () => {
    const appId = await world.submitted();
    const { onboard, get } = world.onboarding.service;
    fake.fail('uploadArtefact', 'unanswered');
    const { id } = await onboard(world.ctx, { appId, federationContextId: contextId });
    fake.down(true);
    await world.live(1_000_000);
    expect(await get(world.ctx, id)).toMatchObject({ status: 'FAILED', statusReason: 'The partner could not be reached.' });
    fake.down(false);
    await world.live(1_000_000);
    expect(world.standing()).toEqual([0, 0, 0]);
    await onboard(world.ctx, { appId, federationContextId: contextId });
    await world.live(100_000);
    expect([world.standing(), (await get(world.ctx, id)).status]).toEqual([[1, 1, 0], 'ONBOARDED']);
  });
});
