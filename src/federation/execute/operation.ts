import { executeSync, GraphQLError, isNonNullType, OperationTypeNode, print, type ExecutionResult, type FieldNode, type GraphQLSchema } from 'graphql';
import type { PlanNode, SubscriptionNode } from '@graphql-hive/router-query-planner';
import { REQUEST_MS, type RequestContext } from '../../kernel/context.js';
import { Refusal } from '../../kernel/refusal.js';
import { NOTHING, rootFields, toDocument, withFields, type Operation } from '../document.js';
import { fromSubgraph, isPromise, pick, type Execution, type Json, type Step } from './execution.js';
import { showPlan } from './explain.js';
import { fetchedNames, type FetchedNames, type FieldNames } from '../plan/names.js';
import { normalise } from '../plan/normalise.js';
import type { Planner } from '../plan/planner.js';
import { createProjector, type Project } from './project.js';
import { repaired } from './repair.js';
import { absorber, nothing, sequence, type Steps } from './steps.js';
import { eventStream } from './stream.js';
import { visibleErrors } from './visible.js';
import { createViolations, NULL } from './violations.js';

/** An operation without conditions, planned and compiled. Variables were checked before. */
export interface Compiled {
  execute(variables: Readonly<Json>, ctx: RequestContext): ExecutionResult | Promise<ExecutionResult>;
  subscribe(variables: Readonly<Json>, ctx: RequestContext): Promise<AsyncIterable<ExecutionResult> | ExecutionResult>;
}

export interface Compiler {
  readonly schema: GraphQLSchema;
  readonly planner: Planner;
  /** Those that callers may not see too. */
  readonly fieldNames: FieldNames;
  readonly steps: Steps;
  /** Milliseconds for one request as a whole. @default 120 000 */
  readonly deadlineMs?: number | undefined;
}

type Finish = (execution: Execution) => ExecutionResult;

/** For one operation. */
interface Named extends Compiler {
  readonly names: FetchedNames;
}

/** @throws Error when the operation cannot be planned. */
export function compileOperation(compiler: Compiler, operation: Operation): Compiled {
  const names = fetchedNames(operation, compiler.fieldNames);
  const finish = finisher(compiler.schema, operation, names);
  const named = { ...compiler, names };
  return operation.definition.operation === OperationTypeNode.SUBSCRIPTION ? subscription(named, operation, finish) : request(named, operation, finish);
}

const begin = ({ deadlineMs = REQUEST_MS }: Compiler, variables: Readonly<Json>, ctx: RequestContext): Execution => ({
  data: {},
  errors: [],
  variables,
  ctx,
  until: performance.now() + deadlineMs,
  waited: false,
});

function request(compiler: Named, operation: Operation, finish: Finish): Compiled {
  const run = operation.definition.operation === OperationTypeNode.MUTATION ? mutationSteps(compiler, operation) : querySteps(compiler, operation);
  return {
    execute(variables, ctx) {
      const execution = begin(compiler, variables, ctx);
      const pending = run(execution);
      return isPromise(pending) ? pending.then(() => finish(execution)) : finish(execution);
    },
    subscribe: async () => ({ errors: [new GraphQLError('Only a subscription can be subscribed to.')] }),
  };
}

/** Root fields that subgraphs answer; the rest is answered from the public schema. */
const isFetched = (fields: readonly FieldNode[]): boolean => !fields[0]?.name.value.startsWith('__');

const isIntrospection = (fields: readonly FieldNode[]): boolean => fields[0]?.name.value === '__schema' || fields[0]?.name.value === '__type';

function querySteps(compiler: Named, operation: Operation): Step {
  const groups = [...rootFields(operation).values()];
  const fetched = groups.filter(isFetched).flat();
  const asked = groups.filter(isIntrospection).flat();
  const steps: Step[] = [];
  if (asked.length) steps.push(introspectionStep(compiler.schema, withFields(operation, asked)));
  if (fetched.length) steps.push(planned(compiler, withFields(operation, fetched)));
  return sequence(steps);
}

/**
 * Each root field is planned by itself and finished before the next one starts, as GraphQL orders it: a common plan
 * would read the entities of one change while the next is already happening. A change that fails where the schema
 * allows no null ends the row, since nothing after it could be answered.
 */
function mutationSteps(compiler: Named, operation: Operation): Step {
  const { names } = compiler;
  const changes = [...rootFields(operation).values()].filter(isFetched).map((group) => [names.field(names.root, group[0] ?? NOTHING).key, group] as const);
  const required = new Set(changes.filter(([, group]) => isRequired(compiler.schema, group)).map(([key]) => key));
  const steps = changes.map(([, group], index): Step => {
    const step = planned(compiler, withFields(operation, group));
    const before = changes.slice(0, index).flatMap(([key]) => (required.has(key) ? [key] : []));
    if (before.length === 0) return step;
    return (execution) => (before.some((key) => execution.data[key] == null) ? undefined : step(execution));
  });
  return sequence(steps);
}

const isRequired = (schema: GraphQLSchema, [field]: readonly FieldNode[]): boolean => isNonNullType(field && schema.getMutationType()?.getFields()[field.name.value]?.type);

function introspectionStep(schema: GraphQLSchema, operation: Operation): Step {
  const document = toDocument(operation);
  return (execution) => {
    const { data, errors } = executeSync({ schema, document, variableValues: execution.variables });
    if (errors) execution.errors.push(...errors);
    Object.assign(execution.data, data);
  };
}

function planOf({ schema, planner, names }: Named, operation: Operation): PlanNode | undefined {
  const asked = normalise(schema, operation, names);
  const node = refusing(() => planner.plan(print(asked)));
  return node && repaired(node, { operation: asked, schema });
}

/** What the planner cannot plan is refused in our words: its own are about its inside. */
function refusing<T>(plan: () => T): T {
  try {
    return plan();
  } catch (cause) {
    throw new Refusal('NOT_IMPLEMENTED', 'No way was found to fetch these fields together. Fewer of them, in several operations, may be fetched.', { cause });
  }
}

function planned(compiler: Named, operation: Operation): Step {
  const node = planOf(compiler, operation);
  if (!node) return () => undefined;
  const run = compiler.steps.compile(node);
  return (execution) => {
    execution.ctx.explain?.planned(showPlan(node));
    return run(execution);
  };
}

function subscription(compiler: Named, operation: Operation, finish: Finish): Compiled {
  const [source, ...after] = sourceOf(planOf(compiler, operation));
  const { primary } = source;
  const open = compiler.steps.transport(primary.serviceName).subscribe(primary.operation);
  const absorb = absorber(primary, compiler.schema);
  const complete = sequence(after.map(compiler.steps.compile));
  return {
    execute: () => ({ errors: [new GraphQLError('A subscription must be subscribed to.')] }),
    async subscribe(variables, ctx) {
      const opened = await open(pick(primary.variableUsages ?? [], variables), ctx);
      if (!(Symbol.asyncIterator in opened)) return refused(opened, primary.serviceName);
      return eventStream(opened, ctx.log, async (event) => {
        // What is remembered for one context (data loaders) must not outlive one event.
        const execution = begin(compiler, variables, Object.create(ctx) as RequestContext);
        absorb(execution, event);
        if (event.data) await complete(execution);
        return finish(execution);
      });
    },
  };
}

/** Errors with which a subgraph answered instead of a stream. */
const refused = ({ errors }: ExecutionResult, serviceName: string): ExecutionResult => ({
  errors: errors?.length ? errors.map((error) => fromSubgraph(error, error.path, serviceName)) : [nothing(serviceName)],
});

function sourceOf(node: PlanNode | undefined): readonly [SubscriptionNode, ...PlanNode[]] {
  const [first, ...after] = node?.kind === 'Sequence' ? node.nodes : node ? [node] : [];
  if (first?.kind !== 'Subscription') throw new Error('The plan of a subscription does not start with its source.');
  return [first, ...after];
}

function finisher(schema: GraphQLSchema, operation: Operation, names: FetchedNames): Finish {
  const { definition, fragments } = operation;
  const root = schema.getRootType(definition.operation);
  if (!root) throw new Error(`The schema has no ${definition.operation}.`);
  const project: Project = createProjector(schema, fragments, names).object(root, [definition.selectionSet], names.root);
  const visible = visibleErrors(operation);
  return ({ data, errors: fetched }) => {
    const errors = [...names.errors(fetched)];
    const violations = createViolations(errors);
    const shown = project(data, violations, undefined);
    const answer = shown === NULL ? null : (shown as Json);
    violations.settle(answer);
    return errors.length ? answered(visible(errors, answer), answer) : { data: answer };
  };
}

const answered = (errors: readonly GraphQLError[], data: Json | null): ExecutionResult => (errors.length ? { errors, data } : { data });
