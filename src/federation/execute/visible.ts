import { GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import { responseKey, type Operation } from '../document.js';
import { isObject, type PathKey } from './execution.js';

/**
 * Cuts error paths where they enter a field that only the plan asked for (a key, or what `@requires` names): the
 * caller's answer has no such place. Leaves out errors about a field that is asked of other types than the one there:
 * a fetch may ask it of all of them.
 */
export function visibleErrors({ definition, fragments }: Operation): (errors: readonly GraphQLError[], answer: unknown) => readonly GraphQLError[] {
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

  return (errors, answer) => {
    const cut = new Set<string>();
    return errors.flatMap((error) => {
      const length = error.path ? visibleLength(error.path) : 0;
      if (error.path && isAbsent(answer, error.path.slice(0, length))) return [];
      if (!error.path || length === error.path.length) return [error];
      const { message, originalError, extensions } = error;
      const path = length ? error.path.slice(0, length) : undefined;
      // Several hidden fields of one object may have failed of one cause: the caller's answer has one place for it.
      const text = JSON.stringify([path, message]);
      if (cut.has(text)) return [];
      cut.add(text);
      return [new GraphQLError(message, { path, originalError, extensions })];
    });
  };
}

/** Whether an object on the way has no such key; what is null may have had it. */
function isAbsent(answer: unknown, path: readonly PathKey[]): boolean {
  let value = answer;
  for (const key of path) {
    if (!isObject(value)) return false;
    if (!Object.hasOwn(value, key)) return true;
    value = value[key];
  }
  return false;
}
