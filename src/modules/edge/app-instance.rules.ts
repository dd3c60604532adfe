import { isDeepStrictEqual } from 'node:util';
import type { AppInstanceStatus, PlacementPhase } from '../../generated/prisma/enums.js';
import type { SrmGeneration, UpstreamInstance } from './srm.types.js';

/** What the rules look at of an instance. */
export interface InstanceState {
  readonly status: AppInstanceStatus;
  readonly statusReason: string | null;
  readonly phase: PlacementPhase;
  readonly upstreamId: string | null;
  readonly missed: number;
}

/** Something that came to be known of an instance. */
export type InstanceFact =
  | { readonly kind: 'placed'; readonly upstreamId: string }
  | { readonly kind: 'refused'; readonly reason: string }
  /** `reason`: absent where the SRM lists it. */
  | { readonly kind: 'listed'; readonly status: AppInstanceStatus; readonly reason?: string | null }
  | { readonly kind: 'not-listed' }
  | { readonly kind: 'delete-requested' };

/** So many successive lists without an instance that was placed, and its status is unknown. */
export const MISSED_LISTS = 5;

/**
 * The life of an instance. `PLACING`: it is to be, or is being, asked of the SRM. `PLACED`: followed in the SRM's list,
 * or refused for good (then without an upstream id). `REMOVING`: being taken away; nothing but its end follows.
 */
export function afterFact<State extends InstanceState>(state: State, fact: InstanceFact): State {
  if (state.phase === 'REMOVING') return fact.kind === 'placed' ? { ...state, upstreamId: fact.upstreamId } : state;
  switch (fact.kind) {
    case 'placed':
      return { ...state, phase: 'PLACED', upstreamId: fact.upstreamId, missed: 0, statusReason: null };
    case 'refused':
      return { ...state, phase: 'PLACED', status: 'failed', statusReason: fact.reason };
    case 'listed':
      if (state.phase !== 'PLACED') return state;
      return { ...state, missed: 0, status: fact.status, statusReason: fact.reason ?? (fact.status === 'failed' ? 'The SRM reports that the instance failed.' : null) };
    case 'not-listed': {
      if (state.phase !== 'PLACED' || state.upstreamId === null) return state;
      if (state.missed >= MISSED_LISTS) return state;
      const missed = state.missed + 1;
      if (missed < MISSED_LISTS) return { ...state, missed };
      return { ...state, missed, status: 'unknown', statusReason: 'The SRM does not list the instance any more.' };
    }
    case 'delete-requested':
      return { ...state, phase: 'REMOVING', status: 'terminating', statusReason: null };
  }
}

/** Whether two lists of endpoints say the same; the database does not keep the order of members. */
export const sameEndpoints = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a ?? [], b ?? []);

/** An instance whose request may have reached the SRM although no answer came back. */
export interface Unanswered {
  readonly upstreamAppId: string;
  /** Upstream id of the zone that was asked for. */
  readonly upstreamZoneId: string;
  readonly upstreamBefore: readonly string[];
  readonly sentAt: Date | null;
}

/**
 * Which instance of the SRM's list is the one that was asked for. Generation B tells the app; A tells nothing, so there
 * it is the one that is new since the request and that no instance of ours has. Requests are sent one at a time, which
 * makes that certain unless somebody else uses the same SRM: then there may be several, and none is taken.
 */
export function recognise(wanted: Unanswered, listed: readonly UpstreamInstance[], claimed: ReadonlySet<string>, generation: SrmGeneration | undefined): string | undefined {
  const candidates = candidatesFor(wanted, listed, claimed, generation);
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** The upstream ids that may be the one that was asked for; none while nothing was asked. */
export function candidatesFor(wanted: Unanswered, listed: readonly UpstreamInstance[], claimed: ReadonlySet<string>, generation: SrmGeneration | undefined): readonly string[] {
  if (wanted.sentAt === null) return [];
  const before = new Set(wanted.upstreamBefore);
  const fits = ({ upstreamId, upstreamAppId, edgeCloudZoneId }: UpstreamInstance): boolean => {
    if (claimed.has(upstreamId) || before.has(upstreamId)) return false;
    if (generation === 'B' && upstreamAppId !== wanted.upstreamAppId) return false;
    return edgeCloudZoneId === undefined || edgeCloudZoneId === wanted.upstreamZoneId;
  };
  return listed.filter(fits).map(({ upstreamId }) => upstreamId);
}

const FASTEST_MS = 500;
const SLOWEST_MOVING_MS = 15_000;
const STEADY_MS = 30_000;

/**
 * How long to wait before the SRM's list is read again, in milliseconds: soon after an instance began to change, later
 * the longer that lasts, and seldom when nothing moves. Undefined when there is nothing to follow.
 */
export function nextLook(followed: readonly { readonly status: AppInstanceStatus; readonly updatedAt: Date }[], now: Date): number | undefined {
  if (followed.length === 0) return undefined;
  const ages = followed.filter(({ status }) => status === 'instantiating' || status === 'unknown').map(({ updatedAt }) => now.getTime() - updatedAt.getTime());
  if (ages.length === 0) return STEADY_MS;
  return Math.min(SLOWEST_MOVING_MS, Math.max(FASTEST_MS, Math.min(...ages) / 8));
}

/** The status of a deployment, from those of its instances. */
export function deploymentStatus(instances: readonly { readonly status: AppInstanceStatus }[], deleting: boolean): AppInstanceStatus {
  if (deleting) return 'terminating';
  const live = instances.map(({ status }) => status).filter((status) => status !== 'terminating');
  if (live.includes('failed')) return 'failed';
  if (live.includes('instantiating')) return 'instantiating';
  return live.length > 0 && live.every((status) => status === 'ready') ? 'ready' : 'unknown';
}
