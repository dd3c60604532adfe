import type { GraphQLSchema } from 'graphql';
import type { FetchNodePathSegment, FetchRewrite, KeyRenamer, ValueSetter } from '@graphql-hive/router-query-planner';
import { isObject, type Json, type PathKey } from './execution.js';
import { concreteNames } from './locate.js';

type Segment = { readonly types: ReadonlySet<unknown> } | { readonly key: string };

interface Rule {
  readonly path: readonly Segment[];
  readonly change: (object: Json, key: string) => void;
}

/** The planner's changes to what goes into a fetch or comes out of it: a field renamed, or a type name set. */
export interface Rewrite {
  apply(value: unknown): void;
  /** A path of the fetch's answer with its renamed keys. */
  path(path: readonly PathKey[]): readonly PathKey[];
  /** The names that a key of the fetch's answer may get. */
  renamed(key: string): readonly string[];
}

/** @returns undefined when there is nothing to change. */
export function rewriteOf(rewrites: readonly FetchRewrite[] | undefined, schema: GraphQLSchema): Rewrite | undefined {
  if (!rewrites?.length) return undefined;
  const rules: Rule[] = [];
  const renamed = new Map<PathKey, string[]>();
  for (const wrapped of rewrites) {
    const rewrite = bare(wrapped);
    const last = rewrite.path.at(-1);
    if ('renameKeyTo' in rewrite && last && 'Key' in last) renamed.set(last.Key, [...(renamed.get(last.Key) ?? []), rewrite.renameKeyTo]);
    rules.push({ path: rewrite.path.map((segment) => toSegment(segment, schema)), change: changeOf(rewrite) });
  }
  return {
    apply: (value) => rules.forEach((rule) => follow(value, rule, 0)),
    path: (path) => path.map((key) => renamed.get(key)?.[0] ?? key),
    renamed: (key) => renamed.get(key) ?? [],
  };
}

function bare(rewrite: FetchRewrite): ValueSetter | KeyRenamer {
  if ('ValueSetter' in rewrite) return rewrite.ValueSetter;
  return 'KeyRenamer' in rewrite ? rewrite.KeyRenamer : rewrite;
}

const toSegment = (segment: FetchNodePathSegment, schema: GraphQLSchema): Segment =>
  'Key' in segment ? { key: segment.Key } : { types: new Set(segment.TypenameEquals.flatMap((name) => concreteNames(schema, name))) };

function changeOf(rewrite: ValueSetter | KeyRenamer): Rule['change'] {
  if ('setValueTo' in rewrite) return (object, key) => void (object[key] = rewrite.setValueTo);
  return (object, key) => {
    object[rewrite.renameKeyTo] = object[key];
    delete object[key];
  };
}

function follow(value: unknown, rule: Rule, at: number): void {
  if (!isObject(value)) return;
  if (Array.isArray(value)) return value.forEach((item) => follow(item, rule, at));
  const segment = rule.path[at];
  if (segment === undefined) return;
  if ('types' in segment) {
    if (segment.types.has(value.__typename)) follow(value, rule, at + 1);
  } else if (at < rule.path.length - 1) follow(value[segment.key], rule, at + 1);
  else if (segment.key in value) rule.change(value, segment.key);
}
