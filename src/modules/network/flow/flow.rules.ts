import type { RefusalCode } from '../../../kernel/refusal.js';
import type { FlowFact, FlowRow } from './flow.types.js';
import type { UpstreamFlowStatus } from '../upstream/network.types.js';

/** What the rules look at of a flow. */
export type FlowState = Pick<FlowRow, 'id' | 'kind' | 'resourceId' | 'phase' | 'upstreamId' | 'sentAt' | 'attempts' | 'dueAt' | 'createdAt'>;

/** What came to be known of one flow, from the network or from its silence. */
export type NetworkFact =
  /** The answer to the request for it, or the network's list shows it. */
  | { readonly kind: 'created'; readonly upstreamId: string; readonly status: 'REQUESTED' | 'AVAILABLE' | 'UNAVAILABLE' }
  /** `definite`: nothing of it is there. */
  | { readonly kind: 'not-created'; readonly definite: boolean; readonly code: RefusalCode; readonly reason: string }
  /** It was asked for by its id. */
  | { readonly kind: 'seen'; readonly upstreamId: string; readonly status: UpstreamFlowStatus }
  /** It was asked for, and there was no answer. */
  | { readonly kind: 'unseen' }
  | { readonly kind: 'noticed'; readonly status: 'GRANTED' | 'REFUSED' | 'TERMINATED'; readonly upstreamId?: string | undefined }
  /** The network's whole list, asked for at `asOf`, does not show it. */
  | { readonly kind: 'not-listed'; readonly asOf: Date }
  | { readonly kind: 'removed'; readonly upstreamId: string }
  | { readonly kind: 'not-removed' }
  /** The network's answer to the removal may be of something before it. */
  | { readonly kind: 'perhaps-removed'; readonly upstreamId: string }
  /** Its time has come, and there is nothing to ask. Before `listeningSince` nobody here could have been told of it. */
  | { readonly kind: 'due'; readonly listeningSince: Date };

/** Milliseconds. */
export interface FlowLimits {
  /** After a request left: then its answer, and what the answer would have been about, are given up for the resource. */
  readonly graceMs: number;
  /** A request that surely was not carried out is made again for so long; what the network has not granted then is taken back. */
  readonly patienceMs: number;
  /** A flow without an answer is kept for so long, in case the network tells of it after all; one that may be gone is removed again for so long. */
  readonly memoryMs: number;
  /** Between two looks at a flow in force. */
  readonly lookMs: number;
  /** The same when the last did not find it: an SRM that is just being replaced may not have it for a moment. */
  readonly missedMs: number;
  /** After a request left, the network may still be at work with it: what is removed sooner is removed once more then. */
  readonly settleMs: number;
}

export interface Outcome<State> {
  /** Undefined: the row goes. */
  readonly next: State | undefined;
  /** What its resource is to be told, in this order. */
  readonly told: readonly FlowFact[];
}

const FIRST_POLL_MS = 250;
const LAST_POLL_MS = 5_000;
const RETRY = { first: 500, most: 10_000 } as const;
const REMOVAL = { first: 1_000, most: 300_000 } as const;
/** What was just created may not be found at once. */
const YOUNG_MS = 5_000;
/** So many looks in a row that did not find a flow in force, and it is over. */
const MISSED_LOOKS = 3;
/** After so many removals in a row that may have been one, about half a minute, nobody is to wait any longer. */
const PERHAPS_REMOVED = 6;

const REFUSED: FlowFact = { kind: 'refused', code: 'UNAVAILABLE', reason: 'The network refused it.' };
const SILENT: FlowFact = { kind: 'refused', code: 'TIMEOUT', reason: 'The network gave no answer.' };
const UNREACHED: FlowFact = { kind: 'refused', code: 'UNAVAILABLE', reason: 'The network could not be reached.' };
const UNGRANTED: FlowFact = { kind: 'refused', code: 'TIMEOUT', reason: 'The network did not grant it in time.' };
const LOST: FlowFact = { kind: 'refused', code: 'UNAVAILABLE', reason: 'The network does not have it.' };
const ENDED: FlowFact = { kind: 'terminated', reason: 'The network ended it.' };
const VANISHED: FlowFact = { kind: 'terminated', reason: 'The network has it no more.' };
const GONE: FlowFact = { kind: 'gone' };
const GRANTED: FlowFact = { kind: 'granted' };

/** Nobody waits for it any more: its resource knows all it needs to know. Such a flow belongs to itself. */
export const isDetached = ({ id, resourceId }: Pick<FlowRow, 'id' | 'resourceId'>): boolean => id === resourceId;

const later = (from: Date, ms: number): Date => new Date(from.getTime() + ms);
const doubling = (attempts: number, { first, most }: { readonly first: number; readonly most: number }): number => Math.min(most, first * 2 ** Math.min(attempts, 30));

/** Whether the network may have it although no id is known: a request left, and its answer is out or lost. */
export const isUnanswered = ({ upstreamId, sentAt }: Pick<FlowState, 'upstreamId' | 'sentAt'>): boolean => upstreamId === null && sentAt !== null;

/**
 * The life of a flow: WANTED → SENT → PENDING → GRANTED, REMOVING from any, and the row goes when the network surely has
 * nothing of it. `next` is the same object when the fact changes nothing.
 *
 * A request without an answer is never made a second time while the first may have been carried out: nothing that the
 * network takes would tell it that both are one, and it would have the flow twice, one of them without anybody who knows its
 * id. So after `graceMs` its resource is told that there was no answer, and the row stays for `memoryMs`: when the network
 * tells of the flow by then, it is removed there.
 */
export function afterFact<State extends FlowState>(state: State, fact: NetworkFact, now: Date, limits: FlowLimits): Outcome<State> {
  switch (fact.kind) {
    case 'created':
      return afterCreated(state, fact, now, limits);
    case 'not-created':
      return afterRefusal(state, fact, now, limits);
    case 'seen':
      return fact.upstreamId === state.upstreamId ? afterLook(state, fact.status, now, limits) : unchanged(state);
    case 'unseen':
      return afterLook(state, undefined, now, limits);
    case 'noticed':
      return afterNotice(state, fact, now, limits);
    case 'not-listed':
      return afterList(state, fact.asOf, now, limits);
    case 'removed':
      return state.phase === 'REMOVING' && state.upstreamId === fact.upstreamId ? afterRemoval(state, now, limits) : unchanged(state);
    case 'not-removed':
      return state.phase === 'REMOVING' ? stays({ ...state, attempts: Math.min(state.attempts + 1, SLOWEST), dueAt: later(now, doubling(state.attempts, REMOVAL)) }) : unchanged(state);
    case 'perhaps-removed':
      return state.phase === 'REMOVING' && state.upstreamId === fact.upstreamId ? afterPerhaps(state, now, limits) : unchanged(state);
    case 'due':
      return afterDue(state, fact.listeningSince, now, limits);
  }
}

const unchanged = <State>(state: State): Outcome<State> => ({ next: state, told: [] });
const stays = <State>(next: State, ...told: readonly FlowFact[]): Outcome<State> => ({ next, told });
const goes = (...told: readonly FlowFact[]): Outcome<never> => ({ next: undefined, told });
const gone = (state: FlowState): Outcome<never> => (isDetached(state) ? goes() : goes(GONE));

/** Whether its removal is its end: a grant that was on its way is not any more. */
export const isSettled = ({ sentAt }: Pick<FlowState, 'sentAt'>, now: Date, { settleMs }: FlowLimits): boolean => sentAt === null || now >= later(sentAt, settleMs);

function afterRemoval<State extends FlowState>(state: State, now: Date, limits: FlowLimits): Outcome<State> {
  if (isSettled(state, now, limits)) return gone(state);
  const once: State = { ...state, resourceId: state.id, attempts: 0, dueAt: later(state.sentAt ?? now, limits.settleMs) };
  return isDetached(state) ? stays(once) : stays(once, GONE);
}

/** From so many attempts on, the time between two removals does not grow. */
const SLOWEST = Math.ceil(Math.log2(REMOVAL.most / REMOVAL.first));

/** What passes before a removal is tried for the time after so many, in milliseconds. */
function triedFor(attempts: number): number {
  const growing = Math.min(attempts, SLOWEST);
  return REMOVAL.first * (2 ** growing - 1) + (attempts - growing) * REMOVAL.most;
}

/** It is removed again, and forgotten when nothing else was heard for so long. A failure of another kind begins the count anew, nearly. */
function afterPerhaps<State extends FlowState>(state: State, now: Date, { memoryMs }: FlowLimits): Outcome<State> {
  const attempts = state.attempts + 1;
  if (triedFor(attempts) > memoryMs) return gone(state);
  const again: State = { ...state, attempts, dueAt: later(now, doubling(state.attempts, REMOVAL)) };
  return attempts < PERHAPS_REMOVED || isDetached(state) ? stays(again) : stays({ ...again, resourceId: state.id }, GONE);
}

/** It has ended for its resource; what the network may have of it is to go. */
function ended<State extends FlowState>(state: State, told: FlowFact, now: Date, { memoryMs }: FlowLimits): Outcome<State> {
  const dueAt = isUnanswered(state) ? later(state.sentAt ?? now, memoryMs) : now;
  return stays({ ...state, resourceId: state.id, phase: 'REMOVING', attempts: 0, dueAt }, told);
}

const toRemove = <State extends FlowState>(state: State, upstreamId: string, now: Date): Outcome<State> => stays({ ...state, upstreamId, attempts: 0, dueAt: now });
const pending = <State extends FlowState>(state: State, now: Date): State => ({ ...state, phase: 'PENDING', attempts: 0, dueAt: later(now, FIRST_POLL_MS) });
const granted = <State extends FlowState>(state: State, now: Date, { lookMs }: FlowLimits): State => ({ ...state, phase: 'GRANTED', attempts: 0, dueAt: later(now, lookMs) });

const isAsked = ({ phase }: FlowState): boolean => phase === 'WANTED' || phase === 'SENT';

function afterCreated<State extends FlowState>(state: State, { upstreamId, status }: NetworkFact & { kind: 'created' }, now: Date, limits: FlowLimits): Outcome<State> {
  if (state.phase === 'REMOVING') return state.upstreamId === upstreamId ? unchanged(state) : toRemove(state, upstreamId, now);
  // The id of the answer is the one to ask and to remove by, whatever a notice called it.
  const known = state.upstreamId === upstreamId ? state : { ...state, upstreamId, sentAt: state.sentAt ?? now };
  if (state.phase === 'GRANTED') return stays(known);
  const accepted: readonly FlowFact[] = isAsked(state) ? [{ kind: 'accepted', upstreamId }] : [];
  if (status === 'UNAVAILABLE') return ended(known, REFUSED, now, limits);
  if (status === 'AVAILABLE') return stays(granted(known, now, limits), ...accepted, GRANTED);
  return isAsked(state) ? stays(pending(known, now), ...accepted) : stays(known);
}

function afterRefusal<State extends FlowState>(state: State, { definite, code, reason }: NetworkFact & { kind: 'not-created' }, now: Date, limits: FlowLimits): Outcome<State> {
  if (!definite || state.upstreamId !== null) return unchanged(state);
  if (state.phase === 'REMOVING') return gone(state);
  if (state.phase !== 'SENT') return unchanged(state);
  const passing = code === 'UNAVAILABLE' || code === 'TIMEOUT';
  return passing ? again(state, { kind: 'refused', code, reason }, now, limits) : goes({ kind: 'refused', code, reason });
}

/** Nothing of it is there: it is asked for once more, unless that has lasted too long. */
function again<State extends FlowState>(state: State, otherwise: FlowFact, now: Date, { patienceMs }: FlowLimits): Outcome<State> {
  if (isTired(state, now, patienceMs)) return goes(otherwise);
  return stays({ ...state, phase: 'WANTED', sentAt: null, attempts: state.attempts + 1, dueAt: later(now, doubling(state.attempts, RETRY)) });
}

const isTired = ({ createdAt }: FlowState, now: Date, patienceMs: number): boolean => now >= later(createdAt, patienceMs);

/** @param status undefined: there was no answer. */
function afterLook<State extends FlowState>(state: State, status: UpstreamFlowStatus | undefined, now: Date, limits: FlowLimits): Outcome<State> {
  if (state.phase === 'PENDING') return afterPoll(state, status, now, limits);
  if (state.phase !== 'GRANTED') return unchanged(state);
  if (status === 'UNAVAILABLE') return ended(state, ENDED, now, limits);
  if (status !== 'absent') return stays({ ...state, attempts: status === undefined ? state.attempts : 0, dueAt: later(now, limits.lookMs) });
  if (state.attempts + 1 >= MISSED_LOOKS) return goes(VANISHED);
  return stays({ ...state, attempts: state.attempts + 1, dueAt: later(now, limits.missedMs) });
}

function afterPoll<State extends FlowState>(state: State, status: UpstreamFlowStatus | undefined, now: Date, limits: FlowLimits): Outcome<State> {
  if (status === 'AVAILABLE') return stays(granted(state, now, limits), GRANTED);
  if (status === 'UNAVAILABLE') return ended(state, REFUSED, now, limits);
  if (status === 'absent' && now >= later(state.sentAt ?? state.createdAt, YOUNG_MS)) return goes(LOST);
  // An influence may wait for its device to come; a quality that nobody grants is in the way of the next.
  if (state.kind !== 'TRAFFIC_INFLUENCE' && isTired(state, now, limits.patienceMs)) return ended(state, UNGRANTED, now, limits);
  return stays({ ...state, attempts: state.attempts + 1, dueAt: later(now, doubling(state.attempts + 1, { first: FIRST_POLL_MS, most: LAST_POLL_MS })) });
}

function afterNotice<State extends FlowState>(state: State, { status, upstreamId }: NetworkFact & { kind: 'noticed' }, now: Date, limits: FlowLimits): Outcome<State> {
  const found = state.upstreamId === null && upstreamId !== undefined;
  if (state.phase === 'REMOVING') return found ? toRemove(state, upstreamId, now) : unchanged(state);
  // A flow that was to be asked for again: the first request has made it after all.
  const sent: State = state.sentAt === null ? { ...state, sentAt: now } : state;
  const known: State = found ? { ...sent, upstreamId } : sent;
  if (status !== 'GRANTED') return ended(known, state.phase === 'GRANTED' ? ENDED : REFUSED, now, limits);
  if (state.phase === 'GRANTED') return stays(known);
  const accepted: readonly FlowFact[] = isAsked(state) && known.upstreamId !== null ? [{ kind: 'accepted', upstreamId: known.upstreamId }] : [];
  return stays(granted(known, now, limits), ...accepted, GRANTED);
}

/** A list counts for what was asked for so long before it that the request is over. */
function afterList<State extends FlowState>(state: State, asOf: Date, now: Date, limits: FlowLimits): Outcome<State> {
  if (state.sentAt === null || asOf < later(state.sentAt, limits.graceMs / 2)) return unchanged(state);
  if (state.upstreamId !== null) return afterLook(state, 'absent', now, limits);
  if (state.phase === 'REMOVING') return gone(state);
  return state.phase === 'SENT' ? again(state, SILENT, now, limits) : unchanged(state);
}

function afterDue<State extends FlowState>(state: State, listeningSince: Date, now: Date, limits: FlowLimits): Outcome<State> {
  if (state.phase === 'WANTED') return isTired(state, now, limits.patienceMs) ? goes(UNREACHED) : unchanged(state);
  if (state.phase === 'REMOVING' && state.upstreamId === null && state.sentAt === null) return gone(state);
  if (!isUnanswered(state)) return unchanged(state);
  if (state.phase === 'GRANTED') return stays({ ...state, dueAt: later(now, limits.lookMs) });
  const sentAt = state.sentAt ?? now;
  const given = later(sentAt < listeningSince ? listeningSince : sentAt, limits.graceMs);
  if (now < given) return stays({ ...state, dueAt: given });
  if (!isDetached(state)) return ended(state, state.phase === 'REMOVING' ? GONE : SILENT, now, limits);
  return now >= later(sentAt, limits.memoryMs) ? goes() : stays({ ...state, dueAt: later(sentAt, limits.memoryMs) });
}
