import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { UuidShape } from '../../../kernel/id.js';
import { LIMITS } from '../capabilities.rules.js';
import { Ipv4AddressShape, Ipv6AddressShape, PortShape } from '../device/device.manifest.js';
import { readShape } from '../input.rules.js';
import { QosProfileNameShape } from '../profile/qos-profile.manifest.js';
import { addressRange } from './server-ranges.rules.js';

/**
 * What a session is asked for with: the shape of CAMARA Quality-On-Demand 1.1.0 with the address list of 1.2.0, and the
 * domain's own rule behind every door. Unknown members are refused at every depth.
 */

const OCTET = '(?:[01]?[0-9]?[0-9]|2[0-4][0-9]|25[0-5])';
const IPV4_SUBNET = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}(?:/(?:3[0-2]|[12]?[0-9]))?$`);
const IPV6_WIDTH = /^(?:12[0-8]|1[01][0-9]|[1-9]?[0-9])$/;

/** An address, or a subnet by an address of it and the width of its mask. CAMARA allows leading zeros in a part of the address; it is decimal all the same. */
export const ServerIpv4Shape = z.string().max(18).regex(IPV4_SUBNET, 'must be an IPv4 address, or one with the width of a mask (0 to 32)');

export const ServerIpv6Shape = z.string().max(49).refine(isIpv6Subnet, 'must be an IPv6 address, or one with the width of a mask (0 to 128)');

function isIpv6Subnet(text: string): boolean {
  const [address = '', width, ...more] = text.split('/');
  return more.length === 0 && isIPv6(address) && !address.includes('%') && (width === undefined || IPV6_WIDTH.test(width));
}

const AddressShape = z.union([Ipv4AddressShape, Ipv6AddressShape], 'must be a single IPv4 or IPv6 address');

export const ServerAddressesShape = z
  .array(AddressShape)
  .min(1, 'needs one address at least')
  .max(LIMITS.serverAddresses, `must not name more than ${LIMITS.serverAddresses} addresses`)
  .refine((addresses) => distinct(addresses), 'must not name an address twice')
  .meta({ uniqueItems: true });

/** One address in two spellings is one. What is no address has been found before. */
function distinct(addresses: readonly string[]): boolean {
  const known = addresses.filter((address) => isIPv4(address) || isIPv6(address)).map((address) => `${isIPv4(address)} ${addressRange(address).from}`);
  return new Set(known).size === known.length;
}

/** Of members, all of which may be left out, one at least. */
const isEmpty = (value: object): boolean => Object.values(value).every((member) => member === undefined);

export const ApplicationServerShape = z
  .strictObject({ ipv4Address: ServerIpv4Shape.optional(), ipv6Address: ServerIpv6Shape.optional(), ipAddresses: ServerAddressesShape.optional() })
  .refine((server) => !isEmpty(server), 'needs ipv4Address, ipv6Address or ipAddresses')
  .refine(({ ipv4Address, ipv6Address, ipAddresses }) => ipAddresses === undefined || (ipv4Address === undefined && ipv6Address === undefined), 'must not have ipAddresses beside other members')
  .meta({ minProperties: 1 });

export const PortRangeShape = z.strictObject({ from: PortShape, to: PortShape }).refine(({ from, to }) => from <= to, 'must not have from above to');

export const PortsSpecShape = z
  .strictObject({
    ranges: z.array(PortRangeShape).min(1).max(LIMITS.portRanges).optional(),
    ports: z.array(PortShape).min(1).max(LIMITS.portRanges).optional(),
  })
  .refine((spec) => !isEmpty(spec), 'needs ranges or ports')
  .meta({ minProperties: 1 });

/** Seconds. */
export const DurationShape = z.int().min(LIMITS.duration.least).max(LIMITS.duration.most);

/** The members that the session itself reads; device, sink and credential have rules of their own. */
export const SessionShape = z.strictObject({
  applicationServer: ApplicationServerShape,
  devicePorts: PortsSpecShape.optional(),
  applicationServerPorts: PortsSpecShape.optional(),
  qosProfile: QosProfileNameShape,
  duration: DurationShape,
  appInstanceId: UuidShape.optional(),
});

export type ServerManifest = z.infer<typeof ApplicationServerShape>;
export type PortsManifest = z.infer<typeof PortsSpecShape>;
export type SessionManifest = z.infer<typeof SessionShape>;

/**
 * Reads what a caller sent.
 * @throws Refusal INVALID_ARGUMENT naming the first faulty member in `field`.
 */
export function readSession(candidate: Readonly<Partial<Record<keyof SessionManifest, unknown>>>): SessionManifest {
  const { applicationServer, devicePorts, applicationServerPorts, qosProfile, duration, appInstanceId } = candidate;
  return readShape(SessionShape, { applicationServer, devicePorts, applicationServerPorts, qosProfile, duration, appInstanceId });
}

/** @throws Refusal INVALID_ARGUMENT */
export const readAdditionalDuration = (seconds: unknown): number => readShape(DurationShape, seconds, 'additionalDuration');
