import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { EDGE_SCOPES } from '../../src/modules/edge/edge.scopes.js';
import { eventually } from '../support/eventually.js';
import { startOperator, type Operator } from './operator.js';
import { aManifest, anAppInput, CREATE_INSTANCE, DELETE_APP, EAM, INSTANCE_CHANGES, LISBON, NOBODY, OEG, SUBMIT } from './stories.js';

let operator: Operator;
beforeAll(async () => {
  operator = await startOperator();
});
afterAll(() => operator[Symbol.asyncDispose]());

const NEEDED = 'A valid access token is needed.';
const SDL = 'query { _service { sdl } }';
const APPS = '{ apps { totalCount } }';
const ENTITY = 'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on App { id } } }';
const representations = [{ __typename: 'App', id: NOBODY }];

/** What every door says to a caller with this token. */
async function expectUnauthenticated(token?: string): Promise<void> {
  const client = operator.world.as(token);
  for (const path of [`${EAM}/apps`, `${OEG}/apps`]) {
    const answer = await client.rest('GET', path);
    expect(answer).toMatchObject({ status: 401, body: { status: 401, code: 'UNAUTHENTICATED', message: NEEDED } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  }
  const { status, errors } = await client.graphql(APPS);
  expect([status, errors[0]?.extensions.code, errors[0]?.message]).toEqual([401, 'UNAUTHENTICATED', NEEDED]);
  const subgraph = await operator.atSubgraph(ENTITY, { representations }, token);
  expect(subgraph.body.errors?.[0]).toMatchObject({ message: NEEDED, extensions: { code: 'UNAUTHENTICATED' } });
}

describe('without a token', () => {
  it('nothing is answered, through any door', async () => {
    await expectUnauthenticated();
    const client = operator.world.as();
    await using events = client.stream('sse', INSTANCE_CHANGES);
    await expect(events.next()).rejects.toThrow(/UNAUTHENTICATED|401/);
    await using socket = client.stream('websocket', INSTANCE_CHANGES);
    await expect(socket.next()).rejects.toThrow(/UNAUTHENTICATED|4401|needed/);
    expect(operator.world.srm.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('health, metrics and descriptions are open', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics', '/openapi/edge-application-management.json']) expect((await fetch(operator.world.url + path)).status, path).toBe(200);
  });
});

describe('the subgraph server', () => {
  it('wants the router’s secret before anything else', async () => {
    const token = await operator.issuer.token({ client: 'operator' });
    for (const secret of ['', 'a-secret-between-router-and-them']) {
      expect(await operator.atSubgraph(SDL, {}, token, secret)).toMatchObject({ status: 401, body: expect.not.objectContaining({ data: expect.anything() }) });
    }
    expect((await operator.atSubgraph(SDL, {}, token)).body.data).toEqual({ _service: { sdl: expect.stringContaining('type App') } });
  });
});

describe('a token that does not hold', () => {
  const now = (): number => Math.floor(Date.now() / 1000);
  const forged: readonly (readonly [string, () => Promise<string>])[] = [
    ['has expired', () => operator.issuer.forge({ client_id: 'portal', exp: now() - 60 })],
    ['is not valid yet', () => operator.issuer.forge({ client_id: 'portal', nbf: now() + 60 })],
    ['never expires', () => operator.issuer.forge({ client_id: 'portal', exp: undefined })],
    ['is for somebody else', () => operator.issuer.forge({ client_id: 'portal', aud: 'urn:elsewhere' })],
    ['is from somebody else', () => operator.issuer.forge({ client_id: 'portal', iss: 'https://elsewhere.example' })],
    ['names no client', () => operator.issuer.forge({})],
    ['bears no signature', async () => unsigned({ alg: 'none' })],
    ['bears an empty signature of another name', async () => unsigned({ alg: 'NONE', typ: 'JWT' })],
    ['is signed with the public key for a secret', async () => symmetric(JSON.stringify((await publishedKeys()).keys[0]))],
    ['is signed with the public modulus for a secret', async () => symmetric((await publishedKeys()).keys[0]!.n)],
    ['was changed after it was signed', async () => changed(await operator.issuer.token({ client: 'reader' }))],
    ['is none', async () => 'none-at-all'],
  ];
  const claims = () => ({ iss: operator.issuer.issuer, aud: operator.issuer.audience, iat: now(), exp: now() + 300, client_id: 'portal', roles: ['admin'], scope: Object.values(EDGE_SCOPES).join(' ') });
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = (header: object): string => `${encode(header)}.${encode(claims())}.`;
  const publishedKeys = async (): Promise<{ keys: { n: string; kid: string }[] }> => (await fetch(`${operator.issuer.issuer}/jwks`)).json() as Promise<{ keys: { n: string; kid: string }[] }>;
  const symmetric = async (secret: string): Promise<string> => new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: (await publishedKeys()).keys[0]!.kid }).sign(Buffer.from(secret));
  function changed(token: string): string {
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const body = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    return [header, encode({ ...body, roles: ['admin'] }), signature].join('.');
  }

  it.each(forged)('as it %s, is refused through every door, in the words for none', async (_, make) => {
    await expectUnauthenticated(await make());
  });

  it('is refused to a WebSocket, which is closed', async () => {
    const socket = new WebSocket(`${operator.world.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer a.b.c' } })));
    const code = await new Promise<number>((resolve) => socket.on('close', resolve));
    expect([4401, 4403]).toContain(code);
  });

  it('ends when it says, although it was good before', async () => {
    const token = await operator.issuer.token({ client: 'hasty' });
    expect((await operator.world.as(token).graphql(APPS)).status).toBe(200);
    await eventually(() => expectUnauthenticated(token), 15_000);
  });
});

describe('a token without the scope', () => {
  it('is told which one, with 403', async () => {
    const reader = operator.world.as(await operator.issuer.token({ client: 'reader' }));
    expect((await reader.rest('GET', `${EAM}/apps`)).status).toBe(200);
    const refused = [
      ['POST', `${EAM}/apps`, aManifest(), 'apps:write'], ['DELETE', `${EAM}/apps/${NOBODY}`, undefined, 'apps:delete'], ['GET', `${EAM}/edge-cloud-zones`, undefined, 'edge-cloud-zones:read'],
      ['POST', `${EAM}/app-instances`, { name: 'inst', appId: NOBODY, edgeCloudZoneId: LISBON }, 'instances:write'], ['PATCH', `${EAM}/deployments/${NOBODY}`, { appDeploymentName: 'some' }, 'deployments:update'],
      ['POST', `${OEG}/apps`, aManifest(), 'apps:write'], ['GET', `${OEG}/appinstances`, undefined, 'instances:read'],
    ] as const;
    for (const [method, path, body, scope] of refused) {
      expect(await reader.rest(method, path, body)).toMatchObject({ status: 403, body: { status: 403, code: 'PERMISSION_DENIED', message: `The access token lacks the scope edge-application-management:${scope}.` } });
    }
    for (const [query, variables, scope] of [[SUBMIT, { input: anAppInput() }, 'apps:write'], [DELETE_APP, { id: NOBODY }, 'apps:delete'], [CREATE_INSTANCE, { input: { name: 'inst', appId: NOBODY, edgeCloudZoneId: LISBON } }, 'instances:write']] as const) {
      expect((await reader.graphql(query, variables)).errors[0]).toMatchObject({ message: `The access token lacks the scope edge-application-management:${scope}.`, extensions: { code: 'PERMISSION_DENIED' } });
    }
    await using stream = reader.stream('sse', INSTANCE_CHANGES);
    await expect(stream.next()).rejects.toThrow(/lacks the scope edge-application-management:instances:read/);
  });

  it('does not get past it by a field inside, nor by _entities', async () => {
    const token = await operator.issuer.token({ client: 'reader' });
    const { errors } = await operator.world.as(token).graphql('{ apps { nodes { id appInstances { totalCount } } } }');
    // Without an app there is nothing to go through.
    expect(errors).toEqual([]);
    const admin = operator.world.as(await operator.issuer.token({ client: 'operator' }));
    await admin.ask(SUBMIT, { input: anAppInput() });
    const readerWide = operator.world.as(await operator.issuer.token({ client: 'portal', scopes: ['edge-application-management:apps:read', 'edge-application-management:apps:write'] }));
    await readerWide.ask(SUBMIT, { input: anAppInput() });
    expect((await readerWide.graphql('{ apps { nodes { id appInstances { totalCount } } } }')).errors[0]).toMatchObject({ extensions: { code: 'PERMISSION_DENIED' }, message: expect.stringContaining('instances:read') });
    const { body } = await operator.atSubgraph(ENTITY.replaceAll('App {', 'AppInstance {'), { representations: [{ __typename: 'AppInstance', id: NOBODY }] }, token);
    expect(body.errors?.[0]).toMatchObject({ extensions: { code: 'PERMISSION_DENIED' }, message: expect.stringContaining('instances:read') });
  });
});

describe('the keys of the provider', () => {
  it('may be changed: new tokens are good without a restart, old ones are not', async () => {
    const old = await operator.issuer.token({ client: 'rival', user: 'ana' });
    await operator.issuer.rotate();
    const fresh = operator.world.as(await operator.issuer.token({ client: 'portal' }));
    await eventually(async () => expect((await fresh.graphql(APPS)).errors).toEqual([]));
    await expectUnauthenticated(old);
  });
});
