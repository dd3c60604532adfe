import { isAbstractType, Kind, parse, print, visit, type FieldNode, type GraphQLAbstractType, type GraphQLSchema, type OperationDefinitionNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { BatchFetchNode, EntityBatchAlias, FetchNode, PlanNode, RequiresSelection } from '@graphql-hive/router-query-planner';
import { fragmentsOf, responseKey, type Fragments } from '../document.js';
import { branchesOf, type PlanPath } from '../plan/branches.js';
import { keysOfType, prune, type Keys } from '../plan/prune.js';

type Sent = Extract<RequiresSelection, { kind: 'InlineFragment' }>;

/** The operation that was planned, without named fragments. */
interface Asked {
  readonly operation: OperationDefinitionNode;
  readonly schema: GraphQLSchema;
}

/** What a plan asks of entities, and which of them it sends. */
interface Whole {
  readonly requires: readonly RequiresSelection[];
  readonly set: SelectionSetNode;
}

/** A part of it, and where its entities stand. */
interface Part {
  readonly requires: readonly Sent[];
  readonly set: SelectionSetNode;
  readonly paths: PlanPath[];
}

/**
 * The plan with fetches divided where a subgraph knows an interface as an object (`@interfaceObject`) and several types
 * of it are asked, each of other fields. The planner (0.0.38) makes one fetch of them. It asks every object for all the
 * fields, where a null of one that is not its own would take the others with it; it does so too where the types differ
 * further up the path; and it may forget to send some types.
 */
export function repaired(node: PlanNode, asked: Asked): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((inner) => repaired(inner, asked)) };
    case 'Flatten':
      return node.node.kind === 'Fetch' ? repairedFetch(node.node, node.path, asked) : node;
    case 'BatchFetch':
      return repairedBatch(node, asked);
    default:
      return node;
  }
}

function repairedFetch(fetch: FetchNode, path: PlanPath, asked: Asked): PlanNode {
  const whole: PlanNode = { kind: 'Flatten', path: [...path], node: fetch };
  if (!sentAs(fetch, asked.schema)) return whole;
  const { definition, fields } = opened(fetch.operation);
  const [field] = fields;
  const parts = field?.selectionSet && divided({ requires: fetch.requires ?? [], set: field.selectionSet }, [path], fetch, asked);
  if (!field || !parts) return whole;
  const nodes = parts.flatMap(({ requires, set, paths }): PlanNode[] => {
    const written = withFields(definition, [{ ...field, selectionSet: set }]);
    return paths.map((branch) => ({ kind: 'Flatten', path: [...branch], node: { ...fetch, ...written, requires: [...requires] } }));
  });
  return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'Parallel', nodes };
}

function repairedBatch(batch: BatchFetchNode, asked: Asked): PlanNode {
  if (!batch.entityBatch.aliases.some((alias) => sentAs(alias, asked.schema))) return batch;
  const { definition, fields } = opened(batch.operation);
  const aliases: EntityBatchAlias[] = [];
  const asking: FieldNode[] = [];
  for (const alias of batch.entityBatch.aliases) {
    const field = fields.find((candidate) => responseKey(candidate) === alias.alias);
    const parts = field?.selectionSet && divided({ requires: alias.requires, set: field.selectionSet }, alias.paths, alias, asked);
    for (const [index, part] of (parts ?? [{ requires: alias.requires, set: field?.selectionSet, paths: alias.paths }]).entries()) {
      const suffix = index ? `_${index}` : '';
      aliases.push({ ...alias, alias: `${alias.alias}${suffix}`, representationsVariableName: `${alias.representationsVariableName}${suffix}`, paths: part.paths.map((path) => [...path]), requires: [...part.requires] });
      if (field) asking.push(renamed({ ...field, selectionSet: part.set }, suffix));
    }
  }
  return { ...batch, ...withFields(definition, asking), entityBatch: { ...batch.entityBatch, aliases } };
}

/** The same `_entities` field under another alias, with representations of its own. */
function renamed(field: FieldNode, suffix: string): FieldNode {
  if (!suffix) return field;
  const given = field.arguments?.map((argument) => (argument.value.kind === Kind.VARIABLE ? { ...argument, value: { ...argument.value, name: { kind: Kind.NAME, value: `${argument.value.name.value}${suffix}` } as const } } : argument));
  return { ...field, alias: { kind: Kind.NAME, value: `${responseKey(field)}${suffix}` }, arguments: given ?? [] };
}

/** One part for each set of types, on each branch of the paths, that ask for the same; undefined when it is right as it is. */
function divided({ requires, set }: Whole, paths: readonly PlanPath[], rewrites: Pick<FetchNode, 'inputRewrites'>, { operation, schema }: Asked): readonly Part[] | undefined {
  const type = sentAs(rewrites, schema);
  const sent = requires.filter((part): part is Sent => part.kind === 'InlineFragment');
  const [first] = sent;
  // By the interface's own name entities are also sent to where their types are known, to learn them.
  if (!type || !first || asksForType(set, type)) return undefined;
  const possible = schema.getPossibleTypes(type).map(({ name }) => name);
  if (sent.some(({ typeCondition }) => typeCondition !== type.name && !possible.includes(typeCondition))) return undefined;
  // By the interface's own name, all of its types are sent.
  const sentFor = (name: string): Sent | undefined => sent.find(({ typeCondition }) => typeCondition === name || typeCondition === type.name);
  const branches = paths.flatMap((path) => branchesOf(path, operation, schema)).map(({ path, sets }) => ({
    path,
    keys: new Map(possible.filter((name) => allowed(path, name)).map((name) => [name, keysOfType(sets, name, schema)])),
  }));
  const all = branches.flatMap(({ keys }) => [...keys.values()]);
  const parts = new Map<string, Part>();
  for (const { path, keys } of branches) {
    for (const { names, pruned } of sameOf(set, keys, all, sentFor)) {
      const sentHere = names.map((name) => ({ ...(sentFor(name) ?? first), typeCondition: name }));
      const text = `${names.join()} ${print(pruned)}`;
      const part = parts.get(text) ?? { requires: sentHere, set: pruned, paths: [] };
      part.paths.push(path);
      parts.set(text, part);
    }
  }
  const [only] = parts.values();
  return parts.size === 1 && only?.paths.length === branches.length && only.requires.every(({ typeCondition }) => sentFor(typeCondition)) ? undefined : [...parts.values()];
}

/** The types of one branch by what is left of a fetch for them. */
function sameOf(set: SelectionSetNode, keys: ReadonlyMap<string, Keys>, all: readonly Keys[], sentFor: (name: string) => Sent | undefined) {
  const groups = new Map<string, { readonly names: string[]; readonly pruned: SelectionSetNode }>();
  for (const [name, own] of keys) {
    const pruned = prune(set, own, all);
    if (!pruned || (!sentFor(name) && !selects(pruned, own))) continue;
    const group = groups.get(print(pruned)) ?? { names: [], pruned };
    group.names.push(name);
    groups.set(print(pruned), group);
  }
  return [...groups.values()];
}

const asksForType = ({ selections }: SelectionSetNode, type: GraphQLAbstractType): boolean =>
  selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__typename';
    return selection.kind === Kind.INLINE_FRAGMENT && (selection.typeCondition?.name.value !== type.name || asksForType(selection.selectionSet, type));
  });

const selects = ({ selections }: SelectionSetNode, own: ReadonlyMap<string, unknown>): boolean =>
  selections.some((selection) => (selection.kind === Kind.FIELD ? own.has(responseKey(selection)) : selection.kind === Kind.INLINE_FRAGMENT && selects(selection.selectionSet, own)));

/** The interface by whose name all entities of a fetch are sent. */
function sentAs({ inputRewrites = [] }: Pick<FetchNode, 'inputRewrites'>, schema: GraphQLSchema): GraphQLAbstractType | undefined {
  for (const rewrite of inputRewrites) {
    const setter = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
    const type = 'setValueTo' in setter ? schema.getType(setter.setValueTo) : undefined;
    if (isAbstractType(type)) return type;
  }
  return undefined;
}

/** Whether the end of a path lets objects of a type through. */
function allowed(path: PlanPath, typeName: string): boolean {
  const last = path.at(-1);
  return last === undefined || last === '@' || 'Field' in last || last.TypeCondition.includes(typeName);
}

interface Opened {
  readonly definition: OperationDefinitionNode;
  readonly fields: readonly FieldNode[];
}

/** A fetch's operation with its fragments opened. */
function opened(text: string): Opened {
  const document = parse(text, { noLocation: true });
  const definition = document.definitions.find((candidate) => candidate.kind === Kind.OPERATION_DEFINITION);
  if (!definition) throw new Error('A plan holds a fetch without an operation.');
  const { selections } = openedSet(definition.selectionSet, fragmentsOf(document));
  return { definition, fields: selections.filter((selection) => selection.kind === Kind.FIELD) };
}

function openedSet(set: SelectionSetNode, fragments: Fragments): SelectionSetNode {
  const selections = set.selections.map((selection): SelectionNode => {
    if (selection.kind === Kind.FIELD) return selection.selectionSet ? { ...selection, selectionSet: openedSet(selection.selectionSet, fragments) } : selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) return { ...selection, selectionSet: openedSet(selection.selectionSet, fragments) };
    const fragment = fragments.get(selection.name.value);
    if (!fragment) throw new Error('A plan holds a fetch with an unknown fragment.');
    return { kind: Kind.INLINE_FRAGMENT, typeCondition: fragment.typeCondition, directives: selection.directives ?? [], selectionSet: openedSet(fragment.selectionSet, fragments) };
  });
  return { ...set, selections };
}

/** The operation with other fields, declaring the variables that they use. */
function withFields(definition: OperationDefinitionNode, fields: readonly FieldNode[]): Pick<FetchNode, 'operation' | 'variableUsages'> {
  const used = new Set<string>();
  const selectionSet = { kind: Kind.SELECTION_SET, selections: fields } as const;
  visit(selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const declared = definition.variableDefinitions ?? [];
  const kept = declared.filter(({ variable }) => used.delete(variable.name.value));
  const [representations] = declared;
  // Those left are of divided parts.
  const added = representations ? [...used].map((value) => ({ ...representations, variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value } } as const })) : [];
  const isOurs = (name: string): boolean => name === 'representations' || name.startsWith('__');
  return {
    operation: print({ ...definition, variableDefinitions: [...kept, ...added], selectionSet }),
    variableUsages: kept.map(({ variable }) => variable.name.value).filter((name) => !isOurs(name)),
  };
}
