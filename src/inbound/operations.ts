import { Kind, type DocumentNode, type ExecutionResult, type FieldNode, type FragmentDefinitionNode, type GraphQLError, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import type { Engine, Prepared } from '../federation/engine.js';
import type { Awaitable } from '../kernel/awaitable.js';
import type { Log, RequestContext } from '../kernel/context.js';
import { createFollowers } from './followers.js';
import { isOurFault, present, presentRequestError } from './present.js';
import { warm } from './warm.js';

export type Variables = Record<string, unknown> | null | undefined;

/** Where every door executes: one identity rule, one presentation of errors. */
export interface Operations {
  /** The public schema of the current graph. */
  readonly schema: GraphQLSchema;
  /** Of the current graph; one higher with each that takes its place. */
  readonly generation: number;
  /** Prepares a document that a caller sent. Limits apply; the errors are presented. */
  prepare(query: string, operationName?: string | null): Prepared | readonly GraphQLError[];
  /**
   * Prepares a document of our own, without limits. What is returned follows the graph: it always runs on the current
   * one. @throws Error when it is not valid, since that is our fault.
   */
  prepareTrusted(query: string): Prepared;
  /**
   * At once where nothing has to be waited for. Never throws nor rejects. Errors are presented: `extensions.code` is a `RefusalCode` or `BAD_USER_INPUT`, with `retryAfter`
   * (seconds) and `field` where they are known. `data` is absent when nothing was executed.
   */
  execute(prepared: Prepared, variables: Variables, ctx: RequestContext): Awaitable<ExecutionResult>;
  /** As `execute`; the stream never throws: a failure is its last result. It ends when `ctx.signal` does. */
  subscribe(prepared: Prepared, variables: Variables, ctx: RequestContext): Promise<AsyncIterable<ExecutionResult> | ExecutionResult>;
  /** The scopes that the root fields ask for, each once. */
  scopesOf(prepared: Prepared): readonly string[];
  /** The listener is called whenever another graph has become the current one. It must not throw. */
  onSwap(listener: () => void): void;
}

/** Two engines of one graph. */
export interface Engines {
  /** Checks the limits of public documents. */
  readonly engine: Engine;
  /** The same graph without limits, and with a cache of its own that callers cannot fill. */
  readonly trusted: Engine;
}

export interface LiveOperations extends Operations {
  /**
   * Makes another graph the current one, once every document of our own is found valid on it. What was prepared or has
   * begun on the one before goes on there. Not to be called again before it has settled.
   * @returns what is not valid, each with the name of its document; when there is any, nothing has changed
   */
  swap(next: Engines): Promise<readonly string[]>;
}

/** How operations went. */
export interface OperationMetrics {
  /** `invalid` is a document that was never executed; `code` is that of the first error, null when there was none. */
  operation(kind: Prepared['kind'] | 'invalid', code: string | null): void;
}

export interface OperationsOptions extends Engines {
  /** Scope by coordinate, e.g. `Query.apps`. */
  readonly scopes: ReadonlyMap<string, string>;
  readonly metrics?: OperationMetrics | undefined;
  /** Told of documents that could not be prepared by no fault of theirs. */
  readonly log?: Pick<Log, 'error'> | undefined;
}

export function createOperations({ engine: first, trusted, scopes, metrics, log }: OperationsOptions): LiveOperations {
  const followers = createFollowers(trusted);
  const listeners: (() => void)[] = [];
  let engine = first;
  const scopesByOperation = new WeakMap<Prepared, readonly string[]>();
  const told = new WeakSet<GraphQLError>();

  /** A faulty document is remembered with its errors, and may be sent again and again. */
  function tellOnce(error: GraphQLError): void {
    if (told.has(error)) return;
    told.add(error);
    log?.error({ err: error.originalError ?? error }, 'a document could not be prepared');
  }

  /** Not by `attempt`: its promises are felt where the operation is small. */
  function execute(prepared: Prepared, variables: Variables, ctx: RequestContext): Awaitable<ExecutionResult> {
    const counted = (result: ExecutionResult): ExecutionResult => {
      metrics?.operation(prepared.kind, codeOf(result.errors?.[0]));
      return result;
    };
    const presented = (result: ExecutionResult): ExecutionResult => counted(presentResult(result, ctx));
    const failed = (failure: unknown): ExecutionResult => counted({ errors: [present(failure, ctx)] });
    try {
      const executed = prepared.execute(variables, ctx);
      return executed instanceof Promise ? executed.then(presented).catch(failed) : presented(executed);
    } catch (failure) {
      return failed(failure);
    }
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
    get schema() {
      return engine.schema;
    },
    get generation() {
      return engine.generation;
    },
    prepare(query, operationName) {
      const prepared = engine.prepare(query, operationName);
      if (!isRefused(prepared)) return prepared;
      const errors = prepared.map(presentRequestError);
      for (const error of prepared) if (isOurFault(error)) tellOnce(error);
      metrics?.operation('invalid', codeOf(errors[0]));
      return errors;
    },
    prepareTrusted: followers.follow,
    execute,
    subscribe,
    scopesOf(prepared) {
      const known = scopesByOperation.get(prepared);
      if (known !== undefined) return known;
      const found = rootScopes(prepared, scopes);
      scopesByOperation.set(prepared, found);
      return found;
    },
    onSwap: (listener) => void listeners.push(listener),
    async swap(next) {
      const outcome = await followers.rehearse(next.trusted);
      if (typeof outcome !== 'function') return outcome;
      await warm(next.engine, engine);
      outcome();
      engine = next.engine;
      for (const listener of listeners) listener();
      return [];
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
export const rootFieldsOf = ({ operation, document }: Prepared): readonly FieldNode[] => fieldsIn(operation.selectionSet, document);

/** The fields of a selection, also those that stand in fragments. */
export function fieldsIn(selected: SelectionSetNode, { definitions }: DocumentNode): readonly FieldNode[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const fields = ({ selections }: SelectionSetNode): readonly FieldNode[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const part = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return part === undefined ? [] : fields(part.selectionSet);
    });
  return fields(selected);
}
