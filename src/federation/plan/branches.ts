import { getNamedType, isAbstractType, isInterfaceType, isObjectType, Kind, print, type FieldNode, type GraphQLSchema, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import type { FlattenNodePathSegment } from '@graphql-hive/router-query-planner';
import { responseKey } from '../document.js';
import { concreteNames } from '../execute/locate.js';

export type PlanPath = readonly FlattenNodePathSegment[];

/** A path with the types on the way that lead to one selection. */
export interface Branch {
  readonly path: PlanPath;
  /** What is asked at its end; nothing when the path leads through what only the plan asked for. */
  readonly sets: readonly SelectionSetNode[];
}

/** The branches of a path of a plan: one, unless objects of different types on the way are asked different things below. */
export function branchesOf(path: PlanPath, operation: OperationDefinitionNode, schema: GraphQLSchema): readonly Branch[] {
  const root = schema.getRootType(operation.operation);
  return walk([operation.selectionSet], root ? [root.name] : [], path, [], schema);
}

function walk(sets: readonly SelectionSetNode[], types: readonly string[], path: PlanPath, done: PlanPath, schema: GraphQLSchema): readonly Branch[] {
  const [segment, ...rest] = path;
  if (segment === undefined) return [{ path: done, sets }];
  if (segment === '@') return walk(sets, types, rest, [...done, segment], schema);
  if ('TypeCondition' in segment) {
    const names = new Set(segment.TypeCondition.flatMap((name) => concreteNames(schema, name)));
    return walk(sets, types.filter((name) => names.has(name)), rest, [...done, segment], schema);
  }
  const groups = grouped(sets, types, segment.Field, schema);
  if (groups.length === 0) return [{ path: [...done, ...path], sets: [] }];
  return groups.flatMap(({ names, fields }) => {
    const inner = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
    const before = groups.length === 1 ? done : [...withoutCondition(done), { TypeCondition: [...names] }];
    return walk(inner, typesBelow(names, fields, schema), rest, [...before, segment], schema);
  });
}

interface Group {
  readonly names: string[];
  readonly fields: readonly FieldNode[];
}

/** The types that have a key, by what they ask below it. */
function grouped(sets: readonly SelectionSetNode[], types: readonly string[], key: string, schema: GraphQLSchema): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const name of types) {
    const fields = sets.flatMap((set) => fieldsOf(set, name, key, schema));
    if (fields.length === 0) continue;
    const text = fields.map(print).join('\n');
    const group = groups.get(text);
    if (group) group.names.push(name);
    else groups.set(text, { names: [name], fields });
  }
  return [...groups.values()];
}

const fieldsOf = ({ selections }: SelectionSetNode, typeName: string, key: string, schema: GraphQLSchema): readonly FieldNode[] =>
  selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return responseKey(selection) === key ? [selection] : [];
    if (selection.kind !== Kind.INLINE_FRAGMENT) return [];
    const applies = !selection.typeCondition || concreteNames(schema, selection.typeCondition.name.value).includes(typeName);
    return applies ? fieldsOf(selection.selectionSet, typeName, key, schema) : [];
  });

function typesBelow(names: readonly string[], [field]: readonly FieldNode[], schema: GraphQLSchema): readonly string[] {
  const below = names.flatMap((name) => {
    const type = schema.getType(name);
    const found = field && (isObjectType(type) || isInterfaceType(type)) ? getNamedType(type.getFields()[field.name.value]?.type) : undefined;
    return isAbstractType(found) ? schema.getPossibleTypes(found).map((possible) => possible.name) : found ? [found.name] : [];
  });
  return [...new Set(below)];
}

/** A condition at the end of a path gives way to a narrower one. */
function withoutCondition(path: PlanPath): PlanPath {
  const last = path.at(-1);
  return last !== undefined && last !== '@' && 'TypeCondition' in last ? path.slice(0, -1) : path;
}
