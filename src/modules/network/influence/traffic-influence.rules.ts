import type { FlowPhase, TrafficInfluenceState } from '../../../generated/prisma/enums.js';

/** What the rules look at of an influence. */
export interface InfluenceState {
  readonly state: TrafficInfluenceState;
  readonly stateReason: string | null;
}

/** A flow of an influence. Each change of the influence asks for its flows anew: a round. */
export interface RoundFlow {
  readonly id: string;
  readonly phase: FlowPhase;
  readonly round: number;
  /** So many flows belong to the round. */
  readonly of: number;
}

export type InfluenceFact =
  /** The network has one of its flows, or grants it: the flows tell. */
  | { readonly kind: 'advanced' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'terminated'; readonly reason: string }
  /** The network has let go of one that was released. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'delete' };

export interface InfluenceOutcome<State> {
  readonly state: State;
  /** Whether its row goes now. */
  readonly removed: boolean;
  /** The flows that stay; all others are to go. Undefined: nothing is to go. */
  readonly keep?: readonly string[];
}

/** The flows of the newest round. */
export function newestRound<Flow extends RoundFlow>(flows: readonly Flow[]): readonly Flow[] {
  const newest = Math.max(0, ...flows.map(({ round }) => round));
  return flows.filter(({ round }) => round === newest);
}

/** Whether no flow of the newest round has been lost. */
const isWhole = (round: readonly RoundFlow[]): boolean => round.length > 0 && round.length === round[0]!.of && round.every(({ phase }) => phase !== 'REMOVING');
const isGranted = (round: readonly RoundFlow[]): boolean => isWhole(round) && round.every(({ phase }) => phase === 'GRANTED');
const isAccepted = (round: readonly RoundFlow[]): boolean => isWhole(round) && round.every(({ phase }) => phase === 'GRANTED' || phase === 'PENDING');

const failed = <State extends InfluenceState>(state: State, stateReason: string): InfluenceOutcome<State> => ({ state: { ...state, state: 'ERROR', stateReason }, removed: false, keep: [] });
const same = <State>(state: State): InfluenceOutcome<State> => ({ state, removed: false });

/**
 * The life of an influence: ordered → created → active, error from each, and deletion from all. What carried it before a
 * change stays until what is to carry it is in force, and goes then; a change that fails takes both away. `flows` are those
 * that the influence has after the fact. The very state that was given comes back when nothing changes.
 */
export function afterFact<State extends InfluenceState>(state: State, fact: InfluenceFact, flows: readonly RoundFlow[]): InfluenceOutcome<State> {
  if (fact.kind === 'delete') return { ...same(state.state === 'DELETION_IN_PROGRESS' ? state : { ...state, state: 'DELETION_IN_PROGRESS', stateReason: null }), keep: [] };
  switch (state.state) {
    case 'ORDERED':
    case 'CREATED':
      return whileBuilding(state, fact, newestRound(flows));
    case 'ACTIVE':
      // What is lost of an earlier round was on its way out.
      return (fact.kind === 'refused' || fact.kind === 'terminated') && !isGranted(newestRound(flows)) ? failed(state, fact.reason) : same(state);
    case 'DELETION_IN_PROGRESS':
      return { state, removed: flows.length === 0 };
    case 'ERROR':
    case 'DELETED':
      return same(state);
  }
}

function whileBuilding<State extends InfluenceState>(state: State, fact: InfluenceFact, round: readonly RoundFlow[]): InfluenceOutcome<State> {
  if (fact.kind === 'refused') return failed(state, fact.reason);
  // One of an earlier round, which carried it until now: the newest one will. When that has nothing to wait for, it was the newest that was lost.
  if (fact.kind === 'terminated') return isWhole(round) && !isGranted(round) ? same(state) : failed(state, fact.reason);
  if (isGranted(round)) return { state: { ...state, state: 'ACTIVE', stateReason: null }, removed: false, keep: round.map(({ id }) => id) };
  return isAccepted(round) && state.state === 'ORDERED' ? same({ ...state, state: 'CREATED' }) : same(state);
}
