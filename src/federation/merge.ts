import { isObject, type Json } from './execution.js';

/**
 * Adds `source`, an answer to a later fetch, to `target`. Objects are joined, lists item by item. A null never
 * replaces what is there: of two subgraphs that answer the same field, one that failed must not undo the other.
 */
export function merge(target: Json, source: Json): void {
  for (const key in source) {
    if (key === '__proto__') continue;
    const there = target[key];
    const added = source[key];
    if (isObject(there) && isObject(added)) join(there, added);
    else if (added !== null || there === undefined) target[key] = added;
  }
}

function join(there: Json, added: Json): void {
  if (!Array.isArray(there)) return merge(there, added);
  if (!Array.isArray(added)) return;
  for (let index = 0; index < there.length; index += 1) {
    if (isObject(there[index]) && isObject(added[index])) join(there[index], added[index]);
  }
}

/** A copy of the objects and lists of an answer; what a scalar answered (a Date, say) is shared. */
export function copyOf<T>(value: T): T;
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isPlain(value)) return value;
  const copy: Json = {};
  for (const key in value) copy[key] = copyOf(value[key]);
  return copy;
}

function isPlain(value: unknown): value is Json {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
