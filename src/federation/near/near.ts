import {
  createSourceEventStream,
  execute,
  getVariableValues,
  GraphQLScalarType,
  GraphQLSchema,
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
import type { RequestContext } from '../../kernel/context.js';
import { fragmentsOf } from '../document.js';
import { mixedArguments } from './near-arguments.js';
import type { Call, Open } from '../transport.js';

/** Runs an operation on a root value: the event of a subscription, nothing otherwise. */
type Run = (root: unknown, variables: Record<string, unknown>, ctx: RequestContext) => ExecutionResult | Promise<ExecutionResult>;

/** Runs operations of one schema in this process. */
export interface NearRunner {
  /** The operation is compiled when it is first called: not every fetch of a plan is reached. */
  call(operation: string): Call;
  open(operation: string): Open;
}

export function nearRunner(schema: GraphQLSchema): NearRunner {
  const compilable = withCoerced(schema);
  const lazily = (document: DocumentNode): Run => {
    let run: Run | undefined;
    return (root, variables, ctx) => {
      run ??= compile(schema, compilable, document);
      return run(root, variables, ctx);
    };
  };
  return {
    call(operation) {
      const run = lazily(parse(operation, { noLocation: true }));
      return (variables, ctx) => run(undefined, variables, ctx);
    },
    open(operation) {
      // graphql-jit 0.8.9 loses literal arguments when it opens a stream (its issue 183): graphql-js opens it.
      const document = parse(operation, { noLocation: true });
      const run = lazily(document);
      return async (variableValues, contextValue) => {
        const source = await createSourceEventStream({ schema, document, variableValues, contextValue });
        return Symbol.asyncIterator in source ? answered(source, (event) => run(event, variableValues, ofEvent(contextValue))) : source;
      };
    },
  };
}

/**
 * The context of one event: what is remembered for the length of a request, such as data loaders, is remembered for one
 * event, so that a stream does not go on showing what it saw first.
 */
const ofEvent = (ctx: RequestContext): RequestContext => Object.create(ctx) as RequestContext;

/** The events of a source, answered; unlike a generator, it can be left while an event is awaited. */
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

/**
 * What graphql-jit cannot compile, graphql-js runs. Variables are coerced by graphql-js in any case: graphql-jit 0.8.9
 * forgets the defaults of non-null input fields, and with an input type that holds itself works for many seconds.
 */
function compile(schema: GraphQLSchema, compilable: GraphQLSchema, document: DocumentNode): Run {
  const interpret: Run = (rootValue, variableValues, contextValue) => execute({ schema, document, rootValue, variableValues, contextValue });
  const definitions = variableDefinitions(document).filter(({ type }) => namedTypeOf(type) !== REPRESENTATION);
  const opened = withoutFragments(document);
  const mixed = definitions.length ? mixedArguments(schema, opened) : undefined;
  const run = compileCoerced(compilable, mixed?.document ?? opened, mixed?.names ?? []);
  if (!run) return interpret;
  if (!mixed) return run;
  return (root, variables, ctx) => {
    const { coerced, errors } = getVariableValues(schema, definitions, variables);
    if (errors) return { errors };
    const values = mixed.values(coerced);
    return values ? run(root, { ...variables, ...coerced, ...values }, ctx) : interpret(root, variables, ctx);
  };
}

/** The scalar of representations, which are taken as they come. */
const REPRESENTATION = '_Any';

/** Stands for the type of a variable whose value needs no coercion any more. */
const COERCED = new GraphQLScalarType({ name: '_Coerced' });

const COERCED_TYPE: TypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: COERCED.name } };

/** The same types, and the scalar that only compiled documents mention. */
function withCoerced(schema: GraphQLSchema): GraphQLSchema {
  const { types, ...config } = schema.toConfig();
  return new GraphQLSchema({ ...config, types: [...types, COERCED], assumeValid: true });
}

/** @param more names of variables that the document uses and does not declare */
function compileCoerced(compilable: GraphQLSchema, document: DocumentNode, more: readonly string[]): Run | undefined {
  const added = more.map((value): VariableDefinitionNode => ({ kind: Kind.VARIABLE_DEFINITION, variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value } }, type: COERCED_TYPE }));
  const coerced = visit(document, {
    VariableDefinition: (definition) => ({ ...definition, type: COERCED_TYPE, defaultValue: undefined }),
    OperationDefinition: { leave: (definition) => ({ ...definition, variableDefinitions: [...(definition.variableDefinitions ?? []), ...added] }) },
  });
  const compiled = compileQuery(compilable, coerced, undefined, { disablingCapturingStackErrors: true });
  return isCompiledQuery(compiled) ? (root, variables, ctx) => compiled.query(root, ctx, variables) : undefined;
}

const variableDefinitions = ({ definitions }: DocumentNode): readonly VariableDefinitionNode[] =>
  definitions.flatMap((definition) => (definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : []));

const namedTypeOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type));

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
