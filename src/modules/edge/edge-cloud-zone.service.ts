import type { RequestContext } from '../../kernel/context.js';
import { isGiven } from '../../kernel/given.js';
import type { Clock } from '../../kernel/clock.js';
import { derivedId, isUuid, type Uuid } from '../../kernel/id.js';
import { fromOffsetCursor, pageSize, type Page } from '../../kernel/page.js';
import { Refusal } from '../../kernel/refusal.js';
import type { EdgeCloudZone, EdgeCloudZoneFilter } from './edge-cloud-zone.types.js';
import { noPartners, type PartnerEdges, type PartnerZone } from './neighbours.types.js';
import type { SrmSource, UpstreamZone } from './srm.types.js';

/** Namespace of the ids under which zones are shown whose own id is no UUID. */
const ZONE_NAMESPACE = 'b5f3a1de-52c8-4c9a-9d6f-0f4f6f2f9c11' as Uuid;

/** Zones change with the hardware; a list this old still answers. Milliseconds. */
export const ZONE_LIST_AGE_MS = 1_000;

/** A zone of our own: the SRM's. */
export interface OwnZone extends EdgeCloudZone {
  readonly upstream: UpstreamZone;
}

/** A partner's zone, with the federation that it comes with. */
export interface LentZone extends EdgeCloudZone, Pick<PartnerZone, 'federationContextId'> {}

/** Our own zones and those that partners lend. */
export type ListedZone = OwnZone | LentZone;

export const isOwn = (zone: ListedZone): zone is OwnZone => 'upstream' in zone;

export interface EdgeCloudZoneService {
  /** Those of our SRM alone. */
  own(): Promise<readonly OwnZone[]>;
  page(filter: EdgeCloudZoneFilter | null | undefined, first: number | null | undefined, after: string | null | undefined): Promise<Page<ListedZone> & { readonly offset: number }>;
  /**
   * Zones in the order of the ids; undefined for an id that neither the SRM lists nor a partner lends. What a partner lends is told as it is
   * now, and without the SRM.
   */
  find(ids: readonly string[]): Promise<(ListedZone | undefined)[]>;
  /** @throws Refusal NOT_FOUND */
  get(id: string): Promise<ListedZone>;
  /** For a new instance. @throws Refusal NOT_FOUND, INCOMPATIBLE_STATE (inactive) */
  placeable(ids: readonly string[]): Promise<ListedZone[]>;
}

export interface ZoneServiceOptions {
  readonly srm: SrmSource;
  /** @default none */
  readonly partners?: PartnerEdges | undefined;
  readonly countries: ReadonlyMap<string, string>;
  readonly clock: Clock;
}

export const zoneId = (upstreamId: string): string => (isUuid(upstreamId) ? upstreamId : derivedId(ZONE_NAMESPACE, upstreamId));

/**
 * Own zones are the SRM's: nothing of them is stored, one call serves all who ask at the same time and for a second after. Those of partners are
 * read each time: who has just accepted one sees it. A list without the SRM's answer is none: whoever saw the partners' zones alone would take our own for gone.
 */
export function edgeCloudZoneService({ srm, partners = noPartners, countries, clock }: ZoneServiceOptions): EdgeCloudZoneService {
  const toZone = (upstream: UpstreamZone): OwnZone => ({
    id: zoneId(upstream.id),
    name: upstream.name,
    provider: upstream.provider,
    region: upstream.region,
    countryCode: countries.get(upstream.region ?? '') ?? countries.get('*') ?? null,
    status: upstream.status as OwnZone['status'],
    upstream,
  });
  // The call belongs to all who wait for it: it has the SRM's deadline and not the signal of one of them.
  const call = (): Pick<RequestContext, 'signal' | 'correlator'> => ({ signal: new AbortController().signal, correlator: 'zones' });
  const own = shared(clock, async () => (await srm.zones(call())).map(toZone));
  const lend = async (): Promise<readonly LentZone[]> => (await partners.zones()).map((zone) => ({ ...zone, status: zone.status as LentZone['status'] }));

  async function find(ids: readonly string[]): Promise<(ListedZone | undefined)[]> {
    const found = new Map<string, ListedZone>();
    const keep = (zones: readonly ListedZone[]): void => zones.forEach((zone) => found.set(zone.id, zone));
    const isWhole = (): boolean => ids.every((id) => found.has(id));
    keep(own.known());
    if (!isWhole()) keep(await lend());
    if (!isWhole()) keep(await own.list());
    return ids.map((id) => found.get(id));
  }

  return {
    own: own.list,
    find,
    async page(filter, first, after) {
      const size = pageSize(first);
      const offset = isGiven(after) ? fromOffsetCursor(after) : 0;
      const [ours, theirs] = await Promise.all([own.list(), lend()]);
      const matching = [...ours, ...theirs].filter((zone) => matches(zone, filter));
      return { rows: matching.slice(offset, offset + size), totalCount: matching.length, hasNextPage: offset + size < matching.length, offset };
    },
    async get(id) {
      const [zone] = await find([id]);
      if (!zone) throw noZone();
      return zone;
    },
    async placeable(ids) {
      return (await find(ids)).map(requirePlaceable);
    },
  };
}

/** @throws Refusal NOT_FOUND (nobody lists it), INCOMPATIBLE_STATE (inactive) */
export function requirePlaceable(zone: ListedZone | undefined): ListedZone {
  if (!zone) throw noZone();
  if (zone.status === 'inactive') throw new Refusal('INCOMPATIBLE_STATE', isOwn(zone) ? 'The edge cloud zone is inactive.' : "The edge cloud zone is a partner's that was not accepted; accept it first.", { field: 'edgeCloudZoneId' });
  return zone;
}

const noZone = (): Refusal => new Refusal('NOT_FOUND', 'The edge cloud zone is not found.');

function matches(zone: ListedZone, filter: EdgeCloudZoneFilter | null | undefined): boolean {
  if (!filter) return true;
  const equal = (wanted: string | null | undefined, actual: string | null): boolean => !isGiven(wanted) || wanted === actual;
  return equal(filter.countryCode, zone.countryCode) && equal(filter.provider, zone.provider) && equal(filter.region, zone.region) && equal(filter.status, zone.status);
}

/** A list that is asked for once by all who want it at the same time, and is good for `ZONE_LIST_AGE_MS`. */
function shared<Zone>(clock: Clock, ask: () => Promise<readonly Zone[]>) {
  let asked: { readonly at: number; readonly zones: Promise<readonly Zone[]> } | undefined;
  let known: { readonly at: number; readonly zones: readonly Zone[] } | undefined;
  const isFresh = (of: { readonly at: number } | undefined): boolean => of !== undefined && clock.now().getTime() - of.at < ZONE_LIST_AGE_MS;
  return {
    list(): Promise<readonly Zone[]> {
      if (asked && isFresh(asked)) return asked.zones;
      const asking = { at: clock.now().getTime(), zones: ask() };
      asked = asking;
      asking.zones.then(
        (zones) => void (known = { at: asking.at, zones }),
        () => void (asked = asked === asking ? undefined : asked),
      );
      return asking.zones;
    },
    /** What is at hand without asking. */
    known: (): readonly Zone[] => (isFresh(known) ? known!.zones : []),
  };
}
