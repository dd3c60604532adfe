import { execute, parse, printSchema, subscribe, type ExecutionResult, type GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { context } from '../../../test/properties/engine.graph.js';
import { Site, SiteResolver, thing, things } from '../../../test/properties/things.graph.js';
import { ANONYMOUS, type Caller } from '../../kernel/caller.js';
import type { RequestContext } from '../../kernel/context.js';
import { composeSupergraph } from '../compose/compose.js';
import { createEngine, type Prepared } from '../engine.js';
import { buildSubgraph, type Subgraph, type SubgraphOptions } from './subgraph.js';
import { nearTransport } from '../transport.js';

const SCOPES = { 'Query.thing': 'things:read', 'Query.prefix': 'things:read', 'Mutation.make': 'things:write', 'Subscription.changed': 'things:read', Thing: 'things:read', Site: 'sites:read', 'Thing.secret': 'things:secret' };

function build(change: Partial<SubgraphOptions> = {}): Promise<Subgraph> {
  const { resolver, container } = things('>');
  return buildSubgraph({ name: 'things', resolvers: [resolver, SiteResolver], container, orphanedTypes: [Site], references: { Thing: ({ id }) => thing(String(id)) }, scopes: SCOPES, ...change });
}

const allowed = (...scopes: string[]): RequestContext => ({ ...context(), caller: { kind: 'two-legged', clientId: 'acme', userId: null, scopes: new Set(scopes), admin: false } satisfies Caller });

async function ask(query: string, ctx: RequestContext, variables?: Record<string, unknown>): Promise<ExecutionResult> {
  const { name, typeDefs, schema } = await build();
  const engine = createEngine({ supergraph: composeSupergraph([{ name, typeDefs }]).sdl, transports: { [name]: nearTransport(schema) } });
  const prepared = engine.prepare(query);
  if (!('execute' in prepared)) throw prepared[0];
  return JSON.parse(JSON.stringify(await prepared.execute(variables, ctx))) as ExecutionResult;
}

it('prints a federation 2 subgraph that links what it uses, in an order of its own', async () => {
  const { sdl, schema } = await build();
  expect(sdl).toMatch(/^extend schema @link\(url: "https:\/\/specs.apollo.dev\/federation\/v2.9", import: \["@key"\]\)\n\ntype Query \{\n  prefix\(status: Status! = failed\): String!\n  thing/);
  expect(sdl).toContain('type Site @key(fields: "id") {\n  id: ID!\n  size: Int!\n}');
  expect(sdl).not.toMatch(/directive @|schema \{/);
  expect((await build({ resolvers: [SiteResolver, things('x').resolver] })).sdl).toBe(sdl);
  expect(printSchema(schema)).toContain('_entities');
});

it('resolves unions, enums with inner values, dates and input defaults', async () => {
  const ctx = allowed('things:read', 'things:write');
  expect(await ask('{ thing(id: "vm") { status madeAt needs { __typename ... on Vm { cpus } ... on Cluster { version } } kin { ... on Vm { cpus } ... on Cluster { version } } } prefix }', ctx)).toEqual({
    data: { thing: { status: 'ready', madeAt: '1970-01-01T00:00:00.000Z', needs: { __typename: 'Vm', cpus: 2 }, kin: [{ cpus: 1 }, { version: '2' }] }, prefix: '> FAILED_INSIDE' },
  });
  const made = 'mutation($input: MakeInput!) { make(input: $input) { status madeAt needs { __typename } } }';
  expect(await ask(made, ctx, { input: {} })).toMatchObject({ data: { make: { status: 'failed', needs: null } } });
  expect(await ask(made, ctx, { input: { status: 'ready', madeAt: '2026-01-02T03:04:05Z' } })).toMatchObject({ data: { make: { status: 'ready', madeAt: '2026-01-02T03:04:05.000Z' } } });
  expect(await ask(made, ctx, { input: { madeAt: 'soon' } })).toEqual({ errors: [expect.objectContaining({ message: expect.stringMatching(/DateTime cannot represent/) })] });
});

it('asks for the scope of a root field before its resolver', async () => {
  expect(await ask('{ thing(id: "bad") { id } }', allowed())).toMatchObject({ data: { thing: null }, errors: [{ message: 'The access token lacks the scope things:read.', path: ['thing'] }] });
  expect(await ask('{ thing(id: "vm") { id secret } }', allowed('things:read'))).toMatchObject({ data: { thing: null }, errors: [{ path: ['thing', 'secret'] }] });
  expect(await ask('{ thing(id: "vm") { secret } }', allowed('things:read', 'things:secret'))).toEqual({ data: { thing: { secret: 'vm for acme' } } });
});

it('asks for the scope of an entity for each representation, and fails only the broken ones', async () => {
  const { schema } = await build();
  const document = parse('query($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Thing { id } ... on Site { size } } }');
  const variableValues = { r: ['vm', 'none', 'bad'].map((id) => ({ __typename: 'Thing', id })).concat({ __typename: 'Site', id: 'abc' }) };
  const run = async (contextValue: RequestContext) => execute({ schema, document, variableValues, contextValue });
  const result = await run(allowed('things:read', 'sites:read'));
  expect(result.data?._entities).toMatchObject([{ __typename: 'Thing', id: 'vm' }, null, null, { __typename: 'Site', size: 3 }]);
  expect(result.errors).toMatchObject([{ message: 'the store is broken', path: ['_entities', 2] }]);
  const refused = await run({ ...context(), caller: ANONYMOUS });
  expect(refused.data?._entities).toEqual([null, null, null, null]);
  expect(refused.errors?.map((error: GraphQLError) => (error.originalError as { code?: string } | undefined)?.code)).toEqual(Array(4).fill('UNAUTHENTICATED'));
});

it('opens a subscription of its own source behind its scope', async () => {
  const { name, typeDefs, schema } = await build();
  const engine = createEngine({ supergraph: composeSupergraph([{ name, typeDefs }]).sdl, transports: { [name]: nearTransport(schema) } });
  const prepared = engine.prepare('subscription { changed(ids: ["vm", "k8s"], note: "!") { id status } }') as Prepared;
  const stream = await prepared.subscribe({}, allowed('things:read'));
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
  const seen: unknown[] = [];
  for await (const event of stream) seen.push(event.data);
  expect(seen).toEqual([{ changed: { id: 'vm !', status: 'ready' } }, { changed: { id: 'k8s !', status: 'ready' } }]);
  expect(await prepared.subscribe({}, allowed())).toMatchObject({ errors: [{ message: 'The access token lacks the scope things:read.', path: ['changed'] }] });
  const direct = await subscribe({ schema, document: parse('subscription { changed(ids: ["vm"]) { id } }'), contextValue: allowed() });
  expect(direct).toMatchObject({ errors: [{}] });
});

it('is not built without a scope for every root field and entity, nor with one for nothing', async () => {
  const { Site: _site, 'Query.thing': _thing, ...rest } = SCOPES;
  await expect(build({ scopes: rest })).rejects.toThrow('Subgraph things: Query.thing has no scope; Site has no scope.');
  await expect(build({ scopes: { ...SCOPES, 'Thing.nothing': 'x', Vm: 'x' } })).rejects.toThrow('Thing.nothing has a scope and does not exist; Vm has a scope and does not exist.');
  await expect(build({ references: { Vm: () => null } })).rejects.toThrow('references to what is no entity: Vm');
});
