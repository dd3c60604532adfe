import { GraphQLError } from 'graphql';
import { isObject, type PathKey } from './execution.js';

/** What a projection answers when a null of a non-null field travels up to the nearest nullable place. */
export const NULL = Symbol('null travels up');

/** Where a value stands, from the inside out. */
export interface Path {
  readonly above: Path | undefined;
  readonly key: PathKey;
}

/** Notes nulls where the public schema allows none. */
export interface Violations {
  missing(path: Path | undefined, parent: string, field: string): typeof NULL;
  /** The type of an object was not learnt: the subgraph that knows it has failed. */
  unknown(path: Path | undefined, message: string): null;
  /** Adds an error about a value that its type does not have. */
  wrong(path: Path | undefined, message: string): null;
  /**
   * Adds an error for each place of the answer that such nulls left empty, unless an error already tells of one of them:
   * the others may be missing for the same reason, since a subgraph empties what holds a null that it may not give.
   */
  settle(answer: unknown): void;
}

interface Missing {
  readonly keys: readonly PathKey[];
  readonly message: string;
}

export function createViolations(errors: GraphQLError[]): Violations {
  const found: Missing[] = [];
  return {
    missing(path, parent, field) {
      found.push({ keys: keysOf(path), message: `Cannot return null for non-nullable field ${parent}.${field}.` });
      return NULL;
    },
    unknown(path, message) {
      found.push({ keys: keysOf(path), message });
      return null;
    },
    wrong(path, message) {
      errors.push(new GraphQLError(message, { path: keysOf(path) }));
      return null;
    },
    settle(answer) {
      if (found.length === 0) return;
      const covers = toldOf(errors);
      for (const sameNull of byNull(found, answer).values()) {
        const [first] = sameNull;
        if (!first || sameNull.some(({ keys }) => covers(keys))) continue;
        errors.push(new GraphQLError(first.message, { path: [...first.keys] }));
      }
    },
  };
}

/** By the place of the answer to which the null travelled. */
function byNull(found: readonly Missing[], answer: unknown): ReadonlyMap<string, readonly Missing[]> {
  const groups = new Map<string, Missing[]>();
  for (const missing of found) {
    let value = answer;
    let at = '';
    for (const key of missing.keys) {
      if (!isObject(value)) break;
      value = value[key];
      at += `/${key}`;
    }
    const group = groups.get(at);
    if (group) group.push(missing);
    else groups.set(at, [missing]);
  }
  return groups;
}

function keysOf(path: Path | undefined): PathKey[] {
  const keys: PathKey[] = [];
  for (let at = path; at; at = at.above) keys.unshift(at.key);
  return keys;
}

/** An error tells of a null when it stands at the null, above it or within it; one without a path tells of everything. */
function toldOf(errors: readonly GraphQLError[]): (keys: readonly PathKey[]) => boolean {
  const at = new Set<string>();
  const within = new Set<string>();
  for (const { path = [] } of errors) {
    let text = '';
    for (const key of path) within.add((text += `/${key}`));
    at.add(text);
  }
  return (keys) => {
    let text = '';
    for (const key of keys) {
      if (at.has(text)) return true;
      text += `/${key}`;
    }
    return at.has(text) || within.has(text);
  };
}
