import type { ExecutionResult, GraphQLError } from 'graphql';
import { Refusal } from '../../kernel/refusal.js';
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
/** So many errors of one fetch are told each at its place: what comes after them, where the fetch begins. */
const MOST_ERRORS = 1000;

/**
 * Takes the errors of an entity fetch to the places of the answer that lack something for them. One about a value within
 * an entity stands wherever the entity stands. One about an entity as a whole, or about the whole fetch, stands at each
 * field that was asked for there; above 100 such places, once, before the first list on the way to them.
 */
export function entityErrors(execution: Execution, errors: readonly Failure[], fetch: EntityFetch): void {
  const { fields, serviceName } = fetch;
  const places = placesOf(fetch, execution.data);
  const tell = tellerOf(execution, serviceName);
  for (const failure of errors) {
    const [alias, entity, ...rest] = failure.path ?? [];
    const index = fields.findIndex((field) => field.alias === alias);
    const field = fields[index];
    if (!field) tell(failure, fields.flatMap(places.whole), fields, MOST_PLACES);
    else if (typeof entity !== 'number') tell(failure, places.whole(field, index), [field], MOST_PLACES);
    else if (rest.length === 0) tell(failure, places.ofEntities(field, index, [entity]), [field], MOST_PLACES);
    else tell(failure, places.within(field, index, entity, rest), [field], MOST_ERRORS);
  }
  for (const [index, field] of fields.entries()) {
    const untold = (fetch.lacking[index] ?? []).filter((entity) => !errors.some((failure) => explains(failure, field.alias, entity)));
    if (untold.length) tell(unanswered(serviceName), places.ofEntities(field, index, untold), [field], MOST_PLACES);
  }
}

/** Paths of the answer. `index` is the field's own among the fields of the fetch. */
interface Places {
  /** Every field that was asked for by an `_entities` field. */
  whole(field: EntityField, index: number): readonly Path[];
  /** Those of some of its entities. */
  ofEntities(field: EntityField, index: number, entities: readonly number[]): readonly Path[];
  /** Where a path within an entity stands. */
  within(field: EntityField, index: number, entity: number, rest: Path): readonly Path[];
}

function placesOf({ batches }: EntityFetch, data: Json): Places {
  const whereabouts = whereaboutsIn(data);
  const known = new Map<EntityField, readonly Path[]>();
  const targetsOf = (index: number, entities: readonly number[]): readonly Json[] => [...new Set(entities.flatMap((entity) => batches[index]?.targets[entity] ?? []))];
  const ofEntities: Places['ofEntities'] = (field, index, entities) =>
    targetsOf(index, entities).flatMap((object) => whereabouts(field, object).flatMap((path) => field.asked.of(object.__typename).map((key) => [...path, key])));
  return {
    ofEntities,
    whole(field, index) {
      const paths = known.get(field) ?? ofEntities(field, index, [...(batches[index]?.targets.keys() ?? [])]);
      known.set(field, paths);
      return paths;
    },
    within(field, index, entity, rest) {
      const inner = field.outRewrite?.path(rest) ?? rest;
      return targetsOf(index, [entity]).flatMap((object) => whereabouts(field, object).map((path) => [...path, ...inner]));
    },
  };
}

type Path = readonly PathKey[];

/** Adds an error at each path, or one where the fetch begins when there is none or they are too many. */
function tellerOf({ errors }: Execution, serviceName: string): (failure: Failure, paths: readonly Path[], fields: readonly EntityField[], most: number) => void {
  let room = MOST_ERRORS;
  return (failure, paths, fields, most) => {
    const fits = paths.length > 0 && paths.length <= Math.min(most, room);
    const stems = fits ? [] : fields.flatMap(({ places }) => places.map(({ stem }) => (stem.length ? stem : undefined)));
    if (fits) room -= paths.length;
    for (const path of fits ? paths : stems) errors.push(fromSubgraph(failure, path, serviceName));
  };
}

/** Whether an error tells why an entity was not answered: it is about it, or about all of them. */
function explains({ path = [] }: Failure, alias: string, entity: number): boolean {
  if (path.length === 0) return true;
  return path[0] === alias && (path.length === 1 || path[1] === entity);
}

const unanswered = (serviceName: string): GraphQLError => toGraphQLError(new Refusal('BAD_GATEWAY', `The subgraph ${serviceName} left out what it was asked for.`));

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
