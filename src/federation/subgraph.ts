import 'reflect-metadata';
import { specifiedDirectives, type DocumentNode, type GraphQLSchema } from 'graphql';
import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { buildSchema, createResolversMap, type ContainerType, type NonEmptyArray, type PubSub } from 'type-graphql';
import { resolveTypesAtOnce } from './abstract-types.js';
import { readDefaultsAgain } from './defaults.js';
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
export async function buildSubgraph({ name, resolvers, container, orphanedTypes, references = {}, scopes: given }: SubgraphOptions): Promise<Subgraph> {
  const types = await buildSchema({
    resolvers,
    ...(container && { container }),
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
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: withReferences(name, types, entities, references, scopes) }]);
  resolveTypesAtOnce(schema);
  readDefaultsAgain(schema);
  guardFields(schema, scopes);
  return { name, sdl: printDocument(typeDefs), typeDefs, schema, scopes };
}

type Resolvers = NonNullable<Exclude<Parameters<typeof buildSubgraphSchema>[0], DocumentNode | readonly unknown[]>>['resolvers'];

function withReferences(name: string, types: GraphQLSchema, entities: readonly string[], references: Readonly<Record<string, ResolveReference>>, scopes: ReadonlyMap<string, string>) {
  const strangers = Object.keys(references).filter((type) => !entities.includes(type));
  if (strangers.length) throw new Error(`Subgraph ${name}: references to what is no entity: ${strangers.join(', ')}.`);
  const resolvers: Record<string, object> = { ...createResolversMap(types) };
  for (const entity of entities) {
    const resolve = references[entity] ?? ((ref) => ref);
    resolvers[entity] = { ...resolvers[entity], __resolveReference: guardReference(scopes.get(entity) ?? '', resolve) };
  }
  return resolvers as Resolvers;
}

/** type-graphql asks for one as soon as there is a subscription; ours bring their own source. */
const NO_PUBSUB: PubSub = {
  publish: () => undefined,
  subscribe: (topic) => {
    throw new Error(`The subscription to ${topic} has no source of its own.`);
  },
};
