import { Refusal } from '../refusal.js';

/** A JSON value, as resources of TM Forum's APIs are made of. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [member: string]: Json | undefined;
}

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Without members that are null, at any depth: TMF's v4 definitions know no null. Null elements of arrays stay. */
export function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map((element: Json) => withoutNulls(element));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => (member === null || member === undefined ? [] : [[name, withoutNulls(member)]])));
}

/** JSON merge patch (RFC 7386): objects merge, arrays are replaced as a whole, null deletes. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, member] of Object.entries(patch)) {
    if (member === null || member === undefined) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), member));
  }
  return Object.fromEntries(merged);
}

/** `id`, `href` and the members that are asked for, and nothing else; all of them when none are named. Names that are not there are ignored. */
export function selectFields(document: JsonObject, fields: readonly string[] | undefined): JsonObject {
  if (fields === undefined) return document;
  const wanted = new Set(['id', 'href', ...fields]);
  return Object.fromEntries(Object.entries(document).filter(([name]) => wanted.has(name)));
}

/** Of a document as text, in bytes: 1 MiB. */
const MAX_BYTES = 1_048_576;
const MAX_DEPTH = 32;

/**
 * What a caller sent as a resource, or as a patch of one: an object that can be stored and shown as it is.
 * @param field its name in the caller's input
 * @throws Refusal INVALID_ARGUMENT: no object, too large or too deep, or with text that is no Unicode or holds NUL
 */
export function readDocument(candidate: unknown, field: string): JsonObject {
  if (!isObject(candidate)) throw new Refusal('INVALID_ARGUMENT', `${field} must be an object.`, { field });
  const fault = faultOf(candidate);
  if (fault !== undefined) throw new Refusal('INVALID_ARGUMENT', `${field} ${fault}.`, { field });
  // Only now: what is too deep cannot be written as text.
  if (Buffer.byteLength(JSON.stringify(candidate)) > MAX_BYTES) throw new Refusal('INVALID_ARGUMENT', `${field} must be at most 1 MiB of JSON.`, { field });
  return candidate;
}

/** Why a document cannot be stored or shown as it is, in words. Without recursion, since depth is one of the faults. */
export function faultOf(document: JsonObject): string | undefined {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: document, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string' && !isStorable(value)) return 'holds text that is no Unicode, or the character NUL';
    if (typeof value === 'number' && !Number.isFinite(value)) return 'holds a number that is too large';
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_DEPTH) return `must be at most ${MAX_DEPTH} levels deep`;
    if (!Array.isArray(value) && !Object.keys(value).every(isStorable)) return 'has a name that is no Unicode, or holds the character NUL';
    for (const member of Object.values(value)) open.push({ value: member, depth: depth + 1 });
  }
  return undefined;
}

/** PostgreSQL's JSON takes neither NUL nor half a character. */
const isStorable = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text);
