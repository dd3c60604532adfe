import {
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { NOTHING, responseKey, type Operation } from '../document.js';
import type { FetchedNames, Scope } from './names.js';

/**
 * The operation as it is planned: fragments opened, fields of one response key merged, fragments that cannot apply
 * left out, type names under their own name (the projection, which writes them, looks for them there), other fields
 * under the keys that they are fetched by. The planner
 * (0.0.38) fails on some documents that ask for a field twice, and differs by how a caller happens to spell a query.
 * @throws Error when the operation does not fit the schema.
 */
export function normalise(schema: GraphQLSchema, { definition, fragments }: Operation, names: FetchedNames): OperationDefinitionNode {
  const applies = (condition: GraphQLCompositeType, type: GraphQLCompositeType): boolean =>
    condition === type || (isAbstractType(condition) && !isUnionType(type) && schema.isSubType(condition, type));

  const selectionSet = (type: GraphQLCompositeType, sets: readonly SelectionSetNode[], scope: Scope): SelectionSetNode => {
    const fields = new Map<string, FieldNode[]>();
    const narrower = new Map<GraphQLCompositeType, SelectionSetNode[]>();
    const add = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (selection.kind === Kind.FIELD) {
          const field = selection.name.value === '__typename' ? NOTHING : selection;
          append(fields, responseKey(field), field);
          continue;
        }
        const opened = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (!opened) continue;
        const condition = opened.typeCondition ? compositeType(schema, opened.typeCondition.name.value) : type;
        if (applies(condition, type)) add(opened.selectionSet);
        else if (doTypesOverlap(schema, condition, type)) append(narrower, condition, opened.selectionSet);
      }
    };
    sets.forEach(add);
    const selections: SelectionNode[] = [...fields.values()].map((same) => merged(type, same, scope));
    for (const [condition, inner] of narrower) {
      selections.push({ kind: Kind.INLINE_FRAGMENT, typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: condition.name } }, selectionSet: selectionSet(condition, inner, scope) });
    }
    return { kind: Kind.SELECTION_SET, selections: selections.length ? selections : [NOTHING] };
  };

  const merged = (type: GraphQLCompositeType, same: readonly FieldNode[], scope: Scope): FieldNode => {
    const [shown = NOTHING] = same;
    const { key, within } = names.field(scope, shown);
    // The planner ends the whole process at some mutations with an alias that is the field's own name.
    const first = { ...shown, alias: key === shown.name.value ? undefined : ({ kind: Kind.NAME, value: key } as const) };
    const sets = same.flatMap((field) => field.selectionSet ?? []);
    if (sets.length === 0) return first;
    const fieldType = 'getFields' in type ? getNamedType(type.getFields()[first.name.value]?.type) : undefined;
    if (!isCompositeType(fieldType)) throw new Error(`${type.name}.${first.name.value} has no fields to select.`);
    return { ...first, selectionSet: selectionSet(fieldType, sets, within) };
  };

  const root = schema.getRootType(definition.operation);
  if (!root) throw new Error(`The schema has no ${definition.operation}.`);
  return { ...definition, selectionSet: selectionSet(root, [definition.selectionSet], names.root) };
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function compositeType(schema: GraphQLSchema, name: string): GraphQLCompositeType {
  const type = schema.getType(name);
  if (!isCompositeType(type)) throw new Error(`${name} is not a type with fields.`);
  return type;
}
