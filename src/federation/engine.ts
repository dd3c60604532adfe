import {
  buildASTSchema,
  GraphQLError,
  isScalarType,
  isSpecifiedScalarType,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { QueryPlanner } from '@graphql-hive/router-query-planner';
import type { RequestContext } from '../kernel/context.js';
import { conditionVariables, operationOf, specialise, type Operation } from './document.js';
import { toGraphQLError } from './execution.js';
import { createLru, type Lru } from './lru.js';
import { compileOperation, type Compiled, type Compiler } from './operation.js';
import { createSteps } from './steps.js';
import type { Transport } from './transport.js';
import { conditionValues, reservedNames, variablesReader } from './variables.js';

/** A document of which one operation is ready to run, any number of times. Neither function throws or rejects. */
export interface Prepared {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly operation: OperationDefinitionNode;
  readonly document: DocumentNode;
  /** A result without `data` was refused before anything ran (its variables are wrong). */
  execute(variables: Record<string, unknown> | null | undefined, ctx: RequestContext): Promise<ExecutionResult>;
  /** A stream, or a result with errors when none was opened. */
  subscribe(variables: Record<string, unknown> | null | undefined, ctx: RequestContext): Promise<AsyncIterable<ExecutionResult> | ExecutionResult>;
}

export interface Engine {
  /** What callers see: the supergraph without its join directives and inaccessible parts. */
  readonly schema: GraphQLSchema;
  readonly supergraph: string;
  /** Parses, validates, plans and compiles, or remembers having done so. Errors are the document's own. */
  prepare(query: string, operationName?: string | null): Prepared | readonly GraphQLError[];
}

export interface EngineOptions {
  /** SDL of a supergraph, composed here or elsewhere. */
  readonly supergraph: string;
  /** By subgraph name, as the supergraph names it. */
  readonly transports: Readonly<Record<string, Transport>>;
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

const MAX_DOCUMENTS = 500;
/** Characters of all remembered documents together. */
const MAX_TEXT = 8 * 1024 * 1024;
/** Variables that decide on conditions: each doubles the variants of a document. */
const MAX_CONDITIONS = 8;
const OPERATION_NAME = /^[_A-Za-z]\w*$/;

/** @throws Error when the supergraph cannot be read or planned on. */
export function createEngine({ supergraph, transports, maxDocuments = MAX_DOCUMENTS, rules = [], maxTokens, suggestions = true, deadlineMs }: EngineOptions): Engine {
  const schema = publicSchema(supergraph, transports);
  const compiler: Compiler = { schema, planner: new QueryPlanner(supergraph), steps: createSteps(schema, transports), deadlineMs };
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
      return prepareOperation(compiler, document, operationOf(document, operationName), variants, documents);
    } catch (thrown) {
      return [toGraphQLError(thrown)];
    }
  };

  return {
    schema,
    supergraph,
    prepare(query, operationName) {
      if (operationName && !OPERATION_NAME.test(operationName)) return [new GraphQLError(`Unknown operation named ${JSON.stringify(operationName)}.`)];
      // A name holds no line break, so no name and text make the key of another pair.
      const key = `${operationName ?? ''}\n${query}`;
      const known = prepared.get(key) ?? faulty.get(key);
      if (known) return known;
      const made = make(query, operationName);
      if ('execute' in made) prepared.set(key, made, key.length);
      else faulty.set(key, made, key.length);
      return made;
    },
  };
}

/** Custom scalars are read by the rules of the first near subgraph that has them: a wrong value is refused at the door. */
function publicSchema(supergraph: string, transports: Readonly<Record<string, Transport>>): GraphQLSchema {
  const schema = buildASTSchema(transformSupergraphToPublicSchema(parse(supergraph, { noLocation: true })));
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || isSpecifiedScalarType(type)) continue;
    const own = Object.values(transports).map((transport) => transport.schema?.getType(type.name)).find(isScalarType);
    if (own) Object.assign(type, { parseValue: own.parseValue, parseLiteral: own.parseLiteral });
  }
  return schema;
}

function prepareOperation(compiler: Compiler, document: DocumentNode, operation: Operation, variants: Lru<Compiled>, id: number): Prepared {
  const { definition } = operation;
  const read = variablesReader(compiler.schema, definition);
  const variant = variantsOf(compiler, operation, variants, id);
  return {
    kind: definition.operation,
    operation: definition,
    document,
    async execute(given, ctx) {
      try {
        const variables = read(given);
        return 'errors' in variables ? variables : await variant(variables.coerced).execute(variables.sent, ctx);
      } catch (thrown) {
        return { errors: [toGraphQLError(thrown)] };
      }
    },
    async subscribe(given, ctx) {
      try {
        const variables = read(given);
        return 'errors' in variables ? variables : await variant(variables.coerced).subscribe(variables.sent, ctx);
      } catch (thrown) {
        return { errors: [toGraphQLError(thrown)] };
      }
    },
  };
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
    const compiled = compileOperation(compiler, specialise(operation, values));
    variants.set(key, compiled);
    return compiled;
  };
}
