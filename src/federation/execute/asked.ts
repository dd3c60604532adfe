import { Kind, parse, type FieldNode, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { fragmentsOf, responseKey, type Fragments } from '../document.js';
import { concreteNames } from './locate.js';
import type { Rewrite } from './rewrite.js';

/**
 * What a fetch asks for in one object, by the keys of its answer after rewrites. Nothing else of the answer is taken: a
 * subgraph cannot write where it was not asked.
 */
export interface Asked {
  readonly keys: readonly string[];
  /** What is asked below each key; undefined for a leaf, whose value is one whole even when it is an object. */
  readonly within: readonly (Asked | undefined)[];
  /** Whether there are only leaves. */
  readonly flat: boolean;
  /** The keys that are asked of objects of a type, `__typename` apart. */
  of(typeName: unknown): readonly string[];
}

interface Entry {
  readonly sets: SelectionSetNode[];
  /** Names of the types it is asked of; undefined for any. */
  types: Set<unknown> | undefined;
}

/** @throws GraphQLError when the plan's document cannot be read. */
export function askedBy(operation: string, schema: GraphQLSchema, rewrite: Rewrite | undefined): Asked {
  const { set, asked } = reader(operation, schema);
  return asked([set], rewrite);
}

/** What a fetch asks of the entities that its `_entities` field of this alias brings. */
export function askedOfEntities(operation: string, alias: string, schema: GraphQLSchema, rewrite: Rewrite | undefined): Asked {
  const { set, asked } = reader(operation, schema);
  const field = set.selections.find((selection): selection is FieldNode => selection.kind === Kind.FIELD && responseKey(selection) === alias);
  return asked(field?.selectionSet ? [field.selectionSet] : [], rewrite);
}

function reader(operation: string, schema: GraphQLSchema) {
  const document = parse(operation, { noLocation: true });
  const fragments = fragmentsOf(document);
  const definition = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('A fetch of a plan holds no operation.');
  const asked = (sets: readonly SelectionSetNode[], rewrite: Rewrite | undefined): Asked => {
    const entries = entriesOf(sets, schema, fragments, rewrite);
    const within = [...entries.values()].map((entry) => (entry.sets.length ? asked(entry.sets, rewrite) : undefined));
    return { keys: [...entries.keys()], within, flat: within.every((inner) => inner === undefined), of: keysByType(entries) };
  };
  return { set: definition.selectionSet, asked };
}

function entriesOf(sets: readonly SelectionSetNode[], schema: GraphQLSchema, fragments: Fragments, rewrite: Rewrite | undefined): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const note = (key: string, { selectionSet }: FieldNode, types: ReadonlySet<string> | undefined): void => {
    const entry = entries.get(key) ?? { sets: [], types: new Set() };
    if (selectionSet) entry.sets.push(selectionSet);
    if (types) for (const name of types) entry.types?.add(name);
    else entry.types = undefined;
    entries.set(key, entry);
  };
  const add = ({ selections }: SelectionSetNode, types: ReadonlySet<string> | undefined): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        // A key may be renamed in objects of some types only.
        for (const key of new Set([responseKey(selection), ...(rewrite?.renamed(responseKey(selection)) ?? [])])) note(key, selection, types);
        continue;
      }
      const opened = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const condition = opened?.typeCondition?.name.value;
      if (opened) add(opened.selectionSet, condition === undefined ? types : new Set(concreteNames(schema, condition)));
    }
  };
  for (const set of sets) add(set, undefined);
  return entries;
}

const keysByType =
  (entries: ReadonlyMap<string, Entry>): Asked['of'] =>
  (typeName) =>
    [...entries].flatMap(([key, { types }]) => (key !== '__typename' && (types === undefined || types.has(typeName)) ? [key] : []));
