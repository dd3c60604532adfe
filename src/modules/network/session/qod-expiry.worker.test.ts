import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { collectLog } from '../../../../test/support/log.js';
import { aContext, aSession, handClock, qodWorld, type QodWorld } from '../../../../test/support/qod-world.js';
import { newId } from '../../../kernel/id.js';
import type { Database } from '../../../outbound/storage/database.js';
import { qodExpiryStore } from './qod-expiry.store.js';
import { qodExpiry } from './qod-expiry.worker.js';
import { RETENTION_MS } from '../resource.rules.js';

const ctx = aContext();

/** So many sessions in force that end at the same time, each with its flow. */
async function plant({ prisma }: Database, count: number, expiresAt: Date): Promise<void> {
  const startedAt = new Date(expiresAt.getTime() - 60_000);
  const rows = Array.from({ length: count }, (_, i) => ({
    id: newId(), clientId: 'client-1', deviceId: `device ${i}`, applicationServer: {}, qosProfile: 'QOS_E', duration: 60,
    status: 'AVAILABLE' as const, startedAt, expiresAt, dueAt: expiresAt, createdAt: startedAt, updatedAt: startedAt,
  }));
  await prisma.qodSession.createMany({ data: rows });
  await prisma.networkFlow.createMany({ data: rows.map(({ id }) => ({ id: newId(), kind: 'QOD_SESSION' as const, resourceId: id, request: {}, phase: 'GRANTED' as const, dueAt: startedAt, createdAt: startedAt })) });
}

/** Lets a worker do what is due, and no more. */
async function work(world: QodWorld, done: () => Promise<void>): Promise<void> {
  world.expiry.start();
  await eventually(done);
  await world.expiry.stop();
}

describe.each(databaseKinds)('the ending of sessions (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: QodWorld;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.clear();
    world = qodWorld(test.db);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const events = (id: string) => test.db.prisma.outboxEvent.findMany({ where: { subject: id }, orderBy: { seq: 'asc' } });

  it('tells of it, lets the network go, and takes the row away later without a word', async () => {
    const { id } = await world.service.create(ctx, aSession());
    world.clock.pass(60_000);
    const now = world.clock.now();
    await work(world, async () => expect(await events(id)).toHaveLength(3));
    expect((await events(id)).at(-1)).toMatchObject({ time: now, clientId: 'client-1', data: { previousStatus: 'AVAILABLE', qosStatus: 'UNAVAILABLE', statusInfo: 'DURATION_EXPIRED', duration: 60, expiresAt: now.toISOString(), removed: false } });
    expect(await test.db.prisma.qodSession.findUnique({ where: { id } })).toMatchObject({ status: 'UNAVAILABLE', expiresAt: now, dueAt: new Date(now.getTime() + RETENTION_MS), updatedAt: now });
    expect((await world.flows.all(id)).map(({ phase }) => phase)).toEqual(['REMOVING']);

    world.clock.pass(RETENTION_MS - 1);
    world.expiry.start();
    await world.expiry.stop();
    expect(await world.service.get(ctx, id)).toMatchObject({ qosStatus: 'UNAVAILABLE' });
    world.clock.pass(1);
    await work(world, async () => expect(await test.db.prisma.qodSession.count()).toBe(0));
    expect(await events(id)).toHaveLength(3);
  });

  it('tells how late it was', async () => {
    await plant(test.db, 3, new Date(world.clock.now().getTime() + 60_000));
    world.clock.pass(60_400);
    const lateness: number[] = [];
    const expiry = qodExpiry({ db: test.db, due: qodExpiryStore(test.db), flows: world.flows, clock: world.clock, log: collectLog(), onEnded: (seconds) => void lateness.push(seconds) });
    expiry.start();
    await eventually(() => expect(lateness).toEqual([0.4, 0.4, 0.4]));
    await expiry.stop();
  });

  it('comes after hours in which nobody was there', async () => {
    await plant(test.db, 250, new Date(world.clock.now().getTime() + 60_000));
    world.clock.pass(10 * 3_600_000);
    await work(world, async () => expect(await test.db.prisma.outboxEvent.count()).toBe(250));
    expect(await test.db.prisma.qodSession.count({ where: { status: 'UNAVAILABLE', dueAt: new Date(world.clock.now().getTime() + RETENTION_MS) } })).toBe(250);
    expect(await test.db.prisma.networkFlow.count({ where: { phase: 'REMOVING' } })).toBe(250);
  });

  it('leaves alone what has been extended or has time left', async () => {
    const [short, long] = [await world.service.create(ctx, aSession({ devicePorts: { ports: [1] } })), await world.service.create(ctx, aSession({ devicePorts: { ports: [2] } }))];
    world.clock.pass(59_999);
    await world.service.extend(ctx, long.id, 60);
    world.clock.pass(1);
    await work(world, async () => expect(await events(short.id)).toHaveLength(3));
    expect(await world.service.get(ctx, long.id)).toMatchObject({ qosStatus: 'AVAILABLE' });
  });

  it('says how it is doing', async () => {
    expect(world.expiry.state()).toEqual({ ok: true, lag: 0 });
    const due = { ...qodExpiryStore(test.db), nextDue: () => Promise.reject(new Error('no')) };
    const failing = qodExpiry({ db: test.db, due, flows: world.flows, clock: world.clock, log: collectLog() });
    failing.start();
    await eventually(() => expect(failing.state()).toMatchObject({ ok: false, reason: expect.stringMatching(/^Sessions cannot be ended: /) as string }));
    await failing.stop();
  });
});

describeOnServer('sessions that end while two replicas look after them', (open) => {
  it('are each told of once', async () => {
    await using test = await open();
    const clock = handClock();
    const [one, two] = [qodWorld(test.db, { clock }), qodWorld(await test.another(), { clock })];
    await plant(test.db, 3_000, clock.now());
    one.expiry.start();
    two.expiry.start();
    await eventually(async () => expect(await test.db.prisma.qodSession.count({ where: { status: 'AVAILABLE' } })).toBe(0));
    await Promise.all([one.expiry.stop(), two.expiry.stop()]);
    const told = await test.db.prisma.outboxEvent.groupBy({ by: ['subject'], _count: true });
    expect(told).toHaveLength(3_000);
    expect(told.filter(({ _count }) => _count !== 1)).toEqual([]);
  });
});
