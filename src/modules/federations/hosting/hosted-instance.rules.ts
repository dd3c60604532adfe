import { isDeepStrictEqual } from 'node:util';
import type { OwnInstance } from '../neighbours.types.js';
import type { HostedInstanceRow } from './hosted-instance.store.js';

export type HostedInstanceState = Pick<HostedInstanceRow, 'state' | 'message' | 'localId' | 'removing' | 'accessPoints'>;

/** Something that came to be known of an instance. */
export type HostedInstanceFact =
  /** Our app instance is there. */
  | { readonly kind: 'placed'; readonly localId: string }
  | { readonly kind: 'seen'; readonly status: OwnInstance['status']; readonly reason: string | null; readonly accessPoints: readonly object[] }
  /** Refused for good. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'removal-requested' };

const STATES = { ready: 'READY', instantiating: 'PENDING', failed: 'FAILED', terminating: 'TERMINATING' } as const;

/** The life of a partner's instance; after TERMINATING only its end follows. */
export function afterFact<State extends HostedInstanceState>(state: State, fact: HostedInstanceFact): State {
  switch (fact.kind) {
    case 'placed':
      return { ...state, localId: fact.localId };
    case 'seen': {
      if (state.removing) return state;
      const points = fact.accessPoints.length > 0 ? (fact.accessPoints as unknown as State['accessPoints']) : state.accessPoints;
      // GSMA has no word for what nobody can tell.
      if (fact.status === 'unknown') return { ...state, message: fact.reason ?? 'The state of the instance is not known.', accessPoints: points };
      return { ...state, state: STATES[fact.status], message: fact.reason, accessPoints: points };
    }
    case 'refused':
      return state.removing ? state : { ...state, state: 'FAILED', message: fact.reason };
    case 'removal-requested':
      return { ...state, removing: true, state: 'TERMINATING', message: null };
  }
}

/** Whether the partner is to hear of it. */
export const isNews = (before: HostedInstanceState, after: HostedInstanceState): boolean => after.state !== before.state || !isDeepStrictEqual(after.accessPoints, before.accessPoints);

const LOOK_MS = 1_000;
const LONGEST_LOOK_MS = 30_000;
const GIVE_UP_MS = 600_000;

/**
 * How long until the instance is looked at without having been heard of, in milliseconds: while it goes, and while a ready one is
 * not known to be reached anywhere, as that is announced by nobody. Undefined: when it is heard of.
 */
export function nextLook({ removing, state, accessPoints }: HostedInstanceState, ageMs: number): number | undefined {
  const grown = Math.min(LONGEST_LOOK_MS, Math.max(LOOK_MS, ageMs / 4));
  if (removing) return grown;
  return state === 'READY' && accessPoints === null && ageMs < GIVE_UP_MS ? grown : undefined;
}
