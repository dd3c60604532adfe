import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { Client, RestAnswer } from './client.js';
import { startWorld, type World } from './world.js';

/** The steps of a peering over REST, with the payloads of the API's own description, in front of an OSS that answers as OpenSlice does. */

const SPECS = fileURLToPath(new URL('../../../shared/specs/tmf/', import.meta.url));
const there = existsSync(SPECS);
const unless = there ? '' : ' (skipped: ../shared/specs/tmf is not there)';

const K8AAS = 'c04f3d66-5350-49ea-8b31-ff325f149232';
const PARTY = '/tmf-api/party/v4/organization';
const CATALOG = '/tmf-api/serviceCatalogManagement/v4';
const PEERING = '/peering-api/peering';

type Json = Readonly<Record<string, unknown>>;
interface Ref {
  readonly id: string;
}
interface Organization extends Ref, Json {
  readonly id: string;
  readonly partyCharacteristic: readonly { readonly name: string; readonly value: { readonly value: string } }[];
}
interface Named extends Json {
  readonly id: string;
  readonly name: string;
}

const file = (path: string): string => readFileSync(SPECS + path, 'utf8');
const json = <T = Json>(path: string): T => JSON.parse(file(path)) as T;

const LIST = '/tmf-api/serviceCatalogManagement/v4/serviceSpecification';

/** What the samples show of an OpenSlice: an unknown id is answered by nothing. */
function answerOf(path: string): string {
  if (path === '/token') return file('samples/mock-keycloak-token.json');
  if (path === LIST) return file('samples/mock-openslice-list.json');
  return path === `${LIST}/${K8AAS}` ? file('samples/mock-openslice-spec-k8aas.json') : '';
}

async function startOss(): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(answerOf(new URL(request.url ?? '/', 'http://oss').pathname));
    request.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe.skipIf(!there)(`a peering over REST${unless}`, () => {
  let world: World;
  let me: Client;
  let oss: Server;
  let organization: Organization;
  const down = () => new Promise((resolve) => (oss.closeAllConnections(), oss.close(resolve)));

  beforeAll(async () => {
    [world, oss] = await Promise.all([startWorld(), startOss()]);
    me = world.as();
  });
  afterAll(async () => {
    if (oss.listening) await down();
    await world[Symbol.asyncDispose]();
  });

  const valueOf = ({ partyCharacteristic }: Organization, name: string) => partyCharacteristic.find((each) => each.name === `EXTERNAL_TMF_API_${name}`)!.value.value;
  const body = (path: string): Json => ({ ...json(path), organization });
  const named = async (name: string, path: string) => (await me.rest<readonly Named[]>('GET', `${CATALOG}/${path}?name=${name}`)).body;
  const refused = ({ status, body: error }: RestAnswer<unknown>) => [status, error];

  it('1: the organization is taken as it is, and its secrets are shown to nobody', async () => {
    const created = await me.rest<Organization>('POST', PARTY, json('seed/organization.json'));
    expect([created.status, created.body['tradingName'], created.headers.get('location')]).toEqual([201, 'Openslice-dev', created.body['href']]);
    expect([valueOf(created.body, 'PASSWORD'), valueOf(created.body, 'OAUTH2_CLIENT_SECRET'), valueOf(created.body, 'USERNAME')]).toEqual(['********', '********', 'admin']);
    const read = await me.rest<Organization>('GET', `${PARTY}/${created.body.id}`);
    expect(valueOf(read.body, 'BASE_URL')).toBe('[http://portal.openslice.eu](http://portal.openslice.eu)');
    expect((await me.rest('DELETE', `${PARTY}/${created.body.id}`)).status).toBe(204);
  });

  it('2: discover answers byte for byte', async () => {
    const address = `http://127.0.0.1:${(oss.address() as AddressInfo).port}`;
    const values: Readonly<Record<string, string>> = { EXTERNAL_TMF_API_BASE_URL: `[${address}](${address})`, EXTERNAL_TMF_API_OAUTH2_TOKEN_URI: `${address}/token` };
    const seed = json<Organization>('seed/organization.json');
    const partyCharacteristic = seed.partyCharacteristic.map((each) => ({ ...each, value: { ...each.value, value: values[each.name] ?? each.value.value } }));
    organization = (await me.rest<Organization>('POST', PARTY, { ...seed, partyCharacteristic })).body;

    expect((await me.rest('POST', PEERING, json('seed/peering-request.json'))).status).toBe(400);
    const answer = await me.rest<readonly Json[]>('POST', PEERING, body('seed/peering-request.json'));
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body.slice(0, 2), null, 2)).toBe(file('seed/peering-response.json').trimEnd());
    expect(answer.body).toHaveLength(3);
    expect((await me.rest<readonly Json[]>('GET', PEERING)).body).toEqual([]);
    expect((await me.rest<readonly Json[]>('GET', `${PEERING}?status=discovered`)).body).toHaveLength(1);
  });

  it('3: add brings the specification into catalog, category and candidate', async () => {
    const answer = await me.rest<Json>('POST', `${PEERING}/add`, body('seed/peering-add.json'));
    expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({
      organization: (await me.rest('GET', `${PARTY}/${organization.id}`)).body, serviceSpecs: { [K8AAS]: 'K8aaS' }, serviceCatalogs: json('seed/peering-add.json')['serviceCatalogs'],
      id: organization.id, status: 'active', generation: expect.any(Number), failedSpecs: [], heartbeat: expect.objectContaining({ consecutiveFailures: 0, lastFailure: null }),
    })]);
    const [specification] = await eventually(async () => {
      const found = await named('K8aaS', 'serviceSpecification');
      expect(found).toHaveLength(1);
      return found;
    }) as readonly Named[];
    expect(specification).toMatchObject({ id: K8AAS, '@type': 'CustomerFacingServiceSpecification', relatedParty: [{ id: organization.id, role: 'ORGANIZATION', extendedInfo: K8AAS }] });
    expect(specification!['specCharacteristic']).toHaveLength(2);
    const [catalog] = await named('test-peer-catalog', 'serviceCatalog');
    const [category] = await named('test-peer-category', 'serviceCategory');
    const [candidate] = await named('K8aaS', 'serviceCandidate');
    expect([catalog!['category'], category!['serviceCandidate'], candidate!['serviceSpecification']]).toEqual([[expect.objectContaining({ id: category!.id })], [expect.objectContaining({ id: candidate!.id })], expect.objectContaining({ id: K8AAS })]);
  });

  it('4: the same again brings nothing twice; what a name means must be one thing', async () => {
    expect((await me.rest('POST', `${PEERING}/add`, body('seed/peering-add.json'))).status).toBe(200);
    const ambiguous = await me.rest<Json>('POST', `${PEERING}/add`, { ...body('seed/peering-add.json'), serviceSpecs: { [K8AAS]: 'K8aaS', 'another-id': 'K8aaS' } });
    expect(refused(ambiguous)).toEqual([400, expect.objectContaining({ code: '400', '@type': 'Error', message: expect.stringMatching(new RegExp(`${K8AAS}.*another-id|another-id.*${K8AAS}`)) })]);
    for (const [name, path] of [['K8aaS', 'serviceSpecification'], ['K8aaS', 'serviceCandidate'], ['test-peer-category', 'serviceCategory'], ['test-peer-catalog', 'serviceCatalog']] as const) expect(await named(name, path)).toHaveLength(1);
  });

  it('is looked at, listed and refreshed', async () => {
    const { body: peering, status } = await me.rest<Json>('GET', `${PEERING}/${organization.id}`);
    expect([status, peering['peeredSpecs']]).toEqual([200, { [K8AAS]: 'K8aaS' }]);
    const list = await me.rest<readonly Json[]>('GET', PEERING);
    expect([list.body, list.headers.get('x-total-count')]).toEqual([[peering], '1']);
    for (const patch of [undefined, {}]) expect((await me.rest('PATCH', `${PEERING}/${organization.id}`, patch)).status).toBe(200);
    expect(refused(await me.rest('PATCH', `${PEERING}/${organization.id}`, { serviceSpecs: { [K8AAS]: null } }))).toEqual([400, expect.objectContaining({ '@type': 'Error' })]);
    expect(refused(await me.rest('POST', `${PEERING}/add`, { organization }))).toEqual([400, expect.objectContaining({ code: '400' })]);
  });

  it('keeps what it brought from being changed here, and the organization from going', async () => {
    for (const [method, content] of [['PATCH', { name: 'Mine' }], ['DELETE', undefined]] as const) {
      expect(refused(await me.rest(method, `${CATALOG}/serviceSpecification/${K8AAS}`, content))).toEqual([409, expect.objectContaining({ code: 'PEERED_SPEC', status: '409' })]);
    }
    expect(refused(await me.rest('DELETE', `${PARTY}/${organization.id}`))).toEqual([409, expect.objectContaining({ code: '409', reason: 'Conflict' })]);
  });

  it('8: is ended while the OSS is down, and then the organization', async () => {
    await down();
    expect(refused(await me.rest('PATCH', `${PEERING}/${organization.id}`))).toEqual([502, expect.objectContaining({ code: 'PEER_UNREACHABLE', status: '502', '@type': 'Error' })]);
    const ended = await me.rest<Json>('DELETE', `${PEERING}/${organization.id}`);
    expect([ended.status, ended.body]).toEqual([200, expect.objectContaining({ id: organization.id, status: 'terminated' })]);
    for (const method of ['GET', 'PATCH', 'DELETE']) expect((await me.rest(method, `${PEERING}/${organization.id}`)).status).toBe(404);
    await eventually(async () => expect((await me.rest('GET', `${CATALOG}/serviceSpecification/${K8AAS}`)).status).toBe(404));
    for (const [name, path] of [['K8aaS', 'serviceCandidate'], ['test-peer-category', 'serviceCategory'], ['test-peer-catalog', 'serviceCatalog']] as const) expect(await named(name, path)).toEqual([]);
    expect((await me.rest('DELETE', `${PARTY}/${organization.id}`)).status).toBe(204);
    expect((await me.rest('POST', PEERING, { organization })).status).toBe(404);
  }, 40_000);
});
