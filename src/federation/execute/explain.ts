import type { PlanNode } from '@graphql-hive/router-query-planner';
import type { RequestContext, SubgraphCall } from '../../kernel/context.js';

/** How an operation was executed. */
export interface Explanation {
  /** A plan for each part that is planned by itself: one for a query, one for each field of a mutation. */
  readonly plans: readonly ShownPlan[];
  /** The calls to subgraphs, in the order of their answers. */
  readonly calls: readonly SubgraphCall[];
}

/** A step of a plan: a fetch, or steps that run one after another or side by side. */
export type ShownPlan =
  | { readonly kind: 'fetch'; readonly subgraph: string; readonly operation: string; /** Where the entities stand that the fetch completes. */ readonly paths?: readonly string[] }
  | { readonly kind: 'sequence' | 'parallel'; readonly steps: readonly ShownPlan[] };

/** The same context, listening. It may be used for one operation. */
export function withExplain(ctx: RequestContext): { readonly ctx: RequestContext; readonly explanation: Explanation } {
  const plans: ShownPlan[] = [];
  const calls: SubgraphCall[] = [];
  const explain = { planned: (plan: unknown) => void plans.push(plan as ShownPlan), called: (call: SubgraphCall) => void calls.push(call) };
  return { ctx: Object.create(ctx, { explain: { value: explain } }) as RequestContext, explanation: { plans, calls } };
}

/** A planner's node as it is shown. */
export function showPlan(node: PlanNode): ShownPlan {
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map(showPlan) };
    case 'Parallel':
      return { kind: 'parallel', steps: node.nodes.map(showPlan) };
    case 'Flatten':
      return { ...showPlan(node.node), paths: [pathText(node.path)] } as ShownPlan;
    case 'Fetch':
      return { kind: 'fetch', subgraph: node.serviceName, operation: node.operation };
    case 'BatchFetch':
      return { kind: 'fetch', subgraph: node.serviceName, operation: node.operation, paths: node.entityBatch.aliases.flatMap(({ paths }) => paths.map(pathText)) };
    default:
      throw new Error(`A plan holds an unknown ${node.kind}.`);
  }
}

type Segments = Extract<PlanNode, { kind: 'Flatten' }>['path'];

/** `apps.@.zone`: `@` stands for the items of a list, `<App>` for objects of that type alone. */
const pathText = (path: Segments): string =>
  path.map((segment) => (segment === '@' ? segment : 'Field' in segment ? segment.Field : `<${segment.TypeCondition.join('|')}>`)).join('.');
