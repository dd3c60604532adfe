import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toCursor } from '../../src/kernel/event.js';
import type { Client } from './client.js';
import { startOperator, type Operator } from './operator.js';
import {
  aName, anAppInput, CREATE_DEPLOYMENT, CREATE_INSTANCE, createDeployment, createInstance, DELETE_APP, DELETE_DEPLOYMENT, DELETE_INSTANCE, EAM, INSTANCE_CHANGES, LISBON, OEG, PORTO, SUBMIT, submitApp,
  UPDATE_DEPLOYMENT, VIENNA, type Change,
} from './stories.js';

type Who = 'portal' | 'ana' | 'ben' | 'rival' | 'operator' | 'root';
interface Things {
  readonly app: string;
  readonly instance: string;
  readonly deployment: string;
}

let operator: Operator;
const tokens = {} as Record<Who, string>;
const as = {} as Record<Who, Client>;
const things = {} as Record<'portal' | 'ana' | 'ben' | 'rival', Things>;

beforeAll(async () => {
  operator = await startOperator();
  const { issuer, world } = operator;
  const requests = { portal: { client: 'portal' }, ana: { client: 'portal', user: 'ana' }, ben: { client: 'portal', user: 'ben' }, rival: { client: 'rival' }, operator: { client: 'operator' }, root: { client: 'portal', user: 'root' } } as const;
  for (const [who, request] of Object.entries(requests) as [Who, { client: string }][]) as[who] = world.as((tokens[who] = await issuer.token(request)));
  for (const who of ['portal', 'ana', 'ben', 'rival'] as const) {
    const app = await submitApp(as[who]);
    const deployment = await createDeployment(as[who], app, [PORTO]);
    things[who] = { app, deployment, instance: await createInstance(as[who], app, LISBON) };
  }
});
afterAll(() => operator[Symbol.asyncDispose]());

/** Whose things each caller may see. */
const SIGHT: readonly (readonly [Who, readonly (keyof typeof things)[]])[] = [
  ['ana', ['ana']], ['ben', ['ben']], ['rival', ['rival']], ['portal', ['portal', 'ana', 'ben']], ['operator', ['portal', 'ana', 'ben', 'rival']], ['root', ['portal', 'ana', 'ben', 'rival']],
];
const OWNERS = ['portal', 'ana', 'ben', 'rival'] as const;
const sorted = (ids: Iterable<string>): string[] => [...ids].sort();
const ofAll = (seen: readonly (keyof typeof things)[], what: keyof Things): string[] => sorted(seen.map((owner) => things[owner][what]));

describe.each(SIGHT)('%s sees what is %j’s and nothing else', (who, seen) => {
  const hidden = OWNERS.filter((owner) => !seen.includes(owner));

  it('in GraphQL, in lists and by id', async () => {
    interface Lists {
      readonly apps: { readonly totalCount: number; readonly nodes: readonly { readonly id: string }[] };
      readonly appInstances: { readonly nodes: readonly { readonly id: string }[] };
      readonly appDeployments: { readonly nodes: readonly { readonly id: string }[] };
      readonly edgeCloudZones: { readonly nodes: readonly { readonly appInstances: { readonly nodes: readonly { readonly id: string }[] } }[] };
    }
    const lists = await as[who].ask<Lists>('{ apps { totalCount nodes { id } } appInstances(filter: {region: "eu-west"}) { nodes { id } } appDeployments { nodes { id } } edgeCloudZones { nodes { appInstances { nodes { id } } } } }');
    expect(lists.apps.totalCount).toBe(seen.length);
    expect(sorted(lists.apps.nodes.map(({ id }) => id))).toEqual(ofAll(seen, 'app'));
    expect(sorted(lists.appDeployments.nodes.map(({ id }) => id))).toEqual(ofAll(seen, 'deployment'));
    expect(lists.appInstances.nodes).toHaveLength(2 * seen.length);
    const inZones = new Set(lists.edgeCloudZones.nodes.flatMap(({ appInstances }) => appInstances.nodes.map(({ id }) => id)));
    expect(inZones.size).toBe(2 * seen.length);
    for (const owner of OWNERS) {
      const { data, errors } = await as[who].graphql<Record<string, unknown>>('query ($a: ID!, $i: ID!, $d: ID!) { app(id: $a) { id } appInstance(id: $i) { id } appDeployment(id: $d) { id } }', { a: things[owner].app, i: things[owner].instance, d: things[owner].deployment });
      if (seen.includes(owner)) expect(errors).toEqual([]);
      else expect(errors.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
      expect(Object.values(data!).filter((thing) => thing !== null)).toHaveLength(seen.includes(owner) ? 3 : 0);
    }
  });

  it('in REST, in lists and by id', async () => {
    const list = async (path: string, member: string): Promise<string[]> => sorted((await as[who].rest<Record<string, string>[]>('GET', path)).body.map((one) => one[member]!));
    expect(await list(`${EAM}/apps`, 'appId')).toEqual(ofAll(seen, 'app'));
    expect(await list(`${OEG}/apps`, 'appId')).toEqual(ofAll(seen, 'app'));
    expect(await list(`${EAM}/deployments`, 'appDeploymentId')).toEqual(ofAll(seen, 'deployment'));
    expect(await list(`${EAM}/app-instances`, 'appInstanceId')).toHaveLength(2 * seen.length);
    for (const owner of OWNERS) {
      const { app, instance, deployment } = things[owner];
      const status = seen.includes(owner) ? 200 : 404;
      for (const path of [`${EAM}/apps/${app}`, `${OEG}/apps/${app}`, `${EAM}/app-instances/${instance}`, `${EAM}/deployments/${deployment}`]) expect((await as[who].rest('GET', path)).status, path).toBe(status);
      expect((await as[who].rest<{ appInstanceInfo: object[] }>('GET', `${OEG}/appinstances?appInstanceId=${instance}`)).body.appInstanceInfo).toHaveLength(seen.includes(owner) ? 1 : 0);
    }
  });

  it('in _entities of the subgraph server', async () => {
    const representations = OWNERS.flatMap((owner) => [{ __typename: 'App', id: things[owner].app }, { __typename: 'AppInstance', id: things[owner].instance }, { __typename: 'AppDeployment', id: things[owner].deployment }]);
    const query = 'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on App { id name } ... on AppInstance { id status } ... on AppDeployment { id status } } }';
    const { body } = await operator.atSubgraph(query, { representations }, tokens[who]);
    const entities = (body.data as { _entities: ({ id: string } | null)[] })._entities;
    expect(entities.map((entity) => entity?.id ?? null)).toEqual(OWNERS.flatMap((owner) => (seen.includes(owner) ? [things[owner].app, things[owner].instance, things[owner].deployment] : [null, null, null])));
  });

  it.each(['sse', 'websocket'] as const)('in subscriptions (%s)', async (door) => {
    await using stream = as[who].stream<Change>(door, INSTANCE_CHANGES, { after: toCursor(0n) });
    const wanted = new Set(seen.map((owner) => things[owner].instance));
    const changes = await stream.until(({ appInstanceId }) => (wanted.delete(appInstanceId), wanted.size === 0));
    for (const owner of hidden) expect(changes.map(({ appInstanceId }) => appInstanceId)).not.toContain(things[owner].instance);
    for (const { appInstance } of changes) expect(appInstance).not.toBeNull();
  });

  it('when it writes: what is hidden is not there', async () => {
    for (const owner of hidden) {
      const { app, instance, deployment } = things[owner];
      const writes = [
        [DELETE_APP, { id: app }], [DELETE_INSTANCE, { id: instance }], [DELETE_DEPLOYMENT, { id: deployment }], [UPDATE_DEPLOYMENT, { input: { id: deployment, edgeCloudZoneIds: [VIENNA] } }],
        [CREATE_INSTANCE, { input: { name: aName(), appId: app, edgeCloudZoneId: VIENNA } }], [CREATE_DEPLOYMENT, { input: { name: aName(), appId: app, edgeCloudZoneIds: [VIENNA] } }],
      ] as const;
      for (const [query, variables] of writes) expect((await as[who].graphql(query, variables)).errors[0]?.extensions.code, query).toBe('NOT_FOUND');
      for (const path of [`${EAM}/apps/${app}`, `${EAM}/app-instances/${instance}`, `${EAM}/deployments/${deployment}`, `${OEG}/apps/${app}`, `${OEG}/appinstances/${instance}`]) expect((await as[who].rest('DELETE', path)).status, path).toBe(404);
    }
    for (const owner of hidden) expect((await as.operator.graphql('query ($id: ID!) { app(id: $id) { id } }', { id: things[owner].app })).errors).toEqual([]);
  });
});

describe('one caller’s key, name or stream', () => {
  it('is no matter of another’s', async () => {
    const input = anAppInput();
    const made = await Promise.all([as.portal, as.rival].map((client) => client.graphql<{ submitApp: { app: { id: string } } }>(SUBMIT, { input }, 'the-same-key')));
    expect(made.map(({ errors }) => errors)).toEqual([[], []]);
    expect(new Set(made.map(({ data }) => data!.submitApp.app.id)).size).toBe(2);
    const users = await Promise.all([as.ana, as.ben].map((client) => client.graphql<{ submitApp: { app: { id: string } } }>(SUBMIT, { input: anAppInput() }, 'a-key-of-users')));
    expect(new Set(users.map(({ data }) => data!.submitApp.app.id)).size).toBe(2);
  });
});
