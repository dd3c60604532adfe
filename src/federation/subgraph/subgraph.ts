import 'reflect-metadata';
import { specifiedDirectives, type DocumentNode, type GraphQLSchema } from 'graphql';
import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { buildSchema, createResolversMap, type ContainerType, type NonEmptyArray, type PubSub } from 'type-graphql';
import { resolveTypesAtOnce } from './abstract-types.js';
import { readDefaultsAgain } from './defaults.js';
import { resolveDirectly } from './direct-resolvers.js';
import { resolveEntitiesDirectly } from './entity-resolver.js';
import { checkScopes, entityNames, guardFields, guardReference, type ResolveReference } from './guard.js';
import { printDocument, subgraphDocument } from './sdl.js';

/** One module as a federation 2 subgraph: what is composed, and what runs. */
export interface Subgraph {
  readonly name: string;
  readonly sdl: string;
  readonly typeDefs: DocumentNode;
  /** Executable, with `_entities` and `_service`, every root field and entity behind its scope. */
  readonly schema: GraphQLSchema;
  /** Scope by coordinate: `Query.app`, `App` (as an entity), `App.appInstances`. */
  readonly scopes: ReadonlyMap<string, string>;
}

export interface SubgraphOptions {
  readonly name: string;
  /** type-graphql resolver classes. */
  readonly resolvers: NonEmptyArray<Function>;
  /** Gives the instances of the resolver classes. @default each class is constructed without arguments */
  readonly container?: ContainerType;
  /** Types that no field of this subgraph returns, such as entities that it only extends. */
  readonly orphanedTypes?: readonly Function[];
  /** By type name. An entity without one is answered with its representation. */
  readonly references?: Readonly<Record<string, ResolveReference>>;
  /** By coordinate: every root field and every entity must have one, other fields may. */
  readonly scopes: Readonly<Record<string, string>>;
}

/**
 * Builds a module's subgraph from its type-graphql classes.
 * @throws Error when a root field or an entity has no scope, or a scope or reference names what does not exist.
 */
export async function buildSubgraph({ name, resolvers, container = ownInstances(), orphanedTypes, references = {}, scopes: given }: SubgraphOptions): Promise<Subgraph> {
  const types = await buildSchema({
    resolvers,
    container,
    ...(orphanedTypes && { orphanedTypes: [...orphanedTypes] }),
    validate: false,
    // Federation's directives are unknown to type-graphql's own check; the subgraph schema is checked when it is built.
    skipCheck: true,
    directives: [...specifiedDirectives],
    pubSub: NO_PUBSUB,
  });
  const typeDefs = subgraphDocument(printSubgraphSchema(types));
  const scopes = new Map(Object.entries(given));
  const entities = entityNames(typeDefs);
  checkScopes(name, types, entities, scopes);
  const guarded = guardedReferences(name, entities, references, scopes);
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: withReferences(types, guarded) }]);
  resolveTypesAtOnce(schema);
  resolveDirectly(schema, resolvers, container);
  resolveEntitiesDirectly(schema, guarded);
  readDefaultsAgain(schema);
  guardFields(schema, scopes);
  return { name, sdl: printDocument(typeDefs), typeDefs, schema, scopes };
}

type Resolvers = NonNullable<Exclude<Parameters<typeof buildSubgraphSchema>[0], DocumentNode | readonly unknown[]>>['resolvers'];

function guardedReferences(name: string, entities: readonly string[], references: Readonly<Record<string, ResolveReference>>, scopes: ReadonlyMap<string, string>): ReadonlyMap<string, ResolveReference> {
  const strangers = Object.keys(references).filter((type) => !entities.includes(type));
  if (strangers.length) throw new Error(`Subgraph ${name}: references to what is no entity: ${strangers.join(', ')}.`);
  return new Map(entities.map((entity) => [entity, guardReference(scopes.get(entity) ?? '', references[entity] ?? ((ref) => ref))]));
}

function withReferences(types: GraphQLSchema, references: ReadonlyMap<string, ResolveReference>) {
  const resolvers: Record<string, object> = { ...createResolversMap(types) };
  for (const [entity, resolve] of references) resolvers[entity] = { ...resolvers[entity], __resolveReference: resolve };
  return resolvers as Resolvers;
}

/** One instance of each resolver class. */
function ownInstances(): ContainerType {
  const made = new Map<unknown, object>();
  return {
    get(resolver: new () => object): object {
      const known = made.get(resolver) ?? new resolver();
      made.set(resolver, known);
      return known;
    },
  };
}

/** type-graphql asks for one as soon as there is a subscription; ours bring their own source. */
const NO_PUBSUB: PubSub = {
  publish: () => undefined,
  subscribe: (topic) => {
    throw new Error(`The subscription to ${topic} has no source of its own.`);
  },
};
