import { isInterfaceType, isObjectType, Kind, type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, type GraphQLSchema } from 'graphql';

/**
 * Fields that a supergraph composed elsewhere asks of a subgraph and that are not there: it was composed of another
 * version. @param graph the subgraph as the values of `join__Graph` name it @returns coordinates
 */
export function missingFields(supergraph: DocumentNode, graph: string, schema: GraphQLSchema): readonly string[] {
  return supergraph.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
    if (!definition.directives?.some((directive) => directive.name.value === 'join__type' && argumentOf(directive, 'graph') === graph)) return [];
    const own = schema.getType(definition.name.value);
    const known = isObjectType(own) || isInterfaceType(own) ? own.getFields() : {};
    const asked = (definition.fields ?? []).filter((field) => isAskedOf(graph, field));
    return asked.filter((field) => !(field.name.value in known)).map((field) => `${definition.name.value}.${field.name.value}`);
  });
}

/** A field without a word of its own belongs to every subgraph that has the type. */
function isAskedOf(graph: string, { directives = [] }: FieldDefinitionNode): boolean {
  const joins = directives.filter((directive) => directive.name.value === 'join__field');
  const named = joins.filter((join) => argumentOf(join, 'graph') !== undefined);
  if (joins.length === 0) return true;
  return named.some((join) => argumentOf(join, 'graph') === graph && argumentOf(join, 'external') !== true && argumentOf(join, 'usedOverridden') !== true);
}

function argumentOf(directive: ConstDirectiveNode, name: string): string | boolean | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.ENUM || value?.kind === Kind.STRING || value?.kind === Kind.BOOLEAN ? value.value : undefined;
}
