import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterFact, GRANT_WITHIN_MS, isLive, isOver, requested, settled, standsInTheWay, type SessionFact, type SessionState } from './qod-session.rules.js';
import { RETENTION_MS } from '../resource.rules.js';

const START = new Date('2026-03-01T12:00:00.000Z');
const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1_000);
const granted = (duration = 60): SessionState => afterFact(requested(duration, START), { kind: 'granted' }, at(1));

describe('a session', () => {
  it('has no dates while it is asked for', () => {
    expect(requested(60, START)).toMatchObject({ status: 'REQUESTED', statusInfo: null, startedAt: null, expiresAt: null, duration: 60 });
  });

  it('runs from when it was granted', () => {
    expect(granted()).toMatchObject({ status: 'AVAILABLE', statusInfo: null, startedAt: at(1), expiresAt: at(61), dueAt: at(61), duration: 60 });
  });

  it('that is over at its time ended when it was to', () => {
    expect(settled(granted(), at(60))).toMatchObject({ status: 'AVAILABLE' });
    expect(settled(granted(), at(61))).toMatchObject({ status: 'UNAVAILABLE', statusInfo: 'DURATION_EXPIRED', expiresAt: at(61), duration: 60 });
  });

  it('that nobody ended for hours can be read for 360 seconds from when somebody did', () => {
    const late = settled(granted(), at(7_200));
    expect(late).toMatchObject({ expiresAt: at(61), dueAt: at(7_560) });
    expect([isOver(late, at(7_559)), isOver(late, at(7_560))]).toEqual([false, true]);
  });

  it('that the network ends tells when, and how long it lasted', () => {
    expect(afterFact(granted(), { kind: 'lost', reason: 'gone' }, at(31))).toMatchObject({ status: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED', statusReason: 'gone', startedAt: at(1), expiresAt: at(31), duration: 30 });
    expect(afterFact(granted(), { kind: 'lost', reason: 'gone' }, at(1.2)).duration).toBe(1);
  });

  it('that the network refuses was never in force', () => {
    expect(afterFact(requested(60, START), { kind: 'lost', reason: 'no' }, at(2))).toMatchObject({ status: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED', startedAt: null, expiresAt: at(2), duration: 60 });
  });

  it('that the network says nothing of ends after ten minutes', () => {
    const end = at(GRANT_WITHIN_MS / 1_000);
    expect(settled(requested(5, START), at(599))).toMatchObject({ status: 'REQUESTED' });
    expect(settled(requested(5, START), end)).toMatchObject({ status: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED' });
    expect(afterFact(requested(5, START), { kind: 'granted' }, end).status).toBe('UNAVAILABLE');
  });

  it('is extended to what its profile allows, and never shortened', () => {
    const extend = (seconds: number, atMost: number) => afterFact(granted(), { kind: 'extend', seconds, atMost }, at(10));
    expect(extend(30, 100)).toMatchObject({ status: 'AVAILABLE', duration: 90, expiresAt: at(91), dueAt: at(91) });
    expect(extend(300, 100)).toMatchObject({ duration: 100, expiresAt: at(101) });
    expect(extend(300, 40)).toMatchObject({ duration: 60, expiresAt: at(61) });
    expect(extend(2_147_483_647, 2_147_483_647).duration).toBe(2_147_483_647);
  });

  it('is extended only while it is in force', () => {
    const extend: SessionFact = { kind: 'extend', seconds: 30, atMost: 100 };
    const asked = requested(60, START);
    expect(afterFact(asked, extend, at(10))).toBe(asked);
    expect(afterFact(granted(), extend, at(61))).toMatchObject({ status: 'UNAVAILABLE', statusInfo: 'DURATION_EXPIRED' });
  });

  it('stands in the way of another while it may be in force, and for a while when the network ended it', () => {
    const lost = afterFact(granted(), { kind: 'lost', reason: 'gone' }, at(31));
    expect(standsInTheWay(requested(60, START), at(1))).toBe(true);
    expect(standsInTheWay(granted(), at(60))).toBe(true);
    expect(standsInTheWay(granted(), at(61))).toBe(false);
    expect(standsInTheWay(lost, at(31 + RETENTION_MS / 1_000 - 1))).toBe(true);
    expect(standsInTheWay(lost, at(31 + RETENTION_MS / 1_000))).toBe(false);
  });
});

const fact: fc.Arbitrary<SessionFact> = fc.oneof(
  fc.constantFrom<SessionFact>({ kind: 'time' }, { kind: 'granted' }, { kind: 'lost', reason: 'lost' }, { kind: 'delete' }),
  fc.record({ kind: fc.constant('extend' as const), seconds: fc.integer({ min: 1, max: 2_000 }), atMost: fc.integer({ min: 1, max: 1_000 }) }),
);
const ORDER = ['REQUESTED', 'AVAILABLE', 'UNAVAILABLE'];

describe('a session to which anything happens', () => {
  const story = fc.tuple(fc.integer({ min: 1, max: 1_000 }), fc.array(fc.tuple(fact, fc.integer({ min: 0, max: 400_000 })), { maxLength: 12 }));
  const lives = (check: (before: SessionState, after: SessionState, now: Date, fact: SessionFact) => void) =>
    fc.assert(
      fc.property(story, ([duration, steps]) => {
        let now = START;
        let state: SessionState = requested(duration, now);
        for (const [happening, ms] of steps) {
          now = new Date(now.getTime() + ms);
          const next = afterFact(state, happening, now);
          check(state, next, now, happening);
          state = next;
        }
      }),
      { numRuns: 500 },
    );

  it('goes forward only, and what has ended does not change', () => {
    lives((before, after) => {
      expect(ORDER.indexOf(after.status)).toBeGreaterThanOrEqual(ORDER.indexOf(before.status));
      if (before.status === 'UNAVAILABLE') expect(after).toBe(before);
    });
  });

  it('has dates that agree with its status', () => {
    lives((_before, { status, statusInfo, startedAt, expiresAt, duration, dueAt }) => {
      expect(statusInfo !== null).toBe(status === 'UNAVAILABLE');
      expect(expiresAt !== null).toBe(status !== 'REQUESTED');
      if (status === 'REQUESTED') expect(startedAt).toBeNull();
      if (status === 'AVAILABLE') expect(expiresAt!.getTime() - startedAt!.getTime()).toBe(duration * 1_000);
      if (startedAt) expect(Math.abs(expiresAt!.getTime() - startedAt.getTime() - duration * 1_000)).toBeLessThanOrEqual(1_000);
      expect(dueAt).not.toBeNull();
      expect(duration).toBeGreaterThanOrEqual(1);
    });
  });

  it('is not in force after its time', () => {
    lives((_before, after, now) => {
      if (after.status === 'AVAILABLE') expect(after.expiresAt!.getTime()).toBeGreaterThan(now.getTime());
      expect(isLive(after, now)).toBe(after.status !== 'UNAVAILABLE');
    });
  });

  it('is the same whether or not somebody noted the time in between', () => {
    lives((before, after, now, happening) => expect(afterFact(settled(before, now), happening, now)).toEqual(after));
  });
});
