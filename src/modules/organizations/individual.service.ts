import type { Clock } from '../../kernel/clock.js';
import type { RequestContext } from '../../kernel/context.js';
import { isGiven } from '../../kernel/given.js';
import { newId } from '../../kernel/id.js';
import { mapPage, type Page } from '../../kernel/page.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Hrefs } from '../../kernel/tmf/href.js';
import type { ResourceQuery } from '../../kernel/tmf/page.js';
import type { Once } from '../../outbound/once.js';
import { record } from '../../outbound/outbox.js';
import type { Database } from '../../outbound/storage/database.js';
import type { DocumentRow } from '../../outbound/storage/documents.js';
import { changedIndividual, newIndividual } from './individual.rules.js';
import type { IndividualStore } from './individual.store.js';
import type { CreateIndividualInput, Individual } from './individual.types.js';
import { partyEvent, type PartyFact } from './organizations.events.js';
import { requireFilters } from './party.rules.js';

export interface IndividualService {
  /** @throws Refusal NOT_FOUND */
  get(id: string): Promise<Individual>;
  /** @throws Refusal INVALID_ARGUMENT, OUT_OF_RANGE */
  page(query: ResourceQuery): Promise<Page<Individual>>;
  find(ids: readonly string[]): Promise<(Individual | null)[]>;
  /** @throws Refusal INVALID_ARGUMENT */
  create(ctx: RequestContext, input: CreateIndividualInput): Promise<Individual>;
  /** A merge patch (RFC 7386). @throws Refusal NOT_FOUND, INVALID_ARGUMENT */
  update(ctx: RequestContext, id: string, patch: unknown): Promise<Individual>;
  /** @throws Refusal NOT_FOUND */
  delete(ctx: RequestContext, id: string): Promise<string>;
}

export interface IndividualServiceOptions {
  readonly db: Database;
  readonly individuals: IndividualStore;
  readonly hrefs: Hrefs;
  readonly once: Once;
  readonly clock: Clock;
}

const noIndividual = (): Refusal => new Refusal('NOT_FOUND', 'The individual is not found.');

export function individualService({ db, individuals, hrefs, once, clock }: IndividualServiceOptions): IndividualService {
  const toIndividual = ({ id, document, createdAt, updatedAt }: DocumentRow): Individual => ({
    id,
    href: hrefs.of(id),
    givenName: String(document['givenName']),
    familyName: String(document['familyName']),
    fullName: typeof document['fullName'] === 'string' ? document['fullName'] : null,
    status: document['status'] as Individual['status'],
    document: hrefs.shown(id, document),
    createdAt,
    updatedAt,
  });
  const event = (ctx: RequestContext, fact: PartyFact, { id, document, updatedAt }: DocumentRow, fieldPaths?: readonly string[]) =>
    partyEvent(ctx, 'individual', fact, updatedAt, { ...hrefs.shown(id, document), id }, fieldPaths);
  const find = async (ids: readonly string[]): Promise<(Individual | null)[]> => (await individuals.find(ids)).map((row) => row && toIndividual(row));

  return {
    find,
    async get(id) {
      const [individual] = await find([id]);
      if (!individual) throw noIndividual();
      return individual;
    },
    async page(query) {
      const filter = hrefs.filter(query.filter);
      requireFilters(filter);
      return mapPage(await individuals.page({ ...query, filter }), toIndividual);
    },
    create: (ctx, input) =>
      once.plainly(ctx, async () => {
        const now = clock.now();
        const row = { id: newId(), document: newIndividual(documentOf(input)), createdAt: now, updatedAt: now };
        return async (tx) => {
          await individuals.insert(tx, row);
          await record(tx, [event(ctx, 'created', row)]);
          return toIndividual(row);
        };
      }),
    update: (ctx, id, patch) =>
      db.transact(async (tx) => {
        const before = await individuals.lock(tx, id);
        if (!before) throw noIndividual();
        const { document, fieldPaths, hasNewStatus } = changedIndividual(before.document, hrefs.shown(id, before.document), patch);
        if (fieldPaths.length === 0 && !hasNewStatus) return toIndividual(before);
        const after = { ...before, document, updatedAt: clock.now() };
        await individuals.update(tx, after);
        await record(tx, [...(fieldPaths.length > 0 ? [event(ctx, 'changed', after, fieldPaths)] : []), ...(hasNewStatus ? [event(ctx, 'state-changed', after)] : [])]);
        return toIndividual(after);
      }),
    delete: (ctx, id) =>
      db.transact(async (tx) => {
        const row = await individuals.lock(tx, id);
        if (!row) throw noIndividual();
        await individuals.remove(tx, id);
        await record(tx, [event(ctx, 'deleted', { ...row, updatedAt: clock.now() })]);
        return id;
      }),
  };
}

/** What a caller sent, by its TMF names; what is no object is refused by the rules. */
function documentOf({ document = {}, ...typed }: CreateIndividualInput): unknown {
  if (typeof document !== 'object' || Array.isArray(document)) return document;
  return { ...document, ...Object.fromEntries(Object.entries(typed).filter(([, value]) => isGiven(value))) };
}
