import {
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type GraphQLAbstractType,
  type GraphQLEnumType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { NOTHING, responseKey, type Fragments } from './document.js';
import { isObject } from './execution.js';
import { NULL, type Path, type Violations } from './violations.js';

/**
 * Shapes what the fetches brought into what the caller asked for: its fields, its order, nulls bubbled by the public
 * schema. Returns NULL where a null bubbles past the value itself.
 */
export type Project = (value: unknown, violations: Violations, path: Path | undefined) => unknown;

interface Entry {
  readonly name: string;
  readonly sets: SelectionSetNode[];
}

/** The field that a value belongs to, for the error about its null. */
interface Origin {
  readonly parent: string;
  readonly field: string;
}

export interface Projector {
  object(type: GraphQLObjectType | GraphQLInterfaceType, sets: readonly SelectionSetNode[]): Project;
}

export function createProjector(schema: GraphQLSchema, fragments: Fragments): Projector {
  const applies = (condition: string | undefined, type: GraphQLObjectType | GraphQLInterfaceType): boolean => {
    const wanted = condition === undefined ? type : schema.getType(condition);
    return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
  };

  const entriesOf = (type: GraphQLObjectType | GraphQLInterfaceType, sets: readonly SelectionSetNode[]): ReadonlyMap<string, Entry> => {
    const entries = new Map<string, Entry>();
    const add = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (selection === NOTHING) continue;
        if (selection.kind === Kind.FIELD) {
          const key = responseKey(selection);
          const entry = entries.get(key) ?? { name: selection.name.value, sets: [] };
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

  const object: Projector['object'] = (type, sets) => {
    const parts: ObjectPart[] = [];
    for (const [key, { name, sets: inner }] of entriesOf(type, sets)) {
      const field = type.getFields()[name];
      if (name === '__typename') parts.push({ key, constant: type.name });
      else if (field) parts.push(partOf(key, field.type, { parent: type.name, field: name }, inner));
      else parts.push({ key, leaf: true });
    }
    return generate(parts);
  };

  const partOf = (key: string, type: GraphQLOutputType, origin: Origin, sets: readonly SelectionSetNode[]): ObjectPart => {
    const named = isNonNullType(type) ? type.ofType : type;
    if (isLeafType(named) && !isEnumType(named)) return { key, leaf: true, ...(isNonNullType(type) && { required: origin }) };
    return { key, project: value(type, sets, origin), bubbles: isNonNullType(type) };
  };

  const value = (type: GraphQLOutputType, sets: readonly SelectionSetNode[], origin: Origin): Project => {
    if (isNonNullType(type)) return nonNull(value(type.ofType, sets, origin), origin);
    if (isListType(type)) return list(value(type.ofType, sets, origin), isNonNullType(type.ofType));
    if (isObjectType(type)) return nullable(object(type, sets));
    if (isAbstractType(type)) return abstract(type, sets);
    return isEnumType(type) ? enumeration(type) : (given) => given ?? null;
  };

  const abstract = (type: GraphQLAbstractType, sets: readonly SelectionSetNode[]): Project => {
    const byType = new Map<unknown, Project>();
    // A plan that found the selection independent of the type fetches no __typename.
    if (isInterfaceType(type)) for (const name of [undefined, type.name]) byType.set(name, object(type, sets));
    const forType = (name: unknown): Project | undefined => {
      const known = byType.get(name);
      const concrete = known || typeof name !== 'string' ? undefined : schema.getType(name);
      if (!isObjectType(concrete)) return known;
      const made = object(concrete, sets);
      byType.set(name, made);
      return made;
    };
    return nullable((given, violations, path) => (isObject(given) ? (forType(given.__typename)?.(given, violations, path) ?? null) : null));
  };

  return { object };
}

const nullable = (project: Project): Project => (given, violations, path) => {
  const shown = project(given, violations, path);
  return shown === NULL ? null : shown;
};

const nonNull = (project: Project, { parent, field }: Origin): Project => (given, violations, path) => {
  const shown = project(given, violations, path);
  return shown === null || shown === undefined ? violations.missing(path, parent, field) : shown;
};

function list(project: Project, bubbles: boolean): Project {
  return (given, violations, path) => {
    if (!Array.isArray(given)) return null;
    const shown: unknown[] = [];
    for (let index = 0; index < given.length; index += 1) {
      const item = project(given[index], violations, { above: path, key: index });
      if (item === NULL && bubbles) return null;
      shown.push(item === NULL ? null : item);
    }
    return shown;
  };
}

function enumeration(type: GraphQLEnumType): Project {
  const names = new Set<unknown>(type.getValues().map(({ name }) => name));
  return (given) => (names.has(given) ? given : null);
}

/** One property of a projected object: a constant, a leaf taken as it is, or a value projected in its turn. */
interface ObjectPart {
  readonly key: string;
  readonly constant?: string;
  readonly leaf?: boolean;
  /** Set when a leaf may not be null. */
  readonly required?: Origin;
  readonly project?: Project;
  readonly bubbles?: boolean;
}

/**
 * Writes the function that builds an object with exactly these properties: a literal of one fixed shape. The text is
 * made of JSON strings and numbered names alone; a key is a GraphQL name.
 */
function generate(parts: readonly ObjectPart[]): Project {
  const bound: unknown[] = [];
  const bind = (thing: unknown): string => `b[${bound.push(thing) - 1}]`;
  const properties = parts.map(({ key, constant, leaf, required, project, bubbles }) => {
    const at = JSON.stringify(key);
    if (constant !== undefined) return `${at}: ${JSON.stringify(constant)}`;
    if (leaf) return `${at}: v[${at}] ?? ${required ? `(bad = r.missing({ above: p, key: ${at} }, ${bind(required.parent)}, ${bind(required.field)}))` : 'null'}`;
    const call = `${bind(project)}(v[${at}], r, { above: p, key: ${at} })`;
    return `${at}: ${bubbles ? `up(${call})` : call}`;
  });
  const text = `return (v, r, p) => { if (v == null) return null; let bad; const up = (x) => x === NULL ? (bad = x) : x; const o = { ${properties.join(', ')} }; return bad === NULL ? NULL : o; };`;
  const make = new Function('NULL', 'b', text) as (marker: typeof NULL, bindings: readonly unknown[]) => Project;
  return make(NULL, bound);
}

