import type { QosStatus, QosStatusInfo } from '../../../generated/prisma/enums.js';
import { RETENTION_MS } from '../resource.rules.js';

/** What the rules look at of an assignment. */
export interface AssignmentState {
  readonly status: QosStatus;
  /** DELETE_REQUESTED while AVAILABLE: it is being revoked, and the network has not let go of it. */
  readonly statusInfo: QosStatusInfo | null;
  readonly statusReason: string | null;
  readonly startedAt: Date | null;
  /** When its row goes. */
  readonly dueAt: Date | null;
}

export type AssignmentFact =
  | { readonly kind: 'granted' }
  /** Refused, or ended by the network. */
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'revoke' }
  /** The network has let go of all that was released. */
  | { readonly kind: 'gone' };

export interface AssignmentOutcome<State> {
  readonly state: State;
  /** Whether its row goes now. */
  readonly removed: boolean;
}

export const REQUESTED: AssignmentState = { status: 'REQUESTED', statusInfo: null, statusReason: null, startedAt: null, dueAt: null };

const isBeingRevoked = ({ status, statusInfo }: AssignmentState): boolean => status === 'AVAILABLE' && statusInfo === 'DELETE_REQUESTED';

/** Whether its row may be there still although nobody is to see it. */
export const isOver = ({ dueAt }: AssignmentState, now: Date): boolean => dueAt !== null && dueAt <= now;

/**
 * The life of an assignment. One that is in force goes when the network has let go of it; one that is not in force goes at
 * once, and what of it may still reach the network is the flows' concern. The very state that was given comes back when
 * nothing changes.
 */
export function afterFact<State extends AssignmentState>(state: State, fact: AssignmentFact, now: Date): AssignmentOutcome<State> {
  const same = { state, removed: false };
  switch (fact.kind) {
    case 'granted':
      return state.status === 'REQUESTED' ? { state: { ...state, status: 'AVAILABLE', startedAt: now }, removed: false } : same;
    case 'lost':
      if (isBeingRevoked(state)) return revoked(state);
      return state.status === 'UNAVAILABLE' ? same : { state: terminated(state, fact.reason, now), removed: false };
    case 'revoke':
      if (state.status !== 'AVAILABLE') return revoked(state);
      return isBeingRevoked(state) ? same : { state: { ...state, statusInfo: 'DELETE_REQUESTED' }, removed: false };
    case 'gone':
      return isBeingRevoked(state) ? revoked(state) : same;
  }
}

const terminated = <State extends AssignmentState>(state: State, statusReason: string, now: Date): State => ({
  ...state,
  status: 'UNAVAILABLE',
  statusInfo: 'NETWORK_TERMINATED',
  statusReason,
  dueAt: new Date(now.getTime() + RETENTION_MS),
});

const revoked = <State extends AssignmentState>(state: State): AssignmentOutcome<State> => ({
  state: state.status === 'UNAVAILABLE' ? state : { ...state, status: 'UNAVAILABLE', statusInfo: 'DELETE_REQUESTED' },
  removed: true,
});
