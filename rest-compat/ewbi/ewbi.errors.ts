import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { CORRELATOR } from '../../src/inbound/correlator.js';
import { PROBLEM } from '../../src/inbound/problem.js';
import type { Refusal } from '../../src/kernel/refusal.js';
import type { Dialect } from '../route.js';

/** GSMA's `ProblemDetails`, alike in both of its definitions, and the status beside it. */
const ProblemDetails = z.object({
  title: z.string().meta({ description: 'The words of the HTTP status.' }),
  status: z.int().meta({ description: 'The HTTP status.' }),
  detail: z.string().meta({ description: 'One sentence for people.' }),
  cause: z.string().meta({ description: 'The refusal, in upper-case words.' }),
  invalidParams: z
    .array(z.object({ param: z.string().meta({ description: 'Path of the member, its parts joined by dots.' }), reason: z.string() }))
    .min(1)
    .optional()
    .meta({ description: 'With 422 only: what is at fault.' }),
});

/** A member that is at fault is 422; what cannot be read at all stays 400, and so does a header. */
const isOfMember = ({ status, field }: Refusal): boolean => status === 400 && field !== undefined && field !== '' && field !== CORRELATOR;

export const ewbiDialect: Dialect = {
  mediaType: PROBLEM,
  schema: ProblemDetails,
  present(refusal) {
    const { code, message: detail, field: param } = refusal;
    const status = isOfMember(refusal) ? 422 : refusal.status;
    const told = { title: STATUS_CODES[status] ?? 'Error', status, detail, cause: code };
    return { status, body: isOfMember(refusal) ? { ...told, invalidParams: [{ param, reason: detail }] } : told };
  },
};
