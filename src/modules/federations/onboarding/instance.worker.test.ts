import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { PARTNER_POLL_MS, partnerWorld, type PartnerWorld } from '../../../../test/support/partner-world.js';
import { Refusal } from '../../../kernel/refusal.js';
import { PeerRefused } from '../../../outbound/peer-answers.js';
import { fakeFederationManager, type FakeFederationManager, type FakeManagerOptions } from '../manager/fm.source.fake.js';

const NO = (code: 'INVALID_ARGUMENT' | 'ALREADY_EXISTS'): Refusal => new Refusal(code, 'The partner says no.', { cause: new PeerRefused(400, true, 'no') });
const WRITES = ['uploadArtefact', 'onboard', 'install', 'removeInstance', 'removeApplication', 'removeArtefact'];
/** Longer than a placement is tried for. */
const LONG_MS = 1_000_000;

const [, open] = databaseKinds[0]!;

describe('an app instance in a zone of a partner', () => {
  let test: TestDatabase;
  let fake: FakeFederationManager;
  let world: PartnerWorld;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test[Symbol.asyncDispose]());
  beforeEach(async () => {
    await test.clear();
    begin();
  });

  function begin(options: FakeManagerOptions = {}): void {
    fake = fakeFederationManager(options);
    world = partnerWorld({ db: test.db, fake });
  }
  const asked = (): string[] => fake.calls.map(([method]) => method).filter((method) => WRITES.includes(method));
  const there = (): string => [...[...fake.federations.values()][0]!.instances.keys()][0]!;
  /** An instance in the first zone, and what there is. */
  async function one(options: { readonly app?: object; readonly zoneIds?: readonly string[] } = {}) {
    const { contextId, zones } = await world.federated(options.zoneIds ?? ['zone-1']);
    const appId = await world.submitted(options.app);
    return { contextId, zones, appId, id: await world.placed(appId, zones['zone-1']!) };
  }
  async function untilAsked(method: string): Promise<void> {
    for (let n = 0; n < 20 && !fake.calls.some(([name]) => name === method); n += 1) await world.step();
  }
  const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'accepted', (failure: unknown) => (failure instanceof Refusal ? `${failure.code}: ${failure.message}` : String(failure)));

  it.each(['1.2.0', '1.3.0'] as const)('is made in order, followed, and taken away in the reverse order (%s)', async (dialect) => {
    begin({ partners: { partner: dialect } });
    const { id } = await one();
    await world.live(2_000);
    expect(asked()).toEqual(['uploadArtefact', 'onboard', 'install']);
    expect(await world.appInstance(id)).toMatchObject({ atPartner: true, phase: 'PLACED', status: 'instantiating', upstreamId: there() });
    fake.settle(there(), 'READY', [{ interfaceId: 'ifaceone', accessPoints: { port: 80, ipv4Addresses: ['203.0.113.7'] } }]);
    await world.live(5_000);
    expect(await world.appInstance(id)).toMatchObject({ status: 'ready', statusReason: null, componentEndpointInfo: [{ accessPoints: { port: 80, ipv4Addresses: ['203.0.113.7'] } }] });
    await world.end(id);
    await world.live(2_000);
    expect(asked().slice(3)).toEqual(['removeInstance', 'removeApplication', 'removeArtefact']);
    expect([await world.appInstance(id), await world.partnerInstance(id), await world.onboardings(), world.standing()]).toEqual([null, null, [], [0, 0, 0]]);
    expect(await world.statuses(id)).toEqual(['instantiating', 'ready', 'terminating', '-']);
    expect(await world.onboardingStatuses()).toEqual(['PENDING', 'ONBOARDED', 'DEBOARDING', '-']);
    expect(world.srm.calls.filter((method) => method === 'deploy' || method === 'instances' || method === 'undeploy')).toEqual([]);
  });

  it.each([
    ['uploadArtefact', ['uploadArtefact']],
    ['onboard', ['uploadArtefact', 'onboard', 'removeArtefact']],
    ['install', ['uploadArtefact', 'onboard', 'install', 'removeApplication', 'removeArtefact']],
  ] as const)('that the partner refuses at %s is failed, and what was made is taken away', async (method, steps) => {
    fake.fail(method, NO('INVALID_ARGUMENT'));
    const { id } = await one();
    await world.live(10_000);
    expect(asked()).toEqual(steps);
    expect(world.standing()).toEqual([0, 0, 0]);
    expect(await world.appInstance(id)).toMatchObject({ status: 'failed', phase: 'PLACED' });
    expect((await world.appInstance(id))!.statusReason).toMatch(/^The partner refused the /);
    await world.end(id);
    await world.live(2_000);
    expect([await world.appInstance(id), await world.onboardings()]).toEqual([null, []]);
    expect(asked()).toEqual(steps);
  });

  it('whose onboarding fails at the partner is failed for that reason, and the app is taken away', async () => {
    begin({ onboards: 'when told' });
    const { id } = await one();
    await world.live(2_000);
    const [onboarding] = await world.onboardings();
    fake.settleApp(onboarding!.partnerAppId, 'FAILED');
    await world.live(10_000);
    expect(await world.appInstance(id)).toMatchObject({ status: 'failed', statusReason: 'The partner did not onboard the app.' });
    expect(asked()).toEqual(['uploadArtefact', 'onboard', 'removeApplication', 'removeArtefact']);
    expect(await world.onboardings()).toMatchObject([{ status: 'FAILED', artefact: 'ABSENT', onboarding: 'ABSENT', zoneIds: [] }]);
  });

  it('is gone with an app that its partner goes on telling of as REMOVED', async () => {
    const { id } = await one();
    await world.live(2_000);
    const [onboarding] = await world.onboardings();
    const { application } = fake;
    Object.assign(fake, { application: async () => ({ appId: onboarding!.partnerAppId, appProviderId: '', statuses: new Map([['zone-1', asked().includes('removeApplication') ? 'REMOVED' : 'ONBOARDED']]) }) });
    await world.end(id);
    await world.live(5_000);
    Object.assign(fake, { application });
    expect([world.standing(), await world.appInstance(id), await world.onboardings()]).toEqual([[0, 0, 0], null, []]);
  });

  it('waits for a partner that is away, is given up, and is taken away when it is back', async () => {
    const { id } = await one();
    fake.fail('install', 'unanswered but done');
    await untilAsked('install');
    fake.down(true);
    await world.live(60_000);
    expect(await world.appInstance(id)).toMatchObject({ status: 'instantiating' });
    await world.live(LONG_MS);
    expect(await world.appInstance(id)).toMatchObject({ status: 'failed', statusReason: 'The partner could not be reached.' });
    expect(world.standing()).toEqual([1, 1, 1]);
    fake.down(false);
    await world.live(LONG_MS);
    expect(world.standing()).toEqual([0, 0, 0]);
    expect(await world.appInstance(id)).toMatchObject({ status: 'failed' });
  });

  it.each(['uploadArtefact', 'onboard', 'install'] as const)('goes on when %s was carried out without an answer, and asks for nothing twice', async (method) => {
    for (const dialect of ['1.2.0', '1.3.0'] as const) {
      await test.clear();
      begin({ partners: { partner: dialect }, instances: 'READY' });
      fake.fail(method, 'unanswered but done');
      const { id } = await one();
      await world.live(10_000);
      expect(asked()).toEqual(['uploadArtefact', 'onboard', 'install']);
      expect(await world.appInstance(id)).toMatchObject({ status: 'ready', upstreamId: there() });
    }
  });

  it('goes on with an app whose provider the partner does not tell', async () => {
    const { application } = fake;
    Object.assign(fake, { application: async (...args: Parameters<typeof application>) => { const known = await application(...args); return known && { ...known, appProviderId: '' }; } });
    fake.fail('onboard', 'unanswered but done');
    await one();
    await world.live(10_000);
    expect([asked(), world.standing()]).toEqual([['uploadArtefact', 'onboard', 'install'], [1, 1, 1]]);
  });

  it('is asked for under a version of its own where the partner takes each only once', async () => {
    fake.fail('install', NO('ALREADY_EXISTS'));
    const { id } = await one();
    await world.live(2_000);
    const versions = [...[...fake.federations.values()][0]!.instances.values()].map(({ installation }) => installation.appVersion);
    expect([asked().slice(2), versions]).toEqual([['install', 'install'], [expect.stringMatching(new RegExp(`-${id.slice(0, 8)}$`))]]);
  });

  it('that is deleted while nobody knows whether it was made is taken away when it comes late', async () => {
    fake.fail('install', 'unanswered');
    const { contextId, id } = await one();
    await untilAsked('install');
    await world.end(id);
    await world.live(1_500);
    expect(await world.appInstance(id)).toMatchObject({ status: 'terminating' });
    const [onboarding] = await world.onboardings();
    await fake.install({ partner: 'partner', contextId, dialect: null }, { appInstanceId: 'late', appId: onboarding!.partnerAppId, appVersion: '1', appProviderId: onboarding!.providerId, zoneId: 'zone-1', flavourId: 'small', appInstCallbackLink: '' }, world.ctx);
    await world.live(10_000);
    expect([world.standing(), await world.appInstance(id)]).toEqual([[0, 0, 0], null]);
  });

  it('that is deleted before anything was asked for leaves no trace', async () => {
    const { id } = await one();
    await world.end(id);
    await world.live(5_000);
    expect([asked(), await world.appInstance(id), await world.onboardings()]).toEqual([[], null, []]);
  });

  it('that its partner does not know any more is unknown, then failed, and well again when it is known again', async () => {
    begin({ instances: 'READY' });
    const { id } = await one();
    await world.live(5_000);
    const federation = [...fake.federations.values()][0]!;
    const [name, instance] = [...federation.instances][0]!;
    fake.vanish(name);
    await world.live(2 * PARTNER_POLL_MS);
    expect(await world.appInstance(id)).toMatchObject({ status: 'unknown', statusReason: 'The partner does not know the instance any more.' });
    await world.live(10 * PARTNER_POLL_MS);
    expect(await world.appInstance(id)).toMatchObject({ status: 'failed', statusReason: 'The partner does not know the instance any more.' });
    federation.instances.set(name, instance);
    await world.live(2 * PARTNER_POLL_MS);
    expect(await world.appInstance(id)).toMatchObject({ status: 'ready', statusReason: null });
  });

  it('is ready by a callback at once, and late or doubled callbacks change nothing', async () => {
    const { contextId, id } = await one();
    await world.live(1_000);
    const { partnerAppId: appId } = (await world.onboardings())[0]!;
    const tell = (appInstanceState: string, modificationDate?: string) =>
      world.tell(contextId, 'INSTANCE_STATUS', { appId, appInstanceId: there(), zoneId: 'zone-1', appInstanceInfo: { appInstanceState, accesspointInfo: [{ interfaceId: 'ifaceone', accessPoints: { port: 8080 } }] }, ...(modificationDate && { modificationDate }) });
    fake.settle(there(), 'READY');
    await tell('READY', '2026-11-22T12:00:05Z');
    expect(await world.appInstance(id)).toMatchObject({ status: 'ready', componentEndpointInfo: [{ accessPoints: { port: 8080 } }] });
    await tell('PENDING', '2026-11-22T12:00:01Z');
    await tell('READY', '2026-11-22T12:00:05Z');
    await tell('FAILED', '2026-11-22T12:00:02Z');
    await tell('PENDING');
    await world.live(PARTNER_POLL_MS);
    expect(await world.statuses(id)).toEqual(['instantiating', 'ready']);
  });

  it('of a second zone of the app shares the onboarding, which goes with the last', async () => {
    begin({ instances: 'READY' });
    const { appId, zones, id } = await one({ zoneIds: ['zone-1', 'zone-2'] });
    const other = await world.placed(appId, zones['zone-2']!, 'other');
    await world.live(5_000);
    expect(world.standing()).toEqual([1, 1, 2]);
    await world.end(id);
    await world.live(5_000);
    expect([world.standing(), await world.appInstance(id)]).toEqual([[1, 1, 1], null]);
    await world.end(other);
    await world.live(5_000);
    expect([world.standing(), await world.onboardings()]).toEqual([[0, 0, 0], []]);
  });

  it('that comes while the onboarding goes has it made anew', async () => {
    begin({ instances: 'READY' });
    const { appId, zones, id } = await one({ zoneIds: ['zone-1', 'zone-2'] });
    await world.live(5_000);
    const [before] = await world.onboardings();
    fake.hold(true);
    await world.end(id);
    const running = world.live(1_000);
    const other = await world.placed(appId, zones['zone-2']!, 'other');
    fake.hold(false);
    await running;
    await world.live(5_000);
    expect([world.standing(), await world.appInstance(id)]).toEqual([[1, 1, 1], null]);
    expect(await world.appInstance(other)).toMatchObject({ status: 'ready' });
    expect((await world.onboardings()).map(({ id: same }) => same)).toEqual([before!.id]);
  });

  it('in a zone that the onboarding lacks is refused while others need that, else it is made anew', async () => {
    begin({ partners: { partner: '1.3.0' } });
    const { appId, id, contextId } = await one();
    await world.live(5_000);
    await world.side.services.zones.accept(world.ctx, { federationContextId: contextId, zoneIds: ['zone-2'] });
    const [row] = await world.store.byContexts([contextId]);
    const second = (await world.store.zonesOf([row!.id])).find(({ zoneId }) => zoneId === 'zone-2')!.id;
    expect(await refusal(world.placed(appId, second, 'other'))).toBe('INCOMPATIBLE_STATE: The app was onboarded to partner without that zone; delete its instances there first, then it can be onboarded to every accepted zone.');
    await world.end(id);
    const other = await world.placed(appId, second, 'other');
    await world.live(10_000);
    expect([await world.appInstance(id), world.standing()]).toEqual([null, [1, 1, 1]]);
    expect(await world.appInstance(other)).toMatchObject({ phase: 'PLACED', upstreamId: there() });
  });

  it('that no flavour of the zone can take is failed, and so is one whose app cannot be sent', async () => {
    const { zones, id } = await one({ app: { requiredResources: { virtualMachine: { numCPU: 250, memory: 4_096 } } } });
    const csar = await world.placed(await world.submitted({ name: 'csar_app', packageType: 'CSAR' }), zones['zone-1']!);
    await world.live(10_000);
    expect(await world.appInstance(id)).toMatchObject({ status: 'failed', statusReason: 'No flavour of the zone is large enough for the app.' });
    expect(await world.appInstance(csar)).toMatchObject({ status: 'failed', statusReason: 'An app packaged as CSAR cannot be sent to a partner.' });
    expect(world.standing()).toEqual([0, 0, 0]);
  });

  it('in a zone that is not accepted is refused, and an app that a partner has is not deleted', async () => {
    const { appId, zones, contextId } = await one();
    expect(await refusal(world.placed(appId, zones['zone-2']!, 'other'))).toMatch(/^INCOMPATIBLE_STATE: The edge cloud zone is a partner's/);
    expect(await refusal(world.apps.deleteApp(appId, world.ctx))).toMatch(/^INCOMPATIBLE_STATE: The app has instances/);
    expect(await refusal(world.side.services.zones.release(world.ctx, { federationContextId: contextId, zoneId: 'zone-1' }))).toMatch(/^CONFLICT/);
  });

  it('may be part of a deployment beside our own zones', async () => {
    begin({ instances: 'READY' });
    const { zones } = await world.federated(['zone-1']);
    const appId = await world.submitted();
    const [own] = await world.edge.services.zones.own();
    const { appDeployment } = await world.deployments.createAppDeployment({ name: 'both', appId, edgeCloudZoneIds: [own!.id, zones['zone-1']!] }, world.ctx);
    await world.live(5_000);
    for (const id of world.srm.running.keys()) world.srm.settle(id, 'ready');
    await world.live(60_000);
    const status = async () => (await test.db.prisma.appDeployment.findUnique({ where: { id: appDeployment.id } }))?.status;
    expect(await status()).toBe('ready');
    await world.deployments.deleteAppDeployment(appDeployment.id, world.ctx);
    await world.live(60_000);
    expect([await status(), world.standing(), world.srm.running.size]).toEqual([undefined, [0, 0, 0], 0]);
  });
});
