import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Prepared } from '../../federation/engine.js';
import type { RequestContext } from '../../kernel/context.js';
import { isRefused, type Operations } from '../operations.js';
import { present } from '../present.js';
import { withIdempotency } from '../request.js';
import { limitError, type Limits } from './limits.js';
import { canonical, type Params } from './params.js';

/** An operation that is ready to run, or the reasons why it is not. */
export type Started = { readonly prepared: Prepared; readonly params: Params; readonly ctx: RequestContext } | { readonly errors: readonly GraphQLError[] };

/** What the carriers of GraphQL (JSON, event stream, WebSocket) have in common. */
export interface Starter {
  /** Never throws. */
  start(params: Params, ctx: RequestContext): Started;
  /** Executes a query or a mutation. Never rejects. */
  run(started: Started): Promise<ExecutionResult>;
}

export interface StarterOptions {
  readonly operations: Operations;
  readonly limits: Limits;
}

export function createStarter({ operations, limits }: StarterOptions): Starter {
  function prepare({ query, operationName }: Params): Prepared | readonly GraphQLError[] {
    if (query.length <= limits.characters) return operations.prepare(query, operationName);
    return [limitError('characters', `The document is ${query.length} characters long; at most ${limits.characters} are allowed.`)];
  }

  return {
    start(params, ctx) {
      try {
        const prepared = prepare(params);
        if (isRefused(prepared)) return { errors: prepared };
        return { prepared, params, ctx: prepared.kind === 'mutation' ? once(params, ctx) : ctx };
      } catch (failure) {
        return { errors: [present(failure, ctx)] };
      }
    },
    async run(started) {
      if ('errors' in started) return started;
      return operations.execute(started.prepared, started.params.variables, started.ctx);
    },
  };
}

/** What the key stands for: the request without its key, whatever the order of its variables. */
const once = ({ query, operationName, variables, idempotencyKey }: Params, ctx: RequestContext): RequestContext =>
  withIdempotency(ctx, idempotencyKey, `${operationName ?? ''}\n${query}\n${idempotencyKey === null ? '' : canonical(variables)}`);
