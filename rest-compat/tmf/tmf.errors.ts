import { z } from 'zod';
import type { Refusal, RefusalCode } from '../../src/kernel/refusal.js';
import type { Dialect } from '../route.js';

/** The error body of every TM Forum API (v4): all members are text. */
const ErrorShape = z.strictObject({
  code: z.string().meta({ description: 'The HTTP status, or a word where the status does not say enough: PEER_UNREACHABLE, TRANSIT_SPEC and the like.' }),
  reason: z.string().meta({ description: 'What kind of failure it is.' }),
  message: z.string().meta({ description: 'One sentence for people.' }),
  status: z.string().meta({ description: 'The HTTP status.' }),
  '@type': z.literal('Error'),
});

/** Refusals that are called by their own name, and their kind. */
const NAMED: Partial<Record<RefusalCode, string>> = {
  TRANSIT_SPEC: 'Import of an import',
  PEERED_SPEC: 'Belongs to a peered OSS',
  PEER_UNREACHABLE: 'Peered OSS failed',
  PEER_REFUSED: 'Peered OSS refused us',
  PEER_INVALID_RESPONSE: 'Peered OSS failed',
  PEER_TIMEOUT: 'Peered OSS timed out',
};

/** The phrases of RFC 9110, and of RFC 6585 for 429. */
const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export const TMF_JSON = 'application/json;charset=utf-8';

export const tmfDialect: Dialect = {
  mediaType: TMF_JSON,
  schema: ErrorShape,
  present({ status, code, message }: Refusal) {
    const reason = NAMED[code];
    const text = String(status);
    return { status, body: { code: reason === undefined ? text : code, reason: reason ?? PHRASES[status] ?? 'Error', message, status: text, '@type': 'Error' } };
  },
};
