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
  const merged: Record<string, Json | undefined> = isObject(target) ? { ...target } : {};
  for (const [name, member] of Object.entries(patch)) {
    if (member === null || member === undefined) delete merged[name];
    else merged[name] = mergePatch(merged[name], member);
  }
  return merged;
}

/** `id`, `href` and the members that are asked for, and nothing else; all of them when none are named. Names that are not there are ignored. */
export function selectFields(document: JsonObject, fields: readonly string[] | undefined): JsonObject {
  if (fields === undefined) return document;
  const wanted = new Set(['id', 'href', ...fields]);
  return Object.fromEntries(Object.entries(document).filter(([name]) => wanted.has(name)));
}
