import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { A_SESSION, createListener, testFlows, type Listener, type TestFlows } from '../../../../test/support/flows.js';
import { Refusal } from '../../../kernel/refusal.js';
import { fakeNetwork, lostAnswer, outOfReach, type FakeNetwork } from '../upstream/network.source.fake.js';

const GRANTED = { eventReports: [{ event: 'SUCCESSFUL_RESOURCES_ALLOCATION' }] };

const A_ID = '7d1e9f6a-3c1e-4a55-9d8b-2f0f6f3f8a11';

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
  it('whose holder died is free again as soon as the network tells of it', async () => {
    network.fail('create', lostAnswer(), { done: true });
    const resourceId = await flows.want();
    await drive(resourceId);
    await test.db.pool.query(`UPDATE "NetworkFlow" SET "leasedUntil" = clock_timestamp() + interval '1 hour', "leasedBy" = gen_random_uuid()`);
    const [row] = await flows.rows();
    await notice(row!.id, GRANTED);
    await flows.release(resourceId);
    await drive(resourceId);
    expect([network.flows.size, await flows.rows()]).toEqual([0, []]);
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
  it('is forgotten when the network has told nothing of it for long, which is logged', async () => {
    flows = testFlows(test.db, network, owner, { limits: { graceMs: 30, memoryMs: 60 } });
    network.fail('create', lostAnswer());
    const resourceId = await flows.want();
    await drive(resourceId);
    await flows.worker.start();
    await eventually(async () => expect(await flows.rows()).toEqual([]));
    expect(owner.facts(resourceId)).toEqual(['refused']);
    expect(flows.log.lines.filter(({ level, message }) => level === 'warn' && message.includes('is forgotten'))).toHaveLength(1);
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
