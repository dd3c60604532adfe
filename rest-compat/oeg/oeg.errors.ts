import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { PROBLEM } from '../../src/inbound/problem.js';
import type { RefusalCode } from '../../src/kernel/refusal.js';
import type { Dialect } from '../route.js';

/** The error body of the Open Exposure Gateway's document, but for federations. */
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

const ProblemShape = z.object({
  type: z.literal('about:blank'),
  title: z.string().meta({ description: 'The words of the HTTP status.' }),
  detail: z.string().meta({ description: 'One sentence for people.' }),
  status: z.int().meta({ description: 'The HTTP status.' }),
});

/** Of the federation paths. */
export const problemDialect: Dialect = {
  mediaType: PROBLEM,
  schema: ProblemShape,
  present: ({ status, message }) => ({ status, body: { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', detail: message, status } }),
};
