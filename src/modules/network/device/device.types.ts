import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { RequestContext } from '../../../kernel/context.js';

@InputType({ description: 'publicAddress, with privateAddress or with publicPort.' })
export class DeviceIpv4AddressInput {
  @Field(() => String)
  publicAddress: string;

  @Field(() => String, { nullable: true })
  privateAddress?: string | null;

  @Field(() => Int, { nullable: true })
  publicPort?: number | null;
}

@InputType({ description: "CAMARA's Device: one identifier or more; of several one is used." })
export class DeviceInput {
  @Field(() => String, { nullable: true, description: 'E.164 with a leading +.' })
  phoneNumber?: string | null;

  @Field(() => String, { nullable: true, description: 'Reserved by CAMARA; alone it is not supported.' })
  networkAccessIdentifier?: string | null;

  @Field(() => DeviceIpv4AddressInput, { nullable: true })
  ipv4Address?: DeviceIpv4AddressInput | null;

  @Field(() => String, { nullable: true })
  ipv6Address?: string | null;
}

@ObjectType({ simpleResolvers: true })
export class DeviceIpv4Address {
  @Field(() => String)
  publicAddress: string;

  @Field(() => String, { nullable: true })
  privateAddress: string | null;

  @Field(() => Int, { nullable: true })
  publicPort: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'The one identifier that was used, as it was sent.' })
export class DeviceIdentifier {
  @Field(() => String, { nullable: true })
  phoneNumber: string | null;

  @Field(() => String, { nullable: true })
  networkAccessIdentifier: string | null;

  @Field(() => DeviceIpv4Address, { nullable: true })
  ipv4Address: DeviceIpv4Address | null;

  @Field(() => String, { nullable: true })
  ipv6Address: string | null;
}

/** CAMARA APIs that a device may be served with. */
export const DEVICE_SERVICES = ['quality-on-demand', 'qos-profiles', 'qos-provisioning', 'traffic-influence', 'simple-edge-discovery'] as const;
export type DeviceService = (typeof DEVICE_SERVICES)[number];

/** A device as the directory knows it. */
export interface KnownDevice {
  /** The directory's own id: the same whichever identifier led to it. */
  readonly id: string;
  readonly phoneNumber: string | null;
  readonly publicAddress: string | null;
  readonly privateAddress: string | null;
  readonly publicPort: number | null;
  readonly ipv6Address: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** MCC and MNC, 5 or 6 digits. */
  readonly network: string | null;
  readonly services: readonly DeviceService[];
  /** Ids of edge cloud zones, nearest first. */
  readonly edgeCloudZones: readonly string[];
}

/** One way to name a device. */
export type DeviceKey =
  | { readonly kind: 'phoneNumber'; readonly phoneNumber: string }
  | { readonly kind: 'ipv4Address'; readonly publicAddress: string; readonly privateAddress: string | null; readonly publicPort: number | null }
  | { readonly kind: 'ipv6Address'; readonly ipv6Address: string }
  /** `sub` of a three-legged token. */
  | { readonly kind: 'subject'; readonly subject: string };

/** Who knows the operator's devices: the table of our own, or a system elsewhere. */
export interface DeviceDirectory {
  /** @throws Refusal UNAVAILABLE, TIMEOUT, BAD_GATEWAY when a directory elsewhere does not answer. */
  find(key: DeviceKey, call: Pick<RequestContext, 'signal' | 'correlator'>): Promise<KnownDevice | undefined>;
}

/** The device that a request is about. */
export interface RequestedDevice {
  readonly known: KnownDevice;
  /** The identifier to be answered, as it was sent; null when the token told the device. */
  readonly sent: DeviceIdentifier | null;
}

/** Applies CAMARA's device rules in their order (Commonalities, simplified 422 scheme). */
export interface DeviceResolution {
  /**
   * @throws Refusal INVALID_ARGUMENT, UNNECESSARY_IDENTIFIER (three-legged and a device), MISSING_IDENTIFIER (two-legged
   * and none, or the user has no device), UNSUPPORTED_IDENTIFIER, IDENTIFIER_NOT_FOUND, SERVICE_NOT_APPLICABLE.
   */
  required(ctx: RequestContext, device: DeviceInput | null | undefined, service: DeviceService): Promise<RequestedDevice>;
  /** As `required`, but a two-legged request may name none: undefined then. */
  optional(ctx: RequestContext, device: DeviceInput | null | undefined, service: DeviceService): Promise<RequestedDevice | undefined>;
}
