import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, endedBy, endsAt, judge, MOST_REFUSALS, nextStep, silencedBy, tellsEnd, wants, type EndReason, type SubscriptionState } from './notifications.rules.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const at = (ms: number): Date => new Date(NOW.getTime() + ms);
const CHANGED = 'org.camaraproject.things.v0.changed';
const ENDED = 'org.camaraproject.things.v0.subscription-ended';

const aSubscription = (about: Partial<SubscriptionState> = {}): SubscriptionState => ({
  state: 'ACTIVE', eventType: CHANGED, initialEvent: false, expiresAt: null, credentialExpiresAt: null, maxEvents: null, eventCount: 0, ...about,
});

const someTime = fc.integer({ min: -10_000, max: 10_000 }).map(at);
const someSubscription: fc.Arbitrary<SubscriptionState> = fc.record({
  state: fc.constantFrom('ACTIVE' as const, 'ENDED' as const),
  eventType: fc.constantFrom(CHANGED, ENDED),
  initialEvent: fc.boolean(),
  expiresAt: fc.option(someTime),
  credentialExpiresAt: fc.option(someTime),
  maxEvents: fc.option(fc.integer({ min: 1, max: 5 })),
  eventCount: fc.nat(6),
});
const someDelivery = fc.option(fc.record({ nextAttemptAt: fc.option(someTime) }), { nil: undefined });

describe('the end of a subscription', () => {
  it('comes with the moment itself', () => {
    expect(endedBy(aSubscription({ expiresAt: at(1) }), NOW)).toBeUndefined();
    expect(endedBy(aSubscription({ expiresAt: NOW }), NOW)).toBe('SUBSCRIPTION_EXPIRED');
    expect(endedBy(aSubscription({ credentialExpiresAt: NOW }), NOW)).toBe('ACCESS_TOKEN_EXPIRED');
  });

  it('is the earlier of both times', () => {
    expect(endsAt(aSubscription({ expiresAt: at(5), credentialExpiresAt: at(4) }))).toEqual({ at: at(4), reason: 'ACCESS_TOKEN_EXPIRED' });
    expect(endsAt(aSubscription({ expiresAt: at(4), credentialExpiresAt: at(4) }))).toEqual({ at: at(4), reason: 'SUBSCRIPTION_EXPIRED' });
    expect(endsAt(aSubscription())).toBeUndefined();
  });

  it('comes with the last event that is wanted', () => {
    expect(endedBy(aSubscription({ maxEvents: 2, eventCount: 1 }), NOW)).toBeUndefined();
    expect(endedBy(aSubscription({ maxEvents: 2, eventCount: 2 }), NOW)).toBe('MAX_EVENTS_REACHED');
  });

  it('is told to those who asked for that, as long as they may be called', () => {
    const reasons: readonly EndReason[] = ['MAX_EVENTS_REACHED', 'SUBSCRIPTION_EXPIRED', 'SUBSCRIPTION_DELETED', 'ACCESS_TOKEN_EXPIRED', 'GONE'];
    expect(reasons.map((reason) => tellsEnd(ENDED, reason))).toEqual([true, true, true, false, false]);
    expect(reasons.some((reason) => tellsEnd(CHANGED, reason))).toBe(false);
  });

  it('is final: what has ended stays so', () =>
    fc.assert(fc.property(someSubscription, someTime, fc.nat(50_000), (subscription, now, later) => endedBy(subscription, now) === undefined || endedBy(subscription, new Date(now.getTime() + later)) !== undefined)));
});

describe('a notice', () => {
  it('is for the subscriptions of its type', () => {
    expect(wants(aSubscription(), { type: CHANGED, initial: false })).toBe(true);
    expect(wants(aSubscription({ eventType: ENDED }), { type: CHANGED, initial: false })).toBe(false);
  });

  it('that is silent is for nobody', () => expect(wants(aSubscription({ initialEvent: true }), { type: CHANGED, initial: false, silent: true })).toBe(false));

  it('of the creation is for those that asked for it', () => {
    expect(wants(aSubscription(), { type: CHANGED, initial: true })).toBe(false);
    expect(wants(aSubscription({ initialEvent: true }), { type: CHANGED, initial: true })).toBe(true);
  });
});

describe('the next step', () => {
  it('sends what is due, and waits for what is not', () => {
    expect(nextStep(aSubscription(), { nextAttemptAt: NOW }, NOW)).toEqual({ kind: 'send', delivery: { nextAttemptAt: NOW } });
    expect(nextStep(aSubscription(), { nextAttemptAt: at(7) }, NOW)).toEqual({ kind: 'rest', until: at(7) });
    expect(nextStep(aSubscription(), undefined, NOW)).toEqual({ kind: 'rest', until: undefined });
  });

  it('sends the last events of a subscription that has ended', () =>
    expect(nextStep(aSubscription({ state: 'ENDED', maxEvents: 1, eventCount: 1 }), { nextAttemptAt: NOW }, NOW).kind).toBe('send'));

  it('wakes for the end that time brings', () => {
    expect(nextStep(aSubscription({ eventType: ENDED, expiresAt: at(5) }), undefined, NOW)).toEqual({ kind: 'rest', until: at(5) });
    expect(nextStep(aSubscription({ expiresAt: at(5) }), { nextAttemptAt: at(9) }, NOW)).toEqual({ kind: 'rest', until: at(5) });
    expect(nextStep(aSubscription({ eventType: ENDED, state: 'ENDED', expiresAt: at(5) }), undefined, NOW)).toEqual({ kind: 'rest', until: undefined });
  });

  it('does not wait for an end that nobody is told of', () => {
    expect(nextStep(aSubscription({ expiresAt: at(5) }), undefined, NOW)).toEqual({ kind: 'rest', until: undefined });
    expect(nextStep(aSubscription({ eventType: ENDED, credentialExpiresAt: at(5) }), undefined, NOW)).toEqual({ kind: 'rest', until: undefined });
  });

  it('tells of an expiry after it, but sends nothing else then', () => {
    const over = { state: 'ENDED', expiresAt: at(-1) } as const;
    expect(nextStep(aSubscription({ ...over, eventType: ENDED }), { nextAttemptAt: NOW }, NOW).kind).toBe('send');
    expect(nextStep(aSubscription(over), { nextAttemptAt: NOW }, NOW).kind).toBe('lapse');
  });

  it('sends nothing under a token that has expired, nor events after the expiry', () =>
    fc.assert(
      fc.property(someSubscription, someDelivery, someTime, (subscription, delivery, now) => {
        const step = nextStep(subscription, delivery, now);
        if (step.kind !== 'send') return;
        expect(silencedBy(subscription, now)).toBeUndefined();
        expect(subscription.credentialExpiresAt === null || subscription.credentialExpiresAt > now).toBe(true);
        expect(subscription.eventType === ENDED || subscription.expiresAt === null || subscription.expiresAt > now).toBe(true);
        expect(step.delivery.nextAttemptAt === null || step.delivery.nextAttemptAt <= now).toBe(true);
      }),
    ));

  it('rests only until a time that is to come, and never through an end with something to do', () =>
    fc.assert(
      fc.property(someSubscription, someDelivery, someTime, (subscription, delivery, now) => {
        const step = nextStep(subscription, delivery, now);
        if (step.kind !== 'rest') return;
        if (step.until) expect(step.until > now).toBe(true);
        if (subscription.state === 'ACTIVE') expect(endedBy(subscription, now)).toBeUndefined();
        const end = endsAt(subscription);
        if (subscription.state === 'ACTIVE' && end && (delivery || tellsEnd(subscription.eventType, end.reason))) expect(step.until! <= end.at).toBe(true);
      }),
    ));

  it('makes headway: after a lapse there is no second one', () =>
    fc.assert(
      fc.property(someSubscription, someDelivery, someTime, (subscription, delivery, now) => {
        if (nextStep(subscription, delivery, now).kind !== 'lapse') return;
        const ended = { ...subscription, state: endedBy(subscription, now) ? ('ENDED' as const) : subscription.state };
        expect(nextStep(ended, silencedBy(subscription, now) ? undefined : delivery, now).kind).not.toBe('lapse');
      }),
    ));
});

describe('the judgement of an attempt', () => {
  const judged = (status: number | undefined, attempts = 1, retryAfter?: number, createdAt = NOW) => judge({ status, retryAfter }, { attempts, createdAt }, NOW, 0.5);

  it('is by the status', () => {
    expect([200, 202, 204, 299].map((status) => judged(status).kind)).toEqual(Array(4).fill('delivered'));
    expect(judged(410).kind).toBe('gone');
    expect([301, 302, 307, 400, 401, 403, 404, 408, 429, 500, 503, undefined].map((status) => judged(status).kind)).toEqual(Array(12).fill('again'));
  });

  it('gives up what the sink says is wrong sooner than what it has trouble with', () => {
    for (const status of [302, 400, 401, 403, 404, 422]) expect([judged(status, MOST_REFUSALS - 1).kind, judged(status, MOST_REFUSALS).kind]).toEqual(['again', 'dead']);
    for (const status of [408, 429, 500, 503, undefined]) expect(judged(status, 100).kind).toBe('again');
  });

  it('waits longer each time, and as long as it was asked to', () => {
    expect([1, 2, 3, 4].map((attempts) => judged(503, attempts))).toEqual([1_000, 2_500, 6_250, 15_625].map((ms) => ({ kind: 'again', at: at(ms) })));
    expect(judged(429, 1, 60)).toEqual({ kind: 'again', at: at(60_000) });
    expect(judged(429, 4, 1)).toEqual({ kind: 'again', at: at(15_625) });
  });

  it('gives up after a day', () => expect(judged(503, 2, undefined, at(-DAY_MS)).kind).toBe('dead'));

  it('lets a day pass in some twenty attempts', () => {
    let [elapsed, attempts] = [0, 0];
    for (let verdict = judged(503, 1); verdict.kind === 'again'; verdict = judge({ status: 503, retryAfter: undefined }, { attempts, createdAt: NOW }, at(elapsed), 0.5)) {
      attempts += 1;
      elapsed = verdict.at.getTime() - NOW.getTime();
    }
    expect(attempts).toBeGreaterThan(15);
    expect(attempts).toBeLessThan(25);
    expect(elapsed).toBeGreaterThan(DAY_MS - 7_200_000);
  });

  it('never comes back in the past, after the day, or earlier than asked', () =>
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }), fc.integer({ min: 1, max: 20 }), fc.option(fc.nat(7_200), { nil: undefined }), fc.nat(2 * DAY_MS), fc.double({ min: 0, max: 1, noNaN: true }), (status, attempts, retryAfter, age, chance) => {
        const verdict = judge({ status, retryAfter }, { attempts, createdAt: at(-age) }, NOW, chance);
        if (verdict.kind !== 'again') return;
        expect(verdict.at.getTime()).toBeGreaterThanOrEqual(NOW.getTime() + Math.max(750, (retryAfter ?? 0) * 1000));
        expect(verdict.at.getTime()).toBeLessThanOrEqual(NOW.getTime() - age + DAY_MS);
      }),
    ));
});
