import assert from 'node:assert/strict';
import type { DefinedAnswer, Definition, Operation } from './definition.js';
import type { Answer, Request } from './exchange.js';

/** Statuses that the Commonalities let every operation answer without saying so. */
const COMMON = new Set([401, 403, 405, 406, 410, 412, 415, 429, 500, 501, 502, 503, 504]);
const CORRELATOR = 'x-correlator';

/**
 * What every answer owes to the definition, whatever the scenario asks: a documented status, its media type and schema, and
 * the correlator. @throws AssertionError
 */
export function assertOfficial(definition: Definition, operation: Operation, request: Request, answer: Answer): void {
  const at = `${operation.id} answered ${answer.status}`;
  assertCorrelator(definition, request, answer, at);
  const defined = operation.answers.get(answer.status);
  if (defined !== undefined) return assertContent(definition, defined, answer, at);
  assert.ok(COMMON.has(answer.status), `${at}, which the definition does not have: ${answer.text.slice(0, 300)}`);
  assertContent(definition, new Map([['application/json', definition.schema('#/components/schemas/ErrorInfo')]]), answer, at);
}

/** Sent in its form and not empty, it comes back; otherwise one is made. */
function assertCorrelator(definition: Definition, { headers }: Request, answer: Answer, at: string): void {
  const form = definition.schema('#/components/schemas/XCorrelator');
  const [sent, returned] = [new Headers(headers).get(CORRELATOR), answer.headers.get(CORRELATOR)];
  if (sent && definition.faults(form, sent) === undefined) assert.equal(returned, sent, `${at} with another ${CORRELATOR}`);
  else assert.equal(definition.faults(form, returned), undefined, `${at} with no ${CORRELATOR} that complies`);
}

function assertContent(definition: Definition, defined: DefinedAnswer, answer: Answer, at: string): void {
  if (defined.size === 0) return assert.equal(answer.text, '', `${at} with content, and the definition has none`);
  const mediaType = answer.headers.get('content-type')?.split(';')[0]?.trim() ?? 'no media type';
  const schema = defined.get(mediaType);
  assert.ok(schema, `${at} as ${mediaType}; the definition has ${[...defined.keys()].join(', ')}`);
  const faults = definition.faults(schema, answer.json);
  assert.equal(faults, undefined, `${at}, and not as the definition has it: ${faults}: ${answer.text.slice(0, 600)}`);
}
