import type { ExecutionResult } from 'graphql';
import type { RequestContext } from '../../kernel/context.js';
import { Refusal } from '../../kernel/refusal.js';
import { createDeadlines } from './deadlines.js';
import { isPromise, toGraphQLError, type Execution, type Json } from './execution.js';
import type { Call } from '../transport.js';

/** Asks a subgraph on behalf of an execution. Never throws and never rejects: a failure is an error of the answer. */
export type Ask = (execution: Execution, variables: Json) => ExecutionResult | Promise<ExecutionResult>;

const failed = (thrown: unknown): ExecutionResult => ({ errors: [toGraphQLError(thrown)] });

const late = (): ExecutionResult => failed(new Refusal('TIMEOUT', 'The request took longer than it may.'));

const deadlines = createDeadlines();

/**
 * What has not answered when the time of the whole request is over counts as failed, and so does what would only be asked
 * then, or after the client has left: each at its own place, and what is there already is answered.
 */
export function asking(subgraph: string, call: Call): Ask {
  const attempt = (variables: Json, ctx: RequestContext): ExecutionResult | Promise<ExecutionResult> => {
    try {
      const result = call(variables, ctx);
      return isPromise(result) ? result.catch(failed) : result;
    } catch (thrown) {
      return failed(thrown);
    }
  };

  return function ask(execution, variables) {
    const { ctx, until } = execution;
    if (execution.waited) {
      if (ctx.left === true) return failed(new Refusal('ABORTED', 'The client left before the answer.'));
      if (performance.now() >= until) return late();
    }
    const started = ctx.explain ? performance.now() : 0;
    const result = attempt(variables, ctx);
    const answer = isPromise(result) ? waitFor(execution, result) : result;
    if (ctx.explain) note(ctx, subgraph, variables, started, answer);
    return answer;
  };
}

function waitFor(execution: Execution, result: Promise<ExecutionResult>): Promise<ExecutionResult> {
  execution.waited = true;
  return deadlines.within(result, execution.until, late);
}

function note({ explain }: RequestContext, subgraph: string, variables: Json, started: number, answer: ExecutionResult | Promise<ExecutionResult>): void {
  const lists = Object.entries(variables).flatMap(([name, value]) => (isRepresentations(name) && Array.isArray(value) ? [value.length] : []));
  const called = ({ errors = [] }: ExecutionResult): void =>
    explain?.called({
      subgraph,
      ...(lists.length ? { kind: 'entities', entities: lists.reduce((sum, length) => sum + length, 0) } : { kind: 'fields' }),
      milliseconds: Math.round((performance.now() - started) * 1000) / 1000,
      errors: errors.length,
    });
  if (isPromise(answer)) void answer.then(called);
  else called(answer);
}

/** The variables of a plan that carry entities; callers cannot use these names (see `reservedNames`). */
const isRepresentations = (variable: string): boolean => variable === 'representations' || variable.startsWith('__');
