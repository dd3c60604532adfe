import 'reflect-metadata';
import { Field, InputType } from 'type-graphql';
import { Refusal } from '../refusal.js';
import { isObject, type Json, type JsonObject } from './document.js';

/** One condition of a list; all of them must hold. */
@InputType({ description: 'One condition of a list; all of them must hold.' })
export class ResourceFilter {
  @Field(() => String, { description: 'A member of the resource, by its TMF name, or one member below it: `name`, `relatedParty.role`. One that no resource has fits none.' })
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
    // No stored text holds it, and PostgreSQL takes no such parameter.
    if (anyOf.some((value) => value.includes('\0'))) throw new Refusal('INVALID_ARGUMENT', 'A value must not hold the character NUL.', { field });
  }
}

/** The same test in memory, for events. */
export const fitsFilters = (document: JsonObject, filters: readonly ResourceFilter[]): boolean =>
  filters.every(({ path, anyOf }) => valuesAt(document, path).some((value) => anyOf.includes(value)));

/** As text: texts, numbers, true and false. At each step an array stands for its elements, and an array in an array for nothing. */
function valuesAt(document: JsonObject, path: string): readonly string[] {
  const [name = '', below] = path.split('.');
  const held = elementsOf(document[name]);
  const found = below === undefined ? held : held.flatMap((element) => (isObject(element) ? elementsOf(element[below]) : []));
  return found.flatMap((value) => (typeof value === 'string' ? [value] : typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : []));
}

const elementsOf = (value: Json | undefined): readonly Json[] => (value === undefined ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value]);
