import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { edgeModule, type EdgeModule } from '../../../test/journeys/edge-module.js';
import { databaseKinds, type TestDatabase } from '../../../test/support/databases.js';
import { MISSED_LISTS } from './app-instance.rules.js';
import { FAKE_ZONES, fakeSrm, noAnswer, type FakeSrm } from './srm.source.fake.js';

describe.each(databaseKinds)('following the SRM (%s)', (_, open) => {
  let test: TestDatabase;
  let srm: FakeSrm;
  let edge: EdgeModule;
  let id: string;
  let upstreamId: string;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.clear();
    srm = fakeSrm();
    edge = edgeModule(test.db, srm);
    const appId = await edge.submitted();
    id = (await edge.instances.createAppInstance({ name: 'inst', appId, edgeCloudZoneId: FAKE_ZONES[0]!.id }, edge.ctx)).appInstance.id;
    await edge.step();
    upstreamId = [...srm.running.keys()][0]!;
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const read = () => edge.instances.appInstance(id, edge.ctx);
  const story = async (): Promise<unknown[]> =>
    (await test.db.prisma.outboxEvent.findMany({ where: { subject: id }, orderBy: { seq: 'asc' } })).map(({ data }) => (data as { status: string }).status);

  it('writes and announces a status when it changes, and not otherwise', async () => {
    await edge.live(5_000);
    const before = await test.db.prisma.appInstance.findUnique({ where: { id } });
    await edge.live(20_000);
    expect(await test.db.prisma.appInstance.findUnique({ where: { id } })).toEqual(before);
    srm.settle(upstreamId, 'ready');
    await edge.live(20_000);
    expect(await read()).toMatchObject({ status: 'ready' });
    const ready = await test.db.prisma.appInstance.findUnique({ where: { id } });
    await edge.live(90_000);
    expect(await test.db.prisma.appInstance.findUnique({ where: { id } })).toEqual(ready);
    expect(await story()).toEqual(['instantiating', 'ready']);
  });

  it('looks often while something moves, and seldom when nothing does', async () => {
    const looks = async (ms: number): Promise<number> => {
      const before = srm.calls.filter((method) => method === 'instances').length;
      await edge.live(ms);
      return srm.calls.filter((method) => method === 'instances').length - before;
    };
    expect(await looks(5_000)).toBeGreaterThanOrEqual(4);
    srm.settle(upstreamId, 'ready');
    await edge.live(5_000);
    expect(await looks(120_000)).toBeLessThanOrEqual(5);
    srm.vanish(upstreamId);
  });

  it('goes on after an SRM that did not answer', async () => {
    for (let n = 0; n < 3; n += 1) srm.fail('instances', noAnswer());
    srm.settle(upstreamId, 'ready');
    await edge.live(20_000);
    expect(await read()).toMatchObject({ status: 'ready' });
  });

  it(`calls an instance unknown after ${MISSED_LISTS} lists without it, and ready when it is listed again`, async () => {
    srm.settle(upstreamId, 'ready');
    await edge.live(5_000);
    const { instances } = srm;
    Object.assign(srm, { instances: () => Promise.resolve([]) });
    await edge.live((MISSED_LISTS - 2) * 30_000);
    expect(await read()).toMatchObject({ status: 'ready' });
    await edge.live(3 * 30_000);
    expect(await read()).toMatchObject({ status: 'unknown', statusReason: 'The SRM does not list the instance any more.' });
    Object.assign(srm, { instances });
    await edge.live(60_000);
    expect(await read()).toMatchObject({ status: 'ready', statusReason: null });
    expect(await story()).toEqual(['instantiating', 'ready', 'unknown', 'ready']);
  });

  it('shows what the SRM tells of endpoints', async () => {
    const endpoints = [{ interfaceId: 'http', accessPoints: { port: 8080, fqdn: 'shop.example' } }];
    Object.assign(srm, { instances: () => Promise.resolve([{ upstreamId, status: 'ready', endpoints }]) });
    await edge.live(2_000);
    expect((await read()).componentEndpointInfo).toMatchObject(endpoints);
  });

  it('ends when nothing is placed any more', async () => {
    await edge.instances.deleteAppInstance(id, edge.ctx);
    await edge.live(40_000);
    expect(await test.db.prisma.job.count()).toBe(0);
  });
});
