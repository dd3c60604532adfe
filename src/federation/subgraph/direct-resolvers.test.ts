import type { GraphQLFieldResolver, GraphQLObjectType } from 'graphql';
import { buildSchema } from 'type-graphql';
import { expect, it } from 'vitest';
import { CrateResolver } from '../../../test/properties/crates.graph.js';
import { resolveDirectly } from './direct-resolvers.js';

const CTX = { who: 'acme' };

async function aSchema(container = { get: (): unknown => new CrateResolver('>') }) {
  const schema = await buildSchema({ resolvers: [CrateResolver], container, validate: false });
  resolveDirectly(schema, [CrateResolver], container);
  const resolve = (type: string, field: string, root: unknown, args: object): unknown => {
    const resolver = (schema.getType(type) as GraphQLObjectType).getFields()[field]!.resolve as GraphQLFieldResolver<unknown, unknown>;
    return resolver(root, args, CTX, {} as never);
  };
  return { resolve };
}

it('calls a method at once, with its arguments in their order', async () => {
  const { resolve } = await aSchema();
  expect(resolve('Query', 'crate', undefined, { id: '7' })).toEqual({ id: '>7' });
  expect(resolve('Crate', 'label', { id: '7' }, { times: 2 })).toBe('7 for acme, 2 times');
  expect(resolve('Crate', 'label', { id: '7' }, {})).toBe('7 for acme, undefined times');
});

it('leaves to type-graphql what it has to convert, and what has a middleware', async () => {
  const { resolve } = await aSchema();
  await expect(resolve('Query', 'filtered', undefined, { filter: { above: 3 } })).resolves.toEqual({ id: 'true 3' });
  await expect(resolve('Query', 'guarded', undefined, {})).resolves.toEqual({ id: 'acme' });
});

it('waits for an instance that its container has to make first', async () => {
  const { resolve } = await aSchema({ get: () => Promise.resolve(new CrateResolver('later ')) });
  await expect(resolve('Query', 'crate', undefined, { id: '7' })).resolves.toEqual({ id: 'later 7' });
});
