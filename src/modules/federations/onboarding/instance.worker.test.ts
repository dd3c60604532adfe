import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { PARTNER_POLL_MS, partnerWorld, type PartnerWorld } from '../../../../test/support/partner-world.js';
import { fakeFederationManager, type FakeFederationManager, type FakeManagerOptions } from '../manager/fm.source.fake.js';

describe.each(databaseKinds)('an app instance in a zone of a partner (%s)', (_, open) => {
  let test: TestDatabase;
  let fake: FakeFederationManager;
  let world: PartnerWorld;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.clear();
    begin();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  function begin(options: FakeManagerOptions = {}): void {
    fake = fakeFederationManager(options);
    world = partnerWorld({ db: test.db, fake });
  }
  const asked = (): string[] => fake.calls.map(([method]) => method).filter((method) => ['uploadArtefact', 'onboard', 'install', 'removeInstance', 'removeApplication', 'removeArtefact'].includes(method));
  const there = (): string => [...[...fake.federations.values()][0]!.instances.keys()][0]!;

  it.each(['1.2.0', '1.3.0'] as const)('is made in order, followed, and taken away in the reverse order (%s)', async (dialect) => {
    begin({ partners: { partner: dialect } });
    const { zones } = await world.federated();
    const id = await world.placed(await world.submitted(), zones['zone-1']!);
    await world.live(2_000);
    expect(asked()).toEqual(['uploadArtefact', 'onboard', 'install']);
    expect(await world.appInstance(id)).toMatchObject({ atPartner: true, phase: 'PLACED', status: 'instantiating', upstreamId: there() });
    fake.settle(there(), 'READY', [{ interfaceId: 'ifaceone', accessPoints: { port: 80, ipv4Addresses: ['203.0.113.7'] } }]);
    await world.live(5_000);
    expect(await world.appInstance(id)).toMatchObject({ status: 'ready', statusReason: null, componentEndpointInfo: [{ accessPoints: { port: 80, ipv4Addresses: ['203.0.113.7'] } }] });
    await world.end(id);
    await world.live(2_000);
    expect(asked().slice(3)).toEqual(['removeInstance', 'removeApplication', 'removeArtefact']);
    expect([await world.appInstance(id), await world.partnerInstance(id), await world.onboardings()]).toEqual([null, null, []]);
    expect(world.standing()).toEqual([0, 0, 0]);
    expect(await world.statuses(id)).toEqual(['instantiating', 'ready', 'terminating', '-']);
    expect(await world.onboardingStatuses()).toEqual(['PENDING', 'ONBOARDED', 'DEBOARDING', 'REMOVED', '-']);
  });
  void PARTNER_POLL_MS;
});
