import { isAbstractType, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';

type Answer = string | Function | null | undefined;

/**
 * Names the members of unions and interfaces at once. type-graphql wraps each `resolveType` of ours into an
 * asynchronous function, and graphql-jit 0.8.9 takes only names: the function as it was declared is used again.
 * @throws Error when two modules declare a `resolveType` for one name: which is meant cannot be told.
 */
export function resolveTypesAtOnce(schema: GraphQLSchema): void {
  const { unions, interfaceTypes, objectTypes } = getMetadataStorage();
  const names = new Map<unknown, string>(objectTypes.map(({ target, name }) => [target, name]));
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isAbstractType(type)) continue;
    const [declared, another] = [...unions, ...interfaceTypes].filter(({ name, resolveType }) => name === type.name && resolveType);
    if (another) throw new Error(`Several types named ${type.name} declare a resolveType: answer instances of their classes instead.`);
    const resolve = declared?.resolveType;
    if (!resolve) continue;
    type.resolveType = (value: unknown, ctx: RequestContext, info: GraphQLResolveInfo, abstractType) => {
      const answer = resolve(value, ctx, info, abstractType) as Answer | Promise<Answer>;
      if (answer instanceof Promise) throw new Error(`The resolveType of ${type.name} must not be asynchronous.`);
      return typeof answer === 'function' ? names.get(answer) : (answer ?? undefined);
    };
  }
}
