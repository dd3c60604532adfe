import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../test/support/databases.js';
import { DEVELOPER } from '../kernel/caller.js';
import { systemClock } from '../kernel/clock.js';
import type { RequestContext } from '../kernel/context.js';
import { Refusal } from '../kernel/refusal.js';
import { createOnce, type Once } from './once.js';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const keyed = (idempotencyKey: string | null, requestHash = 'hash'): RequestContext => ({ caller: DEVELOPER, correlator: 'c', idempotencyKey, requestHash, signal: new AbortController().signal, log: quiet });

describe.each(databaseKinds)('work that is done once for a key (%s)', (_name, open) => {
  let test: TestDatabase;
  let once: Once;
  beforeAll(async () => {
    test = await open();
    once = createOnce(test.db, systemClock);
  });
  beforeEach(() => test.clear());
  afterAll(() => test[Symbol.asyncDispose]());

  /** Work that counts its runs; it fails where it is told to. */
  function aWork(failsAt?: 'intend' | 'carryOut') {
    const runs = { intended: 0, carriedOut: 0 };
    const fail = (place: string): void => {
      if (failsAt === place) throw new Refusal('UNAVAILABLE', place);
    };
    const across = (ctx: RequestContext) =>
      once.across<string, { n: number }>(ctx, {
        async intend() {
          runs.intended += 1;
          fail('intend');
          return 'intent';
        },
        async carryOut(intent, finish) {
          expect(intent).toBe('intent');
          runs.carriedOut += 1;
          fail('carryOut');
          const result = { n: runs.carriedOut };
          await test.db.prisma.$transaction((tx) => finish(tx, result));
          return result;
        },
      });
    return { runs, across };
  }

  it('runs whole every time without a key', async () => {
    const { runs, across } = aWork();
    expect([await across(keyed(null)), await across(keyed(null))]).toEqual([{ n: 1 }, { n: 2 }]);
    expect(runs).toEqual({ intended: 2, carriedOut: 2 });
    expect(await test.db.prisma.idempotencyRecord.count()).toBe(0);
  });

  it('keeps no hash that could be tried out without the key of the gateway', async () => {
    const within = (made: Once, requestHash: string) => made.within(keyed('k', requestHash), async () => async () => ({ n: 1 }));
    const [one, replica] = [createOnce(test.db, systemClock, Buffer.alloc(32, 1)), createOnce(test.db, systemClock, Buffer.alloc(32, 1))];
    await within(one, 'hash');
    expect((await test.db.prisma.idempotencyRecord.findFirst())?.requestHash).toMatch(/^(?!hash$)[0-9a-f]{64}$/);
    expect(await within(replica, 'hash')).toEqual({ n: 1 });
    await expect(within(replica, 'other')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await expect(within(createOnce(test.db, systemClock, Buffer.alloc(32, 2)), 'hash')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('brings the first result afterwards, and another request none', async () => {
    const { runs, across } = aWork();
    expect([await across(keyed('k')), await across(keyed('k'))]).toEqual([{ n: 1 }, { n: 1 }]);
    expect(runs).toEqual({ intended: 1, carriedOut: 1 });
    await expect(across(keyed('k', 'other'))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await expect(once.within(keyed('k', 'other'), () => expect.fail('asked somebody else first'))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it.each(['intend', 'carryOut'] as const)('lets go of the key when %s fails', async (place) => {
    await expect(aWork(place).across(keyed('k'))).rejects.toMatchObject({ message: place });
    expect(await aWork().across(keyed('k'))).toEqual({ n: 1 });
  });

  it('that is refused by the first transaction takes the key from nobody who took it since', async () => {
    let second: Promise<{ n: number }> | undefined;
    const failing = once.across<string, { n: number }>(keyed('k'), {
      async intend() {
        // Begun while this one holds the key: it waits for the key, and has it as soon as this one is rolled back
        second = aWork().across(keyed('k'));
        throw new Refusal('ABORTED', 'not now');
      },
      carryOut: () => expect.fail('was begun'),
    });
    await expect(failing).rejects.toMatchObject({ message: 'not now' });
    expect(await second).toEqual({ n: 1 });
  });

  it('refuses a second one while the first is carried out', async () => {
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    let begun = (): void => undefined;
    const under = new Promise<void>((resolve) => (begun = resolve));
    const first = once.across<null, { done: boolean }>(keyed('k'), {
      intend: () => Promise.resolve(null),
      async carryOut(_intent, finish) {
        begun();
        await gate;
        await test.db.prisma.$transaction((tx) => finish(tx, { done: true }));
        return { done: true };
      },
    });
    await under;
    await expect(aWork().across(keyed('k'))).rejects.toMatchObject({ code: 'ABORTED', retryAfter: 1 });
    go();
    expect(await first).toEqual({ done: true });
    expect(await aWork().across(keyed('k'))).toEqual({ done: true });
  });

  it('in one transaction is whole or not at all, and its key with it', async () => {
    const create = (ctx: RequestContext, fails: boolean) =>
      once.within(ctx, async () => async (tx) => {
        await tx.consumerOffset.create({ data: { consumer: 'c', position: 1n } });
        if (fails) throw new Refusal('NOT_FOUND', 'no');
        return { made: true };
      });
    await expect(create(keyed('k'), true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await create(keyed('k'), false)).toEqual({ made: true });
    expect(await create(keyed('k'), false)).toEqual({ made: true });
    expect(await test.db.prisma.consumerOffset.count()).toBe(1);
  });
});
