import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer } from '../../test/support/databases.js';
import { begin, finish, forget, KEPT_MS } from './idempotency.js';
import type { Beginning } from './idempotency.js';
import type { Tx } from './storage/database.js';
import type { TestDatabase } from '../../test/support/databases.js';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const client = { clientId: 'client-1', userId: null };

describe.each(databaseKinds)('idempotency keys (%s)', (_name, open) => {
  let test: TestDatabase;
  const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => test.db.prisma.$transaction(work);
  const start = (key = 'key-1', hash = 'hash-1', now = NOW, caller: { clientId: string; userId: string | null } = client): Promise<Beginning> =>
    inTx((tx) => begin(tx, caller, key, hash, now));

  beforeAll(async () => {
    test = await open();
  });
  beforeEach(() => test.clear());
  afterAll(() => test[Symbol.asyncDispose]());

  it('is fresh the first time and replays the result afterwards', async () => {
    await inTx(async (tx) => {
      expect(await begin(tx, client, 'key-1', 'hash-1', NOW)).toEqual({ fresh: true });
      await finish(tx, client, 'key-1', { id: 'app-1' });
    });
    expect(await start('key-1', 'hash-1', after(KEPT_MS - 1))).toEqual({ fresh: false, replay: { id: 'app-1' } });
  });

  it('refuses the key for another request, whether the first has ended or not', async () => {
    await start();
    await expect(start('key-1', 'hash-2')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', status: 422 });
    await inTx((tx) => finish(tx, client, 'key-1', {}));
    await expect(start('key-1', 'hash-2')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('refuses the same request while the first is in progress', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({ code: 'ABORTED', status: 409, retryAfter: 1 });
  });

  it('leaves the transaction usable after a refusal', async () => {
    await start();
    const kept = await inTx(async (tx) => {
      await expect(begin(tx, client, 'key-1', 'hash-1', NOW)).rejects.toMatchObject({ code: 'ABORTED' });
      return tx.idempotencyRecord.count();
    });
    expect(kept).toBe(1);
  });

  it('keeps the keys of clients and of users apart', async () => {
    expect(await start()).toEqual({ fresh: true });
    expect(await start('key-1', 'hash-2', NOW, { clientId: 'client-2', userId: null })).toEqual({ fresh: true });
    expect(await start('key-1', 'hash-3', NOW, { clientId: 'client-1', userId: 'user-1' })).toEqual({ fresh: true });
    expect(await start('key-1', 'hash-4', NOW, { clientId: 'client-1', userId: 'user-2' })).toEqual({ fresh: true });
  });

  it('is fresh again once it has expired, been forgotten, or rolled back', async () => {
    await inTx(async (tx) => {
      await begin(tx, client, 'key-1', 'hash-1', NOW);
      await finish(tx, client, 'key-1', {});
    });
    expect(await start('key-1', 'hash-2', after(KEPT_MS))).toEqual({ fresh: true });
    await inTx((tx) => forget(tx, client, 'key-1'));
    expect(await start('key-1', 'hash-3')).toEqual({ fresh: true });
    await inTx((tx) => forget(tx, client, 'key-1'));
    const failing = inTx(async (tx) => {
      await begin(tx, client, 'key-1', 'hash-4', NOW);
      throw new Error('the work failed');
    });
    await expect(failing).rejects.toThrow('the work failed');
    expect(await start('key-1', 'hash-5')).toEqual({ fresh: true });
  });

  it('gives the key of a request that died with its process to the same request, not to another', async () => {
    await start();
    await expect(start('key-1', 'hash-1', after(60_000))).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(start('key-1', 'hash-2', after(180_000))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await start('key-1', 'hash-1', after(180_000))).toEqual({ fresh: true });
  });

  it('does not forget an answer, and does not finish what nobody began', async () => {
    await inTx(async (tx) => {
      await begin(tx, client, 'key-1', 'hash-1', NOW);
      await finish(tx, client, 'key-1', { n: 1 });
      await forget(tx, client, 'key-1');
    });
    expect(await start()).toEqual({ fresh: false, replay: { n: 1 } });
    await expect(inTx((tx) => finish(tx, client, 'key-2', {}))).rejects.toThrow('nobody had begun');
  });

  it.each(['', 'a'.repeat(256), 'with space', 'tab\t', 'ключ', 'line\n'])('refuses the key %j', async (key) => {
    await expect(start(key)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'Idempotency-Key' });
  });

  it.each(['a', '~'.repeat(255), '8e03978e-40d5-43e8-bc93-6894a57f9324'])('takes the key %j', async (key) => {
    expect(await start(key)).toEqual({ fresh: true });
  });
});

describeOnServer('one idempotency key, two requests at once', (open) => {
  it('one is fresh and the other is refused when the first has only begun', async () => {
    await using test = await open();
    for (let round = 0; round < 20; round += 1) {
      const outcomes = await Promise.allSettled(
        [0, 1].map(() =>
          test.db.prisma.$transaction(async (tx) => {
            const beginning = await begin(tx, client, `key-${round}`, 'hash-1', NOW);
            await new Promise((resolve) => setTimeout(resolve, 10));
            return beginning;
          }),
        ),
      );
      const fulfilled = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      const rejected = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
      expect(fulfilled).toEqual([{ fresh: true }]);
      expect(rejected).toMatchObject([{ code: 'ABORTED' }]);
    }
  });

  it('the second waits and replays when the first begins and ends in one transaction', async () => {
    await using test = await open();
    const outcomes = await Promise.all(
      [0, 1, 2].map((n) =>
        test.db.prisma.$transaction(async (tx) => {
          const beginning = await begin(tx, client, 'key-1', 'hash-1', NOW);
          if (beginning.fresh) await finish(tx, client, 'key-1', { n });
          return beginning;
        }),
      ),
    );
    const winner = outcomes.findIndex(({ fresh }) => fresh);
    expect(outcomes.filter(({ fresh }) => fresh)).toHaveLength(1);
    expect(outcomes.filter(({ fresh }) => !fresh)).toEqual([{ fresh: false, replay: { n: winner } }, { fresh: false, replay: { n: winner } }]);
  });

  it('the second is fresh when the first rolls back', async () => {
    await using test = await open();
    const first = test.db.prisma.$transaction(async (tx) => {
      await begin(tx, client, 'key-1', 'hash-1', NOW);
      await new Promise((resolve) => setTimeout(resolve, 100));
      throw new Error('the work failed');
    });
    const failed = expect(first).rejects.toThrow('the work failed');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await test.db.prisma.$transaction((tx) => begin(tx, client, 'key-1', 'hash-1', NOW))).toEqual({ fresh: true });
    await failed;
  });

  it('only one of two takes an expired key over', async () => {
    await using test = await open();
    await test.db.prisma.$transaction((tx) => begin(tx, client, 'key-1', 'old', after(-2 * KEPT_MS)));
    const outcomes = await Promise.allSettled([0, 1].map(() => test.db.prisma.$transaction((tx) => begin(tx, client, 'key-1', 'new', NOW))));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
