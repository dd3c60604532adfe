import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { BatchFetchNode, EntityBatchAlias, FetchNode, FlattenNodePathSegment } from '@graphql-hive/router-query-planner';
import type { Ask } from './ask.js';
import { fromSubgraph, isObject, isPromise, pick, type Execution, type Json, type PathKey, type Step } from './execution.js';
import { placeOf, type Place } from './locate.js';
import { copyOf, merge } from './merge.js';
import { newBatch, representer, type Batch } from './representation.js';
import { rewriteOf, type Rewrite } from './rewrite.js';

/** One `_entities` field of a fetch. */
interface EntityField {
  /** Its key in the answer. */
  readonly alias: string;
  /** The variable that carries its representations. */
  readonly variable: string;
  readonly places: readonly Place[];
  readonly gather: (data: Json) => Batch;
  readonly outRewrite: Rewrite | undefined;
}

type FieldSpec = Pick<EntityBatchAlias, 'alias' | 'paths' | 'inputRewrites' | 'outputRewrites'> & { readonly variable: string; readonly requires: EntityBatchAlias['requires'] };

function entityField({ alias, variable, paths, requires, inputRewrites, outputRewrites }: FieldSpec, schema: GraphQLSchema): EntityField {
  const places = paths.map((path) => placeOf(path, schema));
  const represent = representer(requires, schema, rewriteOf(inputRewrites, schema));
  const gather = (data: Json): Batch => {
    const objects: Json[] = [];
    for (const place of places) place.collect(data, objects);
    const batch = newBatch();
    represent(objects, batch);
    return batch;
  };
  return { alias, variable, places, gather, outRewrite: rewriteOf(outputRewrites, schema) };
}

/** Completes the objects at a path with fields that another subgraph has. */
export function entityStep(node: FetchNode, path: readonly FlattenNodePathSegment[], ask: Ask, schema: GraphQLSchema): Step {
  const { requires = [], inputRewrites, outputRewrites, serviceName, variableUsages = [] } = node;
  const field = entityField({ alias: '_entities', variable: 'representations', paths: [[...path]], requires, inputRewrites, outputRewrites }, schema);
  return stepOf([field], serviceName, variableUsages, ask);
}

/** The same for several places at once, asked for in one document. */
export function batchStep(node: BatchFetchNode, ask: Ask, schema: GraphQLSchema): Step {
  const fields = node.entityBatch.aliases.map((alias) => entityField({ ...alias, variable: alias.representationsVariableName }, schema));
  return stepOf(fields, node.serviceName, node.variableUsages ?? [], ask);
}

function stepOf(fields: readonly EntityField[], serviceName: string, variableUsages: readonly string[], ask: Ask): Step {
  return (execution) => {
    const variables = pick(variableUsages, execution.variables);
    const batches = fields.map((field) => field.gather(execution.data));
    if (batches.every((batch) => batch.representations.length === 0)) return undefined;
    fields.forEach((field, index) => void (variables[field.variable] = batches[index]?.representations));
    const absorb = (result: ExecutionResult): void => {
      fields.forEach((field, index) => {
        const batch = batches[index];
        if (batch) absorbEntities(result.data?.[field.alias], batch, field.outRewrite);
      });
      if (result.errors?.length) absorbErrors(execution, result.errors, fields, batches, serviceName);
    };
    const result = ask(execution, variables);
    return isPromise(result) ? result.then(absorb) : absorb(result);
  };
}

function absorbEntities(entities: unknown, batch: Batch, rewrite: Rewrite | undefined): void {
  if (!Array.isArray(entities)) return;
  entities.forEach((entity: unknown, index) => {
    if (!isObject(entity)) return;
    rewrite?.apply(entity);
    // Objects that stand for the same entity may be completed differently afterwards: none shares the other's parts.
    batch.targets[index]?.forEach((target, nth) => merge(target, nth === 0 ? entity : copyOf(entity)));
  });
}

function absorbErrors(execution: Execution, errors: NonNullable<ExecutionResult['errors']>, fields: readonly EntityField[], batches: readonly Batch[], serviceName: string): void {
  const whereabouts = new Map<EntityField, ReadonlyMap<Json, PathKey[][]>>();
  const placesOf = (field: EntityField, target: Json): readonly PathKey[][] => {
    const known = whereabouts.get(field) ?? locateAll(field, execution.data);
    whereabouts.set(field, known);
    return known.get(target) ?? [];
  };
  for (const error of errors) {
    const [alias, entity, ...rest] = error.path ?? [];
    const index = fields.findIndex((field) => field.alias === alias);
    const field = fields[index];
    const targets = typeof entity === 'number' ? batches[index]?.targets[entity] : undefined;
    const paths = field && targets ? [...new Set(targets)].flatMap((target) => placesOf(field, target)) : undefined;
    const within = field?.outRewrite?.path(rest) ?? rest;
    const told = paths?.map((path) => [...path, ...within]) ?? stemsOf(field ? [field] : fields);
    for (const path of told) execution.errors.push(fromSubgraph(error, path, serviceName));
  }
}

function locateAll(field: EntityField, data: Json): ReadonlyMap<Json, PathKey[][]> {
  const found = new Map<Json, PathKey[][]>();
  for (const place of field.places) place.locate(data, found);
  return found;
}

/** Where an error goes that is about a whole fetch. */
const stemsOf = (fields: readonly EntityField[]): readonly (readonly PathKey[] | undefined)[] =>
  fields.flatMap(({ places }) => places.map(({ stem }) => (stem.length ? stem : undefined)));
