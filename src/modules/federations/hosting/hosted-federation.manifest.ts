import { z } from 'zod';
import { CountryCodeShape, DashedIdShape, LinkShape, MomentShape, text } from './document.manifest.js';

/** Codes of one kind, in a message and in a federation. */
export const MOST_CODES = 1_000;

const MobileNetworksShape = z.object({
  mcc: z.string().regex(/^\d{3}$/, 'must be three digits').optional(),
  mncs: z.array(z.string().regex(/^\d{2,3}$/, 'must be two or three digits')).min(1).max(MOST_CODES).optional(),
});
const FixedNetworksShape = z.array(text(256)).min(1).max(MOST_CODES);

const CallbackCredentialsShape = z.object({ tokenUrl: LinkShape, clientId: text(1024).min(1), clientSecret: text(4096).min(1) });

/** `FederationRequestData`. */
export const FederationRequestShape = z.object({
  origOPFederationId: DashedIdShape,
  origOPCountryCode: CountryCodeShape.optional(),
  origOPMobileNetworkCodes: MobileNetworksShape.optional(),
  origOPFixedNetworkCodes: FixedNetworksShape.optional(),
  initialDate: MomentShape,
  partnerStatusLink: LinkShape,
  partnerCallbackCredentials: CallbackCredentialsShape.optional(),
});
export type FederationRequest = z.output<typeof FederationRequestShape>;

/** Body of a federation's PATCH. */
export const NetworkCodesChangeShape = z.object({
  objectType: z.enum(['MOBILE_NETWORK_CODES', 'FIXED_NETWORK_CODES']),
  operationType: z.enum(['ADD_CODES', 'REMOVE_CODES', 'UPDATE_CODES']),
  addMobileNetworkIds: MobileNetworksShape.optional(),
  removeMobileNetworkIds: MobileNetworksShape.optional(),
  addFixedNetworkIds: FixedNetworksShape.optional(),
  removeFixedNetworkIds: FixedNetworksShape.optional(),
  modificationDate: MomentShape,
});
export type NetworkCodesChange = z.output<typeof NetworkCodesChangeShape>;

/** `ZoneRegistrationRequestData`. */
export const ZoneRegistrationShape = z.object({ acceptedAvailabilityZones: z.array(DashedIdShape).min(1).max(1_000), availZoneNotifLink: LinkShape });
