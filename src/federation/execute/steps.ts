import type { ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import type { FetchNode, PlanNode } from '@graphql-hive/router-query-planner';
import { Refusal } from '../../kernel/refusal.js';
import { batchStep, entityStep } from './entities.js';
import { asking, type Ask } from './ask.js';
import { askedBy } from './asked.js';
import { fromSubgraph, isObject, isPromise, pick, toGraphQLError, type Execution, type Step } from './execution.js';
import { merge } from './merge.js';
import { rewriteOf } from './rewrite.js';
import type { Transport } from '../transport.js';

export interface Steps {
  /** @throws Error when the plan holds a node that the engine does not know. */
  compile(node: PlanNode): Step;
  transport(serviceName: string): Transport;
}

export function createSteps(schema: GraphQLSchema, transports: Readonly<Record<string, Transport>>): Steps {
  const transport = (serviceName: string): Transport => {
    const found = transports[serviceName];
    if (!found) throw new Error(`There is no transport to the subgraph ${serviceName}.`);
    return found;
  };
  const ask = ({ serviceName, operation }: { readonly serviceName: string; readonly operation: string }): Ask => asking(serviceName, transport(serviceName).prepare(operation));

  const compile = (node: PlanNode): Step => {
    switch (node.kind) {
      case 'Sequence':
        return sequence(node.nodes.map(compile));
      case 'Parallel':
        return parallel(node.nodes.map(compile));
      case 'Fetch':
        return safely(fetchStep(node, ask(node), schema));
      case 'Flatten':
        if (node.node.kind !== 'Fetch') throw new Error(`A plan flattens a ${node.node.kind}.`);
        return safely(entityStep(node.node, node.path, ask(node.node), schema));
      case 'BatchFetch':
        return safely(batchStep(node, ask(node), schema));
      default:
        throw new Error(`A plan holds an unknown ${node.kind}.`);
    }
  };
  return { compile, transport };
}

/** Keeps what no code foresaw (lists nested until the stack ends, say) from taking the rest of the answer with it. */
function safely(step: Step): Step {
  return (execution) => {
    const note = (thrown: unknown): void => void execution.errors.push(toGraphQLError(thrown));
    try {
      const pending = step(execution);
      return isPromise(pending) ? pending.catch(note) : pending;
    } catch (thrown) {
      note(thrown);
    }
  };
}

/** One after the other; without waiting where nothing has to be waited for. */
export function sequence(steps: readonly Step[]): Step {
  const [only] = steps;
  if (only && steps.length === 1) return only;
  const from = (execution: Execution, first: number): void | Promise<void> => {
    for (let index = first; index < steps.length; index += 1) {
      const pending = steps[index]?.(execution);
      if (isPromise(pending)) return pending.then(() => from(execution, index + 1));
    }
  };
  return (execution) => from(execution, 0);
}

function parallel(steps: readonly Step[]): Step {
  return (execution) => {
    const pending = steps.map((step) => step(execution)).filter(isPromise);
    return pending.length ? Promise.all(pending).then(() => undefined) : undefined;
  };
}

function fetchStep({ serviceName, operation, variableUsages = [], outputRewrites }: FetchNode, ask: Ask, schema: GraphQLSchema): Step {
  const absorb = absorber({ serviceName, operation, outputRewrites }, schema);
  return (execution) => {
    const result = ask(execution, pick(variableUsages, execution.variables));
    return isPromise(result) ? result.then((answer) => absorb(execution, answer)) : absorb(execution, result);
  };
}

/** Takes the answer to a fetch of root fields into the execution. An error without a path stands at each of the fields. */
export function absorber({ serviceName, operation, outputRewrites }: Pick<FetchNode, 'serviceName' | 'operation' | 'outputRewrites'>, schema: GraphQLSchema): (execution: Execution, result: ExecutionResult) => void {
  const rewrite = rewriteOf(outputRewrites, schema);
  const asked = askedBy(operation, schema, rewrite);
  const absorbErrors = (execution: Execution, errors: NonNullable<ExecutionResult['errors']>): void => {
    for (const error of errors) {
      const paths = error.path?.length ? [rewrite?.path(error.path) ?? error.path] : asked.keys.map((key) => [key]);
      for (const path of paths) execution.errors.push(fromSubgraph(error, path, serviceName));
    }
  };
  return (execution, { data, errors }) => {
    if (errors?.length) absorbErrors(execution, errors);
    else if (!isObject(data)) absorbErrors(execution, [nothing(serviceName)]);
    if (!isObject(data)) return;
    rewrite?.apply(data);
    merge(execution.data, data, asked);
  };
}

/** About an answer that is none. */
export const nothing = (serviceName: string): GraphQLError => toGraphQLError(new Refusal('BAD_GATEWAY', `The subgraph ${serviceName} answered neither data nor errors.`));
