import { expect, it } from 'vitest';
import { edgeModule } from '../../../test/journeys/edge-module.js';
import { describeOnServer } from '../../../test/support/databases.js';
import { Refusal } from '../../kernel/refusal.js';
import { fakeSrm } from './srm.source.fake.js';
import type { UpstreamZone } from './srm.types.js';

const ZONES: readonly UpstreamZone[] = ['1', '2', '3', '4'].map((n) => ({ id: `6f1c1a52-9d0e-4b5f-8f1a-2b7c64a0d10${n}`, name: `zone-${n}`, provider: 'Fake_Operator', region: 'upper', status: 'active' }));
const ids = ZONES.map(({ id }) => id);

describeOnServer('a deployment that many change at once', (open) => {
  it('never stops because two wait for each other, and agrees with its instances at the end', { timeout: 60_000 }, async () => {
    await using test = await open();
    const srm = fakeSrm({ zones: ZONES });
    const edge = edgeModule(test.db, srm);
    const appId = await edge.submitted();
    const { appDeployment: { id } } = await edge.deployments.createAppDeployment({ name: 'everywhere', appId, edgeCloudZoneIds: ids.slice(0, 3) }, edge.ctx);
    await edge.live(2_000);

    const failures: unknown[] = [];
    const tried = (work: Promise<unknown>): Promise<unknown> => work.catch((failure: unknown) => (failure instanceof Refusal ? undefined : failures.push(failure)));
    for (let round = 0; round < 25; round += 1) {
      for (const upstreamId of srm.running.keys()) srm.settle(upstreamId, round % 2 === 0 ? 'ready' : 'instantiating');
      const members = await test.db.prisma.appInstance.findMany({ where: { deploymentId: id } });
      edge.clock.pass(60_000);
      await Promise.all([
        tried(edge.step()),
        tried(edge.deployments.updateAppDeployment({ id, edgeCloudZoneIds: ids.slice(round % 2, 3 + (round % 2)) }, edge.ctx)),
        tried(edge.deployments.updateAppDeployment({ id, name: `everywhere_${round}` }, edge.ctx)),
        ...(round % 3 === 0 && members[1] ? [tried(edge.instances.deleteAppInstance(members[1].id, edge.ctx))] : []),
      ]);
    }
    expect(failures).toEqual([]);
    await tried(edge.deployments.updateAppDeployment({ id, edgeCloudZoneIds: ids }, edge.ctx));
    await edge.live(60_000);
    const { edgeCloudZoneIds } = await edge.deployments.appDeployment(id, edge.ctx);
    const members = await test.db.prisma.appInstance.findMany({ where: { deploymentId: id } });
    expect(members.map(({ edgeCloudZoneId }) => edgeCloudZoneId).sort()).toEqual([...edgeCloudZoneIds].sort());
    expect([...srm.running.values()].map(({ zoneId }) => zoneId).sort()).toEqual([...edgeCloudZoneIds].sort());
  });
});
