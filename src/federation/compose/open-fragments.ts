import { Kind, parse, print, type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, type FieldNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { typesOf, type TypeIndex } from './type-index.js';

/**
 * A subgraph's document in which what `@requires` asks of an interface or union is written for each of its members. The
 * composer (0.27.0) refuses `requires: "data { ... on Bar { bar } }"` when Bar is abstract, though federation allows it.
 */
export function openFragments(document: DocumentNode): DocumentNode {
  const index = typesOf([document]);
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) return definition;
    return { ...definition, fields: definition.fields?.map((field) => withOpened(field, definition.name.value, index)) };
  });
  return { ...document, definitions };
}

function withOpened(field: FieldDefinitionNode, type: string, index: TypeIndex): FieldDefinitionNode {
  return { ...field, directives: field.directives?.map((directive) => (REQUIRES.has(directive.name.value) ? opened(directive, type, index) : directive)) };
}

const REQUIRES: ReadonlySet<string> = new Set(['requires', 'federation__requires']);

function opened(directive: ConstDirectiveNode, type: string, index: TypeIndex): ConstDirectiveNode {
  const [fields] = directive.arguments ?? [];
  if (fields?.value.kind !== Kind.STRING || !fields.value.value.includes('...')) return directive;
  const set = readFieldSet(fields.value.value);
  if (!set) return directive;
  const text = print(openedSet(set, type, index)).replace(/\s+/g, ' ').slice(1, -1).trim();
  return { ...directive, arguments: [{ ...fields, value: { kind: Kind.STRING, value: text } }] };
}

/** @returns undefined for what is no field set: composing will say so. */
function readFieldSet(text: string): SelectionSetNode | undefined {
  try {
    const [definition] = parse(`{${text}}`, { noLocation: true }).definitions;
    return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet : undefined;
  } catch {
    return undefined;
  }
}

function openedSet(set: SelectionSetNode, type: string, index: TypeIndex): SelectionSetNode {
  const common: FieldNode[] = [];
  const byType = new Map<string, FieldNode[]>();
  const add = ({ selections }: SelectionSetNode, within: string, types: readonly string[] | undefined): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const field = openedField(selection, within, index);
        if (types) for (const name of types) byType.set(name, [...(byType.get(name) ?? []), field]);
        else common.push(field);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? within;
        const members = condition === within ? types : index.members(condition).filter((name) => types?.includes(name) ?? true);
        add(selection.selectionSet, condition, members);
      }
    }
  };
  add(set, type, undefined);
  const fragments = [...byType].map(([name, selections]): SelectionNode => ({
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  }));
  return { kind: Kind.SELECTION_SET, selections: [...common, ...fragments] };
}

function openedField(field: FieldNode, type: string, index: TypeIndex): FieldNode {
  const inner = index.field(type, field.name.value);
  return field.selectionSet && inner ? { ...field, selectionSet: openedSet(field.selectionSet, inner, index) } : field;
}
