import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '../../../kernel/id.js';
import { phaseOf, scheduleOf, SPREAD_MS } from './schedule.rules.js';

const at = (text: string): Date => new Date(text);
const id = 'c04f3d66-5350-49ea-8b31-ff325f149232';

describe('when beats come', () => {
  it('is after the next tick, at the organization’s own place in it', () => {
    const schedule = scheduleOf('0 */5 * * * *');
    const first = schedule.first(id, at('2026-11-21T12:01:00Z'))!;
    expect(first.getTime()).toBe(at('2026-11-21T12:05:00Z').getTime() + Math.floor(phaseOf(id) * 300_000));
    expect(schedule.next(id, first, first)!.getTime() - first.getTime()).toBe(300_000);
  });

  it('takes five fields too, and counts in UTC', () => {
    const first = scheduleOf('0 3 * * *').first(id, at('2026-11-21T02:59:59Z'))!;
    expect(first.getTime() - at('2026-11-21T03:00:00Z').getTime()).toBe(Math.floor(phaseOf(id) * SPREAD_MS));
  });

  it('is never when there is no heartbeat', () => {
    const schedule = scheduleOf(undefined);
    const now = at('2026-11-21T12:00:00Z');
    expect([schedule.tickAfter(now), schedule.first(id, now), schedule.next(id, now, now), schedule.soon(now)]).toEqual([undefined, null, null, null]);
  });

  it('does not make up for ticks that were missed', () => {
    const schedule = scheduleOf('0 */5 * * * *');
    const due = schedule.first(id, at('2026-11-21T12:01:00Z'))!;
    const next = schedule.next(id, due, at('2026-11-21T15:01:00Z'))!;
    expect(next).toEqual(schedule.first(id, at('2026-11-21T15:01:00Z')));
  });

  const crons = fc.constantFrom('* * * * * *', '*/7 * * * * *', '* * * * *', '*/5 * * * *', '0 3 * * *', '0 0 1 1 *', '3,17 * * * * *');
  const moments = fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z'), noInvalidDate: true });

  it('is always later than now, and a beat in time skips no tick', () => {
    fc.assert(
      fc.property(crons, fc.uuid(), moments, fc.integer({ min: 0, max: 90_000 }), (cron, organization, from, late) => {
        const schedule = scheduleOf(cron);
        const due = schedule.first(organization, from)!;
        const tick = schedule.tickAfter(from)!;
        expect(due.getTime()).toBeGreaterThanOrEqual(tick.at.getTime());
        expect(due.getTime()).toBeLessThan(tick.at.getTime() + tick.spreadMs);
        const following = schedule.tickAfter(tick.at)!;
        expect(schedule.next(organization, due, due)!.getTime()).toBe(following.at.getTime() + Math.floor(phaseOf(organization) * following.spreadMs));
        const now = new Date(due.getTime() + late);
        expect(schedule.next(organization, due, now)!.getTime()).toBeGreaterThan(now.getTime());
      }),
    );
  });

  it('spreads organizations evenly over the period', () => {
    const schedule = scheduleOf('*/5 * * * *');
    const seconds = new Map<number, number>();
    for (let n = 0; n < 10_000; n++) {
      const second = Math.floor(schedule.first(newId(), at('2026-11-21T12:01:00Z'))!.getTime() / 1_000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
    // 33 a second would be even; chance alone makes more of some
    expect(seconds.size).toBe(300);
    expect(Math.max(...seconds.values())).toBeLessThan(75);
  });
});
