import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../test/support/databases.js';
import { partiesModule, partyContext, partyEvents, partyLog, withoutParties } from '../../../test/support/parties-module.js';
import type { Refusal } from '../../kernel/refusal.js';

const ctx = partyContext();
const secret = (value: unknown, name = 'EXTERNAL_TMF_API_PASSWORD'): object => ({ name, value });
const isRefused = (code: string, field?: string): unknown => expect.objectContaining({ code, ...(field && { field }) }) as unknown;

describe.each(databaseKinds)('parties and their secrets (%s)', (_kind, open) => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await open()));
  afterAll(() => test[Symbol.asyncDispose]());
  beforeEach(() => withoutParties(test.db));

  const created = async (document: object, about = ctx) => (await partiesModule(test.db).organizations.createOrganization({ document }, about)).organization;
  /** Every row of every table as text. */
  async function dump(): Promise<string> {
    const { rows } = await test.db.pool.query<{ name: string }>(`SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`);
    const texts: string[] = [];
    for (const { name } of rows) texts.push(...(await test.db.pool.query<{ text: string }>(`SELECT row_to_json(t)::text AS text FROM ${name} t`)).rows.map(({ text }) => text));
    return texts.join('\n');
  }

  it('keep secrets through patches, and give them to parties alone', async () => {
    const two = [secret({ value: 'first', alias: null }), { name: 'EXTERNAL_TMFAPI_OAUTH2CLIENTSECRET', value: 'bare' }, secret('second')];
    const { id, document } = await created({ name: 'Kept', partyCharacteristic: two });
    expect(document['partyCharacteristic']).toEqual([secret({ value: '********' }), { name: 'EXTERNAL_TMFAPI_OAUTH2CLIENTSECRET', value: '********' }, secret('********')]);
    const characteristics = async () => (await partiesModule(test.db).parties.find(id))?.characteristics.map(({ value }) => value);
    const patch = (partyCharacteristic: unknown) => partiesModule(test.db).organizations.updateOrganization(id, { partyCharacteristic }, ctx);
    await patch(document['partyCharacteristic']);
    expect(await characteristics()).toEqual(['first', 'bare', 'second']);
    await patch([{ name: 'x', value: 'y' }, secret('new'), secret({ value: '********' }), { name: 'EXTERNAL_TMFAPI_OAUTH2CLIENTSECRET', value: '********' }]);
    expect(await characteristics()).toEqual(['y', 'new', 'second', 'bare']);
    await expect(patch([secret('a'), secret('b'), secret('********')])).rejects.toEqual(isRefused('INVALID_ARGUMENT', 'partyCharacteristic.2.value'));
    expect(await characteristics()).toEqual(['y', 'new', 'second', 'bare']);
    await patch(null);
    expect(await characteristics()).toEqual([]);
    await expect(patch([secret('********')])).rejects.toEqual(isRefused('INVALID_ARGUMENT'));
  });

  it('give the sealed secrets to nobody: no table, event, answer or error has them', async () => {
    const canaries = ['canary-password-1', 'canary-secret-2', 'canary-patched-3', 'canary-connection-4', 'canary-secret-5', 'canary-refused-6', 'canary-refused-7'];
    const said: unknown[] = [];
    const say = async (work: Promise<unknown>) => void said.push(await work.catch((failure: unknown) => [failure, String(failure), failure instanceof Error && failure.stack]));
    const { organizations } = partiesModule(test.db);
    const keyed = partyContext({ idempotencyKey: 'key-2', requestHash: 'hash' });
    const { organization } = await organizations.createOrganization({ document: { name: 'Canary', partyCharacteristic: [secret({ value: canaries[0], alias: canaries[0] }), { name: 'external_tmfapi_oauth2clientsecret ', value: [canaries[1]] }] } }, keyed);
    said.push(organization);
    await say(organizations.createOrganization({ name: 'Connected', connection: { baseUrl: 'http://oss.example', username: 'admin', password: canaries[3]!, clientSecret: canaries[4]! } }, ctx));
    await say(organizations.updateOrganization(organization.id, { partyCharacteristic: [secret({ value: canaries[2] })] }, ctx));
    await say(organizations.updateOrganization(organization.id, { partyCharacteristic: [{ name: 'EXTERNAL_TMF_API_BASE_URL', value: `http://u:${canaries[5]}@oss.example` }] }, ctx));
    await say(organizations.updateOrganization(organization.id, { name: 5, partyCharacteristic: [secret({ value: canaries[6] })] }, ctx));
    await say(organizations.organizations(null, null, null, null));
    await say(organizations.organizations([{ path: 'partyCharacteristic.value', anyOf: [canaries[2]!] }], null, null, null));
    expect((await partiesModule(test.db).parties.find(organization.id))?.characteristics).toEqual([{ name: 'EXTERNAL_TMF_API_PASSWORD', value: canaries[2] }]);
    await say(organizations.deleteOrganization(organization.id, ctx));
    said.push(await partyEvents(test.db), (await partyEvents(test.db)).map(partiesModule(test.db).toHubNotices), partyLog.lines, await dump());
    const everything = said.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n');
    expect(said).toHaveLength(12);
    expect(everything).toContain('Canary');
    expect(canaries.filter((canary) => everything.includes(canary) || everything.includes(Buffer.from(canary).toString('hex')))).toEqual([]);
  });

  it('are refused and not guessed when they were sealed with another key, and their organization can still be read and deleted', async () => {
    const { id, document } = await created({ name: 'Lost', partyCharacteristic: [secret('pw')] });
    const { organizations, parties } = partiesModule(test.db, { key: 8 });
    await expect(parties.find(id)).rejects.toThrow('SECRET_KEY');
    await expect(organizations.updateOrganization(id, { name: 'x' }, ctx)).rejects.toThrow('SECRET_KEY');
    expect((await organizations.organization(id)).document).toEqual(document);
    expect(await organizations.deleteOrganization(id, ctx)).toEqual({ id });
  });

  const samples = ['hypo-organization-template.cop-pilot.json', 'openslice-organization.json'].map((name) => `../shared/specs/tmf/samples/${name}`);
  it.skipIf(!samples.every(existsSync))('take organizations of other systems (needs ../shared/specs/tmf/samples)', async () => {
    const given = samples.map((file) => JSON.parse(readFileSync(file, 'utf8')) as { name: string; id?: string; partyCharacteristic: { name: string }[] });
    for (const document of given) {
      const organization = await created(document);
      expect(organization).toMatchObject({ tradingName: document.name, href: expect.stringContaining(organization.id) as string });
      expect(organization.id).not.toBe(document.id);
      expect(organization.partyCharacteristic.filter(({ isSecret }) => isSecret)).toHaveLength(2);
      expect((await partiesModule(test.db).parties.find(organization.id))?.characteristics.map(({ value }) => value)).toEqual(expect.arrayContaining(['admin;read', 'secret']));
    }
  });

  const seed = '../shared/specs/tmf/seed/organization.json';
  it.skipIf(!existsSync(seed))(`take the seed's organization as it stands (needs ${seed})`, async () => {
    const given = JSON.parse(readFileSync(seed, 'utf8')) as { partyCharacteristic: { name: string }[] };
    const organization = await created(given);
    expect(organization).toMatchObject({ tradingName: 'Openslice-dev', isPeeredOrganization: true, status: 'initialized' });
    expect(organization.contactMedium[0]).toMatchObject({ atType: 'GeographicAddressContactMedium', city: 'Patras', country: 'Greece', street1: '', preferred: false, validFrom: '2018-10-22T08:31:52.028Z' });
    const value = (name: string) => organization.partyCharacteristic.find((entry) => entry.name === name);
    expect(value('EXTERNAL_TMF_API_BASE_URL')?.value).toEqual({ value: '[http://portal.openslice.eu](http://portal.openslice.eu)' });
    expect(organization.partyCharacteristic.filter(({ isSecret }) => isSecret).map(({ name, value: shown }) => [name, shown])).toEqual([
      ['EXTERNAL_TMF_API_PASSWORD', { value: '********' }],
      ['EXTERNAL_TMF_API_OAUTH2_CLIENT_SECRET', { value: '********' }],
    ]);
    const known = await partiesModule(test.db).parties.find(organization.id);
    expect(known).toMatchObject({ name: 'Openslice-dev', href: organization.href, document: organization.document });
    expect(known?.characteristics.map(({ name }) => name)).toEqual(given.partyCharacteristic.map(({ name }) => name));
    expect(known?.characteristics[0]).toEqual({ name: 'EXTERNAL_TMF_API_PASSWORD', value: 'openslice' });
  });
});

describeOnServer('organizations that many use at once', (open) => {
  it('are not deleted while somebody holds them, and can be patched meanwhile', async () => {
    await using test = await open();
    const [one, other] = [partiesModule(test.db), partiesModule(await test.another())];
    const { organization: { id } } = await one.organizations.createOrganization({ name: 'Held' }, ctx);
    let isDeleted = false;
    const [deleting] = await test.db.transact(async (tx) => {
      expect(await one.parties.hold(tx, id)).toBe(true);
      expect((await other.organizations.updateOrganization(id, { name: 'Patched' }, ctx)).organization.name).toBe('Patched');
      const deletion = other.organizations.deleteOrganization(id, ctx).then(() => void (isDeleted = true));
      await sleep(50);
      expect(isDeleted).toBe(false);
      return [deletion] as const;
    });
    await deleting;
    expect(await test.db.transact((tx) => one.parties.hold(tx, id))).toBe(false);
  });

  it('are created once, however often the same request comes at once', async () => {
    await using test = await open();
    const makers = [partiesModule(test.db), partiesModule(await test.another())];
    const keyed = partyContext({ idempotencyKey: 'key', requestHash: 'hash' });
    const made = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => makers[n % 2]!.organizations.createOrganization({ name: 'Once' }, keyed)));
    const ids = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.organization.id] : []));
    expect(new Set(ids).size).toBe(1);
    expect(made.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Refusal).code] : [])).filter((code) => code !== 'ABORTED')).toEqual([]);
    expect((await test.db.pool.query('SELECT 1 FROM "Organization"')).rowCount).toBe(1);
  });
});
