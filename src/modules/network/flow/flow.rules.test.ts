import { describe, expect, it } from 'vitest';
import { afterFact, isDetached, type FlowLimits, type FlowState, type NetworkFact } from './flow.rules.js';

const START = new Date('2026-01-01T00:00:00Z');
const at = (ms: number): Date => new Date(START.getTime() + ms);
const limits: FlowLimits = { graceMs: 40_000, patienceMs: 300_000, memoryMs: 86_400_000, lookMs: 60_000, missedMs: 30_000, settleMs: 50 };
const flow = (more: Partial<FlowState> = {}): FlowState => ({ id: 'f', kind: 'QOD_SESSION', resourceId: 'r', phase: 'SENT', upstreamId: null, sentAt: START, attempts: 0, dueAt: at(40_000), createdAt: START, ...more });
const PENDING = flow({ phase: 'PENDING', upstreamId: 'u', dueAt: at(250) });
const GRANTED = flow({ phase: 'GRANTED', upstreamId: 'u', dueAt: at(60_000) });
const REMOVING = flow({ phase: 'REMOVING', upstreamId: 'u', dueAt: START });
const UNANSWERED = flow({ phase: 'REMOVING' });
const after = (state: FlowState, fact: NetworkFact, ms = 100) => {
  const { next, told } = afterFact(state, fact, at(ms), limits);
  return { next, told: told.map(({ kind }) => kind) };
};
const DUE: NetworkFact = { kind: 'due', listeningSince: START };
const created = (status: 'REQUESTED' | 'AVAILABLE' | 'UNAVAILABLE' = 'REQUESTED', upstreamId = 'u'): NetworkFact => ({ kind: 'created', upstreamId, status });
const failed = (definite: boolean, code: 'UNAVAILABLE' | 'INVALID_ARGUMENT' | 'NOT_IMPLEMENTED' = 'UNAVAILABLE'): NetworkFact => ({ kind: 'not-created', definite, code, reason: 'No.' });
const seen = (status: 'REQUESTED' | 'AVAILABLE' | 'UNAVAILABLE' | 'absent'): NetworkFact => ({ kind: 'seen', upstreamId: 'u', status });

describe('a request that was answered', () => {
  it.each([
    ['REQUESTED', 'PENDING', ['accepted']],
    ['AVAILABLE', 'GRANTED', ['accepted', 'granted']],
  ] as const)('%s: is %s', (status, phase, told) => {
    expect(after(flow(), created(status))).toMatchObject({ next: { phase, upstreamId: 'u', attempts: 0 }, told });
  });
  it('UNAVAILABLE: is refused, and removed in the network', () => {
    const { next, told } = after(flow(), created('UNAVAILABLE'));
    expect([next, told]).toEqual([expect.objectContaining({ phase: 'REMOVING', upstreamId: 'u', resourceId: 'f', dueAt: at(100) }), ['refused']]);
  });
  it('after the release: is removed', () => {
    expect(after(UNANSWERED, created())).toEqual({ next: { ...UNANSWERED, upstreamId: 'u', dueAt: at(100) }, told: [] });
  });
  it('after it was given up: is removed, and nobody hears of it', () => {
    expect(after({ ...UNANSWERED, resourceId: 'f' }, created('AVAILABLE'))).toMatchObject({ next: { upstreamId: 'u', dueAt: at(100) }, told: [] });
  });
  it('after a notice of its grant: keeps that, and takes the id of the answer', () => {
    expect(after({ ...GRANTED, upstreamId: 'other' }, created())).toMatchObject({ next: { phase: 'GRANTED', upstreamId: 'u' }, told: [] });
  });
});

describe('a request that failed', () => {
  it('is made again when it surely never left, later each time', () => {
    expect(after(flow(), failed(true))).toMatchObject({ next: { phase: 'WANTED', sentAt: null, attempts: 1, dueAt: at(600) }, told: [] });
    expect(after(flow({ attempts: 20 }), failed(true))).toMatchObject({ next: { dueAt: at(10_100) } });
  });
  it('is given up after five minutes', () => {
    expect(after(flow(), failed(true), 300_000)).toEqual({ next: undefined, told: ['refused'] });
    expect(after(flow({ phase: 'WANTED', sentAt: null }), DUE, 300_000)).toEqual({ next: undefined, told: ['refused'] });
  });
  it.each(['INVALID_ARGUMENT', 'NOT_IMPLEMENTED'] as const)('%s: is refused', (code) => {
    expect(afterFact(flow(), failed(true, code), at(1), limits)).toEqual({ next: undefined, told: [{ kind: 'refused', code, reason: 'No.' }] });
  });
  it('without an answer, waits for the grace', () => {
    expect(after(flow(), failed(false))).toEqual({ next: flow(), told: [] });
    expect(after(flow(), DUE, 39_999).told).toEqual([]);
  });
  it('without an answer after the grace, is refused and remembered for a day', () => {
    const given = after(flow(), DUE, 40_000);
    expect(given).toMatchObject({ next: { phase: 'REMOVING', upstreamId: null, resourceId: 'f', dueAt: at(86_400_000) }, told: ['refused'] });
    expect(after(given.next!, { kind: 'noticed', status: 'GRANTED', upstreamId: 'u' }, 50_000)).toMatchObject({ next: { upstreamId: 'u', dueAt: at(50_000) }, told: [] });
    expect(after(given.next!, DUE, 86_400_000)).toEqual({ next: undefined, told: [] });
  });
  it('without an answer while nobody listened, waits for the grace from then on', () => {
    const listeningSince = at(3_600_000);
    expect(after(flow(), { kind: 'due', listeningSince }, 3_600_001)).toMatchObject({ next: { phase: 'SENT', dueAt: at(3_640_000) }, told: [] });
    expect(after(flow(), { kind: 'due', listeningSince }, 3_640_000).told).toEqual(['refused']);
  });
  it('while it was released, is gone', () => {
    expect(after(UNANSWERED, failed(true))).toEqual({ next: undefined, told: ['gone'] });
    expect(after(UNANSWERED, failed(false))).toEqual({ next: UNANSWERED, told: [] });
  });
  it('does not undo what a notice told', () => {
    expect(after(GRANTED, failed(true)).next).toBe(GRANTED);
    expect(after({ ...GRANTED, upstreamId: null }, failed(true)).next).toMatchObject({ phase: 'GRANTED' });
  });
});

describe('a flow that is asked for', () => {
  it('is granted, refused, or asked for again, ever more seldom', () => {
    expect(after(PENDING, seen('AVAILABLE'))).toMatchObject({ next: { phase: 'GRANTED' }, told: ['granted'] });
    expect(after(PENDING, seen('UNAVAILABLE'))).toMatchObject({ next: { phase: 'REMOVING', resourceId: 'f' }, told: ['refused'] });
    expect(after(PENDING, seen('REQUESTED'))).toMatchObject({ next: { phase: 'PENDING', attempts: 1, dueAt: at(600) }, told: [] });
    expect(after({ ...PENDING, attempts: 30 }, { kind: 'unseen' })).toMatchObject({ next: { dueAt: at(5_100) } });
  });
  it('may be absent for a moment', () => {
    expect(after(PENDING, seen('absent'))).toMatchObject({ next: { phase: 'PENDING' }, told: [] });
    expect(after(PENDING, seen('absent'), 5_000)).toEqual({ next: undefined, told: ['refused'] });
  });
  it('is taken back when nobody grants it; an influence waits for its device', () => {
    expect(after(PENDING, seen('REQUESTED'), 300_000)).toMatchObject({ next: { phase: 'REMOVING', resourceId: 'f' }, told: ['refused'] });
    expect(after({ ...PENDING, kind: 'TRAFFIC_INFLUENCE' }, seen('REQUESTED'), 300_000)).toMatchObject({ next: { phase: 'PENDING' }, told: [] });
  });
  it('in force, is over when it was not found three times in a minute, or says so', () => {
    const once = after(GRANTED, seen('absent')).next!;
    expect(once).toMatchObject({ phase: 'GRANTED', attempts: 1, dueAt: at(30_100) });
    const twice = after(once, seen('absent'));
    expect(twice).toMatchObject({ next: { phase: 'GRANTED', attempts: 2, dueAt: at(30_100) }, told: [] });
    expect(after(twice.next!, seen('absent'))).toEqual({ next: undefined, told: ['terminated'] });
    expect(after(once, seen('AVAILABLE')).next).toMatchObject({ attempts: 0, dueAt: at(60_100) });
    expect(after(once, { kind: 'unseen' }).next).toMatchObject({ attempts: 1 });
    expect(after(GRANTED, seen('UNAVAILABLE'))).toMatchObject({ next: { phase: 'REMOVING', upstreamId: 'u' }, told: ['terminated'] });
  });
  it('by another id, is another', () => {
    expect(after({ ...GRANTED, upstreamId: 'v' }, seen('UNAVAILABLE')).told).toEqual([]);
  });
});

describe('a notice', () => {
  const notice = (status: 'GRANTED' | 'REFUSED' | 'TERMINATED', upstreamId?: string): NetworkFact => ({ kind: 'noticed', status, upstreamId });
  it('comes before the answer', () => {
    expect(after(flow(), notice('GRANTED', 'u'))).toMatchObject({ next: { phase: 'GRANTED', upstreamId: 'u' }, told: ['accepted', 'granted'] });
    expect(after(flow(), notice('GRANTED'))).toMatchObject({ next: { phase: 'GRANTED', upstreamId: null }, told: ['granted'] });
    expect(after(flow(), notice('REFUSED', 'u'))).toMatchObject({ next: { phase: 'REMOVING', upstreamId: 'u', dueAt: at(100) }, told: ['refused'] });
  });
  it('grants, refuses and ends', () => {
    expect(after(PENDING, notice('GRANTED', 'x'))).toMatchObject({ next: { phase: 'GRANTED', upstreamId: 'u' }, told: ['granted'] });
    expect(after(PENDING, notice('TERMINATED'))).toMatchObject({ next: { phase: 'REMOVING' }, told: ['refused'] });
    expect(after(GRANTED, notice('TERMINATED'))).toMatchObject({ next: { phase: 'REMOVING', resourceId: 'f', upstreamId: 'u' }, told: ['terminated'] });
    expect(after(GRANTED, notice('GRANTED')).told).toEqual([]);
  });
  it('after the release, brings at most the id', () => {
    expect(after(UNANSWERED, notice('GRANTED', 'u'))).toMatchObject({ next: { phase: 'REMOVING', upstreamId: 'u', dueAt: at(100) }, told: [] });
    expect(after(REMOVING, notice('TERMINATED', 'u')).next).toBe(REMOVING);
  });
});

describe("the network's list", () => {
  const unlisted = (ms: number): NetworkFact => ({ kind: 'not-listed', asOf: at(ms) });
  it('does not count for what may be under way', () => {
    expect(after(flow(), unlisted(19_999), 20_000).next).toEqual(flow());
  });
  it('tells that a request was lost: it is made again', () => {
    expect(after(flow(), unlisted(20_000), 20_000)).toMatchObject({ next: { phase: 'WANTED', sentAt: null }, told: [] });
    expect(after(flow(), unlisted(300_000), 300_000)).toEqual({ next: undefined, told: ['refused'] });
    expect(after(UNANSWERED, unlisted(20_000), 20_000)).toEqual({ next: undefined, told: ['gone'] });
  });
  it('tells that a flow is over, the third time', () => {
    const once = after(GRANTED, unlisted(30_000), 30_000).next!;
    const twice = after(once, unlisted(90_000), 90_000);
    expect(twice.told).toEqual([]);
    expect(after(twice.next!, unlisted(150_000), 150_000)).toEqual({ next: undefined, told: ['terminated'] });
  });
});

describe('a removal', () => {
  it('is tried for ever, at most every five minutes', () => {
    expect(after(REMOVING, { kind: 'not-removed' }).next).toMatchObject({ attempts: 1, dueAt: at(1_100) });
    expect(after({ ...REMOVING, attempts: 50 }, { kind: 'not-removed' }).next).toMatchObject({ dueAt: at(300_100) });
  });
  describe('that may have been answered by something before the network', () => {
    const perhaps: NetworkFact = { kind: 'perhaps-removed', upstreamId: 'u' };
    it('is tried again, and nobody waits for it after half a minute', () => {
      let state: FlowState = REMOVING;
      for (let tries = 1; tries < 6; tries += 1) {
        const { next, told } = after(state, perhaps);
        expect(told).toEqual([]);
        expect(next).toMatchObject({ phase: 'REMOVING', resourceId: 'r', attempts: tries, dueAt: at(100 + 1_000 * 2 ** (tries - 1)) });
        state = next!;
      }
      expect(after(state, perhaps)).toMatchObject({ next: { phase: 'REMOVING', resourceId: 'f', attempts: 6 }, told: ['gone'] });
    });
    it('is forgotten after a day of nothing else', () => {
      let state: FlowState | undefined = { ...REMOVING, resourceId: 'f' };
      let ms = 0;
      for (let left = 1_000; state && left > 0; left -= 1) {
        const outcome = after(state, perhaps, ms);
        expect(outcome.told).toEqual([]);
        if (outcome.next) ms = outcome.next.dueAt.getTime() - START.getTime();
        state = outcome.next;
      }
      expect(state).toBeUndefined();
      expect(ms).toBeGreaterThan(86_400_000 - 300_001);
      expect(ms).toBeLessThan(86_400_000 + 300_001);
    });
    it('is not forgotten soon after failures of another kind', () => {
      const failed = after({ ...REMOVING, attempts: 5_000 }, { kind: 'not-removed' }).next!;
      expect(after(failed, perhaps).next).toBeDefined();
    });
    it('by another id, is another', () => {
      expect(after({ ...REMOVING, upstreamId: 'v' }, perhaps)).toMatchObject({ next: { attempts: 0 }, told: [] });
    });
  });
  it('ends the row, and is told to who waits', () => {
    expect(after(REMOVING, { kind: 'removed', upstreamId: 'u' })).toEqual({ next: undefined, told: ['gone'] });
    expect(after({ ...REMOVING, resourceId: 'f' }, { kind: 'removed', upstreamId: 'u' })).toEqual({ next: undefined, told: [] });
    expect(after({ ...REMOVING, upstreamId: 'v' }, { kind: 'removed', upstreamId: 'u' }).next).toBeDefined();
  });
  it('soon after the request is made once more, when the network has surely dealt with that', () => {
    const removed: NetworkFact = { kind: 'removed', upstreamId: 'u' };
    const { next, told } = after(REMOVING, removed, 49);
    expect([next, told]).toEqual([{ ...REMOVING, resourceId: 'f', dueAt: at(50) }, ['gone']]);
    expect(after(next!, removed, 50)).toEqual({ next: undefined, told: [] });
  });
  it('of what was never sent asks nobody', () => {
    expect(after(flow({ phase: 'REMOVING', sentAt: null }), DUE)).toEqual({ next: undefined, told: ['gone'] });
  });
  it('without an answer, is told to be over after the grace, and remembered', () => {
    const { next, told } = after(UNANSWERED, DUE, 40_000);
    expect(told).toEqual(['gone']);
    expect(isDetached(next!)).toBe(true);
    expect(next).toMatchObject({ phase: 'REMOVING', dueAt: at(86_400_000) });
  });
});
