import type { Asked } from './asked.js';
import { isObject, type Json } from './execution.js';

/**
 * Adds what a fetch was asked for to `target`. Objects are joined, lists item by item. A null never replaces what is
 * there: of two subgraphs that answer the same field, one that failed must not undo the other. A leaf that is an object
 * or a list (a JSON scalar, say) is one value: of two, the first stays.
 */
export function merge(target: Json, source: Json, asked: Asked): void {
  const { keys, within } = asked;
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    const added = source[key];
    if (added === undefined) continue;
    const there = target[key];
    if (isObject(there) && isObject(added)) {
      const inner = within[index];
      if (inner) join(there, added, inner);
    } else if (added !== null || there === undefined) target[key] = added;
  }
}

function join(there: Json, added: Json, asked: Asked): void {
  if (Array.isArray(there) !== Array.isArray(added)) return;
  if (!Array.isArray(there) || !Array.isArray(added)) return merge(there, added, asked);
  for (let index = 0; index < there.length; index += 1) {
    const [one, other]: unknown[] = [there[index], added[index]];
    if (isObject(one) && isObject(other)) join(one, other, asked);
  }
}

/** A copy of the objects and lists that a fetch was asked for; leaves are shared. */
export function copyOf<T>(value: T, asked: Asked | undefined): T;
export function copyOf(value: unknown, asked: Asked | undefined): unknown {
  if (asked === undefined || !isObject(value)) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => copyOf(item, asked));
  const copy: Json = {};
  asked.keys.forEach((key, index) => {
    if (value[key] !== undefined) copy[key] = copyOf(value[key], asked.within[index]);
  });
  return copy;
}
