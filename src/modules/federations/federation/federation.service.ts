import { isGiven } from '../../../kernel/given.js';
import { fromPlaceCursor, pageSize, type Page } from '../../../kernel/page.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { FederationRow, FederationStore, PartnerZoneRow, ShownZoneRow } from './federation.store.js';

/** A zone of a partner among the edge cloud zones. */
export interface ShownZone {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly region: null;
  readonly countryCode: string | null;
  readonly status: 'active' | 'inactive' | 'unknown';
  readonly federationContextId: string;
}

/** Federations as they are kept: the operator's, for everybody who may look at all. No partner is asked. */
export interface FederationService {
  /** @throws Refusal NOT_FOUND */
  get(contextId: string): Promise<FederationRow>;
  /** Oldest first. @throws Refusal OUT_OF_RANGE, INVALID_ARGUMENT */
  page(first: number | null | undefined, after: string | null | undefined): Promise<Page<FederationRow>>;
  /** In the order of the context ids; null for what is not there. */
  find(contextIds: readonly string[]): Promise<(FederationRow | null)[]>;
  /** The same by the ids of the rows. */
  findRows(ids: readonly string[]): Promise<(FederationRow | null)[]>;
  zones(ids: readonly string[]): Promise<(PartnerZoneRow | null)[]>;
  zonesOf(federationIds: readonly string[]): Promise<(readonly PartnerZoneRow[])[]>;
  shownZones(): Promise<readonly ShownZone[]>;
}

export const noFederation = (): Refusal => new Refusal('NOT_FOUND', 'The federation is not found.');

const inOrder = <Row>(keys: readonly string[], rows: readonly Row[], keyOf: (row: Row) => string | null): (Row | null)[] => {
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => found.get(key) ?? null);
};

export function federationService(store: FederationStore): FederationService {
  const find = async (contextIds: readonly string[]): Promise<(FederationRow | null)[]> => inOrder(contextIds, await store.byContexts(contextIds), ({ contextId }) => contextId);
  return {
    find,
    async get(contextId) {
      const [row] = await find([contextId]);
      if (!row) throw noFederation();
      return row;
    },
    page: (first, after) => store.page(pageSize(first), isGiven(after) ? fromPlaceCursor(after) : undefined),
    findRows: async (ids) => inOrder(ids, await store.find(ids), ({ id }) => id),
    zones: async (ids) => inOrder(ids, await store.zones(ids), ({ id }) => id),
    async zonesOf(federationIds) {
      const rows = await store.zonesOf(federationIds);
      return federationIds.map((id) => rows.filter(({ federationId }) => federationId === id));
    },
    shownZones: async () => (await store.shownZones()).map(toShown),
  };
}

const toShown = ({ federation, ...zone }: ShownZoneRow): ShownZone => ({
  id: zone.id,
  name: zone.geographyDetails || zone.zoneId,
  provider: federation.partnerFederationId ?? federation.partner,
  region: null,
  countryCode: federation.partnerCountryCode,
  status: statusOf(zone, federation),
  federationContextId: federation.contextId ?? '',
});

/** Apps can be put there when it is accepted and neither the partner nor the zone says no. */
function statusOf(zone: Omit<ShownZoneRow, 'federation'>, federation: ShownZoneRow['federation']): ShownZone['status'] {
  if (zone.phase !== 'ACCEPTED' || federation.phase !== 'STANDING') return 'inactive';
  const said = [zone.status, federation.status];
  if (said.every((status) => status === 'AVAILABLE')) return 'active';
  return said.every((status) => status === 'AVAILABLE' || status === 'TEMPORARY_FAILURE') ? 'unknown' : 'inactive';
}
