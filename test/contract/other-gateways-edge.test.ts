import { readFileSync } from 'node:fs';
import { parse, type ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeSupergraph } from '../../src/federation/compose/compose.js';
import { startOperator, SUBGRAPH_SECRET, type Operator } from '../journeys/operator.js';
import { anAppInput, NOBODY } from '../journeys/stories.js';
import { apolloGateway, hiveGateway, type OtherGateway } from '../support/other-gateways/gateways.js';

/** Our own subgraphs, as this program serves them on SUBGRAPH_PORT, behind the gateways of others. */
let operator: Operator;
let supergraph: string;
beforeAll(async () => {
  operator = await startOperator();
  const typeDefs = parse(readFileSync('schema/subgraphs/edge.graphql', 'utf8'));
  supergraph = composeSupergraph([{ name: 'edge', typeDefs, url: `${operator.world.subgraphs}/subgraphs/edge` }]).sdl;
});
afterAll(() => operator[Symbol.asyncDispose]());

const SUBMIT = 'mutation ($input: SubmitAppInput!) { submitApp(input: $input) { app { id name version } } }';
const APPS = '{ apps(first: 50) { totalCount nodes { id name version requiredResources { __typename } } } }';
const codes = ({ errors = [] }: Pick<ExecutionResult, 'errors'>): readonly unknown[] => errors.map(({ extensions }) => extensions?.['code']);

describe.each([['Apollo Gateway', apolloGateway], ['Hive Gateway', hiveGateway]])('%s', (_, start) => {
  let gateway: OtherGateway;
  let token: string;
  beforeAll(async () => {
    gateway = await start(supergraph);
    token = await operator.issuer.token({ client: 'portal' });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const ask = (query: string, variables: Record<string, unknown> = {}, bearer = token, secret = SUBGRAPH_SECRET): Promise<ExecutionResult> =>
    gateway.ask(query, variables, { authorization: `Bearer ${bearer}`, 'x-northbound-subgraph-secret': secret });

  it('submits an app, which our own door then shows as it does', async () => {
    const input = anAppInput();
    const { data, errors } = await ask(SUBMIT, { input });
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ submitApp: { app: { id: expect.any(String), name: input.name } } });
    const ours = await operator.world.as(token).graphql(APPS);
    expect((await ask(APPS)).data).toEqual(ours.data);
    expect(JSON.stringify(ours.data)).toContain(input.name);
  });

  it('answers entities, interfaces, variables and introspection as our door does', async () => {
    const query = 'query Zones($first: Int) { edgeCloudZones(first: $first) { nodes { id __typename status } } none: app(id: "00000000-0000-4000-8000-000000000000") { id } __type(name: "App") { kind name } }';
    expect((await ask(query, { first: 2 })).data).toEqual((await operator.world.as(token).graphql(query, { first: 2 })).data);
  });

  it('hands on the code of an error', async () => {
    const query = 'mutation ($id: ID!) { deleteApp(id: $id) { appId } }';
    const theirs = await ask(query, { id: NOBODY });
    const ours = await operator.world.as(token).graphql(query, { id: NOBODY });
    expect(codes(theirs)).toEqual(ours.errors.map(({ extensions }) => extensions.code));
    expect(theirs.data ?? null).toBeNull();
  });

  it('is told of a caller who may not', async () => {
    const reader = await operator.issuer.token({ client: 'reader' });
    expect(codes(await ask(SUBMIT, { input: anAppInput() }, reader))).toEqual(['PERMISSION_DENIED']);
    expect(JSON.stringify((await ask(APPS, {}, reader)).data)).toContain('totalCount');
  });

  it('shows one caller nothing of another', async () => {
    expect((await ask(APPS, {}, await operator.issuer.token({ client: 'rival' }))).data).toMatchObject({ apps: { totalCount: 0 } });
  });

  it.each([['with another secret', undefined, 'not-the-secret-of-this-port'], ['with a token of nobody', 'a.b.c', undefined]])('gets nothing %s', async (_case, bearer, secret) => {
    const { data, errors = [] } = await ask(APPS, {}, bearer, secret);
    expect(errors.length).toBeGreaterThan(0);
    expect(data ?? null).toBeNull();
  });
});
