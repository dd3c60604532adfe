import { withoutNulls } from '../../src/kernel/given.js';
import { Refusal } from '../../src/kernel/refusal.js';
import type { EndpointData, FederationData } from './oeg.federations.documents.js';

/** The document lets no list be empty. */
const some = <Item>(items: readonly Item[]): readonly Item[] | undefined => (items.length > 0 ? items : undefined);

const endpointOf = ({ port, fqdn, ipv4Addresses, ipv6Addresses }: EndpointData): object => ({ port, fqdn, ipv4Addresses: some(ipv4Addresses), ipv6Addresses: some(ipv6Addresses) });

const zonesOf = ({ offeredZones }: FederationData) => some(offeredZones.map(({ zoneId, geolocation, geographyDetails }) => ({ zoneId, geolocation, geographyDetails })));

export const asCreated = (federation: FederationData): unknown =>
  withoutNulls({
    federationContextId: federation.federationContextId,
    partnerOPFederationId: federation.partner.federationId,
    partnerOPCountryCode: federation.partner.countryCode,
    partnerOPMobileNetworkCodes: federation.partner.mobileNetworkCodes,
    partnerOPFixedNetworkCodes: some(federation.partner.fixedNetworkCodes),
    platformCaps: federation.platformCaps,
    edgeDiscoveryServiceEndPoint: federation.edgeDiscoveryEndpoint && endpointOf(federation.edgeDiscoveryEndpoint),
    lcmServiceEndPoint: federation.lcmEndpoint && endpointOf(federation.lcmEndpoint),
    offeredAvailabilityZones: zonesOf(federation),
  });

/** The document requires both endpoints, and partners tell none: an empty one stands for that, as clients know it. */
export const asDetails = (federation: FederationData): unknown =>
  withoutNulls({
    edgeDiscoveryServiceEndPoint: federation.edgeDiscoveryEndpoint ? endpointOf(federation.edgeDiscoveryEndpoint) : {},
    lcmServiceEndPoint: federation.lcmEndpoint ? endpointOf(federation.lcmEndpoint) : {},
    allowedMobileNetworkIds: federation.allowedMobileNetworkCodes,
    allowedFixedNetworkIds: some(federation.allowedFixedNetworkCodes),
    offeredAvailabilityZones: zonesOf(federation),
  });

/** @throws Refusal NOT_FOUND when there is none */
export function lastCreated(nodes: readonly { readonly federationContextId: string; readonly createdAt: string | Date }[]): string {
  const [last] = [...nodes].sort((a, b) => new Date(b.createdAt).getTime() - new Date(a.createdAt).getTime());
  if (last === undefined) throw new Refusal('NOT_FOUND', 'There is no federation.');
  return last.federationContextId;
}
