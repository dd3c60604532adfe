import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/kernel/id.js';
import { ALARMS, IMPORTED, TERMINATED, TOPICS, UNREACHABLE, UPDATED, type Topic } from '../../src/kernel/peering/messages.js';
import type { JsonObject } from '../../src/kernel/tmf/document.js';
import { contentHash } from '../../src/modules/peerings/client/spec.rules.js';
import { toPeeringRecord } from '../../src/outbound/peering-codec.js';
import { announce, anEvent } from '../support/events.js';
import { eventually } from '../support/eventually.js';
import type { Client, Stream } from './client.js';
import {
  ADD, ALARMS_RAISED, CATALOG, CATALOG_CHANGES, CREATE_ORGANIZATION, DELETE_ORGANIZATION, DISCOVER, END, file, HEARTBEATS, json, K8AAS, offers, PARTY, PEERED, PEERING, PLAN, seedChoice, seedIsThere, seedOrganization,
  startSampleOss, truth, unlessSeed, valueOf, type Json, type Resource, type SampleOss,
} from './seed.js';
import { startWorld, type World } from './world.js';

/** Acceptance of peering, in the order of one story: GraphQL acts, a heartbeat of a second runs by itself, and REST must see the same. */

interface Beat {
  readonly kind: 'STATUS' | 'TICK';
  readonly at: string;
  readonly latencyMs: number | null;
  readonly status: string;
  readonly previousStatus: string | null;
  readonly reason: { readonly code: string } | null;
}
interface Message {
  readonly type: Topic;
  readonly data: { readonly generation: number } & Json;
}
interface Raised {
  readonly alarm: { readonly externalAlarmId: string; readonly document: Json; readonly organization: { readonly name: string } };
}
interface Change {
  readonly organization: { readonly name: string };
  readonly changes: readonly { readonly kind: string; readonly change: string; readonly name: string }[];
}

describe.skipIf(!seedIsThere)(`a peering, from its first step to its last${unlessSeed}`, () => {
  let world: World;
  let me: Client;
  let oss: SampleOss;
  /** Of the organization that is peered with. */
  let id: string;
  let before: readonly unknown[];
  let [beats, raised, changed] = [] as unknown as [Stream<Beat>, Stream<Raised>, Stream<Change>];

  beforeAll(async () => {
    [world, oss] = await Promise.all([startWorld({ env: { HEARTBEAT_CRON: '* * * * * *', PEERING_SPEC_TOLERANCE: '1000' } }), startSampleOss()]);
    me = world.as();
  });
  afterAll(async () => {
    await Promise.all([beats, raised, changed].map((stream) => stream?.[Symbol.asyncDispose]()));
    await world[Symbol.asyncDispose]();
    await oss[Symbol.asyncDispose]();
  });

  /** What the six topics, or these of them, were told about the organization. */
  async function messages(...types: readonly Topic[]): Promise<readonly Message[]> {
    const rows = await world.db.prisma.outboxEvent.findMany({ where: { subject: id, type: { in: [...(types.length > 0 ? types : TOPICS)] } }, orderBy: { seq: 'asc' } });
    return rows as unknown as readonly Message[];
  }
  const named = async (name: string, path: string) => (await me.rest<readonly Resource[]>('GET', `${CATALOG}/${path}?name=${name}`)).body;
  const peering = async () => (await me.ask<{ peering: Json & { readonly status: string; readonly document: Json } }>(PEERED, { id })).peering;
  const alarm = async (kind: string) => (await truth(me)).alarms.filter(({ externalAlarmId }) => externalAlarmId === `peering:${id}:${kind}`);
  /** Beats that began after this call and are over. */
  async function afterBeats(count: number): Promise<void> {
    const now = Date.now();
    for (let seen = 0; seen < count; seen += 1) await beats.until(({ kind, at, latencyMs }) => kind === 'TICK' && Date.parse(at) - (latencyMs ?? 0) > now);
  }
  const becomes = (status: string) => beats.until((beat) => beat.kind === 'STATUS' && beat.status === status);

  async function consumed(ids: readonly string[]): Promise<void> {
    const { rows: [row] } = await world.db.pool.query<{ behind: number }>(
      'SELECT count(*)::int AS behind FROM "OutboxEvent" WHERE id = ANY ($1) AND NOT coalesce(position <= (SELECT position FROM "ConsumerOffset" WHERE consumer = $2), false)', [ids, 'catalog']);
    expect(row!.behind).toBe(0);
  }

  it('1: the organization of the seed is kept as it is but for its secrets', async () => {
    const { createOrganization: { organization } } = await me.ask<{ createOrganization: { organization: { id: string; document: Json } } }>(CREATE_ORGANIZATION, { document: json('seed/organization.json') });
    const { body } = await me.rest<Json>('GET', `${PARTY}/${organization.id}`);
    expect(body).toEqual(organization.document);
    expect(body['tradingName']).toBe('Openslice-dev');
    expect(['BASE_URL', 'PASSWORD', 'OAUTH2_CLIENT_SECRET', 'OAUTH2_SCOPES'].map((name) => valueOf(body, name))).toEqual(['[http://portal.openslice.eu](http://portal.openslice.eu)', '********', '********', 'admin;read']);
    const { partyCharacteristic, contactMedium } = json<{ partyCharacteristic: readonly Json[]; contactMedium: unknown }>('seed/organization.json');
    const secret = new Set(['PASSWORD', 'OAUTH2_CLIENT_SECRET'].map((name) => `EXTERNAL_TMF_API_${name}`));
    const open = (all: unknown): unknown => (all as readonly Json[]).filter(({ name }) => !secret.has(String(name))).map(({ value, ...rest }) => ({ ...rest, value: expect.objectContaining({ value: (value as Json)['value'] }) as unknown }));
    expect([open(body['partyCharacteristic']), body['contactMedium']]).toEqual([open(partyCharacteristic), contactMedium]);
  });

  it('2: what the OSS offers is shown in HypO’s words, byte for byte', async () => {
    ({ createOrganization: { organization: { id } } } = await me.ask<{ createOrganization: { organization: { id: string } } }>(CREATE_ORGANIZATION, { document: seedOrganization(oss.url) }));
    const { discoverPeering } = await me.ask<{ discoverPeering: { peering: Json; specs: readonly (Json & { document: Json })[] } }>(DISCOVER, { id });
    expect(JSON.stringify(discoverPeering.specs.slice(0, 2).map(({ document }) => document), null, 2)).toBe(file('seed/peering-response.json').trimEnd());
    const rest = await me.rest<unknown>('POST', PEERING, { ...json<Json>('seed/peering-request.json'), organization: { id } });
    expect(rest.text).toBe(JSON.stringify(discoverPeering.specs.map(({ document }) => document)));
    expect([discoverPeering.peering, (await me.rest('GET', PEERING)).body, await messages()]).toEqual([{ status: 'discovered' }, [], []]);
    const { planPeering } = await me.ask<{ planPeering: unknown }>(PLAN, { input: seedChoice(id) });
    expect(planPeering).toEqual({ create: [{ remoteId: K8AAS, name: 'K8aaS', version: '0.1.0' }], change: [], remove: [], catalogsToCreate: ['test-peer-catalog'], categoriesToCreate: ['test-peer-catalog/test-peer-category'], conflicts: [] });
  });

  it('3: what was chosen is in the catalog, and told as the topics have it', async () => {
    [beats, raised, changed] = [me.stream<Beat>('websocket', HEARTBEATS, { id, ticks: true }), me.stream<Raised>('sse', ALARMS_RAISED), me.stream<Change>('sse', CATALOG_CHANGES)];
    await world.streaming(3);
    const { addPeering } = await me.ask<{ addPeering: { failedSpecs: unknown; peering: { document: Json } } }>(ADD, { input: seedChoice(id) });
    expect(addPeering).toMatchObject({ failedSpecs: [], peering: { status: 'active', document: { serviceSpecs: { [K8AAS]: 'K8aaS' }, serviceCatalogs: json('seed/peering-add.json')['serviceCatalogs'] } } });
    const catalog = await eventually(async () => {
      const all = await truth(me);
      expect(all.serviceSpecifications).toHaveLength(1);
      return all;
    });
    expect(catalog.serviceSpecifications[0]).toMatchObject({ id: K8AAS, name: 'K8aaS', version: '0.1.0', relatedParty: [{ id, role: 'ORGANIZATION', extendedInfo: K8AAS }] });
    expect(catalog.serviceSpecifications[0]!['specCharacteristic']).toHaveLength(2);
    const graph = await me.ask('{ serviceCatalogs { nodes { name serviceCategories { name serviceCandidates { name serviceSpecification { name specCharacteristic { name } origin { remoteId organization { name peering { status } } } } } } } } }');
    const origin = { remoteId: K8AAS, organization: { name: 'Openslice-dev', peering: { status: 'active' } } };
    const specCharacteristic = expect.toSatisfy((all: readonly Json[]) => ['Number of worker nodes', 'Flavor of Nodes'].every((name) => all.some((each) => each['name'] === name))) as unknown;
    expect(graph).toEqual({ serviceCatalogs: { nodes: [{ name: 'test-peer-catalog', serviceCategories: [{ name: 'test-peer-category', serviceCandidates: [{ name: 'K8aaS', serviceSpecification: { name: 'K8aaS', specCharacteristic, origin } }] }] }] } });
    const [imported, another] = await messages(IMPORTED);
    expect(another).toBeUndefined();
    const { value, key } = toPeeringRecord({ ...imported!, subject: id } as unknown as Parameters<typeof toPeeringRecord>[0]);
    expect(key).toBe(id);
    const example = json<{ readonly data: { readonly specs: readonly [{ readonly contentHash: string; readonly serviceSpecification: JsonObject }] } }>('kafka/examples/02-tmf-api-peered-organization-service-specs.json');
    expectShape(JSON.parse(String(value)), example, 'message');
    const [{ contentHash: hash, serviceSpecification }] = example.data.specs;
    expect([contentHash(serviceSpecification), imported!.data['specs']]).toMatchObject([hash, [{ contentHash: contentHash(json<JsonObject>('samples/mock-openslice-spec-k8aas.json')) }]]);
    expect((await changed.next()).changes).toEqual(expect.arrayContaining(['SERVICE_SPECIFICATION', 'SERVICE_CANDIDATE', 'SERVICE_CATEGORY', 'SERVICE_CATALOG'].map((kind) => expect.objectContaining({ kind, change: 'CREATED' }) as unknown)));
    before = offers(catalog);
  });

  it('4: the same again changes nothing; a name that means two is refused alike by both doors', async () => {
    const { addPeering } = await me.ask<{ addPeering: { peering: Json } }>(ADD, { input: seedChoice(id) });
    const { body: rest } = await me.rest<Json>('POST', `${PEERING}/add`, { ...json<Json>('seed/peering-add.json'), organization: { id } });
    expect([addPeering.peering['status'], rest['status']]).toEqual(['active', 'active']);
    const [{ serviceCatalogs }, twice] = [seedChoice(id), { [K8AAS]: 'K8aaS', another: 'K8aaS' }];
    const refusal = (await me.graphql(ADD, { input: { organizationId: id, select: Object.entries(twice).map(([each, name]) => ({ id: each, name })), serviceCatalogs } })).errors[0]!;
    const refused = await me.rest<Json>('POST', `${PEERING}/add`, { organization: id, serviceSpecs: twice, serviceCatalogs });
    expect([refusal.extensions.code, refused.status, refused.body['message']]).toEqual(['INVALID_ARGUMENT', 400, refusal.message]);
    for (const one of Object.keys(twice)) expect(refusal.message).toContain(one);
    await eventually(async () => expect((await messages(IMPORTED)).length).toBe(3));
    await afterBeats(1);
    expect(offers(await truth(me))).toEqual(before);
  });

  it('11: what is listed beside it has all that the conformance kits ask of it', async () => {
    const all = await truth(me);
    const texts = (resources: readonly Resource[], ...members: readonly string[]): void => {
      expect(resources.length).toBeGreaterThan(0);
      for (const resource of resources) for (const member of members) expect([member, typeof resource[member]]).toEqual([member, 'string']);
    };
    texts(all.organizations, 'id', 'href', 'tradingName');
    texts(all.serviceSpecifications, 'id', 'href', 'name', '@type', 'lifecycleStatus');
    for (const each of [all.serviceCandidates, all.serviceCategories, all.serviceCatalogs]) texts(each, 'id', 'href', 'name');
    expect(all.serviceSpecifications.map(({ isBundle }) => typeof isBundle)).toEqual(['boolean']);
    for (const resource of Object.values(all).flat()) {
      const path = new URL(String(resource['href'])).pathname;
      expect((await me.rest('GET', `${path}?fields=name`)).body).toEqual({ id: resource.id, href: resource['href'], name: resource.name });
    }
  });

  it('5: beats tell what is new, and nothing else', async () => {
    const told = (await messages()).length;
    oss.specs.set(K8AAS, file('samples/mock-openslice-spec-k8aas.same-content.json'));
    await afterBeats(2);
    expect(await messages()).toHaveLength(told);
    oss.specs.set(K8AAS, file('samples/mock-openslice-spec-k8aas.updated.json'));
    await afterBeats(2);
    expect((await messages()).slice(told)).toMatchObject([{ type: UPDATED, data: { reason: 'heartbeat', added: [], updated: [{ remoteId: K8AAS }], removed: [] } }]);
    await eventually(async () => expect(await named('K8aaS', 'serviceSpecification')).toMatchObject([{ id: K8AAS, version: '0.2.0' }]));
    before = offers(await truth(me));
    // Nothing for its id, and yet in the list: kept
    oss.specs.delete(K8AAS);
    await afterBeats(2);
    expect((await messages(UPDATED, UNREACHABLE)).length).toBe(1);
    expect([await peering(), (await named('K8aaS', 'serviceSpecification')).length]).toMatchObject([{ status: 'active', visibleSpecs: [{ id: K8AAS }] }, 1]);
    // Not in the list either: gone, and so are its candidate, and the category and the catalog that were made for it
    const list = oss.list;
    oss.list = JSON.stringify(json<readonly Resource[]>('samples/mock-openslice-list.json').filter((each) => each.id !== K8AAS));
    await eventually(async () => expect(offers(await truth(me))).toEqual([[], [], [], []]));
    expect((await messages(UPDATED)).slice(1)).toMatchObject([{ data: { removed: [{ remoteId: K8AAS, reason: 'deleted-at-source' }] } }]);
    expect([await peering(), await alarm('empty')]).toMatchObject([{ status: 'active', selectedSpecs: [{ name: 'K8aaS', state: 'removed' }], visibleSpecs: [] }, [{ state: 'raised', perceivedSeverity: 'major' }]]);
    // And it returns as it was, where it was
    oss.list = list;
    oss.specs.set(K8AAS, file('samples/mock-openslice-spec-k8aas.updated.json'));
    await eventually(async () => expect(offers(await truth(me))).toEqual(before));
    await eventually(async () => expect(await alarm('empty')).toMatchObject([{ state: 'cleared' }]));
  });

  it('6: its offers go with the OSS, and come back with it', async () => {
    const told = (await messages()).length;
    await oss.down();
    const [lost] = (await becomes('unreachable')).slice(-1);
    expect(lost).toMatchObject({ previousStatus: 'active', reason: { code: 'CONNECT' }, consecutiveFailures: 1 });
    const { alarm: raisedAlarm } = (await raised.until(({ alarm: { externalAlarmId } }) => externalAlarmId.endsWith(':heartbeat'))).at(-1)!;
    expect(raisedAlarm).toMatchObject({ externalAlarmId: `peering:${id}:heartbeat`, organization: { name: 'Openslice-dev' }, document: { alarmType: 'communicationsAlarm', perceivedSeverity: 'major', serviceAffecting: true } });
    await eventually(async () => expect(offers(await truth(me))).toEqual([[], [], [], []]));
    expect((await me.rest('GET', `${CATALOG}/serviceSpecification/${K8AAS}`)).status).toBe(404);
    await afterBeats(3);
    const away = (await messages()).slice(told);
    expect(away.map(({ type }) => type).sort()).toEqual([ALARMS, UNREACHABLE]);
    expect(await peering()).toMatchObject({ status: 'unreachable', document: { serviceSpecs: { [K8AAS]: 'K8aaS' }, peeredSpecs: {} }, organization: { alarms: { nodes: [{ externalAlarmId: `peering:${id}:heartbeat` }] } } });
    expect((await me.rest<readonly Json[]>('GET', PEERING)).body).toEqual([expect.objectContaining({ id, status: 'unreachable', peeredSpecs: {} })]);
    await oss.up();
    expect((await becomes('active')).at(-1)).toMatchObject({ previousStatus: 'unreachable', reason: { code: 'RECOVERED' }, consecutiveFailures: 0 });
    await eventually(async () => expect(offers(await truth(me))).toEqual(before));
    await eventually(async () => expect(await alarm('heartbeat')).toMatchObject([{ state: 'cleared', perceivedSeverity: 'cleared' }]));
    expect((await messages()).slice(told + 2).map(({ type, data }) => [type, data['reason'] ?? data['operation']])).toEqual([[IMPORTED, 'recovered'], [ALARMS, 'clear']]);
  });

  it('8: is ended while the OSS is down, and before its organization', async () => {
    expect((await me.graphql(DELETE_ORGANIZATION, { id })).errors[0]?.extensions.code).toBe('CONFLICT');
    expect((await me.rest('DELETE', `${PARTY}/${id}`)).status).toBe(409);
    await oss.down();
    const { endPeering } = await me.ask<{ endPeering: { peering: Json } }>(END, { id });
    expect(endPeering.peering).toMatchObject({ status: 'terminated', document: { id, status: 'terminated' } });
    expect([(await me.rest('GET', `${PEERING}/${id}`)).status, (await me.rest('DELETE', `${PEERING}/${id}`)).status, (await me.graphql(END, { id })).errors[0]?.extensions.code]).toEqual([404, 404, 'NOT_FOUND']);
    await eventually(async () => expect(offers(await truth(me))).toEqual([[], [], [], []]));
    expect((await becomes('terminated')).at(-1)).toMatchObject({ previousStatus: 'active', reason: { code: 'ENDED' } });
    expect((await me.ask<{ organization: Json }>('query ($id: ID!) { organization(id: $id) { name peering { status } alarms(open: true) { totalCount } } }', { id })).organization).toEqual({ name: 'Openslice-dev', peering: null, alarms: { totalCount: 0 } });
    await me.ask(DELETE_ORGANIZATION, { id });
    expect([(await me.rest('GET', `${PARTY}/${id}`)).status, (await messages(TERMINATED)).length]).toEqual([404, 1]);
    expect((await truth(me)).organizations).toHaveLength(1);
  });

  it('9: the same messages in every order of four, and in every tenth of all five, each twice, end in the same catalog', async () => {
    const told = await messages();
    const story = [
      told.find(({ type }) => type === IMPORTED), told.find(({ type, data }) => type === UPDATED && (data['updated'] as readonly unknown[]).length > 0), told.find(({ type }) => type === UNREACHABLE),
      told.find(({ data }) => data['reason'] === 'recovered'), told.find(({ type }) => type === TERMINATED),
    ].map((message) => message!);
    const [standing, over] = [permutations(story.slice(0, -1)), permutations(story).filter((_, at) => at % 10 === 0)];
    const organizations = [...standing, ...over].map((order) => retold(order));
    const events = organizations.flatMap(({ retelling }) => retelling);
    await announce(world.db, ...events);
    await eventually(() => consumed(events.map((event) => event.id)), 20_000);
    const { serviceSpecifications, serviceCandidates, serviceCategories, serviceCatalogs } = await truth(me);
    expect(serviceSpecifications.map(({ relatedParty }) => (relatedParty as readonly Resource[])[0]!.id).toSorted()).toEqual(organizations.slice(0, standing.length).map(({ organizationId }) => organizationId).toSorted());
    for (const specification of serviceSpecifications) expect(specification).toMatchObject({ name: 'K8aaS', version: '0.2.0', specCharacteristic: [{}, {}] });
    expect(serviceCandidates.map(({ category }) => category)).toEqual(serviceCandidates.map(() => [expect.objectContaining({ name: 'test-peer-category' })]));
    expect([serviceCandidates.length, serviceCategories.map(({ serviceCandidate }) => (serviceCandidate as readonly unknown[]).length), serviceCatalogs.length]).toEqual([24, [24], 1]);
  });
});

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  return items.length < 2 ? [items] : items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

/** The messages in this order and once more backwards, of an organization that nobody knows. */
function retold(order: readonly Message[]) {
  const organizationId = newId();
  const retelling = [...order, ...order.toReversed()].map(({ type, data }) => anEvent({ type, subject: organizationId, data: { ...data, organization: { id: organizationId, name: 'Another' } } }));
  return { organizationId, retelling };
}

/** Every member that the example has is there, of the same kind. */
function expectShape(given: unknown, example: unknown, where: string): void {
  const kind = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);
  expect([where, kind(given)]).toEqual([where, kind(example)]);
  if (Array.isArray(example)) for (const [at, each] of example.entries()) expectShape((given as readonly unknown[])[at], each, `${where}[${at}]`);
  else if (kind(example) === 'object') for (const [name, member] of Object.entries(example as Json)) expectShape((given as Json)[name], member, `${where}.${name}`);
}

