/** What the rules look at of a subscription. */
export interface SubscriptionState {
  readonly eventType: string;
  readonly initialEvent: boolean;
  readonly expiresAt: Date | null;
  readonly credentialExpiresAt: Date | null;
  readonly maxEvents: number | null;
  readonly eventCount: number;
}

/** CAMARA's words for the end of a subscription, and `GONE` for a sink that answered 410. */
export type EndReason = 'MAX_EVENTS_REACHED' | 'SUBSCRIPTION_EXPIRED' | 'SUBSCRIPTION_DELETED' | 'ACCESS_TOKEN_EXPIRED' | 'GONE';

/** Why a subscription is over at `now`, whatever happens. */
export function endedBy(subscription: SubscriptionState, now: Date): EndReason | undefined {
  if (subscription.expiresAt && subscription.expiresAt <= now) return 'SUBSCRIPTION_EXPIRED';
  if (subscription.credentialExpiresAt && subscription.credentialExpiresAt <= now) return 'ACCESS_TOKEN_EXPIRED';
  if (subscription.maxEvents !== null && subscription.eventCount >= subscription.maxEvents) return 'MAX_EVENTS_REACHED';
  return undefined;
}

/** Whether a notice is for the subscription. */
export const wants = (subscription: SubscriptionState, notice: { readonly type: string; readonly initial: boolean }): boolean =>
  subscription.eventType === notice.type && (!notice.initial || subscription.initialEvent);

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

/** A delivery is given up after so many attempts, or after a day. */
export const MOST_ATTEMPTS = 12;
/** A sink that says that the request itself is wrong is asked less often. */
export const MOST_REFUSALS = 4;
const DAY_MS = 86_400_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 2 * 3_600_000;

/** 408 and 429 are the sink's troubles; other 4xx say that we are wrong. */
const isRefusal = (status: number): boolean => status >= 300 && status < 500 && status !== 408 && status !== 429;

/** @param chance 0 to 1, spreads the attempts of many deliveries */
export function judge({ status, retryAfter }: Attempt, { attempts, createdAt }: DeliveryProgress, now: Date, chance: number): Verdict {
  if (status !== undefined && status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone' };
  const most = status !== undefined && isRefusal(status) ? MOST_REFUSALS : MOST_ATTEMPTS;
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2.5 ** (attempts - 1)) * (0.75 + chance / 2);
  const at = new Date(now.getTime() + Math.max(wait, (retryAfter ?? 0) * 1000));
  if (attempts >= most || at.getTime() > createdAt.getTime() + DAY_MS) return { kind: 'dead' };
  return { kind: 'again', at };
}
