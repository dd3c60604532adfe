import type { GraphQLError } from 'graphql';
import type { RawData } from 'ws';
import { isMap } from './params.js';

/** The messages of `graphql-transport-ws`, read and written. */

/** @returns undefined for what is no JSON object */
export function parse(data: RawData): Record<string, unknown> | undefined {
  try {
    const message: unknown = JSON.parse(data.toString());
    return isMap(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

/** By its text, or by its hash alone. */
export function namesDocument(payload: unknown): boolean {
  if (!isMap(payload)) return false;
  const { query, extensions, documentId } = payload;
  return typeof query === 'string' || (query === undefined && (isMap(extensions) || typeof documentId === 'string'));
}

/** `{ "authorization": "Bearer …" }`, in any case of letters, or the same within `headers`. */
export function authorizationIn(payload: unknown): string | undefined {
  if (!isMap(payload)) return undefined;
  for (const from of [payload, payload['headers']]) {
    if (!isMap(from)) continue;
    const found = Object.entries(from).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
    if (typeof found === 'string') return found;
  }
  return undefined;
}

export const nextMessage = (id: string, json: string): string => `{"id":${JSON.stringify(id)},"type":"next","payload":${json}}`;

export const completeMessage = (id: string): string => `{"id":${JSON.stringify(id)},"type":"complete"}`;

export const errorMessage = (id: string, errors: readonly GraphQLError[]): string => JSON.stringify({ id, type: 'error', payload: errors });
