import { isInterfaceType, Kind, parse, print, TypeInfo, visit, visitWithTypeInfo, type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, type GraphQLSchema, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { FlattenNodePathSegment, PlanNode } from '@graphql-hive/router-query-planner';
import { hasFields, isSet, textOf, type TypeWithFields } from './joins.js';

/** How fields for planning alone begin, which lead from an object to itself. No subgraph is ever asked for them. */
export const SELF = '_same_object_';

/** By interface: the graphs that know its types, where others know it as an object (`@interfaceObject`). */
type Known = ReadonlyMap<string, readonly string[]>;

/**
 * A supergraph for planning alone, in which an interface that is an object somewhere has a way to itself through those
 * who know its types. Hive's planner (0.0.38) finds no way to the fields of one type where it was brought as an object;
 * it finds this one.
 * @returns undefined when there is no such interface.
 */
export function withSelves(document: DocumentNode): DocumentNode | undefined {
  const known = knownTypes(document);
  if (known.size === 0) return undefined;
  return { ...document, definitions: document.definitions.map((definition) => (hasFields(definition) ? withSelf(definition, known) : definition)) };
}

function knownTypes(document: DocumentNode): Known {
  const known = new Map<string, readonly string[]>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const joins = definition.directives?.filter(({ name }) => name.value === 'join__type') ?? [];
    const objects = joins.filter(isInterfaceObject);
    if (objects.length > 0) known.set(definition.name.value, graphsOf(joins.filter((join) => !objects.includes(join))));
  }
  return known;
}

const isInterfaceObject = (join: ConstDirectiveNode): boolean => isSet(join, 'isInterfaceObject') === true;

const graphsOf = (joins: readonly ConstDirectiveNode[]): readonly string[] => [...new Set(joins.flatMap((join) => textOf(join, 'graph') ?? []))];

function withSelf<Definition extends TypeWithFields>(definition: Definition, known: Known): Definition {
  const names = [definition.name.value, ...(definition.interfaces ?? []).map(({ name }) => name.value)];
  const own = new Set(graphsOf(definition.directives?.filter(({ name }) => name.value === 'join__type') ?? []));
  const found = names.flatMap((name) => (known.has(name) ? [{ name, graphs: (known.get(name) ?? []).filter((graph) => own.has(graph)) }] : []));
  if (found.length === 0) return definition;
  const fields = found.filter(({ graphs }) => graphs.length > 0).map(({ name, graphs }) => selfField(selfName(name), name, graphs));
  return { ...definition, fields: [...(definition.fields ?? []), ...fields] };
}

const selfName = (type: string): string => `${SELF}${type}`;

/** A field of that name which leads to the object itself through some graphs. */
export function selfField(name: string, type: string, graphs: readonly string[]): FieldDefinitionNode {
  const joins = graphs.map((graph) => `@join__field(graph: ${graph})`).join(' ');
  const [definition] = parse(`type T { ${name}: ${type} ${joins} }`, { noLocation: true }).definitions;
  const field = definition?.kind === Kind.OBJECT_TYPE_DEFINITION ? definition.fields?.[0] : undefined;
  if (!field) throw new Error(`There is no way from ${type} to itself.`);
  return field;
}

/** Changes the selections of a type. */
export type Lead = (set: SelectionSetNode, type: string) => SelectionSetNode;

/** Leads fragments on types of such an interface through it. */
export const narrowed =
  (schema: GraphQLSchema): Lead =>
  (set, name) => {
    const type = schema.getType(name);
    if (!isInterfaceType(type) || !type.getFields()[selfName(name)]) return set;
    const narrower = set.selections.filter((selection) => selection.kind === Kind.INLINE_FRAGMENT && selection.typeCondition?.name.value !== name);
    if (narrower.length === 0) return set;
    const self: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: selfName(name) }, selectionSet: { kind: Kind.SELECTION_SET, selections: narrower } };
    return { ...set, selections: [...set.selections.filter((selection) => !narrower.includes(selection)), self] };
  };

/** The operation with all its selections changed, from the inside out. */
export function led(operation: string, schema: GraphQLSchema, leads: readonly Lead[]): string {
  const types = new TypeInfo(schema);
  const document = visit(
    parse(operation, { noLocation: true }),
    visitWithTypeInfo(types, {
      SelectionSet: {
        leave(set) {
          const type = types.getParentType();
          return type ? leads.reduce((changed, lead) => lead(changed, type.name), set) : undefined;
        },
      },
    }),
  );
  return print(document);
}

/** The plan for subgraphs and answers, which know of no such way. */
export function withoutSelves(node: PlanNode): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(withoutSelves) };
    case 'Flatten':
      return { ...node, path: straight(node.path), node: withoutSelves(node.node) };
    case 'Fetch':
      return { ...node, operation: straightened(node.operation) };
    case 'BatchFetch':
      return {
        ...node,
        operation: straightened(node.operation),
        entityBatch: { ...node.entityBatch, aliases: node.entityBatch.aliases.map((alias) => ({ ...alias, paths: alias.paths.map(straight) })) },
      };
    case 'Subscription':
      return { ...node, primary: { ...node.primary, operation: straightened(node.primary.operation) } };
    default:
      return node;
  }
}

const straight = (path: readonly FlattenNodePathSegment[]): FlattenNodePathSegment[] => path.filter((segment) => segment === '@' || !('Field' in segment) || !segment.Field.startsWith(SELF));

function straightened(operation: string): string {
  if (!operation.includes(SELF)) return operation;
  const document = visit(parse(operation, { noLocation: true }), {
    SelectionSet: {
      leave: (set) => ({ ...set, selections: set.selections.flatMap((selection) => (selection.kind === Kind.FIELD && selection.name.value.startsWith(SELF) ? (selection.selectionSet?.selections ?? []) : [selection])) }),
    },
  });
  return print(document);
}
