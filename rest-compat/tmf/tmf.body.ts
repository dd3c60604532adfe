import { z } from 'zod';
import { tidy } from '../openapi.schemas.js';

export type AnyObject = Readonly<Record<string, unknown>>;

/**
 * A body that may be any JSON object: TMF resources can be extended, nulls stand for what is absent, and the operation
 * itself says what is wrong. Readers are shown what it is meant to be.
 */
export const objectLike = (shown: z.ZodType): z.ZodType<AnyObject> =>
  z.record(z.string(), z.unknown()).meta({ override: z.toJSONSchema(shown, { target: 'openapi-3.0', io: 'input', unrepresentable: 'any', override: tidy }) });
