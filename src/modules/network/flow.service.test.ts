import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../test/support/databases.js';
import { eventually } from '../../../test/support/eventually.js';
import { A_SESSION, createListener, testFlows, type Listener, type TestFlows } from '../../../test/support/flows.js';
import { Refusal } from '../../kernel/refusal.js';
import { callbackKey, flowCallbacks } from './flow-callbacks.service.js';
import { fakeNetwork, lostAnswer, outOfReach, type FakeNetwork } from './network.source.fake.js';

const GRANTED = { eventReports: [{ event: 'SUCCESSFUL_RESOURCES_ALLOCATION' }] };

describe.each(databaseKinds)('flows, %s', (_kind, open) => {
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
  const notice = async (flowId: string, body: object): Promise<void> => flows.notices.told({ flowId, kind: 'QOD_SESSION' }, { transaction: `http://core.example/subscriptions/${only()}`, ...body });

  it('wants, asks, and is granted', async () => {
    const resourceId = await flows.want();
    expect(await flows.rows()).toMatchObject([{ phase: 'WANTED', resourceId, sentAt: null, request: A_SESSION }]);
    await drive(resourceId);
    expect(await flows.rows()).toMatchObject([{ phase: 'PENDING', upstreamId: only(), leasedBy: null }]);
    expect(owner.facts(resourceId)).toEqual(['accepted']);
    network.settle(only(), 'AVAILABLE');
    await flows.worker.start();
    await eventually(() => expect(owner.facts(resourceId)).toEqual(['accepted', 'granted']));
    expect(owner.heard[1]).toMatchObject({ phases: ['GRANTED'] });
  });
  it('asks for several at once, and is not done before each has its answer', async () => {
    const resourceId = await flows.want([A_SESSION, A_SESSION, A_SESSION]);
    await drive(resourceId);
    expect(network.flows.size).toBe(3);
    expect(owner.facts(resourceId)).toEqual(['accepted', 'accepted', 'accepted']);
  });
  it('does nothing for what was rolled back', async () => {
    await expect(test.db.prisma.$transaction(async (tx) => {
      await flows.flows.want(tx, { kind: 'QOD_SESSION', resourceId: A_ID, requests: [A_SESSION], correlator: null });
      throw new Error('back');
    })).rejects.toThrow('back');
    await drive(A_ID);
    expect(network.calls).toEqual([]);
  });
  it('removes at once, and tells that it is gone', async () => {
    const resourceId = await flows.want([A_SESSION, A_SESSION]);
    await drive(resourceId);
    await flows.release(resourceId);
    await drive(resourceId);
    expect([network.flows.size, await flows.rows()]).toEqual([0, []]);
    expect(owner.facts(resourceId)).toEqual(['accepted', 'accepted', 'gone', 'gone']);
  });
  it('keeps those that are to stay', async () => {
    const resourceId = await flows.want([A_SESSION, A_SESSION]);
    await drive(resourceId);
    const [first, second] = await flows.rows();
    await test.db.prisma.$transaction((tx) => flows.flows.release(tx, [resourceId], [first!.id]));
    await drive(resourceId);
    expect(await flows.rows()).toMatchObject([{ id: first!.id, phase: 'PENDING' }]);
    expect(network.flows.has(second!.upstreamId!)).toBe(false);
  });
  it('of what was never asked for asks nobody', async () => {
    const resourceId = await flows.want();
    await flows.release(resourceId);
    await drive(resourceId);
    expect([network.calls, await flows.rows(), owner.facts(resourceId)]).toEqual([[], [], ['gone']]);
  });
  it('waits for the answer of what is released meanwhile, and removes it then', async () => {
    const resourceId = await flows.want();
    network.hold(true);
    const creating = drive(resourceId);
    await eventually(() => expect(network.calls).toHaveLength(1));
    await flows.release(resourceId);
    const removing = drive(resourceId, 5_000);
    network.hold(false);
    await Promise.all([creating, removing]);
    expect([network.flows.size, await flows.rows()]).toEqual([0, []]);
    expect(owner.facts(resourceId)).toEqual(['gone']);
  });
  it('drives no longer than it may', async () => {
    const resourceId = await flows.want();
    network.hold(true);
    const from = performance.now();
    await drive(resourceId, 100);
    expect(performance.now() - from).toBeLessThan(1_000);
    network.hold(false);
    await eventually(() => expect(owner.facts(resourceId)).toEqual(['accepted']));
  });
  it('asks again when the network is back', async () => {
    network.down(true);
    const resourceId = await flows.want();
    await drive(resourceId);
    expect(await flows.rows()).toMatchObject([{ phase: 'WANTED', attempts: 1, sentAt: null }]);
    await flows.worker.start();
    await new Promise((resolve) => setTimeout(resolve, 300));
    network.down(false);
    await eventually(() => expect(owner.facts(resourceId)).toEqual(['accepted']));
    expect(network.flows.size).toBe(1);
  });
  it('is refused for good', async () => {
    network.fail('create', new Refusal('NOT_IMPLEMENTED', 'The network has no such function.', { cause: outOfReach().cause }));
    const resourceId = await flows.want();
    await drive(resourceId);
    expect(owner.heard).toEqual([{ resourceId, fact: { kind: 'refused', code: 'NOT_IMPLEMENTED', reason: 'The network has no such function.' }, phases: [] }]);
    expect(await flows.rows()).toEqual([]);
  });
  it('is not asked for twice when the answer was lost; a notice brings it back', async () => {
    network.fail('create', lostAnswer(), { done: true });
    const resourceId = await flows.want();
    await drive(resourceId);
    const [row] = await flows.rows();
    expect(row).toMatchObject({ phase: 'SENT', upstreamId: null, leasedBy: null });
    await notice(row!.id, GRANTED);
    expect(owner.facts(resourceId)).toEqual(['accepted', 'granted']);
    expect(await flows.rows()).toMatchObject([{ phase: 'GRANTED', upstreamId: only() }]);
    await flows.release(resourceId);
    await drive(resourceId);
    expect(network.flows.size).toBe(0);
  });
  it('is given up after the grace, and removed when the network tells of it later', async () => {
    flows = testFlows(test.db, network, owner, { limits: { graceMs: 50 } });
    network.fail('create', lostAnswer(), { done: true });
    const resourceId = await flows.want();
    await drive(resourceId);
    const [row] = await flows.rows();
    await flows.worker.start();
    await eventually(() => expect(owner.facts(resourceId)).toEqual(['refused']));
    expect(network.calls.filter(([method]) => method === 'create')).toHaveLength(1);
    await notice(row!.id, GRANTED);
    await eventually(async () => expect([network.flows.size, await flows.rows()]).toEqual([0, []]));
    expect(owner.facts(resourceId)).toEqual(['refused']);
  });
  it('is removed when it is granted after its row has gone', async () => {
    const resourceId = await flows.want();
    await drive(resourceId);
    const [row] = await flows.rows();
    await flows.release(resourceId);
    network.fail('remove', lostAnswer());
    await drive(resourceId);
    await test.db.prisma.networkFlow.deleteMany();
    await flows.worker.start();
    await notice(row!.id, GRANTED);
    await eventually(async () => expect([network.flows.size, await flows.rows()]).toEqual([0, []]));
  });
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
  it('removes once more what was removed while the network may have been at work with it', async () => {
    flows = testFlows(test.db, network, owner, { limits: { settleMs: 300 } });
    const resourceId = await flows.want();
    await drive(resourceId);
    const [upstreamId, granted] = [...network.flows][0]!;
    await flows.release(resourceId);
    await drive(resourceId);
    expect(owner.facts(resourceId)).toEqual(['accepted', 'gone']);
    (network.flows as Map<string, typeof granted>).set(upstreamId, { ...granted, status: 'AVAILABLE' });
    await flows.worker.start();
    await eventually(async () => expect([network.flows.size, await flows.rows()]).toEqual([0, []]));
    expect(owner.facts(resourceId)).toEqual(['accepted', 'gone']);
  });
  it('tells a resource again when it could not be written', async () => {
    owner.failOnce();
    const resourceId = await flows.want();
    await drive(resourceId);
    expect(owner.facts(resourceId)).toEqual(['accepted']);
    expect(await flows.rows()).toMatchObject([{ phase: 'PENDING', upstreamId: only() }]);
  });
  it('is over when the network has it no more', async () => {
    flows = testFlows(test.db, network, owner, { limits: { lookMs: 30 } });
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
    await Promise.all(Array.from({ length: 30 }, () => flows.want()));
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
    const ids = await Promise.all(Array.from({ length: 300 }, () => flows.want()));
    await test.db.pool.query(`UPDATE "NetworkFlow" SET phase = 'REMOVING', "upstreamId" = id::text, "sentAt" = "createdAt", "leasedUntil" = NULL`);
    await flows.worker.start();
    await eventually(async () => expect(await flows.rows()).toEqual([]));
    expect(network.calls).toHaveLength(ids.length);
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
  it('stands beside the network’s list', async () => {
    const engine = testFlows(test.db, network, owner, { limits: { graceMs: 0 } });
    const [granted, lost, stray] = [await engine.want(), await engine.want(), await engine.want()];
    network.fail('create', lostAnswer());
    await engine.flows.drive(lost, 1_000);
    await engine.flows.drive(granted, 1_000);
    await engine.flows.drive(stray, 1_000);
    await test.db.prisma.networkFlow.deleteMany({ where: { resourceId: stray } });
    const kept = await test.db.prisma.networkFlow.findFirstOrThrow({ where: { resourceId: granted } });
    await engine.reconcile.once(new AbortController().signal);
    expect(await test.db.prisma.networkFlow.findFirst({ where: { resourceId: lost } })).toMatchObject({ phase: 'WANTED', sentAt: null });
    await engine.worker.start();
    await eventually(() => expect([...network.flows.values()]).toHaveLength(2));
    await eventually(() => expect(owner.facts(lost)).toEqual(['accepted']));
    expect(network.flows.has(kept.upstreamId!)).toBe(true);
    await engine[Symbol.asyncDispose]();
  });
});

const A_ID = '7d1e9f6a-3c1e-4a55-9d8b-2f0f6f3f8a11';

describeOnServer('two engines on one database', (open) => {
  it('ask the network once for each flow, whoever takes it', async () => {
    await using test = await open();
    const network = fakeNetwork({ at: 'AVAILABLE', latencyMs: 2 });
    const owner = createListener();
    await using one = testFlows(test.db, network, owner);
    await using other = testFlows(await test.another(), network, owner);
    const ids = await Promise.all(Array.from({ length: 200 }, (_, n) => (n % 2 ? one : other).want()));
    await test.db.pool.query('UPDATE "NetworkFlow" SET "leasedUntil" = NULL, "leasedBy" = NULL WHERE random() < 0.5');
    await Promise.all([one.worker.start(), other.worker.start()]);
    await Promise.all(ids.map((id, n) => (n % 2 ? one : other).flows.drive(id, 5_000)));
    await eventually(() => expect(owner.heard.filter(({ fact }) => fact.kind === 'granted')).toHaveLength(200));
    expect(network.calls.filter(([method]) => method === 'create')).toHaveLength(200);
    await test.db.prisma.$transaction((tx) => one.flows.release(tx, ids));
    await eventually(async () => expect([network.flows.size, await one.rows()]).toEqual([0, []]));
    expect(owner.heard.filter(({ fact }) => fact.kind === 'gone')).toHaveLength(200);
  });
});

describe('addresses for notices', () => {
  const callbacks = flowCallbacks({ baseUrl: 'https://gateway.example/base', key: callbackKey(Buffer.alloc(32, 1)) });
  const flow = { flowId: A_ID, kind: 'TRAFFIC_INFLUENCE' } as const;
  it('name their flow, and hold for a gateway that has moved', () => {
    const address = callbacks.addressOf(flow);
    expect(address).toMatch(/^https:\/\/gateway\.example\/base\/callbacks\/network\/i[0-9a-f-]{36}\.[\w-]{22}$/);
    expect(callbacks.flowAt(address)).toEqual(flow);
    expect(callbacks.flowAt(`http://old.example/callbacks/network/${address.split('/').at(-1)}`)).toEqual(flow);
  });
  it('cannot be made up', () => {
    const address = callbacks.addressOf(flow);
    const others = [address.replace('/i7', '/s7'), address.replace('7d1e', '7d1f'), `${address.slice(0, -4)}AAAA`, `${address}A`, address.slice(0, -1), '', 'https://gateway.example/'];
    expect(others.map(callbacks.flowAt)).toEqual(others.map(() => undefined));
    expect(flowCallbacks({ baseUrl: '', key: callbackKey(Buffer.alloc(32, 2)) }).flowAt(address)).toBeUndefined();
  });
});
