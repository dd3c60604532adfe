import { GraphQLError } from 'graphql';
import type { PathKey } from './execution.js';

/** What a projection answers when a null of a non-null field travels up to the nearest nullable place. */
export const NULL = Symbol('null travels up');

/** Where a value stands, from the inside out. */
export interface Path {
  readonly above: Path | undefined;
  readonly key: PathKey;
}

/** Notes nulls where the public schema allows none, unless an error already tells of them. */
export interface Violations {
  missing(path: Path | undefined, parent: string, field: string): typeof NULL;
}

export function createViolations(errors: GraphQLError[]): Violations {
  let told: ReturnType<typeof toldOf> | undefined;
  return {
    missing(path, parent, field) {
      const keys = keysOf(path);
      told ??= toldOf(errors);
      if (told.covers(keys)) return NULL;
      errors.push(new GraphQLError(`Cannot return null for non-nullable field ${parent}.${field}.`, { path: keys }));
      told.add(keys);
      return NULL;
    },
  };
}

function keysOf(path: Path | undefined): PathKey[] {
  const keys: PathKey[] = [];
  for (let at = path; at; at = at.above) keys.unshift(at.key);
  return keys;
}

/** An error tells of a null when it stands at the null, above it or within it; one without a path tells of everything. */
function toldOf(errors: readonly GraphQLError[]): { covers(keys: readonly PathKey[]): boolean; add(keys: readonly PathKey[]): void } {
  const at = new Set<string>();
  const within = new Set<string>();
  const add = (keys: readonly PathKey[]): void => {
    let text = '';
    for (const key of keys) within.add((text += `/${key}`));
    at.add(text);
  };
  const covers = (keys: readonly PathKey[]): boolean => {
    let text = '';
    for (const key of keys) {
      if (at.has(text)) return true;
      text += `/${key}`;
    }
    return at.has(text) || within.has(text);
  };
  for (const error of errors) add(error.path ?? []);
  return { covers, add };
}
