import type { Caller } from '../../../kernel/caller.js';
import { derivedId, type Uuid } from '../../../kernel/id.js';
import { isGiven } from '../../../kernel/given.js';
import { Refusal } from '../../../kernel/refusal.js';
import { LIMITS, type DeviceIdentifierKind } from '../capabilities.rules.js';
import { DeviceShape, type SentDevice } from './device.manifest.js';
import { DEVICE_SERVICES, type DeviceIdentifier, type DeviceInput, type DeviceKey, type DeviceService, type KnownDevice } from './device.types.js';
import { readShape } from '../input.rules.js';
import { canonicalIpv6, ipv6Subnet } from './ipv6.rules.js';

/** How the device of a request is named, and what is answered of it. */
export interface Named {
  readonly key: DeviceKey;
  /** Null when the token names it. */
  readonly sent: DeviceIdentifier | null;
}

/**
 * The first four of CAMARA's device rules, in their order (Commonalities, simplified 422 scheme). Undefined: a client on its
 * own behalf named none.
 * @throws Refusal INVALID_ARGUMENT, UNNECESSARY_IDENTIFIER, UNSUPPORTED_IDENTIFIER
 */
export function nameOf(caller: Pick<Caller, 'kind' | 'userId'>, device: DeviceInput | null | undefined): Named | undefined {
  const sent = isGiven(device) ? readShape(DeviceShape, device, 'device') : undefined;
  if (caller.kind === 'three-legged') {
    if (sent) throw new Refusal('UNNECESSARY_IDENTIFIER', 'The device is already identified by the access token.', { field: 'device' });
    return { key: { kind: 'subject', subject: caller.userId ?? '' }, sent: null };
  }
  return sent && chosen(sent);
}

const NONE: DeviceIdentifier = { phoneNumber: null, networkAccessIdentifier: null, ipv4Address: null, ipv6Address: null };

/** Of several identifiers one is used and the others are not looked at: that they differ is no fault. */
const CHOICE: Readonly<Record<DeviceIdentifierKind, (device: SentDevice) => Named | undefined>> = {
  phoneNumber: ({ phoneNumber }) => (phoneNumber === undefined ? undefined : { key: { kind: 'phoneNumber', phoneNumber }, sent: { ...NONE, phoneNumber } }),
  ipv4Address({ ipv4Address }) {
    if (!ipv4Address) return undefined;
    const address = { publicAddress: ipv4Address.publicAddress, privateAddress: ipv4Address.privateAddress ?? null, publicPort: ipv4Address.publicPort ?? null };
    return { key: { kind: 'ipv4Address', ...address }, sent: { ...NONE, ipv4Address: address } };
  },
  ipv6Address: ({ ipv6Address }) => (ipv6Address === undefined ? undefined : { key: { kind: 'ipv6Address', ipv6Address }, sent: { ...NONE, ipv6Address } }),
};

function chosen(device: SentDevice): Named {
  for (const kind of LIMITS.deviceIdentifiers) {
    const named = CHOICE[kind](device);
    if (named) return named;
  }
  throw new Refusal('UNSUPPORTED_IDENTIFIER', 'The identifier provided is not supported.', { field: 'device' });
}

/** CAMARA APIs among names that somebody wrote down; others are none of ours. */
export const servicesOf = (names: readonly string[]): DeviceService[] => DEVICE_SERVICES.filter((service) => names.includes(service));

/** @throws Refusal IDENTIFIER_NOT_FOUND, SERVICE_NOT_APPLICABLE */
export function admitted(known: KnownDevice | undefined, service: DeviceService): KnownDevice {
  if (!known) throw new Refusal('IDENTIFIER_NOT_FOUND', 'Device identifier not found.', { field: 'device' });
  if (!known.services.includes(service)) throw new Refusal('SERVICE_NOT_APPLICABLE', 'The service is not available for the provided identifier.', { field: 'device' });
  return known;
}

/** What a device can be found by at its IPv4 address. */
export interface Ipv4Place {
  readonly publicAddress: string | null;
  readonly privateAddress: string | null;
  readonly publicPort: number | null;
}

/**
 * The device at an IPv4 address, of those that have the public one. The private address tells it where it is known of both;
 * else the port does. A device without translation has its public address for itself, and every port of it.
 */
export function atIpv4<Place extends Ipv4Place>(places: readonly Place[], key: DeviceKey & { readonly kind: 'ipv4Address' }): Place | undefined {
  const here = places.filter(({ publicAddress }) => publicAddress === key.publicAddress);
  const untranslated = here.find(({ privateAddress, publicPort }) => privateAddress === key.publicAddress || (privateAddress === null && publicPort === null));
  const byPort = (among: readonly Place[]) => (key.publicPort === null ? undefined : among.find(({ publicPort }) => publicPort === key.publicPort));
  if (key.privateAddress === null) return byPort(here) ?? untranslated;
  return here.find(({ privateAddress }) => privateAddress === key.privateAddress) ?? byPort(here.filter(({ privateAddress }) => privateAddress === null)) ?? (key.privateAddress === key.publicAddress ? untranslated : undefined);
}

/** Namespace of the ids of devices that are known by their address alone. */
const ADDRESS_NAMESPACE = '0d5c1f0e-7c0a-4d55-8a5e-3c1f3f5c9b27' as Uuid;

/**
 * A device that nobody keeps: an address is all there is to it, so two names of one device make two devices, but for IPv6,
 * where the subnet of 64 bits is the device's. Undefined for what is no address.
 */
export function deviceAt(key: DeviceKey): KnownDevice | undefined {
  const place = placeOf(key);
  if (!place) return undefined;
  const nowhere = { phoneNumber: null, publicAddress: null, privateAddress: null, publicPort: null, ipv6Address: null };
  return { ...nowhere, ...place.address, id: derivedId(ADDRESS_NAMESPACE, place.name), country: null, network: null, services: DEVICE_SERVICES, edgeCloudZones: [] };
}

function placeOf(key: DeviceKey): { readonly name: string; readonly address: Partial<KnownDevice> } | undefined {
  if (key.kind === 'ipv6Address') return { name: ipv6Subnet(key.ipv6Address).first, address: { ipv6Address: canonicalIpv6(key.ipv6Address) } };
  if (key.kind !== 'ipv4Address') return undefined;
  const { publicAddress, privateAddress, publicPort } = key;
  return { name: privateAddress === null ? `${publicAddress}:${publicPort}` : `${publicAddress}/${privateAddress}`, address: { publicAddress, privateAddress, publicPort } };
}
