import type { Operation } from './document.js';

/** A request in the form of GraphQL over HTTP. */
export interface Wire {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly body?: string;
}

export interface WireOptions {
  readonly url: string;
  readonly operation: Operation;
  readonly variables?: object | undefined;
  readonly idempotencyKey?: string | undefined;
  /** Sends the hash in place of the text. */
  readonly byHash: boolean;
  /** Asks a query by GET, if its address does not grow too long. */
  readonly get: boolean;
}

/** Characters of an address that every proxy takes. */
const MAX_URL = 4000;

export function toWire({ url, operation, variables, idempotencyKey, byHash, get }: WireOptions): Wire {
  const extensions = {
    ...(byHash && operation.hash !== undefined ? { persistedQuery: { version: 1, sha256Hash: operation.hash } } : {}),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
  const members = {
    ...('persistedQuery' in extensions ? {} : { query: operation.text }),
    ...(isEmpty(variables) ? {} : { variables }),
    ...(isEmpty(extensions) ? {} : { extensions }),
  };
  const address = get && operation.kind === 'query' && idempotencyKey === undefined ? toAddress(url, members) : undefined;
  if (address !== undefined && address.length <= MAX_URL) return { url: address, method: 'GET' };
  return { url, method: 'POST', body: JSON.stringify(members) };
}

const isEmpty = (members: object | undefined): boolean => members === undefined || Object.keys(members).length === 0;

/** Not by `URL`, since `url` may be relative to the page. */
function toAddress(url: string, members: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return `${url}${url.includes('?') ? '&' : '?'}${search}`;
}
