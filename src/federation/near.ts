import {
  createSourceEventStream,
  execute,
  getNamedType,
  getVariableValues,
  GraphQLScalarType,
  GraphQLSchema,
  isInputObjectType,
  Kind,
  parse,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  type TypeNode,
  type VariableDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { RequestContext } from '../kernel/context.js';
import { fragmentsOf } from './document.js';
import type { Call, Open } from './transport.js';

/** Runs an operation on a payload: the root value of a subscription's event, nothing otherwise. */
type Run = (root: unknown, variables: Record<string, unknown>, ctx: RequestContext) => ExecutionResult | Promise<ExecutionResult>;

/** Compiled when it is first called: a document may be planned and never reach all of its fetches. */
export function compileNear(schema: GraphQLSchema, operation: string): Call {
  const run = compiledLater(schema, parse(operation, { noLocation: true }));
  return (variables, ctx) => run(undefined, variables, ctx);
}

/** graphql-jit 0.8.9 loses literal arguments when it opens a stream (its issue 183): graphql-js opens, jit runs the events. */
export function openNear(schema: GraphQLSchema, operation: string): Open {
  const document = parse(operation, { noLocation: true });
  const run = compiledLater(schema, document);
  return async (variableValues, contextValue) => {
    const source = await createSourceEventStream({ schema, document, variableValues, contextValue });
    return Symbol.asyncIterator in source ? answered(source, (event) => run(event, variableValues, contextValue)) : source;
  };
}

/** The source's own iterator with answers for events; unlike a generator, it can be left while an event is awaited. */
function answered(source: AsyncIterable<unknown>, answer: (event: unknown) => ExecutionResult | Promise<ExecutionResult>): AsyncIterable<ExecutionResult> {
  return {
    [Symbol.asyncIterator]() {
      const events = source[Symbol.asyncIterator]();
      return {
        async next() {
          const event = await events.next();
          return event.done ? { done: true, value: undefined } : { done: false, value: await answer(event.value) };
        },
        async return() {
          await events.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

function compiledLater(schema: GraphQLSchema, document: DocumentNode): Run {
  let run: Run | undefined;
  return (root, variables, ctx) => {
    run ??= compile(schema, document);
    return run(root, variables, ctx);
  };
}

/** What graphql-jit cannot compile, graphql-js runs. */
function compile(schema: GraphQLSchema, document: DocumentNode): Run {
  const recursive = variableDefinitions(document).filter(({ type }) => isRecursive(schema, namedTypeOf(type), new Set()));
  if (recursive.length) return compileCoerced(schema, document, recursive);
  const compiled = compileQuery(schema, withoutFragments(document), undefined, { disablingCapturingStackErrors: true });
  if (isCompiledQuery(compiled)) return (root, variables, ctx) => compiled.query(root, ctx, variables);
  return (rootValue, variableValues, contextValue) => execute({ schema, document, rootValue, variableValues, contextValue });
}

/**
 * graphql-jit 0.8.9 unrolls the types of variables and, with one that holds itself, works for many seconds before it
 * gives up. Such variables are coerced by graphql-js and handed to it as they then are.
 */
function compileCoerced(schema: GraphQLSchema, document: DocumentNode, recursive: readonly VariableDefinitionNode[]): Run {
  const opaque: TypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: COERCED.name } };
  const simpler = visit(document, {
    VariableDefinition: (definition) => (recursive.includes(definition) ? { ...definition, type: opaque, defaultValue: undefined } : undefined),
  });
  const { types, ...config } = schema.toConfig();
  const run = compile(new GraphQLSchema({ ...config, types: [...types, COERCED], assumeValid: true }), simpler);
  return (root, variables, ctx) => {
    const { coerced, errors } = getVariableValues(schema, recursive, variables);
    return errors ? { errors } : run(root, { ...variables, ...coerced }, ctx);
  };
}

/** Stands for the type of a variable whose value needs no more coercion. */
const COERCED = new GraphQLScalarType({ name: '_Coerced' });

const variableDefinitions = ({ definitions }: DocumentNode): readonly VariableDefinitionNode[] =>
  definitions.flatMap((definition) => (definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : []));

const namedTypeOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type));

function isRecursive(schema: GraphQLSchema, name: string, above: ReadonlySet<string>): boolean {
  const type = schema.getType(name);
  if (!isInputObjectType(type)) return false;
  const within = new Set(above).add(name);
  return above.has(name) || Object.values(type.getFields()).some((field) => isRecursive(schema, getNamedType(field.type).name, within));
}

/** graphql-jit 0.8.9 takes a fragment that is spread twice only once in some documents: it gets none. */
function withoutFragments(document: DocumentNode): DocumentNode {
  const fragments = fragmentsOf(document);
  if (fragments.size === 0) return document;
  const open = (spread: FragmentSpreadNode): InlineFragmentNode | undefined => {
    const fragment = fragments.get(spread.name.value);
    return fragment && visit({ kind: Kind.INLINE_FRAGMENT, typeCondition: fragment.typeCondition, directives: spread.directives, selectionSet: fragment.selectionSet }, { FragmentSpread: { enter: open } });
  };
  const definitions = document.definitions.filter((definition) => definition.kind !== Kind.FRAGMENT_DEFINITION);
  return visit({ kind: Kind.DOCUMENT, definitions }, { FragmentSpread: { enter: open } });
}
