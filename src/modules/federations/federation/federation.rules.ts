import { isDeepStrictEqual } from 'node:util';
import { withoutNulls } from '../../../kernel/given.js';
import { derivedId, type Uuid } from '../../../kernel/id.js';
import type { CreatedFederation, FederationDetails, PartnerStatus, ServiceEndpoint, ZoneDetails, ZoneResources } from '../manager/fm.types.js';
import type { FederationRow, Networks, PartnerZoneRow, WithZones } from './federation.store.js';

/** What of a federation is another now. */
export type Change = 'STATUS' | 'ZONES' | 'NETWORK_CODES' | 'ENDPOINTS';

/** So many looks in a row must fail. */
export const MISSES = 3;

/**
 * So long the partner's own word on its status is believed, in milliseconds. Its answers do not tell that status, and the callback that
 * takes the word back may be lost.
 */
export const WORD_MS = 3_600_000;

export const UNKNOWN_REASON = 'The partner does not know the federation any more.';

/** The slot of `toldAt` in which a zone's own status stands. */
export const zoneStatusSlot = (zoneId: string): string => `zone-status ${zoneId}`;

/** Every replica gives a partner's zone the same id. */
export const partnerZoneId = (federationId: string, zoneId: string): string => derivedId(federationId as Uuid, zoneId);

/** As it comes back from the database: members that are undefined are none. */
const endpointOf = (endpoint: ServiceEndpoint | undefined): ServiceEndpoint | null => (endpoint ? (withoutNulls(endpoint) as ServiceEndpoint) : null);

export const networksOf = (mobile: Networks['mobile'], fixed: readonly string[]): Networks => ({ ...(mobile && mobile.mncs.length > 0 && { mobile }), fixed });

/** The partner has said yes. */
export function created({ federation: row }: WithZones, answer: CreatedFederation, now: Date): WithZones {
  const { origOPMobileNetworkCodes, origOPFixedNetworkCodes } = row.request;
  const federation: FederationRow = {
    ...row,
    contextId: answer.contextId,
    phase: 'STANDING',
    status: 'AVAILABLE',
    partnerFederationId: answer.partnerFederationId,
    partnerCountryCode: answer.partnerCountryCode ?? null,
    partnerNetworks: networksOf(answer.partnerMobileNetworks, answer.partnerFixedNetworks),
    allowedNetworks: networksOf(origOPMobileNetworkCodes, origOPFixedNetworkCodes ?? []),
    edgeDiscoveryEndpoint: endpointOf(answer.edgeDiscoveryEndpoint),
    lcmEndpoint: endpointOf(answer.lcmEndpoint),
    platformCaps: [...answer.platformCaps],
  };
  return { federation, zones: mergeOffer(federation.id, [], answer.offeredZones, now) };
}

/** The partner knows the federation, and this is how. */
export function looked({ federation: row, zones }: WithZones, details: FederationDetails, now: Date): WithZones {
  const word = row.toldAt['FEDERATION'];
  const status = word?.status !== undefined && isFresh(word.heard, now) ? word.status : 'AVAILABLE';
  const federation: FederationRow = {
    ...row,
    failures: 0,
    status,
    statusReason: reasonOf(status),
    allowedNetworks: networksOf(details.allowedMobileNetworks, details.allowedFixedNetworks),
    edgeDiscoveryEndpoint: endpointOf(details.edgeDiscoveryEndpoint),
    lcmEndpoint: endpointOf(details.lcmEndpoint),
    toldAt: freshOf(row.toldAt, now),
  };
  const offered = details.offeredZones === undefined ? zones : mergeOffer(row.id, zones, details.offeredZones, now);
  return { federation, zones: offered.map((zone) => believed(zone, federation.toldAt)) };
}

export const reasonOf = (status: PartnerStatus): string | null => (status === 'AVAILABLE' ? null : 'The partner says so.');

const isFresh = (heard: string, now: Date): boolean => now.getTime() - Date.parse(heard) < WORD_MS;

const freshOf = (toldAt: FederationRow['toldAt'], now: Date): FederationRow['toldAt'] => Object.fromEntries(Object.entries(toldAt).filter(([, { heard }]) => isFresh(heard, now)));

/** The zone with the status that the partner has told of it, or none. */
export const believed = (zone: PartnerZoneRow, toldAt: FederationRow['toldAt']): PartnerZoneRow => ({ ...zone, status: toldAt[zoneStatusSlot(zone.zoneId)]?.status ?? 'AVAILABLE' });

const AWAY_REASON = 'The partner cannot be asked at present.';

/** The partner could not be asked. However long that lasts, it is one change. */
export function missed({ federation: row, zones }: WithZones): WithZones {
  const failures = Math.min(row.failures + 1, MISSES);
  const fails = failures >= MISSES && row.status !== 'FAILED';
  return { federation: { ...row, failures, ...(fails && { status: 'TEMPORARY_FAILURE' as const, statusReason: AWAY_REASON }) }, zones };
}

/** The partner has been asked, and there is no such federation there. */
export const unknown = ({ federation, zones }: WithZones): WithZones => ({ federation: { ...federation, failures: 0, status: 'FAILED', statusReason: UNKNOWN_REASON }, zones });

export const isForgotten = ({ status, statusReason }: Pick<FederationRow, 'status' | 'statusReason'>): boolean => status === 'FAILED' && statusReason === UNKNOWN_REASON;

/** What a partner offers now. What it takes back goes, unless it was accepted: then what runs there still runs. */
export function mergeOffer(federationId: string, zones: readonly PartnerZoneRow[], offered: readonly ZoneDetails[], now: Date): readonly PartnerZoneRow[] {
  const offers = new Map(offered.map((offer) => [offer.zoneId, offer]));
  const kept = zones.flatMap((zone) => {
    const offer = offers.get(zone.zoneId);
    if (offer) return [{ ...zone, geolocation: offer.geolocation, geographyDetails: offer.geographyDetails }];
    return withdrawn(zone);
  });
  const known = new Set(zones.map(({ zoneId }) => zoneId));
  return [...kept, ...[...offers.values()].filter(({ zoneId }) => !known.has(zoneId)).map((offer) => newZone(federationId, offer, now))];
}

/** The partner offers the zone no more. What moves is settled first. */
export function withdrawn(zone: PartnerZoneRow): readonly PartnerZoneRow[] {
  if (zone.phase === 'OFFERED') return [];
  return [zone.phase === 'ACCEPTED' ? { ...zone, phase: 'WITHDRAWN' } : zone];
}

export const newZone = (federationId: string, { zoneId, geolocation, geographyDetails }: ZoneDetails, now: Date): PartnerZoneRow => ({
  id: partnerZoneId(federationId, zoneId),
  federationId,
  zoneId,
  geolocation,
  geographyDetails,
  phase: 'OFFERED',
  status: 'AVAILABLE',
  statusAt: null,
  resources: null,
  availability: null,
  revision: 0,
  createdAt: now,
  updatedAt: now,
});

type Phase = PartnerZoneRow['phase'];

const onZones = (ids: ReadonlySet<string>, change: (zone: PartnerZoneRow) => PartnerZoneRow) => ({ federation, zones }: WithZones): WithZones => ({ federation, zones: zones.map((zone) => (ids.has(zone.id) ? change(zone) : zone)) });

const moved = (from: Phase, to: Phase, now: Date) => (zone: PartnerZoneRow): PartnerZoneRow => (zone.phase === from ? { ...zone, phase: to, updatedAt: now } : zone);

/** Asked for, by ids of ours. */
export const accepting = (state: WithZones, ids: readonly string[], now: Date): WithZones => onZones(new Set(ids), moved('OFFERED', 'ACCEPTING', now))(state);

/** The partner's answer for zones that were asked for: those that it does not name it did not accept. A zone that somebody else has settled meanwhile stays as it is. */
export function accepted(state: WithZones, ids: readonly string[], answers: readonly ZoneResources[], now: Date): WithZones {
  const resources = new Map(answers.map(({ zoneId, document }) => [zoneId, document]));
  return onZones(new Set(ids), (zone) => {
    const document = resources.get(zone.zoneId);
    if (zone.phase !== 'ACCEPTING') return zone;
    return document ? { ...zone, phase: 'ACCEPTED', resources: document, updatedAt: now } : { ...zone, phase: 'OFFERED', updatedAt: now };
  })(state);
}

/** A zone that the partner had taken back is offered again, and was found still accepted. */
export const restored = (state: WithZones, id: string, { document }: ZoneResources, now: Date): WithZones => onZones(new Set([id]), (zone) => (zone.phase === 'WITHDRAWN' ? { ...zone, phase: 'ACCEPTED', resources: document, updatedAt: now } : zone))(state);

export const releasing = (state: WithZones, id: string, now: Date): WithZones => onZones(new Set([id]), (zone) => ({ ...zone, phase: 'RELEASING', updatedAt: now }))(state);

/** The partner refuses to release it: it is what it was. */
export const held = (state: WithZones, id: string, before: Phase, now: Date): WithZones => onZones(new Set([id]), moved('RELEASING', before, now))(state);

/** @param before what it was: a zone that is offered no more is gone with its release. */
export function released({ federation, zones }: WithZones, id: string, before: Phase, now: Date): WithZones {
  return {
    federation,
    zones: zones.flatMap((zone) => {
      if (zone.id !== id || zone.phase !== 'RELEASING') return [zone];
      return before === 'WITHDRAWN' ? [] : [{ ...zone, phase: 'OFFERED' as const, resources: null, availability: null, updatedAt: now }];
    }),
  };
}

/** What the partner holds for us, or may hold. */
export const isTaken = ({ phase }: Pick<PartnerZoneRow, 'phase'>): boolean => phase !== 'OFFERED';
export const isAccepted = ({ phase }: Pick<PartnerZoneRow, 'phase'>): boolean => phase === 'ACCEPTED' || phase === 'WITHDRAWN' || phase === 'RELEASING';
export const isOffered = ({ phase }: Pick<PartnerZoneRow, 'phase'>): boolean => phase !== 'WITHDRAWN';
export const isMoving = ({ phase }: Pick<PartnerZoneRow, 'phase'>): boolean => phase === 'ACCEPTING' || phase === 'RELEASING';

const seen = ({ id, zoneId, geolocation, geographyDetails, status, ...zone }: PartnerZoneRow): object => ({ id, zoneId, geolocation, geographyDetails, status, accepted: isAccepted(zone), offered: isOffered(zone) });
const byId = (zones: readonly PartnerZoneRow[]): ReadonlyMap<string, object> => new Map(zones.map((zone) => [zone.id, seen(zone)]));
const endpoints = ({ edgeDiscoveryEndpoint, lcmEndpoint }: FederationRow): readonly (ServiceEndpoint | null)[] => [edgeDiscoveryEndpoint, lcmEndpoint];
const networks = ({ partnerNetworks, allowedNetworks }: FederationRow): readonly object[] => [partnerNetworks, allowedNetworks];

/** What somebody who looks from outside would find changed. */
export function changesBetween(before: WithZones, after: WithZones): readonly Change[] {
  const [was, is] = [before.federation, after.federation];
  const found: Change[] = [];
  if (was.status !== is.status || was.statusReason !== is.statusReason) found.push('STATUS');
  if (!isDeepStrictEqual(byId(before.zones), byId(after.zones))) found.push('ZONES');
  if (!isDeepStrictEqual(networks(was), networks(is))) found.push('NETWORK_CODES');
  if (!isDeepStrictEqual(endpoints(was), endpoints(is))) found.push('ENDPOINTS');
  return found;
}
