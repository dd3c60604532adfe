import { isAbstractType, Kind, type GraphQLSchema, type SelectionNode, type SelectionSetNode } from 'graphql';
import { responseKey } from '../document.js';

/** Keys asked of an object, with what is asked below each. */
export type Keys = ReadonlyMap<string, readonly SelectionSetNode[]>;

/** What is asked of objects of one type. */
export const keysOfType = (sets: readonly SelectionSetNode[], typeName: string, schema: GraphQLSchema): Keys => keysOf(sets, (condition) => condition === typeName || holds(schema, condition, typeName));

function holds(schema: GraphQLSchema, condition: string, typeName: string): boolean {
  const type = schema.getType(condition);
  return isAbstractType(type) && schema.getPossibleTypes(type).some(({ name }) => name === typeName);
}

function keysOf(sets: readonly SelectionSetNode[], applies: (condition: string) => boolean): Keys {
  const keys = new Map<string, SelectionSetNode[]>();
  const add = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const within = keys.get(responseKey(selection)) ?? [];
        if (selection.selectionSet) within.push(selection.selectionSet);
        keys.set(responseKey(selection), within);
      } else if (selection.kind === Kind.INLINE_FRAGMENT && (!selection.typeCondition || applies(selection.typeCondition.name.value))) add(selection.selectionSet);
    }
  };
  sets.forEach(add);
  return keys;
}

/**
 * What a fetch asks, without what only others are to be asked for. What nobody asked for is the plan's own, and stays.
 * @returns undefined when nothing is left
 */
export function prune(set: SelectionSetNode, own: Keys, all: readonly Keys[]): SelectionSetNode | undefined {
  const selections = set.selections.flatMap((selection): readonly SelectionNode[] => {
    if (selection.kind !== Kind.FIELD) {
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? prune(selection.selectionSet, own, all) : undefined;
      return inner ? [{ ...selection, selectionSet: inner } as SelectionNode] : [];
    }
    const key = responseKey(selection);
    const within = own.get(key);
    const asked = all.flatMap((keys) => keys.get(key) ?? []);
    const known = all.some((keys) => keys.has(key));
    if (!known) return [selection];
    if (!within) return [];
    const inner = selection.selectionSet && prune(selection.selectionSet, keysOf(within, () => true), [keysOf(asked, () => true)]);
    return [inner ? { ...selection, selectionSet: inner } : selection];
  });
  return selections.length ? { ...set, selections } : undefined;
}
