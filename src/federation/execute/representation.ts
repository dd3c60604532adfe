import { getNamedType, isInterfaceType, isObjectType, isScalarType, isSpecifiedScalarType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import type { FieldRequiresNode, RequiresSelection } from '@graphql-hive/router-query-planner';
import { isObject, type Json } from './execution.js';
import { concreteNames } from './locate.js';
import type { Rewrite } from './rewrite.js';

/** What one entity fetch asks for: each entity once, with all the objects of the answer that it is for. */
export interface Batch {
  readonly representations: Json[];
  readonly targets: Json[][];
  readonly known: Map<string, number>;
}

export const newBatch = (): Batch => ({ representations: [], targets: [], known: new Map() });

/** Adds the representations of `objects` to a batch. Objects that lack a required field are left out. */
export type Represent = (objects: readonly Json[], batch: Batch) => void;

/** `undefined` when a required field is absent. */
type Take = (from: Json) => Json | undefined;

export function representer(requires: readonly RequiresSelection[], schema: GraphQLSchema, rewrite: Rewrite | undefined): Represent {
  const takers = takersOf(requires, schema);
  return (objects, batch) => {
    for (const object of objects) {
      const representation = takers.get(object.__typename)?.(object);
      if (!representation) continue;
      rewrite?.apply(representation);
      const key = keyOf(representation);
      const known = batch.known.get(key);
      if (known !== undefined) {
        batch.targets[known]?.push(object);
        continue;
      }
      batch.known.set(key, batch.representations.push(representation) - 1);
      batch.targets.push([object]);
    }
  };
}

/** Most keys are one string: they are told apart without writing JSON, whose texts start with a brace. */
function keyOf(representation: Json): string {
  let only: unknown;
  let count = 0;
  for (const name in representation) {
    if (name === '__typename') continue;
    only = representation[name];
    count += 1;
  }
  return count === 1 && typeof only === 'string' ? `${String(representation.__typename)} ${only}` : JSON.stringify(representation);
}

function takersOf(requires: readonly RequiresSelection[], schema: GraphQLSchema): ReadonlyMap<unknown, Take> {
  const byType = new Map<string, RequiresSelection[]>();
  for (const selection of requires) {
    if (selection.kind !== 'InlineFragment') throw new Error(`A plan requires a ${selection.kind} of an entity.`);
    for (const name of concreteNames(schema, selection.typeCondition)) byType.set(name, [...(byType.get(name) ?? []), ...selection.selections]);
  }
  return new Map([...byType].map(([name, selections]) => [name, takerOf(selections, schema.getType(name), schema)]));
}

function takerOf(selections: readonly RequiresSelection[], type: GraphQLNamedType | undefined, schema: GraphQLSchema): Take {
  const parts = selections.map((selection) => partOf(selection, type, schema));
  if (selections.some(isFragment) && !selections.some(isTypename)) parts.unshift(typenamePart);
  return (from) => {
    const taken: Json = {};
    for (const part of parts) if (!part(from, taken)) return undefined;
    return taken;
  };
}

const isFragment = ({ kind }: RequiresSelection): boolean => kind === 'InlineFragment';

const isTypename = (selection: RequiresSelection): boolean => selection.kind === 'Field' && selection.name === '__typename';

/** What is required of several types says which it is, or the subgraph could not tell. */
const typenamePart: Part = (from, into) => {
  if (from.__typename !== undefined) into.__typename = from.__typename;
  return true;
};

/** Copies one selection; false when it is absent. */
type Part = (from: Json, into: Json) => boolean;

function partOf(selection: RequiresSelection, type: GraphQLNamedType | undefined, schema: GraphQLSchema): Part {
  if (selection.kind === 'FragmentSpread') throw new Error('A plan requires a fragment that it does not define.');
  if (selection.kind === 'Field') return fieldPart(selection, type, schema);
  const inner = takerOf(selection.selections, schema.getType(selection.typeCondition), schema);
  const types = new Set<unknown>(concreteNames(schema, selection.typeCondition));
  return (from, into) => {
    if (!types.has(from.__typename)) return true;
    const taken = inner(from);
    if (taken) Object.assign(into, taken);
    return taken !== undefined;
  };
}

function fieldPart({ name, alias, selections }: FieldRequiresNode, type: GraphQLNamedType | undefined, schema: GraphQLSchema): Part {
  const as = alias ?? name;
  const of = isObjectType(type) || isInterfaceType(type) ? getNamedType(type.getFields()[name]?.type) : undefined;
  const inner = selections?.length ? takerOf(selections, of, schema) : undefined;
  const take = inner ? (value: unknown) => takeDeep(value, inner) : isCustom(of) ? undefined : plain;
  return (from, into) => {
    const value = take ? take(from[name]) : from[name];
    if (value === undefined) return false;
    into[as] = value;
    return true;
  };
}

const isCustom = (type: GraphQLNamedType | undefined): boolean => isScalarType(type) && !isSpecifiedScalarType(type);

/**
 * A value that is no object, or a list of such. Resolvers trust that a key is what its type says: a subgraph elsewhere
 * could slip in an object, which a query of a database would read as a condition.
 */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(plain);
    return items.includes(undefined) ? undefined : items;
  }
  return isObject(value) ? undefined : value;
}

function takeDeep(value: unknown, take: Take): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => takeDeep(item, take));
    return items.includes(undefined) ? undefined : items;
  }
  if (value === null || value === undefined) return value;
  return isObject(value) ? take(value) : undefined;
}
