import { buildASTSchema, buildSchema, defaultFieldResolver, isAbstractType, isEnumType, isInterfaceType, isListType, isNonNullType, isObjectType, Kind, parse, visit, type GraphQLFieldResolver, type GraphQLOutputType, type GraphQLSchema } from 'graphql';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeSupergraph } from '../../src/federation/compose/compose.js';
import { readDefaultsAgain } from '../../src/federation/subgraph/defaults.js';
import { entityNames } from '../../src/federation/subgraph/guard.js';
import { libraryResolvers, type Resolvers } from './library.resolvers.js';
import { MERGED, SUBGRAPHS } from './library.sdl.js';
import { createState, resolveReference, type State } from './library.state.js';

export interface Library {
  readonly supergraph: string;
  /** Executable, by name. */
  readonly subgraphs: Readonly<Record<string, GraphQLSchema>>;
  readonly merged: Merged;
  readonly state: State;
}

/** One schema without federation, for graphql-js. */
export interface Merged {
  readonly schema: GraphQLSchema;
  /** The same where every field may be null: it tells of every error there is, and not only of the first under a null. */
  readonly lenient: GraphQLSchema;
  /** Paths of the nulls that the lenient schema let pass since it was last emptied. */
  readonly violations: Set<string>;
}

export function createLibrary(): Library {
  const state = createState();
  const definitions = Object.entries(SUBGRAPHS).map(([name, sdl]) => ({ name, typeDefs: parse(sdl) }));
  const subgraphs = Object.fromEntries(definitions.map(({ name, typeDefs }) => [name, subgraphSchema(name, typeDefs, libraryResolvers(state, name))]));
  return { supergraph: composeSupergraph(definitions).sdl, subgraphs, merged: mergedSchemas(libraryResolvers(state)), state };
}

function subgraphSchema(name: string, typeDefs: ReturnType<typeof parse>, map: Resolvers): GraphQLSchema {
  const references = Object.fromEntries(entityNames(typeDefs).map((entity) => [entity, { __resolveReference: resolveReference(entity, name) }]));
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: { ...references, ...rulesOf(buildASTSchema(typeDefs, { assumeValid: true }), map) } as never }]);
  putResolvers(schema, map, (resolve) => resolve);
  return schema;
}

/** The rules of the enums and scalars that a schema has. */
function rulesOf(schema: GraphQLSchema, map: Resolvers): Resolvers {
  const rules = Object.entries(map).flatMap(([name, rule]) => {
    const type = schema.getType(name);
    if (isEnumType(type)) return [[name, Object.fromEntries(type.getValues().map((value) => [value.name, rule[value.name]]))] as const];
    return name === 'Stamp' && type ? [[name, rule] as const] : [];
  });
  return Object.fromEntries(rules);
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;

function putResolvers(schema: GraphQLSchema, map: Resolvers, wrap: (resolve: Resolver, type: GraphQLOutputType) => Resolver): void {
  readDefaultsAgain(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('_')) continue;
    if (isAbstractType(type)) type.resolveType = ({ __typename }: { __typename: string }) => __typename;
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.name.startsWith('_')) field.resolve = wrap((map[type.name]?.[field.name] as Resolver | undefined) ?? defaultFieldResolver, field.type);
    }
  }
}

function mergedSchemas(map: Resolvers): Merged {
  const violations = new Set<string>();
  const types = withRules(buildSchema(MERGED), map);
  putResolvers(types, map, later);
  const lenient = withRules(buildASTSchema(withoutNonNull(parse(MERGED))), map);
  putResolvers(lenient, map, (resolve, type) => resolve && later(resolve, type));
  for (const type of Object.values(lenient.getTypeMap())) {
    const strict = types.getType(type.name);
    if (!isObjectType(type) || !isObjectType(strict) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) field.resolve = watched(field.resolve ?? defaultFieldResolver, strict.getFields()[field.name]!.type, violations);
  }
  return { schema: types, lenient, violations };
}

/** A schema that was made from SDL learns what its enums and scalars mean. */
function withRules(schema: GraphQLSchema, map: Resolvers): GraphQLSchema {
  for (const [name, rules] of Object.entries(rulesOf(schema, map))) {
    const type = schema.getType(name);
    if (!isEnumType(type)) {
      if (type) Object.assign(type, rules);
      continue;
    }
    const values = type.getValues().map((value) => Object.assign(value, { value: rules[value.name] }));
    Object.assign(type, { _values: values, _valueLookup: null, _nameLookup: null });
  }
  return schema;
}

const withoutNonNull = (document: ReturnType<typeof parse>): ReturnType<typeof parse> =>
  visit(document, { FieldDefinition: (node) => ({ ...node, type: visit(node.type, { NonNullType: { leave: ({ type }) => type } }) }), [Kind.INPUT_OBJECT_TYPE_DEFINITION]: () => false });

/** graphql-js leaves a rejection unhandled when a list item fails at once and an earlier one later: all fail later here. */
const later = (resolve: Resolver, _type: GraphQLOutputType): Resolver => async (source, args, ctx, info) => resolve(source, args, ctx, info);

interface Step {
  readonly prev: Step | undefined;
  readonly key: string | number;
}

const pathText = (step: Step | undefined): string => (step ? `${step.prev ? `${pathText(step.prev)}.` : ''}${step.key}` : '');

const watched = (resolve: Resolver, type: GraphQLOutputType, violations: Set<string>): Resolver => async (source, args, ctx, info) => {
  const value: unknown = await resolve(source, args, ctx, info);
  watch(value, type, pathText(info.path), violations);
  return value;
};

function watch(value: unknown, type: GraphQLOutputType, path: string, violations: Set<string>): void {
  if (isNonNullType(type)) {
    if (value == null) violations.add(path);
    watch(value, type.ofType, path, violations);
  } else if (isListType(type) && Array.isArray(value)) value.forEach((item, index) => watch(item, type.ofType, `${path}.${index}`, violations));
}
