import { derivedId, isUuid, newId } from '../../../kernel/id.js';
import type { GoneSpec } from '../../../kernel/peering/messages.js';
import type { Database, Statements } from '../../../outbound/storage/database.js';
import type { PeeredSpecRow, SpecChange } from './peering.types.js';

/** Selected specs as they were last seen. */
export interface PeeredSpecStore {
  /** By organization, each in the order of their names, none for those without; not what the OSS sent. */
  of(organizationIds: readonly string[]): Promise<ReadonlyMap<string, readonly PeeredSpecRow[]>>;
  /** Those that the catalog shows. */
  gone(tx: Statements, organizationId: string): Promise<readonly GoneSpec[]>;
  /**
   * Writes what was seen. A new spec keeps its remote id in our catalog, or gets another when that one is taken.
   * @param taken ids that no new one may have
   * @returns local ids by remote id
   */
  put(tx: Statements, organizationId: string, specs: readonly SpecChange[], taken?: ReadonlySet<string>): Promise<ReadonlyMap<string, string>>;
  drop(tx: Statements, organizationId: string, remoteIds: readonly string[] | 'all'): Promise<void>;
}

/** Rows of one statement: what the OSS sent is in them, and may be long. */
const AT_A_TIME = 500;

const NONE: ReadonlySet<string> = new Set();

interface Placed {
  readonly remoteId: string;
  readonly localId: string;
}

export function peeredSpecStore(db: Database): PeeredSpecStore {
  return {
    async of(organizationIds) {
      const { rows } = await db.pool.query<PeeredSpecRow>(
        `SELECT "organizationId", "remoteId", "localId", name, version, "lastUpdate", "contentHash", state::text AS state, "missCount", "lastVerifiedAt"
         FROM "PeeredSpec" WHERE "organizationId" = ANY($1) ORDER BY name, "remoteId"`,
        [[...new Set(organizationIds)]],
      );
      const grouped = new Map<string, PeeredSpecRow[]>(organizationIds.map((id) => [id, []]));
      for (const row of rows) grouped.get(row.organizationId)?.push(row);
      return grouped;
    },
    gone: (tx, organizationId) =>
      tx.$queryRaw<GoneSpec[]>`SELECT "remoteId", "localId", name FROM "PeeredSpec" WHERE "organizationId" = ${organizationId} AND state = 'visible' ORDER BY name, "remoteId"`,
    async put(tx, organizationId, specs, taken = NONE) {
      const placed = new Map<string, string>();
      // In the order of `insert`, over all of them
      const inOrder = specs.toSorted((one, other) => (one.remoteId < other.remoteId ? -1 : 1));
      for (let at = 0; at < inOrder.length; at += AT_A_TIME) {
        for (const { remoteId, localId } of await putSome(tx, organizationId, inOrder.slice(at, at + AT_A_TIME), taken)) placed.set(remoteId, localId);
      }
      return placed;
    },
    async drop(tx, organizationId, remoteIds) {
      if (remoteIds === 'all') await tx.$executeRaw`DELETE FROM "PeeredSpec" WHERE "organizationId" = ${organizationId}`;
      else if (remoteIds.length > 0) await tx.$executeRaw`DELETE FROM "PeeredSpec" WHERE "organizationId" = ${organizationId} AND "remoteId" = ANY(${[...remoteIds]})`;
    },
  };
}

async function putSome(tx: Statements, organizationId: string, specs: readonly SpecChange[], taken: ReadonlySet<string>): Promise<readonly Placed[]> {
  const known = await update(tx, organizationId, specs);
  const isKnown = new Set(known.map(({ remoteId }) => remoteId));
  let left = specs.filter(({ remoteId }) => !isKnown.has(remoteId));
  const placed = [...known];
  for (const nameOf of [(remoteId: string) => remoteId, (remoteId: string) => (isUuid(organizationId) ? derivedId(organizationId, remoteId) : newId()), newId]) {
    if (left.length === 0) break;
    const named = left.map((spec) => ({ ...spec, localId: nameOf(spec.remoteId) })).filter(({ localId }) => !taken.has(localId));
    placed.push(...(await insert(tx, organizationId, named)));
    const isPlaced = new Set(placed.map(({ remoteId }) => remoteId));
    left = left.filter(({ remoteId }) => !isPlaced.has(remoteId));
  }
  if (left.length > 0) throw new Error('A spec found no id of its own.');
  return placed;
}

const update = (tx: Statements, organizationId: string, specs: readonly SpecChange[]): Promise<Placed[]> => tx.$queryRaw<Placed[]>`
  UPDATE "PeeredSpec" AS spec SET name = seen.name, version = seen.version, "lastUpdate" = seen."lastUpdate", "contentHash" = seen."contentHash",
    state = seen.state::"PeeredSpecState", "missCount" = seen."missCount", "lastVerifiedAt" = seen."lastVerifiedAt", source = coalesce(seen.source, spec.source)
  FROM jsonb_to_recordset(${JSON.stringify(specs)}::jsonb)
    AS seen("remoteId" text, name text, version text, "lastUpdate" timestamptz, "contentHash" text, state text, "missCount" int, "lastVerifiedAt" timestamptz, source jsonb)
  WHERE spec."organizationId" = ${organizationId} AND spec."remoteId" = seen."remoteId"
  RETURNING spec."remoteId", spec."localId"`;

/** Whoever comes second waits for the first, and is told that the id is taken; all in the same order, so that two never wait for each other. */
const insert = (tx: Statements, organizationId: string, specs: readonly (SpecChange & { readonly localId: string })[]): Promise<Placed[]> => tx.$queryRaw<Placed[]>`
  INSERT INTO "PeeredSpec" ("organizationId", "remoteId", "localId", name, version, "lastUpdate", "contentHash", state, "missCount", "lastVerifiedAt", source)
  SELECT ${organizationId}, "remoteId", "localId", name, version, "lastUpdate", "contentHash", state::"PeeredSpecState", "missCount", "lastVerifiedAt", source
  FROM jsonb_to_recordset(${JSON.stringify(specs)}::jsonb)
    AS seen("remoteId" text, "localId" text, name text, version text, "lastUpdate" timestamptz, "contentHash" text, state text, "missCount" int, "lastVerifiedAt" timestamptz, source jsonb)
  ORDER BY "localId" COLLATE "C"
  ON CONFLICT ("localId") DO NOTHING
  RETURNING "remoteId", "localId"`;
