import {
  Kind,
  parse,
  print,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { namedTypeOf, typesOf, type TypeIndex } from './type-index.js';

interface Service {
  readonly name: string;
  readonly typeDefs: DocumentNode;
}

/** One subgraph's declaration of a field of the supergraph. */
interface Source {
  /** The subgraph's name in the supergraph's `join__Graph`. */
  readonly graph: string;
  readonly field: FieldDefinitionNode;
}

/**
 * The supergraph with what the composer (0.27.0) leaves out of it. A field that one subgraph gives a type and another an
 * interface or union of it has the wider of the two, and the planner must know who answers what. And a field that an
 * interface object only requires is marked external, or the planner takes it to be there.
 */
export function mendSupergraph(sdl: string, services: readonly Service[]): string {
  const document = parse(sdl, { noLocation: true });
  const sources = sourcesOf(document, services);
  const all = typesOf([document]);
  let mended = false;
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) return definition;
    const fields = definition.fields?.map((field) => mendedField(definition, field, sources(definition.name.value, field.name.value), all));
    if (!fields?.some((field, index) => field !== definition.fields?.[index])) return definition;
    mended = true;
    return { ...definition, fields };
  });
  return mended ? print({ ...document, definitions }) : sdl;
}

function mendedField(parent: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode, field: FieldDefinitionNode, sources: readonly Source[], all: TypeIndex): FieldDefinitionNode {
  const widest = widestOf(field, sources, all);
  if (widest) return { ...field, type: renamed(field.type, widest), directives: withJoins(field, sources, ({ field: own }) => [argument('type', Kind.STRING, print(own.type))]) };
  const forgotten = parent.kind === Kind.INTERFACE_TYPE_DEFINITION && sources.some(isExternal) && !sources.every(isExternal) && !field.directives?.some(isJoin);
  return forgotten ? { ...field, directives: withJoins(field, sources, () => []) } : field;
}

/** The one of a field's declared types that holds the others; undefined when the field has it already. */
function widestOf(field: FieldDefinitionNode, sources: readonly Source[], all: TypeIndex): string | undefined {
  const names = [...new Set(sources.map((source) => namedTypeOf(source.field.type)))];
  const covers = (wide: string): boolean => names.every((name) => all.members(name).every((member) => all.members(wide).includes(member)));
  const current = namedTypeOf(field.type);
  return names.includes(current) && covers(current) ? undefined : names.find(covers);
}

/** The directives of a field with a `join__field` for each subgraph that has it; those that are there are completed. */
function withJoins(field: FieldDefinitionNode, sources: readonly Source[], more: (source: Source) => readonly ConstArgumentNode[]): readonly ConstDirectiveNode[] {
  const there = field.directives ?? [];
  const joins = sources.map((source): ConstDirectiveNode => {
    const known = there.find((directive) => isJoin(directive) && graphOf(directive) === source.graph)?.arguments;
    const given = known ?? [argument('graph', Kind.ENUM, source.graph), ...(isExternal(source) ? [argument('external', Kind.BOOLEAN, true)] : [])];
    const added = more(source).filter(({ name }) => !given.some((argument) => argument.name.value === name.value));
    return { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'join__field' }, arguments: [...given, ...added] };
  });
  const others = there.filter((directive) => !isJoin(directive) || !sources.some(({ graph }) => graph === graphOf(directive)));
  return [...joins, ...others];
}

const isJoin = ({ name }: ConstDirectiveNode): boolean => name.value === 'join__field';

const isExternal = ({ field }: Source): boolean => field.directives?.some(({ name }) => name.value === 'external' || name.value === 'federation__external') ?? false;

const graphOf = (directive: ConstDirectiveNode): string | undefined => {
  const value = directive.arguments?.find(({ name }) => name.value === 'graph')?.value;
  return value?.kind === Kind.ENUM ? value.value : undefined;
};

function argument(name: string, kind: typeof Kind.STRING | typeof Kind.ENUM, value: string): ConstArgumentNode;
function argument(name: string, kind: typeof Kind.BOOLEAN, value: boolean): ConstArgumentNode;
function argument(name: string, kind: Kind, value: string | boolean): ConstArgumentNode {
  return { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value: { kind, value } as ConstArgumentNode['value'] };
}

function renamed(type: TypeNode, name: string): TypeNode {
  if (type.kind === Kind.NAMED_TYPE) return { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } };
  return type.kind === Kind.LIST_TYPE ? { kind: Kind.LIST_TYPE, type: renamed(type.type, name) } : { kind: Kind.NON_NULL_TYPE, type: renamed(type.type, name) as never };
}

/** Looks up who declares a field, in the order of the subgraphs, but for those that another has taken it over from. */
function sourcesOf(document: DocumentNode, services: readonly Service[]): (type: string, field: string) => readonly Source[] {
  const graphs = graphNames(document);
  const indexed = services.flatMap((service) => {
    const graph = graphs.get(service.name);
    return graph ? [{ name: service.name, graph, index: typesOf([service.typeDefs]) }] : [];
  });
  return (type, field) => {
    const declared = indexed.flatMap(({ name, graph, index }) => index.declarations(type, field).slice(0, 1).map((found) => ({ name, graph, field: found })));
    const lost = new Set(declared.flatMap((source) => overriddenBy(source.field)));
    return declared.filter(({ name }) => !lost.has(name));
  };
}

/** The subgraphs that a declaration takes its field over from. */
function overriddenBy({ directives = [] }: FieldDefinitionNode): readonly string[] {
  const given = directives.filter(({ name }) => name.value === 'override' || name.value === 'federation__override').flatMap((directive) => directive.arguments ?? []);
  return given.flatMap(({ name, value }) => (name.value === 'from' && value.kind === Kind.STRING ? [value.value] : []));
}

function graphNames(document: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const { name, directives } of definition.values ?? []) {
      const given = directives?.[0]?.arguments?.find((argument) => argument.name.value === 'name')?.value;
      if (given?.kind === Kind.STRING) names.set(given.value, name.value);
    }
  }
  return names;
}
