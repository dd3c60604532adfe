import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { edgeModule, SRM_TIMEOUT_MS, type EdgeModule } from '../../../test/journeys/edge-module.js';
import { databaseKinds, type TestDatabase } from '../../../test/support/databases.js';
import { fakeSrm, noAnswer, noConnection, type FakeSrm } from './srm.source.fake.js';
import type { UpstreamZone } from './srm.types.js';

const ZONES: readonly UpstreamZone[] = ['1', '2', '3'].map((n) => ({ id: `6f1c1a52-9d0e-4b5f-8f1a-2b7c64a0d10${n}`, name: `zone-${n}`, provider: 'Fake_Operator', region: 'upper', status: 'active' }));
const [NORTH, SOUTH] = ZONES as [UpstreamZone, UpstreamZone];

const cases = databaseKinds.flatMap(([name, open]) => (['A', 'B'] as const).map((generation) => [generation, name, open] as const));

describe.each(cases)('placing instances in an SRM of generation %s (%s)', (generation, _, open) => {
  let test: TestDatabase;
  let srm: FakeSrm;
  let edge: EdgeModule;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.clear();
    srm = fakeSrm({ generation, zones: ZONES });
    edge = edgeModule(test.db, srm);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  async function created(appId: string, zone = NORTH): Promise<string> {
    const { appInstance } = await edge.instances.createAppInstance({ name: 'inst', appId, edgeCloudZoneId: zone.id }, edge.ctx);
    return appInstance.id;
  }
  const row = (id: string) => test.db.prisma.appInstance.findUnique({ where: { id } });
  const deploys = (): number => srm.calls.filter((method) => method === 'deploy').length;
  const only = (): string => {
    expect(srm.running.size).toBe(1);
    return [...srm.running.keys()][0]!;
  };
  const failures = () => test.db.prisma.outboxEvent.count({ where: { data: { path: ['status'], equals: 'failed' } } });
  /** The upstream id of the app is what the SRM answered. */
  const lateDeploy = async (appId: string, zone = NORTH): Promise<unknown> => {
    const { upstreamId } = (await test.db.prisma.app.findUnique({ where: { id: appId } }))!;
    return srm.deploy({ upstreamAppId: upstreamId!, zone }, edge.call);
  };

  it('that is carried out without an answer is recognised, and not asked for twice', async () => {
    const id = await created(await edge.submitted());
    srm.fail('deploy', noAnswer(), { done: true });
    await edge.live(3_000);
    expect(await row(id)).toMatchObject({ phase: 'PLACED', upstreamId: only() });
    expect(deploys()).toBe(1);
  });

  it('that is not carried out is asked for again', async () => {
    const id = await created(await edge.submitted());
    srm.fail('deploy', noAnswer());
    await edge.live(3_000);
    expect(await row(id)).toMatchObject({ phase: 'PLACED', upstreamId: only() });
    expect(deploys()).toBe(2);
  });

  it('that is carried out late, while it is asked for again, is recognised all the same', async () => {
    const appId = await edge.submitted();
    const id = await created(appId);
    srm.fail('deploy', noAnswer());
    await edge.step();
    const { instances } = srm;
    // The second attempt has looked, and does not see it yet.
    Object.assign(srm, {
      async instances(call: typeof edge.call) {
        const seen = await instances(call);
        Object.assign(srm, { instances });
        await lateDeploy(appId);
        return seen;
      },
    });
    await edge.live(10_000);
    expect(await row(id)).toMatchObject({ phase: 'PLACED', upstreamId: only(), status: 'instantiating' });
    expect(await failures()).toBe(0);
  });

  it('several that are carried out without answers are told apart', async () => {
    const appId = await edge.submitted();
    srm.fail('deploy', noAnswer(), { done: true });
    srm.fail('deploy', noAnswer(), { done: true });
    const ids = [await created(appId, NORTH), await created(appId, SOUTH)];
    await edge.live(30_000);
    const rows = await Promise.all(ids.map(row));
    expect(rows.map((one) => one?.phase)).toEqual(['PLACED', 'PLACED']);
    expect(rows.map((one) => srm.running.get(one!.upstreamId!)?.zoneId)).toEqual([NORTH.id, SOUTH.id]);
    expect([srm.running.size, deploys()]).toEqual([2, 2]);
  });

  it('that the SRM refuses is failed, and its deletion waits for nothing', async () => {
    const appId = await edge.submitted();
    const id = await created(appId);
    await srm.deregisterApp((await test.db.prisma.app.findUnique({ where: { id: appId } }))!.upstreamId!, edge.call);
    await edge.step();
    expect(await row(id)).toMatchObject({ phase: 'PLACED', status: 'failed', statusReason: 'The SRM does not know the app.', upstreamId: null, sentAt: null });
    await edge.instances.deleteAppInstance(id, edge.ctx);
    await edge.step();
    expect(await row(id)).toBeNull();
  });

  it('whose zone is gone is failed for that reason', async () => {
    const id = await created(await edge.submitted());
    Object.assign(srm, { zones: () => Promise.resolve([SOUTH]) });
    edge.clock.pass(5_000);
    await edge.step();
    expect(await row(id)).toMatchObject({ status: 'failed', statusReason: 'The SRM does not list the edge cloud zone any more.' });
    expect(deploys()).toBe(0);
  });

  it('waits for an SRM that is away, gives up after eight tries, and leaves nothing to remove', async () => {
    const id = await created(await edge.submitted());
    for (let n = 0; n < 8; n += 1) srm.fail('deploy', noConnection());
    await edge.live(100_000);
    expect(await row(id)).toMatchObject({ status: 'instantiating', sentAt: null });
    await edge.live(200_000);
    expect(await row(id)).toMatchObject({ status: 'failed', statusReason: 'The SRM could not be reached.' });
    await edge.instances.deleteAppInstance(id, edge.ctx);
    await edge.step();
    expect(await row(id)).toBeNull();
    expect(srm.calls).not.toContain('undeploy');
  });

  it('that is deleted before it is asked for is not asked for', async () => {
    const id = await created(await edge.submitted());
    await edge.instances.deleteAppInstance(id, edge.ctx);
    await edge.step();
    expect(await row(id)).toBeNull();
    expect(srm.calls).not.toContain('deploy');
  });

  it('that is deleted while nobody knows whether it is there is taken away when it comes', async () => {
    const appId = await edge.submitted();
    const id = await created(appId);
    srm.fail('deploy', noAnswer());
    await edge.step();
    await edge.instances.deleteAppInstance(id, edge.ctx);
    await edge.live(2_000);
    expect(await row(id)).toMatchObject({ status: 'terminating' });
    await lateDeploy(appId);
    await edge.live(2_000);
    expect(await row(id)).toBeNull();
    expect(srm.running.size).toBe(0);
  });

  it('that is deleted and never comes is let go when it cannot come any more', async () => {
    const id = await created(await edge.submitted());
    srm.fail('deploy', noAnswer());
    await edge.step();
    await edge.instances.deleteAppInstance(id, edge.ctx);
    await edge.live(3 * SRM_TIMEOUT_MS);
    expect(await row(id)).not.toBeNull();
    await edge.live(3 * SRM_TIMEOUT_MS);
    expect(await row(id)).toBeNull();
  });

  it('is taken away as often as it takes', async () => {
    const id = await created(await edge.submitted());
    await edge.step();
    await edge.instances.deleteAppInstance(id, edge.ctx);
    srm.fail('undeploy', noConnection());
    srm.fail('undeploy', noAnswer(), { done: true });
    await edge.live(1_000);
    expect(await row(id)).toMatchObject({ phase: 'REMOVING', status: 'terminating' });
    await edge.live(6_000);
    expect(await row(id)).toBeNull();
    expect(srm.running.size).toBe(0);
  });
});
