import { graphql } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../test/support/databases.js';
import { partiesModule, partyContext, partyEvents, withoutParties } from '../../../test/support/parties-module.js';
import { buildSubgraph } from '../../federation/subgraph/subgraph.js';
import { DEVELOPER } from '../../kernel/caller.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Leaving } from './organization.service.js';
import { ORGANIZATIONS_EVENTS } from './organizations.events.js';

const ctx = partyContext();
const NOBODY = '00000000-0000-4000-8000-000000000000';
const secret = (value: unknown, name = 'EXTERNAL_TMF_API_PASSWORD'): object => ({ name, value });
const isRefused = (code: string, field?: string): unknown => expect.objectContaining({ code, ...(field && { field }) }) as unknown;

describe.each(databaseKinds)('parties (%s)', (_kind, open) => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await open()));
  afterAll(() => test[Symbol.asyncDispose]());
  beforeEach(() => withoutParties(test.db));

  const created = async (document: object, about = ctx) => (await partiesModule(test.db).organizations.createOrganization({ document }, about)).organization;
  const types = async (): Promise<readonly string[]> => (await partyEvents(test.db)).map(({ type }) => type.replace('organizations.', ''));

  it('are a subgraph, every entry of which is for admins', async () => {
    const { scopes } = await buildSubgraph(partiesModule(test.db).subgraph);
    expect(new Set(scopes.values())).toEqual(new Set(['role admin']));
  });

  it('are told through the graph to admins alone', async () => {
    const { schema } = await buildSubgraph(partiesModule(test.db).subgraph);
    const ask = async (source: string, contextValue = ctx, variableValues: Record<string, unknown> = {}) => graphql({ schema, source, contextValue, variableValues });
    const made = await ask(`mutation { createOrganization(input: {
      tradingName: "Typed", document: { tradingName: "not this", name: "N", contactMedium: [{ city: "Patras" }], partyCharacteristic: [{ name: "x", value: { value: 1 } }] },
      connection: { baseUrl: "http://oss.example", password: "canary", scopes: ["admin", "read"] } }) { organization {
        id tradingName status isPeeredOrganization contactMedium { city } partyCharacteristic { name value isSecret } document createdAt } } }`);
    expect(made.errors).toBeUndefined();
    expect(JSON.stringify(made)).not.toContain('canary');
    const { id, ...organization } = (made.data as { createOrganization: { organization: { id: string } } }).createOrganization.organization;
    expect(organization).toMatchObject({ tradingName: 'Typed', status: 'initialized', isPeeredOrganization: true, contactMedium: [{ city: 'Patras' }] });
    expect(organization).toHaveProperty('partyCharacteristic.3', { name: 'EXTERNAL_TMF_API_PASSWORD', value: { value: '********' }, isSecret: true });
    const patched = await ask('mutation ($id: ID!, $patch: JSON!) { updateOrganization(id: $id, patch: $patch) { organization { name } } }', ctx, { id, patch: { name: null } });
    expect(patched).toEqual({ data: { updateOrganization: { organization: { name: null } } } });
    const entities = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Organization { tradingName } } }';
    const refs = [id, NOBODY].map((of) => ({ __typename: 'Organization', id: of }));
    expect(await ask(entities, ctx, { refs })).toEqual({ data: { _entities: [{ tradingName: 'Typed' }, null] } });
    const user = partyContext({ caller: { ...DEVELOPER, kind: 'three-legged', admin: false, scopes: new Set(['role admin', 'alarms:read']) } });
    for (const source of [entities, `{ organization(id: "${id}") { id } }`, '{ organizations { totalCount } }', `mutation { deleteOrganization(id: "${id}") { id } }`, '{ individuals { totalCount } }']) {
      const { errors } = await ask(source, user, { refs });
      expect(errors?.[0]?.originalError).toMatchObject({ code: 'PERMISSION_DENIED' });
    }
    expect(await ask(`mutation { deleteOrganization(id: "${id}") { id } }`)).toEqual({ data: { deleteOrganization: { id } } });
  });

  it('are shown with the address and the defaults that the gateway gives', async () => {
    const made = await created({ id: 'mine', href: 'mine', name: 'Upper', isHeadOffice: null, existsDuring: null, creditRating: [], 'x-our-own': { deep: [1, { two: null }] } });
    expect(made.id).toMatch(/^[0-9a-f-]{36}$/);
    const document = { id: made.id, href: `https://gateway.example/tmf-api/party/v4/organization/${made.id}`, name: 'Upper', tradingName: 'Upper', status: 'initialized', creditRating: [], 'x-our-own': { deep: [1, {}] } };
    expect(made).toMatchObject({ name: 'Upper', tradingName: 'Upper', status: 'initialized', isHeadOffice: null, document });
    expect(made.document).toEqual(document);
    const moved = await partiesModule(test.db, { publicUrl: 'https://moved.example/base/' }).organizations.organization(made.id);
    expect(moved.href).toBe(`https://moved.example/base/tmf-api/party/v4/organization/${made.id}`);
    expect(moved.document).toEqual({ ...document, href: moved.href });
  });

  it('are created once for an idempotency key', async () => {
    const keyed = partyContext({ idempotencyKey: 'key-1', requestHash: 'hash' });
    const [first, again] = [await created({ name: 'Once', partyCharacteristic: [secret('pw')] }, keyed), await created({ name: 'Once', partyCharacteristic: [secret('pw')] }, keyed)];
    expect(again.document).toEqual(first.document);
    expect(await types()).toEqual(['organization.created']);
  });

  it('lose nothing of patches that come at once', async () => {
    const { id } = await created({ name: 'Busy', partyCharacteristic: [secret('pw')] });
    const other = partiesModule(await test.another());
    await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? other : partiesModule(test.db)).organizations.updateOrganization(id, { [`x-${n}`]: n }, ctx)));
    const { document } = await partiesModule(test.db).organizations.organization(id);
    expect(Object.keys(document).filter((name) => name.startsWith('x-'))).toHaveLength(12);
    expect((await partiesModule(test.db).parties.find(id))?.characteristics).toEqual([{ name: 'EXTERNAL_TMF_API_PASSWORD', value: 'pw' }]);
    expect((await types()).filter((type) => type === 'organization.changed')).toHaveLength(12);
  });

  it('tell what has changed, and what state', async () => {
    const { id } = await created({ name: 'Told', partyCharacteristic: [secret('pw')] });
    const patch = (document: object) => partiesModule(test.db).organizations.updateOrganization(id, document, ctx);
    await patch({ status: 'validated' });
    await patch({ name: 'Retold', nameType: 'short', status: 'closed' });
    await patch({ name: 'Retold', status: 'closed', id });
    await patch({});
    await patch({ partyCharacteristic: [secret('pw')] });
    await patch({ partyCharacteristic: [secret('other')] });
    await partiesModule(test.db).organizations.deleteOrganization(id, ctx);
    expect(await types()).toEqual(['created', 'state-changed', 'changed', 'state-changed', 'changed', 'deleted'].map((fact) => `organization.${fact}`));
    const told = await partyEvents(test.db);
    expect(told.map(({ data }) => (data as { fieldPaths?: string[] }).fieldPaths)).toEqual([undefined, undefined, ['name', 'nameType'], undefined, ['partyCharacteristic'], undefined]);
    for (const { type, data } of told) expect(ORGANIZATIONS_EVENTS[type as keyof typeof ORGANIZATIONS_EVENTS].parse(data)).toEqual(data);
    expect(told.flatMap(partiesModule(test.db).toHubNotices).map(({ eventType, fieldPath, resource }) => [eventType, fieldPath, resource['name']])).toEqual([
      ['OrganizationCreateEvent', undefined, 'Told'],
      ['OrganizationStateChangeEvent', undefined, 'Told'],
      ['OrganizationAttributeValueChangeEvent', 'name', 'Retold'],
      ['OrganizationAttributeValueChangeEvent', 'nameType', 'Retold'],
      ['OrganizationStateChangeEvent', undefined, 'Retold'],
      ['OrganizationAttributeValueChangeEvent', 'partyCharacteristic', 'Retold'],
      ['OrganizationDeleteEvent', undefined, 'Retold'],
    ]);
  });

  it('are not there for an id of nobody, whatever it is made of', async () => {
    const { organizations, parties } = partiesModule(test.db);
    for (const id of [NOBODY, '', 'a\0b', '\ud800', "' OR true --"]) {
      await expect(organizations.organization(id)).rejects.toEqual(isRefused('NOT_FOUND'));
      await expect(organizations.updateOrganization(id, {}, ctx)).rejects.toEqual(isRefused('NOT_FOUND'));
      await expect(organizations.deleteOrganization(id, ctx)).rejects.toEqual(isRefused('NOT_FOUND'));
      expect(await parties.find(id)).toBeUndefined();
      expect(await test.db.transact((tx) => parties.hold(tx, id))).toBe(false);
    }
  });

  it('stay when the peering says so, and nothing is announced', async () => {
    const { id } = await created({ name: 'Peered' });
    const asked: string[] = [];
    const leaving: Leaving = async (tx, of) => {
      await tx.$queryRaw`SELECT 1`;
      asked.push(of);
      throw new Refusal('CONFLICT', 'The organization is peered with.');
    };
    await expect(partiesModule(test.db, { leaving }).organizations.deleteOrganization(id, ctx)).rejects.toEqual(isRefused('CONFLICT'));
    expect(asked).toEqual([id]);
    expect((await partiesModule(test.db).organizations.organization(id)).id).toBe(id);
    expect(await types()).toEqual(['organization.created']);
  });

  it('can be found by their members, by id and by address, and not by a secret', async () => {
    const [lower, upper] = [await created({ tradingName: 'lower', relatedParty: [{ id: 'p-1', role: 'owner' }] }), await created({ tradingName: 'upper' })];
    const list = async (path: string, ...anyOf: string[]) => (await partiesModule(test.db).organizations.organizations([{ path, anyOf }], null, null, null)).nodes.map(({ tradingName }) => tradingName);
    expect(await list('tradingName', 'upper', 'nobody')).toEqual(['upper']);
    expect(await list('id', lower.id, upper.id)).toEqual(['lower', 'upper']);
    expect(await list('href', upper.href)).toEqual(['upper']);
    expect(await list('href', 'https://elsewhere.example/x')).toEqual([]);
    expect(await list('relatedParty.role', 'owner')).toEqual(['lower']);
    expect(await list('relatedParty.@referredType', 'Organization')).toEqual(['lower']);
    await expect(list('partyCharacteristic.value', 'x')).rejects.toEqual(isRefused('INVALID_ARGUMENT', 'filter'));
    const page = await partiesModule(test.db).organizations.organizations(null, 1, null, null);
    expect(page).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true }, nodes: [{ id: lower.id }] });
    expect((await partiesModule(test.db).organizations.organizations(null, 1, page.pageInfo.endCursor, null)).nodes.map(({ id }) => id)).toEqual([upper.id]);
    expect((await partiesModule(test.db).organizations.organizations(null, 1, null, 1)).nodes.map(({ id }) => id)).toEqual([upper.id]);
  });

  it('are individuals too: made, changed, found and deleted in the same way', async () => {
    const { individuals, toHubNotices } = partiesModule(test.db);
    const { individual } = await individuals.createIndividual({ givenName: 'Ada', document: { familyName: 'L', birthDate: '1815-12-10' } }, ctx);
    expect(individual.document).toEqual({ id: individual.id, href: `https://gateway.example/tmf-api/party/v4/individual/${individual.id}`, givenName: 'Ada', familyName: 'L', birthDate: '1815-12-10', status: 'initialized' });
    const patched = await individuals.updateIndividual(individual.id, { familyName: 'Lovelace', birthDate: null, status: 'deceaded' }, ctx);
    expect(patched.individual).toMatchObject({ familyName: 'Lovelace', status: 'deceaded' });
    await expect(individuals.updateIndividual(individual.id, { givenName: null }, ctx)).rejects.toEqual(isRefused('INVALID_ARGUMENT', 'givenName'));
    await expect(individuals.createIndividual({ givenName: 'Only' }, ctx)).rejects.toEqual(isRefused('INVALID_ARGUMENT', 'familyName'));
    await expect(individuals.createIndividual({ givenName: 'A', familyName: 'B', document: { partyCharacteristic: [secret('pw')] } }, ctx)).rejects.toEqual(isRefused('INVALID_ARGUMENT', 'partyCharacteristic.0.name'));
    expect((await individuals.individuals([{ path: 'familyName', anyOf: ['Lovelace'] }], null, null, null)).nodes).toHaveLength(1);
    await individuals.deleteIndividual(individual.id, ctx);
    await expect(individuals.individual(individual.id)).rejects.toEqual(isRefused('NOT_FOUND'));
    expect((await partyEvents(test.db)).flatMap(toHubNotices).map(({ eventType, fieldPath, member }) => [eventType, fieldPath, member])).toEqual([
      ['IndividualCreateEvent', undefined, 'individual'],
      ['IndividualAttributeValueChangeEvent', 'birthDate', 'individual'],
      ['IndividualAttributeValueChangeEvent', 'familyName', 'individual'],
      ['IndividualStateChangeEvent', undefined, 'individual'],
      ['IndividualDeleteEvent', undefined, 'individual'],
    ]);
  });
});
