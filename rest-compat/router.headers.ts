import type { IncomingHttpHeaders } from 'node:http';
import { CORRELATOR, isCorrelator } from '../src/inbound/correlator.js';
import { Refusal } from '../src/kernel/refusal.js';

/** The correlator that was sent; undefined when none was. @throws Refusal INVALID_ARGUMENT when it has another form. */
export function sentCorrelator(headers: IncomingHttpHeaders): string | undefined {
  const sent = headers[CORRELATOR];
  if (sent === undefined || sent === '') return undefined;
  if (isCorrelator(sent)) return sent;
  throw new Refusal('INVALID_ARGUMENT', 'The header x-correlator must be at most 256 letters, digits or any of - _ : ; . / < > { }.', { field: CORRELATOR });
}

/** @throws Refusal NOT_ACCEPTABLE when `Accept` rules `mediaType` out (RFC 9110 §12.5.1). */
export function checkAccept(accept: string | undefined, mediaType: string): void {
  if (accept === undefined || accept === '' || accept === '*/*' || accept === mediaType) return;
  if (qualityOf(accept, mediaType) === 0) throw new Refusal('NOT_ACCEPTABLE', `The answer can only be had as ${mediaType}.`);
}

/** The weight of the most specific range that covers `mediaType`; 0 when none does. */
function qualityOf(accept: string, mediaType: string): number {
  let best = { specificity: 0, quality: 0 };
  for (const entry of accept.split(',')) {
    const [range = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    const specificity = specificityOf(range, mediaType);
    if (specificity > best.specificity) best = { specificity, quality: weight(parameters) };
  }
  return best.quality;
}

function specificityOf(range: string, mediaType: string): number {
  if (range === mediaType) return 3;
  if (range === `${mediaType.split('/')[0]}/*`) return 2;
  return range === '*/*' ? 1 : 0;
}

function weight(parameters: readonly string[]): number {
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  const value = q === undefined ? 1 : Number(q.slice(2));
  return Number.isNaN(value) ? 1 : value;
}

/** @throws Refusal UNSUPPORTED_MEDIA_TYPE when a body is sent in another form than the route reads. */
export function checkMediaType(headers: IncomingHttpHeaders, mediaTypes: readonly string[]): void {
  const sent = headers['content-type'];
  const encoding = headers['content-encoding'];
  if (sent === undefined ? !hasBody(headers) : sent === mediaTypes[0] && encoding === undefined) return;
  const [type = '', ...parameters] = (sent ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length).replaceAll('"', '');
  const plain = encoding === undefined || encoding === 'identity';
  if (mediaTypes.includes(type) && plain && (charset === undefined || charset === 'utf-8')) return;
  throw new Refusal('UNSUPPORTED_MEDIA_TYPE', `The request body must be ${mediaTypes.join(' or ')} in UTF-8, not compressed.`);
}

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
