import { expect, it } from 'vitest';
import { databaseKinds } from '../../../../test/support/databases.js';
import { aSpecification } from '../../../../test/support/heartbeat-world.js';
import { into, peeringWorld, select } from '../../../../test/support/peering-world.js';

it.each(databaseKinds)('measure %s', async (kind, open) => {
  const test = await open();
  const world = peeringWorld(test.db);
  const ids = Array.from({ length: 10_000 }, (_, n) => `c04f3d66-5350-49ea-8b31-${String(n).padStart(12, '0')}`);
  const { id, oss } = world.organization();
  for (const one of ids) oss.specs.set(one, aSpecification(one, { specCharacteristic: Array.from({ length: 8 }, (_, c) => ({ name: `c${c}`, valueType: 'TEXT', characteristicValueSpecification: [{ value: { value: 'x'.repeat(100), alias: null } }] })) }));
  const rss = process.memoryUsage().rss / 1e6;
  let t = performance.now();
  await world.changes.add(world.ctx(), { organizationId: id, select: select(...ids), serviceCatalogs: into('P', 'E', ...ids) });
  console.log(kind, 'add', Math.round(performance.now() - t), 'ms', 'rss', Math.round(rss), Math.round(process.memoryUsage().rss / 1e6), 'messages', (await world.messages(id)).length, 'bytes each', (await world.messages(id)).map(({ data }) => JSON.stringify(data).length).slice(0, 3));
  t = performance.now();
  await world.changes.update(world.ctx(), { organizationId: id });
  console.log(kind, 'update same', Math.round(performance.now() - t));
  t = performance.now();
  await world.peerings.end(world.ctx(), id);
  console.log(kind, 'end', Math.round(performance.now() - t));
  expect(1).toBe(1);
  await test[Symbol.asyncDispose]();
}, 200_000);
