import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './client.js';
import { createDeployment, createInstance, EAM, GRAZ, LISBON, PORTO, submitApp, untilStatus, VIENNA } from './stories.js';
import { startWorld, type World } from './world.js';

let world: World;
let me: Client;
const apps: string[] = [];
let placed: string;

beforeAll(async () => {
  world = await startWorld({ env: { SRM_COUNTRIES: 'eu-west=PT' } });
  me = world.as();
  for (let n = 0; n < 5; n += 1) apps.push(await submitApp(me, { version: String(n), appProvider: n === 4 ? 'Another_Provider' : 'ExampleProvider' }));
  placed = await createInstance(me, apps[0]!, LISBON);
  await createInstance(me, apps[0]!, VIENNA);
  await createInstance(me, apps[1]!, LISBON);
  await createDeployment(me, apps[2]!, [PORTO, VIENNA]);
  await untilStatus(me, placed, 'ready');
});
afterAll(() => world[Symbol.asyncDispose]());

interface Connection {
  readonly totalCount: number;
  readonly nodes: readonly { readonly id: string }[];
  readonly edges: readonly { readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const PAGE = 'totalCount nodes { id } edges { cursor } pageInfo { hasNextPage endCursor }';

/** All pages of a list, walked by cursor. */
async function walk(field: string, first: number): Promise<readonly Connection[]> {
  const pages: Connection[] = [];
  for (let after: string | null = null; ; after = pages.at(-1)!.pageInfo.endCursor) {
    const { list } = await me.ask<{ list: Connection }>(`query ($first: Int, $after: String) { list: ${field}(first: $first, after: $after) { ${PAGE} } }`, { first, after });
    pages.push(list);
    if (!list.pageInfo.hasNextPage) return pages;
  }
}

const ids = async (field: string, filter: object): Promise<readonly string[]> => {
  const type = `${field[0]!.toUpperCase()}${field.slice(1, -1)}Filter`;
  const { list } = await me.ask<{ list: Connection }>(`query ($filter: ${type}) { list: ${field}(filter: $filter) { ${PAGE} } }`, { filter });
  expect(list.totalCount).toBe(list.nodes.length);
  return list.nodes.map(({ id }) => id);
};

describe('pages', () => {
  it.each([['apps', 5], ['appInstances', 5], ['appDeployments', 1], ['edgeCloudZones', 4]])('of %s hold each row once, and tell how many there are', async (field, total) => {
    for (const size of [1, 2, 100]) {
      const pages = await walk(field, size);
      expect(pages.map(({ totalCount }) => totalCount)).toEqual(pages.map(() => total));
      const all = pages.flatMap(({ nodes }) => nodes.map(({ id }) => id));
      expect(new Set(all).size).toBe(total);
      expect(all).toHaveLength(total);
      expect(pages.map(({ nodes }) => nodes.length)).toEqual(Array.from({ length: Math.ceil(total / size) }, (_, n) => Math.min(size, total - n * size)));
      expect(pages.at(-1)!.edges.at(-1)!.cursor).toBe(pages.at(-1)!.pageInfo.endCursor);
    }
  });

  it('inside an app go on as those outside do', async () => {
    const query = `query ($id: ID!, $after: String) { app(id: $id) { list: appInstances(first: 1, after: $after) { ${PAGE} } } }`;
    const { app: { list } } = await me.ask<{ app: { list: Connection } }>(query, { id: apps[0] });
    expect(list).toMatchObject({ totalCount: 2, nodes: [{ id: placed }], pageInfo: { hasNextPage: true } });
    const next = await me.ask<{ app: { list: Connection } }>(query, { id: apps[0], after: list.pageInfo.endCursor });
    expect(next.app.list).toMatchObject({ totalCount: 2, nodes: [{ id: expect.not.stringMatching(placed) }], pageInfo: { hasNextPage: false } });
  });

  it.each([['first: 0', 'OUT_OF_RANGE'], ['first: 101', 'OUT_OF_RANGE'], ['after: "nonsense"', 'INVALID_ARGUMENT']])('are refused for %s', async (args, code) => {
    for (const field of ['apps', 'appInstances', 'appDeployments', 'edgeCloudZones']) {
      expect((await me.graphql(`{ ${field}(${args}) { totalCount } }`)).errors[0]?.extensions.code, field).toBe(code);
    }
  });
});

describe('filters', () => {
  it('of apps', async () => {
    expect(await ids('apps', { appProvider: 'Another_Provider' })).toEqual([apps[4]]);
    expect(await ids('apps', { name: 'nobody' })).toEqual([]);
  });

  it('of instances', async () => {
    expect(await ids('appInstances', { appId: apps[0] })).toHaveLength(2);
    expect(await ids('appInstances', { appId: apps[0], edgeCloudZoneId: LISBON })).toEqual([placed]);
    expect(await ids('appInstances', { region: 'eu-west' })).toHaveLength(3);
    expect(await ids('appInstances', { appInstanceId: placed, status: 'ready' })).toEqual([placed]);
    expect(await ids('appInstances', { appInstanceId: placed, status: 'failed' })).toEqual([]);
  });

  it('of deployments', async () => {
    expect(await ids('appDeployments', { appId: apps[2] })).toHaveLength(1);
    expect(await ids('appDeployments', { appId: apps[0] })).toEqual([]);
  });

  it('of zones', async () => {
    expect(await ids('edgeCloudZones', { countryCode: 'PT' })).toEqual([LISBON, PORTO]);
    expect(await ids('edgeCloudZones', { provider: 'Danube_Networks', status: 'inactive' })).toEqual([GRAZ]);
    expect(await ids('edgeCloudZones', { region: 'nowhere' })).toEqual([]);
  });

  it('that are null are as good as absent', async () => {
    expect(await ids('apps', { name: null, appProvider: null })).toHaveLength(5);
    expect(await ids('appInstances', { appId: null, status: null, region: null })).toHaveLength(5);
    expect(await ids('edgeCloudZones', { countryCode: null })).toHaveLength(4);
  });
});

it('the whole graph is there in one question', async () => {
  const { apps: all } = await me.ask<{ apps: { nodes: readonly { id: string; appInstances: { nodes: readonly object[] } }[] } }>(
    '{ apps { nodes { id appInstances { totalCount nodes { status edgeCloudZone { name region } app { id } } } appDeployments { nodes { appInstances { edgeCloudZone { name } } edgeCloudZones { name } } } } } }',
  );
  expect(all.nodes.map(({ id }) => id)).toEqual(apps);
  expect(all.nodes[0]!.appInstances.nodes).toEqual([
    { status: 'ready', edgeCloudZone: { name: 'lisbon-1', region: 'eu-west' }, app: { id: apps[0] } },
    { status: expect.any(String), edgeCloudZone: { name: 'vienna-1', region: 'eu-central' }, app: { id: apps[0] } },
  ]);
});

it('CAMARA’s lists are filtered alike', async () => {
  expect((await me.rest<object[]>('GET', `${EAM}/app-instances?region=eu-central`)).body).toHaveLength(2);
  expect((await me.rest<object[]>('GET', `${EAM}/deployments?appId=${apps[2]}`)).body).toHaveLength(1);
  const list = await me.rest<object[]>('GET', `${EAM}/apps`);
  expect([list.body.length, list.headers.get('x-total-count')]).toEqual([5, '5']);
});
