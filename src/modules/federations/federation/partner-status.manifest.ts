import { z } from 'zod';
import { withoutNulls } from '../../../kernel/given.js';
import { inputWords } from '../../../kernel/input-words.js';
import { Refusal } from '../../../kernel/refusal.js';

/**
 * What partners tell of a federation and its zones: the E/WBI's bodies, as both definitions allow them. Members that
 * nothing is done with are passed over.
 */

/** What may stand in a path, as in the partner's answers. */
const Zone = z.string().regex(/^[A-Za-z0-9][\w.~-]{0,127}$/, 'must be an id');
const text = (most: number) => z.string().max(most).regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters');
const Codes = z.array(text(64)).max(1_000);
const StatusShape = z.enum(['FAILED', 'TEMPORARY_FAILURE', 'AVAILABLE', 'LOCKED', 'NOT_AVAILABLE']);
/** One of 1.2.0 may be without its members. */
const MobileShape = z.object({ mcc: z.string().regex(/^\d{3}$/, 'must be three digits'), mncs: z.array(z.string().regex(/^\d{2,3}$/, 'must be two or three digits')).max(1_000) });
const EmptyShape = z.strictObject({}).transform(() => undefined);
const EndpointShape = z.object({ port: z.int().min(0).max(65_535), fqdn: text(256).optional(), ipv4Addresses: z.array(text(64)).max(100).optional(), ipv6Addresses: z.array(text(64)).max(100).optional() });
const MomentShape = z.iso.datetime({ offset: true, local: true, error: 'must be a date and time' });

const PartnerStatusShape = z.object({
  objectType: z.enum(['FEDERATION', 'ZONES', 'EDGE_DISCOVERY_SERVICE', 'LCM_SERVICE', 'MOBILE_NETWORK_CODES', 'FIXED_NETWORK_CODES', 'SERVICE_APIS']),
  operationType: z.enum(['STATUS', 'UPDATE', 'ADD', 'REMOVE']),
  edgeDiscoverySvcEndPoint: z.union([EmptyShape, EndpointShape]).optional(),
  lcmSvcEndPoint: z.union([EmptyShape, EndpointShape]).optional(),
  addMobileNetworkIds: z.union([EmptyShape, MobileShape]).optional(),
  removeMobileNetworkIds: z.union([EmptyShape, MobileShape]).optional(),
  addFixedNetworkIds: Codes.optional(),
  removeFixedNetworkIds: Codes.optional(),
  addZones: z.array(z.object({ zoneId: Zone, geolocation: text(64), geographyDetails: text(1_024) })).max(1_000).optional(),
  removeZones: z.array(Zone).max(1_000).optional(),
  zoneStatus: z.array(z.object({ zoneId: Zone, status: StatusShape })).max(1_000).optional(),
  federationStatus: StatusShape.optional(),
  modificationDate: MomentShape,
});

export type PartnerStatusEvent = z.output<typeof PartnerStatusShape>;

const ZoneResourcesShape = z.object({ zoneId: Zone, zoneResUpdInfo: z.array(z.record(z.string(), z.unknown())).max(100) });

function read<Shape extends z.ZodType>(shape: Shape, body: unknown): z.output<Shape> {
  const found = shape.safeParse(withoutNulls(body), { error: inputWords });
  if (found.success) return found.data;
  const issue = found.error.issues[0]!;
  const field = issue.path.join('.');
  throw new Refusal('INVALID_ARGUMENT', `${field || 'The event'} is not valid: ${issue.message}.`, field ? { field } : {});
}

/** @throws Refusal INVALID_ARGUMENT naming the first faulty member in `field` */
export const readPartnerStatus = (body: unknown): PartnerStatusEvent => read(PartnerStatusShape, body);

/** @throws Refusal INVALID_ARGUMENT */
export const readZoneResources = (body: unknown): z.output<typeof ZoneResourcesShape> => read(ZoneResourcesShape, body);
