import { z } from 'zod';

export { UuidShape } from '../src/kernel/id.js';

export const ZoneStatusShape = z.enum(['active', 'inactive', 'unknown']);
export const InstanceStatusShape = z.enum(['ready', 'instantiating', 'failed', 'terminating', 'unknown']);

export const AccessEndpointShape = z.object({
  port: z.int().min(1).max(65_535),
  fqdn: z.string().optional(),
  ipv4Addresses: z.array(z.string()).optional(),
  ipv6Addresses: z.array(z.string()).optional(),
});

export const EndpointInfoShape = z.array(z.object({ interfaceId: z.string(), accessPoints: AccessEndpointShape })).min(1);

/** A whole number written in a query, within bounds that the caller is told. */
export const numberIn = (minimum: number, maximum: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, `must be a whole number from ${minimum} to ${maximum}`)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `must be a whole number from ${minimum} to ${maximum}`)
    .default(fallback)
    .meta({ override: { type: 'integer', minimum, maximum, default: fallback } });
