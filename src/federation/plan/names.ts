import { GraphQLError, Kind, visit, type FieldNode, type ValueNode } from 'graphql';
import { responseKey, toDocument, type Operation } from '../document.js';
import type { PathKey } from '../execute/execution.js';

/** The selections at one path of the answer, whatever the type of the object there. */
export interface Scope {
  readonly fields: Map<string, Map<string, PlannedField>>;
}

/** A field as it is planned and fetched. */
export interface PlannedField {
  /** Its key in what the fetches bring. */
  readonly key: string;
  readonly within: Scope;
}

/**
 * The keys under which fields are fetched: those of the answer, but for those that a plan cannot bear. The planner
 * (0.0.38) writes wrong fetches, fails, or ends the whole process, where an alias is the name of a field that it fetches
 * for itself, and where fields of different types have one key and different arguments.
 */
export interface FetchedNames {
  readonly root: Scope;
  /** The same for the same field of the same scope, whichever is asked first. */
  field(scope: Scope, field: FieldNode): PlannedField;
  /** Errors of what was fetched, with their paths as those of the answer. */
  errors(fetched: readonly GraphQLError[]): readonly GraphQLError[];
}

/** The planner's own, for the inputs of `@requires`. */
const PLANNERS = '_internal_qp_alias_';

/** Names of fields of a supergraph that a plan may fetch beside those that a caller asks for. */
export interface FieldNames {
  /** Every name of a field. */
  readonly all: ReadonlySet<string>;
  /** Those that `@requires` names with arguments, which a caller's own may contradict. */
  readonly withArguments: ReadonlySet<string>;
}

export function fetchedNames(operation: Operation, { all: known, withArguments }: FieldNames): FetchedNames {
  const originals = new Map<PathKey, string>();
  const own = new Map<string, Set<string>>();
  visit(toDocument(operation), { Field: (field) => void signaturesOf(own, responseKey(field)).add(signatureOf(field)) });
  // The planner takes arguments for the same that differ by a null alone, wherever they stand.
  const confused = (key: string, signature: string): boolean => {
    const [first, ...others] = own.get(key) ?? [];
    return first !== signature && [first, ...others].some((known) => known?.includes('null'));
  };

  const planned = (key: string, name: string, taken: boolean): string => {
    const clashes = taken || withArguments.has(key) || (key !== name && (known.has(key) || key.startsWith(PLANNERS)));
    if (!clashes || name.startsWith('__')) return key;
    let fetched = `_${originals.size}_${key}`;
    while (known.has(fetched) || own.has(fetched)) fetched = `_${fetched}`;
    originals.set(fetched, key);
    return fetched;
  };

  const root = newScope();
  return {
    root,
    field(scope, field) {
      const key = responseKey(field);
      const same = scope.fields.get(key) ?? new Map<string, PlannedField>();
      scope.fields.set(key, same);
      const signature = signatureOf(field);
      const there = same.get(signature);
      if (there) return there;
      const made = { key: planned(key, field.name.value, same.size > 0 || confused(key, signature)), within: newScope() };
      same.set(signature, made);
      return made;
    },
    errors: (fetched) => (originals.size ? fetched.map((error) => renamed(error, root)) : fetched),
  };
}

/** No key of an answer: it stands for one that only the plan asked for, whatever the caller calls by its name. */
const HIDDEN = '';

function renamed(error: GraphQLError, root: Scope): GraphQLError {
  const { message, originalError, extensions, path } = error;
  if (!path) return error;
  let scope: Scope | undefined = root;
  const shown = path.map((key) => {
    if (typeof key === 'number' || !scope) return key;
    const [name, field] = shownAs(key, scope);
    scope = field?.within;
    return name;
  });
  return shown.every((key, index) => key === path[index]) ? error : new GraphQLError(message, { path: shown, originalError, extensions });
}

function shownAs(key: string, { fields }: Scope): readonly [string, PlannedField | undefined] {
  for (const [name, planned] of fields) for (const field of planned.values()) if (field.key === key) return [name, field];
  return [HIDDEN, undefined];
}

function signaturesOf(known: Map<string, Set<string>>, key: string): Set<string> {
  const there = known.get(key) ?? new Set();
  known.set(key, there);
  return there;
}

const newScope = (): Scope => ({ fields: new Map() });

export function fieldNamesOf(supergraph: string): FieldNames {
  const required = supergraph.match(/(?<=\brequires:\s*")[^"]*/g) ?? [];
  return {
    // Each stands before its type or its arguments, and so do a few other names, which do no harm.
    all: new Set(supergraph.match(/\b[_A-Za-z]\w*(?=\s*[(:])/g)),
    withArguments: new Set(required.flatMap((fields) => fields.match(/\b[_A-Za-z]\w*(?=\s*\()/g) ?? [])),
  };
}

/** Equal for fields that GraphQL takes to be the same: whatever the order of arguments and of fields within them. */
function signatureOf({ name, arguments: given = [] }: FieldNode): string {
  return given.length ? `${name.value}(${given.map((argument) => `${argument.name.value}:${textOf(argument.value)}`).sort().join()})` : name.value;
}

function textOf(value: ValueNode): string {
  switch (value.kind) {
    case Kind.LIST:
      return `[${value.values.map(textOf).join()}]`;
    case Kind.OBJECT:
      return `{${value.fields.map((field) => `${field.name.value}:${textOf(field.value)}`).sort().join()}}`;
    case Kind.VARIABLE:
      return `$${value.name.value}`;
    case Kind.NULL:
      return 'null';
    case Kind.STRING:
      return JSON.stringify(value.value);
    default:
      return String(value.value);
  }
}
