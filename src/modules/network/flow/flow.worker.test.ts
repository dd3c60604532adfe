import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { A_SESSION, createListener, testFlows, type Listener, type TestFlows } from '../../../../test/support/flows.js';
import { fakeNetwork, lostAnswer, type FakeNetwork } from '../upstream/network.source.fake.js';

describe.each(databaseKinds)('what drives flows, %s', (_kind, open) => {
  let test: TestDatabase;
  let network: FakeNetwork;
  let owner: Listener;
  let flows: TestFlows;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.clear();
    network = fakeNetwork();
    owner = createListener();
    flows = testFlows(test.db, network, owner);
  });
  afterEach(() => flows[Symbol.asyncDispose]());
  afterAll(() => test[Symbol.asyncDispose]());

  const drive = (resourceId: string, withinMs = 2_000): Promise<void> => flows.flows.drive(resourceId, withinMs);
  const only = (): string => [...network.flows.keys()][0]!;

  it('removes until the network has done it', async () => {
    const resourceId = await flows.want();
    await drive(resourceId);
    await flows.release(resourceId);
    network.fail('remove', lostAnswer());
    await drive(resourceId);
    expect(await flows.rows()).toMatchObject([{ phase: 'REMOVING', attempts: 1, leasedBy: null }]);
    await flows.worker.start();
    await eventually(() => expect(owner.facts(resourceId)).toEqual(['accepted', 'gone']));
  });
  it('gives a removal up that meets nothing but what may not be the network, and says so', async () => {
    flows = testFlows(test.db, { ...network, remove: async () => 'unsure' }, owner, { limits: { memoryMs: 2_000 } });
    const resourceId = await flows.want();
    await drive(resourceId);
    await flows.release(resourceId);
    await drive(resourceId);
    expect(await flows.rows()).toMatchObject([{ phase: 'REMOVING', attempts: 1 }]);
    expect(owner.facts(resourceId)).toEqual(['accepted']);
    await flows.worker.start();
    await eventually(() => expect(owner.facts(resourceId)).toEqual(['accepted', 'gone']));
    expect(await flows.rows()).toEqual([]);
    expect(flows.log.lines.filter(({ level, message }) => level === 'warn' && message.startsWith('the network may still have a flow'))).toHaveLength(1);
  });
  it('is over when the network has it no more', async () => {
    flows = testFlows(test.db, network, owner, { limits: { lookMs: 30, missedMs: 30 } });
    const resourceId = await flows.want();
    await drive(resourceId);
    network.settle(only(), 'AVAILABLE');
    await flows.worker.start();
    await eventually(() => expect(owner.facts(resourceId)).toContain('granted'));
    network.vanish(only());
    await eventually(() => expect(owner.facts(resourceId)).toEqual(['accepted', 'granted', 'terminated']));
    expect(await flows.rows()).toEqual([]);
  });
  it('is looked at again after an outage, though nothing else calls the network', async () => {
    flows = testFlows(test.db, network, owner, { limits: { lookMs: 30 } });
    const ids = [await flows.want(), await flows.want(), await flows.want(), await flows.want()];
    for (const id of ids) await drive(id);
    for (const upstreamId of network.flows.keys()) network.settle(upstreamId, 'AVAILABLE');
    await flows.worker.start();
    await eventually(() => expect(owner.heard.filter(({ fact }) => fact.kind === 'granted')).toHaveLength(4));
    network.down(true);
    const before = network.calls.length;
    await eventually(() => expect(network.calls.length).toBeGreaterThan(before + 4));
    network.down(false);
    network.settle(only(), 'UNAVAILABLE');
    await eventually(() => expect(owner.facts(ids[0]!)).toEqual(['accepted', 'granted', 'terminated']));
    expect(owner.heard.filter(({ fact }) => fact.kind === 'terminated')).toHaveLength(1);
  });
  it('leaves to others what it has not begun when it stops', async () => {
    flows = testFlows(test.db, network, createListener(false), { width: 2 });
    await flows.want(Array.from({ length: 30 }, () => A_SESSION));
    await test.db.pool.query(`UPDATE "NetworkFlow" SET phase = 'REMOVING', "upstreamId" = id::text, "sentAt" = "createdAt", "leasedUntil" = NULL`);
    network.hold(true);
    await flows.worker.start();
    await eventually(() => expect(network.calls).toHaveLength(2));
    const stopped = flows.worker.stop();
    network.hold(false);
    await stopped;
    expect(network.calls).toHaveLength(2);
    const rows = await flows.rows();
    expect([rows.length, rows.filter(({ leasedBy, attempts }) => leasedBy !== null || attempts > 0)]).toEqual([28, []]);
  });
  it('writes that it did not ask when it stops before it could', async () => {
    flows = testFlows(test.db, network, owner, { width: 1 });
    await flows.worker.start();
    await flows.worker.stop();
    const resourceId = await flows.want();
    await drive(resourceId);
    expect(await flows.rows()).toMatchObject([{ phase: 'WANTED', sentAt: null, leasedBy: null }]);
    expect(network.calls).toEqual([]);
  });
  it('removes many without telling who does not wait', async () => {
    const quiet = createListener(false);
    flows = testFlows(test.db, network, quiet);
    const ids = await Promise.all(Array.from({ length: 50 }, () => flows.want()));
    await Promise.all(ids.map((id) => drive(id)));
    await test.db.prisma.$transaction((tx) => flows.flows.release(tx, ids));
    await flows.worker.start();
    await eventually(async () => expect([network.flows.size, await flows.rows()]).toEqual([0, []]));
    expect(quiet.heard.some(({ fact }) => fact.kind === 'gone')).toBe(false);
    expect(network.calls.filter(([method]) => method === 'remove')).toHaveLength(50);
  });
  it('goes on with what waits without being woken', async () => {
    flows = testFlows(test.db, network, createListener(false), { width: 4, pollMs: 60_000 });
    await flows.want(Array.from({ length: 300 }, () => A_SESSION));
    await test.db.pool.query(`UPDATE "NetworkFlow" SET phase = 'REMOVING', "upstreamId" = id::text, "sentAt" = "createdAt", "leasedUntil" = NULL`);
    await flows.worker.start();
    await eventually(async () => expect(await flows.rows()).toEqual([]));
    expect(network.calls).toHaveLength(300);
  });
  it('takes over what a dead process has left', async () => {
    const resourceId = await flows.want();
    const [row] = await flows.rows();
    await test.db.pool.query(`UPDATE "NetworkFlow" SET "leasedUntil" = clock_timestamp() + interval '1 hour', "leasedBy" = gen_random_uuid()`);
    if (!test.db.embedded) await test.db.pool.query(`UPDATE "NetworkFlow" SET "leasedUntil" = clock_timestamp() + interval '200 milliseconds'`);
    await flows.worker.start();
    await eventually(() => expect(owner.facts(resourceId)).toEqual(['accepted']));
    expect(await flows.rows()).toMatchObject([{ id: row!.id, phase: 'PENDING' }]);
  });
});

describeOnServer('two engines on one database', (open) => {
  it('ask the network once for each flow, whoever takes it', async () => {
    await using test = await open();
    const network = fakeNetwork({ at: 'AVAILABLE', latencyMs: 2 });
    const owner = createListener();
    await using one = testFlows(test.db, network, owner);
    await using other = testFlows(await test.another(), network, owner);
    const ids = await Promise.all(Array.from({ length: 60 }, (_, n) => (n % 2 ? one : other).want()));
    await test.db.pool.query('UPDATE "NetworkFlow" SET "leasedUntil" = NULL, "leasedBy" = NULL WHERE random() < 0.5');
    await Promise.all([one.worker.start(), other.worker.start()]);
    await Promise.all(ids.map((id, n) => (n % 2 ? one : other).flows.drive(id, 5_000)));
    await eventually(() => expect(owner.heard.filter(({ fact }) => fact.kind === 'granted')).toHaveLength(60));
    expect(network.calls.filter(([method]) => method === 'create')).toHaveLength(60);
    await test.db.prisma.$transaction((tx) => one.flows.release(tx, ids));
    await eventually(async () => expect([network.flows.size, await one.rows()]).toEqual([0, []]));
    expect(owner.heard.filter(({ fact }) => fact.kind === 'gone')).toHaveLength(60);
  });
});
