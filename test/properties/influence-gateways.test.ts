import { expect, it } from 'vitest';
import type { Refusal } from '../../src/kernel/refusal.js';
import { systemClock } from '../../src/kernel/clock.js';
import { describeOnServer } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { influenceWorld } from '../support/influence-world.js';
import { aClient, aContext } from '../support/qod-world.js';

const INFLUENCES = 15;

describeOnServer('influences behind two gateways on one database', (open) => {
  it('are changed by one at a time, end once, and leave nothing in the network', async () => {
    await using test = await open();
    const clock = { ...systemClock, pass: () => undefined };
    const first = influenceWorld(test.db, { clock, network: { grantAfter: 1, latencyMs: 5 } });
    const second = influenceWorld(await test.another(), { clock, on: first.network, edge: first.edge });
    first.edge.addZone();
    for (let count = 0; count < 3; count += 1) first.edge.addInstance();
    for (const { engine } of [first, second]) await engine.worker.start();

    async function life(number: number): Promise<void> {
      const [here, there] = number % 2 ? [first, second] : [second, first];
      const ctx = aContext(aClient(`client-${number}`));
      const { id } = await here.influences.create(ctx, { apiConsumerId: 'shop', appId: first.edge.appId });
      await eventually(async () => expect((await there.influences.get(ctx, id)).state).toBe('active'));
      const changes = await Promise.allSettled([here, there, here, there].map(({ influences }, sourcePort) => influences.update(ctx, { id, sourceTrafficFilters: { sourcePort } })));
      expect(changes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const change of changes) if (change.status === 'rejected') expect((change.reason as Refusal).code).toBe('DENIED_WAIT');
      // The second may come when it is gone.
      for (const end of await Promise.allSettled([here, there].map(({ influences }) => influences.delete(ctx, id)))) if (end.status === 'rejected') expect((end.reason as Refusal).code).toBe('NOT_FOUND');
      await eventually(async () => expect(await test.db.prisma.trafficInfluence.count({ where: { id } })).toBe(0));
      expect((await first.events(id)).filter(({ removed }) => removed)).toHaveLength(1);
    }
    await Promise.all(Array.from({ length: INFLUENCES }, (_, number) => life(number)));

    await eventually(async () => expect(await test.db.prisma.networkFlow.count()).toBe(0));
    expect(first.network.flows.size).toBe(0);
    expect([...first.log.lines, ...second.log.lines].filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
    for (const { engine } of [first, second]) await engine.worker.stop();
  });
});
