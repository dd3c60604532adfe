import {
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLInterfaceType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { NOTHING, responseKey, type Fragments } from '../document.js';
import { isObject } from './execution.js';
import { leafOf } from './leaf.js';
import type { FetchedNames, Scope } from '../plan/names.js';
import { NULL, type Path, type Violations } from './violations.js';

/**
 * Shapes what the fetches brought into what the caller asked for: its fields, its order, nulls bubbled by the public
 * schema. Returns NULL where a null bubbles past the value itself.
 */
export type Project = (value: unknown, violations: Violations, path: Path | undefined) => unknown;

interface Entry {
  readonly field: FieldNode;
  readonly sets: SelectionSetNode[];
}

/** The field that a value belongs to, for the error about its null. */
interface Origin {
  readonly parent: string;
  readonly field: string;
}

export interface Projector {
  /** With an origin, a value that may be null: a null that travels up from within stops there. */
  object(type: GraphQLObjectType | GraphQLInterfaceType, sets: readonly SelectionSetNode[], scope: Scope, origin?: Origin): Project;
}

export function createProjector(schema: GraphQLSchema, fragments: Fragments, names: FetchedNames): Projector {
  const applies = (condition: string | undefined, type: GraphQLObjectType | GraphQLInterfaceType): boolean => {
    const wanted = condition === undefined ? type : schema.getType(condition);
    return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
  };

  /** Whether a selection of an interface asks the same of each of its types, and not which it is. */
  const isSameForAll = (type: GraphQLInterfaceType, { selections }: SelectionSetNode): boolean =>
    selections.every((selection) => {
      if (selection.kind === Kind.FIELD) return selection === NOTHING || selection.name.value !== '__typename';
      const opened = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return opened === undefined || (applies(opened.typeCondition?.name.value, type) && isSameForAll(type, opened.selectionSet));
    });

  const entriesOf = (type: GraphQLObjectType | GraphQLInterfaceType, sets: readonly SelectionSetNode[]): ReadonlyMap<string, Entry> => {
    const entries = new Map<string, Entry>();
    const add = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (selection === NOTHING) continue;
        if (selection.kind === Kind.FIELD) {
          const key = responseKey(selection);
          const entry = entries.get(key) ?? { field: selection, sets: [] };
          if (selection.selectionSet) entry.sets.push(selection.selectionSet);
          entries.set(key, entry);
          continue;
        }
        const opened = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (opened && applies(opened.typeCondition?.name.value, type)) add(opened.selectionSet);
      }
    };
    sets.forEach(add);
    return entries;
  };

  const object: Projector['object'] = (type, sets, scope, origin) => {
    const parts: ObjectPart[] = [];
    for (const [key, { field: node, sets: inner }] of entriesOf(type, sets)) {
      const name = node.name.value;
      const field = type.getFields()[name];
      const { key: from, within } = names.field(scope, node);
      if (name === '__typename') parts.push({ key, from, constant: type.name });
      else if (field) parts.push({ key, from, ...partOf(field.type, { parent: type.name, field: name }, inner, within) });
      else parts.push({ key, from, project: (given) => given ?? null });
    }
    return generate(parts, origin && notAn(origin, 'object'));
  };

  const partOf = (type: GraphQLOutputType, origin: Origin, sets: readonly SelectionSetNode[], scope: Scope): Omit<ObjectPart, 'key' | 'from'> => {
    const named = isNonNullType(type) ? type.ofType : type;
    return { project: value(type, sets, scope, origin), bubbles: isNonNullType(type), ...(isLeafType(named) && { plain: leafOf(named).plain }) };
  };

  const value = (type: GraphQLOutputType, sets: readonly SelectionSetNode[], scope: Scope, origin: Origin): Project => {
    if (isNonNullType(type)) return nonNull(value(type.ofType, sets, scope, origin), origin);
    if (isListType(type)) return list(value(type.ofType, sets, scope, origin), isNonNullType(type.ofType), notAn(origin, 'list'));
    if (isObjectType(type)) return object(type, sets, scope, origin);
    return isAbstractType(type) ? nullable(abstract(type, sets, scope, origin), notAn(origin, 'object')) : leaf(type, origin);
  };

  const abstract = (type: GraphQLAbstractType, sets: readonly SelectionSetNode[], scope: Scope, { parent, field }: Origin): Project => {
    const byType = new Map<unknown, Project>();
    // A plan that found the selection independent of the type fetches no __typename.
    if (isInterfaceType(type) && sets.every((set) => isSameForAll(type, set))) for (const name of [undefined, type.name]) byType.set(name, object(type, sets, scope));
    const forType = (name: unknown): Project | undefined => {
      const known = byType.get(name);
      const concrete = known || typeof name !== 'string' ? undefined : schema.getType(name);
      if (!isObjectType(concrete) || !schema.isSubType(type, concrete)) return known;
      const made = object(concrete, sets, scope);
      byType.set(name, made);
      return made;
    };
    return (given, violations, path) => {
      const project = isObject(given) ? forType(given.__typename) : undefined;
      if (project) return project(given, violations, path);
      const message = `${parent}.${field} was answered with no known member of ${type.name}.`;
      return isObject(given) && given.__typename === type.name ? violations.unknown(path, message) : violations.wrong(path, message);
    };
  };

  return { object };
}

const nonNull = (project: Project, { parent, field }: Origin): Project => (given, violations, path) => {
  const shown = project(given, violations, path);
  if (shown !== null && shown !== undefined) return shown;
  return given === null || given === undefined ? violations.missing(path, parent, field) : NULL;
};

const notAn = ({ parent, field }: Origin, kind: 'object' | 'list'): string => `${parent}.${field} was not answered with ${kind === 'list' ? 'a list' : 'an object'}.`;

/** A null that travels up from within stops here. What is no object where one is expected is an error, and null. */
const nullable = (project: Project, words: string): Project => (given, violations, path) => {
  if (given === null || given === undefined) return null;
  if (!isObject(given) || Array.isArray(given)) return violations.wrong(path, words);
  const shown = project(given, violations, path);
  return shown === NULL ? null : shown;
};

function list(project: Project, bubbles: boolean, words: string): Project {
  return (given, violations, path) => {
    if (given === null || given === undefined) return null;
    if (!Array.isArray(given)) return violations.wrong(path, words);
    const shown: unknown[] = [];
    for (let index = 0; index < given.length; index += 1) {
      const item = project(given[index], violations, { above: path, key: index });
      if (item === NULL && bubbles) return null;
      shown.push(item === NULL ? null : item);
    }
    return shown;
  };
}

function leaf(type: GraphQLLeafType, { parent, field }: Origin): Project {
  const { take } = leafOf(type);
  return (given, violations, path) => {
    if (given === null || given === undefined) return null;
    try {
      return take(given);
    } catch {
      // What the type says of the value would quote the subgraph's words.
      return violations.wrong(path, `${type.name} cannot represent what ${parent}.${field} was answered with.`);
    }
  };
}

/** One property of a projected object: a constant, or a value projected in its turn. */
interface ObjectPart {
  /** In the answer. */
  readonly key: string;
  /** Its key in what was fetched. */
  readonly from: string;
  readonly constant?: string;
  readonly project?: Project;
  readonly bubbles?: boolean;
  /** JavaScript that is true of an `x` which needs no projection. */
  readonly plain?: string;
}

/**
 * Writes the function that builds an object with exactly these properties: a literal of one fixed shape. The text is
 * made of JSON strings, numbered names and the leaves' own conditions alone; a key is a GraphQL name.
 */
function generate(parts: readonly ObjectPart[], wrong?: string): Project {
  const bound: unknown[] = [];
  const bind = (thing: unknown): string => `b[${bound.push(thing) - 1}]`;
  const properties = parts.map(({ key, from, constant, project, bubbles, plain }) => {
    const at = JSON.stringify(key);
    const fetched = `v[${JSON.stringify(from)}]`;
    if (constant !== undefined) return `${at}: ${JSON.stringify(constant)}`;
    const call = `${bind(project)}(${plain ? 'x' : fetched}, r, { above: p, key: ${at} })`;
    const shown = bubbles ? `((y = ${call}) === NULL ? (bad = y) : y)` : call;
    return plain ? `${at}: (x = ${fetched}, ${plain}) ? x : ${bubbles ? '' : 'x == null ? null : '}${shown}` : `${at}: ${shown}`;
  });
  const check = wrong === undefined ? '' : `if (typeof v !== "object" || Array.isArray(v)) return r.wrong(p, ${bind(wrong)}); `;
  const text = `return (v, r, p) => { if (v == null) return null; ${check}let bad, x, y; const o = { ${properties.join(', ')} }; return bad === NULL ? ${wrong === undefined ? 'NULL' : 'null'} : o; };`;
  const make = new Function('NULL', 'b', text) as (marker: typeof NULL, bindings: readonly unknown[]) => Project;
  return make(NULL, bound);
}
