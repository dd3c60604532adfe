import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Prepared } from '../../federation/engine.js';
import type { Awaitable } from '../../kernel/awaitable.js';
import type { RequestContext } from '../../kernel/context.js';
import { Refusal } from '../../kernel/refusal.js';
import { isRefused, rootFieldsOf, type Operations } from '../operations.js';
import { present } from '../present.js';
import type { RateGate } from '../rate.js';
import { withIdempotency } from '../request.js';
import type { CostGate } from './cost.js';
import { limitError, type Limits } from './limits.js';
import { canonical, type Params } from './params.js';
import { NO_TRUSTED_DOCUMENTS, type TrustedDocuments } from './trusted.js';

export interface Ready {
  readonly prepared: Prepared;
  /** With the text of the document, also where the caller named its hash. */
  readonly params: Params;
  readonly ctx: RequestContext;
  /** Points of a document that the caller wrote, where costs are reckoned. */
  readonly cost?: number | undefined;
  /** Settles with the refusal when the caller has sent too much; absent when that is settled already. */
  readonly admission?: Promise<Refusal | undefined> | undefined;
}

/** An operation that is ready to run, or the reasons why it is not. */
export type Started = Ready | { readonly errors: readonly GraphQLError[] };

/** What the carriers of GraphQL (JSON, event stream, WebSocket) have in common. */
export interface Starter {
  /** Counts the operation, whatever becomes of it: reading it is work. Never throws. */
  start(params: Params, ctx: RequestContext): Started;
  /** Executes a query or a mutation: at once where nothing has to be waited for. Never throws nor rejects. */
  run(started: Started): Awaitable<ExecutionResult>;
  /** To be asked before a subscription is opened. @returns errors instead, when the caller has sent too much. Never rejects. */
  admit(started: Started): Promise<Started>;
}

export interface StarterOptions {
  readonly operations: Operations;
  readonly limits: Limits;
  /** @default none: every document is the caller's */
  readonly documents?: TrustedDocuments | undefined;
  /** Absent where nothing is reckoned. */
  readonly cost?: CostGate | undefined;
  /** Absent where callers are not counted. */
  readonly rate?: RateGate | undefined;
}

export function createStarter({ operations, limits, documents = NO_TRUSTED_DOCUMENTS, cost: gate, rate }: StarterOptions): Starter {
  function prepare({ query, operationName }: Params): Prepared | readonly GraphQLError[] {
    if (query.length <= limits.characters) return operations.prepare(query, operationName);
    return [limitError('characters', `The document is ${query.length} characters long; at most ${limits.characters} are allowed.`)];
  }

  function ready(given: Params, ctx: RequestContext): Started {
    const chosen = documents.choose(given);
    if ('errors' in chosen) return chosen;
    const { params, trusted } = chosen;
    if (trusted !== undefined) return keyed({ prepared: trusted, params, ctx });
    const prepared = prepare(params);
    if (isRefused(prepared)) return { errors: prepared };
    if (gate === undefined) return keyed({ prepared, params, ctx });
    const cost = gate.of(prepared, params.variables);
    const tooMuch = gate.judge(cost, ctx, prepared.operation.name?.value);
    return tooMuch === undefined ? keyed({ prepared, params, ctx, cost }) : { errors: [tooMuch] };
  }

  async function admitted(ready: Ready): Promise<Started> {
    const refusal = await ready.admission;
    return refusal === undefined ? ready : { errors: [present(refusal, ready.ctx)] };
  }

  const execute = ({ prepared, params, ctx }: Ready): Awaitable<ExecutionResult> => operations.execute(prepared, params.variables, ctx);

  return {
    start(params, ctx) {
      const taken = rate?.take(ctx.caller);
      if (taken instanceof Refusal) return { errors: [present(taken, ctx)] };
      try {
        const started = ready(params, ctx);
        return taken === undefined || 'errors' in started ? started : { ...started, admission: taken };
      } catch (failure) {
        return { errors: [present(failure, ctx)] };
      }
    },
    run(started) {
      if ('errors' in started) return started;
      return started.admission === undefined ? execute(started) : admitted(started).then((outcome) => ('errors' in outcome ? outcome : execute(outcome)));
    },
    admit: async (started) => ('errors' in started || started.admission === undefined ? started : admitted(started)),
  };
}

/** A mutation bears the key of its request. @throws Refusal INVALID_ARGUMENT */
function keyed(ready: Ready): Ready {
  if (ready.prepared.kind !== 'mutation') return ready;
  const ctx = once(ready.params, ready.ctx);
  if (ctx.idempotencyKey !== null && rootFieldsOf(ready.prepared).length > 1) throw severalFields();
  return { ...ready, ctx };
}

/** The key is that of one create; which of several it would stand for cannot be told. */
const severalFields = (): Refusal => new Refusal('INVALID_ARGUMENT', 'An idempotency key goes with a mutation of one field.', { field: 'Idempotency-Key' });

/** What the key stands for: the request without its key, whatever the order of its variables. */
const once = ({ query, operationName, variables, idempotencyKey }: Params, ctx: RequestContext): RequestContext =>
  withIdempotency(ctx, idempotencyKey, `${operationName ?? ''}\n${query}\n${idempotencyKey === null ? '' : canonical(variables)}`);
