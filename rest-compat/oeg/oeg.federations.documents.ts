import { graphql } from '../route.js';

/** What the Open Exposure Gateway's federation paths ask of the graph. Nothing that opens a callback is among it: no field gives that. */

const FEDERATION = `
fragment Networks on MobileNetworkCodes { mcc mncs }
fragment Endpoint on ServiceEndpoint { port fqdn ipv4Addresses ipv6Addresses }
fragment Shown on Federation {
  federationContextId
  partner { federationId countryCode mobileNetworkCodes { ...Networks } fixedNetworkCodes }
  allowedMobileNetworkCodes { ...Networks } allowedFixedNetworkCodes
  edgeDiscoveryEndpoint { ...Endpoint } lcmEndpoint { ...Endpoint }
  platformCaps
  offeredZones { zoneId geolocation geographyDetails }
}`;

export interface EndpointData {
  readonly port: number;
  readonly fqdn: string | null;
  readonly ipv4Addresses: readonly string[];
  readonly ipv6Addresses: readonly string[];
}

export interface NetworksData {
  readonly mcc: string;
  readonly mncs: readonly string[];
}

export interface FederationData {
  readonly federationContextId: string;
  readonly partner: {
    readonly federationId: string;
    readonly countryCode: string | null;
    readonly mobileNetworkCodes: NetworksData | null;
    readonly fixedNetworkCodes: readonly string[];
  };
  readonly allowedMobileNetworkCodes: NetworksData | null;
  readonly allowedFixedNetworkCodes: readonly string[];
  readonly edgeDiscoveryEndpoint: EndpointData | null;
  readonly lcmEndpoint: EndpointData | null;
  readonly platformCaps: readonly string[];
  readonly offeredZones: readonly { readonly zoneId: string; readonly geolocation: string; readonly geographyDetails: string }[];
}

export const create = graphql<{ createFederation: { federation: FederationData } }>(
  `mutation CreateFederation($input: CreateFederationInput!) { createFederation(input: $input) { federation { ...Shown } } }${FEDERATION}`,
);
export const federation = graphql<{ federation: FederationData }>(
  `query Federation($federationContextId: ID!) { federation(federationContextId: $federationContextId) { ...Shown } }${FEDERATION}`,
);
export const contexts = graphql<{ federations: { nodes: readonly { readonly federationContextId: string; readonly createdAt: string | Date }[] } }>(
  'query FederationContexts { federations(first: 100) { nodes { federationContextId createdAt } } }',
);
export const remove = graphql<unknown>(
  'mutation DeleteFederation($federationContextId: ID!) { deleteFederation(federationContextId: $federationContextId) { federationContextId } }',
);
