import { defaultFieldResolver, isInterfaceType, isObjectType, Kind, type DirectiveNode, type DocumentNode, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { requireScope } from '../../kernel/caller.js';
import type { RequestContext } from '../../kernel/context.js';

export type FieldResolver = GraphQLFieldResolver<unknown, RequestContext>;

/** Answers a representation of an entity: `ref` holds `__typename` and the fields of one of its keys. */
export type ResolveReference = (ref: Readonly<Record<string, unknown>>, ctx: RequestContext) => unknown;

const ROOT_KINDS = ['Query', 'Mutation', 'Subscription'] as const;

/** The entities that this subgraph can be asked for: those with a key that it does not call unresolvable. */
export function entityNames(document: DocumentNode): readonly string[] {
  const names: string[] = [];
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    if (definition.directives?.some(isResolvableKey)) names.push(definition.name.value);
  }
  return names;
}

const isResolvableKey = ({ name, arguments: given = [] }: DirectiveNode): boolean =>
  name.value === 'key' && !given.some((argument) => argument.name.value === 'resolvable' && argument.value.kind === Kind.BOOLEAN && !argument.value.value);

const isOurRoot = (field: string): boolean => !field.startsWith('_');

/** What must be guarded: every root field and every entity. */
export function guardedCoordinates(schema: GraphQLSchema, entities: readonly string[]): readonly string[] {
  const roots = ROOT_KINDS.flatMap((root) => {
    const type = schema.getType(root);
    return isObjectType(type) ? Object.keys(type.getFields()).filter(isOurRoot).map((field) => `${root}.${field}`) : [];
  });
  return [...roots, ...entities];
}

/** @throws Error naming what has no scope, and what has one but does not exist. */
export function checkScopes(name: string, schema: GraphQLSchema, entities: readonly string[], scopes: ReadonlyMap<string, string>): void {
  const unguarded = guardedCoordinates(schema, entities).filter((coordinate) => !scopes.has(coordinate));
  const unknown = [...scopes.keys()].filter((coordinate) => !(coordinate.includes('.') ? fieldAt(schema, coordinate) : entities.includes(coordinate)));
  const faults = [...unguarded.map((coordinate) => `${coordinate} has no scope`), ...unknown.map((coordinate) => `${coordinate} has a scope and does not exist`)];
  if (faults.length) throw new Error(`Subgraph ${name}: ${faults.join('; ')}.`);
}

function fieldAt(schema: GraphQLSchema, coordinate: string) {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
}

/** Puts the scopes before the fields' resolvers and, for subscriptions, before the opening of the stream. */
export function guardFields(schema: GraphQLSchema, scopes: ReadonlyMap<string, string>): void {
  for (const [coordinate, scope] of scopes) {
    const field = fieldAt(schema, coordinate);
    if (!field) continue;
    if (coordinate.startsWith('Subscription.')) field.subscribe = guard(scope, field.subscribe ?? defaultFieldResolver);
    else field.resolve = guard(scope, field.resolve ?? defaultFieldResolver);
  }
}

const guard = (scope: string, resolve: FieldResolver): FieldResolver => (source, args, ctx, info) => {
  requireScope(ctx.caller, scope);
  return resolve(source, args, ctx, info);
};

/**
 * A reference resolver behind its scope. What it throws concerns its own entity and not the whole list, so it is
 * returned as a rejection; what it answers is copied when it is frozen, since `__typename` is written onto it.
 */
export function guardReference(scope: string, resolve: ResolveReference): ResolveReference {
  return (ref, ctx) => {
    try {
      requireScope(ctx.caller, scope);
      const found = resolve(ref, ctx);
      return found instanceof Promise ? found.then(extensible) : extensible(found);
    } catch (thrown) {
      return Promise.reject(thrown as Error);
    }
  };
}

function extensible(entity: unknown): unknown {
  if (typeof entity !== 'object' || entity === null || Object.isExtensible(entity)) return entity;
  return Object.assign(Object.create(Object.getPrototypeOf(entity) as object | null) as object, entity);
}
