import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectLog } from '../../test/support/log.js';
import { ANONYMOUS, DEVELOPER, type Caller } from '../kernel/caller.js';
import { Refusal } from '../kernel/refusal.js';
import { clientOf, createRateLimiter, slackOf, type RateLimiter, type RateLimitOptions } from './rate-limit.js';
import { fakeRateStore, type FakeRateStore } from './rate-limit.store.fake.js';
import type { ShareRequest } from './rate-limit.store.js';

const ANN: Caller = { ...DEVELOPER, clientId: 'ann' };
const BEN: Caller = { ...DEVELOPER, clientId: 'ben' };

function aClock(start = 0) {
  let time = start;
  return { now: () => new Date(time), pass: (ms: number) => void (time += ms) };
}

type Clock = ReturnType<typeof aClock>;

function aLimiter(store: FakeRateStore, clock: Clock, options: Partial<RateLimitOptions> = {}): RateLimiter {
  return createRateLimiter({ limit: 100, windowSeconds: 10, store, clock, log: collectLog(), ...options });
}

async function countAllowed(limiter: RateLimiter, times: number, caller = ANN): Promise<number> {
  let allowed = 0;
  for (let time = 0; time < times; time += 1) if ((await limiter.take(caller)) === undefined) allowed += 1;
  return allowed;
}

describe('one replica', () => {
  it('allows the limit and no more, and says when to come back', async () => {
    const clock = aClock();
    const limiter = aLimiter(fakeRateStore(clock), clock);
    expect(limiter.state(ANN)).toBeUndefined();
    expect(await countAllowed(limiter, 60)).toBe(60);
    expect(limiter.state(ANN)).toEqual({ limit: 100, remaining: 40, reset: 10 });
    clock.pass(3_500);
    expect(await countAllowed(limiter, 60)).toBe(40);
    expect(limiter.state(ANN)).toEqual({ limit: 100, remaining: 0, reset: 7 });
    const refusal = await limiter.take(ANN);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfter: 7 });
    expect(limiter.take(ANN)).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  });

  it('begins again when the window has ended', async () => {
    const clock = aClock();
    const limiter = aLimiter(fakeRateStore(clock), clock, { limit: 3 });
    expect(await countAllowed(limiter, 5)).toBe(3);
    clock.pass(10_000);
    expect(await countAllowed(limiter, 5)).toBe(3);
  });

  it('counts each client by itself', async () => {
    const clock = aClock();
    const limiter = aLimiter(fakeRateStore(clock), clock, { limit: 3 });
    expect(await countAllowed(limiter, 5, ANN)).toBe(3);
    expect(await countAllowed(limiter, 5, BEN)).toBe(3);
  });

  it('serves most from memory, also what comes at once', async () => {
    const clock = aClock();
    const store = fakeRateStore(clock);
    const limiter = aLimiter(store, clock, { limit: 1000 });
    const answers = await Promise.all(Array.from({ length: 200 }, () => limiter.take(ANN)));
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(200);
    expect(store.asked).toBeLessThanOrEqual(3);
    expect(await countAllowed(limiter, 1000)).toBe(800);
    expect(store.asked).toBeLessThan(70);
    const before = store.asked;
    await countAllowed(limiter, 100);
    expect(store.asked).toBe(before);
  });

  it('remembers no more clients than it may', async () => {
    const clock = aClock();
    const store = fakeRateStore(clock);
    const limiter = aLimiter(store, clock, { limit: 5, maxClients: 2 });
    for (const clientId of ['a', 'b', 'c']) await limiter.take({ ...ANN, clientId });
    expect(['a', 'b', 'c'].map((clientId) => limiter.state({ ...ANN, clientId }) !== undefined)).toEqual([false, true, true]);
    expect(await countAllowed(limiter, 9, { ...ANN, clientId: 'a' })).toBeLessThanOrEqual(4);
  });
});

describe('replicas', () => {
  it('together allow the limit, and not much less wherever the client goes', async () => {
    for (const share of [0.5, 0.1, 0.9, 0.02]) {
      const clock = aClock();
      const store = fakeRateStore(clock);
      const [one, other] = [aLimiter(store, clock), aLimiter(store, clock)];
      let allowed = 0;
      for (let time = 0; time < 300; time += 1) {
        const limiter = (time * share) % 1 < share ? one : other;
        if ((await limiter.take(ANN)) === undefined) allowed += 1;
      }
      expect(allowed).toBeLessThanOrEqual(100);
      expect(allowed).toBeGreaterThanOrEqual(100 - slackOf(100));
    }
  });

  it('never allow more in a window, in whatever order and at whatever times they are asked', async () => {
    const steps = fc.array(fc.record({ replica: fc.nat(2), wait: fc.oneof(fc.constant(0), fc.nat(900), fc.nat(12_000)), times: fc.integer({ min: 1, max: 30 }) }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), steps, async (limit, asked) => {
        const clock = aClock();
        const store = fakeRateStore(clock);
        const replicas = [aLimiter(store, clock, { limit }), aLimiter(store, clock, { limit }), aLimiter(store, clock, { limit })];
        let [begun, allowed] = [Number.NEGATIVE_INFINITY, 0];
        for (const { replica, wait, times } of asked) {
          clock.pass(wait);
          // A window begins with the first request after the end of the one before.
          if (clock.now().getTime() >= begun + 10_000) [begun, allowed] = [clock.now().getTime(), 0];
          const answers = await Promise.all(Array.from({ length: times }, () => replicas[replica]!.take(ANN)));
          allowed += answers.filter((answer) => answer === undefined).length;
          expect(allowed).toBeLessThanOrEqual(limit);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('lose to a replica that is not asked again no more than about what it served', async () => {
    const clock = aClock();
    const store = fakeRateStore(clock);
    const [one, other] = [aLimiter(store, clock), aLimiter(store, clock)];
    expect(await countAllowed(other, 3)).toBe(3);
    expect(await countAllowed(one, 200)).toBeGreaterThanOrEqual(97 - 4);
  });
});

describe('a storage that is away', () => {
  it('does not stop traffic: the replica counts by itself, and shares again later', async () => {
    const clock = aClock();
    const store = fakeRateStore(clock);
    const log = collectLog();
    const limiter = aLimiter(store, clock, { log, limit: 20 });
    expect(await countAllowed(limiter, 5)).toBe(5);
    store.fail(new Error('password=hunter2'));
    expect(await countAllowed(limiter, 40)).toBe(15);
    expect(await countAllowed(limiter, 40, BEN)).toBe(20);
    expect(limiter.alone).toBe(true);
    expect(JSON.stringify(log.lines)).not.toContain('hunter2');
    expect(log.lines).toHaveLength(1);
    const asked = store.asked;
    store.fail(undefined);
    clock.pass(10_000);
    expect(await countAllowed(limiter, 40)).toBe(20);
    expect([limiter.alone, store.asked > asked]).toEqual([false, true]);
  });

  it('is not thought away because this process was busy', async () => {
    const clock = aClock();
    const store = fakeRateStore(clock);
    const slow = { take: async (request: ShareRequest) => (await setTimeout(20), store.take(request)) };
    const limiter = createRateLimiter({ limit: 100, windowSeconds: 10, clock, log: collectLog(), timeoutMs: 40, store: slow });
    const taken = limiter.take(ANN);
    await setTimeout(5);
    for (const until = performance.now() + 100; performance.now() < until; );
    expect([await taken, limiter.alone, store.asked]).toEqual([undefined, false, 1]);
  });

  it('is waited for no longer than stated', async () => {
    const clock = aClock();
    const limiter = createRateLimiter({ limit: 2, windowSeconds: 10, clock, log: collectLog(), timeoutMs: 30, store: { take: () => new Promise(() => undefined) } });
    const before = performance.now();
    expect(await countAllowed(limiter, 4)).toBe(2);
    expect(await countAllowed(limiter, 4, BEN)).toBe(2);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

it('knows who shows no token by the address, of IPv6 by the network', () => {
  const from = (address: string): string => clientOf({ ...ANONYMOUS, address });
  expect(from('192.0.2.1')).toBe('address 192.0.2.1');
  expect(from('::ffff:192.0.2.1')).toBe('address 192.0.2.1');
  expect(from('2001:db8::1')).toBe(from('2001:db8::ffff:2'));
  expect(from('2001:db8:0:1::1')).not.toBe(from('2001:db8:0:2::1'));
  expect(from('::1')).toBe('address 0:0:0:0');
  expect(clientOf({ ...ANN, clientId: 'address 192.0.2.1' })).not.toBe(from('192.0.2.1'));
});
