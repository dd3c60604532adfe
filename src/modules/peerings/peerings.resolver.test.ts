import { existsSync, readFileSync } from 'node:fs';
import { graphql, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../test/support/databases.js';
import { into, peeringWorld, select, type PeeringWorld } from '../../../test/support/peering-world.js';
import { buildSubgraph } from '../../federation/subgraph/subgraph.js';
import { DEVELOPER } from '../../kernel/caller.js';
import type { JsonObject } from '../../kernel/tmf/document.js';

const SAMPLES = '../shared/specs/tmf';
const read = (file: string): unknown => JSON.parse(readFileSync(`${SAMPLES}/${file}`, 'utf8'));
const [, open] = databaseKinds[0]!;

describe('the subgraph peerings', () => {
  let test: TestDatabase;
  let world: PeeringWorld;
  let schema: GraphQLSchema;
  beforeAll(async () => {
    test = await open();
    world = peeringWorld(test.db);
    ({ schema } = await buildSubgraph(world.module.subgraph));
  });
  afterAll(() => test[Symbol.asyncDispose]());

  async function ask(source: string, variableValues: object = {}, caller: object = {}): Promise<JsonObject> {
    const contextValue = { ...world.ctx(), caller: { ...DEVELOPER, ...caller } };
    const { data, errors } = await graphql({ schema, source, contextValue, variableValues: { ...variableValues } });
    if (errors) throw errors[0]!.originalError ?? errors[0]!;
    return JSON.parse(JSON.stringify(data)) as JsonObject;
  }

  it('plays the three steps', async () => {
    const { id } = world.organization('a', 'b');
    const found = await ask('mutation ($id: ID!) { discoverPeering(organizationId: $id) { peering { status organization { id } } specs { id name version atType isSelected document } } }', { id });
    expect(found).toMatchObject({ discoverPeering: { peering: { status: 'discovered', organization: { id } }, specs: [{ id: 'a', name: 'Spec a', version: '1.0', atType: null, isSelected: false }, { id: 'b' }] } });
    const input = { organizationId: id, select: select('a'), serviceCatalogs: into('Peers', 'Edge', 'Spec a') };
    const fields = 'status generation selectedSpecs { remoteId name localId state version specification { id } } visibleSpecs { id } assignments { name categories { name specifications { remoteId name } } } heartbeat { consecutiveFailures lastFailure { code } nextCheckAt } failedSpecs { remoteId }';
    const { addPeering } = await ask(`mutation ($input: AddPeeringInput!) { addPeering(input: $input) { peering { ${fields} } failedSpecs { remoteId } } }`, { input });
    const [[localId]] = Object.values(await world.specs(id)) as [[string, string]];
    expect(addPeering).toMatchObject({
      peering: {
        status: 'active', generation: 1, visibleSpecs: [{ id: localId }], failedSpecs: [],
        selectedSpecs: [{ remoteId: 'a', name: 'Spec a', localId, state: 'visible', version: '1.0', specification: { id: localId } }],
        assignments: [{ name: 'Peers', categories: [{ name: 'Edge', specifications: [{ remoteId: 'a', name: 'Spec a' }] }] }],
        heartbeat: { consecutiveFailures: 0, lastFailure: null },
      },
    });
    expect(await ask('mutation ($id: ID!) { endPeering(organizationId: $id) { peering { status generation visibleSpecs { id } selectedSpecs { remoteId state } } } }', { id })).toEqual({
      endPeering: { peering: { status: 'terminated', generation: 2, visibleSpecs: [], selectedSpecs: [{ remoteId: 'a', state: 'missing' }] } },
    });
    await expect(ask('query ($id: ID!) { peering(organizationId: $id) { status } }', { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('names no specification that the catalog does not show yet', async () => {
    const there = new Set<string>();
    const slow = peeringWorld(test.db, { inCatalog: async (ids) => new Set(ids.filter((id) => there.has(id))) });
    const { schema: slowSchema } = await buildSubgraph(slow.module.subgraph);
    const { id } = slow.organization('a', 'b');
    await slow.changes.add(slow.ctx(), { organizationId: id, select: select('a', 'b') });
    const { a, b } = await slow.specs(id);
    const seen = async (): Promise<unknown> => {
      const source = 'query ($id: ID!) { peering(organizationId: $id) { visibleSpecs { id } selectedSpecs { state specification { id } } } }';
      return (await graphql({ schema: slowSchema, source, contextValue: { ...slow.ctx(), caller: DEVELOPER }, variableValues: { id } })).data?.['peering'];
    };
    expect(await seen()).toEqual({ visibleSpecs: [], selectedSpecs: [{ state: 'visible', specification: null }, { state: 'visible', specification: null }] });
    there.add(b![0]);
    expect(await seen()).toEqual({ visibleSpecs: [{ id: b![0] }], selectedSpecs: [{ state: 'visible', specification: null }, { state: 'visible', specification: { id: b![0] } }] });
    there.add(a![0]);
    expect(await seen()).toMatchObject({ visibleSpecs: [{ id: a![0] }, { id: b![0] }] });
  });

  it('shows the resource as REST has it', async () => {
    const { id } = world.organization('a', 'b', 'c');
    await world.changes.add(world.ctx(), { organizationId: id, select: [...select('a', 'b'), { id: 'c', name: 'x' }], serviceCatalogs: into('Peers', 'Edge', 'a', 'c') });
    const { peering } = await ask('query ($id: ID!) { peering(organizationId: $id) { document } }', { id });
    const { document } = peering as { document: JsonObject };
    expect(Object.keys(document)).toEqual(['organization', 'serviceSpecs', 'peeredSpecs', 'serviceCatalogs', 'id', 'status', 'generation', 'createdAt', 'updatedAt', 'heartbeat', 'failedSpecs']);
    expect(document).toMatchObject({
      id, status: 'active', generation: 1, organization: { id }, serviceSpecs: { a: 'Spec a', b: 'Spec b', c: 'Spec c' }, peeredSpecs: { a: 'Spec a', b: 'Spec b', c: 'Spec c' },
      serviceCatalogs: [{ name: 'Peers', categories: [{ name: 'Edge', specifications: ['Spec a', 'Spec c'] }] }],
      heartbeat: { lastCheckAt: world.clock.now().toISOString(), consecutiveFailures: 0, lastFailure: null }, failedSpecs: [],
    });
  });

  it('reads lists of them with as many statements as one', async () => {
    const ids = Array.from({ length: 5 }, () => world.organization('a').id);
    for (const organizationId of ids) await world.changes.add(world.ctx(), { organizationId, select: select('a') });
    const counts: number[] = [];
    for (const first of [1, 5]) {
      const before = counted(test);
      const { peerings } = await ask(`{ peerings(first: ${first}) { totalCount nodes { organizationId document selectedSpecs { name } visibleSpecs { id } } pageInfo { hasNextPage endCursor } } }`);
      expect((peerings as { nodes: unknown[] }).nodes).toHaveLength(first);
      counts.push(before());
    }
    expect(counts[0]).toBe(counts[1]);
    const { peerings } = await ask('{ peerings(first: 2) { pageInfo { endCursor } nodes { organizationId } } }') as { peerings: { pageInfo: { endCursor: string }; nodes: unknown[] } };
    const next = await ask('query ($after: String) { peerings(first: 2, after: $after) { nodes { organizationId } } }', { after: peerings.pageInfo.endCursor });
    expect((next['peerings'] as { nodes: unknown[] }).nodes).not.toEqual(peerings.nodes);
  });

  it('is for admins alone, also as an entity and from an organization', async () => {
    const { id } = world.organization('a');
    await world.changes.add(world.ctx(), { organizationId: id, select: select('a') });
    const entities = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Peering { status } ... on Organization { peering { status } } } }';
    const of = [{ __typename: 'Peering', organizationId: id }, { __typename: 'Organization', id }];
    expect(await ask(entities, { of })).toEqual({ _entities: [{ status: 'active' }, { peering: { status: 'active' } }] });
    const nobody = { admin: false, kind: 'two-legged' };
    for (const one of of) await expect(ask(entities, { of: [one] }, nobody)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(ask('{ peerings { totalCount } }', {}, nobody)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(ask('mutation { addPeering(input: {organizationId: "", select: []}) { failedSpecs { name } } }', {}, nobody)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it.runIf(existsSync(SAMPLES))(`answers a discovery as HypO does${existsSync(SAMPLES) ? '' : ' (skipped: the samples are not beside the project)'}`, async () => {
    const { id, oss } = world.organization();
    for (const spec of read('samples/mock-openslice-list.json') as JsonObject[]) oss.specs.set(String(spec['id']), spec);
    const { discoverPeering } = await ask('mutation ($id: ID!) { discoverPeering(organizationId: $id) { specs { document } } }', { id }) as { discoverPeering: { specs: { document: JsonObject }[] } };
    expect(discoverPeering.specs.slice(0, 2).map(({ document }) => document)).toEqual(read('seed/peering-response.json'));
  });
});

/** @returns how many statements have gone to the pool since */
function counted({ db: { pool } }: TestDatabase): () => number {
  const query = pool.query;
  let statements = 0;
  pool.query = ((...given: Parameters<typeof query>) => {
    statements += 1;
    return query.apply(pool, given);
  }) as typeof query;
  return () => {
    pool.query = query;
    return statements;
  };
}
