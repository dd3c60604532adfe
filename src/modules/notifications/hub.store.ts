import type { Owner } from '../../kernel/caller.js';
import { isUuid, newId } from '../../kernel/id.js';
import type { HubApi } from '../../kernel/notice.js';
import type { Page, Place } from '../../kernel/page.js';
import type { Database, Statements } from '../../outbound/storage/database.js';
import { hubResource, MOST_DROPS } from './hub.rules.js';

export interface HubRow {
  readonly id: string;
  readonly api: HubApi;
  readonly callback: string;
  readonly query: string | null;
  readonly state: 'ACTIVE' | 'ENDED';
  readonly endReason: string | null;
  readonly drops: number;
  readonly eventCount: number;
  readonly createdAt: Date;
}

export interface NewHub {
  readonly id: string;
  readonly api: HubApi;
  readonly callback: string;
  readonly query: string | null;
  readonly owner: Owner;
  readonly now: Date;
}

export interface HubDelivery {
  readonly hubId: string;
  readonly eventId: string;
  readonly position: bigint;
  readonly event: object;
  /** Its place among the notices of one event. */
  readonly index: number;
}

/** Of a hub that was taken back, and of one that was given up. */
export const UNREGISTERED = 'SUBSCRIPTION_DELETED';
export const GIVEN_UP = 'TOO_MANY_FAILURES';

/** Hubs are subscriptions to a whole API: rows of the kind HUB. One that was unregistered is not found any more. */
export interface HubStore {
  /** False: the same is there already. */
  register(tx: Statements, hub: NewHub): Promise<boolean>;
  find(id: string): Promise<HubRow | undefined>;
  page(api: HubApi | undefined, first: number, after: Place | undefined): Promise<Page<HubRow>>;
  /** Nothing more is sent. False: there is none. */
  unregister(tx: Statements, api: HubApi, id: string, now: Date): Promise<boolean>;
  /** Active ones of the APIs, held until the transaction ends. */
  hold(tx: Statements, apis: readonly HubApi[]): Promise<readonly HubRow[]>;
  add(tx: Statements, deliveries: readonly HubDelivery[], now: Date): Promise<void>;
  /** An event has been delivered: the count of those that could not be begins anew. */
  forgive(tx: Statements, id: string): Promise<void>;
  /** An event was given up; the hub too when it was one too many. @returns whether it was */
  drop(tx: Statements, id: string, now: Date): Promise<boolean>;
}

/** Rows of one statement. */
const BATCH = 500;

/** `eventType` holds the API's name: a hub has no type of its own. */
const COLUMNS = `id::text, "eventType" AS api, sink AS callback, query, state::text AS state, "endReason", drops, "eventCount", "createdAt"`;
const THERE = `kind = 'HUB' AND "endReason" IS DISTINCT FROM '${UNREGISTERED}'`;

export function hubStore({ pool }: Database): HubStore {
  async function abandon(tx: Statements, id: string, now: Date, words: string): Promise<void> {
    await tx.$executeRaw`
      UPDATE "EventDelivery" SET state = 'DEAD', "settledAt" = ${now.toISOString()}::timestamptz, "nextAttemptAt" = NULL, "lastError" = ${words}
      WHERE "subscriptionId" = ${id}::uuid AND state = 'PENDING'`;
  }

  return {
    async register(tx, { id, api, callback, query, owner, now }) {
      await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(${`hub ${api}`}, 0))) AS held`;
      const written = await tx.$executeRaw`
        INSERT INTO "EventSubscription" (id, kind, "clientId", "userId", "resourceId", sink, "eventType", source, query, "createdAt")
        SELECT ${id}::uuid, 'HUB', ${owner.clientId}, ${owner.userId}, ${hubResource(api)}::uuid, ${callback}, ${api}, '', ${query}, ${now.toISOString()}::timestamptz
        WHERE NOT EXISTS (
          SELECT 1 FROM "EventSubscription" WHERE "resourceId" = ${hubResource(api)}::uuid AND state = 'ACTIVE' AND sink = ${callback} AND query IS NOT DISTINCT FROM ${query}::text)`;
      return written === 1;
    },
    async find(id) {
      if (!isUuid(id)) return undefined;
      const { rows } = await pool.query<HubRow>(`SELECT ${COLUMNS} FROM "EventSubscription" WHERE id = $1::uuid AND ${THERE}`, [id]);
      return rows[0];
    },
    async page(api, first, after) {
      const where = `${THERE} AND ($1::uuid IS NULL OR "resourceId" = $1)`;
      const resource = api === undefined ? null : hubResource(api);
      const { rows } = await pool.query<HubRow & { readonly total: number }>(
        `SELECT ${COLUMNS}, (SELECT count(*)::int FROM "EventSubscription" WHERE ${where}) AS total FROM "EventSubscription"
         WHERE ${where} AND ($2::timestamptz IS NULL OR ("createdAt", id) > ($2, $3::uuid)) ORDER BY "createdAt", id LIMIT $4`,
        [resource, after?.createdAt.toISOString() ?? null, after?.id ?? null, first + 1],
      );
      const totalCount = rows[0]?.total ?? (after ? await count(where, resource) : 0);
      return { rows: rows.slice(0, first), totalCount, hasNextPage: rows.length > first };
    },
    async unregister(tx, api, id, now) {
      if (!isUuid(id)) return false;
      const ended = await tx.$executeRaw`
        UPDATE "EventSubscription" SET state = 'ENDED', "endReason" = ${UNREGISTERED}
        WHERE id = ${id}::uuid AND kind = 'HUB' AND "resourceId" = ${hubResource(api)}::uuid AND "endReason" IS DISTINCT FROM ${UNREGISTERED}`;
      if (ended > 0) await abandon(tx, id, now, 'the hub was unregistered');
      return ended > 0;
    },
    hold: (tx, apis) => tx.$queryRaw<HubRow[]>`
      SELECT id::text, "eventType" AS api, sink AS callback, query, state::text AS state, "endReason", drops, "eventCount", "createdAt" FROM "EventSubscription"
      WHERE "resourceId" = ANY(${apis.map(hubResource)}::uuid[]) AND state = 'ACTIVE' ORDER BY id FOR UPDATE`,
    async add(tx, deliveries, now) {
      for (let at = 0; at < deliveries.length; at += BATCH) await insert(tx, deliveries.slice(at, at + BATCH), now);
    },
    async forgive(tx, id) {
      await tx.$executeRaw`UPDATE "EventSubscription" SET drops = 0 WHERE id = ${id}::uuid AND drops > 0`;
    },
    async drop(tx, id, now) {
      const [hub] = await tx.$queryRaw<{ state: string }[]>`
        UPDATE "EventSubscription" SET drops = drops + 1,
          "endReason" = CASE WHEN state = 'ACTIVE' AND drops + 1 >= ${MOST_DROPS}::int THEN ${GIVEN_UP} ELSE "endReason" END,
          state = CASE WHEN drops + 1 >= ${MOST_DROPS}::int THEN 'ENDED' ELSE state END
        WHERE id = ${id}::uuid RETURNING state::text AS state`;
      if (hub?.state === 'ENDED') await abandon(tx, id, now, 'the hub was given up');
      return hub?.state === 'ENDED';
    },
  };

  async function count(where: string, resource: string | null): Promise<number> {
    const { rows } = await pool.query<{ total: number }>(`SELECT count(*)::int AS total FROM "EventSubscription" WHERE ${where}`, [resource]);
    return rows[0]?.total ?? 0;
  }
}

/** Notices of one event stand at one position; a millisecond between them keeps their order. */
async function insert(tx: Statements, deliveries: readonly HubDelivery[], now: Date): Promise<void> {
  const at = now.toISOString();
  const rows = deliveries.map(({ hubId, eventId, position, event, index }) => ({
    id: newId(), subscriptionId: hubId, eventId, position: String(position), cloudEvent: event, createdAt: new Date(now.getTime() + index).toISOString(),
  }));
  await tx.$executeRaw`
    WITH written AS (
      INSERT INTO "EventDelivery" (id, "subscriptionId", "eventId", position, "cloudEvent", "createdAt", "nextAttemptAt")
      SELECT id, "subscriptionId", "eventId", position, "cloudEvent", "createdAt", ${at}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS row (id uuid, "subscriptionId" uuid, "eventId" uuid, position bigint, "cloudEvent" jsonb, "createdAt" timestamptz)
      ON CONFLICT ("subscriptionId", "eventId") DO NOTHING RETURNING "subscriptionId"
    )
    UPDATE "EventSubscription" AS hub SET "eventCount" = "eventCount" + counted.events
    FROM (SELECT "subscriptionId" AS id, count(*)::int AS events FROM written GROUP BY 1) AS counted WHERE hub.id = counted.id`;
}
