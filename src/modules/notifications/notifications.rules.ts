/** What the rules look at of a subscription. */
export interface SubscriptionState {
  readonly state: 'ACTIVE' | 'ENDED';
  readonly eventType: string;
  readonly initialEvent: boolean;
  readonly expiresAt: Date | null;
  readonly credentialExpiresAt: Date | null;
  readonly maxEvents: number | null;
  readonly eventCount: number;
}

/** CAMARA's words for the end of a subscription, and `GONE` for a sink that answered 410. */
export type EndReason = 'MAX_EVENTS_REACHED' | 'SUBSCRIPTION_EXPIRED' | 'SUBSCRIPTION_DELETED' | 'ACCESS_TOKEN_EXPIRED' | 'GONE';

interface TimedEnd {
  readonly at: Date;
  readonly reason: 'SUBSCRIPTION_EXPIRED' | 'ACCESS_TOKEN_EXPIRED';
}

/**
 * When time will end it: the earlier of both ends. Most ends need nobody to wait for them: nothing is sent after them, and they
 * are written down with whatever comes next. Who asked to be told of the end is.
 */
export function endsAt({ expiresAt, credentialExpiresAt }: Pick<SubscriptionState, 'expiresAt' | 'credentialExpiresAt'>): TimedEnd | undefined {
  if (credentialExpiresAt && (!expiresAt || credentialExpiresAt < expiresAt)) return { at: credentialExpiresAt, reason: 'ACCESS_TOKEN_EXPIRED' };
  return expiresAt ? { at: expiresAt, reason: 'SUBSCRIPTION_EXPIRED' } : undefined;
}

/** Why a subscription is over at `now`, whatever happens. */
export function endedBy(subscription: SubscriptionState, now: Date): EndReason | undefined {
  const end = endsAt(subscription);
  if (end && end.at <= now) return end.reason;
  if (subscription.maxEvents !== null && subscription.eventCount >= subscription.maxEvents) return 'MAX_EVENTS_REACHED';
  return undefined;
}

/** CAMARA's event types differ in the API they name and end in these words. */
const isEndType = (eventType: string): boolean => eventType.endsWith('.subscription-ended');

/** Whether the sink is told of the end: it asked for that alone, and may still be called. */
export const tellsEnd = (eventType: string, reason: EndReason): boolean => isEndType(eventType) && reason !== 'GONE' && reason !== 'ACCESS_TOKEN_EXPIRED';

/** When somebody has to be there for the end that time brings, though nothing else happens. */
function awaitedEnd(subscription: SubscriptionState): Date | undefined {
  const end = endsAt(subscription);
  return end && tellsEnd(subscription.eventType, end.reason) ? end.at : undefined;
}

/** Why nothing may be sent any more, not even what waits. The word of the end may come after the expiry, which it tells of. */
export function silencedBy({ eventType, expiresAt, credentialExpiresAt }: SubscriptionState, now: Date): TimedEnd['reason'] | undefined {
  if (credentialExpiresAt && credentialExpiresAt <= now) return 'ACCESS_TOKEN_EXPIRED';
  if (expiresAt && expiresAt <= now && !isEndType(eventType)) return 'SUBSCRIPTION_EXPIRED';
  return undefined;
}

/** Why nothing can be sent again, for the owner; undefined when it can. What was owed may be sent although the subscription is over. */
export function unreachable(subscription: SubscriptionState & { readonly endReason: string | null }, now: Date): string | undefined {
  if (subscription.endReason === 'GONE') return 'The sink has answered 410: it is gone.';
  const silenced = silencedBy(subscription, now);
  return silenced && { ACCESS_TOKEN_EXPIRED: 'The access token for the sink has expired.', SUBSCRIPTION_EXPIRED: 'The subscription has expired.' }[silenced];
}

/** Whether a notice is for the subscription. */
export const wants = (subscription: SubscriptionState, notice: { readonly type: string; readonly initial: boolean; readonly silent?: boolean }): boolean =>
  notice.silent !== true && subscription.eventType === notice.type && (!notice.initial || subscription.initialEvent);

/** What a subscription hears of something that happened. */
export interface Hearing {
  /** Whether it is told, which counts. */
  readonly told: boolean;
  /** Why it is over afterwards. */
  readonly end: EndReason | undefined;
  /** When time will end it, where it hears of its resource for the first time: somebody has to wait for that. */
  readonly wakeAt: Date | undefined;
}

/** @param subscription active, as far as anybody has written down */
export function hear(subscription: SubscriptionState, notice: { readonly type: string; readonly initial: boolean; readonly silent?: boolean; readonly last: boolean }, now: Date): Hearing {
  const over = endedBy(subscription, now);
  if (over) return { told: false, end: over, wakeAt: undefined };
  const told = wants(subscription, notice);
  const full = told ? endedBy({ ...subscription, eventCount: subscription.eventCount + 1 }, now) : undefined;
  return { told, end: full ?? (notice.last ? 'SUBSCRIPTION_DELETED' : undefined), wakeAt: notice.initial ? awaitedEnd(subscription) : undefined };
}

/** `lapse`: time has ended the subscription, or what waits may not be sent. `rest`: until then, or until something new. */
export type Step<Waiting> = { readonly kind: 'lapse' } | { readonly kind: 'send'; readonly delivery: Waiting } | { readonly kind: 'rest'; readonly until: Date | undefined };

/** @param waiting the oldest delivery that is not settled */
export function nextStep<Waiting extends { readonly nextAttemptAt: Date | null }>(subscription: SubscriptionState, waiting: Waiting | undefined, now: Date): Step<Waiting> {
  const isActive = subscription.state === 'ACTIVE';
  if ((isActive && endedBy(subscription, now)) || (waiting && silencedBy(subscription, now))) return { kind: 'lapse' };
  if (waiting && (!waiting.nextAttemptAt || waiting.nextAttemptAt <= now)) return { kind: 'send', delivery: waiting };
  const end = waiting ? endsAt(subscription)?.at : awaitedEnd(subscription);
  const times = [waiting?.nextAttemptAt, isActive ? end : undefined].flatMap((time) => time?.getTime() ?? []);
  return { kind: 'rest', until: times.length > 0 ? new Date(Math.min(...times)) : undefined };
}

/** What came of one attempt. No status: there was no answer. */
export interface Attempt {
  readonly status: number | undefined;
  /** Seconds that the sink asked us to wait. */
  readonly retryAfter: number | undefined;
}

export interface DeliveryProgress {
  /** Attempts made, with this one. */
  readonly attempts: number;
  readonly createdAt: Date;
}

export type Verdict =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'dead' }
  | { readonly kind: 'again'; readonly at: Date };

/** A delivery is given up after a day: that is some twenty attempts. */
export const DAY_MS = 86_400_000;
/** One that the sink says is wrong in itself is given up after so many attempts, within some seven minutes. */
export const MOST_REFUSALS = 8;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 2 * 3_600_000;

/** 408 and 429 are the sink's troubles; other 4xx say that we are wrong, and redirects are not followed. */
const isRefusal = (status: number): boolean => status >= 300 && status < 500 && status !== 408 && status !== 429;

/** @param chance 0 to 1, spreads the attempts of many deliveries */
export function judge({ status, retryAfter }: Attempt, { attempts, createdAt }: DeliveryProgress, now: Date, chance: number): Verdict {
  if (status !== undefined && status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone' };
  const isRefused = status !== undefined && isRefusal(status) && attempts >= MOST_REFUSALS;
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2.5 ** (attempts - 1)) * (0.75 + chance / 2);
  const at = new Date(now.getTime() + Math.max(wait, (retryAfter ?? 0) * 1000));
  if (isRefused || at.getTime() > createdAt.getTime() + DAY_MS) return { kind: 'dead' };
  return { kind: 'again', at };
}
