import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../../kernel/refusal.js';

/** One GraphQL request, whatever carried it. */
export interface Params {
  /** The document; empty when it is named by its hash alone. */
  readonly query: string;
  /** SHA-256 of a document, 64 hexadecimal digits in lower case: `extensions.persistedQuery` or `documentId`. */
  readonly hash: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
  readonly operationName: string | null;
  /** `extensions.idempotencyKey`, or else the header; its form is unchecked. */
  readonly idempotencyKey: string | null;
}

/** The header that carries an idempotency key for the whole request. */
export const KEY_HEADER = 'idempotency-key';

/**
 * Reads the members of GraphQL over HTTP; members it does not know are passed over, as the specification asks.
 * @throws Refusal INVALID_ARGUMENT naming the member that is missing or of a wrong type.
 */
export function readParams(value: unknown, headers: IncomingHttpHeaders = {}): Params {
  if (!isMap(value)) throw new Refusal('INVALID_ARGUMENT', 'A GraphQL request must be a JSON object.');
  const { query = null, variables = null, operationName = null, extensions = null, documentId = null } = value;
  if (query !== null && typeof query !== 'string') throw wrong('query', 'must be a string');
  if (variables !== null && !isMap(variables)) throw wrong('variables', 'must be an object');
  if (operationName !== null && typeof operationName !== 'string') throw wrong('operationName', 'must be a string');
  if (extensions !== null && !isMap(extensions)) throw wrong('extensions', 'must be an object');
  const hash = extensions === null && documentId === null ? null : readHash(extensions, documentId);
  if (query === null && hash === null) throw wrong('query', 'is needed');
  return { query: query ?? '', hash, variables, operationName, idempotencyKey: readKey(extensions, headers[KEY_HEADER]) };
}

/**
 * The same members from a query string; `variables` and `extensions` are JSON there.
 * @throws Refusal INVALID_ARGUMENT
 */
export function readQueryString(search: URLSearchParams): Params {
  return readParams({
    query: search.get('query'),
    variables: readJson(search, 'variables'),
    operationName: search.get('operationName') || null,
    extensions: readJson(search, 'extensions'),
    documentId: search.get('documentId'),
  });
}

export const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The key of the body stands before that of the header, as it belongs to this one operation. */
function readKey(extensions: Record<string, unknown> | null, header: string | readonly string[] | undefined): string | null {
  const key = extensions?.['idempotencyKey'] ?? header ?? null;
  if (key !== null && typeof key !== 'string') throw wrong('extensions.idempotencyKey', 'must be a string');
  return key;
}

const HASH = /^[0-9a-f]{64}$/i;

/** Apollo's form, and that of the draft "Persisted Documents" of GraphQL over HTTP. */
function readHash(extensions: Record<string, unknown> | null, documentId: unknown): string | null {
  const persisted = extensions?.['persistedQuery'] ?? null;
  if (persisted !== null && (!isMap(persisted) || (persisted['version'] ?? 1) !== 1)) throw wrong('extensions.persistedQuery', 'must be an object of version 1');
  const inExtensions = persisted === null ? null : checkedHash(persisted['sha256Hash'], 'extensions.persistedQuery.sha256Hash');
  if (documentId === null) return inExtensions;
  const id = typeof documentId === 'string' ? documentId : '';
  if (!id.startsWith('sha256:')) throw wrong('documentId', 'must be sha256: and 64 hexadecimal digits');
  const inId = checkedHash(id.slice('sha256:'.length), 'documentId');
  if (inExtensions !== null && inExtensions !== inId) throw wrong('documentId', 'must name the same document as extensions.persistedQuery');
  return inId;
}

function checkedHash(hash: unknown, field: string): string {
  if (typeof hash !== 'string' || !HASH.test(hash)) throw wrong(field, 'must be a SHA-256 of 64 hexadecimal digits');
  return hash.toLowerCase();
}

function readJson(search: URLSearchParams, name: string): unknown {
  const text = search.get(name);
  if (text === null || text === '') return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal('INVALID_ARGUMENT', `\`${name}\` must be JSON.`, { field: name, cause });
  }
}

const wrong = (field: string, what: string): Refusal => new Refusal('INVALID_ARGUMENT', `\`${field}\` ${what}.`, { field });

/** JSON with the members of every object in order, so that equal variables have equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    isMap(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) : member,
  );
}
