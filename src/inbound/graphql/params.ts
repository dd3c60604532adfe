import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../../kernel/refusal.js';

/** One GraphQL request, whatever carried it. */
export interface Params {
  readonly query: string;
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
  const { query, variables = null, operationName = null, extensions = null } = value;
  if (query === undefined || query === null) throw wrong('query', 'is needed');
  if (typeof query !== 'string') throw wrong('query', 'must be a string');
  if (variables !== null && !isMap(variables)) throw wrong('variables', 'must be an object');
  if (operationName !== null && typeof operationName !== 'string') throw wrong('operationName', 'must be a string');
  if (extensions !== null && !isMap(extensions)) throw wrong('extensions', 'must be an object');
  return { query, variables, operationName, idempotencyKey: readKey(extensions, headers[KEY_HEADER]) };
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
  });
}

export const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The key of the body stands before that of the header, as it belongs to this one operation. */
function readKey(extensions: Record<string, unknown> | null, header: string | readonly string[] | undefined): string | null {
  const key = extensions?.['idempotencyKey'] ?? header ?? null;
  if (key !== null && typeof key !== 'string') throw wrong('extensions.idempotencyKey', 'must be a string');
  return key;
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
