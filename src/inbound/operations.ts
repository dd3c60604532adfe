import { Kind, type ExecutionResult, type FieldNode, type FragmentDefinitionNode, type GraphQLError, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import type { Engine, Prepared } from '../federation/engine.js';
import type { RequestContext } from '../kernel/context.js';
import { present, presentRequestError } from './present.js';

export type Variables = Record<string, unknown> | null | undefined;

/** Where every door executes: one identity rule, one presentation of errors. */
export interface Operations {
  /** The public schema. */
  readonly schema: GraphQLSchema;
  /** Prepares a document that a caller sent. Limits apply; the errors are presented. */
  prepare(query: string, operationName?: string | null): Prepared | readonly GraphQLError[];
  /** Prepares a document of our own, without limits. @throws Error when it is not valid, since that is our fault. */
  prepareTrusted(query: string): Prepared;
  /**
   * Never rejects. Errors are presented: `extensions.code` is a `RefusalCode` or `BAD_USER_INPUT`, with `retryAfter`
   * (seconds) and `field` where they are known. `data` is absent when nothing was executed.
   */
  execute(prepared: Prepared, variables: Variables, ctx: RequestContext): Promise<ExecutionResult>;
  /** As `execute`; the stream never throws: a failure is its last result. It ends when `ctx.signal` does. */
  subscribe(prepared: Prepared, variables: Variables, ctx: RequestContext): Promise<AsyncIterable<ExecutionResult> | ExecutionResult>;
  /** The scopes that the root fields ask for, each once. */
  scopesOf(prepared: Prepared): readonly string[];
}

/** How operations went. */
export interface OperationMetrics {
  /** `invalid` is a document that was never executed; `code` is that of the first error, null when there was none. */
  operation(kind: Prepared['kind'] | 'invalid', code: string | null): void;
}

export interface OperationsOptions {
  /** Checks the limits of public documents. */
  readonly engine: Engine;
  /** The same graph without limits, and with a cache of its own that callers cannot fill. */
  readonly trusted: Engine;
  /** Scope by coordinate, e.g. `Query.apps`. */
  readonly scopes: ReadonlyMap<string, string>;
  readonly metrics?: OperationMetrics | undefined;
}

export function createOperations({ engine, trusted, scopes, metrics }: OperationsOptions): Operations {
  const scopesByOperation = new WeakMap<Prepared, readonly string[]>();

  async function execute(prepared: Prepared, variables: Variables, ctx: RequestContext): Promise<ExecutionResult> {
    let result: ExecutionResult;
    // Not by `attempt`: its two promises more are felt where the operation is small.
    try {
      result = presentResult(await prepared.execute(variables, ctx), ctx);
    } catch (failure) {
      result = { errors: [present(failure, ctx)] };
    }
    metrics?.operation(prepared.kind, codeOf(result.errors?.[0]));
    return result;
  }

  async function subscribe(prepared: Prepared, variables: Variables, ctx: RequestContext): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
    const outcome = await attempt(ctx, async () => {
      const source = await prepared.subscribe(variables, ctx);
      return isStream(source) ? presentStream(source, ctx) : presentResult(source, ctx);
    });
    metrics?.operation(prepared.kind, isStream(outcome) ? null : codeOf(outcome.errors?.[0]));
    return outcome;
  }

  return {
    schema: engine.schema,
    prepare(query, operationName) {
      const prepared = engine.prepare(query, operationName);
      if (!isRefused(prepared)) return prepared;
      const errors = prepared.map(presentRequestError);
      metrics?.operation('invalid', codeOf(errors[0]));
      return errors;
    },
    prepareTrusted(query) {
      const prepared = trusted.prepare(query);
      if (!isRefused(prepared)) return prepared;
      throw new Error(`A document of ours is not valid: ${prepared.map((error) => error.message).join(' ')}\n${query}`);
    },
    execute,
    subscribe,
    scopesOf(prepared) {
      const known = scopesByOperation.get(prepared);
      if (known !== undefined) return known;
      const found = rootScopes(prepared, scopes);
      scopesByOperation.set(prepared, found);
      return found;
    },
  };
}

export const isRefused = (prepared: Prepared | readonly GraphQLError[]): prepared is readonly GraphQLError[] => Array.isArray(prepared);

export const isStream = (result: AsyncIterable<ExecutionResult> | ExecutionResult): result is AsyncIterable<ExecutionResult> =>
  Symbol.asyncIterator in result;

/** The code of a presented error. */
export function codeOf(error: GraphQLError | undefined): string | null {
  const code = error?.extensions['code'];
  return typeof code === 'string' ? code : null;
}

async function attempt<T>(ctx: RequestContext, work: () => Promise<T>): Promise<T | ExecutionResult> {
  try {
    return await work();
  } catch (failure) {
    return { errors: [present(failure, ctx)] };
  }
}

/** A result without errors is handed on as it is: most are, and copying costs. */
function presentResult(result: ExecutionResult, ctx: RequestContext): ExecutionResult {
  if (result.errors === undefined || result.errors.length === 0) return result;
  const executed = result.data !== undefined;
  return { ...result, errors: result.errors.map((error) => present(error, ctx, executed)) };
}

/** Written by hand, as a generator would keep `return` waiting behind a `next` that may never come. */
function presentStream(source: AsyncIterable<ExecutionResult>, ctx: RequestContext): AsyncIterableIterator<ExecutionResult> {
  const iterator = source[Symbol.asyncIterator]();
  let ended = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (ended) return { done: true, value: undefined };
      try {
        const step = await iterator.next();
        if (step.done === true || ended) return { done: true, value: undefined };
        return { done: false, value: presentResult(step.value, ctx) };
      } catch (failure) {
        const left = ended || ctx.signal.aborted;
        ended = true;
        return left ? { done: true, value: undefined } : { done: false, value: { errors: [present(failure, ctx)] } };
      }
    },
    async return() {
      ended = true;
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
}

const ROOT = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

function rootScopes(prepared: Prepared, scopes: ReadonlyMap<string, string>): readonly string[] {
  const found = rootFieldsOf(prepared).map((field) => scopes.get(`${ROOT[prepared.kind]}.${field.name.value}`));
  return [...new Set(found.filter((scope) => scope !== undefined))];
}

/** The fields at the root of the operation, also those that stand in fragments. */
export function rootFieldsOf({ operation, document }: Prepared): readonly FieldNode[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const fields = ({ selections }: SelectionSetNode): readonly FieldNode[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const part = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return part === undefined ? [] : fields(part.selectionSet);
    });
  return fields(operation.selectionSet);
}
