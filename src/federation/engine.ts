import {
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import type { Awaitable } from '../kernel/awaitable.js';
import type { RequestContext } from '../kernel/context.js';
import { conditionVariables, operationOf, specialise, type Operation } from './document.js';
import { toGraphQLError } from './execute/execution.js';
import { createLru, type Lru } from './lru.js';
import { compileOperation, type Compiled, type Compiler } from './execute/operation.js';
import { createPlanSpace, type PlanSpace, type PlanSpaceOptions } from './plan-space.js';
import { conditionValues, reservedNames, variablesReader } from './variables.js';

/** A document of which one operation is ready to run, any number of times. Neither function throws or rejects. */
export interface Prepared {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly operation: OperationDefinitionNode;
  readonly document: DocumentNode;
  /** Of the supergraph that it was planned on; another one may have taken its place. */
  readonly generation: number;
  /** Whether a subgraph elsewhere may take part, which is told the caller's own token. */
  readonly far: boolean;
  /** A result without `data` was refused before anything ran (its variables are wrong). */
  execute(variables: Record<string, unknown> | null | undefined, ctx: RequestContext): Awaitable<ExecutionResult>;
  /** A stream, or a result with errors when none was opened. */
  subscribe(variables: Record<string, unknown> | null | undefined, ctx: RequestContext): Promise<AsyncIterable<ExecutionResult> | ExecutionResult>;
}

export interface Engine {
  /** What callers see: the supergraph without its join directives and inaccessible parts. */
  readonly schema: GraphQLSchema;
  readonly supergraph: string;
  readonly generation: number;
  /** Parses, validates, plans and compiles, or remembers having done so. Errors are the document's own. */
  prepare(query: string, operationName?: string | null): Prepared | readonly GraphQLError[];
  /** The documents that were asked for last, at most so many, the last one last. */
  latest(count: number): readonly AskedDocument[];
}

/** What an engine was asked to prepare. */
export interface AskedDocument {
  readonly query: string;
  readonly operationName: string | null;
}

export interface EngineRules {
  /**
   * How many prepared documents are kept, those used last. @default 500 — a nested one takes about 117 KB. As many
   * variants by `@skip` and `@include` are kept beside them, and a fifth as many documents found faulty.
   */
  readonly maxDocuments?: number;
  /** Rules beside GraphQL's own. */
  readonly rules?: readonly ValidationRule[];
  /** Documents of more tokens are refused. @default no limit */
  readonly maxTokens?: number;
  /** Whether errors propose names that exist; they would tell of a schema that may not be asked for. @default true */
  readonly suggestions?: boolean;
  /**
   * Milliseconds for one request as a whole, and for one event of a stream. What has not answered then is an error at
   * its own place, and what was to follow it is not asked. @default 120 000
   */
  readonly deadlineMs?: number | undefined;
}

/** A supergraph, or what was made of one before. */
export type EngineOptions = EngineRules & (PlanSpaceOptions | { readonly space: PlanSpace });

const MAX_DOCUMENTS = 500;
/** Characters of all remembered documents together. */
const MAX_TEXT = 8 * 1024 * 1024;
/** Variables that decide on conditions: each doubles the variants of a document. */
const MAX_CONDITIONS = 8;
const OPERATION_NAME = /^[_A-Za-z]\w*$/;

/** @throws Error when the supergraph cannot be read or planned on. */
export function createEngine({ maxDocuments = MAX_DOCUMENTS, rules = [], maxTokens, suggestions = true, deadlineMs, ...given }: EngineOptions): Engine {
  const space = 'space' in given ? given.space : createPlanSpace(given);
  const { schema, supergraph, generation, far } = space;
  const compiler: Compiler = { schema, planner: space.planner, fieldNames: space.fieldNames, steps: space.steps, deadlineMs };
  const allRules = [...specifiedRules, ...rules];
  const prepared = createLru<Prepared>(maxDocuments, MAX_TEXT);
  const faulty = createLru<readonly GraphQLError[]>(Math.ceil(maxDocuments / 5), MAX_TEXT / 8);
  const variants = createLru<Compiled>(maxDocuments);
  let documents = 0;

  const make = (query: string, operationName: string | null | undefined): Prepared | readonly GraphQLError[] => {
    try {
      const document = parse(query, { ...(maxTokens !== undefined && { maxTokens }) });
      const errors = [...reservedNames(document), ...validate(schema, document, allRules, { hideSuggestions: !suggestions })];
      if (errors.length) return errors;
      documents += 1;
      return { ...prepareOperation(compiler, document, operationOf(document, operationName), variants, documents), generation, far };
    } catch (thrown) {
      return [toGraphQLError(thrown)];
    }
  };

  return {
    schema,
    supergraph,
    generation,
    prepare(query, operationName) {
      if (operationName && !OPERATION_NAME.test(operationName)) return [new GraphQLError(`Unknown operation named ${JSON.stringify(operationName)}.`)];
      const key = keyOf(query, operationName);
      const known = prepared.get(key) ?? faulty.get(key);
      if (known) return known;
      const made = make(query, operationName);
      if ('execute' in made) prepared.set(key, made, key.length);
      else faulty.set(key, made, key.length);
      return made;
    },
    latest: (count) => prepared.keys().slice(-count).map(askedBy),
  };
}

/** A name holds no line break, so no name and text make the key of another pair. */
const keyOf = (query: string, operationName: string | null | undefined): string => `${operationName ?? ''}\n${query}`;

function askedBy(key: string): AskedDocument {
  const end = key.indexOf('\n');
  return { query: key.slice(end + 1), operationName: key.slice(0, end) || null };
}

function prepareOperation(compiler: Compiler, document: DocumentNode, operation: Operation, variants: Lru<Compiled>, id: number): Omit<Prepared, 'generation' | 'far'> {
  const { definition } = operation;
  const read = variablesReader(compiler.schema, definition);
  const variant = variantsOf(compiler, operation, variants, id);
  return {
    kind: definition.operation,
    operation: definition,
    document,
    // Not asynchronous by itself: what needs no waiting is answered at once.
    execute(given, ctx) {
      try {
        const variables = read(given);
        if ('errors' in variables) return variables;
        const result = variant(variables.coerced).execute(variables.sent, ctx);
        return result instanceof Promise ? result.catch(failed) : result;
      } catch (thrown) {
        return failed(thrown);
      }
    },
    async subscribe(given, ctx) {
      try {
        const variables = read(given);
        return 'errors' in variables ? variables : await variant(variables.coerced).subscribe(variables.sent, ctx);
      } catch (thrown) {
        return failed(thrown);
      }
    },
  };
}

const failed = (thrown: unknown): ExecutionResult => ({ errors: [toGraphQLError(thrown)] });

/** A form that cannot be planned is remembered too: to find that out takes long. */
function compiledOrFailing(compiler: Compiler, operation: Operation): Compiled {
  try {
    return compileOperation(compiler, operation);
  } catch (thrown) {
    const answer = failed(thrown);
    return { execute: () => answer, subscribe: async () => answer };
  }
}

/**
 * The compiled form for given variables: one for each combination of the booleans that decide on conditions, made
 * when it is first asked for.
 */
function variantsOf(compiler: Compiler, operation: Operation, variants: Lru<Compiled>, id: number): (coerced: Readonly<Record<string, unknown>>) => Compiled {
  const names = conditionVariables(operation);
  if (!names?.length) {
    const compiled = compileOperation(compiler, names ? specialise(operation, new Map()) : operation);
    return () => compiled;
  }
  if (names.length > MAX_CONDITIONS) throw new GraphQLError(`At most ${MAX_CONDITIONS} variables may decide on @skip and @include.`);
  return (coerced) => {
    const values = conditionValues(names, coerced);
    const key = `${id}:${[...values.values()].map(Number).join('')}`;
    const known = variants.get(key);
    if (known) return known;
    const compiled = compiledOrFailing(compiler, specialise(operation, values));
    variants.set(key, compiled);
    return compiled;
  };
}
