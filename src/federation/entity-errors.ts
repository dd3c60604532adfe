import type { ExecutionResult, GraphQLError } from 'graphql';
import { Refusal } from '../kernel/refusal.js';
import type { EntityField } from './entities.js';
import { fromSubgraph, toGraphQLError, type Execution, type Json, type PathKey } from './execution.js';
import type { Batch } from './representation.js';

/** What an entity fetch asked for, and what its answer lacks. */
export interface EntityFetch {
  readonly fields: readonly EntityField[];
  /** By field, as the next two are. */
  readonly batches: readonly Batch[];
  /** Numbers of representations without an answer. */
  readonly lacking: readonly (readonly number[])[];
  readonly serviceName: string;
}

type Failure = NonNullable<ExecutionResult['errors']>[number];

/** A failure that concerns more places than this is told once, where its fetch begins. */
const MOST_PLACES = 100;

/**
 * Takes the errors of an entity fetch to the places of the answer that lack something for them. One about a value within
 * an entity stands wherever the entity stands. One about an entity as a whole, or about the whole fetch, stands at each
 * field that was asked for there; above 100 such places, once, before the first list on the way to them.
 */
export function entityErrors(execution: Execution, errors: readonly Failure[], fetch: EntityFetch): void {
  const { fields, batches, serviceName } = fetch;
  const whereabouts = whereaboutsIn(execution.data);
  const tell = (failure: Failure, path: readonly PathKey[] | undefined): unknown => execution.errors.push(fromSubgraph(failure, path, serviceName));

  const tellOf = (failure: Failure, pairs: readonly (readonly [EntityField, readonly Json[]])[]): void => {
    const paths = pairs.flatMap(([field, objects]) => objects.flatMap((object) => whereabouts(field, object).flatMap((path) => keysOf(field, object).map((key) => [...path, key]))));
    if (paths.length > 0 && paths.length <= MOST_PLACES) for (const path of paths) tell(failure, path);
    else for (const [field] of pairs) for (const { stem } of field.places) tell(failure, stem.length ? stem : undefined);
  };
  const targetsOf = (index: number, entity: number): readonly Json[] => [...new Set(batches[index]?.targets[entity] ?? [])];
  const whole = (index: number): readonly Json[] => [...new Set(batches[index]?.targets.flat() ?? [])];

  for (const failure of errors) {
    const [alias, entity, ...rest] = failure.path ?? [];
    const index = fields.findIndex((field) => field.alias === alias);
    const field = fields[index];
    if (!field) tellOf(failure, fields.map((each, at) => [each, whole(at)] as const));
    else if (typeof entity !== 'number') tellOf(failure, [[field, whole(index)]]);
    else if (rest.length === 0) tellOf(failure, [[field, targetsOf(index, entity)]]);
    else for (const object of targetsOf(index, entity)) for (const path of whereabouts(field, object)) tell(failure, [...path, ...(field.outRewrite?.path(rest) ?? rest)]);
  }
  for (const [index, field] of fields.entries()) {
    const untold = (fetch.lacking[index] ?? []).filter((entity) => !errors.some((failure) => explains(failure, field.alias, entity)));
    if (untold.length) tellOf(unanswered(serviceName), [[field, [...new Set(untold.flatMap((entity) => targetsOf(index, entity)))]]]);
  }
}

/** Whether an error tells why an entity was not answered: it is about it, or about all of them. */
function explains({ path = [] }: Failure, alias: string, entity: number): boolean {
  if (path.length === 0) return true;
  return path[0] === alias && (path.length === 1 || path[1] === entity);
}

const unanswered = (serviceName: string): GraphQLError => toGraphQLError(new Refusal('BAD_GATEWAY', `The subgraph ${serviceName} left out what it was asked for.`));

/** The keys of an object that a fetch was to answer. */
const keysOf = ({ asked }: EntityField, object: Json): readonly string[] => asked.of(object.__typename);

/** Finds where an object stands in the answer; what one field found is remembered. */
function whereaboutsIn(data: Json): (field: EntityField, object: Json) => readonly PathKey[][] {
  const known = new Map<EntityField, ReadonlyMap<Json, PathKey[][]>>();
  return (field, object) => {
    let found = known.get(field);
    if (!found) {
      const located = new Map<Json, PathKey[][]>();
      for (const place of field.places) place.locate(data, located);
      known.set(field, (found = located));
    }
    return found.get(object) ?? [];
  };
}
