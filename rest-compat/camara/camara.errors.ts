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
const OWN: ReadonlySet<RefusalCode> = new Set<RefusalCode>(['IDEMPOTENCY_KEY_REUSED', 'PAYLOAD_TOO_LARGE']);

/** @param apiName in upper-case words, e.g. `EDGE_APPLICATION_MANAGEMENT`. */
export const camaraDialect = (apiName: string): Dialect => ({
  mediaType: 'application/json',
  schema: ErrorInfoShape,
  present: ({ status, code, message }: Refusal) => ({
    status,
    body: { status, code: OWN.has(code) ? `${apiName}.${code}` : code, message: message.slice(0, 512) },
  }),
});
