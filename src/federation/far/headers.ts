import type { RequestContext } from '../../kernel/context.js';
import { traceHeaders } from '../../outbound/tracing.js';

/** What a far subgraph is told of the request, whichever way it is asked. Nothing else of the caller's headers travels. */
export type AllowedHeaders = Readonly<Record<string, string>>;

/** The header by which a subgraph knows that it is the gateway who asks. */
const SECRET_HEADER = 'x-northbound-subgraph-secret';

/** With these a module of ours that has moved elsewhere does a change once, as it did here. `subgraphs.ts` reads them. */
const KEY_HEADER = 'idempotency-key';
const HASH_HEADER = 'x-northbound-request-hash';

type Told = Partial<Pick<RequestContext, 'forwarded' | 'correlator' | 'idempotencyKey' | 'requestHash'>>;

/** @param secret of a subgraph that shares one with us: it alone is told the caller's idempotency key */
export function allowedHeaders({ forwarded, correlator, idempotencyKey, requestHash }: Told, secret: string | undefined): AllowedHeaders {
  const headers: Record<string, string> = {};
  if (correlator !== undefined) headers['x-correlator'] = correlator;
  if (secret !== undefined && idempotencyKey && requestHash) Object.assign(headers, { [KEY_HEADER]: idempotencyKey, [HASH_HEADER]: requestHash });
  if (secret !== undefined) headers[SECRET_HEADER] = secret;
  if (forwarded?.authorization !== undefined) headers['authorization'] = forwarded.authorization;
  // With tracing the gateway is a link of the chain itself; otherwise the caller's own is handed on.
  const traceparent = traceHeaders()['traceparent'] ?? forwarded?.traceparent;
  if (traceparent !== undefined) headers['traceparent'] = traceparent;
  return headers;
}

/** Values that must never come back in a message: the subgraph knows them, and may quote them. */
export function secretsOf(headers: AllowedHeaders): readonly string[] {
  const { authorization = '', [SECRET_HEADER]: secret = '' } = headers;
  const credentials = authorization.replace(/^\S+\s+/, '');
  return [authorization, credentials, secret].filter((value) => value.length >= SHORTEST_SECRET);
}

/** Whether the subgraph is one of ours, which presents its errors as we do. */
export const sharesSecret = (headers: AllowedHeaders): boolean => headers[SECRET_HEADER] !== undefined;

/** Anything shorter would be found within ordinary words. */
const SHORTEST_SECRET = 6;
