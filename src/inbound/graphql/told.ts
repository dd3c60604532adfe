import type { IncomingHttpHeaders } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { withExplain } from '../../federation/execute/explain.js';
import type { Awaitable } from '../../kernel/awaitable.js';
import type { Ready, Started, Starter } from './start.js';

/** With this header set to 1 an answer tells what its operation costs, in `extensions.cost`, where costs are reckoned. */
export const COST_HEADER = 'x-northbound-cost';

/** With this header set to 1 an admin is told how the operation was executed, in `extensions.plan`. Others are not. */
export const PLAN_HEADER = 'x-northbound-plan';

/** Executes, and tells in the answer what the request asks to be told. Never throws nor rejects. */
export function runTelling(starter: Starter, started: Started, headers: IncomingHttpHeaders): Awaitable<ExecutionResult> {
  const asksCost = headers[COST_HEADER] === '1';
  const asksPlan = headers[PLAN_HEADER] === '1';
  if ((!asksCost && !asksPlan) || 'errors' in started) return starter.run(started);
  return tell(starter, started, asksCost, asksPlan);
}

async function tell(starter: Starter, started: Ready, asksCost: boolean, asksPlan: boolean): Promise<ExecutionResult> {
  const shown = asksPlan && started.ctx.caller.admin ? withExplain(started.ctx) : undefined;
  const result = await starter.run(shown === undefined ? started : { ...started, ctx: shown.ctx });
  const extensions = {
    ...result.extensions,
    ...(asksCost && started.cost !== undefined && { cost: { points: started.cost } }),
    ...(shown !== undefined && { plan: shown.explanation }),
  };
  return Object.keys(extensions).length === 0 ? result : { ...result, extensions };
}
