import type { PartnerOnboardingStatus, PartnerPresence } from '../../../generated/prisma/enums.js';
import type { OnboardStatus } from '../manager/fm.types.js';

/** What the rules look at of an onboarding. */
export interface OnboardingState {
  readonly kept: boolean;
  readonly removing: boolean;
  readonly status: PartnerOnboardingStatus;
  readonly statusReason: string | null;
  /** The partner's ids of the zones that the app is, or is to be, onboarded to. */
  readonly zoneIds: readonly string[];
  /** A zone that has none is PENDING. */
  readonly zoneStatus: Readonly<Record<string, OnboardStatus>>;
  readonly artefact: PartnerPresence;
  readonly onboarding: PartnerPresence;
  /** When a request that creates was last sent. */
  readonly sentAt: Date | null;
  /** Looks in a row that did not find the app. */
  readonly missed: number;
}

/** What is made at the partner, in this order. */
export type Made = 'artefact' | 'onboarding';

/** Something that came to be known of an onboarding, or was asked of it. */
export type OnboardingFact =
  | { readonly kind: 'sent'; readonly what: Made; readonly at: Date }
  /** It surely did not come to be by the last request; `before` is what was so far. */
  | { readonly kind: 'not-sent'; readonly what: Made; readonly before: PartnerPresence }
  | { readonly kind: 'there'; readonly what: Made }
  | { readonly kind: 'absent'; readonly what: Made }
  | { readonly kind: 'refused'; readonly reason: string }
  /** A look's answer. No zone at all: the partner has the app and does not tell more, which counts as ONBOARDED. */
  | { readonly kind: 'seen'; readonly statuses: ReadonlyMap<string, OnboardStatus> }
  | { readonly kind: 'unseen' }
  /** A callback: it bears no date, so that only what goes forward is believed. */
  | { readonly kind: 'told'; readonly statuses: ReadonlyMap<string, OnboardStatus> }
  /** It is to go; `anew`: and to come again as it is wanted then. */
  | { readonly kind: 'leave'; readonly anew?: boolean }
  /** Nothing of it is at the partner any more. */
  | { readonly kind: 'left' };

/** Looks in a row without the app, and it counts as lost. */
export const MISSED_LOOKS = 6;

/** It goes, or what is left of it does. */
export const isLeaving = ({ removing, status }: Pick<OnboardingState, 'removing' | 'status'>): boolean => removing || status === 'FAILED' || status === 'REMOVED';

/** Nothing of it is at the partner. */
export const isAbsent = ({ artefact, onboarding }: Pick<OnboardingState, 'artefact' | 'onboarding'>): boolean => artefact === 'ABSENT' && onboarding === 'ABSENT';

export const statusIn = ({ zoneStatus }: Pick<OnboardingState, 'zoneStatus'>, zoneId: string): OnboardStatus => (Object.hasOwn(zoneStatus, zoneId) ? zoneStatus[zoneId] : undefined) ?? 'PENDING';

/**
 * The life of an onboarding. PENDING: artefact, then onboarding are to be made, or the partner has not said how it went. ONBOARDED: it
 * may be used, in the zones that say so. DEBOARDING: onboarding, then artefact are taken away. FAILED: so they are, and it stays for who asks.
 * REMOVED: so they were.
 */
export function afterOnboardingFact<State extends OnboardingState>(state: State, fact: OnboardingFact): State {
  switch (fact.kind) {
    case 'sent':
      return { ...state, [fact.what]: 'SENT', sentAt: fact.at };
    case 'not-sent':
      return state[fact.what] === 'SENT' ? { ...state, [fact.what]: fact.before } : state;
    case 'there':
      return { ...state, [fact.what]: 'THERE', missed: 0 };
    case 'absent':
      return { ...state, [fact.what]: 'ABSENT' };
    case 'refused':
      return isLeaving(state) ? state : { ...state, status: 'FAILED', statusReason: fact.reason };
    case 'seen':
      return isLeaving(state) ? state : settled({ ...state, onboarding: 'THERE', missed: 0, zoneStatus: seenIn(state, fact.statuses) });
    case 'unseen':
      return isLeaving(state) ? state : missed(state);
    case 'told':
      return toldOf(state, fact.statuses);
    case 'leave':
      return { ...state, kept: fact.anew === true && state.kept, removing: true, status: 'DEBOARDING', statusReason: null };
    case 'left':
      return { ...state, removing: false, status: state.status === 'FAILED' ? 'FAILED' : 'REMOVED', zoneIds: [], zoneStatus: {}, sentAt: null, missed: 0 };
  }
}

/** It begins again: other ids, so that what is told late of its earlier life is not about it. */
export interface NewLife {
  readonly partnerAppId: string;
  readonly artefactId: string;
  readonly zoneIds: readonly string[];
}

export const renewed = <State extends OnboardingState>(state: State, life: NewLife): State & NewLife => ({
  ...state,
  ...life,
  removing: false,
  status: 'PENDING',
  statusReason: null,
  zoneStatus: {},
  artefact: 'ABSENT',
  onboarding: 'ABSENT',
  sentAt: null,
  missed: 0,
});

function missed<State extends OnboardingState>(state: State): State {
  const next = { ...state, missed: state.missed + 1 };
  return next.missed < MISSED_LOOKS ? next : { ...next, status: 'FAILED', statusReason: 'The partner does not know the app any more.' };
}

function seenIn(state: OnboardingState, statuses: ReadonlyMap<string, OnboardStatus>): Record<string, OnboardStatus> {
  const untold = statuses.size === 0;
  return Object.fromEntries(
    state.zoneIds.map((id) => {
      const known = statusIn(state, id);
      return [id, statuses.get(id) ?? (untold && known === 'PENDING' ? 'ONBOARDED' : known)];
    }),
  );
}

/** PENDING is where every zone begins: from there an end is believed. Everything else is for a look to tell. */
function toldOf<State extends OnboardingState>(state: State, statuses: ReadonlyMap<string, OnboardStatus>): State {
  if (isLeaving(state) || state.onboarding === 'ABSENT') return state;
  const ends = state.zoneIds.flatMap((id) => {
    const told = statuses.get(id);
    return statusIn(state, id) === 'PENDING' && (told === 'ONBOARDED' || told === 'FAILED') ? [[id, told] as const] : [];
  });
  return ends.length === 0 ? state : settled({ ...state, onboarding: 'THERE', zoneStatus: { ...state.zoneStatus, ...Object.fromEntries(ends) } });
}

/** Brings the whole up to its zones. */
function settled<State extends OnboardingState>(state: State): State {
  const of = (status: OnboardStatus): readonly string[] => state.zoneIds.filter((id) => statusIn(state, id) === status);
  if (of('PENDING').length > 0) return { ...state, status: 'PENDING', statusReason: null };
  const lacking = state.zoneIds.filter((id) => statusIn(state, id) !== 'ONBOARDED');
  if (lacking.length === 0) return { ...state, status: 'ONBOARDED', statusReason: null };
  if (lacking.length < state.zoneIds.length) return { ...state, status: 'ONBOARDED', statusReason: `The partner did not onboard the app in ${lacking.join(', ')}.` };
  return { ...state, status: 'FAILED', statusReason: of('FAILED').length > 0 ? 'The partner did not onboard the app.' : 'The partner took the app away.' };
}

/** How many of an onboarding's instances there are. */
export interface Members {
  /** All rows. */
  readonly all: number;
  /** At the partner, or perhaps. */
  readonly present: number;
  /** That still wait for the onboarding. */
  readonly waiting: number;
}

/** What is to be done next. `rest`: nothing, until something happens. */
export type OnboardingStep = 'upload' | 'onboard' | 'watch' | 'deboard' | 'remove-artefact' | 'renew' | 'close' | 'rest';

/** Forwards: artefact, onboarding. Backwards the reverse, once no instance is there, and only what may be there. */
export function nextOnboardingStep(state: OnboardingState, members: Members): OnboardingStep {
  if (isLeaving(state)) {
    if (members.present > 0) return 'rest';
    if (state.onboarding !== 'ABSENT') return 'deboard';
    if (state.artefact !== 'ABSENT') return 'remove-artefact';
    if (state.removing) return state.kept || members.waiting > 0 ? 'renew' : 'close';
    return state.zoneIds.length > 0 || (!state.kept && members.all === 0) ? 'close' : 'rest';
  }
  if (state.artefact !== 'THERE') return 'upload';
  return state.onboarding === 'THERE' ? 'watch' : 'onboard';
}

/** Whether nobody needs it any more. */
export const isUnwanted = ({ kept }: Pick<OnboardingState, 'kept'>, { present, waiting }: Members): boolean => !kept && present + waiting === 0;

const FIRST_LOOK_MS = 1_000;

/** Milliseconds to wait before the next look: soon after something began to move, later the longer that lasts; seldom when nothing does. */
export function nextLook(about: { readonly moving: boolean; readonly since: Date; readonly missed: number }, now: Date, pollMs: number): number {
  if (!about.moving && about.missed === 0) return pollMs;
  const first = Math.min(FIRST_LOOK_MS, pollMs);
  const grown = about.missed > 0 ? first * 2 ** (about.missed - 1) : Math.max(first, (now.getTime() - about.since.getTime()) / 8);
  return Math.min(pollMs, grown);
}

/** Looks at the usual pace that something may take to go; then it is asked to go again. */
const PATIENCE = 10;

export const isOverdue = ({ updatedAt }: { readonly updatedAt: Date }, now: Date, pollMs: number): boolean => now.getTime() - updatedAt.getTime() > PATIENCE * pollMs;
