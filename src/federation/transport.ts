import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { RequestContext } from '../kernel/context.js';
import { nearRunner } from './near/near.js';

/** Runs one prepared operation of a subgraph. `variables` hold what the caller sent, uncoerced. */
export type Call = (variables: Record<string, unknown>, ctx: RequestContext) => ExecutionResult | Promise<ExecutionResult>;

/** Opens one prepared subscription of a subgraph. */
export type Open = (variables: Record<string, unknown>, ctx: RequestContext) => Promise<AsyncIterable<ExecutionResult> | ExecutionResult>;

/** The way to a subgraph. An operation of a plan is prepared once and then called for each request. */
export interface Transport {
  prepare(operation: string): Call;
  subscribe(operation: string): Open;
  /** The subgraph's own schema where it is at hand: the engine takes the rules of custom scalars from it. */
  readonly schema?: GraphQLSchema;
}

/** A subgraph in this process: no HTTP, no parsing, no serialising. */
export function nearTransport(schema: GraphQLSchema): Transport {
  const { call, open } = nearRunner(schema);
  return { schema, prepare: call, subscribe: open };
}
