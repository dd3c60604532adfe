import type { RequestContext } from '../../kernel/context.js';
import { isGiven } from '../../kernel/given.js';
import type { Clock } from '../../kernel/clock.js';
import { derivedId, isUuid, type Uuid } from '../../kernel/id.js';
import { fromOffsetCursor, pageSize, type Page } from '../../kernel/page.js';
import { Refusal } from '../../kernel/refusal.js';
import type { EdgeCloudZone, EdgeCloudZoneFilter } from './edge-cloud-zone.types.js';
import type { SrmSource, UpstreamZone } from './srm.types.js';

/** Namespace of the ids under which zones are shown whose own id is no UUID. */
const ZONE_NAMESPACE = 'b5f3a1de-52c8-4c9a-9d6f-0f4f6f2f9c11' as Uuid;

/** Zones change with the hardware; a list this old still answers. Milliseconds. */
export const ZONE_LIST_AGE_MS = 1_000;

export interface ListedZone extends EdgeCloudZone {
  readonly upstream: UpstreamZone;
}

export interface EdgeCloudZoneService {
  all(): Promise<readonly ListedZone[]>;
  page(filter: EdgeCloudZoneFilter | null | undefined, first: number | null | undefined, after: string | null | undefined): Promise<Page<ListedZone> & { readonly offset: number }>;
  /** Zones in the order of the ids; undefined for an id that the SRM does not list. */
  find(ids: readonly string[]): Promise<(ListedZone | undefined)[]>;
  /** @throws Refusal NOT_FOUND */
  get(id: string): Promise<ListedZone>;
  /** For a new instance. @throws Refusal NOT_FOUND, INCOMPATIBLE_STATE (inactive) */
  placeable(ids: readonly string[]): Promise<ListedZone[]>;
}

export interface ZoneServiceOptions {
  readonly srm: SrmSource;
  readonly countries: ReadonlyMap<string, string>;
  readonly clock: Clock;
}

export const zoneId = (upstreamId: string): string => (isUuid(upstreamId) ? upstreamId : derivedId(ZONE_NAMESPACE, upstreamId));

/** Zones are the SRM's: nothing is stored, one call serves all who ask at the same time and for a second after. */
export function edgeCloudZoneService({ srm, countries, clock }: ZoneServiceOptions): EdgeCloudZoneService {
  const toZone = (upstream: UpstreamZone): ListedZone => ({
    id: zoneId(upstream.id),
    name: upstream.name,
    provider: upstream.provider,
    region: upstream.region,
    countryCode: countries.get(upstream.region ?? '') ?? countries.get('*') ?? null,
    status: upstream.status as ListedZone['status'],
    upstream,
  });

  let known: { readonly at: number; readonly zones: Promise<readonly ListedZone[]> } | undefined;
  // The call belongs to all who wait for it: it has the SRM's deadline and not the signal of one of them.
  const call = (): Pick<RequestContext, 'signal' | 'correlator'> => ({ signal: new AbortController().signal, correlator: 'zones' });
  function list(): Promise<readonly ListedZone[]> {
    const now = clock.now().getTime();
    if (known && now - known.at < ZONE_LIST_AGE_MS) return known.zones;
    const asked = { at: now, zones: srm.zones(call()).then((zones) => zones.map(toZone)) };
    known = asked;
    asked.zones.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked.zones;
  }

  async function find(ids: readonly string[]): Promise<(ListedZone | undefined)[]> {
    const byId = new Map((await list()).map((zone) => [zone.id, zone]));
    return ids.map((id) => byId.get(id));
  }

  return {
    all: list,
    find,
    async page(filter, first, after) {
      const size = pageSize(first);
      const offset = isGiven(after) ? fromOffsetCursor(after) : 0;
      const matching = (await list()).filter((zone) => matches(zone, filter));
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

/** @throws Refusal NOT_FOUND (the SRM does not list it), INCOMPATIBLE_STATE (inactive) */
export function requirePlaceable(zone: ListedZone | undefined): ListedZone {
  if (!zone) throw noZone();
  if (zone.status === 'inactive') throw new Refusal('INCOMPATIBLE_STATE', 'The edge cloud zone is inactive.', { field: 'edgeCloudZoneId' });
  return zone;
}

const noZone = (): Refusal => new Refusal('NOT_FOUND', 'The edge cloud zone is not found.');

function matches(zone: ListedZone, filter: EdgeCloudZoneFilter | null | undefined): boolean {
  if (!filter) return true;
  const equal = (wanted: string | null | undefined, actual: string | null): boolean => !isGiven(wanted) || wanted === actual;
  return equal(filter.countryCode, zone.countryCode) && equal(filter.provider, zone.provider) && equal(filter.region, zone.region) && equal(filter.status, zone.status);
}
