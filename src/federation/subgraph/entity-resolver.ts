import { isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../kernel/context.js';
import type { ResolveReference } from './guard.js';

interface Arguments {
  readonly representations: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Answers `_entities` without the asynchronous functions that @apollo/subgraph puts around each entity, which cost more
 * than finding it does. What is no object type of ours, or runs under Apollo Server's cache control, is left to it.
 */
export function resolveEntitiesDirectly(schema: GraphQLSchema, references: ReadonlyMap<string, ResolveReference>): void {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const otherwise = field?.resolve as GraphQLFieldResolver<unknown, RequestContext, Arguments> | undefined;
  if (!field || !otherwise) return;
  const direct = new Map([...references].filter(([name]) => isObjectType(schema.getType(name))));

  const resolve: typeof otherwise = (source, args, ctx, info) => {
    if ('cacheControl' in info) return otherwise(source, args, ctx, info);
    return args.representations.map((reference) => {
      const name = String(reference['__typename']);
      const find = direct.get(name);
      if (!find) return (otherwise(source, { representations: [reference] }, ctx, info) as readonly unknown[])[0];
      const found = find(reference, ctx);
      return found instanceof Promise ? found.then((entity: unknown) => named(entity, name)) : named(found, name);
    });
  };
  field.resolve = resolve;
}

/** By its type name the entity is told from the others of the list; an object that bears another is another's. */
function named(entity: unknown, name: string): unknown {
  if (typeof entity !== 'object' || entity === null) return entity;
  const { __typename } = entity as { readonly __typename?: unknown };
  if (__typename === name) return entity;
  if (__typename !== undefined) return { ...entity, __typename: name };
  return Object.defineProperty(entity, '__typename', { value: name });
}
