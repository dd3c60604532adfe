import type { PartnerInstanceState, PartnerPresence } from '../../../generated/prisma/enums.js';
import type { KnownInstance } from '../manager/fm.types.js';
import type { PlacementFact } from '../neighbours.types.js';
import { isLeaving, statusIn, type OnboardingState } from './partner-onboarding.rules.js';

type AccessPoints = KnownInstance['accessPoints'];

/** What the rules look at of an instance. */
export interface InstanceState {
  /** Ours until the partner gives another. */
  readonly partnerInstanceId: string | null;
  readonly presence: PartnerPresence;
  readonly removing: boolean;
  readonly state: PartnerInstanceState;
  readonly message: string | null;
  /** `modificationDate` of the callback that told the state; null when a look did. */
  readonly stateAt: Date | null;
  readonly accessPoints: AccessPoints | null;
  readonly sentAt: Date | null;
  /** Looks in a row that did not find it. */
  readonly missed: number;
}

/** Something that came to be known of an instance, or was asked of it. */
export type InstanceFact =
  | { readonly kind: 'sent'; readonly at: Date }
  | { readonly kind: 'not-sent'; readonly before: PartnerPresence }
  | { readonly kind: 'there'; readonly partnerInstanceId: string }
  /** For good: it does not run there, or nobody could tell for too long. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'seen'; readonly state: PartnerInstanceState; readonly accessPoints: AccessPoints }
  | { readonly kind: 'unseen' }
  | { readonly kind: 'told'; readonly state: PartnerInstanceState; readonly at: Date | null; readonly message: string | null; readonly accessPoints: AccessPoints | null }
  | { readonly kind: 'leave' }
  | { readonly kind: 'gone' };

/** Looks in a row without the instance, and its status is unknown; so many, and it failed. */
export const UNKNOWN_AFTER = 3;
export const LOST_AFTER = 8;

const LOST = 'The partner does not know the instance any more.';

/** Nobody answered for too long: what may be there is taken away. */
export const isGivenUp = ({ presence, state }: Pick<InstanceState, 'presence' | 'state'>): boolean => presence === 'SENT' && state === 'FAILED';

const isOver = (state: InstanceState): boolean => state.removing || isGivenUp(state);

/** The life of an instance at a partner; what is refused, given up or to go hears no news of its state. */
export function afterInstanceFact<State extends InstanceState>(state: State, fact: InstanceFact): State {
  switch (fact.kind) {
    case 'sent':
      return state.removing || state.presence === 'THERE' || state.state !== 'PENDING' ? state : { ...state, presence: 'SENT', sentAt: fact.at };
    case 'not-sent':
      return state.presence === 'SENT' ? { ...state, presence: fact.before } : state;
    case 'there':
      // What was refused or given up stays so, and is taken away under the name that it turned out to have.
      return { ...state, presence: state.presence !== 'THERE' && state.state === 'FAILED' ? 'SENT' : 'THERE', partnerInstanceId: fact.partnerInstanceId, missed: 0 };
    case 'refused':
      return state.removing || state.presence === 'THERE' ? state : { ...state, state: 'FAILED', message: fact.reason };
    case 'seen':
      return isOver(state) || state.presence !== 'THERE' ? state : seen(state, fact);
    case 'unseen':
      return isOver(state) || state.presence !== 'THERE' ? state : unseen(state);
    case 'told':
      return isOver(state) || state.presence !== 'THERE' || !isNews(state, fact) ? state : { ...state, state: fact.state, stateAt: fact.at, message: fact.message, accessPoints: fact.accessPoints?.length ? fact.accessPoints : state.accessPoints };
    case 'leave':
      return { ...state, removing: true, state: 'TERMINATING', message: null };
    case 'gone':
      return isOver(state) ? { ...state, presence: 'ABSENT', sentAt: null } : state;
  }
}

function seen<State extends InstanceState>(state: State, { state: now, accessPoints }: Extract<InstanceFact, { kind: 'seen' }>): State {
  const isOther = now !== state.state;
  return {
    ...state,
    missed: 0,
    state: now,
    // A look tells no date: what a callback says of the time before cannot be told from news then, and is looked at.
    stateAt: isOther ? null : state.stateAt,
    message: isOther ? null : state.message === LOST ? null : state.message,
    accessPoints: accessPoints.length > 0 ? accessPoints : state.accessPoints,
  };
}

function unseen<State extends InstanceState>(state: State): State {
  if (state.missed >= LOST_AFTER) return state;
  const missed = state.missed + 1;
  return missed < LOST_AFTER ? { ...state, missed } : { ...state, missed, state: 'FAILED', stateAt: null, message: LOST };
}

/** A callback is believed when it leads on from PENDING, or is surely younger than the one that told the state. */
function isNews({ state, stateAt }: InstanceState, { state: told, at }: Extract<InstanceFact, { kind: 'told' }>): boolean {
  if (stateAt !== null) return at !== null && at > stateAt;
  return state === 'PENDING' && told !== 'PENDING';
}

/** Whether a callback calls for a look: all do but those that are surely old, or repeated. */
export function isDoubtful({ state, stateAt }: Pick<InstanceState, 'state' | 'stateAt'>, told: { readonly state: PartnerInstanceState | undefined; readonly at: Date | null }): boolean {
  if (stateAt === null || told.at === null || told.at > stateAt) return true;
  return told.at.getTime() === stateAt.getTime() && told.state !== state;
}

const STATUSES = { PENDING: 'instantiating', READY: 'ready', FAILED: 'failed', TERMINATING: 'terminating' } as const;

/** What the app instance is told. */
export function placementFacts(state: InstanceState): readonly PlacementFact[] {
  if (state.removing) return [];
  if (state.presence !== 'THERE') return state.state === 'FAILED' ? [{ kind: 'refused', reason: state.message ?? 'The partner refused the instance.' }] : [];
  const placed: PlacementFact = { kind: 'placed', upstreamId: state.partnerInstanceId ?? '' };
  const isUnknown = state.missed >= UNKNOWN_AFTER && state.missed < LOST_AFTER;
  if (isUnknown) return [placed, { kind: 'listed', status: 'unknown', reason: LOST }];
  const reason = state.state !== 'FAILED' ? null : state.missed >= LOST_AFTER ? LOST : 'The partner reports that the instance failed.';
  return [placed, { kind: 'listed', status: STATUSES[state.state], reason }];
}

/** What is to be done next. `wait`: for the onboarding. `settle`: nothing more of it. */
export type InstanceStep =
  | { readonly do: 'install' | 'follow' | 'take-away' | 'depart' | 'settle' | 'wait' }
  | { readonly do: 'refuse'; readonly reason: string };

/** @param zoneId the partner's */
export function nextInstanceStep(state: InstanceState, onboarding: OnboardingState, zoneId: string): InstanceStep {
  if (isOver(state)) return { do: state.presence !== 'ABSENT' ? 'take-away' : 'depart' };
  if (state.presence === 'THERE') return { do: 'follow' };
  if (state.state === 'FAILED') return { do: 'settle' };
  const hindrance = hindranceOf(onboarding, zoneId);
  if (hindrance === 'wait') return { do: 'wait' };
  return hindrance === undefined ? { do: 'install' } : { do: 'refuse', reason: hindrance };
}

/** Why an instance cannot be made in the zone: for good, or not yet. Undefined: it can. */
export function hindranceOf(onboarding: OnboardingState, zoneId: string): string | undefined {
  if (onboarding.removing) return 'wait';
  if (isLeaving(onboarding)) return onboarding.statusReason ?? 'The app is not onboarded to the partner any more.';
  if (!onboarding.zoneIds.includes(zoneId)) return 'The app was onboarded to the partner without that zone.';
  const status = statusIn(onboarding, zoneId);
  if (status === 'PENDING') return 'wait';
  return status === 'ONBOARDED' ? undefined : 'The partner did not onboard the app in that zone.';
}
