import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { PartnerStatus, ServiceEndpoint, ZoneDetails } from '../manager/fm.types.js';
import { believed, networksOf, newZone, reasonOf, withdrawn, zoneStatusSlot } from './federation.rules.js';
import type { FederationRow, Heard, Networks, PartnerZoneRow, WithZones } from './federation.store.js';
import type { PartnerStatusEvent } from './partner-status.manifest.js';

/** What a callback has changed. */
export interface ToldOutcome {
  readonly next: WithZones;
  /** It says something that had not been heard: it is passed on. */
  readonly news: boolean;
  /** What it is about is in the partner's answers too, and these are the truth: it is to be asked. */
  readonly look: boolean;
}

/**
 * One thing that an event says of one thing. Each thing remembers when it was last spoken of, so that events may come in
 * any order and more than once: the latest word stays.
 */
interface Word {
  readonly slot: string;
  /** The partner can be asked for it. */
  readonly asked: boolean;
  readonly status?: PartnerStatus;
  apply(state: WithZones, now: Date, at: Date): WithZones;
}

export function told(state: WithZones, event: PartnerStatusEvent, now: Date): ToldOutcome {
  const at = new Date(event.modificationDate);
  const digest = createHash('sha256').update(JSON.stringify(event)).digest('base64url').slice(0, 16);
  const toldAt: Record<string, Heard> = { ...state.federation.toldAt };
  let next = state;
  let [news, look] = [false, false];
  for (const word of wordsOf(event)) {
    const last = toldAt[word.slot];
    if (last && isOld(last, at, digest)) {
      // Out of order: a later word may have been about something else of the same thing.
      look ||= word.asked && last.digest !== digest;
      continue;
    }
    toldAt[word.slot] = { at: at.toISOString(), digest, heard: now.toISOString(), ...(word.status && { status: word.status }) };
    next = word.apply(next, now, at);
    news = true;
    look ||= word.asked;
  }
  return { next: news ? { ...next, federation: { ...next.federation, toldAt: bounded(toldAt) } } : state, news, look };
}

/** A partner that never ends is not remembered without end. */
const MOST_SLOTS = 2_000;

function bounded(toldAt: FederationRow['toldAt']): FederationRow['toldAt'] {
  const slots = Object.entries(toldAt);
  if (slots.length <= MOST_SLOTS) return toldAt;
  return Object.fromEntries(slots.sort(([, one], [, other]) => other.heard.localeCompare(one.heard)).slice(0, MOST_SLOTS));
}

const isOld = (last: Heard, at: Date, digest: string): boolean => at < new Date(last.at) || (last.digest === digest && at.getTime() === Date.parse(last.at));

/** What the members of an event that belong to its object type say. An event that says nothing of the kind makes no words. */
function wordsOf(event: PartnerStatusEvent): readonly Word[] {
  switch (event.objectType) {
    case 'FEDERATION':
      return event.federationStatus ? [federationStatus(event.federationStatus)] : [];
    case 'ZONES':
      return [...(event.addZones ?? []).map(zoneAdded), ...(event.removeZones ?? []).map(zoneRemoved), ...(event.zoneStatus ?? []).map(zoneStatus)];
    case 'EDGE_DISCOVERY_SERVICE':
      return [endpoint('edgeDiscoveryEndpoint', event.objectType, event.operationType === 'REMOVE' ? undefined : event.edgeDiscoverySvcEndPoint)];
    case 'LCM_SERVICE':
      return [endpoint('lcmEndpoint', event.objectType, event.operationType === 'REMOVE' ? undefined : event.lcmSvcEndPoint)];
    case 'MOBILE_NETWORK_CODES':
      return mobileCodes(event);
    case 'FIXED_NETWORK_CODES':
      return [...(event.removeFixedNetworkIds ?? []).map((code) => fixedCode(code, false)), ...(event.addFixedNetworkIds ?? []).map((code) => fixedCode(code, true))];
    default:
      return [];
  }
}

const onFederation = (change: (row: FederationRow) => Partial<FederationRow>) => ({ federation, zones }: WithZones): WithZones => ({ federation: { ...federation, ...change(federation) }, zones });

const federationStatus = (status: PartnerStatus): Word => ({ slot: 'FEDERATION', asked: true, status, apply: onFederation(() => ({ status, statusReason: reasonOf(status) })) });

const zoneStatus = ({ zoneId, status }: { readonly zoneId: string; readonly status: PartnerStatus }): Word => ({
  slot: zoneStatusSlot(zoneId),
  asked: false,
  status,
  apply: ({ federation, zones }, _now, at) => ({ federation, zones: zones.map((zone): PartnerZoneRow => (zone.zoneId === zoneId ? { ...zone, status, statusAt: at } : zone)) }),
});

const zoneSlot = (zoneId: string): string => `zone ${zoneId}`;

const zoneAdded = (offer: ZoneDetails): Word => ({
  slot: zoneSlot(offer.zoneId),
  asked: true,
  apply({ federation, zones }, now) {
    const known = zones.some(({ zoneId }) => zoneId === offer.zoneId);
    const renamed = zones.map((zone) => (zone.zoneId === offer.zoneId ? { ...zone, geolocation: offer.geolocation, geographyDetails: offer.geographyDetails } : zone));
    return { federation, zones: known ? renamed : [...zones, believed(newZone(federation.id, offer, now), federation.toldAt)] };
  },
});

const zoneRemoved = (zoneId: string): Word => ({
  slot: zoneSlot(zoneId),
  asked: true,
  apply: ({ federation, zones }) => ({ federation, zones: zones.flatMap((zone) => (zone.zoneId === zoneId ? withdrawn(zone) : [zone])) }),
});

const endpoint = (member: 'edgeDiscoveryEndpoint' | 'lcmEndpoint', slot: string, told: PartnerStatusEvent['lcmSvcEndPoint']): Word => ({
  slot,
  asked: true,
  apply: onFederation((row) => {
    const next = (told ?? null) as ServiceEndpoint | null;
    return isDeepStrictEqual(row[member], next) ? {} : { [member]: next };
  }),
});

function mobileCodes({ removeMobileNetworkIds: drop, addMobileNetworkIds: add }: PartnerStatusEvent): readonly Word[] {
  const words = (codes: typeof add, allowed: boolean): Word[] => (codes?.mncs ?? []).map((mnc) => mobileCode(codes!.mcc, mnc, allowed));
  return [...words(drop, false), ...words(add, true)];
}

const networkChange = (change: (networks: Networks) => Networks) => onFederation(({ allowedNetworks }) => ({ allowedNetworks: change(allowedNetworks) }));
const withOrWithout = (codes: readonly string[], code: string, isIn: boolean): readonly string[] => (isIn === codes.includes(code) ? codes : isIn ? [...codes, code] : codes.filter((one) => one !== code));

const mobileCode = (mcc: string, mnc: string, allowed: boolean): Word => ({
  slot: `mobile ${mcc}-${mnc}`,
  asked: true,
  apply: networkChange(({ mobile, fixed }) => {
    // Codes of another country are not ours to mix in: the partner's answer will tell.
    if (mobile && mobile.mcc !== mcc) return networksOf(mobile, fixed);
    return networksOf({ mcc, mncs: withOrWithout(mobile?.mncs ?? [], mnc, allowed) }, fixed);
  }),
});

const fixedCode = (code: string, allowed: boolean): Word => ({ slot: `fixed ${code}`, asked: true, apply: networkChange(({ mobile, fixed }) => networksOf(mobile, withOrWithout(fixed, code, allowed))) });
