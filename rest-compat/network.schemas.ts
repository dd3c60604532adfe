import { z } from 'zod';
import { DeviceShape, PortShape } from '../src/modules/network/device/device.manifest.js';
import { ApplicationServerShape, DurationShape, PortsSpecShape } from '../src/modules/network/session/qod-session.manifest.js';
import { QosProfileNameShape } from '../src/modules/network/profile/qos-profile.manifest.js';
import { UuidShape } from './edge.schemas.js';

/**
 * What the network's CAMARA definitions have in common. Forms and bounds are read here; what an operator's services or
 * profiles allow, and which credentials and sinks will do, the domain says, in its own words and codes, behind every door.
 */

export const text = (maxLength: number) => z.string().max(maxLength);
export const dateTime = z.iso.datetime({ offset: true, error: 'must be an RFC 3339 date-time with a time zone' }).max(64);

/** A whole number that GraphQL can carry. */
export const wholeFrom = (minimum: number) => z.int().min(minimum).max(2_147_483_647);

export const QosProfileName = QosProfileNameShape;

export const Device = DeviceShape;

/** As it is answered: the one identifier that was used, as it was sent. */
export const DeviceResponse = z.strictObject(DeviceShape.shape).meta({ minProperties: 1, maxProperties: 1 });

export const Port = PortShape;

/** The body of every request about a device: required, and `{}` where the token tells the device. */
export const DeviceRequest = z.strictObject({ device: Device.optional() });

const secret = (maxLength: number) => text(maxLength).meta({ writeOnly: true }).optional();

const notServed = text(4096).meta({ writeOnly: true, deprecated: true, description: 'Of a type of credential that is not served.' }).optional();

/**
 * Every member that a release of CAMARA knows is read, so that a type of credential that is not served is refused as such
 * and not as a stranger. Those that no served type has go no further than this.
 */
export const SinkCredential = z.strictObject({
  credentialType: text(64).meta({ description: 'ACCESSTOKEN, or PRIVATE_KEY_JWT where the gateway has a key for it.' }),
  accessToken: secret(4096),
  accessTokenExpiresUtc: dateTime.optional(),
  accessTokenType: text(64).meta({ writeOnly: true, description: 'bearer' }).optional(),
  clientId: secret(128),
  tokenUri: secret(2048),
  jwksUri: text(2048).meta({ readOnly: true }).optional(),
  identifier: notServed,
  secret: notServed,
  refreshToken: notServed,
  refreshTokenEndpoint: notServed,
});

/** https, as the domain says: it has a code of its own for every other. */
export const Sink = z.string().max(2048).meta({ format: 'uri', pattern: '^https://.+$' });

export const withSink = { sink: Sink.optional(), sinkCredential: SinkCredential.optional() };

export const ApplicationServer = ApplicationServerShape;
export const PortsSpec = PortsSpecShape;

/** Seconds. */
export const Duration = DurationShape;

export const QosStatus = z.enum(['REQUESTED', 'AVAILABLE', 'UNAVAILABLE']);
export const Id = UuidShape;

/** A CloudEvent 1.0 as a sink is told of a change. */
export const cloudEvent = (types: readonly [string, ...string[]], data: z.ZodType) =>
  z.strictObject({ id: Id, source: z.string().meta({ format: 'uri-reference' }), type: z.enum(types), specversion: z.literal('1.0'), datacontenttype: z.literal('application/json'), time: dateTime, data });
