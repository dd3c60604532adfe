import { buildASTSchema, Kind, OperationTypeNode, parse, print, type DocumentNode, type GraphQLSchema } from 'graphql';
import { QueryPlanner, type PlanNode } from '@graphql-hive/router-query-planner';
import { detoured, withDetours } from './detours.js';
import { joinedTypes } from './joins.js';
import { led, narrowed, SELF, withoutSelves, withSelves, type Lead } from './narrowing.js';
import { ownerOf, withTwins } from './twins.js';

/** Plans operations of one supergraph. */
export interface Planner {
  /**
   * @returns undefined when no subgraph has to be asked.
   * @throws Error when the operation cannot be planned.
   */
  plan(operation: string): PlanNode | undefined;
}

const NO_LABELS: Set<string> = new Set();

/**
 * Hive's planner (0.0.38) fails at some operations that can be planned. They are planned again on supergraphs that lead
 * around its faults, one after the other, each made when it is first needed (it takes about 0.1 s); then each field of
 * the root by itself.
 * @throws Error when the supergraph cannot be planned on.
 */
export function createPlanner(supergraph: string): Planner {
  const document = parse(supergraph, { noLocation: true });
  const plain = new QueryPlanner(supergraph);
  const first: Planner = { plan: (operation) => plain.plan(operation, undefined, NO_LABELS, 0).node };
  const others = [withTwinsAndSelves, withAll, withDetoursOnly].map((make) => lazily(() => make(document)));
  const narrows = narrowing(document);

  const plan = (operation: string): PlanNode | undefined => {
    let cause: unknown;
    // Where an interface object is narrowed, the first may also plan what brings nothing: it is asked last.
    const all = [() => first, ...others];
    for (const planner of narrows(operation) ? [...all.slice(1), ...all.slice(0, 1)] : all) {
      try {
        const made = planner();
        if (made) return made.plan(operation);
      } catch (thrown) {
        // What the first failed at tells more.
        cause ??= thrown;
      }
    }
    const parts = rootFieldsOf(operation);
    if (parts.length < 2) throw cause;
    return { kind: 'Parallel', nodes: parts.flatMap((part) => plan(part) ?? []) };
  };
  return { plan };
}

/** Whether an operation narrows an interface that is an object somewhere. */
function narrowing(document: DocumentNode): (operation: string) => boolean {
  const selves = withSelves(document);
  if (!selves) return () => false;
  const schema = buildASTSchema(selves, { assumeValid: true, assumeValidSDL: true });
  return (operation) => led(operation, schema, [narrowed(schema)]).includes(SELF);
}

/** A query as queries of one field each; what is no query is one whole. */
function rootFieldsOf(operation: string): readonly string[] {
  const [definition] = parse(operation, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION || definition.operation !== OperationTypeNode.QUERY) return [];
  return definition.selectionSet.selections.map((selection) => print({ ...definition, selectionSet: { ...definition.selectionSet, selections: [selection] } }));
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function withTwinsAndSelves(document: DocumentNode): Planner | undefined {
  const selves = withSelves(document);
  const twins = withTwins(selves ?? document);
  const changed = twins ?? selves;
  return changed && plannerOf(changed, (schema) => [narrowed(schema)]);
}

function withAll(document: DocumentNode): Planner {
  const types = joinedTypes(document);
  const selves = withSelves(document) ?? document;
  return plannerOf(withDetours(withTwins(selves) ?? selves, types), (schema) => [narrowed(schema), (set, type) => detoured(set, type, types)]);
}

function withDetoursOnly(document: DocumentNode): Planner {
  const types = joinedTypes(document);
  return plannerOf(withDetours(withTwins(document) ?? document, types), () => [(set, type) => detoured(set, type, types)]);
}

function plannerOf(document: DocumentNode, leadsFor: (schema: GraphQLSchema) => readonly Lead[]): Planner {
  const planner = new QueryPlanner(print(document));
  const schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  const leads = leadsFor(schema);
  return {
    plan(operation) {
      const { node } = planner.plan(led(operation, schema, leads), undefined, NO_LABELS, 0);
      return withOwners(node && withoutSelves(node));
    },
  };
}

/** The plan with each twin's fetches as its owner's. */
function withOwners(node: PlanNode | undefined): PlanNode | undefined {
  switch (node?.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.flatMap((inner) => withOwners(inner) ?? []) };
    case 'Flatten':
      return { ...node, node: withOwners(node.node) ?? node.node };
    case 'Fetch':
    case 'BatchFetch':
      return { ...node, serviceName: ownerOf(node.serviceName) };
    case 'Subscription':
      return { ...node, primary: { ...node.primary, serviceName: ownerOf(node.primary.serviceName) } };
    default:
      return node;
  }
}
