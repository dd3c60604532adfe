import type { GraphQLSchema } from 'graphql';
import type { RequiresSelection } from '@graphql-hive/router-query-planner';
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
  return new Map([...byType].map(([name, selections]) => [name, takerOf(selections, schema)]));
}

function takerOf(selections: readonly RequiresSelection[], schema: GraphQLSchema): Take {
  const parts = selections.map((selection) => partOf(selection, schema));
  return (from) => {
    const taken: Json = {};
    for (const part of parts) if (!part(from, taken)) return undefined;
    return taken;
  };
}

/** Copies one selection; false when it is absent. */
type Part = (from: Json, into: Json) => boolean;

function partOf(selection: RequiresSelection, schema: GraphQLSchema): Part {
  if (selection.kind === 'FragmentSpread') throw new Error('A plan requires a fragment that it does not define.');
  const inner = selection.selections?.length ? takerOf(selection.selections, schema) : undefined;
  if (selection.kind === 'Field') return fieldPart(selection.name, selection.alias ?? selection.name, inner);
  const types = new Set<unknown>(concreteNames(schema, selection.typeCondition));
  return (from, into) => {
    if (!inner || !types.has(from.__typename)) return true;
    const taken = inner(from);
    if (taken) Object.assign(into, taken);
    return taken !== undefined;
  };
}

function fieldPart(name: string, as: string, inner: Take | undefined): Part {
  return (from, into) => {
    const value = inner ? takeDeep(from[name], inner) : from[name];
    if (value === undefined) return false;
    into[as] = value;
    return true;
  };
}

function takeDeep(value: unknown, take: Take): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => takeDeep(item, take));
    return items.includes(undefined) ? undefined : items;
  }
  return isObject(value) ? take(value) : value;
}
