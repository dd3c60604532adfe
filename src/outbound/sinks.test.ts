import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../test/support/databases.js';
import { newId } from '../kernel/id.js';
import { createSinkGuard } from './sinks.guard.js';
import { createSinks } from './sinks.js';
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
  accessToken,
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
  const { accessToken: _token, owner, now, accessTokenExpiresAt, ...kept } = subscription(resourceId, 'planted-token');
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

it('refuses an address that may not be called', () => {
  expect(() => sinks.admit('https://10.0.0.1/')).toThrow('sink must not lead into a private network.');
  expect(sinks.admit('https://consumer.example/')).toBeUndefined();
});
