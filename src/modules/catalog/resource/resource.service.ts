import { ownerOf } from '../../../kernel/caller.js';
import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { isGiven } from '../../../kernel/given.js';
import { newId } from '../../../kernel/id.js';
import type { Page } from '../../../kernel/page.js';
import { Refusal } from '../../../kernel/refusal.js';
import { isObject, readDocument, type Json, type JsonObject } from '../../../kernel/tmf/document.js';
import type { ResourceQuery } from '../../../kernel/tmf/page.js';
import type { Once } from '../../../outbound/once.js';
import { record } from '../../../outbound/outbox.js';
import type { Database, Statements } from '../../../outbound/storage/database.js';
import { findDocuments, pageDocuments, type DocumentRow } from '../../../outbound/storage/documents.js';
import { resourcesChanged, type ResourceChange } from '../catalog.events.js';
import { hrefsOf, type Shown } from './shown.rules.js';
import { wordsOf, type ResourceKind } from './resource.types.js';

/** What the services of the four resources share. */
export interface ResourceOptions {
  readonly db: Database;
  readonly once: Once;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly shown: Shown;
}

export interface ResourceReader {
  /** @throws Refusal NOT_FOUND */
  get(id: string): Promise<DocumentRow>;
  /** Null for those that are not there. */
  find(ids: readonly string[]): Promise<readonly (DocumentRow | null)[]>;
  /** @throws Refusal INVALID_ARGUMENT, OUT_OF_RANGE */
  page(query: ResourceQuery): Promise<Page<DocumentRow>>;
}

/** One kind of resource, wholly. */
export interface ResourceService extends ResourceReader {
  /** @throws Refusal INVALID_ARGUMENT */
  create(ctx: RequestContext, input: CreationInput): Promise<DocumentRow>;
  /** Merge patch. @throws Refusal NOT_FOUND, INVALID_ARGUMENT, PEERED_SPEC */
  update(ctx: RequestContext, id: string, patch: unknown): Promise<DocumentRow>;
  /** @throws Refusal NOT_FOUND, PEERED_SPEC */
  delete(ctx: RequestContext, id: string): Promise<string>;
}

/** Everybody with a token reads the catalog. */
export function resourceReader({ db, publicUrl }: Pick<ResourceOptions, 'db' | 'publicUrl'>, kind: ResourceKind): ResourceReader {
  const hrefs = hrefsOf(publicUrl, kind);
  const find: ResourceReader['find'] = (ids) => findDocuments(db, kind, ids);
  return {
    find,
    async get(id) {
      const [row] = await find([id]);
      if (!row) throw new Refusal('NOT_FOUND', `There is no such ${wordsOf(kind)}.`);
      return row;
    },
    page: (query) => pageDocuments(db, kind, { ...query, filter: hrefs.filter(query.filter) }),
  };
}

/** Typed members of a creation, by their TMF names, and the rest of the resource. */
export interface CreationInput {
  readonly document?: unknown;
}

/** How typed members that are not called so by TMF633 are written in the resource. */
type Written = Readonly<Record<string, (value: Json) => JsonObject>>;

const refs = (ids: Json): Json => (Array.isArray(ids) ? ids.map((id: Json) => ({ id })) : []);

const WRITTEN: Written = {
  atType: (type) => ({ '@type': type }),
  serviceSpecificationId: (id) => ({ serviceSpecification: { id } }),
  categoryIds: (ids) => ({ category: refs(ids) }),
  serviceCandidateIds: (ids) => ({ serviceCandidate: refs(ids) }),
};

/** The resource that is meant: typed members win. @throws Refusal INVALID_ARGUMENT */
export function meantDocument({ document, ...typed }: CreationInput): JsonObject {
  const rest = isGiven(document) ? readDocument(document, 'document') : {};
  const given = Object.entries(typed).filter(([, value]) => isGiven(value)) as [string, Json][];
  return { ...rest, ...Object.fromEntries(given.flatMap(([name, value]) => Object.entries(WRITTEN[name]?.(value) ?? { [name]: value }))) };
}

/** Ids that a member's references name. */
export const idsIn = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? [...new Set(value.flatMap((ref: Json) => (isObject(ref) && typeof ref['id'] === 'string' ? [ref['id']] : [])))] : []);

export const freshRow = (document: JsonObject, now: Date, id: string = newId()): DocumentRow => ({ id, document, createdAt: now, updatedAt: now });

/** A row that may have come back from the memory of an idempotency key, where dates are text. */
export const revived = (row: DocumentRow): DocumentRow => ({ ...row, createdAt: new Date(row.createdAt), updatedAt: new Date(row.updatedAt) });

/** Longer documents are left out of events, in characters: whoever hears of them reads them. */
const MOST_TOLD = 200_000;

export interface LocalChange {
  readonly kind: ResourceKind;
  readonly change: ResourceChange['change'];
  readonly row: Pick<DocumentRow, 'id' | 'document'>;
  /** What else has changed with it. */
  readonly others?: readonly ResourceChange[];
}

/** Tells of what somebody here has done, in the transaction of the change. */
export async function tell(tx: Statements, { shown }: Pick<ResourceOptions, 'shown'>, ctx: Pick<RequestContext, 'caller' | 'correlator'>, { kind, change, row, others = [] }: LocalChange, time: Date): Promise<void> {
  const document = shown(kind, row.id, row.document);
  const told = JSON.stringify(document).length <= MOST_TOLD ? { document: document as NonNullable<ResourceChange['document']> } : {};
  const own: ResourceChange = { kind, change, id: row.id, name: String(row.document['name']), ...told };
  await record(tx, resourcesChanged({ subject: row.id, organizationId: null, owner: ownerOf(ctx.caller), time, correlator: ctx.correlator }, [own, ...others]));
}
