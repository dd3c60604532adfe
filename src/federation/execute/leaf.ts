import { isEnumType, isSpecifiedScalarType, type GraphQLLeafType } from 'graphql';
import { isObject } from './execution.js';

/** How a leaf is taken from an answer. */
export interface Leaf {
  /** JavaScript that is true of an `x` which can be taken as it is: what nearly all values are. */
  readonly plain: string;
  /**
   * Any other value but null and undefined, as the type has it.
   * @throws Error when the type has no such value.
   */
  take(value: unknown): unknown;
}

/** A value of a custom scalar nests at most so deep: what nests without end could not be written. */
const DEEPEST = 200;

export function leafOf(type: GraphQLLeafType): Leaf {
  if (isEnumType(type)) return enumLeaf(new Set(type.getValues().map(({ name }) => name)), type.name);
  const plain = isSpecifiedScalarType(type) ? PLAIN[type.name] : undefined;
  // The values of the subgraphs are serialised already; those of specified scalars may be so again, which coerces them.
  return plain === undefined ? ANY : { plain, take: (value) => type.serialize(value) };
}

const PLAIN: Readonly<Record<string, string>> = {
  String: 'typeof x === "string"',
  ID: 'typeof x === "string"',
  Int: 'typeof x === "number" && (x | 0) === x',
  Float: 'typeof x === "number"',
  Boolean: 'typeof x === "boolean"',
};

function enumLeaf(names: ReadonlySet<unknown>, type: string): Leaf {
  return {
    plain: 'false',
    take(value) {
      if (names.has(value)) return value;
      throw new Error(`${type} has no such value`);
    },
  };
}

const ANY: Leaf = {
  plain: 'typeof x !== "object" && x !== undefined',
  take(value) {
    if (nests(value, DEEPEST)) return value;
    throw new Error(`it nests more than ${DEEPEST} deep`);
  },
};

function nests(value: unknown, depth: number): boolean {
  if (!isObject(value)) return true;
  if (depth === 0) return false;
  for (const key in value) if (!nests(value[key], depth - 1)) return false;
  return true;
}
