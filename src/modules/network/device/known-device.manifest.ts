import { z } from 'zod';
import { UuidShape } from '../../../kernel/id.js';
import { Ipv4AddressShape, Ipv6AddressShape, PhoneNumberShape, PortShape } from './device.manifest.js';
import { DEVICE_SERVICES } from './device.types.js';
import { readShape } from '../input.rules.js';
import { canonicalIpv6 } from './ipv6.rules.js';

const distinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

const KnownDeviceShape = z
  .strictObject({
    id: UuidShape.optional(),
    phoneNumber: PhoneNumberShape.optional(),
    subject: z.string().regex(/^\P{C}{1,256}$/u, 'must be 1 to 256 characters').optional(),
    publicAddress: Ipv4AddressShape.optional(),
    privateAddress: Ipv4AddressShape.optional(),
    publicPort: PortShape.optional(),
    ipv6Address: Ipv6AddressShape.transform(canonicalIpv6).optional(),
    country: z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters').optional(),
    network: z.string().regex(/^[0-9]{5,6}$/, 'must be 5 or 6 digits').optional(),
    services: z.array(z.enum(DEVICE_SERVICES, `must be of ${DEVICE_SERVICES.join(', ')}`)).refine(distinct, 'must not name a service twice'),
    edgeCloudZones: z.array(UuidShape).max(100).refine(distinct, 'must not name a zone twice').default([]),
  })
  .refine(({ phoneNumber, subject, publicAddress, ipv6Address }) => [phoneNumber, subject, publicAddress, ipv6Address].some((name) => name !== undefined), 'needs phoneNumber, subject, publicAddress or ipv6Address')
  .refine(({ publicAddress, privateAddress, publicPort }) => publicAddress !== undefined || (privateAddress === undefined && publicPort === undefined), {
    path: ['publicAddress'],
    message: 'is needed beside privateAddress and publicPort',
  });

export type KnownDeviceManifest = z.infer<typeof KnownDeviceShape>;

/** A device as an admin writes it. @throws Refusal INVALID_ARGUMENT naming the first faulty member */
export const readKnownDevice = (candidate: object): KnownDeviceManifest => readShape(KnownDeviceShape, candidate);
