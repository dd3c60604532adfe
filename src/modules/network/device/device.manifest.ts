import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { LIMITS } from '../capabilities.rules.js';

/** CAMARA's Device as it is sent, and the domain's own rule behind every door. Unknown members are refused. */

export const PhoneNumberShape = z.string().regex(/^\+[1-9][0-9]{4,14}$/, 'must be a + and 5 to 15 digits, the first not 0');

/** One address, without a subnet. */
export const Ipv4AddressShape = z.string().refine(isIPv4, 'must be an IPv4 address').meta({ format: 'ipv4' });

/** One address, without a subnet and without a zone. */
export const Ipv6AddressShape = z.string().refine((text) => isIPv6(text) && !text.includes('%'), 'must be an IPv6 address').meta({ format: 'ipv6' });

export const PortShape = z.int().min(LIMITS.port.least).max(LIMITS.port.most);

export const DeviceIpv4AddressShape = z
  .strictObject({ publicAddress: Ipv4AddressShape, privateAddress: Ipv4AddressShape.optional(), publicPort: PortShape.optional() })
  .refine(({ privateAddress, publicPort }) => privateAddress !== undefined || publicPort !== undefined, 'needs privateAddress or publicPort beside publicAddress');

export const DeviceShape = z
  .strictObject({
    phoneNumber: PhoneNumberShape.optional(),
    networkAccessIdentifier: z.string().max(2048).optional(),
    ipv4Address: DeviceIpv4AddressShape.optional(),
    ipv6Address: Ipv6AddressShape.optional(),
  })
  .refine((device) => Object.values(device).some((member) => member !== undefined), 'needs one identifier at least')
  .meta({ minProperties: 1 });

/** A device as a caller sent it. */
export type SentDevice = z.infer<typeof DeviceShape>;
