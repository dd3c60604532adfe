import {
  Kind,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode,
} from 'graphql';

/** Finds types and fields in documents that are not schemas: a subgraph's, whose types another subgraph completes. */
export interface TypeIndex {
  /** The object types that a type stands for; itself when it is no interface or union. */
  members(type: string): readonly string[];
  /** Every declaration of a field. */
  declarations(type: string, field: string): readonly FieldDefinitionNode[];
  /** The name of a field's type, lists and non-nulls taken off. */
  field(type: string, field: string): string | undefined;
}

export const namedTypeOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type));

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

const isObject = (definition: DefinitionNode): definition is ObjectNode => definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION;

const hasFields = (definition: DefinitionNode): definition is ObjectNode | InterfaceTypeDefinitionNode | InterfaceTypeExtensionNode =>
  isObject(definition) || definition.kind === Kind.INTERFACE_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_EXTENSION;

function append<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (!list) lists.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

export function typesOf(documents: readonly DocumentNode[]): TypeIndex {
  const members = new Map<string, string[]>();
  const fields = new Map<string, FieldDefinitionNode[]>();
  for (const definition of documents.flatMap((document) => document.definitions)) {
    if (definition.kind === Kind.UNION_TYPE_DEFINITION || definition.kind === Kind.UNION_TYPE_EXTENSION) {
      for (const member of definition.types ?? []) append(members, definition.name.value, member.name.value);
    } else if (hasFields(definition)) {
      for (const field of definition.fields ?? []) append(fields, `${definition.name.value}.${field.name.value}`, field);
      if (isObject(definition)) for (const parent of definition.interfaces ?? []) append(members, parent.name.value, definition.name.value);
    }
  }
  const declarations = (type: string, field: string): readonly FieldDefinitionNode[] => fields.get(`${type}.${field}`) ?? [];
  return {
    members: (type) => members.get(type) ?? [type],
    declarations,
    field(type, field) {
      const [first] = declarations(type, field);
      return first && namedTypeOf(first.type);
    },
  };
}
