import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admin, anImport, asEvent, aSpec, catalogWorld, ORGANIZATION, type CatalogWorld } from '../../../../test/support/catalog-world.js';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { createRelay } from '../../../outbound/relay.js';
import { collectLog } from '../../../../test/support/log.js';
import { catalogChanges } from './catalog-change.service.js';

describe.each(databaseKinds)('changes of the catalog (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: CatalogWorld;
  let relay: ReturnType<typeof createRelay>;
  beforeAll(async () => {
    test = await open();
    world = await catalogWorld(test.db);
    relay = createRelay({ db: test.db, log: collectLog(), pollMs: 20 });
    await world.log.start();
    await relay.start();
  });
  afterAll(async () => {
    await relay.stop();
    await world.log.close();
    await test[Symbol.asyncDispose]();
  });

  it('are seen by everybody, each once, and again after a cursor', async () => {
    const reader = admin({ caller: { kind: 'two-legged', clientId: 'someone', userId: null, scopes: new Set(), admin: false } });
    const stream = catalogChanges(world.log).follow(reader, {})[Symbol.asyncIterator]();
    await world.hear(anImport(1, [aSpec('a')]));
    const first = (await stream.next()).value!;
    expect(first).toMatchObject({ organizationId: ORGANIZATION.id, changes: [{ kind: 'SERVICE_SPECIFICATION', change: 'CREATED', id: 'a', name: 'spec a' }, { kind: 'SERVICE_CANDIDATE', change: 'CREATED' }] });
    await world.ask('mutation { createServiceCatalog(input: { name: "gold" }) { serviceCatalog { id } } }');
    const second = (await stream.next()).value!;
    expect(second).toMatchObject({ organizationId: null, changes: [{ kind: 'SERVICE_CATALOG', change: 'CREATED', name: 'gold' }] });
    await stream.return?.();
    const again = catalogChanges(world.log).follow(reader, { after: first.cursor })[Symbol.asyncIterator]();
    expect((await again.next()).value).toEqual(second);
    await again.return?.();
  });

  it('are none for a message that was heard before', async () => {
    const event = asEvent(anImport(1, [aSpec('a')]));
    const before = await test.db.prisma.outboxEvent.count();
    await test.db.prisma.$transaction((tx) => world.consumer.handle(event, tx));
    expect(await test.db.prisma.outboxEvent.count()).toBe(before);
  });
});
