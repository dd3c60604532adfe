import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import type { Client } from '../journeys/client.js';
import { ADD, ALARM, ALARMS_RAISED, CATALOG, CATALOG_CHANGES, CHECK, CREATE_ORGANIZATION, DISCOVER, END, HEARTBEATS, K8AAS, PARTY, PEERED, PEERING, PLAN, truth, UPDATE, UPDATE_ORGANIZATION, type Json } from '../journeys/seed.js';
import { eventually } from '../support/eventually.js';

/** Secrets of organizations, with texts that occur nowhere else, and letters that forms and URLs write otherwise. */
export const OF_PEERS = {
  password: 'canary-peer-password &ü"4711',
  clientSecret: 'canary-peer-secret +%4711',
  openslicePassword: 'canary-openslice-password-4711',
  opensliceSecret: 'canary-openslice-secret-4711',
  nextPassword: 'canary-next-password-4711',
  inUrl: 'canary-in-url-4711',
  misplaced: 'canary-misplaced-peer-4711',
  /** Beginnings of the tokens that the OSS gives. */
  access: 'canary-access-token',
  refresh: 'canary-refresh-token',
  /** What an OSS says that means us no good. */
  told: 'canary-told-by-the-oss',
} as const;

export type Mood = 'good' | 'echo 500' | 'echo 401' | 'html' | 'cut' | 'elsewhere';

/** An OSS that repeats what it was sent in everything that it refuses. */
export interface EchoingOss extends AsyncDisposable {
  readonly url: string;
  readonly tokenUri: string;
  /** What came in: authorizations, and bodies of token requests. */
  readonly heard: readonly string[];
  version: string;
  /** Of the catalog, and of the token endpoint. */
  mood: Mood;
  tokens: Mood;
}

const LIST = `${CATALOG}/serviceSpecification`;

export async function startEchoingOss(): Promise<EchoingOss> {
  const heard: string[] = [];
  let given = 0;
  const granted = (): object => ({ access_token: `${OF_PEERS.access}-${(given += 1)}`, refresh_token: `${OF_PEERS.refresh}-${given}`, expires_in: 300, token_type: 'Bearer' });
  const spec = () => ({ uuid: K8AAS, id: K8AAS, name: 'K8aaS', version: oss.version, '@type': 'CustomerFacingServiceSpecification', description: 'Clusters' });

  function refuse(mood: Mood, echo: string, response: ServerResponse): void {
    if (mood === 'cut') return void response.writeHead(200, { 'content-length': '5000' }).write(`{"id": "${echo}"`, () => response.destroy());
    if (mood === 'html') return void response.end(`<html>${echo}</html>`);
    if (mood === 'elsewhere') return void response.writeHead(302, { location: `http://127.0.0.1:9/${encodeURIComponent(echo)}` }).end();
    response.writeHead(mood === 'echo 401' ? 401 : 500, { 'x-echo': encodeURIComponent(echo), 'www-authenticate': `Bearer error="${encodeURIComponent(echo)}"` });
    response.end(JSON.stringify({ error: 'invalid_grant', error_description: echo, message: echo }));
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const echo = `${OF_PEERS.told} ${request.headers.authorization} ${body}`;
    heard.push(echo);
    const { pathname } = new URL(request.url ?? '/', 'http://oss');
    const mood = pathname === '/token' ? oss.tokens : oss.mood;
    if (mood !== 'good') return refuse(mood, echo, response);
    if (pathname !== '/token' && !request.headers.authorization?.startsWith(`Bearer ${OF_PEERS.access}`)) return refuse('echo 401', echo, response);
    response.end(JSON.stringify(pathname === '/token' ? granted() : pathname === LIST ? [spec()] : spec()));
  }

  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const oss: EchoingOss = { url, tokenUri: `${url}/token`, heard, version: '1', mood: 'good', tokens: 'good', [Symbol.asyncDispose]: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())) };
  return oss;
}

const characteristics = (prefix: string, values: Readonly<Record<string, string>>, bare = false): Json[] =>
  Object.entries(values).map(([name, value]) => ({ name: prefix + name, value: bare ? value : { value, alias: null } }));
const hypo = ({ url, tokenUri }: EchoingOss, more: Readonly<Record<string, string>> = {}): Json[] =>
  characteristics('EXTERNAL_TMF_API_', { BASE_URL: url, OAUTH2_TOKEN_URI: tokenUri, OAUTH2_CLIENT_ID: 'gateway', USERNAME: 'admin', PASSWORD: OF_PEERS.password, OAUTH2_CLIENT_SECRET: OF_PEERS.clientSecret, ...more });
const openslice = ({ url, tokenUri }: EchoingOss): Json[] =>
  characteristics('EXTERNAL_TMFAPI_', { BASEURL: url, OAUTH2TOKENURI: tokenUri, OAUTH2CLIENTID: 'gateway', USERNAME: 'admin', PASSWORD: OF_PEERS.openslicePassword, OAUTH2CLIENTSECRET: OF_PEERS.opensliceSecret }, true);

/** Organizations through both doors, in both dialects. @returns their ids */
async function organizations(me: Client, oss: EchoingOss): Promise<readonly string[]> {
  const [first, second] = [{ name: 'By REST', partyCharacteristic: hypo(oss) }, { name: 'OpenSlice by REST', partyCharacteristic: openslice(oss) }];
  const rest = [await me.rest<{ id: string }>('POST', PARTY, first, { 'idempotency-key': 'one' }), await me.rest<{ id: string }>('POST', PARTY, second)];
  await me.rest('POST', PARTY, first, { 'idempotency-key': 'one' });
  const connection = { baseUrl: oss.url, tokenUri: oss.tokenUri, clientId: 'gateway', clientSecret: OF_PEERS.clientSecret, username: 'admin', password: OF_PEERS.password, scopes: ['admin'] };
  const documents = [{ name: 'By GraphQL', connection }, { document: { name: 'Both dialects', partyCharacteristic: [...openslice(oss), ...hypo(oss)] } }];
  const made = 'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id document partyCharacteristic { name value isSecret } } } }';
  const graph = [];
  for (const input of documents) graph.push((await me.graphql<{ createOrganization: { organization: { id: string } } }>(made, { input }, `key-${graph.length}`)).data!.createOrganization.organization);
  return [...rest.map(({ body }) => body), ...graph].map(({ id }) => id);
}

/** Every step, while the OSS is good and in each of its moods. */
export async function liveInPeering(me: Client, oss: EchoingOss, sink: string, wrote: (frame: unknown) => void): Promise<void> {
  for (const base of [PARTY, `${CATALOG}/x`, ALARM]) await me.rest('POST', `${base.slice(0, base.lastIndexOf('/'))}/hub`, { callback: `${sink}${base}` });
  await using beats = me.stream<{ kind: string }>('websocket', HEARTBEATS, { ticks: true });
  await using raised = me.stream('sse', ALARMS_RAISED);
  await using changed = me.stream('sse', CATALOG_CHANGES);
  const ids = await organizations(me, oss);
  await Promise.all(ids.map((id) => goWell(me, id)));
  oss.version = '2';
  await Promise.all(ids.map((id) => me.graphql(CHECK, { id })));
  await goBadly(me, oss, ids);
  for (const stream of [beats, raised, changed]) for (let frame = 0; frame < 4; frame += 1) wrote(await stream.next());
  await askWrongly(me, oss, ids[0]!);
  await changePassword(me, oss, ids[0]!);
  await truth(me);
  for (const id of ids) await end(me, id);
}

async function goWell(me: Client, id: string): Promise<void> {
  const choice = { organizationId: id, select: [{ id: K8AAS, name: 'K8aaS' }], serviceCatalogs: [{ name: 'C', categories: [{ name: 'K', specifications: ['K8aaS'] }] }] };
  expect((await me.rest('POST', PEERING, { organization: { id } })).status).toBe(200);
  for (const [document, variables] of [[DISCOVER, { id }], [PLAN, { input: choice }], [ADD, { input: choice }], [PEERED, { id }], [CHECK, { id }]] as const) expect((await me.graphql(document, variables)).errors).toEqual([]);
  await me.rest('PATCH', `${PEERING}/${id}`, {});
  const { body } = await me.rest<Json>('GET', `${PARTY}/${id}`);
  await me.rest('PATCH', `${PARTY}/${id}`, { partyCharacteristic: body['partyCharacteristic'] });
  await me.rest('PATCH', `${PARTY}/${id}`, { status: 'validated', name: `${String(body['name'])} again` });
}

/** An OSS that breaks off is asked again for seconds. */
const MOODS: readonly (readonly [part: 'tokens' | 'mood', mood: Mood])[] = [['tokens', 'echo 401'], ['tokens', 'html'], ['mood', 'echo 401'], ['mood', 'html'], ['mood', 'elsewhere'], ['mood', 'cut']];

async function goBadly(me: Client, oss: EchoingOss, ids: readonly string[]): Promise<void> {
  for (const [part, mood] of MOODS) {
    // One of each dialect meets the token endpoint's moods, the others the catalog's
    const some = part === 'tokens' ? ids.slice(0, 2) : ids.slice(2);
    // Another scope, so that another token is asked for
    if (part === 'tokens') await Promise.all(some.map((id) => setCharacteristic(me, id, { name: 'EXTERNAL_TMF_API_OAUTH2_SCOPES', value: mood.replace(' ', '-') })));
    oss[part] = mood;
    await Promise.all(some.map((id) => failEverywhere(me, id, mood === 'cut')));
    oss[part] = 'good';
  }
  await Promise.all(ids.map((id) => me.graphql(CHECK, { id })));
}

async function setCharacteristic(me: Client, id: string, characteristic: Json): Promise<void> {
  const { body } = await me.rest<Json>('GET', `${PARTY}/${id}`);
  const others = (body['partyCharacteristic'] as Json[]).filter(({ name }) => name !== characteristic['name']);
  expect((await me.rest('PATCH', `${PARTY}/${id}`, { partyCharacteristic: [...others, characteristic] })).status).toBe(200);
}

async function failEverywhere(me: Client, id: string, slow: boolean): Promise<void> {
  const discovery = me.rest('POST', PEERING, { organization: { id } });
  const outcome = (await me.graphql<{ checkPeering: { outcome: Json } }>(CHECK, { id })).data?.checkPeering.outcome;
  expect([(await discovery).status, outcome]).toEqual([502, expect.objectContaining({ status: 'unreachable' })]);
  if (slow) return;
  await me.rest('POST', `${PEERING}/add`, { organization: { id }, serviceSpecs: { [K8AAS]: 'K8aaS' } });
  await me.graphql(ADD, { input: { organizationId: id, select: [{ id: `another-${K8AAS}`, name: 'Another' }] } });
  await me.graphql(UPDATE, { input: { organizationId: id } });
}

/** Requests with secrets where none belong: none may be repeated. */
async function askWrongly(me: Client, oss: EchoingOss, id: string): Promise<void> {
  const { inUrl, misplaced, password } = OF_PEERS;
  const refused = async (work: Promise<{ readonly status: number }>): Promise<void> => expect((await work).status).toBe(400);
  const probes = [['partyCharacteristic.value', password], ['partyCharacteristic.name', misplaced]] as const;
  for (const [path, value] of probes) await me.rest('GET', `${PARTY}?${path}=${encodeURIComponent(value)}`);
  await refused(me.rest('GET', `${PARTY}?partyCharacteristic.value=${encodeURIComponent(password)}`));
  await me.graphql('query ($value: String!) { organizations(filter: [{ path: "partyCharacteristic.value", anyOf: [$value] }]) { nodes { id } } }', { value: password });
  const withUser = oss.url.replace('://', `://admin:${inUrl}@`);
  await refused(me.rest('POST', PARTY, { name: 'With a user', partyCharacteristic: hypo(oss, { BASE_URL: withUser }) }));
  await refused(me.rest('POST', PARTY, { name: 'With a user', partyCharacteristic: hypo(oss, { OAUTH2_TOKEN_URI: `[x](${withUser})` }) }));
  await me.graphql(CREATE_ORGANIZATION, { document: { name: 7, partyCharacteristic: hypo(oss, { PASSWORD: misplaced }) } });
  await me.graphql(CREATE_ORGANIZATION, { document: { name: 'No list', partyCharacteristic: { EXTERNAL_TMF_API_PASSWORD: misplaced } } });
  await me.graphql('mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } } }', { input: { name: 'x', connection: { baseUrl: oss.url, passwort: misplaced } } });
  await me.graphql('mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } } }', { input: { name: 'x', connection: { baseUrl: withUser, password: { is: misplaced } } } });
  await refused(me.rest('POST', PARTY, { partyCharacteristic: characteristics('EXTERNAL_TMF_API_', { PASSWORD: misplaced }) }));
  await refused(me.rest('PATCH', `${PARTY}/${id}`, { status: misplaced }));
  await me.graphql(UPDATE_ORGANIZATION, { id, patch: { partyCharacteristic: [{ name: 'EXTERNAL_TMF_API_PASSWORD', value: { value: [misplaced] } }, { name: 'NEW_PASSWORD', value: '********' }] } });
  await me.rest('POST', PEERING, { organization: misplaced });
  await me.rest('POST', `${PEERING}/add`, { organization: { id, partyCharacteristic: hypo(oss, { PASSWORD: misplaced }) }, serviceSpecs: {} });
  for (const [base, member] of [[CATALOG, 'url'], [PARTY.slice(0, PARTY.lastIndexOf('/')), 'callback']] as const) await refused(me.rest('POST', `${base}/${member === 'url' ? 'importJob' : 'hub'}`, { [member]: withUser, path: 'x' }));
}

async function changePassword(me: Client, oss: EchoingOss, id: string): Promise<void> {
  const { body } = await me.rest<Json>('GET', `${PARTY}/${id}`);
  const partyCharacteristic = (body['partyCharacteristic'] as Json[]).map((each) => (each['name'] === 'EXTERNAL_TMF_API_PASSWORD' ? { ...each, value: { value: OF_PEERS.nextPassword } } : each));
  await me.graphql(UPDATE_ORGANIZATION, { id, patch: { partyCharacteristic } });
  await me.graphql(CHECK, { id });
  await eventually(() => expect(oss.heard.some((words) => words.includes(OF_PEERS.nextPassword))).toBe(true));
}

async function end(me: Client, id: string): Promise<void> {
  expect((await me.graphql(END, { id })).errors).toEqual([]);
  expect((await me.rest('DELETE', `${PARTY}/${id}`)).status).toBe(204);
}
