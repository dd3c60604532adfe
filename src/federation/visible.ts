import { GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import { responseKey, type Operation } from './document.js';
import type { PathKey } from './execution.js';

/**
 * Cuts error paths where they enter a field that only the plan asked for (a key, or what `@requires` names): the
 * caller's answer has no such place.
 */
export function visibleErrors({ definition, fragments }: Operation): (errors: readonly GraphQLError[]) => readonly GraphQLError[] {
  const within = (sets: readonly SelectionSetNode[], key: string): SelectionSetNode[] | undefined => {
    let found: SelectionSetNode[] | undefined;
    const search = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (selection.kind === Kind.FIELD) {
          if (responseKey(selection) !== key) continue;
          found ??= [];
          if (selection.selectionSet) found.push(selection.selectionSet);
          continue;
        }
        const opened = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (opened) search(opened.selectionSet);
      }
    };
    sets.forEach(search);
    return found;
  };

  const visibleLength = (path: readonly PathKey[]): number => {
    let sets: readonly SelectionSetNode[] = [definition.selectionSet];
    for (const [length, key] of path.entries()) {
      if (typeof key === 'number') continue;
      const inner = within(sets, key);
      if (!inner) return length;
      sets = inner;
    }
    return path.length;
  };

  return (errors) =>
    errors.map((error) => {
      const length = error.path ? visibleLength(error.path) : 0;
      if (!error.path || length === error.path.length) return error;
      const { message, originalError, extensions } = error;
      return new GraphQLError(message, { path: length ? error.path.slice(0, length) : undefined, originalError, extensions });
    });
}
