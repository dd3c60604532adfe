import type { Clock } from '../../kernel/clock.js';
import type { RequestContext } from '../../kernel/context.js';
import { isGiven } from '../../kernel/given.js';
import { newId } from '../../kernel/id.js';
import { mapPage, type Page } from '../../kernel/page.js';
import { Refusal } from '../../kernel/refusal.js';
import type { JsonObject } from '../../kernel/tmf/document.js';
import type { Hrefs } from '../../kernel/tmf/href.js';
import type { ResourceQuery } from '../../kernel/tmf/page.js';
import type { Once } from '../../outbound/once.js';
import { record } from '../../outbound/outbox.js';
import type { Database, Statements } from '../../outbound/storage/database.js';
import type { DocumentRow } from '../../outbound/storage/documents.js';
import { characteristicsIn, isPeered, withConnection } from './characteristics.rules.js';
import { contactsIn } from './contact.rules.js';
import { changedOrganization, newOrganization } from './organization.rules.js';
import type { OrganizationStore } from './organization.store.js';
import type { CreateOrganizationInput, Organization, PartyCharacteristic } from './organization.types.js';
import { partyEvent, type PartyFact } from './organizations.events.js';
import { requireFilters } from './party.rules.js';
import { isSecretName } from './secrets.rules.js';

export interface OrganizationService {
  /** @throws Refusal NOT_FOUND */
  get(id: string): Promise<Organization>;
  /** @throws Refusal INVALID_ARGUMENT, OUT_OF_RANGE */
  page(query: ResourceQuery): Promise<Page<Organization>>;
  find(ids: readonly string[]): Promise<(Organization | null)[]>;
  /** @throws Refusal INVALID_ARGUMENT */
  create(ctx: RequestContext, input: CreateOrganizationInput): Promise<Organization>;
  /** A merge patch (RFC 7386). @throws Refusal NOT_FOUND, INVALID_ARGUMENT */
  update(ctx: RequestContext, id: string, patch: unknown): Promise<Organization>;
  /** @throws Refusal NOT_FOUND, and what `leaving` throws */
  delete(ctx: RequestContext, id: string): Promise<string>;
}

/** Asked in the transaction that removes an organization, while its row is locked. @throws Refusal CONFLICT when it must stay */
export type Leaving = (tx: Statements, organizationId: string) => Promise<void>;

export interface OrganizationServiceOptions {
  readonly db: Database;
  readonly organizations: OrganizationStore;
  readonly hrefs: Hrefs;
  readonly leaving: Leaving;
  readonly once: Once;
  readonly clock: Clock;
}

export const noOrganization = (): Refusal => new Refusal('NOT_FOUND', 'The organization is not found.');

export function organizationService({ db, organizations, hrefs, leaving, once, clock }: OrganizationServiceOptions): OrganizationService {
  const toOrganization = ({ id, document, createdAt, updatedAt }: DocumentRow): Organization => ({ ...viewOf(document), id, href: hrefs.of(id), document: hrefs.shown(id, document), createdAt, updatedAt });
  const event = (ctx: RequestContext, fact: PartyFact, { id, document, updatedAt }: DocumentRow, fieldPaths?: readonly string[]) =>
    partyEvent(ctx, 'organization', fact, updatedAt, { ...hrefs.shown(id, document), id }, fieldPaths);
  const find = async (ids: readonly string[]): Promise<(Organization | null)[]> => (await organizations.find(ids)).map((row) => row && toOrganization(row));

  return {
    find,
    async get(id) {
      const [organization] = await find([id]);
      if (!organization) throw noOrganization();
      return organization;
    },
    async page(query) {
      const filter = hrefs.filter(query.filter);
      requireFilters(filter);
      return mapPage(await organizations.page({ ...query, filter }), toOrganization);
    },
    create: (ctx, input) =>
      once.plainly(ctx, async () => {
        const now = clock.now();
        const row = { id: newId(), ...newOrganization(documentOf(input)), createdAt: now, updatedAt: now };
        return async (tx) => {
          await organizations.insert(tx, row);
          await record(tx, [event(ctx, 'created', row)]);
          return toOrganization(row);
        };
      }),
    update: (ctx, id, patch) =>
      db.transact(async (tx) => {
        const before = await organizations.lock(tx, id);
        if (!before) throw noOrganization();
        const { fieldPaths, hasNewStatus, ...kept } = changedOrganization(before, hrefs.shown(id, before.document), patch);
        if (fieldPaths.length === 0 && !hasNewStatus) return toOrganization(before);
        const after = { ...before, ...kept, updatedAt: clock.now() };
        await organizations.update(tx, after);
        await record(tx, [...(fieldPaths.length > 0 ? [event(ctx, 'changed', after, fieldPaths)] : []), ...(hasNewStatus ? [event(ctx, 'state-changed', after)] : [])]);
        return toOrganization(after);
      }),
    delete: (ctx, id) =>
      db.transact(async (tx) => {
        const row = await organizations.lockForRemoval(tx, id);
        if (!row) throw noOrganization();
        await leaving(tx, id);
        await organizations.remove(tx, id);
        await record(tx, [event(ctx, 'deleted', { ...row, updatedAt: clock.now() })]);
        return id;
      }),
  };
}

/** What a caller sent, by its TMF names; what is no object is refused by the rules. */
function documentOf({ document = {}, connection, ...typed }: CreateOrganizationInput): unknown {
  if (typeof document !== 'object' || Array.isArray(document)) return document;
  const whole = { ...document, ...Object.fromEntries(Object.entries(typed).filter(([, value]) => isGiven(value))) } as JsonObject;
  return connection ? withConnection(whole, connection) : whole;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const truth = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

const viewOf = (document: JsonObject): Omit<Organization, 'id' | 'href' | 'document' | 'createdAt' | 'updatedAt'> => ({
  name: text(document['name']),
  tradingName: text(document['tradingName']) ?? '',
  status: document['status'] as Organization['status'],
  nameType: text(document['nameType']),
  organizationType: text(document['organizationType']),
  isHeadOffice: truth(document['isHeadOffice']),
  isLegalEntity: truth(document['isLegalEntity']),
  contactMedium: contactsIn(document),
  partyCharacteristic: characteristicsIn(document).map(toCharacteristic),
  isPeeredOrganization: isPeered(document),
});

const toCharacteristic = (entry: JsonObject): PartyCharacteristic => ({
  id: text(entry['id']),
  name: text(entry['name']) ?? '',
  valueType: text(entry['valueType']),
  value: entry['value'] ?? null,
  isSecret: isSecretName(entry['name']),
});
