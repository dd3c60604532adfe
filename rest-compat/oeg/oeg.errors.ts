import { z } from 'zod';
import type { RefusalCode } from '../../src/kernel/refusal.js';
import type { Dialect } from '../route.js';

/** The one error body of the Open Exposure Gateway's document. */
const ErrorInfoShape = z.strictObject({
  status: z.int().meta({ description: 'The HTTP status.' }),
  code: z.string().meta({ description: 'The refusal, in upper-case words.' }),
  message: z.string().meta({ description: 'One sentence for people.' }),
});

/** The document knows one code for every 409 and one for every 400. Statuses that it does not list keep our own code. */
const CODE: Partial<Record<RefusalCode, string>> = {
  OUT_OF_RANGE: 'INVALID_ARGUMENT',
  DURATION_OUT_OF_RANGE: 'INVALID_ARGUMENT',
  INVALID_CREDENTIAL: 'INVALID_ARGUMENT',
  INVALID_TOKEN: 'INVALID_ARGUMENT',
  INVALID_SINK: 'INVALID_ARGUMENT',
  ABORTED: 'CONFLICT',
  ALREADY_EXISTS: 'CONFLICT',
  INCOMPATIBLE_STATE: 'CONFLICT',
  DENIED_WAIT: 'CONFLICT',
};

export const oegDialect: Dialect = {
  mediaType: 'application/json',
  schema: ErrorInfoShape,
  present: ({ status, code, message }) => ({ status, body: { status, code: CODE[code] ?? code, message } }),
};
