import { it } from 'vitest';
import { databaseKinds } from '../../../../test/support/databases.js';
import { partnerWorld } from '../../../../test/support/partner-world.js';
import { fakeFederationManager } from '../manager/fm.source.fake.js';
it('cpu', async () => {
  let last = process.cpuUsage();
  const lap = (what: string) => { const now = process.cpuUsage(last); last = process.cpuUsage(); console.log(what, Math.round((now.user + now.system) / 1000)); };
  const test = await databaseKinds[0]![1](); lap('open');
  for (let n = 0; n < 4; n += 1) {
  await test.clear(); lap('clear');
  const fake = fakeFederationManager({ partners: { partner: '1.3.0' }, instances: 'READY' });
  const world = partnerWorld({ db: test.db, fake }); lap('world');
  const { zones } = await world.federated(); lap('federated');
  const appId = await world.submitted(); lap('submitted');
  const id = await world.placed(appId, zones['zone-1']!); lap('placed');
  await world.live(5_000); lap('live');
  await world.end(id); lap('end');
  await world.live(5_000); lap('live2');
  await world.live(1000_000); lap('live1000');
  }
  await test[Symbol.asyncDispose]();
});
