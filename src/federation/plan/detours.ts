import { Kind, type DocumentNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { responseKey } from '../document.js';
import { hasFields, type JoinedField, type JoinedType } from './joins.js';
import { SELF, selfField } from './narrowing.js';

const detourName = (type: string, graph: string): string => `${SELF}${type}__${graph}`;

/** A supergraph for planning alone, in which every entity has a way to itself through each subgraph that answers for it. */
export function withDetours(document: DocumentNode, types: ReadonlyMap<string, JoinedType>): DocumentNode {
  const definitions = document.definitions.map((definition) => {
    const graphs = hasFields(definition) ? [...(types.get(definition.name.value)?.keys.keys() ?? [])] : [];
    if (!hasFields(definition) || graphs.length === 0) return definition;
    const { value: name } = definition.name;
    return { ...definition, fields: [...(definition.fields ?? []), ...graphs.map((graph) => selfField(detourName(name, graph), name, [graph]))] };
  });
  return { ...document, definitions };
}

/**
 * Selections of one type, with those led through the subgraph that serves them best which Hive's planner (0.0.38) would
 * ask for where it cannot go on: a field that is required something of by a key that has to be fetched first, and what
 * is within an object that is no entity and of which the subgraph at hand knows a part.
 */
export function detoured(set: SelectionSetNode, type: string, types: ReadonlyMap<string, JoinedType>): SelectionSetNode {
  const joined = types.get(type);
  if (!joined || joined.keys.size === 0) return set;
  const through = new Map<string, SelectionNode[]>();
  const selections = set.selections.filter((selection) => {
    const field = selection.kind === Kind.FIELD ? joined.fields.get(selection.name.value) : undefined;
    const graph = field && selection.kind === Kind.FIELD ? (hubOf(field, joined) ?? completeOf(field, joined, selection.selectionSet, types)) : undefined;
    if (graph === undefined) return true;
    through.set(graph, [...(through.get(graph) ?? []), selection]);
    return false;
  });
  const led = [...through].map(([graph, inner]): SelectionNode => ({ kind: Kind.FIELD, name: { kind: Kind.NAME, value: detourName(type, graph) }, selectionSet: { kind: Kind.SELECTION_SET, selections: inner } }));
  return led.length ? { ...set, selections: [...selections, ...led] } : set;
}

/** For a field that requires others: the graph with a key of the one that computes it, and the most of what is required. */
function hubOf({ requires }: JoinedField, type: JoinedType): string | undefined {
  for (const [computing, required] of requires) {
    const keys = type.keys.get(computing) ?? [];
    const hubs = [...type.keys.keys()].filter((graph) => graph !== computing && keys.some((key) => answers(graph, key, type)));
    const rank = (graph: string): number => required.filter((name) => type.fields.get(name)?.graphs.includes(graph)).length;
    const [best] = hubs.sort((one, other) => rank(other) - rank(one));
    if (best !== undefined) return best;
  }
  return undefined;
}

/** Whether a graph has all of a type's fields among these names; the others are names within them. */
const answers = (graph: string, names: readonly string[], { fields }: JoinedType): boolean => names.every((name) => fields.get(name)?.graphs.includes(graph) ?? true);

/** For an object that is no entity, and of which some graph knows a part: the one that knows all that is asked. */
function completeOf({ type, graphs }: JoinedField, parent: JoinedType, set: SelectionSetNode | undefined, types: ReadonlyMap<string, JoinedType>): string | undefined {
  const value = types.get(type);
  if (!set || !value || value.keys.size > 0) return undefined;
  const asked = set.selections.flatMap((selection) => (selection.kind === Kind.FIELD && responseKey(selection) !== '__typename' ? [value.fields.get(selection.name.value)?.graphs ?? []] : []));
  const complete = graphs.filter((graph) => asked.every((having) => having.includes(graph)));
  return complete.length < graphs.length ? complete.find((graph) => parent.keys.has(graph)) : undefined;
}
