import { z } from 'zod';
import type { ServiceEndpoint as Endpoint } from '../manager/fm.types.js';
import { isAccepted } from './federation.rules.js';
import type { FederationRow, Networks, PartnerZoneRow } from './federation.store.js';
import type { Federation, MobileNetworkCodes, ServiceEndpoint } from './federation.types.js';
import type { PartnerZone, ZoneFlavour } from './partner-zone.types.js';

/** Rows as they are shown. */

const mobileOf = ({ mobile }: Networks): MobileNetworkCodes | null => (mobile ? { mcc: mobile.mcc, mncs: [...mobile.mncs] } : null);

const endpointOf = (endpoint: Endpoint | null): ServiceEndpoint | null =>
  endpoint && { port: endpoint.port, fqdn: endpoint.fqdn ?? null, ipv4Addresses: [...(endpoint.ipv4Addresses ?? [])], ipv6Addresses: [...(endpoint.ipv6Addresses ?? [])] };

/** @param row of a federation that its partner has confirmed */
export const toFederation = (row: FederationRow): Federation => ({
  rowId: row.id,
  federationContextId: row.contextId ?? '',
  partner: {
    name: row.partner,
    federationId: row.partnerFederationId ?? '',
    countryCode: row.partnerCountryCode,
    mobileNetworkCodes: mobileOf(row.partnerNetworks),
    fixedNetworkCodes: [...row.partnerNetworks.fixed],
  },
  status: row.status,
  statusReason: row.statusReason,
  allowedMobileNetworkCodes: mobileOf(row.allowedNetworks),
  allowedFixedNetworkCodes: [...row.allowedNetworks.fixed],
  edgeDiscoveryEndpoint: endpointOf(row.edgeDiscoveryEndpoint),
  lcmEndpoint: endpointOf(row.lcmEndpoint),
  platformCaps: [...row.platformCaps],
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

const FlavoursShape = z.object({ flavoursSupported: z.array(z.object({ flavourId: z.string(), cpuArchType: z.string(), numCPU: z.int(), memorySize: z.int(), storageSize: z.int() })) });

/** What the partner's document says in the form that it should; the document itself is shown whole. */
function flavoursOf(resources: unknown): ZoneFlavour[] {
  const found = FlavoursShape.safeParse(resources);
  return found.success ? found.data.flavoursSupported : [];
}

export const toPartnerZone = (row: PartnerZoneRow): PartnerZone => ({
  federationId: row.federationId,
  id: row.id,
  zoneId: row.zoneId,
  geolocation: row.geolocation,
  geographyDetails: row.geographyDetails,
  status: row.phase === 'WITHDRAWN' ? 'NOT_AVAILABLE' : row.status,
  accepted: isAccepted(row),
  flavours: flavoursOf(row.resources),
  resources: row.resources,
  availability: row.availability,
});
