import { Kind, type FragmentDefinitionNode, type GraphQLError } from 'graphql';
import type { Prepared } from '../../federation/engine.js';
import type { RequestContext } from '../../kernel/context.js';
import type { Operations } from '../operations.js';
import { costError } from './limits.js';
import { measureOperation } from './measure.js';
import type { Points, Variables } from './points.js';

export interface CostPolicy {
  /** Points of one request. Undefined: every cost is measured and none is too much. */
  readonly limit?: number | undefined;
  /** Whether what is above the limit is refused; else it is only written down. */
  readonly enforce: boolean;
  /** Told of the cost of every operation. */
  readonly observe?: ((points: number) => void) | undefined;
}

/** Judges what callers send, with their variables and before anything runs. */
export interface CostGate {
  readonly limit: number | undefined;
  /** What an operation costs; it is observed. */
  of(prepared: Prepared, variables: Variables): number;
  /** Why what costs so much, one operation or several together, is not executed; undefined when it is. */
  judge(cost: number, ctx: RequestContext, name?: string): GraphQLError | undefined;
}

/** A document is measured once; then a cost takes as many multiplications as it has pages told by variables. */
export function createCostGate({ limit, enforce, observe }: CostPolicy, operations: Pick<Operations, 'schema'>): CostGate {
  const known = new WeakMap<Prepared, Points>();

  function measure(prepared: Prepared): Points {
    const fragments = prepared.document.definitions.filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION);
    const { points } = measureOperation(operations.schema, prepared.operation, new Map(fragments.map((fragment) => [fragment.name.value, fragment])));
    known.set(prepared, points);
    return points;
  }

  return {
    limit,
    of(prepared, variables) {
      const cost = (known.get(prepared) ?? measure(prepared)).of(variables);
      observe?.(cost);
      return cost;
    },
    judge(cost, ctx, name) {
      if (limit === undefined || cost <= limit) return undefined;
      if (enforce) return costError(cost, limit);
      ctx.log.info({ operation: name, cost, limit }, 'an operation costs more than the limit');
      return undefined;
    },
  };
}
