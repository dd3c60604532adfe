import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Client } from './client.js';

/** The payloads of the peering API's own description, and an OSS that answers with the samples beside them. */

const SPECS = fileURLToPath(new URL('../../../shared/specs/tmf/', import.meta.url));
export const seedIsThere = existsSync(SPECS);
/** For the name of a suite. */
export const unlessSeed = seedIsThere ? '' : ' (skipped: ../shared/specs/tmf is not there)';

export type Json = Readonly<Record<string, unknown>>;
export interface Resource extends Json {
  readonly id: string;
  readonly name: string;
}

export const file = (path: string): string => readFileSync(SPECS + path, 'utf8');
export const json = <T extends object = Json>(path: string): T => JSON.parse(file(path)) as T;

export const PARTY = '/tmf-api/party/v4/organization';
export const CATALOG = '/tmf-api/serviceCatalogManagement/v4';
export const ALARM = '/tmf-api/alarmManagement/v4/alarm';
export const PEERING = '/peering-api/peering';
export const K8AAS = 'c04f3d66-5350-49ea-8b31-ff325f149232';

const LIST = `${CATALOG}/serviceSpecification`;
const TOKEN = '/auth/realms/openslice/protocol/openid-connect/token';

export interface SampleOss extends AsyncDisposable {
  readonly url: string;
  /** Texts of specifications by id; of any other id it answers 200 and nothing, as OpenSlice does. */
  readonly specs: Map<string, string>;
  /** The list as it is told. */
  list: string;
  /** Takes no connections. */
  down(): Promise<void>;
  up(): Promise<void>;
}

export async function startSampleOss(): Promise<SampleOss> {
  const specs = new Map([[K8AAS, file('samples/mock-openslice-spec-k8aas.json')]]);
  const token = file('samples/mock-keycloak-token.json');
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://oss');
    response.setHeader('content-type', 'application/json');
    response.end(pathname === TOKEN ? token : pathname === LIST ? oss.list : specs.get(pathname.slice(LIST.length + 1)));
    request.resume();
  });
  const listen = (port: number): Promise<void> => new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const down = (): Promise<void> => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const oss: SampleOss = { url: `http://127.0.0.1:${port}`, specs, list: file('samples/mock-openslice-list.json'), down, up: () => listen(port), [Symbol.asyncDispose]: down };
  return oss;
}

/** The seed's organization; addresses of its OSS lead to this one, written as a Markdown link where the seed has one. */
export function seedOrganization(url: string, values: Readonly<Record<string, string>> = {}): Json {
  const seed = json<Json & { readonly partyCharacteristic: readonly { readonly name: string; readonly value: Json }[] }>('seed/organization.json');
  const given: Readonly<Record<string, string>> = { EXTERNAL_TMF_API_BASE_URL: `[${url}](${url})`, EXTERNAL_TMF_API_OAUTH2_TOKEN_URI: url + TOKEN, ...values };
  return { ...seed, partyCharacteristic: seed.partyCharacteristic.map((each) => ({ ...each, value: { ...each.value, value: given[each.name] ?? each.value['value'] } })) };
}

/** The value of the characteristic EXTERNAL_TMF_API_… of an organization. */
export const valueOf = ({ partyCharacteristic }: Json, name: string): string | undefined =>
  (partyCharacteristic as readonly { readonly name: string; readonly value: { readonly value: string } }[]).find((each) => each.name === `EXTERNAL_TMF_API_${name}`)?.value.value;

export const CREATE_ORGANIZATION = 'mutation ($document: JSON!) { createOrganization(input: { document: $document }) { organization { id document } } }';
export const UPDATE_ORGANIZATION = 'mutation ($id: ID!, $patch: JSON!) { updateOrganization(id: $id, patch: $patch) { organization { document } } }';
export const DELETE_ORGANIZATION = 'mutation ($id: ID!) { deleteOrganization(id: $id) { id } }';
export const DISCOVER = 'mutation ($id: ID!) { discoverPeering(organizationId: $id) { peering { status } specs { id name isSelected document } } }';
export const PLAN = 'query ($input: PlanPeeringInput!) { planPeering(input: $input) { create { remoteId name version } change { name } remove { name } catalogsToCreate categoriesToCreate conflicts } }';
export const ADD = 'mutation ($input: AddPeeringInput!) { addPeering(input: $input) { failedSpecs { code } peering { status generation document } } }';
export const UPDATE = 'mutation ($input: UpdatePeeringInput!) { updatePeering(input: $input) { peering { status generation document } } }';
export const CHECK = 'mutation ($id: ID!) { checkPeering(organizationId: $id) { outcome { previousStatus status reachable failure { code reason } added updated removed missing } } }';
export const END = 'mutation ($id: ID!) { endPeering(organizationId: $id) { peering { status document } } }';
export const PEERED = 'query ($id: ID!) { peering(organizationId: $id) { status document selectedSpecs { name state } visibleSpecs { id name } organization { alarms(open: true) { nodes { externalAlarmId } } } } }';
export const HEARTBEATS = `subscription ($id: ID, $ticks: Boolean, $after: String) {
  peeringHeartbeat(organizationId: $id, ticks: $ticks, after: $after) { kind at cursor previousStatus status reason { code reason } consecutiveFailures latencyMs peering { document } } }`;
export const ALARMS_RAISED = 'subscription ($after: String) { alarmRaised(after: $after) { cursor alarm { externalAlarmId document organization { name } } } }';
export const CATALOG_CHANGES = 'subscription ($after: String) { catalogChanged(after: $after) { cursor organization { name } changes { kind change name } } }';

/** The request of the seed's third step. */
export const seedChoice = (organizationId: string): Json => {
  const { serviceSpecs, serviceCatalogs } = json<{ readonly serviceSpecs: Readonly<Record<string, string>>; readonly serviceCatalogs: unknown }>('seed/peering-add.json');
  return { organizationId, select: Object.entries(serviceSpecs).map(([id, name]) => ({ id, name })), serviceCatalogs };
};

const READ = {
  organizations: PARTY, serviceSpecifications: `${CATALOG}/serviceSpecification`, serviceCandidates: `${CATALOG}/serviceCandidate`, serviceCategories: `${CATALOG}/serviceCategory`,
  serviceCatalogs: `${CATALOG}/serviceCatalog`, alarms: ALARM,
} as const;
export type Truth = Readonly<Record<keyof typeof READ, readonly Resource[]>>;

/** All resources, which must be the same through both doors. */
export async function truth(me: Client): Promise<Truth> {
  const asked = await me.ask<Readonly<Record<string, { readonly totalCount: number; readonly nodes: readonly { readonly document: Resource }[] }>>>(`{ ${Object.keys(READ).map((name) => `${name}(first: 100) { totalCount nodes { document } }`).join(' ')} }`);
  const read: [string, readonly Resource[]][] = [];
  for (const [name, path] of Object.entries(READ)) {
    const { body, headers } = await me.rest<readonly Resource[]>('GET', `${path}?limit=100`);
    expect([body, headers.get('x-total-count')], name).toEqual([asked[name]!.nodes.map(({ document }) => document), String(asked[name]!.totalCount)]);
    read.push([name, body]);
  }
  return Object.fromEntries(read) as Truth;
}

/** What the catalog offers, but for when it was last written. */
export function offers({ serviceSpecifications, serviceCandidates, serviceCategories, serviceCatalogs }: Truth): readonly unknown[] {
  const timeless = (resources: readonly Resource[]) => resources.map(({ lastUpdate: _lastUpdate, ...rest }) => rest).sort((one, other) => (String(one['id']) < String(other['id']) ? -1 : 1));
  return [serviceSpecifications.toSorted((one, other) => (one.id < other.id ? -1 : 1)), ...[serviceCandidates, serviceCategories, serviceCatalogs].map(timeless)];
}
