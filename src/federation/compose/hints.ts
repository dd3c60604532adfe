import { Kind, print, type DefinitionNode, type DocumentNode, type FieldDefinitionNode, type InputValueDefinitionNode } from 'graphql';

interface Source {
  readonly name: string;
  readonly typeDefs: DocumentNode;
}

/** One named part of a type (field, argument, input field, enum value) as one subgraph declares it. */
interface Part {
  readonly type?: string | undefined;
  readonly description: string | undefined;
}

/** A type as one subgraph declares it. */
interface Declared {
  readonly subgraph: string;
  readonly description: string | undefined;
  /** Parts that composition keeps only when every subgraph has them: arguments, input fields. */
  readonly intersected: ReadonlyMap<string, Part>;
  readonly parts: ReadonlyMap<string, Part>;
}

/**
 * What composition accepts in silence and a reader would want to know: an argument or input field that is dropped
 * because not every subgraph has it, an enum or field that differs, descriptions that contradict each other.
 */
export function compositionHints(subgraphs: readonly Source[]): readonly string[] {
  const types = new Map<string, Declared[]>();
  for (const { name, typeDefs } of subgraphs) {
    for (const definition of typeDefs.definitions) {
      const declared = declare(name, definition);
      if (declared) types.set(declared[0], [...(types.get(declared[0]) ?? []), declared[1]]);
    }
  }
  return [...types].filter(([name, declared]) => declared.length > 1 && !ROOTS.has(name)).flatMap(([name, declared]) => hintsOf(name, declared));
}

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

function declare(subgraph: string, definition: DefinitionNode): readonly [string, Declared] | undefined {
  if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
    const values = new Map((definition.values ?? []).map((value) => [value.name.value, { description: value.description?.value }]));
    return [definition.name.value, { subgraph, description: definition.description?.value, intersected: values, parts: values }];
  }
  if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    const fields = new Map((definition.fields ?? []).map((field) => [field.name.value, partOf(field)]));
    return [definition.name.value, { subgraph, description: definition.description?.value, intersected: fields, parts: fields }];
  }
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) return undefined;
  const fields = definition.fields ?? [];
  const parts = new Map(fields.map((field) => [field.name.value, partOf(field)]));
  return [definition.name.value, { subgraph, description: definition.description?.value, intersected: new Map(), parts }];
}

const partOf = (node: FieldDefinitionNode | InputValueDefinitionNode): Part => ({ type: signature(node), description: node.description?.value });

/** The type of a field with its arguments, or of an input field. */
function signature(node: FieldDefinitionNode | InputValueDefinitionNode): string {
  const given = node.kind === Kind.FIELD_DEFINITION ? (node.arguments ?? []).map((argument) => `${argument.name.value}: ${print(argument.type)}`).sort() : [];
  return `${given.length ? `(${given.join(', ')}) ` : ''}${print(node.type)}`;
}

function hintsOf(name: string, declared: readonly Declared[]): readonly string[] {
  const hints: string[] = [];
  const partial = new Set(declared.flatMap(({ intersected }) => [...intersected.keys()]).filter((part) => !declared.every(({ intersected }) => intersected.has(part))));
  for (const part of partial) hints.push(`${name}.${part} is not declared by every subgraph that has ${name} (${declared.filter(({ parts }) => !parts.has(part)).map(({ subgraph }) => subgraph).join(', ')}).`);
  if (differ(declared.map(({ description }) => description))) hints.push(`${name} is described differently by ${declared.map(({ subgraph }) => subgraph).join(', ')}.`);
  for (const part of new Set(declared.flatMap(({ parts }) => [...parts.keys()]))) {
    const found = declared.flatMap(({ parts }) => parts.get(part) ?? []);
    if (differ(found.map(({ type }) => type))) hints.push(`${name}.${part} is declared differently: ${[...new Set(found.map(({ type }) => type))].join(' and ')}.`);
    if (differ(found.map(({ description }) => description))) hints.push(`${name}.${part} is described differently.`);
  }
  return hints;
}

const differ = (texts: readonly (string | undefined)[]): boolean => new Set(texts.filter((text) => text !== undefined)).size > 1;
