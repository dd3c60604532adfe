import type { JsonObject } from '../../../kernel/tmf/document.js';
import type { Statements } from '../../../outbound/storage/database.js';

/** The candidate that stands for an imported spec. */
export interface PeeredCandidate {
  readonly id: string;
  readonly remoteId: string;
  readonly document: JsonObject;
}

export const candidatesOf = (tx: Statements, organizationId: string, remoteIds: readonly string[]): Promise<readonly PeeredCandidate[]> =>
  tx.$queryRaw<PeeredCandidate[]>`
    SELECT id, "remoteId", document FROM "ServiceCandidate" WHERE "organizationId" = ${organizationId} AND "remoteId" = ANY(${remoteIds}::text[]) ORDER BY id`;

/** Those of the ids that something else bears: a candidate that was exported here, and has come back as a user's. */
export async function candidateIdsElsewhere(tx: Statements, organizationId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM "ServiceCandidate" WHERE id = ANY(${ids}::text[]) AND "organizationId" IS DISTINCT FROM ${organizationId}`;
  return new Set(rows.map(({ id }) => id));
}

export async function writeCandidates(tx: Statements, organizationId: string, candidates: readonly PeeredCandidate[], now: Date): Promise<void> {
  if (candidates.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "ServiceCandidate" (id, "organizationId", "remoteId", document, "createdAt", "updatedAt")
    SELECT id, ${organizationId}, "remoteId", document, ${now}, ${now} FROM jsonb_to_recordset(${JSON.stringify(candidates)}::jsonb) AS candidate(id text, "remoteId" text, document jsonb)
    ON CONFLICT ("organizationId", "remoteId") DO UPDATE SET document = EXCLUDED.document, "updatedAt" = EXCLUDED."updatedAt"`;
}

export async function deleteCandidates(tx: Statements, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.$executeRaw`DELETE FROM "ServiceCandidate" WHERE id = ANY(${ids}::text[])`;
}

/** Where users put imported candidates. */
export async function userPlaces(tx: Statements, candidateIds: readonly string[]): Promise<readonly { readonly candidateId: string; readonly id: string; readonly name: string }[]> {
  if (candidateIds.length === 0) return [];
  return tx.$queryRaw<{ candidateId: string; id: string; name: string }[]>`
    SELECT link AS "candidateId", id, name FROM "ServiceCategory", unnest(links) AS link WHERE links && ${candidateIds}::text[] AND link = ANY(${candidateIds}::text[]) ORDER BY name, id`;
}
