import { Field, InputType } from 'type-graphql';
import { Refusal } from '../refusal.js';
import { isObject, type Json, type JsonObject } from './document.js';

/** One condition of a list; all of them must hold. */
@InputType({ description: 'One condition of a list; all of them must hold.' })
export class ResourceFilter {
  @Field(() => String, { description: 'A member of the resource, by its TMF name, or one member below it: `name`, `relatedParty.role`.' })
  path: string;

  @Field(() => [String], { description: 'Values, as text, of which it must have one. Exact, and case matters.' })
  anyOf: string[];
}

/** Filters are put into SQL as parameters; bounds keep them cheap. */
const MAX_FILTERS = 20;
const MAX_VALUES = 100;
const PATH = /^[@A-Za-z][A-Za-z0-9_@-]*(\.[@A-Za-z][A-Za-z0-9_@-]*)?$/;

/** @throws Refusal INVALID_ARGUMENT for a path that none can have, or too many of them */
export function checkFilters(filters: readonly ResourceFilter[], field = 'filter'): void {
  if (filters.length > MAX_FILTERS) throw new Refusal('INVALID_ARGUMENT', `There may be at most ${MAX_FILTERS} conditions.`, { field });
  for (const { path, anyOf } of filters) {
    if (path.length > 100 || !PATH.test(path)) throw new Refusal('INVALID_ARGUMENT', 'A condition must name a member, or one below it.', { field });
    if (anyOf.length === 0 || anyOf.length > MAX_VALUES) throw new Refusal('INVALID_ARGUMENT', `A condition must give 1 to ${MAX_VALUES} values.`, { field });
  }
}

/** The same test in memory, for events. */
export const fitsFilters = (document: JsonObject, filters: readonly ResourceFilter[]): boolean =>
  filters.every(({ path, anyOf }) => valuesAt(document, path.split('.')).some((value) => anyOf.includes(value)));

function valuesAt(value: Json | undefined, [name, ...rest]: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((element: Json) => valuesAt(element, name === undefined ? [] : [name, ...rest]));
  if (name !== undefined) return isObject(value) ? valuesAt(value[name], rest) : [];
  return typeof value === 'string' ? [value] : typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}
