import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { anApplication, anArtefact, anInstallation, clearHosting, hostingWorld, NORTH, SOUTH, type HostingWorld } from '../../../../test/support/hosting-world.js';
import { Refusal } from '../../../kernel/refusal.js';
import { ONBOARDING_ATTEMPTS } from './hosted-application.worker.js';

const refusal = (code: Refusal['code']): Refusal => new Refusal(code, 'The SRM says no.');
const killed = new Error('killed');
const code = async (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (failure: unknown) => (failure instanceof Refusal ? `${failure.code} ${failure.field ?? ''}`.trim() : String(failure)));

describe.each(databaseKinds)('applications that partners onboard (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: HostingWorld;
  let id: string;
  const ctx = () => world.ctx('op-a');
  const status = async (): Promise<unknown> => ((await world.applications.get(ctx(), id, 'a0application')) as { statusInfo: { onboardStatusInfo: string }[] }).statusInfo.map(({ onboardStatusInfo }) => onboardStatusInfo).join();
  const told = async () => (await world.told())[`hosted-application:${id}:a0application`];
  const later = (ms = 400_000) => world.pass(ms);
  /** As if it had been tried so often. */
  const tire = () => world.db.prisma.job.updateMany({ data: { attempts: ONBOARDING_ATTEMPTS } });
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await clearHosting(test.db);
    world = hostingWorld(test.db);
    id = await world.standing({ upTo: 'artefact' });
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('become an app of the partner’s client, in every zone that is accepted', async () => {
    await world.applications.onboard(ctx(), id, anApplication());
    expect([await status(), await told()]).toEqual(['PENDING,PENDING', undefined]);
    await world.work();
    expect(await told()).toEqual({ link: 'https://op-a.example/onboarding-status', body: { federationContextId: id, appId: 'a0application', statusInfo: [NORTH, SOUTH].map((zoneId) => ({ zoneId, onboardStatusInfo: 'ONBOARDED' })) } });
    expect([...world.edge.apps.values()]).toMatchObject([
      {
        clientId: 'op-a',
        manifest: {
          appProvider: 'a0provider', version: '1.0.0', packageType: 'CONTAINER', requiredResources: { numCPU: 0.5, memory: 512 },
          componentSpec: [{ componentName: 'webfront0', networkInterfaces: [{ protocol: 'TCP', port: 80, visibilityType: 'VISIBILITY_EXTERNAL', interfaceId: expect.stringMatching(/^web_interface_[0-9a-f]{8}$/) as unknown }] }],
        },
      },
    ]);
    expect(await world.applications.get(ctx(), id, 'a0application')).toMatchObject({ appId: 'a0application', appDeploymentZones: [{ countryCode: 'ES', zoneInfo: NORTH }, { countryCode: 'ES', zoneInfo: SOUTH }] });
    expect(await code(world.applications.onboard(ctx(), id, anApplication()))).toBe('ALREADY_EXISTS appId');
  });

  it('never meet those of another partner, whatever they are called', async () => {
    const other = await world.standing({ client: 'op-c', upTo: 'artefact' });
    for (const [client, context] of [['op-a', id], ['op-c', other]] as const) await world.applications.onboard(world.ctx(client), context, anApplication());
    await world.work();
    expect(new Set([...world.edge.apps.values()].map(({ manifest }) => manifest.name)).size).toBe(2);
  });

  it('are refused without their artefact, their provider, their zones or with several artefacts', async () => {
    const onboard = (more: object) => code(world.applications.onboard(ctx(), id, anApplication(more)));
    expect(await onboard({ appComponentSpecs: [{ artefactId: '11111111-1111-4111-8111-111111111111' }] })).toBe('NOT_FOUND appComponentSpecs.0.artefactId');
    expect(await onboard({ appProviderId: 'a0stranger' })).toBe('NOT_FOUND appProviderId');
    expect(await onboard({ appDeploymentZones: [NORTH, 'elsewhere'] })).toBe('NOT_FOUND appDeploymentZones.1');
    expect(await onboard({ appComponentSpecs: [{ artefactId: anArtefact().artefactId }, { artefactId: 'other' }] })).toBe('INVALID_ARGUMENT appComponentSpecs.1.artefactId');
    expect(await onboard({ appId: 'A_' })).toBe('INVALID_ARGUMENT appId');
    expect(await onboard({ appMetaData: { appName: 'webfront0', version: '1' } })).toBe('INVALID_ARGUMENT appMetaData.accessToken');
    expect(await onboard({ appStatusCallbackLink: 'https://localhost/x' })).toBe('INVALID_ARGUMENT appStatusCallbackLink');
    const bare = await world.standing({ client: 'op-d', upTo: 'federation' });
    await world.artefacts.upload(world.ctx('op-d'), bare, anArtefact());
    expect(await code(world.applications.onboard(world.ctx('op-d'), bare, anApplication()))).toBe('CONFLICT appDeploymentZones');
  });

  it('wait for an SRM that is out of reach, however long', async () => {
    await world.applications.onboard(ctx(), id, anApplication());
    for (let failures = 0; failures < 2; failures += 1) {
      await tire();
      world.edge.fail('submitApp', refusal('UNAVAILABLE'));
      await world.work();
      later();
    }
    expect(await status()).toBe('PENDING,PENDING');
    await world.work();
    expect(await status()).toBe('ONBOARDED,ONBOARDED');
  });

  it('fail for good when the SRM refuses them, or never does anything', async () => {
    await world.applications.onboard(ctx(), id, anApplication());
    world.edge.fail('submitApp', refusal('INVALID_ARGUMENT'));
    await world.work();
    expect(await told()).toMatchObject({ body: { statusInfo: [{ onboardStatusInfo: 'FAILED' }, {}] } });
    expect(await code(world.instances.install(ctx(), id, anInstallation()))).toBe('INCOMPATIBLE_STATE appId');
    await world.applications.remove(ctx(), id, 'a0application');
    await world.work();
    await world.applications.onboard(ctx(), id, anApplication());
    world.edge.fail('submitApp', refusal('BAD_GATEWAY'));
    await world.work();
    expect(await status()).toBe('PENDING,PENDING');
    await tire();
    later();
    world.edge.fail('submitApp', refusal('BAD_GATEWAY'));
    await world.work();
    expect(await status()).toBe('FAILED,FAILED');
  });

  it('are one app however often the work is killed, and none afterwards', async () => {
    await world.applications.onboard(ctx(), id, anApplication());
    for (const done of [false, true, true]) {
      world.edge.fail('submitApp', killed, { done });
      expect(await world.work()).toEqual([killed]);
      later();
    }
    await world.work();
    expect([await status(), world.edge.apps.size]).toEqual(['ONBOARDED,ONBOARDED', 1]);
    await world.applications.remove(ctx(), id, 'a0application');
    expect(await status()).toBe('DEBOARDING,DEBOARDING');
    for (const done of [false, true]) {
      world.edge.fail('deleteApp', killed, { done });
      expect(await world.work()).toEqual([killed]);
      later();
    }
    await world.work();
    expect([await code(world.applications.get(ctx(), id, 'a0application')), world.edge.apps.size]).toEqual(['NOT_FOUND appId', 0]);
    expect(await told()).toMatchObject({ body: { statusInfo: [{ onboardStatusInfo: 'REMOVED' }, {}] } });
  });

  it('leave nothing when they are removed before anybody knew whether the app came', async () => {
    await world.applications.onboard(ctx(), id, anApplication());
    world.edge.fail('submitApp', killed, { done: true });
    await world.work();
    await world.applications.remove(ctx(), id, 'a0application');
    await world.applications.remove(ctx(), id, 'a0application');
    await world.work();
    expect([await code(world.applications.get(ctx(), id, 'a0application')), world.edge.apps.size]).toEqual(['NOT_FOUND appId', 0]);
  });

  it('are remade of another artefact, while nothing runs of them', async () => {
    await world.artefacts.upload(ctx(), id, anArtefact({ artefactId: 'other', artefactRepoLocation: { repoURL: 'registry.example/web:2' }, repoType: 'PUBLICREPO' }));
    await world.applications.onboard(ctx(), id, anApplication());
    const remake = () => world.applications.update(ctx(), id, 'a0application', { appComponentSpecs: [{ componentName: 'webfront0', artefactId: 'other' }] });
    expect(await code(remake())).toBe('INCOMPATIBLE_STATE');
    await world.work();
    await world.instances.install(ctx(), id, anInstallation());
    expect(await code(remake())).toBe('CONFLICT');
    await world.instances.remove(ctx(), id, { appId: 'a0application', appInstanceId: 'i0123456789abcdef', zoneId: NORTH });
    await world.work();
    await remake();
    await world.work();
    expect([...world.edge.apps.values()].map(({ manifest }) => manifest.appRepo.imagePath)).toEqual(['registry.example/web:2']);
    expect(await status()).toBe('ONBOARDED,ONBOARDED');
    await world.artefacts.remove(ctx(), id, anArtefact().artefactId);
    await world.applications.update(ctx(), id, 'a0application', { appUpdQoSProfile: { latencyConstraints: 'LOW', mobilitySupport: true } });
    expect(await world.applications.get(ctx(), id, 'a0application')).toMatchObject({ appQoSProfile: { latencyConstraints: 'LOW' }, appMetaData: { mobilitySupport: true } });
    expect(await code(world.applications.update(ctx(), id, 'a0application', {}))).toBe('INVALID_ARGUMENT');
    expect(await code(world.applications.update(ctx(), id, 'a0application', { appComponentSpecs: [{ componentName: 'nobody00' }] }))).toBe('INVALID_ARGUMENT appComponentSpecs.0.componentName');
  });
});
