import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { collectLog } from '../../../../test/support/log.js';
import { createVault } from '../../../outbound/storage/secrets.js';
import { federationTokens, type TokenHolder } from './federation-token.store.js';

const KEY = randomBytes(32);
const NOW = new Date('2026-11-22T10:00:00Z');
const LATER = new Date('2026-11-22T11:00:00Z');

describe.each(databaseKinds)('the tokens of federations (%s)', (_, open) => {
  let database: TestDatabase;
  const time = { now: NOW };
  const log = collectLog();
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database[Symbol.asyncDispose]());
  // A partner of its own for each test: emptying every table takes longer than all of them.
  let partner = '';
  let holder: TokenHolder;
  beforeEach(() => {
    time.now = NOW;
    partner = `partner-${randomBytes(4).toString('hex')}`;
    holder = { partner, clientId: 'us' };
  });
  const storeOf = (db = database.db, key = KEY) => federationTokens(db, createVault(key), { now: () => time.now }, log);

  it('are kept encrypted, by partner, until they end', async () => {
    const store = storeOf();
    expect(await store.find(holder)).toBeUndefined();
    expect(await store.keep(holder, { token: 'canary-token', expiresAt: LATER })).toEqual({ token: 'canary-token', expiresAt: LATER });
    expect(await store.find(holder)).toEqual({ token: 'canary-token', expiresAt: LATER });
    expect(await store.find({ ...holder, partner: 'porto' })).toBeUndefined();
    const row = await database.db.prisma.federationToken.findUniqueOrThrow({ where: { partner } });
    expect(Buffer.from(row.token).toString('latin1')).not.toContain('canary');
    time.now = LATER;
    expect(await store.find(holder)).toBeUndefined();
  });

  it('give way to a new one when they ended or were refused, and to nothing else', async () => {
    const store = storeOf();
    await store.keep(holder, { token: 'first', expiresAt: LATER });
    expect((await store.keep(holder, { token: 'second', expiresAt: LATER })).token).toBe('first');
    expect((await store.keep(holder, { token: 'second', expiresAt: LATER }, 'another')).token).toBe('first');
    expect((await store.keep(holder, { token: 'second', expiresAt: LATER }, 'first')).token).toBe('second');
    time.now = LATER;
    expect((await store.keep(holder, { token: 'third', expiresAt: new Date('2026-11-22T12:00:00Z') })).token).toBe('third');
  });

  it('are one for all replicas, however many bring one', async () => {
    const stores = [storeOf(), storeOf(await database.another()), storeOf(await database.another())];
    const kept = await Promise.all(Array.from({ length: 12 }, (_, at) => stores[at % 3]!.keep(holder, { token: `t-${at}`, expiresAt: LATER })));
    expect(new Set(kept.map(({ token }) => token)).size).toBe(1);
    expect(await stores[0]!.find(holder)).toEqual(kept[0]);
    const renewed = await Promise.all(Array.from({ length: 12 }, (_, at) => stores[at % 3]!.keep(holder, { token: `n-${at}`, expiresAt: LATER }, kept[0]!.token)));
    expect(new Set(renewed.map(({ token }) => token)).size).toBe(1);
    expect(renewed[0]!.token).toMatch(/^n-/);
  });

  it('of another client are replaced', async () => {
    const store = storeOf();
    await store.keep(holder, { token: 'old', expiresAt: LATER });
    const renamed = { ...holder, clientId: 'renamed' };
    expect(await store.find(renamed)).toBeUndefined();
    expect((await store.keep(renamed, { token: 'new', expiresAt: LATER })).token).toBe('new');
    expect(await store.find(holder)).toBeUndefined();
  });

  it('that were sealed with another key are replaced', async () => {
    await storeOf(database.db, randomBytes(32)).keep(holder, { token: 'old', expiresAt: LATER });
    const store = storeOf();
    expect(await store.find(holder)).toBeUndefined();
    expect((await store.keep(holder, { token: 'new', expiresAt: LATER })).token).toBe('new');
    expect((await store.find(holder))?.token).toBe('new');
  });
});
