import { isDeepStrictEqual } from 'node:util';
import { isGiven } from '../../../kernel/given.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { KnownInstance, KnownZone } from '../neighbours.types.js';
import type { InfluenceRequest, UpstreamDevice } from '../upstream/network.types.js';
import type { InfluenceFilters } from './traffic-influence.manifest.js';

/** Where an influence is to lead to, as its owner names it. */
export interface InfluencePlace {
  readonly appInstanceId: string | null;
  readonly edgeCloudRegion: string | null;
  readonly edgeCloudZoneId: string | null;
}

/** An instance that packets can be led to. */
export interface InfluenceTarget {
  readonly appInstanceId: string;
  /** IPv4 address. */
  readonly server: string;
  /** The SRM's own id; absent when it does not list the zone any more. */
  readonly zone: string | undefined;
}

export interface Surroundings {
  /** The caller's: those of the app, and the one that is named. */
  readonly instances: readonly KnownInstance[];
  readonly zones: readonly KnownZone[];
}

const NOWHERE: InfluencePlace = { appInstanceId: null, edgeCloudRegion: null, edgeCloudZoneId: null };

const invalid = (field: keyof InfluencePlace | 'appId', message: string): Refusal => new Refusal('INVALID_ARGUMENT', message, { field });

/**
 * The instances that an influence leads to: the one that is named, else those of the app in the zone or region, else all of
 * the app. Those whose address is not known (yet) cannot be led to: they are left out, and refused when none else is there.
 * @throws Refusal INVALID_ARGUMENT
 */
export function targetsOf(appId: string, place: InfluencePlace, { instances, zones }: Surroundings): readonly InfluenceTarget[] {
  const byId = new Map(zones.map((zone) => [zone.id, zone]));
  requireZone(place, byId);
  if (place.edgeCloudRegion !== null && !zones.some(({ region }) => region === place.edgeCloudRegion)) throw invalid('edgeCloudRegion', 'There is no edge cloud zone in edgeCloudRegion.');
  const named = instances.filter((instance) => instance.appId === appId && (place.appInstanceId === null || instance.id === place.appInstanceId));
  if (place.appInstanceId !== null && named.length === 0) throw invalid('appInstanceId', 'appInstanceId must be an instance of the app.');
  const there = named.filter(({ edgeCloudZoneId }) => isIn(place, edgeCloudZoneId, byId));
  if (there.length === 0) throw nothingThere(place);
  const targets = there.flatMap((instance) => targetOf(instance, byId.get(instance.edgeCloudZoneId)));
  if (targets.length === 0) throw invalid(place.appInstanceId === null ? 'appId' : 'appInstanceId', 'The address of the app instance is not known yet: it must run before traffic can be led to it.');
  return targets;
}

function requireZone({ edgeCloudZoneId, edgeCloudRegion }: InfluencePlace, zones: ReadonlyMap<string, KnownZone>): void {
  if (edgeCloudZoneId === null) return;
  const zone = zones.get(edgeCloudZoneId);
  if (!zone) throw invalid('edgeCloudZoneId', 'The edge cloud zone is not known.');
  if (edgeCloudRegion !== null && zone.region !== edgeCloudRegion) throw invalid('edgeCloudRegion', 'The edge cloud zone is not in edgeCloudRegion.');
}

const isIn = ({ edgeCloudZoneId, edgeCloudRegion }: InfluencePlace, zoneId: string, zones: ReadonlyMap<string, KnownZone>): boolean =>
  (edgeCloudZoneId === null || zoneId === edgeCloudZoneId) && (edgeCloudRegion === null || zones.get(zoneId)?.region === edgeCloudRegion);

function nothingThere({ appInstanceId, edgeCloudZoneId, edgeCloudRegion }: InfluencePlace): Refusal {
  if (appInstanceId !== null) return invalid('appInstanceId', 'The app instance is not in that edge cloud zone or region.');
  if (edgeCloudZoneId !== null) return invalid('edgeCloudZoneId', 'The app has no instance in that edge cloud zone.');
  return edgeCloudRegion === null ? invalid('appId', 'The app has no instance.') : invalid('edgeCloudRegion', 'The app has no instance in that region.');
}

function targetOf({ id, address }: KnownInstance, zone: KnownZone | undefined): readonly InfluenceTarget[] {
  const server = address ?? zone?.address;
  return server === undefined || server === null ? [] : [{ appInstanceId: id, server, zone: zone?.upstreamId }];
}

/**
 * Where an influence leads to after a change: to what is named now, within what was named before, unless the two do not go
 * together.
 * @throws Refusal INVALID_ARGUMENT
 */
export function targetsAfter(appId: string, before: InfluencePlace, change: InfluencePlace, around: Surroundings): { readonly place: InfluencePlace; readonly targets: readonly InfluenceTarget[] } {
  const given = Object.fromEntries(Object.entries(change).filter(([, member]) => isGiven(member)));
  const within = { ...before, ...given };
  try {
    return { place: within, targets: targetsOf(appId, within, around) };
  } catch (failure) {
    if (!(failure instanceof Refusal) || Object.keys(given).length === 0) throw failure;
    const alone = { ...NOWHERE, ...given };
    return { place: alone, targets: targetsOf(appId, alone, around) };
  }
}

/** What is asked of the network: one flow for each target. */
export function requestsFor(appId: string, targets: readonly InfluenceTarget[], { device, filters, round }: { readonly device: UpstreamDevice | undefined; readonly filters: InfluenceFilters; readonly round: number }): readonly InfluenceRequest[] {
  const { sourcePort, destinationPort, destinationProtocol } = { ...filters.sourceTrafficFilters, ...filters.destinationTrafficFilters };
  return targets.map(({ appInstanceId, server, zone }) => ({
    kind: 'influence',
    appId,
    server,
    ...(device && { device }),
    ...(zone !== undefined && { zone }),
    ...(sourcePort !== undefined && { sourcePort }),
    ...(destinationPort !== undefined && { destinationPort }),
    ...(destinationProtocol !== undefined && { destinationProtocol }),
    ours: { appInstanceId, round, of: targets.length },
  }));
}

/** Whether what is asked for is what there is, but for the round. */
export const isSame = (there: readonly InfluenceRequest[], wanted: readonly InfluenceRequest[]): boolean =>
  isDeepStrictEqual(new Set(there.map(withoutRound)), new Set(wanted.map(withoutRound)));

const withoutRound = ({ ours, ...request }: InfluenceRequest): object => ({ ...request, appInstanceId: ours?.appInstanceId });
