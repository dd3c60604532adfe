import type { Page } from '../../kernel/page.js';
import type { JsonObject } from '../../kernel/tmf/document.js';
import type { ResourcePlace, ResourceQuery } from '../../kernel/tmf/page.js';
import type { Database, Statements } from '../../outbound/storage/database.js';
import { findDocuments, pageDocuments, type DocumentRow } from '../../outbound/storage/documents.js';

export interface AlarmRow extends DocumentRow {
  readonly organizationId: string | null;
}

/** A source's name for an alarm; names of two organizations have nothing to do with each other. */
export interface AlarmName {
  /** Null: the gateway itself. */
  readonly organizationId: string | null;
  readonly externalAlarmId: string;
}

export interface AlarmsOf {
  readonly open: boolean | undefined;
  readonly first: number;
  readonly after: ResourcePlace | undefined;
}

export interface AlarmStore {
  page(query: ResourceQuery): Promise<Page<DocumentRow>>;
  find(ids: readonly string[]): Promise<readonly (DocumentRow | null)[]>;
  /** Of each organization one page, oldest first. */
  ofOrganizations(ids: readonly string[], wanted: AlarmsOf): Promise<ReadonlyMap<string, Page<DocumentRow>>>;
  insert(tx: Statements, row: AlarmRow): Promise<void>;
  /** Held until the transaction ends. */
  lock(tx: Statements, id: string): Promise<AlarmRow | undefined>;
  update(tx: Statements, id: string, document: JsonObject, now: Date): Promise<void>;
  remove(tx: Statements, id: string): Promise<void>;
  /** Holds the name until the transaction ends. @returns false when a message of this generation or a later one has been heard */
  advance(tx: Statements, name: AlarmName, generation: number): Promise<boolean>;
  /** Holds the name until the transaction ends. */
  holdName(tx: Statements, name: AlarmName): Promise<void>;
  /** The one that stands, held until the transaction ends. The name is held. */
  openOf(tx: Statements, name: AlarmName): Promise<AlarmRow | undefined>;
}

const nameOf = ({ organizationId, externalAlarmId }: AlarmName): string => `${organizationId ?? ''} ${externalAlarmId}`;
const isOpen = ({ state }: JsonObject): boolean => state !== 'cleared';
const externalIdOf = ({ externalAlarmId }: JsonObject): string | null => (typeof externalAlarmId === 'string' ? externalAlarmId : null);

const PAGES = `
  SELECT parent.id AS parent, total.count AS total, alarm.* FROM unnest($1::text[]) AS parent(id)
  CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM "Alarm" WHERE "organizationId" = parent.id AND ($2::boolean IS NULL OR "isOpen" = $2)) AS total
  LEFT JOIN LATERAL (
    SELECT id, document, "createdAt", "updatedAt" FROM "Alarm"
    WHERE "organizationId" = parent.id AND ($2::boolean IS NULL OR "isOpen" = $2) AND ($3::timestamptz IS NULL OR ("createdAt", id) > ($3::timestamptz, $4::text))
    ORDER BY "createdAt", id LIMIT $5
  ) AS alarm ON true`;

type PageRow = { readonly parent: string; readonly total: number } & { readonly [Member in keyof DocumentRow]: DocumentRow[Member] | null };

export function alarmStore(db: Database): AlarmStore {
  return {
    page: (query) => pageDocuments(db, 'Alarm', query),
    find: (ids) => findDocuments(db, 'Alarm', ids),
    async ofOrganizations(ids, { open, first, after }) {
      const { rows } = await db.pool.query<PageRow>(PAGES, [[...new Set(ids)], open ?? null, after?.createdAt.toISOString() ?? null, after?.id ?? null, first + 1]);
      const pages = new Map<string, { rows: DocumentRow[]; totalCount: number; hasNextPage: boolean }>();
      for (const { parent, total, ...row } of rows) {
        const page = pages.get(parent) ?? { rows: [], totalCount: total, hasNextPage: false };
        pages.set(parent, page);
        if (row.id === null) continue;
        if (page.rows.length === first) page.hasNextPage = true;
        else page.rows.push(row as DocumentRow);
      }
      return pages;
    },
    async insert(tx, { id, document, organizationId, createdAt }) {
      await tx.$executeRaw`
        INSERT INTO "Alarm" (id, "externalAlarmId", "organizationId", "isOpen", document, "createdAt", "updatedAt")
        VALUES (${id}, ${externalIdOf(document)}, ${organizationId}, ${isOpen(document)}, ${JSON.stringify(document)}::jsonb, ${createdAt.toISOString()}::timestamptz, ${createdAt.toISOString()}::timestamptz)`;
    },
    async lock(tx, id) {
      const [row] = await tx.$queryRaw<AlarmRow[]>`SELECT id, document, "organizationId", "createdAt", "updatedAt" FROM "Alarm" WHERE id = ${id} FOR UPDATE`;
      return row;
    },
    async update(tx, id, document, now) {
      await tx.$executeRaw`
        UPDATE "Alarm" SET document = ${JSON.stringify(document)}::jsonb, "externalAlarmId" = ${externalIdOf(document)}, "isOpen" = ${isOpen(document)}, "updatedAt" = ${now.toISOString()}::timestamptz
        WHERE id = ${id}`;
    },
    async remove(tx, id) {
      await tx.$executeRaw`DELETE FROM "Alarm" WHERE id = ${id}`;
    },
    async advance(tx, name, generation) {
      const advanced = await tx.$executeRaw`
        INSERT INTO "AlarmGeneration" AS held ("externalAlarmId", generation) VALUES (${nameOf(name)}, ${generation}::bigint)
        ON CONFLICT ("externalAlarmId") DO UPDATE SET generation = excluded.generation WHERE held.generation < excluded.generation`;
      return advanced > 0;
    },
    async holdName(tx, name) {
      await tx.$executeRaw`
        INSERT INTO "AlarmGeneration" AS held ("externalAlarmId", generation) VALUES (${nameOf(name)}, 0)
        ON CONFLICT ("externalAlarmId") DO UPDATE SET generation = held.generation`;
    },
    async openOf(tx, { organizationId, externalAlarmId }) {
      const [row] = await tx.$queryRaw<AlarmRow[]>`
        SELECT id, document, "organizationId", "createdAt", "updatedAt" FROM "Alarm"
        WHERE "externalAlarmId" = ${externalAlarmId} AND "organizationId" IS NOT DISTINCT FROM ${organizationId}::text AND "isOpen" ORDER BY "createdAt", id LIMIT 1 FOR UPDATE`;
      return row;
    },
  };
}
