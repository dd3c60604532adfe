import { buildSubgraphSchema } from '@apollo/subgraph';
import type { FastifyInstance } from 'fastify';
import { parse, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardFields, guardReference } from '../federation/subgraph/guard.js';
import { ANONYMOUS, maySee, type Caller } from '../kernel/caller.js';
import type { RequestContext } from '../kernel/context.js';
import { MASKED, Refusal } from '../kernel/refusal.js';
import { createLog } from '../outbound/log.js';
import { createHttp } from './http.js';
import { createContextFactory } from './request.js';
import { registerSubgraphs, SUBGRAPH_SECRET } from './subgraphs.js';

const SDL = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Crate @key(fields: "id") { id: ID! label: String! }
  type Query { crates: [Crate!]! broken(how: String!): Crate! key: String }
`);

const CRATES = [
  { id: 'c1', label: 'ours', clientId: 'portal', userId: null },
  { id: 'c2', label: 'ours too', clientId: 'portal', userId: null },
  { id: 'c3', label: 'theirs', clientId: 'other', userId: null },
];

/** A subgraph behind the same guards as those of the modules. */
function crates(): GraphQLSchema {
  const resolvers = {
    Crate: { __resolveReference: guardReference('crates:read', (ref, { caller }) => CRATES.find((crate) => crate.id === ref['id'] && maySee(caller, crate)) ?? null) },
    Query: {
      crates: (_source: unknown, _args: unknown, { caller }: RequestContext) => CRATES.filter((crate) => maySee(caller, crate)),
      key: (_source: unknown, _args: unknown, { idempotencyKey, requestHash }: RequestContext) => JSON.stringify([idempotencyKey, requestHash]),
      broken: (_source: unknown, { how }: { how: string }) => {
        throw how === 'refused' ? new Refusal('UNAVAILABLE', 'Later, please.', { retryAfter: 3 }) : new Error('pool exhausted at 10.0.0.7');
      },
    },
  };
  const schema = buildSubgraphSchema([{ typeDefs: SDL, resolvers: resolvers as never }]);
  guardFields(schema, new Map([['Query.crates', 'crates:read'], ['Query.broken', 'crates:read'], ['Query.key', 'crates:read']]));
  return schema;
}

const SECRET = 'a-secret-between-us';
const tokens: Record<string, Caller> = {
  'Bearer portal': { kind: 'two-legged', clientId: 'portal', userId: null, scopes: new Set(['crates:read']), admin: false },
  'Bearer other': { kind: 'two-legged', clientId: 'other', userId: null, scopes: new Set(['crates:read']), admin: false },
  'Bearer bare': { kind: 'two-legged', clientId: 'portal', userId: null, scopes: new Set(), admin: false },
};

async function identify(authorization: string | undefined): Promise<Caller> {
  if (authorization === undefined) return ANONYMOUS;
  const caller = tokens[authorization];
  if (caller === undefined) throw new Refusal('UNAUTHENTICATED', 'A valid access token is needed.');
  return caller;
}

let app: FastifyInstance;
beforeAll(async () => {
  const log = createLog({ level: 'silent' });
  app = createHttp({ log, landing: false });
  await registerSubgraphs(app, { subgraphs: [{ name: 'crates', schema: crates() }], secret: SECRET, contextOf: createContextFactory({ identify, log }), log });
});
afterAll(() => app.close());

async function ask(payload: object, authorization?: string, headers: Record<string, string> = { [SUBGRAPH_SECRET]: SECRET }) {
  const { statusCode, body, headers: sent } = await app.inject({ method: 'POST', url: '/subgraphs/crates', headers: { ...headers, ...(authorization !== undefined && { authorization }) }, payload });
  return { status: statusCode, body: JSON.parse(body) as Record<string, never>, headers: sent };
}

const ENTITIES = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Crate { id label } } }';
const entities = (...ids: string[]) => ({ query: ENTITIES, variables: { r: ids.map((id) => ({ __typename: 'Crate', id })) } });

describe('an idempotency key', () => {
  const keyed = async (headers: Record<string, string>) => (await ask({ query: '{ key }' }, 'Bearer portal', { [SUBGRAPH_SECRET]: SECRET, ...headers })).body;

  it('is what another gateway of ours has bound the request to', async () => {
    const hash = 'ab'.repeat(32);
    expect(await keyed({ 'idempotency-key': 'k-1', 'x-northbound-request-hash': hash })).toEqual({ data: { key: JSON.stringify(['k-1', hash]) } });
  });

  it('counts for nothing without the hash, and is refused when it is none', async () => {
    expect(await keyed({ 'idempotency-key': 'k-1' })).toEqual({ data: { key: '[null,null]' } });
    expect(await keyed({ 'idempotency-key': 'k-1', 'x-northbound-request-hash': 'other' })).toEqual({ data: { key: '[null,null]' } });
    expect(await keyed({ 'idempotency-key': 'a b', 'x-northbound-request-hash': 'ab'.repeat(32) })).toMatchObject({ errors: [{ extensions: { code: 'INVALID_ARGUMENT' } }] });
  });
});

describe('the secret', () => {
  it.each([['none', {}], ['another', { [SUBGRAPH_SECRET]: 'a-secret-between-u' }], ['an empty one', { [SUBGRAPH_SECRET]: '' }]])('%s: 401, and nothing is executed', async (_case, headers) => {
    const answer = await ask({ query: '{ __typename }' }, 'Bearer portal', headers);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('guards unknown paths too', async () => {
    expect((await app.inject({ method: 'POST', url: '/subgraphs/nothing', payload: {} })).statusCode).toBe(401);
    expect((await app.inject({ method: 'POST', url: '/subgraphs/nothing', payload: {}, headers: { [SUBGRAPH_SECRET]: SECRET } })).statusCode).toBe(404);
  });
});

describe('a router', () => {
  it('reads the schema without a caller', async () => {
    const { body } = await ask({ query: '{ _service { sdl } }' });
    expect(body).toMatchObject({ data: { _service: { sdl: expect.stringContaining('type Crate') } } });
  });

  it('asks for many entities at once, in order, with a gap for what is not there', async () => {
    const { status, body } = await ask(entities('c2', 'nothing', 'c1'), 'Bearer portal');
    expect(status).toBe(200);
    expect(body).toEqual({ data: { _entities: [{ id: 'c2', label: 'ours too' }, null, { id: 'c1', label: 'ours' }] } });
  });

  it('may send several operations in one request', async () => {
    const { body } = await ask([entities('c1'), { query: '{ crates { id } }' }], 'Bearer portal');
    expect(body).toEqual([{ data: { _entities: [{ id: 'c1', label: 'ours' }] } }, { data: { crates: [{ id: 'c1' }, { id: 'c2' }] } }]);
  });

  it('gets the correlator back, and no trace of Apollo', async () => {
    const { headers, body } = await ask(entities('c1'), 'Bearer portal', { [SUBGRAPH_SECRET]: SECRET, 'x-correlator': 'c-5', 'apollo-federation-include-trace': 'ftv1' });
    expect(headers['x-correlator']).toBe('c-5');
    expect(body).not.toHaveProperty('extensions');
  });
});

describe('the caller behind the router', () => {
  it.each([
    ['no token', undefined, 'UNAUTHENTICATED'],
    ['a token without the scope', 'Bearer bare', 'PERMISSION_DENIED'],
  ])('with %s is refused the entities', async (_case, authorization, code) => {
    const { body } = await ask(entities('c1'), authorization);
    expect(body).toMatchObject({ errors: [{ path: ['_entities', 0], extensions: { code } }] });
    expect(JSON.stringify(body)).not.toContain('ours');
  });

  it('with a token that does not hold is refused wholly', async () => {
    const { status, body, headers } = await ask(entities('c1'), 'Bearer forged');
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(body).toEqual({ errors: [{ message: 'A valid access token is needed.', extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('of another client sees nothing of ours', async () => {
    expect((await ask(entities('c1', 'c3'), 'Bearer other')).body).toEqual({ data: { _entities: [null, { id: 'c3', label: 'theirs' }] } });
    expect((await ask({ query: '{ crates { label } }' }, 'Bearer other')).body).toEqual({ data: { crates: [{ label: 'theirs' }] } });
  });
});

describe('errors', () => {
  it.each([
    ['a refusal in its words', 'refused', { message: 'Later, please.', extensions: { code: 'UNAVAILABLE', retryAfter: 3 } }],
    ['anything else masked', 'boom', { message: MASKED, extensions: { code: 'INTERNAL' } }],
  ])('show %s', async (_case, how, error) => {
    const { body } = await ask({ query: 'query ($how: String!) { broken(how: $how) { id } }', variables: { how } }, 'Bearer portal');
    expect(body).toMatchObject({ errors: [{ path: ['broken'], ...error }] });
    expect(JSON.stringify(body)).not.toMatch(/10\.0\.0\.7|stacktrace/);
  });

  it.each([
    ['does not parse', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['is not valid', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['has a wrong variable', { query: 'query ($how: String!) { broken(how: $how) { id } }' }, 'BAD_USER_INPUT'],
    ['has no such operation', { query: 'query A { crates { id } }', operationName: 'B' }, 'OPERATION_RESOLUTION_FAILURE'],
    ['is no document', { query: 7 }, 'BAD_REQUEST'],
  ])('tell the router when its request %s', async (_case, payload, code) => {
    const { body } = await ask(payload, 'Bearer portal');
    expect(body).toMatchObject({ errors: [{ extensions: { code } }] });
  });
});
