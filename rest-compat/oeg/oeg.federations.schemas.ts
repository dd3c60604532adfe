import { z } from 'zod';

/** The federation part of the Open Exposure Gateway's document. */

const OperatorId = z.string().max(256).regex(/^[A-Za-z0-9][A-Za-z0-9-]*$/, 'must be letters, digits or dashes, with a letter or digit first');
const Link = z.string().min(1).max(2048);

const MobileNetworks = z.object({
  mcc: z.string().regex(/^\d{3}$/, 'must be three digits'),
  mncs: z.array(z.string().regex(/^\d{2,3}$/, 'must be two or three digits')).min(1),
});
const FixedNetworks = z.array(z.string().min(1).max(256)).min(1);
const CountryCode = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code');

export const FederationRequest = z.strictObject({
  partner: z.string().max(256).optional().meta({ description: 'With which partner of the settings. Not in the document; needed where there are several.' }),
  origOPFederationId: OperatorId,
  origOPCountryCode: CountryCode.optional(),
  origOPMobileNetworkCodes: MobileNetworks.optional(),
  origOPFixedNetworkCodes: FixedNetworks.optional(),
  initialDate: z.iso.datetime({ offset: true }),
  partnerStatusLink: Link.meta({ description: 'Where the caller wants to hear of changes. The partner is given an address of the gateway, which passes them on.' }),
  partnerCallbackCredentials: z
    .strictObject({ tokenUrl: Link, clientId: z.string().min(1).max(1024), clientSecret: z.string().min(1).max(4096).meta({ writeOnly: true }) })
    .optional()
    .meta({ description: 'How the gateway gets a token for partnerStatusLink.' }),
});

const ServiceEndpoint = z
  .object({ port: z.int(), fqdn: z.string().optional(), ipv4Addresses: z.array(z.string()).min(1).optional(), ipv6Addresses: z.array(z.string()).min(1).optional() })
  .partial()
  .meta({ description: 'Without members where the partner tells none.' });
const OfferedZones = z.array(z.object({ zoneId: z.string(), geolocation: z.string(), geographyDetails: z.string() })).min(1);

export const FederationResponse = z.object({
  federationContextId: z.string(),
  partnerOPFederationId: z.string(),
  partnerOPCountryCode: CountryCode.optional(),
  partnerOPMobileNetworkCodes: MobileNetworks.optional(),
  partnerOPFixedNetworkCodes: FixedNetworks.optional(),
  edgeDiscoveryServiceEndPoint: ServiceEndpoint.optional(),
  lcmServiceEndPoint: ServiceEndpoint.optional(),
  platformCaps: z.array(z.string()),
  offeredAvailabilityZones: OfferedZones.optional(),
});

export const FederationDetails = z.object({
  edgeDiscoveryServiceEndPoint: ServiceEndpoint,
  lcmServiceEndPoint: ServiceEndpoint,
  allowedMobileNetworkIds: MobileNetworks.optional(),
  allowedFixedNetworkIds: FixedNetworks.optional(),
  offeredAvailabilityZones: OfferedZones.optional(),
});

export const FederationContext = z.object({ FederationContextId: z.string() });
export const FederationPath = z.object({ federationContextId: z.string().max(256).regex(/^[^\0]+$/, 'holds a character that no id has') });
