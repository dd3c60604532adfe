import type { JsonObject } from '../../../kernel/tmf/document.js';
import type { Statements } from '../../../outbound/storage/database.js';
import type { Assignments, CatalogState, SpecState } from './peered.rules.js';

/** A spec as it has been heard of, and the id under which it is shown. */
export interface KnownSpec extends SpecState {
  readonly remoteId: string;
  readonly localId: string;
}

export interface ShownSpec {
  readonly remoteId: string;
  readonly localId: string;
  readonly document: JsonObject;
}

export interface SpecChange {
  readonly id: string;
  readonly name: string;
  readonly isNew: boolean;
}

/** What has been heard of an organization, without its specs; held until the transaction ends. @param told assignments that may be the same: long lists are not read for nothing */
export async function holdOrganization(tx: Statements, organizationId: string, told: Assignments | undefined, now: Date): Promise<Omit<CatalogState, 'specs'>> {
  const text = told === undefined ? null : JSON.stringify(told);
  const [row] = await tx.$queryRaw<{ resetGen: number; assignGen: number; assignments: Assignments | null }[]>`
    INSERT INTO "PeeredCatalog" AS held ("organizationId", assignments, "updatedAt") VALUES (${organizationId}, '[]', ${now}) ON CONFLICT ("organizationId") DO UPDATE SET "updatedAt" = EXCLUDED."updatedAt"
    RETURNING "resetGen"::float8 AS "resetGen", "assignGen"::float8 AS "assignGen", CASE WHEN held.assignments = ${text}::jsonb THEN NULL ELSE held.assignments END AS assignments`;
  if (!row) throw new Error('A row that was just written is gone.');
  return { ...row, assignments: row.assignments ?? told ?? [] };
}

export const specsByRemoteId = (tx: Statements, organizationId: string, remoteIds: readonly string[]): Promise<readonly KnownSpec[]> =>
  tx.$queryRaw<KnownSpec[]>`
    SELECT "remoteId", "localId", gen::float8 AS gen, visible FROM "PeeredCatalogSpec" WHERE "organizationId" = ${organizationId} AND "remoteId" = ANY(${remoteIds}::text[])`;

/** Those that a message of a generation takes away. */
export const visibleBefore = (tx: Statements, organizationId: string, generation: number): Promise<readonly KnownSpec[]> =>
  tx.$queryRaw<KnownSpec[]>`
    SELECT "remoteId", "localId", gen::float8 AS gen, visible FROM "PeeredCatalogSpec" WHERE "organizationId" = ${organizationId} AND visible AND gen < ${String(generation)}::bigint`;

/** Remote ids of the specs whose local ids are something else's: shown for it, or kept for it while it is away. Foreign producers may give one id to two specs of theirs. */
export async function idsElsewhere(tx: Statements, organizationId: string, specs: readonly Pick<KnownSpec, 'remoteId' | 'localId'>[]): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ remoteId: string }[]>`
    WITH told AS MATERIALIZED (SELECT * FROM jsonb_to_recordset(${JSON.stringify(specs)}::jsonb) AS spec("remoteId" text, "localId" text))
    SELECT told."remoteId" FROM told JOIN "ServiceSpecification" AS spec ON spec.id = told."localId"
    WHERE spec."organizationId" IS DISTINCT FROM ${organizationId} OR spec."remoteId" IS DISTINCT FROM told."remoteId"
    UNION SELECT told."remoteId" FROM told JOIN "PeeredCatalogSpec" AS kept ON kept."localId" = told."localId"
    WHERE kept."organizationId" <> ${organizationId} OR kept."remoteId" <> told."remoteId"`;
  return new Set(rows.map(({ remoteId }) => remoteId));
}

/** Which of the ids are specifications of ours, which no peer brought. */
export async function ownIds(tx: Statements, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM "ServiceSpecification" WHERE id = ANY(${ids}::text[]) AND "organizationId" IS NULL`;
  return new Set(rows.map(({ id }) => id));
}

/** Which of the ids are specifications that the catalog shows, whosever they are. */
export async function shownIds(tx: Statements, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM "ServiceSpecification" WHERE id = ANY(${ids}::text[])`;
  return new Set(rows.map(({ id }) => id));
}

export interface Remembered {
  readonly before: Omit<CatalogState, 'specs'>;
  readonly next: CatalogState;
  /** Specs that the message was about. */
  readonly specs: readonly KnownSpec[];
}

export async function remember(tx: Statements, organizationId: string, { before, next, specs }: Remembered): Promise<void> {
  const assignments = next.assignments === before.assignments ? null : JSON.stringify(next.assignments);
  if (next.resetGen !== before.resetGen || next.assignGen !== before.assignGen || assignments !== null) {
    await tx.$executeRaw`
      UPDATE "PeeredCatalog" SET "resetGen" = ${String(next.resetGen)}::bigint, "assignGen" = ${String(next.assignGen)}::bigint, assignments = coalesce(${assignments}::jsonb, assignments)
      WHERE "organizationId" = ${organizationId}`;
  }
  if (specs.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "PeeredCatalogSpec" ("organizationId", "remoteId", "localId", gen, visible)
    SELECT ${organizationId}, "remoteId", "localId", gen, visible FROM jsonb_to_recordset(${JSON.stringify(specs)}::jsonb) AS spec("remoteId" text, "localId" text, gen bigint, visible boolean)
    ON CONFLICT ("organizationId", "remoteId") DO UPDATE SET "localId" = EXCLUDED."localId", gen = EXCLUDED.gen, visible = EXCLUDED.visible`;
}

/** A peering that is over keeps no ids: the same OSS may come again with another organization, and has its own then. */
export async function releaseIds(tx: Statements, organizationId: string, generation: number): Promise<void> {
  await tx.$executeRaw`UPDATE "PeeredCatalogSpec" SET "localId" = '' WHERE "organizationId" = ${organizationId} AND NOT visible AND gen < ${String(generation)}::bigint`;
}

/** Notes the newest failure that was told; the catalog stays as it is. */
export async function noteFailure(tx: Statements, organizationId: string, failure: JsonObject & { readonly generation: number }, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE "PeeredCatalog" SET "lastFailure" = ${JSON.stringify(failure)}::jsonb, "updatedAt" = ${now}
    WHERE "organizationId" = ${organizationId} AND coalesce(("lastFailure" ->> 'generation')::bigint, 0) < ${String(failure.generation)}::bigint`;
}

/** @returns those that are new or have changed */
export const showSpecs = (tx: Statements, organizationId: string, specs: readonly ShownSpec[], now: Date): Promise<readonly SpecChange[]> =>
  tx.$queryRaw<SpecChange[]>`
    INSERT INTO "ServiceSpecification" AS held (id, "organizationId", "remoteId", document, "createdAt", "updatedAt")
    SELECT "localId", ${organizationId}, "remoteId", document, ${now}, ${now} FROM jsonb_to_recordset(${JSON.stringify(specs)}::jsonb) AS spec("remoteId" text, "localId" text, document jsonb)
    ON CONFLICT ("organizationId", "remoteId") DO UPDATE SET id = EXCLUDED.id, document = EXCLUDED.document, "updatedAt" = EXCLUDED."updatedAt"
    WHERE held.document IS DISTINCT FROM EXCLUDED.document OR held.id <> EXCLUDED.id
    RETURNING id, document ->> 'name' AS name, xmax = 0 AS "isNew"`;

export const hideSpecs = (tx: Statements, organizationId: string, remoteIds: readonly string[]): Promise<readonly { readonly id: string; readonly name: string }[]> =>
  tx.$queryRaw<{ id: string; name: string }[]>`
    DELETE FROM "ServiceSpecification" WHERE "organizationId" = ${organizationId} AND "remoteId" = ANY(${remoteIds}::text[]) RETURNING id, document ->> 'name' AS name`;
