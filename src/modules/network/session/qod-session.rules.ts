import type { QosStatus, QosStatusInfo } from '../../../generated/prisma/enums.js';
import { RETENTION_MS } from '../resource.rules.js';

/** What the rules look at of a session. */
export interface SessionState {
  readonly status: QosStatus;
  readonly statusInfo: QosStatusInfo | null;
  readonly statusReason: string | null;
  /** Seconds. */
  readonly duration: number;
  readonly startedAt: Date | null;
  readonly expiresAt: Date | null;
  /** When time changes it next. */
  readonly dueAt: Date | null;
}

/** Something that came to be known of a session. */
export type SessionFact =
  /** Nothing but that time went by. */
  | { readonly kind: 'time' }
  /** All that it needs is in force. */
  | { readonly kind: 'granted' }
  /** The network said no, or ended it. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** @param atMost seconds that its profile allows */
  | { readonly kind: 'extend'; readonly seconds: number; readonly atMost: number }
  | { readonly kind: 'delete' };

/** A network that has neither granted nor refused after this long will not: a session must not stand in others' way for ever. In milliseconds. */
export const GRANT_WITHIN_MS = 600_000;

const NOT_GRANTED = 'The network did not grant the session in time.';
const after = (time: Date, ms: number): Date => new Date(time.getTime() + ms);
const isDue = ({ dueAt }: SessionState, now: Date): boolean => dueAt !== null && dueAt <= now;

/** A session that was just asked for. */
export const requested = (duration: number, now: Date): SessionState => ({
  status: 'REQUESTED',
  statusInfo: null,
  statusReason: null,
  duration,
  startedAt: null,
  expiresAt: null,
  dueAt: after(now, GRANT_WITHIN_MS),
});

/** Whether its row has had its time: it ended, and was readable for as long as it had to be. */
export const isOver = (state: SessionState, now: Date): boolean => state.status === 'UNAVAILABLE' && isDue(state, now);

/**
 * The life of a session: REQUESTED → AVAILABLE → UNAVAILABLE, or REQUESTED → UNAVAILABLE. Time comes first: a session
 * whose end has passed, which nobody has noted yet, is over before anything else happens to it. The very state that was
 * given comes back when nothing changes.
 */
export function afterFact<State extends SessionState>(session: State, fact: SessionFact, now: Date): State {
  const state = settled(session, now);
  switch (fact.kind) {
    case 'time':
      return state;
    case 'granted':
      return state.status === 'REQUESTED' ? { ...state, status: 'AVAILABLE', ...running(now, state.duration) } : state;
    case 'lost':
      return ended(state, { statusInfo: 'NETWORK_TERMINATED', statusReason: fact.reason, at: now }, now);
    case 'extend':
      return extended(state, fact.seconds, fact.atMost);
    case 'delete':
      return ended(state, { statusInfo: 'DELETE_REQUESTED', statusReason: null, at: now }, now);
  }
}

/** The session as it is at this time, whether or not anybody has noted it. */
export function settled<State extends SessionState>(state: State, now: Date): State {
  if (state.dueAt === null || !isDue(state, now)) return state;
  if (state.status === 'REQUESTED') return ended(state, { statusInfo: 'NETWORK_TERMINATED', statusReason: NOT_GRANTED, at: state.dueAt }, now);
  return ended(state, { statusInfo: 'DURATION_EXPIRED', statusReason: null, at: state.dueAt }, now);
}

function running(startedAt: Date, duration: number): Pick<SessionState, 'startedAt' | 'expiresAt' | 'dueAt'> {
  const expiresAt = after(startedAt, duration * 1_000);
  return { startedAt, expiresAt, dueAt: expiresAt };
}

/** Never an error at the profile's limit, and never less than before. */
function extended<State extends SessionState>(state: State, seconds: number, atMost: number): State {
  const duration = Math.max(state.duration, Math.min(state.duration + seconds, atMost));
  if (state.status !== 'AVAILABLE' || state.startedAt === null || duration === state.duration) return state;
  return { ...state, duration, ...running(state.startedAt, duration) };
}

interface End {
  readonly statusInfo: QosStatusInfo;
  readonly statusReason: string | null;
  readonly at: Date;
}

/**
 * `duration` becomes the seconds that it was in force, 1 at least as CAMARA counts; one that never was keeps what was
 * planned. The retention begins when the end is noted, so that whoever hears of it can still read the session.
 */
function ended<State extends SessionState>(state: State, { statusInfo, statusReason, at }: End, now: Date): State {
  if (state.status === 'UNAVAILABLE') return state;
  const { startedAt } = state;
  const lasted = startedAt && Math.max(1, Math.round((at.getTime() - startedAt.getTime()) / 1_000));
  return { ...state, status: 'UNAVAILABLE', statusInfo, statusReason, duration: lasted ?? state.duration, expiresAt: at, dueAt: after(now, RETENTION_MS) };
}

/** Whether another session for the same packets would be in its way: one that is, or is to be, in force, and one that the network ended a short while ago. */
export function standsInTheWay(session: SessionState, now: Date): boolean {
  const state = settled(session, now);
  return isLive(state, now) || (state.statusInfo === 'NETWORK_TERMINATED' && !isOver(state, now));
}

export const isLive = (state: SessionState, now: Date): boolean => settled(state, now).status !== 'UNAVAILABLE';
