import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OnboardStatus } from '../manager/fm.types.js';
import { afterOnboardingFact, isAbsent, isLeaving, MISSED_LOOKS, nextLook, nextOnboardingStep, renewed, statusIn, type OnboardingFact, type OnboardingState } from './partner-onboarding.rules.js';

const NEW: OnboardingState = { kept: false, removing: false, status: 'PENDING', statusReason: null, zoneIds: ['a', 'b'], zoneStatus: {}, artefact: 'ABSENT', onboarding: 'ABSENT', sentAt: null, missed: 0 };
const THERE: OnboardingState = { ...NEW, artefact: 'THERE', onboarding: 'THERE' };
const NOBODY = { all: 0, present: 0, waiting: 0 };
const after = (state: OnboardingState, ...facts: readonly OnboardingFact[]): OnboardingState => facts.reduce((now, fact) => afterOnboardingFact(now, fact), state);
const seen = (statuses: Record<string, OnboardStatus>): OnboardingFact => ({ kind: 'seen', statuses: new Map(Object.entries(statuses)) });
const told = (statuses: Record<string, OnboardStatus>): OnboardingFact => ({ kind: 'told', statuses: new Map(Object.entries(statuses)) });

const aStatus = fc.constantFrom<OnboardStatus>('PENDING', 'ONBOARDED', 'DEBOARDING', 'REMOVED', 'FAILED');
/** What a partner tells of an app that is on its way, or has come: one end for each zone. */
const anEnd = fc.constantFrom<OnboardStatus>('ONBOARDED', 'FAILED');
const aFact: fc.Arbitrary<OnboardingFact> = fc.oneof(
  fc.record({ a: aStatus, b: aStatus }).map(told),
  fc.record({ a: aStatus, b: aStatus }).map(seen),
  fc.constantFrom<OnboardingFact>(
    { kind: 'sent', what: 'artefact', at: new Date(0) }, { kind: 'there', what: 'artefact' }, { kind: 'sent', what: 'onboarding', at: new Date(0) }, { kind: 'there', what: 'onboarding' },
    { kind: 'refused', reason: 'No.' }, { kind: 'unseen' }, { kind: 'leave' }, { kind: 'leave', anew: true },
  ),
);

describe('what is told of an onboarding', () => {
  it('ends as without it once the partner was looked at, in every order, lost or doubled', () => {
    fc.assert(
      fc.property(anEnd, anEnd, fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.boolean()), { maxLength: 8 }), (a, b, order) => {
        const ends: Record<string, OnboardStatus> = { a, b };
        // Each callback is PENDING or the zone's end; any of them late, twice or never.
        const callbacks = order.map(([zone, isEnd]) => told({ [zone]: isEnd ? ends[zone]! : 'PENDING' }));
        const looked = after(THERE, seen(ends));
        expect(after(after(THERE, ...callbacks), seen(ends))).toEqual(looked);
      }),
    );
  });
  it('needs no look where every end is told, in every order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([told({ a: 'ONBOARDED' }), told({ b: 'ONBOARDED' }), told({ a: 'PENDING' }), told({ a: 'ONBOARDED', b: 'PENDING' })], { minLength: 4 }), (callbacks) => {
        expect(after({ ...THERE, onboarding: 'SENT' }, ...callbacks)).toMatchObject({ status: 'ONBOARDED', onboarding: 'THERE' });
      }),
    );
  });
  it('that goes back is left to a look', () => {
    const onboarded = after(THERE, seen({}));
    for (const status of ['PENDING', 'FAILED', 'DEBOARDING', 'REMOVED'] as const) expect(after(onboarded, told({ a: status, b: status }))).toEqual(onboarded);
  });
});

describe('an onboarding', () => {
  it('is ONBOARDED where at least one zone is, and says which are not', () => {
    expect(after(THERE, seen({ a: 'ONBOARDED', b: 'FAILED' }))).toMatchObject({ status: 'ONBOARDED', statusReason: 'The partner did not onboard the app in b.' });
    expect(after(THERE, seen({ a: 'FAILED', b: 'FAILED' }))).toMatchObject({ status: 'FAILED' });
    expect(after(THERE, seen({ a: 'ONBOARDED', b: 'PENDING' }))).toMatchObject({ status: 'PENDING' });
  });
  it('counts as ONBOARDED where the partner has the app and tells no more', () => {
    const looked = after(THERE, seen({}));
    expect([looked.status, statusIn(looked, 'a'), statusIn(looked, 'b')]).toEqual(['ONBOARDED', 'ONBOARDED', 'ONBOARDED']);
  });
  it(`is lost after ${MISSED_LOOKS} looks without it`, () => {
    const unseen = (looks: number): OnboardingState => after(THERE, ...Array.from({ length: looks }, (): OnboardingFact => ({ kind: 'unseen' })));
    expect([unseen(MISSED_LOOKS - 1).status, unseen(MISSED_LOOKS).status]).toEqual(['PENDING', 'FAILED']);
  });
  it('is made in order and taken away in the reverse order, and only what may be there', () => {
    fc.assert(
      fc.property(fc.array(aFact, { maxLength: 10 }), fc.nat(2), fc.nat(2), (facts, present, waiting) => {
        const state = after(NEW, ...facts);
        const step = nextOnboardingStep(state, { all: present + waiting, present, waiting });
        if (step === 'upload') expect([isLeaving(state), state.artefact === 'THERE']).toEqual([false, false]);
        if (step === 'onboard') expect([isLeaving(state), state.artefact]).toEqual([false, 'THERE']);
        if (step === 'deboard') expect([isLeaving(state), present, state.onboarding === 'ABSENT']).toEqual([true, 0, false]);
        if (step === 'remove-artefact') expect([isLeaving(state), present, state.onboarding, state.artefact === 'ABSENT']).toEqual([true, 0, 'ABSENT', false]);
        if (step === 'close' || step === 'renew') expect([isAbsent(state), present]).toEqual([true, 0]);
      }),
    );
  });
  it('comes to rest from wherever it is, with nothing left once it is to go', () => {
    fc.assert(
      fc.property(fc.array(aFact, { maxLength: 10 }), (facts) => {
        let state = after(NEW, ...facts, { kind: 'leave' });
        const steps: string[] = [];
        for (let step = nextOnboardingStep(state, NOBODY); step !== 'rest' && step !== 'close' && steps.length < 10; step = nextOnboardingStep(state, NOBODY)) {
          steps.push(step);
          state = after(state, { kind: 'absent', what: step === 'deboard' ? 'onboarding' : 'artefact' });
        }
        expect(steps).toEqual(['deboard', 'remove-artefact'].filter((step) => steps.includes(step)));
        expect([isAbsent(state), nextOnboardingStep(state, NOBODY)]).toEqual([true, 'close']);
      }),
    );
  });
  it('begins again under other ids for an instance that waits, or where it is kept', () => {
    const gone: OnboardingState = { ...NEW, removing: true, status: 'DEBOARDING' };
    expect(nextOnboardingStep(gone, { all: 1, present: 0, waiting: 1 })).toBe('renew');
    expect(nextOnboardingStep({ ...gone, kept: true }, NOBODY)).toBe('renew');
    expect(renewed(gone, { partnerAppId: 'p2', artefactId: 'a2', zoneIds: ['c'] })).toMatchObject({ status: 'PENDING', removing: false, zoneIds: ['c'], partnerAppId: 'p2' });
  });
  it('is looked at soon after it moved, later the longer that lasts, and seldom when nothing moves', () => {
    const since = new Date(0);
    const wait = (moving: boolean, age: number, missed = 0): number => nextLook({ moving, since, missed }, new Date(age), 30_000);
    expect([wait(true, 0), wait(true, 80_000), wait(true, 8_000_000), wait(false, 0)]).toEqual([1_000, 10_000, 30_000, 30_000]);
    expect([wait(false, 0, 1), wait(false, 0, 3), wait(false, 0, 9)]).toEqual([1_000, 4_000, 30_000]);
    expect(nextLook({ moving: true, since, missed: 0 }, since, 100)).toBe(100);
  });
});
