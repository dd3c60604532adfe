import { isAbstractType, type GraphQLSchema } from 'graphql';
import type { FlattenNodePathSegment } from '@graphql-hive/router-query-planner';
import { isObject, type Json, type PathKey } from './execution.js';

type Segment = { readonly field: string } | { readonly types: ReadonlySet<unknown> } | '@';

/** A path of a plan: from the root of the data to the objects that an entity fetch is about. */
export interface Place {
  collect(data: unknown, into: Json[]): void;
  /** Where each of the objects stands in the answer; one object may stand in several places. */
  locate(data: unknown, into: Map<Json, PathKey[][]>): void;
  /** The part of the path before the first list: where an error goes that is about the whole fetch. */
  readonly stem: readonly string[];
}

/** A type's own name and, when it is abstract, the names of the types it stands for. */
export function concreteNames(schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  return isAbstractType(type) ? [name, ...schema.getPossibleTypes(type).map((possible) => possible.name)] : [name];
}

/** Whether what calls itself `name` may be of the type `wanted`. What does not tell its type may be of any. */
export function isOfType(name: unknown, wanted: unknown, schema: GraphQLSchema): boolean {
  if (name === undefined || name === wanted) return true;
  if (typeof name !== 'string' || typeof wanted !== 'string') return false;
  return concreteNames(schema, wanted).includes(name) || concreteNames(schema, name).includes(wanted);
}

export function placeOf(path: readonly FlattenNodePathSegment[], schema: GraphQLSchema): Place {
  const segments = path.map((segment): Segment => {
    if (segment === '@') return '@';
    return 'Field' in segment ? { field: segment.Field } : { types: new Set(segment.TypeCondition.flatMap((name) => concreteNames(schema, name))) };
  });
  return {
    collect: (data, into) => collect(data, segments, 0, into),
    locate: (data, into) => locate(data, segments, 0, [], into),
    stem: stemOf(segments),
  };
}

function stemOf(segments: readonly Segment[]): readonly string[] {
  const list = segments.indexOf('@');
  return (list < 0 ? segments : segments.slice(0, list)).flatMap((segment) => (segment !== '@' && 'field' in segment ? [segment.field] : []));
}

/** A list is entered whether or not the path marks it: the planner marks a list of lists once. */
const afterList = (segments: readonly Segment[], at: number): number => (segments[at] === '@' ? at + 1 : at);

function collect(value: unknown, segments: readonly Segment[], at: number, into: Json[]): void {
  if (!isObject(value)) return;
  if (Array.isArray(value)) {
    const next = afterList(segments, at);
    for (const item of value) collect(item, segments, next, into);
    return;
  }
  const segment = segments[at];
  if (segment === undefined) into.push(value);
  else if (segment === '@') collect(value, segments, at + 1, into);
  else if ('field' in segment) collect(value[segment.field], segments, at + 1, into);
  else if (segment.types.has(value.__typename)) collect(value, segments, at + 1, into);
}

function locate(value: unknown, segments: readonly Segment[], at: number, path: PathKey[], into: Map<Json, PathKey[][]>): void {
  if (!isObject(value)) return;
  if (Array.isArray(value)) {
    const next = afterList(segments, at);
    value.forEach((item, index) => locate(item, segments, next, [...path, index], into));
    return;
  }
  const segment = segments[at];
  if (segment === undefined) into.set(value, [...(into.get(value) ?? []), path]);
  else if (segment === '@') locate(value, segments, at + 1, path, into);
  else if ('field' in segment) locate(value[segment.field], segments, at + 1, [...path, segment.field], into);
  else if (segment.types.has(value.__typename)) locate(value, segments, at + 1, path, into);
}
