import {
  Kind,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
} from 'graphql';

import { hasFields, textOf } from './joins.js';

const TWIN = '#twin';
const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/** The subgraph that a name of a twin stands for; any other name is its own. */
export const ownerOf = (name: string): string => (name.endsWith(TWIN) ? name.slice(0, -TWIN.length) : name);

/** A graph with fields that require others: its name in the supergraph, and every name in its keys and requirements. */
type Requiring = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * A supergraph for planning alone, in which a subgraph's fields with `@requires` belong to a twin of it. The twin has the
 * keys, what is required and all that is no entity; the subgraph itself can answer whatever the twin is asked for.
 * @returns undefined when no field requires another.
 */
export function withTwins(document: DocumentNode): DocumentNode | undefined {
  const requiring = requiringGraphs(document);
  if (requiring.size === 0) return undefined;
  return { ...document, definitions: document.definitions.map((definition) => twinned(definition, requiring)) };
}

function requiringGraphs(document: DocumentNode): Requiring {
  const names = new Map<string, Set<string>>();
  const note = (directive: ConstDirectiveNode, what: string): void => {
    const text = textOf(directive, what);
    const graph = textOf(directive, 'graph');
    if (text === undefined || graph === undefined) return;
    const known = names.get(graph) ?? new Set();
    for (const name of text.match(/\w+/g) ?? []) known.add(name);
    names.set(graph, known);
  };
  const types = document.definitions.filter(hasFields);
  for (const { fields = [] } of types) for (const { directives = [] } of fields) for (const directive of directives) note(directive, 'requires');
  const requiring = new Set(names.keys());
  for (const { directives = [] } of types) for (const directive of directives) if (requiring.has(textOf(directive, 'graph') ?? '')) note(directive, 'key');
  return names;
}

function twinned(definition: DefinitionNode, requiring: Requiring): DefinitionNode {
  if (hasFields(definition)) {
    if (ROOTS.has(definition.name.value)) return definition;
    const entity = definition.directives?.some((directive) => textOf(directive, 'key') !== undefined) ?? false;
    return { ...definition, directives: doubled(definition.directives, requiring), fields: definition.fields?.map((field) => twinnedField(field, entity, requiring)) };
  }
  if (definition.kind === Kind.ENUM_TYPE_DEFINITION) return twinnedEnum(definition, requiring);
  const joined = definition.kind === Kind.UNION_TYPE_DEFINITION || definition.kind === Kind.SCALAR_TYPE_DEFINITION || definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION;
  return joined ? { ...definition, directives: doubled(definition.directives, requiring) } : definition;
}

function twinnedField(field: FieldDefinitionNode, entity: boolean, requiring: Requiring): FieldDefinitionNode {
  const directives = field.directives?.flatMap((directive) => {
    const names = requiring.get(textOf(directive, 'graph') ?? '');
    if (!names) return [directive];
    if (textOf(directive, 'requires') !== undefined) return [ofTwin(directive)];
    return !entity || names.has(field.name.value) ? [directive, ofTwin(directive)] : [directive];
  });
  return { ...field, directives };
}

function twinnedEnum(definition: EnumTypeDefinitionNode, requiring: Requiring): EnumTypeDefinitionNode {
  const isGraphs = definition.name.value === 'join__Graph';
  const values = definition.values?.flatMap((value): EnumValueDefinitionNode[] => {
    if (!isGraphs) return [{ ...value, directives: doubled(value.directives, requiring) }];
    return requiring.has(value.name.value) ? [value, twinOfGraph(value)] : [value];
  });
  return { ...definition, directives: doubled(definition.directives, requiring), values };
}

const twinName = (graph: string): string => `${graph}__TWIN`;

function twinOfGraph(value: EnumValueDefinitionNode): EnumValueDefinitionNode {
  const directives = value.directives?.map((directive) => ({
    ...directive,
    arguments: directive.arguments?.map((argument) => {
      const named = argument.name.value === 'name' && argument.value.kind === Kind.STRING;
      return named ? { ...argument, value: { ...argument.value, value: `${argument.value.value}${TWIN}` } } : argument;
    }),
  }));
  return { ...value, name: { ...value.name, value: twinName(value.name.value) }, directives };
}

/** Each directive about a graph that has a twin, for the twin as well. */
const doubled = (directives: readonly ConstDirectiveNode[] = [], requiring: Requiring): readonly ConstDirectiveNode[] =>
  directives.flatMap((directive) => (requiring.has(textOf(directive, 'graph') ?? '') ? [directive, ofTwin(directive)] : [directive]));

function ofTwin(directive: ConstDirectiveNode): ConstDirectiveNode {
  const given = directive.arguments?.map((argument) => {
    const graph = argument.name.value === 'graph' && argument.value.kind === Kind.ENUM;
    return graph ? { ...argument, value: { ...argument.value, value: twinName(argument.value.value) } } : argument;
  });
  return { ...directive, arguments: given };
}
