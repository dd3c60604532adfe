import { isObjectType, type GraphQLFieldResolver, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import { getMetadataStorage, type ContainerType, type ResolverData } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';

type Storage = ReturnType<typeof getMetadataStorage>;
type Method = Pick<Storage['queries'][number], 'target' | 'methodName' | 'params' | 'middlewares' | 'roles'>;
type Param = NonNullable<Method['params']>[number];
type Resolve = GraphQLFieldResolver<unknown, RequestContext>;
/** Takes one argument of a method from what a field is resolved with. */
type Take = (root: unknown, args: Readonly<Record<string, unknown>>, ctx: RequestContext, info: GraphQLResolveInfo) => unknown;

/**
 * Calls the methods of resolver classes without type-graphql in between, which goes through several promises for every
 * field that has an argument, though nothing is validated. Fields whose arguments it converts (classes of input types),
 * and those with middlewares, stay with it.
 */
export function resolveDirectly(schema: GraphQLSchema, resolvers: readonly Function[], container: ContainerType): void {
  const { queries, mutations, fieldResolvers, objectTypes } = getMetadataStorage();
  const replace = (typeName: string | undefined, fieldName: string, method: Method): void => {
    const type = typeName === undefined ? undefined : schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
    const takers = resolvers.includes(method.target) ? takersOf(method) : undefined;
    if (field?.resolve && takers) field.resolve = direct(method, takers, container, field.resolve);
  };
  for (const method of queries) replace(schema.getQueryType()?.name, method.schemaName, method);
  for (const method of mutations) replace(schema.getMutationType()?.name, method.schemaName, method);
  for (const method of fieldResolvers) {
    if (method.kind !== 'external' || !resolvers.includes(method.target)) continue;
    const parent = method.getObjectType?.();
    replace(objectTypes.find(({ target }) => target === parent)?.name, method.schemaName, method);
  }
}

function direct({ target, methodName }: Method, takers: readonly Take[], container: ContainerType, otherwise: Resolve): Resolve {
  return (root, args, context, info) => {
    const instance: unknown = container.get(target, { root, args, context, info } as ResolverData);
    if (instance instanceof Promise) return otherwise(root, args, context, info);
    const given: unknown[] = [];
    for (const take of takers) given.push(take(root, args, context, info));
    return (instance as Record<string, (...given: unknown[]) => unknown>)[methodName]!(...given);
  };
}

/** Undefined when type-graphql has something to do. */
function takersOf({ params = [], middlewares = [], roles }: Method): readonly Take[] | undefined {
  if (middlewares.length > 0 || roles !== undefined) return undefined;
  const takers = [...params].sort((one, other) => one.index - other.index).map(takerOf);
  return takers.every((take) => take !== undefined) ? takers : undefined;
}

function takerOf(param: Param): Take | undefined {
  if (param.kind === 'info') return (_root, _args, _ctx, info) => info;
  if (param.kind === 'context' && param.propertyName === undefined) return (_root, _args, ctx) => ctx;
  if (param.kind === 'root' && param.propertyName === undefined && param.getType === undefined) return (root) => root;
  if (param.kind !== 'arg' || param.validateFn !== undefined || param.validateSettings || !isTakenAsItIs(param.getType())) return undefined;
  const { name } = param;
  return (_root, args) => args[name];
}

/** Scalars and enums; of a class, type-graphql makes an instance. */
const isTakenAsItIs = (type: unknown): boolean => typeof type !== 'function' || type === String || type === Number || type === Boolean || type === Date;
