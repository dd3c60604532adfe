import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { BatchFetchNode, EntityBatchAlias, FetchNode, FlattenNodePathSegment } from '@graphql-hive/router-query-planner';
import type { Ask } from './ask.js';
import { askedOfEntities, type Asked } from './asked.js';
import { entityErrors } from './entity-errors.js';
import { isObject, isPromise, pick, type Json, type Step } from './execution.js';
import { isOfType, placeOf, type Place } from './locate.js';
import { copyOf, merge } from './merge.js';
import { newBatch, representer, type Batch } from './representation.js';
import { rewriteOf, type Rewrite } from './rewrite.js';

/** One `_entities` field of a fetch. */
export interface EntityField {
  /** Its key in the answer. */
  readonly alias: string;
  /** The variable that carries its representations. */
  readonly variable: string;
  readonly places: readonly Place[];
  readonly gather: (data: Json) => Batch;
  readonly outRewrite: Rewrite | undefined;
  readonly asked: Asked;
}

type FieldSpec = Pick<EntityBatchAlias, 'alias' | 'paths' | 'inputRewrites' | 'outputRewrites'> & { readonly variable: string; readonly requires: EntityBatchAlias['requires']; readonly operation: string };

function entityField({ alias, variable, paths, requires, inputRewrites, outputRewrites, operation }: FieldSpec, schema: GraphQLSchema): EntityField {
  const places = paths.map((path) => placeOf(path, schema));
  const represent = representer(requires, schema, rewriteOf(inputRewrites, schema));
  const gather = (data: Json): Batch => {
    const objects: Json[] = [];
    for (const place of places) place.collect(data, objects);
    const batch = newBatch();
    represent(objects, batch);
    return batch;
  };
  const outRewrite = rewriteOf(outputRewrites, schema);
  return { alias, variable, places, gather, outRewrite, asked: askedOfEntities(operation, alias, schema, outRewrite) };
}

/** Completes the objects at a path with fields that another subgraph has. */
export function entityStep(node: FetchNode, path: readonly FlattenNodePathSegment[], ask: Ask, schema: GraphQLSchema): Step {
  const { requires = [], inputRewrites, outputRewrites, serviceName, variableUsages = [], operation } = node;
  const field = entityField({ alias: '_entities', variable: 'representations', paths: [[...path]], requires, inputRewrites, outputRewrites, operation }, schema);
  return stepOf([field], serviceName, variableUsages, ask, schema);
}

/** The same for several places at once, asked for in one document. */
export function batchStep(node: BatchFetchNode, ask: Ask, schema: GraphQLSchema): Step {
  const fields = node.entityBatch.aliases.map((alias) => entityField({ ...alias, variable: alias.representationsVariableName, operation: node.operation }, schema));
  return stepOf(fields, node.serviceName, node.variableUsages ?? [], ask, schema);
}

function stepOf(fields: readonly EntityField[], serviceName: string, variableUsages: readonly string[], ask: Ask, schema: GraphQLSchema): Step {
  return (execution) => {
    const variables = pick(variableUsages, execution.variables);
    const batches = fields.map((field) => field.gather(execution.data));
    if (batches.every((batch) => batch.representations.length === 0)) return undefined;
    fields.forEach((field, index) => void (variables[field.variable] = batches[index]?.representations));
    const absorb = (result: ExecutionResult): void => {
      const lacking = fields.map((field, index) => absorbEntities(result.data?.[field.alias], batches[index] ?? newBatch(), field, schema));
      if (result.errors?.length || lacking.some(({ length }) => length > 0)) entityErrors(execution, result.errors ?? [], { fields, batches, lacking, serviceName });
    };
    const result = ask(execution, variables);
    return isPromise(result) ? result.then(absorb) : absorb(result);
  };
}

/**
 * @returns the numbers of the representations that were not answered at all: a null is an answer, namely that there is
 * no such entity; a missing one is none, nor is one of a type that was not asked for. What was not asked for is dropped.
 */
function absorbEntities(answer: unknown, { representations, targets }: Batch, { outRewrite, asked }: EntityField, schema: GraphQLSchema): readonly number[] {
  const entities: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const lacking: number[] = [];
  for (let index = 0; index < representations.length; index += 1) {
    const entity = entities[index];
    if (entity === null) continue;
    if (!isObject(entity) || Array.isArray(entity) || !isOfType(entity.__typename, representations[index]?.__typename, schema)) {
      lacking.push(index);
      continue;
    }
    outRewrite?.apply(entity);
    // Objects that stand for the same entity may be completed differently afterwards: none shares the other's parts.
    const objects = targets[index] ?? [];
    for (let nth = 0; nth < objects.length; nth += 1) merge(objects[nth] as Json, nth === 0 || asked.flat ? entity : copyOf(entity, asked), asked);
  }
  return lacking;
}
