import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Prepared } from '../../federation/engine.js';
import type { RequestContext } from '../../kernel/context.js';
import { Refusal } from '../../kernel/refusal.js';
import { isRefused, rootFieldsOf, type Operations } from '../operations.js';
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
        if (prepared.kind !== 'mutation') return { prepared, params, ctx };
        const keyed = once(params, ctx);
        if (keyed.idempotencyKey !== null && rootFieldsOf(prepared).length > 1) throw severalFields();
        return { prepared, params, ctx: keyed };
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

/** The key is that of one create; which of several it would stand for cannot be told. */
const severalFields = (): Refusal => new Refusal('INVALID_ARGUMENT', 'An idempotency key goes with a mutation of one field.', { field: 'Idempotency-Key' });

/** What the key stands for: the request without its key, whatever the order of its variables. */
const once = ({ query, operationName, variables, idempotencyKey }: Params, ctx: RequestContext): RequestContext =>
  withIdempotency(ctx, idempotencyKey, `${operationName ?? ''}\n${query}\n${idempotencyKey === null ? '' : canonical(variables)}`);
