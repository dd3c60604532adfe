import { z } from 'zod';
import type { Refusal, RefusalCode } from '../../src/kernel/refusal.js';
import type { Dialect } from '../route.js';

/** CAMARA Commonalities r4.2, `ErrorInfo`. */
const ErrorInfoShape = z.strictObject({
  status: z.int().min(100).max(599).meta({ description: 'The HTTP status.' }),
  code: z.string().max(96).meta({ description: 'The refusal, in upper-case words.' }),
  message: z.string().max(512).meta({ description: 'One sentence for people.' }),
});

/** Refusals that CAMARA has no common code for; it lets an API name its own, with the API's name in front. */
const OWN: readonly RefusalCode[] = ['IDEMPOTENCY_KEY_REUSED', 'PAYLOAD_TOO_LARGE'];

/** Of the rules for devices (Commonalities, simplified 422 scheme). */
export const DEVICE_REFUSALS = ['IDENTIFIER_NOT_FOUND', 'SERVICE_NOT_APPLICABLE', 'MISSING_IDENTIFIER', 'UNSUPPORTED_IDENTIFIER', 'UNNECESSARY_IDENTIFIER'] as const satisfies readonly RefusalCode[];

export interface CamaraNames {
  /** Further refusals that the API names its own. */
  readonly own?: readonly RefusalCode[];
  /** Refusals that the API's definition has no code for, and its nearest of the same status. */
  readonly nearest?: Partial<Record<RefusalCode, RefusalCode>>;
}

/** @param apiName in upper-case words, e.g. `EDGE_APPLICATION_MANAGEMENT`. */
export function camaraDialect(apiName: string, { own = [], nearest = {} }: CamaraNames = {}): Dialect {
  const named: ReadonlySet<RefusalCode> = new Set([...OWN, ...own]);
  return {
    mediaType: 'application/json',
    schema: ErrorInfoShape,
    present({ status, code: said, message }: Refusal) {
      const code = nearest[said] ?? said;
      return { status, body: { status, code: named.has(code) ? `${apiName}.${code}` : code, message: message.slice(0, 512) } };
    },
  };
}
