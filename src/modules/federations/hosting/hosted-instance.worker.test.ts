import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { anInstallation, clearHosting, hostingWorld, NORTH, SOUTH, type HostingWorld } from '../../../../test/support/hosting-world.js';
import { Refusal } from '../../../kernel/refusal.js';

const killed = new Error('killed');
const code = async (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (failure: unknown) => (failure instanceof Refusal ? `${failure.code} ${failure.field ?? ''}`.trim() : String(failure)));
const PATH = { appId: 'a0application', appInstanceId: 'i0123456789abcdef', zoneId: NORTH };

describe.each(databaseKinds)('instances that partners run (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: HostingWorld;
  let id: string;
  const ctx = () => world.ctx('op-a');
  const install = (more: object = {}) => world.instances.install(ctx(), id, anInstallation(more));
  const state = (): Promise<unknown> => world.instances.get(ctx(), id, PATH);
  const told = async () => (await world.told())[`hosted-instance:${id}:${PATH.appInstanceId}`]?.body as { appInstanceInfo: object; modificationDate: string } | undefined;
  const local = (): string => [...world.edge.running.keys()][0]!;
  const hear = async () => (await world.announce(local()), await world.work());
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await clearHosting(test.db);
    world = hostingWorld(test.db);
    id = await world.standing({ upTo: 'application' });
    await world.told();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('are created, followed and removed, and the partner hears of it', async () => {
    expect(await install()).toEqual({ zoneId: NORTH, appInstIdentifier: PATH.appInstanceId });
    await world.work();
    expect([await state(), await told()]).toEqual([{ appInstanceState: 'PENDING' }, undefined]);
    const endpoints = [{ interfaceId: [...world.edge.apps.values()][0]!.manifest.componentSpec[0]!.networkInterfaces[0]!.interfaceId, accessPoints: { port: 30_080, fqdn: 'web.edge.example' } }];
    world.edge.settle(local(), 'ready', endpoints);
    await hear();
    const accesspointInfo = [{ interfaceId: 'web-interface', accessPoints: { port: 30_080, fqdn: 'web.edge.example' } }];
    expect(await state()).toEqual({ appInstanceState: 'READY', accesspointInfo });
    expect(await told()).toEqual({
      federationContextId: id, appId: PATH.appId, appInstanceId: PATH.appInstanceId, zoneId: NORTH, modificationDate: world.clock.now().toISOString(),
      appInstanceInfo: { appInstanceState: 'READY', accesspointInfo, accessPointInfo: accesspointInfo },
    });
    await hear();
    expect(await told()).toBeUndefined();
    await world.instances.remove(ctx(), id, PATH);
    await world.instances.remove(ctx(), id, PATH);
    expect(await state()).toMatchObject({ appInstanceState: 'TERMINATING' });
    await world.work();
    const gone = local();
    world.edge.vanish(gone);
    await world.announce(gone);
    await world.work();
    expect(await code(state())).toBe('NOT_FOUND appInstanceId');
    expect(await code(world.instances.list(ctx(), id, PATH.appId, 'a0provider'))).toBe('NOT_FOUND appId');
  });

  it('are named by us when the partner does not, and stand in a list by zone', async () => {
    const { appInstIdentifier } = (await install({ appInstanceId: undefined, zoneInfo: { zoneId: SOUTH, flavourId: 'small' } })) as { appInstIdentifier: string };
    expect(appInstIdentifier).toMatch(/^i[0-9a-f]{32}$/);
    world.pass(1_000);
    await install();
    expect(await world.instances.list(ctx(), id, PATH.appId, 'a0provider')).toEqual([
      { zoneId: SOUTH, appInstanceInfo: [{ appInstIdentifier, appInstanceState: 'PENDING' }] },
      { zoneId: NORTH, appInstanceInfo: [{ appInstIdentifier: PATH.appInstanceId, appInstanceState: 'PENDING' }] },
    ]);
  });

  it('are refused for what is not there, not ready or there already', async () => {
    expect(await code(install({ zoneInfo: { zoneId: NORTH, flavourId: 'huge' } }))).toBe('NOT_FOUND zoneInfo.flavourId');
    expect(await code(install({ zoneInfo: { zoneId: 'elsewhere', flavourId: 'small' } }))).toBe('INVALID_ARGUMENT zoneInfo.zoneId');
    expect(await code(install({ zoneInfo: { flavourId: 'small' } }))).toBe('INVALID_ARGUMENT zoneInfo.zoneId');
    expect(await code(install({ appId: 'a0nobody00' }))).toBe('NOT_FOUND appId');
    expect(await code(install({ appProviderId: 'a0stranger' }))).toBe('NOT_FOUND appProviderId');
    expect(await code(install({ appInstanceId: 'Under_Score' }))).toBe('INVALID_ARGUMENT appInstanceId');
    await install();
    expect(await code(install())).toBe('ALREADY_EXISTS appInstanceId');
    expect(await code(install({ appInstanceId: 'another' }))).toBe('ALREADY_EXISTS zoneInfo.zoneId');
    expect(await code(world.instances.get(ctx(), id, { ...PATH, zoneId: SOUTH }))).toBe('NOT_FOUND appInstanceId');
  });

  it('are one at our edge however often the work is killed, and none afterwards', async () => {
    await install();
    for (const [method, done] of [['createInstance', false], ['createInstance', true], ['instance', true]] as const) {
      world.edge.fail(method, killed, { done });
      expect(await world.work()).toEqual([killed]);
      world.pass(2_000);
    }
    await world.work();
    expect(world.edge.running.size).toBe(1);
    await world.instances.remove(ctx(), id, PATH);
    for (const done of [false, true]) {
      world.edge.fail('deleteInstance', killed, { done });
      expect(await world.work()).toEqual([killed]);
      world.pass(2_000);
    }
    await world.work();
    world.edge.vanish(local());
    // Nobody announces it: it is looked for.
    world.pass(30_000);
    await world.work();
    expect(await code(state())).toBe('NOT_FOUND appInstanceId');
  });

  it('leave nothing when they are removed before anybody knew whether one came', async () => {
    await install();
    world.edge.fail('createInstance', killed, { done: true });
    await world.work();
    await world.instances.remove(ctx(), id, PATH);
    await world.work();
    expect([...world.edge.running.values()].map(({ status }) => status)).toEqual(['terminating']);
    world.edge.vanish(local());
    world.pass(30_000);
    await world.work();
    expect(await code(state())).toBe('NOT_FOUND appInstanceId');
  });

  it('fail for good where our edge refuses them, and may be removed then', async () => {
    await install();
    world.edge.fail('createInstance', new Refusal('INCOMPATIBLE_STATE', 'The edge cloud zone is inactive.'));
    await world.work();
    expect((await told())?.appInstanceInfo).toEqual({ appInstanceState: 'FAILED', message: 'The edge cloud zone is inactive.' });
    await world.instances.remove(ctx(), id, PATH);
    await world.work();
    expect(await code(state())).toBe('NOT_FOUND appInstanceId');
  });

  it('are told as failed, as going and as ready again, and only when that changes', async () => {
    await install();
    await world.work();
    const states: unknown[] = [];
    for (const status of ['failed', 'failed', 'unknown', 'ready', 'terminating'] as const) {
      world.edge.settle(local(), status, undefined, status === 'failed' ? 'It crashed.' : undefined);
      await hear();
      states.push((await told())?.appInstanceInfo);
    }
    expect(states).toEqual([{ appInstanceState: 'FAILED', message: 'It crashed.' }, undefined, undefined, { appInstanceState: 'READY' }, { appInstanceState: 'TERMINATING' }]);
    const gone = local();
    world.edge.vanish(gone);
    await world.announce(gone);
    await world.work();
    expect([await code(state()), await told()]).toEqual(['NOT_FOUND appInstanceId', undefined]);
  });

  it('are told to go when they vanish, and where they are reached when that is known late', async () => {
    await install();
    await world.work();
    world.edge.settle(local(), 'ready');
    await hear();
    expect((await told())?.appInstanceInfo).toEqual({ appInstanceState: 'READY' });
    world.edge.settle(local(), 'ready', [{ interfaceId: 'eth0', accessPoints: { port: 80, ipv4Addresses: ['192.0.2.7'] } }, { interfaceId: 'eth1', accessPoints: { port: 81 } }]);
    world.pass(2_000);
    await world.work();
    expect((await told())?.appInstanceInfo).toMatchObject({ accesspointInfo: [{ interfaceId: 'eth0', accessPoints: { port: 80, ipv4Addresses: ['192.0.2.7'] } }] });
    const gone = local();
    world.edge.vanish(gone);
    await world.announce(gone);
    await world.work();
    expect((await told())?.appInstanceInfo).toMatchObject({ appInstanceState: 'TERMINATING' });
  });

  it('pass over what is announced of others', async () => {
    expect((await world.hosting.consumer.concerns([{ id: 'e', subject: 'no-uuid' } as never])).size).toBe(0);
    await world.announce('11111111-1111-4111-8111-111111111111');
    expect(await world.work()).toEqual([]);
  });
});
