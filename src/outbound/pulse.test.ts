import { describe, expect, it } from 'vitest';
import { eventually } from '../../test/support/eventually.js';
import { collectLog } from '../../test/support/log.js';
import { backoff, pause, startPulse } from './pulse.js';

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('backoff', () => {
  it('doubles up to its bound, half of it by chance', () => {
    const waits = (random: number): number[] => [1, 2, 3, 9, 10_000].map((attempt) => backoff(attempt, { first: 1_000, most: 300_000, random: () => random }));
    expect(waits(0)).toEqual([500, 1_000, 2_000, 128_000, 150_000]);
    expect(waits(1)).toEqual([1_000, 2_000, 4_000, 256_000, 300_000]);
  });
});

describe('pause', () => {
  it('ends with its signal', async () => {
    expect(await pause(5, new AbortController().signal)).toBe(true);
    expect(await pause(60_000, AbortSignal.timeout(5))).toBe(false);
    expect(await pause(60_000, AbortSignal.abort())).toBe(false);
  });
});

describe('pulse', () => {
  it('works at once, when woken, and by the clock, never twice at a time', async () => {
    let rounds = 0;
    let together = 0;
    const pulse = startPulse(async () => {
      expect((together += 1)).toBe(1);
      await rest(5);
      together -= 1;
      rounds += 1;
    }, { name: 'test', log: collectLog(), everyMs: 60_000 });
    await eventually(() => expect(rounds).toBe(1));
    pulse.wake();
    pulse.wake();
    await eventually(() => expect(rounds).toBe(2));
    await rest(30);
    expect(rounds).toBe(2);
    await pulse.stop();
    pulse.wake();
    await rest(20);
    expect(rounds).toBe(2);
    const clocked = startPulse(async () => void (rounds += 1), { name: 'test', log: collectLog(), everyMs: 5 });
    await eventually(() => expect(rounds).toBeGreaterThan(5));
    await clocked.stop();
  });

  it('hears a wake-up that comes while it works', async () => {
    let rounds = 0;
    const pulse = startPulse(async () => {
      await rest(30);
      rounds += 1;
    }, { name: 'test', log: collectLog(), everyMs: 60_000 });
    await rest(5);
    pulse.wake();
    expect(rounds).toBe(0);
    await eventually(() => expect(rounds).toBe(2));
    await pulse.stop();
  });

  it('goes on after failures, tells them once, and stops while it waits to try again', async () => {
    const log = collectLog();
    let rounds = 0;
    const pulse = startPulse(async () => {
      rounds += 1;
      if (rounds < 4) throw new Error('no');
    }, { name: 'test', log, everyMs: 60_000, retry: { first: 5, most: 5 } });
    await eventually(() => expect(rounds).toBe(4));
    expect(pulse.failure()).toBeUndefined();
    expect(log.lines.map(({ level, message }) => `${level} ${message}`)).toEqual(['warn test failed and will try again', 'info test works again']);
    await pulse.stop();

    const stuck = startPulse(() => Promise.reject(new Error('no')), { name: 'test', log, everyMs: 1, retry: { first: 60_000, most: 60_000 } });
    await eventually(() => expect(stuck.failure()).toBeInstanceOf(Error));
    await stuck.stop();
  });
});
