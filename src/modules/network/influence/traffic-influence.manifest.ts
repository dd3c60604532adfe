import { z } from 'zod';
import { UuidShape } from '../../../kernel/id.js';
import { PortShape } from '../device/device.manifest.js';
import { readShape } from '../input.rules.js';
import { NETWORK_NOTICE_TYPES } from '../notices.events.js';

/** CAMARA's TrafficInfluence as a caller writes it, and the domain's own rule behind every door. Unknown members are refused. */

/** Short text: no control characters, and no halves of characters, which no database takes. */
const words = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters');


export const ApiConsumerIdShape = words(256);
export const EdgeCloudRegionShape = words(256);
export const SourceTrafficFiltersShape = z.strictObject({ sourcePort: PortShape.optional() });
export const DestinationTrafficFiltersShape = z.strictObject({ destinationPort: PortShape.optional(), destinationProtocol: words(32).optional() });

const filters = { sourceTrafficFilters: SourceTrafficFiltersShape.optional(), destinationTrafficFilters: DestinationTrafficFiltersShape.optional() };
const place = { appInstanceId: UuidShape.optional(), edgeCloudRegion: EdgeCloudRegionShape.optional(), edgeCloudZoneId: UuidShape.optional() };

/** The members that an influence itself reads; device and subscription have rules of their own. */
export const InfluenceShape = z.strictObject({ apiConsumerId: ApiConsumerIdShape, appId: UuidShape, ...place, ...filters });
export const InfluenceChangeShape = z.strictObject({ ...place, ...filters });

export const InfluenceSubscriptionShape = z.strictObject({
  protocol: z.literal('HTTP', 'must be HTTP'),
  types: z.tuple([z.literal(NETWORK_NOTICE_TYPES.influence)], `must hold ${NETWORK_NOTICE_TYPES.influence} alone`),
});

export type InfluenceManifest = z.infer<typeof InfluenceShape>;
export type InfluenceChange = z.infer<typeof InfluenceChangeShape>;
export type InfluenceFilters = Pick<InfluenceChange, 'sourceTrafficFilters' | 'destinationTrafficFilters'>;

/** @throws Refusal INVALID_ARGUMENT naming the first faulty member */
export function readInfluence(candidate: Readonly<Partial<Record<keyof InfluenceManifest, unknown>>>): InfluenceManifest {
  const { apiConsumerId, appId, appInstanceId, edgeCloudRegion, edgeCloudZoneId, sourceTrafficFilters, destinationTrafficFilters } = candidate;
  return readShape(InfluenceShape, { apiConsumerId, appId, appInstanceId, edgeCloudRegion, edgeCloudZoneId, sourceTrafficFilters, destinationTrafficFilters });
}

/** @throws Refusal INVALID_ARGUMENT */
export function readInfluenceChange(candidate: Readonly<Partial<Record<keyof InfluenceChange, unknown>>>): InfluenceChange {
  const { appInstanceId, edgeCloudRegion, edgeCloudZoneId, sourceTrafficFilters, destinationTrafficFilters } = candidate;
  return readShape(InfluenceChangeShape, { appInstanceId, edgeCloudRegion, edgeCloudZoneId, sourceTrafficFilters, destinationTrafficFilters });
}
