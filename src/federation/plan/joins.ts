import { Kind, type ConstDirectiveNode, type DefinitionNode, type DocumentNode, type FieldDefinitionNode, type InterfaceTypeDefinitionNode, type ObjectTypeDefinitionNode } from 'graphql';

export type TypeWithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** What a supergraph says of one field. */
export interface JoinedField {
  /** The name of its type, lists and non-nulls taken off. */
  readonly type: string;
  /** Graphs that answer it without being given anything. */
  readonly graphs: readonly string[];
  /** By graph that computes it: the names of what it requires, those within others too. */
  readonly requires: ReadonlyMap<string, readonly string[]>;
}

/** What a supergraph says of one object type. */
export interface JoinedType {
  readonly graphs: readonly string[];
  /** By graph that answers `_entities` of it: the names in its keys. None: it is no entity. */
  readonly keys: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly fields: ReadonlyMap<string, JoinedField>;
}

export const hasFields = (definition: DefinitionNode): definition is TypeWithFields =>
  definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;

/** A string or a name that is given to a directive. */
export function textOf({ arguments: given = [] }: ConstDirectiveNode, argument: string): string | undefined {
  const value = given.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

export function isSet({ arguments: given = [] }: ConstDirectiveNode, argument: string): boolean | undefined {
  const value = given.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

/** The object types of a supergraph by name. */
export function joinedTypes(document: DocumentNode): ReadonlyMap<string, JoinedType> {
  const types = new Map<string, JoinedType>();
  for (const definition of document.definitions) if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) types.set(definition.name.value, joinedType(definition));
  return types;
}

function joinedType({ directives = [], fields = [] }: ObjectTypeDefinitionNode): JoinedType {
  const joins = directives.filter(({ name }) => name.value === 'join__type');
  const graphs = [...new Set(joins.flatMap((join) => textOf(join, 'graph') ?? []))];
  const keys = new Map<string, (readonly string[])[]>();
  for (const join of joins) {
    const graph = textOf(join, 'graph');
    const key = textOf(join, 'key');
    if (graph !== undefined && key !== undefined && isSet(join, 'resolvable') !== false) keys.set(graph, [...(keys.get(graph) ?? []), namesIn(key)]);
  }
  return { graphs, keys, fields: new Map(fields.map((field) => [field.name.value, joinedField(field, graphs)])) };
}

function joinedField({ type, directives = [] }: FieldDefinitionNode, all: readonly string[]): JoinedField {
  const joins = directives.filter(({ name }) => name.value === 'join__field');
  const requires = new Map<string, readonly string[]>();
  const graphs: string[] = [];
  for (const join of joins) {
    const graph = textOf(join, 'graph');
    const required = textOf(join, 'requires');
    if (graph === undefined || isSet(join, 'external') || isSet(join, 'usedOverridden')) continue;
    if (required === undefined) graphs.push(graph);
    else requires.set(graph, namesIn(required));
  }
  let named = type;
  while (named.kind !== Kind.NAMED_TYPE) named = named.type;
  return { type: named.name.value, graphs: joins.length ? graphs : all, requires };
}

const namesIn = (text: string): readonly string[] => text.match(/\w+/g) ?? [];
