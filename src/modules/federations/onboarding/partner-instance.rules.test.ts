import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterInstanceFact, isGivenUp, LOST_AFTER, nextInstanceStep, placementFacts, UNKNOWN_AFTER, type InstanceFact, type InstanceState } from './partner-instance.rules.js';
import type { OnboardingState } from './partner-onboarding.rules.js';

const NEW: InstanceState = { partnerInstanceId: null, presence: 'ABSENT', removing: false, state: 'PENDING', message: null, stateAt: null, accessPoints: null, sentAt: null, missed: 0 };
const THERE: InstanceState = { ...NEW, presence: 'THERE', partnerInstanceId: 'i1' };
const ONBOARDED: OnboardingState = { kept: false, removing: false, status: 'ONBOARDED', statusReason: null, zoneIds: ['z'], zoneStatus: { z: 'ONBOARDED' }, artefact: 'THERE', onboarding: 'THERE', sentAt: null, missed: 0 };
const minute = (n: number): Date => new Date(Date.UTC(2026, 10, 22, 12, n));
const told = (state: InstanceState['state'], at: Date | null = null): InstanceFact => ({ kind: 'told', state, at, message: null, accessPoints: null });
const seen = (state: InstanceState['state']): InstanceFact => ({ kind: 'seen', state, accessPoints: [] });
const after = (state: InstanceState, ...facts: readonly InstanceFact[]): InstanceState => facts.reduce((now, fact) => afterInstanceFact(now, fact), state);

const aState = fc.constantFrom('PENDING', 'READY', 'FAILED', 'TERMINATING');
const aMoment = fc.option(fc.integer({ min: 0, max: 9 }).map(minute), { nil: null });
const aTold = fc.tuple(aState, aMoment).map(([state, at]) => told(state, at));
const aFact: fc.Arbitrary<InstanceFact> = fc.oneof(
  aTold,
  aState.map(seen),
  fc.constantFrom<InstanceFact>({ kind: 'sent', at: minute(1) }, { kind: 'there', partnerInstanceId: 'i1' }, { kind: 'refused', reason: 'No.' }, { kind: 'unseen' }, { kind: 'leave' }, { kind: 'gone' }, { kind: 'not-sent', before: 'ABSENT' }),
);

describe('what is told of an instance at a partner', () => {
  it('ends as without it once the partner was looked at, in every order, lost or doubled', () => {
    fc.assert(
      fc.property(fc.array(aTold, { maxLength: 8 }), aState, (callbacks, truth) => {
        const looked = after(THERE, seen(truth));
        const heard = after(after(THERE, ...callbacks), seen(truth));
        expect([heard.state, heard.presence, placementFacts(heard)]).toEqual([looked.state, looked.presence, placementFacts(looked)]);
      }),
    );
  });
  it('takes the youngest of dated callbacks, in every order', () => {
    const history = [told('READY', minute(1)), told('FAILED', minute(2)), told('READY', minute(3))];
    fc.assert(
      fc.property(fc.shuffledSubarray([...history, ...history], { minLength: 6 }), (callbacks) => {
        expect(after(THERE, ...callbacks).state).toBe('READY');
      }),
    );
  });
  it.each([['dated', minute(0)], ['undated', null]] as const)('leaves READY alone when PENDING comes late (%s)', (_, at) => {
    expect(after(THERE, told('READY', minute(1)), told('PENDING', at)).state).toBe('READY');
    expect(after(THERE, seen('READY'), told('PENDING', at)).state).toBe('READY');
    expect(after(THERE, told('READY'), told('PENDING', at)).state).toBe('READY');
  });
  it('changes nothing when it is told again', () => {
    fc.assert(
      fc.property(fc.array(aFact, { maxLength: 6 }), aTold, (facts, callback) => {
        expect(after(THERE, ...facts, callback, callback)).toEqual(after(THERE, ...facts, callback));
      }),
    );
  });
  it('says nothing of one that is not known to be there', () => {
    expect(after(NEW, told('READY', minute(1)))).toEqual(NEW);
    expect(after({ ...NEW, presence: 'SENT' }, told('READY', minute(1)))).toMatchObject({ state: 'PENDING', presence: 'SENT' });
  });
});

describe('an instance at a partner', () => {
  it('that is to go never comes back, and that was given up runs for nobody', () => {
    fc.assert(
      fc.property(fc.array(aFact, { maxLength: 10 }), (facts) => {
        expect(after({ ...THERE, removing: true, state: 'TERMINATING' }, ...facts)).toMatchObject({ removing: true, state: 'TERMINATING' });
        const refused = after({ ...NEW, presence: 'SENT', state: 'FAILED', message: 'No.' }, ...facts.filter(({ kind }) => kind !== 'sent' && kind !== 'leave'));
        expect(placementFacts(refused)).toEqual([{ kind: 'refused', reason: 'No.' }]);
      }),
    );
  });
  it('that may be at the partner is taken away before it departs', () => {
    fc.assert(
      fc.property(fc.array(aFact, { maxLength: 10 }), (facts) => {
        const state = after(NEW, ...facts);
        const { do: step } = nextInstanceStep(state, ONBOARDED, 'z');
        if (step === 'depart' || step === 'settle') expect(state.presence).toBe('ABSENT');
        if (step === 'install') expect([state.removing, state.state, state.presence === 'THERE']).toEqual([false, 'PENDING', false]);
        if (state.removing || isGivenUp(state)) expect(['take-away', 'depart']).toContain(step);
      }),
    );
  });
  it('that the partner does not find is unknown, then failed, and well again when it is found', () => {
    const lost = (looks: number): InstanceState => after(after(THERE, seen('READY')), ...Array.from({ length: looks }, (): InstanceFact => ({ kind: 'unseen' })));
    const status = (state: InstanceState) => placementFacts(state).flatMap((fact) => (fact.kind === 'listed' ? [fact.status] : []));
    expect([UNKNOWN_AFTER - 1, UNKNOWN_AFTER, LOST_AFTER, LOST_AFTER + 3].map((looks) => status(lost(looks)))).toEqual([['ready'], ['unknown'], ['failed'], ['failed']]);
    expect(status(after(lost(LOST_AFTER), seen('READY')))).toEqual(['ready']);
  });
  it.each([
    ['waits while the onboarding is under way', { zoneStatus: {} }, { do: 'wait' }],
    ['waits while the onboarding is made anew', { removing: true, status: 'DEBOARDING' }, { do: 'wait' }],
    ['is refused with the onboarding', { status: 'FAILED', statusReason: 'No.' }, { do: 'refuse', reason: 'No.' }],
    ['is refused in a zone that failed', { zoneStatus: { z: 'FAILED' } }, { do: 'refuse', reason: 'The partner did not onboard the app in that zone.' }],
    ['is refused in a zone that the onboarding lacks', { zoneIds: ['other'] }, { do: 'refuse', reason: 'The app was onboarded to the partner without that zone.' }],
    ['is made once its zone is onboarded, whatever the others are', { status: 'PENDING', zoneIds: ['z', 'y'] }, { do: 'install' }],
  ] as const)('%s', (_, about, step) => {
    expect(nextInstanceStep(NEW, { ...ONBOARDED, ...about } as OnboardingState, 'z')).toEqual(step);
  });
});
