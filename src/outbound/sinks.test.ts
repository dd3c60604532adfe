import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../test/support/databases.js';
import { newId } from '../kernel/id.js';
import { createSinkGuard } from './sinks.guard.js';
import { createSinks, SERVE_SINK } from './sinks.js';
import { createVault } from './storage/secrets.js';

const vault = createVault(Buffer.alloc(32, 7));
const sinks = createSinks({ vault, guard: createSinkGuard({ allowedHosts: [], allowLoopback: false }) });
let test: TestDatabase;

beforeAll(async () => {
  test = await databaseKinds[0]![1]();
});
afterAll(() => test[Symbol.asyncDispose]());

const subscription = (resourceId: string, accessToken: string | null) => ({
  resourceId,
  owner: { clientId: 'client-1', userId: 'user-1' },
  sink: 'https://consumer.example/events',
  eventType: 'org.camaraproject.things.v0.changed',
  source: 'https://gateway.example/things/1',
  credentialType: accessToken === null ? null : ('ACCESSTOKEN' as const),
  accessToken,
  clientId: null,
  tokenUri: null,
  accessTokenExpiresAt: accessToken === null ? null : new Date('2027-01-01T00:00:00Z'),
  expiresAt: null,
  maxEvents: 3,
  initialEvent: true,
  now: new Date('2026-11-21T12:00:00Z'),
});

it('keeps a subscription, and its token sealed', async () => {
  const resourceId = newId();
  await test.db.prisma.$transaction((tx) => sinks.register(tx, subscription(resourceId, 'planted-token')));
  const row = await test.db.prisma.eventSubscription.findFirstOrThrow({ where: { resourceId } });
  const { accessToken: _token, owner, now, accessTokenExpiresAt, clientId: _none, ...kept } = subscription(resourceId, 'planted-token');
  expect(row).toMatchObject({ ...kept, ...owner, createdAt: now, credentialExpiresAt: accessTokenExpiresAt, eventCount: 0, state: 'ACTIVE', endReason: null });
  expect(Buffer.from(row.credential!).includes('planted-token')).toBe(false);
  expect(vault.open(row.credential!)).toBe('planted-token');
});

it('keeps none when there is no token, and nothing when the transaction fails', async () => {
  const [resourceId, failed] = [newId(), newId()];
  await test.db.prisma.$transaction((tx) => sinks.register(tx, subscription(resourceId, null)));
  expect(await test.db.prisma.eventSubscription.findFirstOrThrow({ where: { resourceId } })).toMatchObject({ credential: null, credentialExpiresAt: null });
  const failing = test.db.prisma.$transaction(async (tx) => {
    await sinks.register(tx, subscription(failed, null));
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await test.db.prisma.eventSubscription.count({ where: { resourceId: failed } })).toBe(0);
});

it('keeps whom to ask for a token, and no token', async () => {
  const resourceId = newId();
  const asked = { ...subscription(resourceId, null), credentialType: 'PRIVATE_KEY_JWT' as const, clientId: 'gateway-1', tokenUri: 'https://consumer.example/token' };
  await test.db.prisma.$transaction((tx) => sinks.register(tx, asked));
  expect(await test.db.prisma.eventSubscription.findFirstOrThrow({ where: { resourceId } })).toMatchObject({
    clientId: 'client-1', credentialType: 'PRIVATE_KEY_JWT', credentialClientId: 'gateway-1', tokenUri: 'https://consumer.example/token', credential: null,
  });
});

it('hands what waits for a sink on to its next subscription for the same resource, and nothing else', async () => {
  const [resourceId, other] = [newId(), newId()];
  const now = new Date('2026-11-21T13:00:00Z');
  const { prisma } = test.db;
  for (const [id, sink] of [[resourceId, 'https://consumer.example/events'], [resourceId, 'https://consumer.example/else'], [other, 'https://consumer.example/events']] as const) {
    await prisma.$transaction((tx) => sinks.register(tx, { ...subscription(id, null), sink }));
    const { id: subscriptionId } = await prisma.eventSubscription.findFirstOrThrow({ where: { resourceId: id, sink } });
    for (const state of ['PENDING', 'DELIVERED', 'DEAD'] as const) await prisma.eventDelivery.create({ data: { id: newId(), subscriptionId, eventId: newId(), position: 1n, cloudEvent: {}, state, createdAt: now } });
    await prisma.$transaction((tx) => sinks.end(tx, id));
  }
  await prisma.$transaction((tx) => sinks.register(tx, { ...subscription(resourceId, null), now }));
  const next = await prisma.eventSubscription.findFirstOrThrow({ where: { resourceId, state: 'ACTIVE' } });
  expect(await prisma.eventDelivery.findMany({ where: { subscriptionId: next.id } })).toEqual([expect.objectContaining({ state: 'PENDING' })]);
  expect(await prisma.eventDelivery.count({ where: { state: 'PENDING', subscriptionId: { not: next.id } } })).toBe(2);
  expect(await prisma.job.findMany({ where: { kind: SERVE_SINK } })).toEqual([expect.objectContaining({ key: next.id, runAt: now })]);
});

it('ends what a resource has, and nothing of another', async () => {
  const [one, other] = [newId(), newId()];
  for (const resourceId of [one, one, other]) await test.db.prisma.$transaction((tx) => sinks.register(tx, subscription(resourceId, null)));
  await test.db.prisma.$transaction((tx) => sinks.end(tx, one));
  const rows = await test.db.prisma.eventSubscription.findMany({ where: { resourceId: { in: [one, other] } }, orderBy: { createdAt: 'asc' } });
  expect(rows.map(({ resourceId, state, endReason }) => [resourceId === one, state, endReason])).toEqual(
    expect.arrayContaining([[true, 'ENDED', 'SUBSCRIPTION_DELETED'], [true, 'ENDED', 'SUBSCRIPTION_DELETED'], [false, 'ACTIVE', null]]),
  );
});

it('refuses an address that may not be called, in the words of who asks', async () => {
  await expect(sinks.admit('https://10.0.0.1/', { name: 'tokenUri', code: 'INVALID_SINK', field: 'here' })).rejects.toMatchObject({ code: 'INVALID_SINK', field: 'here', message: 'tokenUri must not lead into a private network.' });
  expect(await sinks.admit('https://consumer.invalid/', { name: 'sink', code: 'INVALID_SINK', field: 'sink' })).toBeUndefined();
});
