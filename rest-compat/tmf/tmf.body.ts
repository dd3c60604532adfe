import { z } from 'zod';
import { tidy } from '../openapi.schemas.js';

export type AnyObject = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 100;

/** What reads the body later may do so by recursion. */
function isWithin(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((member) => isWithin(depth - 1, member));
}

/**
 * A body that may be any JSON object: TMF resources can be extended, nulls stand for what is absent, and the operation
 * itself says what is wrong. Readers are shown what it is meant to be.
 */
export const objectLike = (shown: z.ZodType): z.ZodType<AnyObject> =>
  z
    .record(z.string(), z.unknown())
    .refine((body) => isWithin(MAX_DEPTH, body), `must not be nested more than ${MAX_DEPTH} deep`)
    .meta({ override: z.toJSONSchema(shown, { target: 'openapi-3.0', io: 'input', unrepresentable: 'any', override: tidy }) });
