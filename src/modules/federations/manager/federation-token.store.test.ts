import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { collectLog } from '../../../../test/support/log.js';
import { createVault } from '../../../outbound/storage/secrets.js';
import { federationTokens } from './federation-token.store.js';

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
  beforeEach(() => {
    time.now = NOW;
    partner = `partner-${randomBytes(4).toString('hex')}`;
  });
  const storeOf = (db = database.db, key = KEY) => federationTokens(db, createVault(key), { now: () => time.now }, log);

  it('are kept encrypted, by partner, until they end', async () => {
    const store = storeOf();
    expect(await store.find(partner)).toBeUndefined();
    expect(await store.keep(partner, { token: 'canary-token', expiresAt: LATER })).toEqual({ token: 'canary-token', expiresAt: LATER });
    expect(await store.find(partner)).toEqual({ token: 'canary-token', expiresAt: LATER });
    expect(await store.find('porto')).toBeUndefined();
    const row = await database.db.prisma.federationToken.findUniqueOrThrow({ where: { partner } });
    expect(Buffer.from(row.token).toString('latin1')).not.toContain('canary');
    time.now = LATER;
    expect(await store.find(partner)).toBeUndefined();
  });

  it('give way to a new one when they ended or were refused, and to nothing else', async () => {
    const store = storeOf();
    await store.keep(partner, { token: 'first', expiresAt: LATER });
    expect((await store.keep(partner, { token: 'second', expiresAt: LATER })).token).toBe('first');
    expect((await store.keep(partner, { token: 'second', expiresAt: LATER }, 'another')).token).toBe('first');
    expect((await store.keep(partner, { token: 'second', expiresAt: LATER }, 'first')).token).toBe('second');
    time.now = LATER;
    expect((await store.keep(partner, { token: 'third', expiresAt: new Date('2026-11-22T12:00:00Z') })).token).toBe('third');
  });

  it('are one for all replicas, however many bring one', async () => {
    const stores = [storeOf(), storeOf(await database.another()), storeOf(await database.another())];
    const kept = await Promise.all(Array.from({ length: 12 }, (_, at) => stores[at % 3]!.keep(partner, { token: `t-${at}`, expiresAt: LATER })));
    expect(new Set(kept.map(({ token }) => token)).size).toBe(1);
    expect(await stores[0]!.find(partner)).toEqual(kept[0]);
    const renewed = await Promise.all(Array.from({ length: 12 }, (_, at) => stores[at % 3]!.keep(partner, { token: `n-${at}`, expiresAt: LATER }, kept[0]!.token)));
    expect(new Set(renewed.map(({ token }) => token)).size).toBe(1);
    expect(renewed[0]!.token).toMatch(/^n-/);
  });

  it('that were sealed with another key are replaced', async () => {
    await storeOf(database.db, randomBytes(32)).keep(partner, { token: 'old', expiresAt: LATER });
    const store = storeOf();
    expect(await store.find(partner)).toBeUndefined();
    expect((await store.keep(partner, { token: 'new', expiresAt: LATER })).token).toBe('new');
    expect((await store.find(partner))?.token).toBe('new');
  });
});
